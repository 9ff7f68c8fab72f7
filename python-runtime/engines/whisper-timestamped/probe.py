"""Proof that the engine works on this machine, without a model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from speech.card import driver_version
from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Check

from .devices import choose_device


def probe() -> list[Check]:
    """Each part by one computation of its own; what fails does not keep the others from being tried."""
    checks = [
        _check("voice-detector", _voice_detector),
        _check("torch", lambda: _product("cpu")),
        _check("features", _features),
        _check("alignment", _alignment),
    ]
    # With a driver and without a card that works it must not look as if all were well.
    return (
        [*checks, _check("cuda", lambda: _product(choose_device("cuda:0")))] if _meant_for_card() else checks
    )


def _check(id: str, prove: Callable[[], str]) -> Check:
    try:
        return Check(id, True, prove())
    except Exception as error:
        return Check(id, False, f"{type(error).__name__}: {error}")


def _voice_detector() -> str:
    silence = VoiceDetector(silero_path()).probability(np.zeros(RATE_HZ, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _meant_for_card() -> bool:
    """PyTorch's build for cards is also the one for processors where its own index cannot be reached."""
    if driver_version() is None:
        return False
    try:
        import torch
    except ImportError:
        return False
    return torch.version.cuda is not None


def _product(device: str) -> str:
    import torch

    product = torch.ones(64, 64, device=device) @ torch.ones(64, 64, device=device)
    if not bool((product == 64).all()):
        raise ValueError("a product of matrices came out wrong")
    return f"torch {torch.__version__} computes on {device}"


def _features() -> str:
    from whisper.audio import log_mel_spectrogram

    features = log_mel_spectrogram(np.zeros(RATE_HZ, np.float32))
    return f"one second of sound became {tuple(features.shape)} numbers"


def _alignment() -> str:
    """The path through a made-up attention goes along its diagonal."""
    import dtw

    attention = np.eye(8) @ np.kron(np.eye(8), np.ones((1, 4)))
    path = dtw.dtw(-attention, step_pattern=dtw.stepPattern.symmetric1)
    if list(path.index1)[-1] != 7 or list(path.index2)[-1] != 31:
        raise ValueError("the path does not reach the end")
    return f"found a path of {len(path.index1)} steps"
