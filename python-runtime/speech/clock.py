"""Samples of the file and milliseconds of the media."""

from __future__ import annotations

from .samples import SAMPLES_PER_MS


class Clock:
    """`start_ms` is the media time of the first sample."""

    def __init__(self, start_ms: int) -> None:
        self._start_ms = start_ms

    def ms(self, sample: int) -> int:
        return self._start_ms + round(sample / SAMPLES_PER_MS)

    def window(self, range_ms: tuple[int, int] | None, count: int) -> tuple[int, int]:
        """The samples of a range, within the file; None is the whole file. Empty ranges have end <= start."""
        if range_ms is None:
            return 0, count
        low, high = ((edge - self._start_ms) * SAMPLES_PER_MS for edge in range_ms)
        return max(0, min(low, count)), max(0, min(high, count))
