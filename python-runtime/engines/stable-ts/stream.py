"""The recording as stable-ts reads it: in pieces, out of the raw file."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stable_whisper.audio import AudioLoader

from speech.samples import RATE_HZ, Samples


class Stream(AudioLoader):  # type: ignore[misc]
    """Samples [start, end) of the file. Upstream's loader would hold an array whole, or start FFmpeg for a
    path: nothing of its own making is used, so its constructor is not called."""

    def __init__(self, samples: Samples, start: int, end: int) -> None:
        self._samples = samples
        self._start = start
        self._end = end
        self._stream = False
        self.new_chunk_divisor = 512

    def next_chunk(self, seek: int, size: int | None = None) -> torch.Tensor | None:
        audio = self.read(seek, seek + (size or 30 * RATE_HZ))
        return torch.from_numpy(audio) if len(audio) else None

    def read(self, low: int, high: int) -> NDArray[np.float32]:
        """Samples counted from the stream's begin."""
        return self._samples.read(self._start + low, min(self._start + high, self._end))

    def get_total_samples(self) -> int:
        return self._end - self._start

    def get_duration(self, ndigits: int | None = None) -> float:
        return round(self.get_total_samples() / RATE_HZ, 6 if ndigits is None else ndigits)

    def validate_external_args(self, **_given: Any) -> None:
        pass

    def update_post_prep_callback(self, _callback: Any) -> None:
        pass

    def terminate(self) -> None:
        pass
