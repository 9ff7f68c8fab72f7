"""The loaded model: opened on the best device, proven there, kept for the next job."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnxruntime as ort

from speech.failures import as_job_failed
from speech.models import model_path
from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Compute, JobFailed

from .devices import CUDA, choices, options, prepare
from .files import find_files
from .languages import ENGLISH, LANGUAGES, writes_english_only
from .model import Network

TITLE = "Parakeet"


@dataclass(frozen=True)
class Loaded:
    compute: Compute
    """What it was loaded for."""
    name: str
    device: str
    network: Network
    voice: VoiceDetector
    languages: frozenset[str]


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
    """0.1 s and the reading of the weights. Raises `JobFailed`."""
    folder = model_path(compute, TITLE)
    name = compute.model or folder.name
    files = find_files(folder, compute.precision, name)
    voice = _voice_detector()
    tried = choices(compute.device, ort.get_available_providers())
    for device in tried:
        try:
            network = _open(files, device, compute.threads)
        except Exception as error:
            failed = as_job_failed(error)
            if device != tried[-1] and (failed is None or failed.code != "memory"):
                continue  # `auto`: the card does not work, the CPU will
            raise failed or _damaged(name, error) from error
        known = network.vocabulary
        languages = frozenset({ENGLISH}) if writes_english_only(known) else LANGUAGES
        return Loaded(compute, name, device, network, voice, languages)
    raise AssertionError("the CPU is always tried")


def _open(files: dict[str, Path], device: str, threads: int) -> Network:
    """Opens and computes a moment of silence: a card may be there and still lack its libraries."""
    prepare(device)
    network = Network(files, options(device, threads))
    if device != "cpu" and CUDA not in network.providers:
        raise JobFailed("device", f"{device}: only {network.providers}", _NO_CARD, retriable=False)
    network.decode(network.encode(np.zeros(RATE_HZ, np.float32)), lambda: None)
    return network


_NO_CARD = "The graphics card cannot be used: its driver is missing, too old, or in trouble."


def _voice_detector() -> VoiceDetector:
    try:
        return VoiceDetector(silero_path())
    except Exception as error:
        sentence = "A part of the engine is missing or damaged. Install it again."
        raise JobFailed("model", f"Silero: {error}", sentence, retriable=False) from error


def _damaged(name: str, error: Exception) -> JobFailed:
    sentence = f"The model {name} is damaged or of another kind. Remove it, then get it again."
    return JobFailed("model", f"{type(error).__name__}: {error}", sentence, retriable=False)
