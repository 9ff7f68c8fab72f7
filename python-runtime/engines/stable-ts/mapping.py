"""The way back from what was aligned to the words that were given."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "my"})
"""Languages whose words stable-ts does not part at spaces."""

_SPOKEN_MARKS = frozenset("%&@#§")
"""Unicode calls them punctuation, people read them aloud."""


@dataclass(frozen=True)
class Aligned:
    """A piece of the text with its time in seconds; a piece without length was not found."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True)
class Placed:
    start_s: float
    end_s: float
    confidence: float


def text_of(words: Sequence[str], language: str) -> str:
    """The words as Whisper would write them."""
    if language not in _UNSPACED:
        return " " + " ".join(words)
    text = ""
    for word in words:
        latin = bool(text) and text[-1].isascii() and word[:1].isascii()
        text += f" {word}" if latin else word
    return text


def place(words: Sequence[str], pieces: Sequence[Aligned]) -> list[Placed | None]:
    """A time for each word, by the letters that it shares with the pieces.

    Words and pieces need not be parted at the same places: a word may be several pieces, or a part of
    one, and then takes the part of its time that its letters have. None for a word without sound, for one
    that was not found, and for all when the text did not come back as it was given."""
    sounds = [_sounds(word) for word in words]
    given = "".join(sounds)
    if given != "".join(_sounds(piece.text) for piece in pieces):
        return [None] * len(words)
    letters = [piece for piece in pieces if _sounds(piece.text)]
    edges = list(accumulate((len(_sounds(piece.text)) for piece in letters), initial=0))
    placed: list[Placed | None] = []
    at = 0
    for sound in sounds:
        placed.append(_place(at, at + len(sound), letters, edges) if sound else None)
        at += len(sound)
    return placed


def _place(low: int, high: int, pieces: Sequence[Aligned], edges: Sequence[int]) -> Placed | None:
    first = bisect_right(edges, low) - 1
    last = bisect_right(edges, high - 1) - 1
    touched = [piece for piece in pieces[first : last + 1] if piece.end_s > piece.start_s]
    if not touched:
        return None
    start = _at(low, pieces[first], edges[first], edges[first + 1])
    end = _at(high, pieces[last], edges[last], edges[last + 1])
    start, end = max(start, touched[0].start_s), min(end, touched[-1].end_s)
    if end <= start:
        return None
    return Placed(start, end, sum(piece.probability for piece in touched) / len(touched))


def _at(letter: int, piece: Aligned, low: int, high: int) -> float:
    return piece.start_s + (piece.end_s - piece.start_s) * (letter - low) / (high - low)


def _sounds(text: str) -> str:
    """What of a text is said: letters, digits, symbols; neither spaces nor punctuation."""
    return "".join(
        letter for letter in text if letter in _SPOKEN_MARKS or unicodedata.category(letter)[0] not in "PZC"
    )
