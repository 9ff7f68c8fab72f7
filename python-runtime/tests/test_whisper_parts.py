"""What Whisper's engines share: windows of speech, words from pieces of text, languages."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from speech.chunks import Chunk
from speech.languages import bcp47, most_likely, whisper_language
from speech.samples import RATE_HZ
from speech.whisper_windows import LONGEST, Window, packed, windows
from speech.whisper_words import Piece, segments_of, span_of, whole_words, words_of

S = RATE_HZ


def piece(text: str, start: int | None, end: int | None, confidence: float = 0.9) -> Piece:
    return Piece(text, start, end, confidence)


def chunk(start_s: float, end_s: float) -> Chunk:
    return Chunk(round(start_s * S), round(end_s * S), 0.9)


def test_words_are_what_stands_between_spaces() -> None:
    pieces = [
        piece(" twenty", 0, 300),
        piece("-", 300, 320),
        piece("one", 320, 500),
        piece(" 3", 600, 700),
        piece(".5", 700, 900),
        piece(" don", 900, 1000),
        piece("'t", 1000, 1100),
        piece(" go", 1100, 1200),
        piece(".", 1200, 1900),
    ]
    assert [each.text.strip() for each in whole_words(pieces)] == ["twenty-one", "3.5", "don't", "go."]
    # A full stop is given the pause that follows; the word does not last that long.
    assert whole_words(pieces)[-1].end_ms == 1200


def test_text_without_spaces_stays_in_pieces_that_are_glued() -> None:
    words = words_of([piece("今日", 0, 200), piece("は", 200, 300), piece("。", 300, 400)], 0, 1000, "token")
    assert [(word.text, word.glue) for word in words] == [("今日", False), ("は。", True)]


def test_a_dash_between_words_glues_them_and_keeps_them_apart() -> None:
    words = words_of([piece(" yes", 0, 200), piece("—no", 200, 300)], 0, 1000, "token")
    assert [(word.text, word.glue) for word in words] == [("yes", False), ("—no", True)]


def test_a_word_of_no_length_gets_20_ms_where_there_is_room_and_no_time_where_there_is_none() -> None:
    pieces = [piece(" a", 100, 100), piece(" b", 100, 100), piece(" c", 500, 500), piece(" d", 800, 900)]
    assert [(word.text, word.start_ms, word.end_ms) for word in words_of(pieces, 0, 1000, "attention")] == [
        ("a", None, None),
        ("b", 100, 120),
        ("c", 500, 520),
        ("d", 800, 900),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_times_words_stay_in_order_within_bounds_and_without_overlap(
    seed: int,
) -> None:
    chance = random.Random(seed)
    texts = [f" w{index}" for index in range(chance.randint(1, 40))]
    pieces = [
        piece(text, chance.randint(-500, 5000), chance.randint(-500, 5000))
        if chance.random() > 0.1
        else piece(text, None, None)
        for text in texts
    ]
    words = words_of(pieces, 200, 3000, "attention")
    assert [word.text for word in words] == [text.strip() for text in texts]
    timed = [(word.start_ms, word.end_ms) for word in words if word.start_ms is not None]
    assert all(end is not None and start >= 200 and start + 20 <= end <= 3000 for start, end in timed)
    assert all(a[1] is not None and a[1] <= b[0] for a, b in pairwise(timed))
    segments = segments_of(words)
    assert [word.text for segment in segments for word in segment] == [word.text for word in words]
    at = 200
    for segment in segments:
        start, end = span_of(segment, at, 3000)
        assert at <= start <= end <= 3000
        at = end


def test_segments_end_with_sentences_and_at_pauses() -> None:
    pieces = [
        piece(" Yes.", 0, 400),
        piece(" We", 500, 900),
        piece(" go", 900, 2500),
        piece(".", 2500, 2500),
        piece(" Then", 2600, 3000),
        piece(" stop", 4500, 5000),
    ]
    segments = segments_of(words_of(pieces, 0, 6000, "attention"))
    assert [[word.text for word in segment] for segment in segments] == [
        ["Yes.", "We", "go."],
        ["Then"],
        ["stop"],
    ]


def test_windows_hold_every_stretch_whole_in_order_and_no_more_than_30_seconds() -> None:
    chance = random.Random(4)
    chunks, at = [], 0.0
    for _ in range(300):
        at += chance.uniform(0.0, 6.0)
        length = chance.uniform(0.3, 28.5)
        chunks.append(chunk(at, at + length))
        at += length
    found = list(windows(chunks))
    assert all(window.length <= LONGEST for window in found)
    covered = [stretch for window in found for stretch in window.stretches]
    assert all(a[1] <= b[0] for a, b in pairwise(covered))
    for each in chunks:
        assert any(start <= each.start and each.end <= end for start, end in covered)
    assert sum(end - start for start, end in covered) == sum(each.end - each.start for each in chunks)


def test_a_full_window_is_cut_at_the_widest_of_its_late_pauses() -> None:
    chunks = [chunk(0, 6), chunk(7, 24), chunk(25, 27), chunk(27.2, 29), chunk(29.2, 36)]
    first, second = windows(chunks)
    assert first.end == 24 * S
    assert second.start == 25 * S


def test_windows_are_full_so_that_few_are_needed() -> None:
    phrases = [chunk(index * 3.5, index * 3.5 + 3.0) for index in range(200)]
    assert len(list(windows(phrases))) <= 600 / 26


def test_short_passages_are_packed_into_few_windows() -> None:
    passages = [(at * S, (at + 7) * S) for at in range(0, 90, 10)]
    found = packed(passages)
    assert [len(window.stretches) for window in found] == [4, 4, 1]
    assert [stretch for window in found for stretch in window.stretches] == passages
    assert packed([]) == []


def test_a_time_in_a_window_leads_to_its_place_in_the_file() -> None:
    window = Window(((10 * S, 12 * S), (50 * S, 53 * S)))
    assert window.place(0.5, 1.0) == (int(10.5 * S), 11 * S)
    assert window.place(3.0, 3.5) == (51 * S, int(51.5 * S))
    # Over the seam: all of it within the stretch that has most of it.
    assert window.place(1.8, 2.5) == (50 * S, int(50.5 * S))
    assert window.place(1.0, 2.2) == (11 * S, 12 * S)
    assert window.place(9.0, 9.5) == (53 * S, 53 * S)


def test_languages_are_known_by_their_tags() -> None:
    assert [whisper_language(tag) for tag in ("de-AT", "nb_NO", "zh-Hant", "jv", "fil", "iw")] == [
        *("de", "no", "zh", "jw", "tl", "he"),
    ]
    assert whisper_language("yue-Hant-HK") == "yue"
    assert whisper_language("und") is None
    assert whisper_language(None) is None
    assert (bcp47("jw"), bcp47("en")) == ("jv", "en")


def test_a_sure_place_outweighs_two_that_could_be_anything() -> None:
    unsure = {"nn": 0.4, "no": 0.35, "da": 0.25}
    found = most_likely([(unsure, 5.0), ({"no": 0.98, "nn": 0.02}, 10.0), (unsure, 5.0)])
    assert found is not None
    assert found[0] == "no"
    assert found[1] == pytest.approx(0.665)
    assert most_likely([]) is None
