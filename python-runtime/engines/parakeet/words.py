"""Words from the tokens that the network gave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from .model import FRAME, Token


@dataclass(frozen=True)
class HeardWord:
    """Lasts [start, end) in samples."""

    text: str
    start: int
    end: int
    confidence: float


def words_of(tokens: Sequence[Token], offset: int) -> list[HeardWord]:
    """Words in order, none overlapping another; `offset` is the sample at which the tokens' frames begin.

    A word's end is where its last letter ends: full stops are given late, often after the pause. Its
    confidence is the mean of its letters' probabilities, in the logarithm."""
    spelt: list[list[Token]] = []
    for token in tokens:
        if _is_mark(token.text):
            continue
        if token.text.startswith(" ") or not spelt:
            spelt.append([token])
        else:
            spelt[-1].append(token)
    return _apart([word for pieces in spelt if (word := _word(pieces, offset)) is not None])


def _word(pieces: Sequence[Token], offset: int) -> HeardWord | None:
    text = "".join(piece.text for piece in pieces).strip()
    if not text:
        return None
    sounding = [piece for piece in pieces if any(letter.isalnum() for letter in piece.text)] or pieces
    mean = sum(piece.log_probability for piece in sounding) / len(sounding)
    start = sounding[0].start
    end = max(sounding[-1].end, start + 1)
    return HeardWord(text, offset + start * FRAME, offset + end * FRAME, math.exp(min(0.0, mean)))


def _apart(words: Sequence[HeardWord]) -> list[HeardWord]:
    """Several words may begin in one frame: they share the time up to the next one."""
    found: list[HeardWord] = []
    groups = [list(group) for _, group in groupby(words, key=lambda word: word.start)]
    for index, group in enumerate(groups):
        following = groups[index + 1][0].start if index + 1 < len(groups) else group[-1].end
        low, high = group[0].start, min(max(word.end for word in group), following)
        for at, word in enumerate(group):
            start = low + (high - low) * at // len(group)
            end = low + (high - low) * (at + 1) // len(group) if len(group) > 1 else high
            found.append(HeardWord(word.text, start, end, word.confidence))
    return found


def _is_mark(text: str) -> bool:
    """`<unk>`, `<|en|>` and the like: nothing that was said."""
    plain = text.strip()
    return len(plain) > 2 and plain.startswith("<") and plain.endswith(">")
