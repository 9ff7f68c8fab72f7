"""Proof that the engine works on this machine, in about a second and without a recording."""

from __future__ import annotations

import hashlib

import numpy as np

from speech.vad import VoiceDetector
from worker.adapter import Check

from .files import ALL_FILES, VOICE_DETECTOR, locate
from .mels import MELS
from .nets import FRAMES, LOCAL_SPEAKERS, PIECE, VOICE_SIZE, WINDOW, Nets, load_nets


def probe() -> list[Check]:
    """Files by their hash, then one real computation by each net. Stops at the first part that fails."""
    checks: list[Check] = []
    nets: list[Nets] = []
    for id, check in (
        ("model-files", _files),
        ("voice-detector", _voice_detector),
        ("segmentation", lambda: _segmentation(nets)),
        ("voices", lambda: _voices(nets[0])),
    ):
        try:
            checks.append(Check(id, True, check()))
        except Exception as error:
            return [*checks, Check(id, False, f"{type(error).__name__}: {error}")]
    return checks


def _files() -> str:
    for file in ALL_FILES:
        found = hashlib.sha256(locate(file).read_bytes()).hexdigest()
        if found != file.sha256:
            raise ValueError(f"{file.inside} is damaged: SHA-256 {found}")
    return f"{len(ALL_FILES)} files are whole"


def _voice_detector() -> str:
    silence = VoiceDetector(locate(VOICE_DETECTOR)).probability(np.zeros(16_000, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _segmentation(nets: list[Nets]) -> str:
    nets.append(load_nets(1))
    silence = nets[0].activities(np.zeros((1, WINDOW), np.float32))
    if silence.shape != (1, FRAMES, LOCAL_SPEAKERS) or not 0 <= silence.max() < 0.5:
        raise ValueError(f"hears somebody in silence: {silence.shape}, {silence.max():.2f}")
    return f"silence is somebody with probability {silence.max():.3f}"


def _voices(nets: Nets) -> str:
    pieces = np.full((2, PIECE, MELS), 0.05, np.float32)
    pieces[1, :, : MELS // 2] = 0
    low, high = nets.voices(pieces)
    alike = float(low @ high)
    if low.shape != (VOICE_SIZE,) or abs(float(low @ low) - 1) > 1e-3 or not 0 <= alike < 0.99:
        raise ValueError(f"two different sounds are alike by {alike:.3f}")
    return f"two different sounds are alike by {alike:.3f}"
