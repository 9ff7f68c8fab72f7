"""Packs stretches of speech into the windows of 30 s that Whisper hears, and finds the way back to the file.

A window costs the same however full it is, so stretches are put together until it is full and the silence
between them is left out, but for a short pause on both sides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from .chunks import Chunk, Limits
from .samples import RATE_HZ, Samples

LONGEST = 30 * RATE_HZ

STRETCHES = Limits(longest_s=28.0, gap_s=0.0)
"""Each pause of 0.2 s or more ends a stretch; the padding leaves at most 0.25 s on each side."""

_EARLIEST_CUT = 0.75
"""A full window is cut at the widest pause of its last quarter."""


@dataclass(frozen=True)
class Window:
    """Stretches of samples, heard one right after the other."""

    stretches: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.stretches[0][0]

    @property
    def end(self) -> int:
        return self.stretches[-1][1]

    @property
    def length(self) -> int:
        return sum(end - start for start, end in self.stretches)

    def read(self, samples: Samples) -> NDArray[np.float32]:
        return np.concatenate([samples.read(start, end) for start, end in self.stretches])

    def place(self, begin_s: float, end_s: float) -> tuple[int, int]:
        """Samples of the file for a time in the window, within one stretch: that with most of it."""
        low, high = round(begin_s * RATE_HZ), round(end_s * RATE_HZ)
        edges = list(accumulate((end - start for start, end in self.stretches), initial=0))
        first = min(max(bisect_right(edges, low) - 1, 0), len(self.stretches) - 1)
        last = min(max(bisect_right(edges, max(low, high - 1)) - 1, first), len(self.stretches) - 1)

        def part(index: int) -> int:
            return min(high, edges[index + 1]) - max(low, edges[index])

        chosen = max(range(first, last + 1), key=part)
        start, end = self.stretches[chosen]
        shift = start - edges[chosen]
        return min(max(low + shift, start), end), min(max(high + shift, start), end)


def windows(chunks: Iterable[Chunk]) -> Iterator[Window]:
    """Windows in order, each as soon as it is full; every chunk is in one of them, whole."""
    waiting: list[Chunk] = []
    filled = 0
    for chunk in chunks:
        while waiting and filled + chunk.end - chunk.start > LONGEST:
            count = _widest_pause(waiting, chunk)
            yield _window(waiting[:count])
            del waiting[:count]
            filled = sum(each.end - each.start for each in waiting)
        waiting.append(chunk)
        filled += chunk.end - chunk.start
    if waiting:
        yield _window(waiting)


def packed(stretches: Iterable[tuple[int, int]]) -> list[Window]:
    """As few windows as hold the stretches, in order; none of them longer than a window."""
    full: list[list[tuple[int, int]]] = []
    filled = LONGEST
    for start, end in stretches:
        if filled + end - start > LONGEST:
            full.append([])
            filled = 0
        full[-1].append((start, end))
        filled += end - start
    return [Window(joined(each)) for each in full]


def _widest_pause(waiting: Sequence[Chunk], following: Chunk) -> int:
    """How many chunks to give away, so that the cut parts sentences rather than words."""
    held = [*waiting, following]
    heard = list(accumulate(each.end - each.start for each in waiting))
    late = [count for count in range(1, len(held)) if heard[count - 1] >= _EARLIEST_CUT * LONGEST]
    return max([*late, len(waiting)], key=lambda count: (held[count].start - held[count - 1].end, count))


def _window(chunks: Sequence[Chunk]) -> Window:
    return Window(joined([(chunk.start, chunk.end) for chunk in chunks]))


def joined(stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Stretches that touch become one."""
    whole: list[tuple[int, int]] = []
    for start, end in stretches:
        if whole and whole[-1][1] >= start:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)
