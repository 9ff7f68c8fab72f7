"""Joins what was heard on both sides of a cut that no pause made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from speech.samples import RATE_HZ

from .words import HeardWord

CONTEXT = RATE_HZ
"""Both sides hear one second more than their own, so that the word at the cut is whole in both."""

_SAME_PLACE = RATE_HZ // 4
"""How far the starts of one word may lie apart in two hearings: three frames."""


def join(
    left: Sequence[HeardWord], right: Sequence[HeardWord], cut: int
) -> tuple[list[HeardWord], list[HeardWord]]:
    """What each side keeps: every word once.

    Where both heard the same word near the cut, the left side ends with it and the right one begins behind
    it. Where they did not, each keeps the words whose middle lies on its own side."""
    pairs = [
        (i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if _key(one) == _key(other) and abs(one.start - other.start) <= _SAME_PLACE
    ]
    if pairs:
        i, j = min(pairs, key=lambda pair: abs(_middle(left[pair[0]]) - cut))
        return _without_crossing(left[: i + 1], right[j + 1 :])
    before = [word for word in left if _middle(word) < cut]
    return _without_crossing(before, [word for word in right if _middle(word) >= cut])


def _without_crossing(
    left: Sequence[HeardWord], right: Sequence[HeardWord]
) -> tuple[list[HeardWord], list[HeardWord]]:
    """The two sides' times may cross by a frame or two."""
    if not left or not right:
        return list(left), list(right)
    last, first = left[-1], right[0]
    border = max(last.start, min(last.end, first.start))
    last = replace(last, end=border)
    first = replace(first, start=max(first.start, border), end=max(first.end, border))
    return [*left[:-1], last], [first, *right[1:]]


def _key(word: HeardWord) -> str:
    return "".join(letter for letter in word.text.casefold() if letter.isalnum())


def _middle(word: HeardWord) -> int:
    return (word.start + word.end) // 2
