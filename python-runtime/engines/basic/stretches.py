"""Cuts speech into stretches of one speaker each, short enough to be sure of that."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .hearing import Heard

FRAMES_A_SECOND = 16_000 / 270

_PAUSE = 12
"""Frames, 0.2 s: a pause of this length may hide a change of speaker."""

_LONGEST = round(2.4 * FRAMES_A_SECOND)
"""A change that was missed spoils no more than this."""

_CHANGED = 0.5
"""Steadiness below which speakers change."""

_SHORTEST = 8
"""Frames, 0.14 s: no stretch is cut shorter."""


@dataclass(frozen=True)
class Stretch:
    """Frames [start, end) that belong together; pauses shorter than `_PAUSE` are inside."""

    start: int
    end: int


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches [start, end) in which `mask` holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def cut(heard: Heard) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in _joined(runs(heard.count > 0)):
        edges = [start, *_changes(heard, start, end), end]
        for left, right in pairwise(edges):
            parts = max(1, -(-(right - left) // _LONGEST))
            inner = np.linspace(left, right, parts + 1).round().astype(int).tolist()
            found += [Stretch(a, b) for a, b in pairwise(inner)]
    return found


def _joined(speech: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in speech:
        if joined and start - joined[-1][1] < _PAUSE:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _changes(heard: Heard, start: int, end: int) -> list[int]:
    """The moments in (start, end) at which one speaker follows another: where steadiness is lowest."""
    cuts: list[int] = []
    last = start
    for low, high in runs(heard.steadiness[start:end] < _CHANGED):
        at = start + low + int(np.argmin(heard.steadiness[start + low : start + high]))
        if at - last > _SHORTEST and end - at > _SHORTEST:
            cuts.append(at)
            last = at
    return cuts
