"""The model in memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speech.models import model_path
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Compute, JobFailed

from .ggml_file import Shape, check_file, find_file

TITLE = "whisper.cpp"


@dataclass(frozen=True)
class Loaded:
    name: str
    model: Any
    """A `pywhispercpp.model.Model`."""
    shape: Shape
    voice: VoiceDetector


class Keeper:
    """Holds one model; another one takes its place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Path, Loaded] | None = None

    def get(self, compute: Compute) -> Loaded:
        _check_compute(compute)
        with self._lock:
            path = model_path(compute, TITLE)
            if self._held is not None and self._held[0] == path:
                return self._held[1]
            file = find_file(path, compute.model or path.stem)
            self._held = None  # the old one goes first: both may not fit into memory
            loaded = load(file, compute.model or file.stem)
            self._held = (path, loaded)
            return loaded


def load(file: Path, name: str) -> Loaded:
    shape = check_file(file, name)
    from pywhispercpp.model import Model

    # What it prints goes to standard error, which is the worker's log.
    model = Model(
        str(file), params_sampling_strategy=1, print_progress=False, context_params={"use_gpu": False}
    )
    return Loaded(name, model, shape, VoiceDetector(silero_path()))


def _check_compute(compute: Compute) -> None:
    if compute.device not in ("auto", "cpu"):
        message = f"no device {compute.device}"
        raise JobFailed("device", message, "This engine computes on the CPU only.", retriable=False)
    if compute.precision is not None:
        message = f"precision {compute.precision}"
        sentence = "The precision of a ggml model is fixed in its file. Choose another model instead."
        raise JobFailed("compute", message, sentence, retriable=False)
