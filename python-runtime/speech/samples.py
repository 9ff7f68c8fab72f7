"""The recording: raw 16 kHz mono samples, memory mapped, read in pieces at a working level."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
SAMPLES_PER_MS = 16

_BLOCK = RATE_HZ
"""Level is judged by the second."""

_QUIET_DBFS = -45.0
"""A recording whose loud seconds lie below this is lifted. Meetings at -38 are understood as they are;
speech is usually mastered at -30 to -16."""

_TARGET_DBFS = -24.0

_FLOOR_DBFS = -72.0
"""Below this there is nothing but the noise of a converter: lifting it would invent speech."""


class Samples:
    """Samples [0, count) of the file, read as float32 in [-1, 1]; `gain` lifts a very quiet recording."""

    def __init__(self, path: Path, count: int) -> None:
        self.path = path
        self.count = count
        self.gain = 1.0

    def read(self, start: int, end: int) -> NDArray[np.float32]:
        """Copies [start, end) out of the file; cut at the file's edges. Mapped anew each time, so that pages
        read long ago do not count as the worker's memory (a 3 h recording is 345 MB)."""
        start, end = max(0, start), min(self.count, end)
        if end <= start:
            return np.zeros(0, np.float32)
        raw = np.fromfile(self.path, "<i2", count=end - start, offset=start * 2)
        audio = raw.astype(np.float32) * np.float32(self.gain / 32768)
        return audio if self.gain <= 1 else np.clip(audio, -1, 1)

    def adjust_level(self) -> float:
        """Measures the loud seconds of the whole recording and sets `gain`; returns their level in dBFS.

        345 MB (3 h) take about 0.5 s. -120 stands for digital silence."""
        levels: list[float] = []
        for at in range(0, self.count, _BLOCK * 60):
            raw = np.fromfile(self.path, "<i2", count=min(_BLOCK * 60, self.count - at), offset=at * 2)
            seconds = np.array_split(raw, max(1, len(raw) // _BLOCK))
            levels += [float(np.mean(np.square(second, dtype=np.float32))) for second in seconds]
        loud = float(np.quantile(levels, 0.95)) if levels else 0.0
        level = 10 * np.log10(loud / 32768**2) if loud > 0 else -120.0
        if _FLOOR_DBFS < level < _QUIET_DBFS:
            self.gain = 10 ** ((_TARGET_DBFS - level) / 20)
        return float(level)
