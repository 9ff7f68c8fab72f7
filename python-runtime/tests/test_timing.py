"""Times for all words, from the places of some."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from speech.alphabet import Alphabet, alphabet_of
from speech.placing import Place
from speech.samples import Samples
from speech.targets import Unit
from speech.timing import fill_gaps, time_words
from speech.windows import (
    FRAME,
    Span,
    frame_count,
    frame_levels,
    merge,
    read_frames,
    stretch,
    windows,
)

HEARD = Unit([[[5]]], any_sound=False)
SILENT = Unit([], any_sound=False)
LOUD = np.full(1000, 0.1, np.float32)


def test_a_word_that_was_not_found_lies_between_its_neighbours_by_length_of_text() -> None:
    places = {0: Place(10, 20, 0.9), 3: Place(60, 70, 0.9)}
    found = time_words(
        ["one", "no", "longest", "end"], [HEARD] * 4, places, (0, 100), np.zeros(100, np.float32)
    )
    assert found[1].start == 20
    assert found[2].end == 60
    assert found[1].end == found[2].start == pytest.approx(20 + 40 * 2 / 9)
    assert [time.timing for time in found] == ["aligned", "interpolated", "interpolated", "aligned"]
    assert found[1].confidence is None


def test_a_dash_takes_little_of_a_long_pause() -> None:
    places = {0: Place(10, 20, 0.9), 2: Place(200, 210, 0.9)}
    found = time_words(
        ["so", "—", "yes"], [HEARD, SILENT, HEARD], places, (0, 300), np.zeros(300, np.float32)
    )
    assert (found[1].start, found[1].end) == (20, 23)


def test_a_dash_before_the_first_word_lies_beside_it() -> None:
    found = time_words(
        ["—", "yes"], [SILENT, HEARD], {1: Place(200, 210, 0.9)}, (0, 300), np.zeros(300, np.float32)
    )
    assert (found[0].start, found[0].end) == (197, 200)


def test_a_segment_without_any_sound_is_filled_by_its_words() -> None:
    found = time_words(["♪", "♪"], [SILENT] * 2, {}, (10, 50), np.zeros(60, np.float32))
    assert [(time.start, time.end) for time in found] == [(10, 30), (30, 50)]


def test_an_end_follows_the_sound_but_not_far_and_never_into_the_next_word() -> None:
    def end(levels: np.ndarray, later: int) -> float:
        places = {0: Place(10, 20, 0.9), 1: Place(later, later + 5, 0.9)}
        return time_words(["ah", "so"], [HEARD] * 2, places, (0, 100), levels)[0].end

    quiet_after = LOUD.copy()
    quiet_after[22:] = 0.001
    assert end(quiet_after, 80) == 22
    assert end(LOUD, 80) == 26
    assert end(LOUD, 23) == 23
    assert end(np.zeros(100, np.float32), 80) == 20


def test_no_time_is_lost_or_upside_down_whatever_is_missing() -> None:
    random = np.random.default_rng(5)
    for _ in range(200):
        count = int(random.integers(1, 12))
        words = ["w" * int(random.integers(1, 9)) for _ in range(count)]
        units = [HEARD if random.random() < 0.7 else SILENT for _ in words]
        edges = np.sort(random.choice(200, 2 * count, replace=False))
        places = {
            i: Place(int(edges[2 * i]), int(edges[2 * i + 1]), 0.5)
            for i in range(count)
            if units[i] is HEARD and random.random() < 0.6
        }
        found = time_words(words, units, places, (0, 220), LOUD)
        assert len(found) == count
        assert all(time.start <= time.end for time in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_gaps_may_be_filled_between_times_of_another_aligner() -> None:
    assert [time.timing for time in fill_gaps([None, None], ["a", "b"], [False, False], (0, 10))] == [
        "interpolated"
    ] * 2


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("Straße", "strasse"),
        ("œuvre", "oeuvre"),
        ("façade", "facade"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("don't", "don't"),
        ("日本", ""),
        ("x2", "x"),
    ],
)
def test_letters_that_a_model_lacks_are_written_with_those_it_has(word: str, letters: str) -> None:
    alphabet = alphabet_of(
        {token: i for i, token in enumerate(["-", "|", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ'"])}, 0, 29
    )
    names = {column: letter for letter, column in alphabet.letters.items()}
    assert "".join(names[column] for column in alphabet.encode(word)) == letters


def test_a_models_own_letters_come_first_in_either_case_and_form() -> None:
    letters = Alphabet({"ö": 3, "o": 4, "ё": 5, "е": 6, "й": 7}, 0, None, 10)
    assert letters.encode("Öo") == [3, 4]
    assert letters.encode("o\u0308") == [3]
    assert letters.encode("ёе") == [5, 6]


def test_blank_separator_and_hyphen_are_no_letters() -> None:
    alphabet = alphabet_of({"[PAD]": 4, "[UNK]": 3, "|": 0, "-": 1, "a": 2, "A": 5}, None, 6)
    assert (alphabet.blank, alphabet.separator, dict(alphabet.letters)) == (4, 0, {"a": 2})


def recording(folder: Path, samples: np.ndarray) -> Samples:
    path = folder / "sound.s16le"
    (np.clip(samples, -1, 1) * 32767).astype("<i2").tofile(path)
    return Samples(path, len(samples))


def test_a_model_hears_exactly_the_frames_that_are_asked_for(tmp_path: Path) -> None:
    samples = recording(tmp_path, np.full(16_000, 0.5))
    assert frame_count(16_000) == 49
    assert len(read_frames(samples, Span(10, 20))) == 9 * FRAME + 400
    assert frame_count(len(read_frames(samples, Span(10, 20)))) == 10
    behind = read_frames(samples, Span(45, 60))
    assert len(behind) == 14 * FRAME + 400
    assert behind[-1] == 0


def test_a_long_stretch_is_cut_where_it_is_quiet_and_no_frame_is_lost(tmp_path: Path) -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, 16_000 * 60)
    for second in (17.5, 33.3, 50.2):
        sound[round(second * 16_000) : round((second + 0.3) * 16_000)] = 0
    samples = recording(tmp_path, sound)
    cut = list(windows(samples, Span(5, 2990), longest=1000, margin=25))
    kept = [window.kept for window in cut]
    assert kept[0].start == 5
    assert kept[-1].end == 2990
    assert all(a.end == b.start for a, b in itertools.pairwise(kept))
    assert all(window.heard.end - window.heard.start <= 1000 for window in cut)
    assert all(window.heard.start <= window.kept.start - 25 for window in cut[1:])
    quiet = [(875, 890), (1665, 1680), (2510, 2525)]
    assert all(any(low <= span.end <= high for low, high in quiet) for span in kept[:-1])
    assert frame_levels(samples, Span(876, 880)).max() == 0


def test_overlapping_and_near_stretches_are_heard_once() -> None:
    assert merge([Span(50, 60), Span(0, 20), Span(15, 30), Span(35, 40)], 5) == [Span(0, 40), Span(50, 60)]


def test_a_window_is_stretched_to_a_common_length_within_the_recording() -> None:
    assert stretch(Span(100, 130), 50, 1000) == Span(90, 140)
    assert stretch(Span(0, 30), 50, 1000) == Span(0, 50)
    assert stretch(Span(990, 1000), 50, 1000) == Span(950, 1000)
    assert stretch(Span(0, 30), 50, 40) == Span(0, 30)
