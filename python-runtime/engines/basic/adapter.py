"""Speakers without any download. See `worker/adapter.py` for the interface."""

from __future__ import annotations

import pickle
import threading
import zipfile

from speech.vad import VoiceDetector
from worker.adapter import (
    Check,
    Children,
    Compute,
    Context,
    DiarizeJob,
    JobFailed,
    Slot,
    Speakers,
    Unable,
)

from .diarize import diarize
from .files import VOICE_DETECTOR, locate
from .nets import Nets, load_nets
from .probe import probe
from .settings import DIARIZER, MODEL, MOST_THREADS


def open_engine(_children: Children) -> Basic:
    return Basic()


class Basic(Unable):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[Nets, VoiceDetector] | None = None

    def load(self, _slot: Slot, compute: Compute) -> str:
        _check_compute(compute)
        self._nets(compute.threads)
        return MODEL

    def diarize(self, job: DiarizeJob, context: Context) -> Speakers:
        _check_compute(job.compute)
        if job.diarizer != DIARIZER:
            message = f"no diarizer {job.diarizer}"
            raise JobFailed("model", message, f"This engine has one way, {DIARIZER}.", retriable=False)
        return diarize(job, *self._nets(job.compute.threads), context)

    def probe(self) -> list[Check]:
        return probe()

    def _nets(self, threads: int) -> tuple[Nets, VoiceDetector]:
        threads = max(1, min(threads, MOST_THREADS))
        with self._lock:
            if self._loaded is None or self._loaded[0].threads != threads:
                try:
                    self._loaded = load_nets(threads), VoiceDetector(locate(VOICE_DETECTOR))
                except (
                    OSError,
                    ImportError,
                    ValueError,
                    pickle.UnpicklingError,
                    zipfile.BadZipFile,
                ) as error:
                    message = f"{type(error).__name__}: {error}"
                    sentence = "A model file is missing or damaged. Repair this engine."
                    raise JobFailed("model", message, sentence, retriable=False) from error
            return self._loaded


def _check_compute(compute: Compute) -> None:
    if compute.model not in (None, MODEL):
        message = f"no model {compute.model}"
        raise JobFailed("model", message, f"This engine has one model, {MODEL}.", retriable=False)
    if compute.device not in ("auto", "cpu"):
        message = f"no device {compute.device}"
        raise JobFailed("device", message, "This engine computes on the CPU only.", retriable=False)
