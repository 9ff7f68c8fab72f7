"""Proof that the engine works on this machine, in about a second, with a tiny model that it carries."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from speech.samples import RATE_HZ, Samples
from speech.vad import VoiceDetector, silero_path
from speech.whisper_windows import Window
from worker.adapter import Check

from .listen import hear, open_listener
from .loaded import load

MODEL = Path(__file__).parent / "selftest" / "tiny.bin.gz"


def probe() -> list[Check]:
    """Each part does a real computation."""
    return [_check("voice-detector", _voice), _check("cpu", _cpu)]


def _check(id: str, work: Callable[[], str]) -> Check:
    try:
        return Check(id, True, work())
    except Exception as error:
        return Check(id, False, f"{type(error).__name__}: {error}")


def _voice() -> str:
    silence = VoiceDetector(silero_path()).probability(np.zeros(RATE_HZ, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _cpu() -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tiny.bin"
        file.write_bytes(gzip.decompress(MODEL.read_bytes()))
        loaded = load(file, "self-test")
        sound = Path(folder) / "hum.s16le"
        hum = np.sin(np.arange(2 * RATE_HZ) * 2 * np.pi * 220 / RATE_HZ)
        sound.write_bytes((hum * 8000).astype("<i2").tobytes())
        samples = Samples(sound, 2 * RATE_HZ)
        listener = open_listener(loaded.model, "en", False, None, 1, samples)
        words = hear(listener, Window(((0, samples.count),)), lambda: False)
    if not words:
        raise ValueError("said nothing")
    return f"ran to its end (words for a hum: {len(words)})"
