"""Where somebody speaks: what whisper-timestamped cuts out of a stretch before it is heard."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from speech.samples import RATE_HZ, Samples
from speech.vad import HOP, VoiceDetector

_SPEECH_FROM = 0.5
_SHORTEST_PAUSE = round(1.0 * RATE_HZ / HOP)
"""Shorter pauses stay: they are part of the sentence, and each cut is a place where a time may be wrong."""

_AROUND = round(0.5 * RATE_HZ / HOP)


class Voice:
    """Listens to [start, end) and remembers how likely each hop of 32 ms is speech: 450 kB an hour."""

    def __init__(self, detector: VoiceDetector, samples: Samples, start: int, end: int) -> None:
        self._detector = detector
        self._samples = samples
        self._start = start
        self._end = end
        self._chances = array("f")

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for block in self._detector.probabilities(self._samples, self._start, self._end):
            self._chances.extend(block.tolist())
            yield block

    def speech(self, low: int, high: int) -> list[tuple[float, float]]:
        """Stretches of speech of samples [low, high) and half a second around them, seconds from `low`."""
        first, last = (low - self._start) // HOP, -(-(high - self._start) // HOP)
        spoken = np.flatnonzero(np.asarray(self._chances[first:last], np.float32) >= _SPEECH_FROM)
        spans: list[tuple[int, int]] = []
        for hop in spoken.tolist():
            begin, end = max(0, hop - _AROUND), hop + 1 + _AROUND
            if spans and begin - spans[-1][1] < _SHORTEST_PAUSE:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((begin, end))
        offset = first * HOP + self._start - low
        edges = [(max(0, begin * HOP + offset), min(high - low, end * HOP + offset)) for begin, end in spans]
        return [(begin / RATE_HZ, end / RATE_HZ) for begin, end in edges if end > begin]
