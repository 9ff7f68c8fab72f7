"""The engine's pure parts: cutting into chunks, beams, anchors, order."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from worker_client import MOONSHINE

from speech import chunks as chunking
from speech.ordered import in_order
from worker.engine_package import import_part

beams = import_part(MOONSHINE, "beams")
anchors = import_part(MOONSHINE, "anchors")


LIMITS = import_part(MOONSHINE, "settings").LIMITS

HOP = 512
SECOND = 16_000


def cut(*parts: tuple[float, float], block: int = 100) -> list[tuple[float, float]]:
    """Chunks of made-up probabilities, (seconds, probability) one after the other; as seconds."""
    chances = np.concatenate([np.full(round(s * SECOND / HOP), p, np.float32) for s, p in parts])
    blocks = [chances[at : at + block] for at in range(0, len(chances), block)]
    found = list(chunking.chunks(blocks, 0, len(chances) * HOP, LIMITS))
    return [(chunk.start / SECOND, chunk.end / SECOND) for chunk in found]


def test_silence_has_no_chunks() -> None:
    assert cut((30, 0.1)) == []


def test_a_click_is_no_speech() -> None:
    assert cut((2, 0.0), (0.05, 0.9), (2, 0.0)) == []


def test_speech_keeps_a_quarter_second_around_it() -> None:
    ((start, end),) = cut((2, 0.0), (3, 0.9), (2, 0.0))
    assert start == pytest.approx(1.75, abs=0.05)
    assert end == pytest.approx(5.25, abs=0.05)


def test_short_pauses_stay_within_a_chunk_and_long_ones_do_not() -> None:
    assert len(cut((1, 0.9), (0.8, 0.0), (1, 0.9))) == 1
    assert len(cut((1, 0.9), (4.0, 0.0), (1, 0.9))) == 2


def test_endless_speech_is_cut_where_it_is_weakest_without_a_hole() -> None:
    found = cut((12, 0.95), (0.15, 0.6), (30, 0.95))
    assert all(end - start <= 18.6 for start, end in found)
    assert found[0][1] == pytest.approx(12.07, abs=0.1)
    assert all(a[1] == pytest.approx(b[0], abs=0.001) for a, b in pairwise(found))


def test_chunks_do_not_depend_on_the_blocks() -> None:
    parts = ((1, 0.0), (25, 0.9), (0.5, 0.1), (4, 0.8), (3, 0.0), (2, 0.7))
    assert cut(*parts, block=1) == cut(*parts, block=10_000)


def test_the_cutter_forgets_what_it_has_cut() -> None:
    cutter = chunking._Cutter(0, 10**9, LIMITS)
    for _ in range(100):
        list(cutter.take(np.concatenate([np.full(300, 0.9, np.float32), np.zeros(100, np.float32)])))
    assert len(cutter._chances) < 3_000


def test_a_fifth_repeat_is_a_loop_and_a_fourth_is_not() -> None:
    assert not beams.loops([7, 7, 7], 7)
    assert beams.loops([7, 7, 7, 7], 7)
    assert beams.loops([1, 2, 3] * 4 + [1, 2], 3)
    assert not beams.loops([1, 2, 3] * 4 + [1, 2], 4)


def test_beams_prefer_the_better_whole_to_the_better_beginning() -> None:
    """Token 1 begins better; what follows token 2 is certain, so 2 wins as a whole. 0 ends."""
    table = {(): [-9, -0.6, -0.8, -9], (1,): [-1.6, -2, -2, -2], (2,): [-0.01, -9, -9, -9]}
    ended: list[object] = []
    living = [beams.Beam((), (), 0.0)]
    for _ in range(2):
        scores = np.array([table.get(beam.tokens, [-0.1, -9, -9, -9]) for beam in living], np.float32)
        _, living = beams.extend(living, scores, 0, 2, ended)
    best = max(ended, key=lambda beam: beam.score)  # type: ignore[attr-defined]
    assert best.tokens == (2,)  # type: ignore[attr-defined]


def test_a_text_is_laid_along_what_was_heard() -> None:
    text = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    heard = [["won", "two", "three"], ["four", "fife", "six"], ["seven", "nine", "ten"]]
    assert anchors.assign(heard, text) == [(0, 3), (3, 6), (6, 10)]


def test_a_passage_missing_in_the_text_gets_no_words() -> None:
    text = ["alpha", "beta", "gamma", "omega", "psi", "chi"]
    heard = [["alpha", "beta", "gamma"], ["something", "quite", "other", "here"], ["omega", "psi", "chi"]]
    assert anchors.assign(heard, text) == [(0, 3), (3, 3), (3, 6)]


@pytest.mark.parametrize("heard", [[[]], [["x"]], [["x"], []], [[], ["a", "b", "c"]]])
def test_ranges_always_cover_the_text(heard: list[list[str]]) -> None:
    ranges = anchors.assign(heard, ["a", "b", "c", "d"])
    assert ranges[0][0] == 0
    assert ranges[-1][1] == 4
    assert all(a[1] == b[0] for a, b in pairwise(ranges))


def test_a_long_text_is_laid_in_linear_time() -> None:
    words = [f"word{i % 977}x{i % 31}" for i in range(8_000)]
    pieces = [words[at : at + 40] for at in range(0, len(words), 40)]
    assert anchors.assign(pieces, words) == [(at, at + 40) for at in range(0, len(words), 40)]


def test_results_come_in_order_whoever_is_first() -> None:
    late = threading.Event()

    def work(item: int, _check: object) -> int:
        if item == 0:
            assert late.wait(30)
        if item == 1:
            late.set()
        return item

    assert list(in_order(range(9), work, 2, lambda: None)) == list(range(9))


def test_a_reader_that_stops_ends_the_work() -> None:
    stopped = threading.Event()
    begun = threading.Event()

    def work(item: int, check: object) -> int:
        if item == 0:
            assert begun.wait(30)
        while item > 0:
            begun.set()
            try:
                check()  # type: ignore[operator]
            except Exception:
                stopped.set()
                raise
        return item

    results = in_order(range(5), work, 2, lambda: None)
    assert next(results) == 0
    results.close()
    assert stopped.wait(30)


def test_an_error_of_the_work_is_the_readers() -> None:
    def work(item: int, _check: object) -> int:
        return 1 // item

    with pytest.raises(ZeroDivisionError):
        list(in_order([1, 0, 1], work, 2, lambda: None))
