"""Our aligner and WhisperX's on the same emissions and on the same model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from aligning import Heard, align, cut_off, part
from synthetic import ALPHABET, VOCABULARY, Said, emission_of, say_in_row
from tones import Spoken, in_row, pcm, sound

from speech.placing import Request, place
from speech.targets import target_of, units_of
from speech.timing import Timed, time_words

FRAME_S = 0.02
SAME_S = 0.02

PLAIN = [
    *(
        "okay",
        "we",
        "the",
        "people",
        "of",
        "the",
        "united",
        "states",
        "in",
        "order",
        "to",
        "form",
        "a",
        "more",
    ),
    *(
        "perfect",
        "union",
        "establish",
        "justice",
        "insure",
        "domestic",
        "tranquility",
        "provide",
        "for",
        "the",
    ),
    *("common", "defence", "promote", "the", "general", "welfare", "and", "secure", "the", "blessings"),
]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upstream asks NLTK for sentence rules, and NLTK the network: not here."""
    cut_off(monkeypatch)


def ours(words: Sequence[str], emission: np.ndarray) -> list[Timed]:
    units = units_of(words, "en", ALPHABET)
    request = Request(
        emission, target_of(units, ALPHABET), (0, len(emission)), ALPHABET.blank, open_end=False
    )
    found = place([request])[0]
    assert found is not None
    return time_words(words, units, found, (0, len(emission)), np.zeros(len(emission), np.float32))


def theirs(words: Sequence[str], emission: np.ndarray) -> list[dict[str, Any]]:
    """Upstream on a stub of a model that answers with the emission."""
    upstream = part("align_upstream")

    def model(_waves: torch.Tensor, lengths: None) -> tuple[torch.Tensor, None]:
        return torch.from_numpy(emission)[None], lengths

    columns = {token.lower(): column for token, column in VOCABULARY.items()}
    metadata = {"language": "en", "dictionary": columns, "type": "torchaudio"}
    seconds = len(emission) * FRAME_S
    audio = np.zeros(round(seconds * 16_000), np.float32)
    segment = {"text": " ".join(words), "start": 0.0, "end": seconds}
    answer = upstream._library().align([segment], model, metadata, audio, "cpu")
    found: list[dict[str, Any]] = answer["word_segments"]
    return found


def starts(found: Sequence[Timed]) -> list[float]:
    return [time.start * FRAME_S for time in found]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("sure", [0.9, 0.8])
def test_starts_are_upstreams_where_it_is_right(seed: int, sure: float) -> None:
    """Plain words in letters of one frame: both within a frame of the truth and of each other."""
    said = say_in_row(PLAIN, start=10 + seed, pause=6 + 3 * seed, held=1)
    emission = emission_of(said, said[-1].end + 40, seed, sure)
    mine, other = ours(PLAIN, emission), theirs(PLAIN, emission)
    assert [word["word"] for word in other] == PLAIN
    for at, word in enumerate(said):
        assert abs(other[at]["start"] - word.start * FRAME_S) <= SAME_S + 1e-6
        assert abs(starts(mine)[at] - other[at]["start"]) <= SAME_S + 1e-6


NUMBERS = ["Paid", "£13.60", "in", "2014.", "Then", "50%", "more", "at", "10:30,", "ok?"]
SPOKEN = ["paid", "thirteenpoundsandsixtypence", "in", "twentyfourteen", "then", "fiftypercent", "more", "at",
          "tenthirty", "ok"]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_starts_and_ends_are_right_where_upstream_is_wrong(seed: int) -> None:
    """Numbers, symbols, and punctuation before a pause."""
    said = say_in_row(SPOKEN, start=20, pause=40, held=1)
    emission = emission_of(said, said[-1].end + 150, seed, sure=0.8)
    mine, other = ours(NUMBERS, emission), theirs(NUMBERS, emission)
    for time, word in zip(mine, said, strict=True):
        assert abs(time.start - word.start) <= 1
        assert abs(time.end - word.end) <= 1
        assert time.timing == "aligned"
    wrong = [
        abs(found["start"] - word.start * FRAME_S) > 0.1 or abs(found["end"] - word.end * FRAME_S) > 0.1
        for found, word in zip(other, said, strict=True)
    ]
    assert sum(wrong) >= 3


