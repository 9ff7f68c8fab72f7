"""The model in memory, out of a file of OpenAI's own format."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from speech.failures import as_job_failed
from speech.models import model_path
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Compute, JobFailed

from .devices import choose_device, halves

TITLE = "whisper-timestamped"


@dataclass(frozen=True)
class Loaded:
    compute: Compute
    """What it was loaded for."""
    name: str
    model: Any
    """A `whisper.model.Whisper`."""
    fp16: bool
    voice: VoiceDetector
    listener: Listener

    @property
    def multilingual(self) -> bool:
        return bool(self.model.is_multilingual)


class Listener:
    """Is told before each window of 30 s is encoded and each token is decoded: Whisper has no callbacks."""

    def __init__(self) -> None:
        self._heard: Callable[[], None] = _nothing

    def to(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    def off(self) -> None:
        self._heard = _nothing

    def listen(self, _layer: Any, _inputs: Any) -> None:
        """A hook of torch's: what it raises passes through Whisper, which holds no state of its own."""
        self._heard()


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


def find_file(path: Path, name: str) -> Path:
    """The model's file, or the one in its folder. Raises `JobFailed("model")` when there is none."""
    found = path if path.is_file() else next(iter(sorted(path.glob("*.pt"))), None)
    if found is None or found.stat().st_size == 0:
        sentence = f"The model {name} is missing: there is no .pt file. Download or import it again."
        raise JobFailed("model", f"no .pt file at {path}", sentence, retriable=False)
    return found


def _load(compute: Compute) -> Loaded:
    """Raises `JobFailed` with the code of what is wrong."""
    path = model_path(compute, TITLE)
    name = compute.model or path.stem
    file = find_file(path, name)
    import torch

    torch.set_num_threads(max(1, compute.threads))
    device = choose_device(compute.device)
    fp16 = halves(compute.precision, device)
    model = _open(file, name, device)
    listener = Listener()
    model.encoder.register_forward_pre_hook(listener.listen)
    model.decoder.register_forward_pre_hook(listener.listen)
    return Loaded(compute, name, model, fp16, VoiceDetector(silero_path()), listener)


def _open(file: Path, name: str, device: str) -> Any:
    """A checkpoint is data, never code: pickles with anything else in them are refused."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    try:
        checkpoint = torch.load(file, map_location=device, weights_only=True)
        model = Whisper(ModelDimensions(**checkpoint["dims"]))
        model.load_state_dict(checkpoint["model_state_dict"])
        del checkpoint
        set_alignment_heads(model, (name, file.stem))
        return model.to(device).eval()
    except Exception as error:
        failed = as_job_failed(error)
        if failed is not None:
            raise failed from error
        sentence = f"The model {name} is damaged or of another kind. Remove it, then get it again."
        raise JobFailed("model", f"{type(error).__name__}: {error}", sentence, retriable=False) from error


def set_alignment_heads(model: Any, names: tuple[str, ...]) -> None:
    """The attention heads that follow the sound, where OpenAI has told which: half of the time's precision.

    Whisper knows them by the models' names alone; others keep all heads of their upper half."""
    from base64 import b85decode
    from gzip import decompress

    from whisper import _ALIGNMENT_HEADS

    for name in names:
        heads = _ALIGNMENT_HEADS.get(name.lower())
        fits = model.dims.n_text_layer * model.dims.n_text_head
        if heads is not None and len(decompress(b85decode(heads))) == fits:
            model.set_alignment_heads(heads)
            return
