"""whisper-timestamped: Whisper with a confidence for each word. See `worker/adapter.py` for the interface."""

from __future__ import annotations

from speech.failures import as_job_failed
from worker.adapter import Check, Children, Compute, Context, Outcome, Slot, TranscribeJob, Unable

from .loaded import Keeper
from .probe import probe
from .transcribe import transcribe


def open_engine(_children: Children) -> WhisperTimestamped:
    return WhisperTimestamped()


class WhisperTimestamped(Unable):
    def __init__(self) -> None:
        self._keeper = Keeper()

    def load(self, _slot: Slot, compute: Compute) -> str:
        return self._keeper.get(compute).name

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        context.progress("load", 0, 1)
        loaded = self._keeper.get(job.compute)
        context.check_cancelled()
        try:
            return Outcome(transcribe(job, loaded, context), loaded.name)
        except Exception as error:
            failed = as_job_failed(error)
            if failed is None:
                raise
            raise failed from error

    def probe(self) -> list[Check]:
        return probe()
