"""The aligner `ctc` on the real libraries, with small models, offline and without ffmpeg."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from aligning import Heard, align, assert_times, cut_off, keep
from tones import LETTERS, Spoken, in_row, pcm, sound

from worker.adapter import Cancelled


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(monkeypatch)


def test_words_are_timed_by_their_sounds_in_media_time(tmp_path: Path) -> None:
    said = in_row(["we", "the", "people", "of", "the", "united", "states"], 400)
    heard = align(
        keep(tmp_path, said, 6000), [(7400, 12_800, "We, the People of the United States.")], start_ms=7000
    )
    assert [word.text for word in heard.words()] == ["We,", "the", "People", "of", "the", "United", "States."]
    assert_times(heard.words(), said, shift_ms=7000)
    assert min(word.confidence or 0 for word in heard.words()) > 0.7
    assert heard.segments[0][:3] == (0, 7400, 12_800)
    assert not heard.warnings


def test_numbers_and_symbols_are_found_where_they_are_said(tmp_path: Path) -> None:
    spoken = ["paid", "thirteenpoundsandsixtypence", "in", "twentyfourteen", "toatandt"]
    said = in_row(spoken, 300)
    written = "Paid £13.60 in 2014. to_AT&T"
    heard = align(keep(tmp_path, said, 8000), [(200, 7900, written.replace("_", ""))])
    assert len(heard.words()) == 5
    assert_times(heard.words()[:4], said[:4])


def test_a_pause_belongs_to_no_word(tmp_path: Path) -> None:
    said = [Spoken("okay", 300), Spoken("we", 3000), Spoken("go", 3400)]
    heard = align(keep(tmp_path, said, 6000), [(0, 6000, "okay, we go.")])
    assert_times(heard.words(), said)


def test_what_cannot_be_spoken_is_kept_and_timed_between_its_neighbours(tmp_path: Path) -> None:
    said = [Spoken("well", 300), Spoken("konnichiwa", 1000), Spoken("my", 2300), Spoken("friend", 2700)]
    heard = align(keep(tmp_path, said, 4000), [(200, 3800, "Well — こんにちは my 😀 friend …")])
    words = heard.words()
    assert [word.text for word in words] == ["Well", "—", "こんにちは", "my", "😀", "friend", "…"]
    assert_times([words[0], words[3], words[5]], [said[0], said[2], said[3]])
    for index in (1, 2, 4, 6):
        assert (words[index].timing, words[index].confidence) == ("interpolated", None)
    assert abs((words[2].start_ms or 0) - 1000) <= 60
    assert all((a.end_ms or 0) <= (b.start_ms or 0) for a, b in pairwise(words))


def test_segments_come_in_order_and_words_across_a_cut_are_found(tmp_path: Path) -> None:
    """The recogniser cut 150 ms into the first and the last word of a segment."""
    first = in_row(["this", "is", "the", "first", "sentence"], 400)
    second = in_row(["here", "comes", "another"], first[-1].end_ms + 200)
    path = keep(tmp_path, [*first, *second], 8000)
    cut = second[0].start_ms + 150
    heard = align(path, [(550, cut, "This is the first sentence."), (cut, 7900, "Here comes another!")])
    assert [index for index, *_ in heard.segments] == [0, 1]
    assert_times(heard.words(), [*first, *second])


def test_neighbours_that_claim_the_same_word_do_not_cross(tmp_path: Path) -> None:
    said = in_row(["yes", "no", "more"], 300)
    cut = said[1].start_ms + 60
    heard = align(keep(tmp_path, said, 3000), [(200, cut, "yes no"), (cut, 2900, "no more")])
    edges = [edge or 0 for word in heard.words() for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert_times([heard.words()[0], heard.words()[3]], [said[0], said[2]])


def test_a_long_recording_is_cut_and_every_word_found(tmp_path: Path) -> None:
    words = ["".join(LETTERS[(i * 7 + k * 5) % 26] for k in range(2 + i % 5)) for i in range(150)]
    said = in_row(words, 500, pause_ms=300)
    length_ms = said[-1].end_ms + 1000
    assert length_ms > 70_000
    path = keep(tmp_path, said, length_ms)
    whole = align(path, [(0, length_ms, " ".join(words))])
    assert_times(whole.words(), said)
    segments = [
        (said[at].start_ms - 100, said[min(at + 9, 149)].end_ms + 100, " ".join(words[at : at + 10]))
        for at in range(0, 150, 10)
    ]
    parts = align(path, segments)
    assert_times(parts.words(), said)
    assert [index for index, *_ in parts.segments] == list(range(15))
    done = [done for stage, done, _ in parts.stages if stage == "align"]
    assert done == sorted(done)
    assert done[-1] == parts.stages[-1][2] == sum(end - start for start, end, _ in segments)


def test_no_word_is_lost_when_a_segment_cannot_be_aligned(tmp_path: Path) -> None:
    said = in_row(["fine"], 300)
    path = keep(tmp_path, said, 2000)
    heard = align(
        path,
        [
            (200, 1000, "fine"),
            (1500, 1600, "far too many words for a tenth of a second of sound"),
            (900_000, 901_000, "beyond the end"),
            (1700, 1900, ""),
        ],
    )
    assert_times(heard.segments[0][3], said)
    for index in (1, 2):
        assert all(
            (w.start_ms, w.end_ms, w.timing, w.confidence) == (None,) * 4 for w in heard.segments[index][3]
        )
    assert [len(words) for *_, words in heard.segments] == [1, 12, 3, 0]
    assert heard.warnings == [("align.failed", "1"), ("align.failed", "2")]


def test_a_caption_of_music_fills_its_segment(tmp_path: Path) -> None:
    heard = align(keep(tmp_path, [], 3000), [(500, 2500, "♪ ♪")])
    assert [(w.start_ms, w.end_ms, w.timing) for w in heard.words()] == [
        (500, 1500, "interpolated"),
        (1500, 2500, "interpolated"),
    ]


def test_a_cancelled_job_ends_within_a_layer_and_leaves_the_next_unharmed(tmp_path: Path) -> None:
    said = in_row(["all", "is", "well", "again"], 300)
    path = keep(tmp_path, said, 4000)
    segments = [(200, 3900, "all is well again")]
    looks = align(path, segments).looks
    for at in range(1, looks + 1):
        stopped = Heard(cancel_at=at)
        with pytest.raises(Cancelled):
            align(path, segments, heard=stopped)
        assert stopped.looks == at
    after = align(path, segments)
    assert_times(after.words(), said)
    assert after.looks == looks


def test_a_very_quiet_recording_is_aligned_too(tmp_path: Path) -> None:
    said = in_row(["can", "you", "hear", "me"], 300)
    path = tmp_path / "quiet.s16le"
    path.write_bytes(pcm(sound(said, 4000, noise=0.0003) * 0.01))
    assert_times(align(path, [(200, 3900, "Can you hear me?")]).words(), said)


def test_words_of_languages_without_spaces_are_glued(tmp_path: Path) -> None:
    heard = align(keep(tmp_path, [], 2000), [(0, 1900, "今日 は")], language="ja")
    assert [word.glue for word in heard.words()] == [False, True]
