"""The engine's pure parts: the way from aligned pieces to words, silences, places to listen at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
mapping = import_part(ENGINE, "mapping")
refine = import_part(ENGINE, "refine")
detect = import_part(ENGINE, "detect")
voice = import_part(ENGINE, "voice")


def aligned(*parts: tuple[str, float, float]) -> list[object]:
    return [mapping.Aligned(text, start, end, 0.5) for text, start, end in parts]


def times(words: str, *parts: tuple[str, float, float]) -> list[tuple[float, float] | None]:
    placed = mapping.place(words.split(), aligned(*parts))
    return [None if spot is None else (spot.start_s, spot.end_s) for spot in placed]


def test_words_that_are_the_pieces_take_their_times() -> None:
    assert times("one two", (" one", 0.0, 0.4), (" two", 0.5, 0.9)) == [(0.0, 0.4), (0.5, 0.9)]


def test_a_word_of_several_pieces_lasts_from_the_first_to_the_last() -> None:
    assert times("well-known", (" well", 0.0, 0.4), ("-", 0.4, 0.4), ("known", 0.5, 0.9)) == [(0.0, 0.9)]


def test_words_within_one_piece_share_its_time_by_letters() -> None:
    (first, second) = times("ab cdef", (" abcdef", 0.0, 0.6))
    assert first == pytest.approx((0.0, 0.2))
    assert second == pytest.approx((0.2, 0.6))


def test_punctuation_alone_has_no_time_but_what_is_read_aloud_has() -> None:
    assert times("— 5 %", (" —", 0.0, 0.1), (" 5", 0.1, 0.3), (" %", 0.3, 0.7)) == [
        None,
        (0.1, 0.3),
        (0.3, 0.7),
    ]


def test_a_piece_without_length_was_not_found() -> None:
    assert times("one two", (" one", 0.0, 0.4), (" two", 9.0, 9.0)) == [(0.0, 0.4), None]


def test_a_text_that_came_back_otherwise_has_no_times() -> None:
    assert times("one two", (" one", 0.0, 0.4)) == [None, None]


def test_words_are_parted_as_their_language_writes_them() -> None:
    assert mapping.text_of(["one", "two"], "en") == " one two"
    assert mapping.text_of(["東京", "へ", "Apple", "Store"], "ja") == "東京へApple Store"


def test_refining_goes_by_the_minute() -> None:
    words = aligned(*((f" {at}", float(at), at + 0.5) for at in range(0, 200, 10)))
    runs = refine.runs(words)
    assert runs[0] == (0, 6)
    assert [low for low, _ in runs[1:]] == [high for _, high in runs[:-1]]
    assert runs[-1][1] == len(words)
    assert refine.runs([]) == []


def test_the_language_is_asked_at_both_ends_and_between() -> None:
    second = 16_000
    assert detect.places(10 * second) == [0]
    assert detect.places(59 * second) == [0]
    assert detect.places(60 * second) == [0, 30 * second]
    assert detect.places(150 * second) == [0, 60 * second, 120 * second]


class Chances:
    """A detector with made-up probabilities."""

    def __init__(self, chances: list[float]) -> None:
        self._chances = chances

    def probabilities(self, _samples: object, _start: int, _end: int) -> list[np.ndarray]:
        return [np.array(self._chances, np.float32)]


def test_silences_are_told_from_the_stretchs_begin() -> None:
    heard = voice.Voice(Chances([0.9, 0.1, 0.1, 0.9, 0.9, 0.2]), None, 1_000, 1_000 + 6 * 512)
    list(heard.blocks())
    starts, ends = heard.silences(1_000, 1_000 + 6 * 512)
    assert starts == pytest.approx([0.032, 0.160])
    assert ends == pytest.approx([0.096, 0.192])
    starts, ends = heard.silences(1_000 + 2 * 512, 1_000 + 5 * 512)
    assert (list(starts), list(ends)) == ([0.0], [pytest.approx(0.032)])
