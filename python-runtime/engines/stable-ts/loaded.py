"""The model in memory: faster-whisper's, with stable-ts's methods on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from speech.ct2 import choose_device, choose_precision, device_index, fit_features
from speech.failures import as_job_failed
from speech.models import CT2_WHISPER_FILES, model_path, require_files
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Compute, JobFailed

TITLE = "stable-ts"


@dataclass(frozen=True)
class Loaded:
    compute: Compute
    """What it was loaded for."""
    name: str
    model: Any
    """A `faster_whisper.WhisperModel` as stable-ts extends it."""
    voice: VoiceDetector
    listener: Listener

    @property
    def multilingual(self) -> bool:
        return bool(self.model.model.is_multilingual)

    @property
    def languages(self) -> frozenset[str]:
        """Whisper's codes."""
        return frozenset(self.model.supported_languages)


class Listener:
    """Is told before each window of 30 s is encoded: stable-ts's own callbacks come too seldom, and `refine`
    has none between its dozens of encodings."""

    def __init__(self) -> None:
        self._heard: Callable[[], None] = _nothing

    def to(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    def off(self) -> None:
        self._heard = _nothing

    def listen(self, encode: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def encode_unless_ended(features: Any) -> Any:
            self._heard()
            return encode(features)

        return encode_unless_ended


def _nothing() -> None:
    pass


class Keeper:
    """Holds one loaded model; loads another only when something else is asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Loaded | None = None

    def get(self, compute: Compute) -> Loaded:
        wanted = replace(compute, batch_size=None)
        with self._lock:
            if self._held is None or self._held.compute != wanted:
                self._held = None  # before the next one takes its memory
                self._held = _load(wanted)
            return self._held


def _load(compute: Compute) -> Loaded:
    """Raises `JobFailed` with the code of what is wrong."""
    path = model_path(compute, TITLE)
    name = compute.model or path.name
    require_files(path, CT2_WHISPER_FILES, name)
    _import_torch(compute.threads)
    device = choose_device(compute.device)
    precision = choose_precision(device, compute.precision)
    model = _open(path, name, device, precision, compute.threads)
    listener = Listener()
    model.encode = listener.listen(model.encode)
    return Loaded(compute, name, model, VoiceDetector(silero_path()), listener)


def _import_torch(threads: int) -> None:
    """Before the device is chosen: torch's packages bring cuBLAS, and importing it makes that found."""
    import torch

    torch.set_num_threads(max(1, threads))


def _open(path: Path, name: str, device: str, precision: str, threads: int) -> Any:
    # 3 s: torch and torchaudio come with it.
    from stable_whisper import load_faster_whisper

    on_cpu = device == "cpu"
    try:
        model = load_faster_whisper(
            str(path),
            device="cpu" if on_cpu else "cuda",
            device_index=0 if on_cpu else device_index(device),
            compute_type=precision,
            cpu_threads=max(1, threads),
            local_files_only=True,
        )
        fit_features(model)
        return model
    except Exception as error:
        failed = as_job_failed(error)
        if failed is not None:
            raise failed from error
        sentence = f"The model {name} is damaged or of another kind. Remove it, then get it again."
        raise JobFailed("model", f"{type(error).__name__}: {error}", sentence, retriable=False) from error
