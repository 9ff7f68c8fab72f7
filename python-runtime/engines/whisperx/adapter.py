"""WhisperX: Whisper in batches, words timed by wav2vec2, speakers by pyannote. See `worker/adapter.py`.

Each slot imports its own libraries when it is first used: transcription no pyannote, alignment no Whisper.
This folder has no `__init__.py`, so that it never stands in for the library of its name."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from speech.failures import as_job_failed
from worker.adapter import (
    AlignJob,
    Check,
    Children,
    Compute,
    Context,
    DiarizeJob,
    JobFailed,
    Outcome,
    Slot,
    Speakers,
    TranscribeJob,
)

from .quiet import be_quiet

if TYPE_CHECKING:
    from . import diarize_model, loaded

T = TypeVar("T")


def open_engine(_children: Children) -> WhisperX:
    be_quiet()
    return WhisperX()


class WhisperX:
    def __init__(self) -> None:
        self._recogniser: loaded.Loaded | None = None
        self._diarizer: diarize_model.Loaded | None = None

    def load(self, slot: Slot, compute: Compute) -> str:
        with _told_by_cause():
            if slot == "transcribe":
                return self._recogniser_for(compute).name
            if slot == "diarize":
                return self._diarizer_for(compute).name
            return self._prepare_aligner(compute)[0]

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        from .transcribe import transcribe

        context.progress("load", 0, 1)
        with _told_by_cause():
            model = self._recogniser_for(job.compute)
            context.check_cancelled()
            return Outcome(transcribe(job, model, context), model.name)

    def align(self, job: AlignJob, context: Context) -> Outcome:
        from .align import align

        context.progress("load", 0, 1)
        with _told_by_cause():
            device = self._prepare_aligner(job.compute)[1]
            context.check_cancelled()
            return align(job, context, device)

    def diarize(self, job: DiarizeJob, context: Context) -> Speakers:
        from .diarize import diarize

        context.progress("load", 0, 1)
        with _told_by_cause():
            pipeline = self._diarizer_for(job.compute)
            context.check_cancelled()
            return diarize(job, pipeline, context)

    def probe(self) -> list[Check]:
        from .probe import probe

        return probe()

    def _recogniser_for(self, compute: Compute) -> loaded.Loaded:
        from .loaded import load, wanted_of

        wanted = wanted_of(compute)
        if self._recogniser is None or self._recogniser.compute != wanted:
            self._recogniser = None  # before the next one takes its memory
            self._recogniser = self._with_room("transcribe", lambda: load(wanted))
        return self._recogniser

    def _diarizer_for(self, compute: Compute) -> diarize_model.Loaded:
        from .diarize_model import load, wanted_of

        wanted = wanted_of(compute)
        if self._diarizer is None or self._diarizer.compute != wanted:
            self._diarizer = None
            self._diarizer = self._with_room("diarize", lambda: load(wanted))
        return self._diarizer

    def _prepare_aligner(self, compute: Compute) -> tuple[str, str]:
        """Its name and its device."""
        from .align import prepare
        from .devices import torch_device

        device = torch_device(compute.device)
        return self._with_room("align", lambda: prepare(compute, device)), device

    def _with_room(self, slot: Slot, load: Callable[[], T]) -> T:
        """Loads again without the models of the other slots if the memory does not hold all of them."""
        try:
            with _told_by_cause():
                return load()
        except JobFailed as failed:
            if failed.code != "memory":
                raise
        self._release_others(slot)
        return load()

    def _release_others(self, slot: Slot) -> None:
        if slot != "transcribe":
            self._recogniser = None
        if slot != "diarize":
            self._diarizer = None
        if slot != "align" and f"{__package__}.align" in sys.modules:
            from .align import release

            release()
        gc.collect()
        if "torch" in sys.modules:
            import torch

            torch.cuda.empty_cache()


@contextmanager
def _told_by_cause() -> Iterator[None]:
    """What native libraries say, as a failure of the worker."""
    try:
        yield
    except JobFailed:
        raise
    except Exception as error:
        failed = as_job_failed(error)
        if failed is None:
            raise
        raise failed from error
