"""Proof that the engine works on this machine, in about a second and without a recording."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from speech.samples import RATE_HZ, Samples
from worker.adapter import Check

from .crew import Crew
from .loaded import Models
from .models import ALL_FILES, digest, locate


def probe(models: Callable[[], Models], crew: Crew) -> list[Check]:
    """Files by their hash, then one real computation for each part. Stops at the first part that fails."""
    checks: list[Check] = []
    for id, check in (
        ("model-files", _files),
        ("recogniser", lambda: _recogniser(models())),
        ("voice-detector", lambda: _voice_detector(models())),
        ("aligner", lambda: _aligner(crew)),
    ):
        try:
            checks.append(Check(id, True, check()))
        except Exception as error:
            return [*checks, Check(id, False, f"{type(error).__name__}: {error}")]
    return checks


def _files() -> str:
    for file in ALL_FILES:
        found = digest(locate(file))
        if found != file.sha256:
            raise ValueError(f"{file.inside} is damaged: SHA-256 {found}")
    return f"{len(ALL_FILES)} files are whole"


def _hum() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """One second of a voice-like tone: 120 Hz with its harmonics, four syllables."""
    time = np.arange(RATE_HZ) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * 120 * k * time) / k for k in range(1, 20))
    return np.asarray(0.1 * tone * np.abs(np.sin(2 * np.pi * 2 * time)), np.float32)


def _recogniser(models: Models) -> str:
    words = models.recogniser.recognise(_hum(), lambda: None)
    return f"ran to its end (words for a hum: {len(words)})"


def _voice_detector(models: Models) -> str:
    silence = models.voice.probability(np.zeros(RATE_HZ, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _aligner(crew: Crew) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hum.s16le"
        path.write_bytes((_hum() * 32767).astype("<i2").tobytes())
        times = crew.align(Samples(path, RATE_HZ), 0, RATE_HZ, ["one", "word"], lambda: None)
    if any(time is None for time in times):
        raise ValueError("gave no times")
    return "placed two words"
