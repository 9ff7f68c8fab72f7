"""From pieces of text with times, as Whisper's decoders give them, to words and segments."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from worker.adapter import Timing, Word

SHORTEST_MS = 20
"""One step of the decoder's clock: the least that a timed word lasts."""

_PAUSE_MS = 1_000
"""A pause this long ends a segment."""

_SENTENCE_FROM_MS = 2_000
"""A sentence's end ends a segment of at least this length; shorter ones stay with the next."""

_LONGEST_MS = 30_000

_SENTENCE_ENDS = frozenset(".?!。？！…؟۔।")
_CLOSING = frozenset("\"'”’»)]}」』）")

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x0FFF),  # Tibetan
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Japanese syllables
    (0x3400, 0x9FFF),  # Chinese characters
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)

_DASHES = frozenset("—–…")
"""They stand between two words without belonging to one of them."""


@dataclass(frozen=True)
class Piece:
    """Text as it was decoded: a space at its head means that a new word begins. Times may lie anywhere."""

    text: str
    start_ms: int | None
    end_ms: int | None
    confidence: float | None


def whole_words(pieces: Sequence[Piece]) -> list[Piece]:
    """Joins what is written as one word: `twenty` and `-one`, `3` and `.5`, a word and its full stop.

    Scripts without spaces stay as they were split; `—` is kept from gluing two words together."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text.strip():
            if joined and piece.text:
                joined[-1] = replace(joined[-1], text=joined[-1].text + " ")
            continue
        if joined and _belongs(joined[-1].text, piece.text):
            joined[-1] = _join(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def words_of(pieces: Sequence[Piece], low_ms: int, high_ms: int, timing: Timing) -> list[Word]:
    """Words in media time, every one of them once and in order.

    Times are brought into [low_ms, high_ms], never run backwards and never overlap. A word without a length
    is given 20 ms where nothing else stands; where there is no room it has no time, because a time would be
    made up."""
    whole = whole_words(pieces)
    starts = _rising_starts(whole, low_ms, high_ms)
    words: list[Word] = []
    for index, piece in enumerate(whole):
        start = starts[index]
        following = next((time for time in starts[index + 1 :] if time is not None), high_ms)
        glue = index > 0 and not piece.text[0].isspace() and not whole[index - 1].text[-1].isspace()
        text = piece.text.strip()
        end = None if start is None or piece.end_ms is None else min(max(piece.end_ms, start), following)
        if start is not None and end is not None and end - start < SHORTEST_MS:
            end = start + SHORTEST_MS if start + SHORTEST_MS <= following else None
        if start is None or end is None:
            words.append(Word(text, None, None, piece.confidence, None, glue))
        else:
            words.append(Word(text, start, end, piece.confidence, timing, glue))
    return words


def segments_of(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Cuts at pauses and at the ends of sentences. No word is lost; words without times stay with the ones
    before them."""
    segments: list[list[Word]] = []
    last_end: int | None = None
    for word in words:
        if not segments or (not word.glue and _begins_segment(segments[-1], word, last_end)):
            segments.append([])
        segments[-1].append(word)
        if word.end_ms is not None:
            last_end = word.end_ms
    if segments:
        # Glue says "no space before it": at the head of a segment there is nothing to be glued to.
        segments = [[replace(each[0], glue=False), *each[1:]] for each in segments]
    return [tuple(each) for each in segments]


def span_of(words: Sequence[Word], low_ms: int, high_ms: int) -> tuple[int, int]:
    """From the first to the last time of the words; the bounds where no word has one."""
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    return (starts[0] if starts else low_ms), (ends[-1] if ends else high_ms)


def _begins_segment(segment: Sequence[Word], word: Word, last_end: int | None) -> bool:
    first = next((each.start_ms for each in segment if each.start_ms is not None), None)
    if first is None or last_end is None:
        return False
    if word.start_ms is not None and word.start_ms - last_end >= _PAUSE_MS:
        return True
    if word.end_ms is not None and word.end_ms - first > _LONGEST_MS:
        return True
    return last_end - first >= _SENTENCE_FROM_MS and _ends_sentence(segment[-1].text)


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip("".join(_CLOSING))
    return bool(bare) and bare[-1] in _SENTENCE_ENDS


def _rising_starts(pieces: Sequence[Piece], low_ms: int, high_ms: int) -> list[int | None]:
    starts: list[int | None] = []
    last = low_ms
    for piece in pieces:
        if piece.start_ms is None or piece.end_ms is None:
            starts.append(None)
            continue
        last = min(max(piece.start_ms, last), high_ms)
        starts.append(last)
    return starts


def _belongs(before: str, piece: str) -> bool:
    """Whether a piece is the rest of the word before it."""
    if piece[0].isspace() or before[-1].isspace():
        return False
    if _is_mark(piece) and piece[0] not in _DASHES:
        return True
    edges = (before.strip()[-1], piece.strip()[0])
    return not any(edge in _DASHES or _unspaced(edge) for edge in edges)


def _is_mark(text: str) -> bool:
    return all(unicodedata.category(letter)[0] in "PM" for letter in text.strip())


def _unspaced(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _UNSPACED)


def _join(first: Piece, second: Piece) -> Piece:
    known = [each for each in (first, second) if each.start_ms is not None and each.end_ms is not None]
    # A mark's own probability says nothing of how sure the word is.
    confidence = first.confidence if _is_mark(second.text) else _lower(first.confidence, second.confidence)
    # Nor does its place in time: marks are often given the whole pause that follows.
    timed = first if _is_mark(second.text) and first in known else None
    return Piece(
        first.text + second.text,
        _edge(known, timed, lambda piece: piece.start_ms, 0),
        _edge(known, timed, lambda piece: piece.end_ms, -1),
        confidence,
    )


def _edge(
    known: Sequence[Piece], timed: Piece | None, time: Callable[[Piece], int | None], index: int
) -> int | None:
    if timed is not None:
        return time(timed)
    return time(known[index]) if known else None


def _lower(first: float | None, second: float | None) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
