"""Who speaks when, by a pyannote pipeline of the kind of community-1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from speech.clock import Clock
from speech.failures import as_job_failed
from speech.samples import RATE_HZ
from worker.adapter import Context, DiarizeJob, JobFailed, Speakers

from .diarize_model import Loaded, Rung, exact_products, quiet, rungs
from .diarize_turns import FoundTurn, speakers_of

_SHARES = {"segmentation": (0.0, 0.15), "embeddings": (0.15, 0.95)}
"""Of the time; what follows tells nothing until it is done."""


def diarize(job: DiarizeJob, loaded: Loaded, context: Context) -> Speakers:
    """Raises `JobFailed` and `Cancelled`."""
    clock = Clock(job.audio.start_ms)
    samples = job.audio.samples
    meter = _Meter(context, clock.ms(samples) - clock.ms(0))
    meter.told(0)
    if samples == 0:
        return Speakers((), (), {}, loaded.name)
    found = _found(job, loaded, meter)
    meter.told(1)
    labels = found.speaker_diarization.labels()
    vectors = found.speaker_embeddings
    voices = {} if vectors is None else dict(zip(labels, vectors, strict=False))
    return speakers_of(
        _turns(found.speaker_diarization),
        _turns(found.exclusive_speaker_diarization),
        voices,
        clock,
        samples,
        loaded.name,
    )


def asked_speakers(speakers: tuple[int, int | None] | None) -> dict[str, int]:
    """In pyannote's words."""
    if speakers is None:
        return {}
    fewest, most = speakers
    if fewest == most:
        return {"num_speakers": fewest}
    bounds = {"min_speakers": fewest}
    return bounds if most is None else {**bounds, "max_speakers": most}


def _found(job: DiarizeJob, loaded: Loaded, meter: _Meter) -> Any:
    """With less memory each time it runs out, on the CPU at last."""
    tried = rungs(loaded.device, job.compute.batch_size)
    for at, rung in enumerate(tried):
        try:
            return _apply(job, loaded, rung, meter)
        except Exception as error:
            failed = as_job_failed(error)
            if failed is None:
                raise
            if failed.code != "memory" or at + 1 == len(tried):
                raise failed from error
        _give_back_card(rung)
        if tried[at + 1].device != rung.device:
            meter.context.warn("device.fallback", tried[at + 1].device)
    raise JobFailed("internal", "nothing was tried", None, retriable=False)


def _apply(job: DiarizeJob, loaded: Loaded, rung: Rung, meter: _Meter) -> Any:
    import torch

    mapped = np.memmap(job.audio.path, "<i2", "c", shape=(1, job.audio.samples))
    file = {"waveform": torch.from_numpy(mapped), "sample_rate": RATE_HZ, "uri": "recording"}
    with quiet(), exact_products(rung.device):
        loaded.settle(rung)
        return loaded.pipeline(file, hook=meter.hook, **asked_speakers(job.speakers))


def _give_back_card(rung: Rung) -> None:
    import torch

    if rung.device != "cpu":
        torch.cuda.empty_cache()


def _turns(annotation: Any) -> Iterator[FoundTurn]:
    for segment, _, label in annotation.itertracks(yield_label=True):
        yield segment.start, segment.end, str(label)


class _Meter:
    """Progress that never runs back, also when a part is computed again."""

    def __init__(self, context: Context, total_ms: int) -> None:
        self.context = context
        self._total_ms = total_ms
        self._done = 0.0

    def told(self, share: float) -> None:
        self.context.check_cancelled()
        self._done = max(self._done, share)
        self.context.progress("diarize", round(self._done * self._total_ms), self._total_ms)

    def hook(
        self,
        step: str,
        _artifact: object,
        file: object = None,  # noqa: ARG002 # pyannote names it
        total: int | None = None,
        completed: int | None = None,
    ) -> None:
        low, high = _SHARES.get(step, (self._done, self._done))
        part = min(1.0, completed / total) if total and completed is not None else 0.0
        self.told(low + part * (high - low))
