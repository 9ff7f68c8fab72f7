"""What the model hears in windows of a recording: log probabilities of letters, in batches of one length."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from speech.failures import as_job_failed
from speech.samples import Samples
from speech.windows import Span, Window, frame_count, read_frames, stretch

from .ctc_models import Aligner

Emission = NDArray[np.float32]

LONGEST = 600
"""Frames that are heard at once: 12 s, within what these models were trained on. On a CPU a second of sound
costs 7 % less than in windows of 25 s, where attention and memory weigh more."""

_LENGTHS = (50, 75, 100, 150, 200, 250, 300, 400, 500, LONGEST)
"""Windows are stretched to the next of these where several go through a model together."""

_MOST_WINDOWS = 32
"""Of the longest kind. More gain nothing on any card."""

_FRAME_BYTES = {torch.float16: 220_000, torch.float32: 440_000}
"""What 20 ms cost at the widest place: 64 steps of 512 channels behind the first convolution, three times."""

_OF_FREE = 0.5


def frames_at_once(free_bytes: int, frame_bytes: int, batch_size: int | None) -> int:
    """How many frames go through a model together; at least one window.

    `batch_size` counts windows of the longest kind; None for as many as half of the free memory holds."""
    if batch_size is not None:
        return max(1, batch_size) * LONGEST
    fitting = int(free_bytes * _OF_FREE) // frame_bytes
    return min(max(LONGEST, fitting), _MOST_WINDOWS * LONGEST)


class Emitter:
    """Feeds the model as much at once as memory allows: less after it ran out, and in the end on the CPU."""

    def __init__(
        self,
        aligner: Aligner,
        samples: Samples,
        batch_size: int | None,
        warn: Callable[[str, str | None], None],
    ) -> None:
        self._aligner = aligner
        self._samples = samples
        self._warn = warn
        self._total = frame_count(samples.count)
        self.frames = LONGEST
        """How much is heard at once. On a CPU single windows are fastest."""
        if aligner.device != "cpu":
            free, _ = torch.cuda.mem_get_info(aligner.device)
            self.frames = frames_at_once(free, _FRAME_BYTES[aligner.dtype], batch_size)

    def emit(self, windows: Sequence[Window], advance: Callable[[int], None]) -> list[Emission]:
        """The kept frames of each window, in order. `advance` is told after each batch how many are done."""
        heard = [self._stretched(window.heard) for window in windows]
        waiting = sorted(range(len(windows)), key=lambda i: _size(heard[i]), reverse=True)
        found: dict[int, Emission] = {}
        while waiting:
            length = _size(heard[waiting[0]])
            batch = [i for i in waiting if _size(heard[i]) == length][: max(1, self.frames // length)]
            emissions = self._hear([heard[i] for i in batch])
            if emissions is None:
                continue
            for place, index in enumerate(batch):
                kept, start = windows[index].kept, heard[index].start
                found[index] = emissions[place, kept.start - start : kept.end - start].copy()
            waiting = [i for i in waiting if i not in found]
            advance(sum(_size(windows[i].kept) for i in batch))
        return [found[index] for index in range(len(windows))]

    def _stretched(self, heard: Span) -> Span:
        size = _size(heard)
        if self.frames <= LONGEST or size >= LONGEST:
            return heard
        return stretch(heard, _LENGTHS[bisect.bisect_left(_LENGTHS, size)], self._total)

    def _hear(self, heard: Sequence[Span]) -> Emission | None:
        """None when memory ran out, and less is to be tried."""
        waves = np.stack([read_frames(self._samples, span) for span in heard])
        try:
            return emission_of(self._aligner, waves)
        except RuntimeError as error:
            failed = as_job_failed(error)
            if failed is None:
                raise
            if failed.code != "memory" or self._aligner.device == "cpu":
                raise failed from error
        torch.cuda.empty_cache()
        if len(heard) > 1:
            self.frames = _size(heard[0]) * (len(heard) // 2)
            self._warn("memory.smaller-batch", str(len(heard) // 2))
        else:
            self._aligner.move_to_cpu()
            self.frames = LONGEST
            self._warn("device.cpu", "the graphics card ran out of memory while words were timed")
        return None


def emission_of(aligner: Aligner, waves: NDArray[np.float32]) -> Emission:
    """Log probabilities (windows, frames, columns) of waves of equal length."""
    with torch.inference_mode():
        logits = aligner.logits(torch.from_numpy(waves))
        found: Emission = torch.log_softmax(logits.float(), dim=-1).cpu().numpy()
    return found


def _size(span: Span) -> int:
    return span.end - span.start