def test_letters_of_two_frames_crowd_upstreams_words_to_the_front_and_not_ours() -> None:
    """Its way through the text has no place for a letter that lasts, and ends where it was cheapest."""
    said = say_in_row(PLAIN, start=15)
    emission = emission_of(said, said[-1].end + 40, sure=0.5)
    off = [
        abs(other["start"] - word.start * FRAME_S)
        for other, word in zip(theirs(PLAIN, emission), said, strict=True)
    ]
    assert max(off) > 0.2
    assert (
        max(abs(time.start - word.start) for time, word in zip(ours(PLAIN, emission), said, strict=True)) <= 1
    )


def test_a_full_stop_carries_upstreams_last_word_into_the_silence_and_not_ours() -> None:
    """A model that is sure of silence, as they are: the stop may lie anywhere in it."""
    said = [Said("okay", 10, held=1), Said("we", 130, held=1)]
    emissions = [emission_of(said, 250, seed, sure=0.999, separated=False) for seed in range(6)]
    late = [theirs(["okay", "we."], emission)[1]["end"] - said[1].end * FRAME_S for emission in emissions]
    assert max(late) > 0.5
    for emission in emissions:
        assert [time.end for time in ours(["okay", "we."], emission)] == [said[0].end, said[1].end]


def recording(folder: Path, said: Sequence[Spoken], length_ms: int) -> Path:
    path = folder / "spoken.s16le"
    path.write_bytes(pcm(sound(said, length_ms)))
    return path


def both(path: Path, segments: Sequence[tuple[int, int, str]]) -> tuple[Heard, Heard]:
    return align(path, segments), align(path, segments, aligner="whisperx")


def test_both_aligners_agree_on_the_same_model(tmp_path: Path) -> None:
    """In short segments: letters of this model last two frames, which upstream does not bear for long."""
    words = PLAIN[:18]
    said = in_row(words, 300, pause_ms=300)
    groups = [said[at : at + 3] for at in range(0, 18, 3)]
    segments = [
        (g[0].start_ms - 100, g[-1].end_ms + 60, " ".join(word.letters for word in g)) for g in groups
    ]
    mine, other = both(recording(tmp_path, said, said[-1].end_ms + 500), segments)
    assert [index for index, *_ in other.segments] == list(range(6))
    for a, b, true in zip(mine.words(), other.words(), said, strict=True):
        assert (a.text, b.text, b.timing) == (true.letters, true.letters, "aligned")
        assert abs((a.start_ms or 0) - true.start_ms) <= 25
    near = [
        abs((a.start_ms or 0) - (b.start_ms or 0)) <= 45
        for a, b in zip(mine.words(), other.words(), strict=True)
    ]
    assert sum(near) > len(said) // 2


def test_upstream_loses_no_word_and_no_failed_segment(tmp_path: Path) -> None:
    said = in_row(["one", "two"], 300)
    path = recording(tmp_path, said, 3000)
    texts = ["One. Two! … — こんにちは 2014.", "much too long for this little time", "beyond", ""]
    edges = [(100, 2000), (2100, 2200), (90_000, 91_000), (2300, 2400)]
    heard = align(path, [(*edge, text) for edge, text in zip(edges, texts, strict=True)], aligner="whisperx")
    assert [[word.text for word in words] for *_, words in heard.segments] == [text.split() for text in texts]
    timed = heard.segments[0][3]
    assert all(word.start_ms is not None and word.end_ms is not None for word in timed)
    assert all((a.start_ms or 0) <= (b.start_ms or 0) for a, b in pairwise(timed))
    for index in (1, 2):
        assert {word.start_ms for word in heard.segments[index][3]} == {None}
    assert heard.warnings == [("align.failed", "1"), ("align.failed", "2")]


def test_upstreams_words_of_characters_are_put_together_again(tmp_path: Path) -> None:
    path = recording(tmp_path, in_row(["abc"], 300), 3000)
    heard = align(path, [(0, 2900, "東京 に abc")], aligner="whisperx", language="ja")
    assert [word.text for word in heard.words()] == ["東京", "に", "abc"]
    assert all(word.start_ms is not None for word in heard.words())


def test_upstream_can_be_cancelled_within_a_segment(tmp_path: Path) -> None:
    from worker.adapter import Cancelled

    path = recording(tmp_path, in_row(["abc"], 300), 3000)
    stopped = Heard(cancel_at=4)
    with pytest.raises(Cancelled):
        align(path, [(0, 2900, "abc")], aligner="whisperx", heard=stopped)
    assert len(align(path, [(0, 2900, "abc")], aligner="whisperx").words()) == 1
