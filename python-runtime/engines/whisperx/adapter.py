"""WhisperX: Whisper in batches, words timed by wav2vec2, speakers by pyannote. See `worker/adapter.py`.

Each slot imports its own libraries when it is first used: transcription no pyannote, alignment no Whisper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

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
    Unable,
)

from .quiet import be_quiet

if TYPE_CHECKING:
    from .loaded import Keeper


def open_engine(_children: Children) -> WhisperX:
    be_quiet()
    return WhisperX()


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


class WhisperX(Unable):
    def __init__(self) -> None:
        self._recogniser: Keeper | None = None

    def load(self, slot: Slot, compute: Compute) -> str:
        if slot == "transcribe":
            return self._keeper().get(compute).name
        return compute.model or slot

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        from .transcribe import transcribe

        context.progress("load", 0, 1)
        loaded = self._keeper().get(job.compute)
        context.check_cancelled()
        with _told_by_cause():
            return Outcome(transcribe(job, loaded, context), loaded.name)

    def _keeper(self) -> Keeper:
        if self._recogniser is None:
            from .loaded import Keeper

            self._recogniser = Keeper()
        return self._recogniser
