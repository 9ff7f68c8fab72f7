"""stable-ts: Whisper with steadied times, words given to it found, edges sharpened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from speech.failures import as_job_failed
from speech.languages import bcp47
from worker.adapter import (
    AlignJob,
    Check,
    Children,
    Compute,
    Context,
    Outcome,
    Slot,
    TranscribeJob,
    Unable,
)

from .align import align
from .loaded import Keeper, Loaded
from .probe import probe
from .transcribe import transcribe

Answer = TypeVar("Answer")


def open_engine(_children: Children) -> StableTs:
    return StableTs()


class StableTs(Unable):
    def __init__(self) -> None:
        self._keeper = Keeper()

    def load(self, _slot: Slot, compute: Compute) -> str:
        return self._keeper.get(compute).name

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        loaded = self._loaded(job.compute, context)
        language = _listening(loaded, context, lambda: transcribe(job, loaded, context))
        return Outcome(language, loaded.name)

    def align(self, job: AlignJob, context: Context) -> Outcome:
        loaded = self._loaded(job.compute, context)
        code = _listening(loaded, context, lambda: align(job, loaded, context))
        return Outcome(bcp47(code), loaded.name)

    def probe(self) -> list[Check]:
        return probe()

    def _loaded(self, compute: Compute, context: Context) -> Loaded:
        context.progress("load", 0, 1)
        loaded = self._keeper.get(compute)
        context.check_cancelled()
        return loaded


def _listening(loaded: Loaded, context: Context, work: Callable[[], Answer]) -> Answer:
    """Cancel is heard before each encoding; the model is left as it was found."""
    loaded.listener.to(context.check_cancelled)
    try:
        return work()
    except Exception as error:
        failed = as_job_failed(error)
        if failed is None:
            raise
        raise failed from error
    finally:
        loaded.listener.off()
