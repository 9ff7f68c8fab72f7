"""The model in memory, and with how many at once it computes."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speech.ct2 import (
    choose_batch,
    choose_device,
    choose_precision,
    device_index,
    fit_features,
    folder_bytes,
    free_bytes,
)
from speech.failures import as_job_failed
from speech.models import CT2_WHISPER_FILES, model_path, require_files
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Compute, JobFailed

from .listen import Room

TITLE = "faster-whisper"

MOST_WORKERS = 4
"""Windows side by side on the CPU, each on its share of the threads. One window on all threads waits for the
slowest of them at every step: one after the other takes a quarter more processor time."""


@dataclass(frozen=True)
class Loaded:
    name: str
    device: str
    precision: str
    model: Any
    """A `faster_whisper.WhisperModel`."""
    voice: VoiceDetector
    workers: int
    """Batches under way at the same time."""
    room: Room
    """Windows in each batch; fewer once the memory did not suffice."""


class Keeper:
    """Holds one model; another one, or another way to compute it, takes its place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Compute, Loaded] | None = None

    def get(self, compute: Compute) -> Loaded:
        with self._lock:
            if self._held is not None and self._held[0] == compute:
                return self._held[1]
            path = model_path(compute, TITLE)
            require_files(path, CT2_WHISPER_FILES, compute.model or path.name)
            # The old one goes first: two large models do not fit into most cards.
            self.drop()
            loaded = load(path, compute)
            self._held = (compute, loaded)
            return loaded

    def drop(self) -> None:
        if self._held is not None:
            self._held[1].model.model.unload_model()
        self._held = None


def load(path: Path, compute: Compute) -> Loaded:
    """Raises `JobFailed` with the code of what is wrong."""
    device = choose_device(compute.device)
    precision = choose_precision(device, compute.precision)
    size = folder_bytes(path)
    on_cpu = device == "cpu"
    together = choose_batch(device, size, free_bytes(device), compute.batch_size) if on_cpu else 1
    workers = min(max(1, compute.threads), MOST_WORKERS, together) if on_cpu else 1
    model = _open(path, device, precision, max(1, compute.threads // workers), workers)
    fit_features(model)
    # A card's free memory is known for certain only with the model in it.
    batch = (
        -(-together // workers)
        if on_cpu
        else choose_batch(device, size, free_bytes(device), compute.batch_size)
    )
    name = compute.model or path.name
    return Loaded(name, device, precision, model, VoiceDetector(silero_path()), workers, Room(batch))


def _open(path: Path, device: str, precision: str, threads: int, workers: int) -> Any:
    from faster_whisper import WhisperModel

    on_cpu = device == "cpu"
    try:
        return WhisperModel(
            str(path),
            device="cpu" if on_cpu else "cuda",
            device_index=0 if on_cpu else device_index(device),
            compute_type=precision,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
    except Exception as error:
        failed = as_job_failed(error)
        if failed is not None:
            raise failed from error
        # Of all else that can go wrong here the model is the cause: a file cut short, of another format,
        # or of another kind of model. The libraries raise bare exceptions of several types.
        sentence = f"The model {path.name} cannot be read: it is damaged or of another kind."
        raise JobFailed("model", f"{type(error).__name__}: {error}", sentence, retriable=False) from error
