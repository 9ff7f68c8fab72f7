"""faster-whisper: Whisper on CTranslate2, without torch. See `worker/adapter.py` for the interface."""

from __future__ import annotations

import os

from speech.ct2 import keep_freed
from speech.failures import as_job_failed
from worker.adapter import (
    Check,
    Children,
    Compute,
    Context,
    Outcome,
    Slot,
    TranscribeJob,
    Unable,
)

from .loaded import Keeper
from .probe import probe
from .transcribe import transcribe

# Before a native library is loaded: threads that wait for their turn must not spin. On a busy machine this is
# several times as fast.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def open_engine(_children: Children) -> FasterWhisper:
    keep_freed()
    return FasterWhisper()


class FasterWhisper(Unable):
    def __init__(self) -> None:
        self._keeper = Keeper()

    def load(self, _slot: Slot, compute: Compute) -> str:
        return self._keeper.get(compute).name

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        context.progress("load", 0, 1)
        loaded = self._keeper.get(job.compute)
        context.check_cancelled()
        try:
            language = transcribe(job, loaded, context)
        except RuntimeError as error:
            failed = as_job_failed(error)
            if failed is None:
                raise
            raise failed from error
        return Outcome(language, loaded.name)

    def probe(self) -> list[Check]:
        return probe()
