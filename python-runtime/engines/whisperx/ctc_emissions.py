"""What the model hears in windows of a recording: log probabilities of letters, in batches of one length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from speech.failures import as_job_failed
from speech.samples import Samples
from speech.windows import Window, frame_count, read_frames, stretch

from .ctc_memory import batch_frames, halve

if TYPE_CHECKING:
    from .ctc_models import Aligner

_LENGTHS = (50, 100, 150, 200, 300, 400, 550, 750, 1000, 1500)
"""Frames: windows are stretched to the next of these where several go through the model together. At most a
third more is heard than asked for, above 2 s."""

Emission = NDArray[np.float32]


class Emitter:
    """Feeds the model as much at once as memory allows; less after it ran out, and in the end on the CPU."""

    def __init__(
        self, aligner: Aligner, samples: Samples, batch_size: int | None, warn: Callable[[str, str | None], None]
    ) -> None:
        self._aligner = aligner
        self._samples = samples
        self._warn = warn
        self._total = frame_count(samples.count)
        self._frames = batch_frames(aligner.device, batch_size, _LENGTHS[-1])

    @property
    def frames(self) -> int:
        """How much is heard at once."""
        return self._frames

    def emit(self, windows: Sequence[Window], advance: Callable[[int], None]) -> list[Emission]:
        """The kept frames of each window, in order. `advance` is told after each batch how many are done."""
        several = self._frames > _LENGTHS[-1]
        heard = [self._stretched(window) if several else window.heard for window in windows]
        waiting = sorted(range(len(windows)), key=lambda i: heard[i].end - heard[i].start, reverse=True)
        found: dict[int, Emission] = {}
        while waiting:
            length = heard[waiting[0]].end - heard[waiting[0]].start
            same = [i for i in waiting if heard[i].end - heard[i].start == length]
            batch = same[: max(1, self._frames // length)]
            waves = np.stack([read_frames(self._samples, heard[i]) for i in batch])
            emissions = self._try(waves)
            if emissions is None:
                continue
            for place, index in enumerate(batch):
                kept, start = windows[index].kept, heard[index].start
                found[index] = emissions[place, kept.start - start : kept.end - start].copy()
            waiting = [i for i in waiting if i not in found]
            advance(sum(windows[i].kept.end - windows[i].kept.start for i in batch))
        return [found[index] for index in range(len(windows))]

    def _stretched(self, window: Window) -> "Window.heard":  # type: ignore[name-defined]
        raise NotImplementedError

    def _try(self, waves: NDArray[np.float32]) -> Emission | None:
        raise NotImplementedError
