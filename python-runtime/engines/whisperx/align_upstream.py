"""The aligner `whisperx`: the library's own, on the model that `ctc` uses too, a segment at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from speech.samples import RATE_HZ, Samples
from speech.timing import Timed, fill_gaps
from speech.windows import FRAME, Span

from .ctc_models import Aligner

_FRAMES_A_SECOND = RATE_HZ / FRAME


class Upstream:
    def __init__(self, aligner: Aligner, samples: Samples, language: str) -> None:
        self._aligner = aligner
        self._samples = samples
        base = language.lower().replace("_", "-").split("-")[0]
        columns = {token.lower(): column for token, column in aligner.vocabulary.items()}
        self._metadata = {"language": base, "dictionary": columns, "type": aligner.kind}
        self._library = _library()
        self._by_character = base in self._library.LANGUAGES_WITHOUT_SPACES

    def align(self, words: Sequence[str], inside: Span | None) -> list[Timed] | None:
        """In frames of the recording; None where the library could not align. Words that it loses, as it does
        with sentences of equal or unknown times, lie between their neighbours."""
        if inside is None or not words:
            return None if inside is None else []
        audio = self._samples.read(inside.start * FRAME, inside.end * FRAME)
        text = ("" if self._by_character else " ").join(words)
        segment = {"text": text, "start": 0.0, "end": len(audio) / RATE_HZ}
        answer = self._library.align(
            [segment], self._aligner.net, self._metadata, np.ascontiguousarray(audio), self._aligner.device
        )
        found = _matched(words, answer["word_segments"], self._by_character)
        if not any(found):
            return None
        return fill_gaps(
            [None if time is None else _moved(time, inside.start) for time in found],
            words,
            [False] * len(words),
            (inside.start, inside.end),
        )


def _library() -> Any:
    """`whisperx.alignment` with sentences found by rules alone.

    It asks NLTK for the rules of a language, and NLTK the network. Words matter here, sentences do not."""
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # type: ignore[import-untyped]
    from whisperx import alignment

    splitter = PunktSentenceTokenizer()
    alignment.nltk_load = lambda _name: splitter
    return alignment


def _matched(words: Sequence[str], found: Sequence[dict[str, Any]], by_character: bool) -> list[Timed | None]:
    """The library's words, or characters, given back to the words that they are of."""
    wanted = [(at, c) for at, word in enumerate(words) for c in (word if by_character else [word])]
    matcher = SequenceMatcher(None, [c for _, c in wanted], [each["word"] for each in found], autojunk=False)
    times: list[Timed | None] = [None] * len(words)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            at, _ = wanted[block.a + offset]
            time = _timed(found[block.b + offset])
            times[at] = _joined(times[at], time)
    return times


def _timed(word: dict[str, Any]) -> Timed | None:
    start, end, score = (float(word.get(key, math.nan)) for key in ("start", "end", "score"))
    if math.isnan(start) or math.isnan(end):
        return None
    first = start * _FRAMES_A_SECOND
    confidence = None if math.isnan(score) else score
    last = max(first, end * _FRAMES_A_SECOND)
    return Timed(first, last, confidence, "interpolated" if confidence is None else "aligned")


def _joined(before: Timed | None, after: Timed | None) -> Timed | None:
    if before is None or after is None:
        return before or after
    scores = [time.confidence for time in (before, after) if time.confidence is not None]
    confidence = sum(scores) / len(scores) if scores else None
    return Timed(min(before.start, after.start), max(before.end, after.end), confidence, before.timing)


def _moved(time: Timed, by: int) -> Timed:
    return Timed(time.start + by, time.end + by, time.confidence, time.timing)
