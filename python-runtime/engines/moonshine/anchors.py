"""Lays a given text along a recognised one, so that a long recording is aligned piece by piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_BEHIND = 20
"""Words before the expected place that a piece may still match."""

_AHEAD = (60, 400, 3000)
"""Words after it, tried in turn when the match is poor: a text may leave passages of the recording out."""

_GOOD_SHARE = 0.4

_GAP = -0.5
_MATCH = 1.0
_OTHER = -1.0


def assign(pieces: Sequence[Sequence[str]], text: Sequence[str]) -> list[tuple[int, int]]:
    """For each recognised piece, the range of the text's words that is said in it.

    The ranges follow each other and cover the whole text. Time grows with the length of the recording, not
    with its square: each piece is looked for near the end of the one before."""
    keys = [_key(word) for word in text]
    spots = [list[tuple[int, int]]() for _ in pieces]
    expected = 0
    for index, piece in enumerate(pieces):
        heard = [_key(word) for word in piece]
        for ahead in _AHEAD:
            low = max(expected - _BEHIND, _last(spots[:index]) + 1)
            window = keys[low : expected + len(heard) + ahead]
            pairs = [(i, low + j) for i, j in match(heard, window)]
            if _good(pairs, heard) or low + len(window) >= len(keys):
                break
        if _good(pairs, heard):
            spots[index] = pairs
            expected = pairs[-1][1] + len(heard) - pairs[-1][0]
        else:
            expected = min(len(keys), expected + len(heard))
    return _ranges(pieces, spots, len(text))


def match(heard: Sequence[str], window: Sequence[str]) -> list[tuple[int, int]]:
    """Equal words of the best alignment of all of `heard` to any part of `window`, as pairs of indices."""
    width = len(window) + 1
    rows = [[0.0] * width]
    for i, word in enumerate(heard):
        above, row = rows[i], [rows[i][0] + _GAP] + [0.0] * (width - 1)
        for j in range(1, width):
            diagonal = above[j - 1] + (_MATCH if word == window[j - 1] else _OTHER)
            row[j] = max(diagonal, above[j] + _GAP, row[j - 1] + _GAP)
        rows.append(row)
    i, j = len(heard), max(range(width), key=lambda j: rows[-1][j])
    pairs: list[tuple[int, int]] = []
    while i > 0 and j > 0:
        if rows[i][j] == rows[i - 1][j] + _GAP:
            i -= 1
        elif rows[i][j] == rows[i][j - 1] + _GAP:
            j -= 1
        else:
            i, j = i - 1, j - 1
            if heard[i] == window[j]:
                pairs.append((i, j))
    return pairs[::-1]


def _ranges(
    pieces: Sequence[Sequence[str]], spots: Sequence[Sequence[tuple[int, int]]], count: int
) -> list[tuple[int, int]]:
    """Words between two pieces' matches go to each by the share of unmatched words it heard there."""
    borders = [0]
    tail_words, tail_from = 0, 0  # heard words since the last match, and the text's word after that match
    waiting: list[int] = []  # heard words up to the end of each piece without a border yet
    for piece, pairs in zip(pieces, spots, strict=True):
        if pairs:
            first_heard, first_text = pairs[0]
            gap, heard = first_text - tail_from, tail_words + first_heard
            borders += [tail_from + round(gap * upto / heard) if heard else tail_from for upto in waiting]
            waiting = []
            tail_from, tail_words = pairs[-1][1] + 1, len(piece) - pairs[-1][0] - 1
        else:
            tail_words += len(piece)
        waiting.append(tail_words)
    left = count - tail_from
    borders += [tail_from + round(left * upto / tail_words) if tail_words else count for upto in waiting]
    borders[-1] = count
    return list(pairwise(borders))


def _good(pairs: Sequence[tuple[int, int]], heard: Sequence[str]) -> bool:
    return len(pairs) > 0 and len(pairs) >= _GOOD_SHARE * len(heard)


def _last(spots: Sequence[Sequence[tuple[int, int]]]) -> int:
    return next((pairs[-1][1] for pairs in reversed(spots) if pairs), -1)


def _key(word: str) -> str:
    return re.sub(r"[^\w]", "", word.lower())
