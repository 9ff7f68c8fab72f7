"""Parakeet: 25 European languages, quick on a processor. See `worker/adapter.py` for the interface."""

from __future__ import annotations

from speech.failures import as_job_failed
from worker.adapter import (
    Check,
    Children,
    Compute,
    Context,
    JobFailed,
    Outcome,
    Slot,
    TranscribeJob,
    Unable,
)

from .languages import check_language, likely_language
from .loaded import Keeper
from .probe import probe
from .transcribe import transcribe


def open_engine(_children: Children) -> Parakeet:
    return Parakeet()


class Parakeet(Unable):
    def __init__(self) -> None:
        self._keeper = Keeper()

    def load(self, _slot: Slot, compute: Compute) -> str:
        return self._keeper.get(compute).name

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        if job.task == "translate":
            sentence = "Parakeet cannot translate. Choose an engine with a Whisper model."
            raise JobFailed("language", "no translation", sentence, retriable=False)
        context.progress("load", 0, 1)
        loaded = self._keeper.get(job.compute)
        check_language(job.language, loaded.languages)
        context.check_cancelled()
        try:
            texts = transcribe(job, loaded, context)
        except Exception as error:
            failed = as_job_failed(error)
            if failed is None:
                raise
            raise failed from error
        if job.language is not None:
            return Outcome(job.language, loaded.name)
        likely = likely_language(texts, loaded.languages)
        if likely is None:
            return Outcome(None, loaded.name)
        context.language(*likely)
        return Outcome(likely[0], loaded.name)

    def probe(self) -> list[Check]:
        return probe()
