"""The embedded engine: English, offline, nothing to download. See `worker/adapter.py` for the interface."""

from __future__ import annotations

import threading

from worker.adapter import (
    AlignJob,
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

from .crew import Crew
from .loaded import MOST_THREADS, Models, load_models
from .probe import probe
from .settings import ALIGNER, LANGUAGE, MODEL
from .timing import align
from .transcribe import transcribe


def open_engine(children: Children) -> Moonshine:
    return Moonshine(children)


class Moonshine(Unable):
    def __init__(self, children: Children) -> None:
        self._crew = Crew(children, MOST_THREADS)
        self._lock = threading.Lock()
        self._models: Models | None = None

    def load(self, slot: Slot, compute: Compute) -> str:
        _check_compute(compute)
        self._loaded()
        return MODEL if slot == "transcribe" else ALIGNER

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome:
        _check_language(job.language)
        _check_compute(job.compute)
        if job.task == "translate":
            raise JobFailed("language", "no translation", "This engine cannot translate.", retriable=False)
        transcribe(job, self._loaded(), self._crew, context)
        return Outcome(LANGUAGE, MODEL)

    def align(self, job: AlignJob, context: Context) -> Outcome:
        _check_language(job.language)
        _check_compute(job.compute)
        align(job, self._crew, self._loaded, context)
        return Outcome(LANGUAGE, ALIGNER)

    def probe(self) -> list[Check]:
        return probe(self._loaded, self._crew)

    def _loaded(self) -> Models:
        with self._lock:
            if self._models is None:
                try:
                    self._models = load_models()
                except (OSError, ImportError, RuntimeError) as error:
                    message = f"{type(error).__name__}: {error}"
                    raise JobFailed(
                        "model", message, "A model file is missing or damaged.", retriable=False
                    ) from error
            return self._models


def _check_language(language: str | None) -> None:
    if language is not None and language.lower().replace("_", "-").split("-")[0] not in (LANGUAGE, "und"):
        raise JobFailed(
            "language", f"no language {language}", "This engine knows English only.", retriable=False
        )


def _check_compute(compute: Compute) -> None:
    model = compute.model
    if model not in (None, MODEL, ALIGNER):
        raise JobFailed("model", f"no model {model}", f"This engine has one model, {MODEL}.", retriable=False)
    if compute.device not in ("auto", "cpu"):
        message = f"no device {compute.device}"
        raise JobFailed("device", message, "This engine computes on the CPU only.", retriable=False)
