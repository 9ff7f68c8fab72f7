"""Where nobody speaks: the edges that words are moved to."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from speech.samples import RATE_HZ, Samples
from speech.vad import HOP, VoiceDetector

_SILENT_BELOW = 0.35
"""stable-ts's own limit for Silero: low, so that the ends of words are not taken for silence."""


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

    def silences(self, low: int, high: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Begins and ends of the silences of samples [low, high), in seconds from `low`."""
        first, last = (low - self._start) // HOP, -(-(high - self._start) // HOP)
        silent = np.asarray(self._chances[first:last], np.float32) < _SILENT_BELOW
        edges = np.flatnonzero(np.diff(silent.astype(np.int8), prepend=0, append=0))
        seconds = np.clip((edges + first) * HOP + self._start - low, 0, high - low) / RATE_HZ
        return seconds[0::2], seconds[1::2]
