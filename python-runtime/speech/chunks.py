"""Cuts the recording into chunks of speech that the recogniser can take at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .samples import RATE_HZ
from .vad import HOP

_ON = 0.5
_OFF = 0.35
"""Hysteresis: speech begins at `_ON` and lasts until `_OFF`, so a weak syllable does not end it."""


def _hops(seconds: float) -> int:
    return round(seconds * RATE_HZ / HOP)


_MIN_SPEECH = _hops(0.1)
_MIN_SILENCE = _hops(0.2)

_EARLIEST_CUT = 0.4
"""Cuts are looked for in the last 60 % of the longest chunk."""

_PAD = RATE_HZ // 4


@dataclass(frozen=True)
class Limits:
    """How large the chunks may be."""

    longest_s: float
    gap_s: float
    """Stretches of speech with a longer pause between them never share a chunk."""


@dataclass(frozen=True)
class Chunk:
    """Samples [start, end) of speech; `voice` is the mean probability of speech in it."""

    start: int
    end: int
    voice: float


@dataclass(frozen=True)
class _Stretch:
    """Hops [on, off) of unbroken speech."""

    on: int
    off: int


def chunks(blocks: Iterable[NDArray[np.float32]], start: int, end: int, limits: Limits) -> Iterator[Chunk]:
    """Chunks of [start, end) in order, each as soon as it is certain; `blocks` are the voice's probabilities.

    Holds the probabilities of the open chunk and nothing else, so memory does not grow with the recording."""
    cutter = _Cutter(start, end, limits)
    for block in blocks:
        yield from cutter.take(block)
    yield from cutter.finish()


class _Cutter:
    def __init__(self, start: int, end: int, limits: Limits) -> None:
        self._start = start
        self._end = end
        self._longest = _hops(limits.longest_s)
        self._gap = _hops(limits.gap_s)
        self._chances = array("f")
        self._first = 0  # the hop of the first kept probability
        self._at = 0
        self._on: int | None = None
        self._silent_since: int | None = None
        self._open: list[_Stretch] = []
        self._previous_off: int | None = None

    def take(self, block: NDArray[np.float32]) -> Iterator[Chunk]:
        for chance in block.tolist():
            self._chances.append(chance)
            self._at += 1
            stretch = self._hear(chance, self._at - 1)
            if stretch is not None:
                yield from self._merge(stretch)
        if self._open and self._on is None and self._at - self._open[-1].off > 2 * self._gap:
            yield self._close(len(self._open), None)
        self._forget()

    def finish(self) -> Iterator[Chunk]:
        if self._on is not None:
            off = self._at if self._silent_since is None else self._silent_since
            if off - self._on >= _MIN_SPEECH:
                yield from self._merge(_Stretch(self._on, off))
        if self._open:
            yield self._close(len(self._open), None)

    def _hear(self, chance: float, hop: int) -> _Stretch | None:
        """The stretch that this hop ends, if it ends one."""
        if chance >= _ON:
            self._silent_since = None
            if self._on is None:
                self._on = hop
        elif self._on is not None and chance < _OFF and self._silent_since is None:
            self._silent_since = hop
        if self._on is None:
            return None
        if self._silent_since is not None and hop - self._silent_since >= _MIN_SILENCE:
            ended = _Stretch(self._on, self._silent_since)
            self._on = self._silent_since = None
            return ended if ended.off - ended.on >= _MIN_SPEECH else None
        if hop + 1 - self._on > self._longest:
            cut = self._weakest(self._on + int(self._longest * _EARLIEST_CUT), hop + 1)
            ended, self._on = _Stretch(self._on, cut), cut
            if self._silent_since is not None and self._silent_since < cut:
                self._silent_since = cut
            return ended
        return None

    def _weakest(self, low: int, high: int) -> int:
        chances = np.asarray(self._chances[low - self._first : high - self._first], np.float32)
        smooth = np.convolve(chances, np.full(3, 1 / 3, np.float32), "valid")
        return low + 1 + int(np.argmin(smooth))

    def _merge(self, stretch: _Stretch) -> Iterator[Chunk]:
        while self._open and stretch.off - self._open[0].on > self._longest:
            yield self._close(self._widest_pause(stretch), stretch.on)
        if self._open and stretch.on - self._open[-1].off > self._gap:
            yield self._close(len(self._open), stretch.on)
        self._open.append(stretch)

    def _widest_pause(self, following: _Stretch) -> int:
        """How many of the open stretches to cut off: the cut falls into the widest pause of the chunk's later
        part, so that it parts sentences rather than words."""
        held = [*self._open, following]
        earliest = held[0].on + int(self._longest * _EARLIEST_CUT)
        cuts = [i for i in range(1, len(self._open)) if held[i].on >= earliest]
        return max([*cuts, len(self._open)], key=lambda i: held[i].on - held[i - 1].off)

    def _close(self, count: int, next_on: int | None) -> Chunk:
        """Adds up to 0.25 s of the surroundings, at most half of what lies between two chunks."""
        stretch = _Stretch(self._open[0].on, self._open[count - 1].off)
        del self._open[:count]
        next_on = self._open[0].on if self._open else next_on
        on, off = self._start + stretch.on * HOP, self._start + stretch.off * HOP
        before = self._start if self._previous_off is None else self._start + self._previous_off * HOP
        after = self._end if next_on is None else self._start + next_on * HOP
        low = before if self._previous_off is None else (before + on) // 2
        high = after if next_on is None else (off + after) // 2
        voice = np.mean(self._chances[stretch.on - self._first : stretch.off - self._first])
        self._previous_off = stretch.off
        return Chunk(max(on - _PAD, low), min(off + _PAD, high, self._end), float(voice))

    def _forget(self) -> None:
        held = [self._at if self._on is None else self._on]
        needed = min([*held, self._open[0].on] if self._open else held)
        if needed - self._first > self._longest:
            del self._chances[: needed - self._first]
            self._first = needed
