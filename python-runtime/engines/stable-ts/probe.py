"""Proof that the engine works on this machine, without a model."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from speech.card import driver_version
from speech.ct2 import choose_precision, cuda_trouble
from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Check

_importing = threading.Lock()


def probe() -> list[Check]:
    """Each part by one computation of its own; what fails does not keep the others from being tried."""
    checks = [_check("voice-detector", _voice_detector), _check("torch", _torch), _check("library", _library)]
    checks.append(_check("ctranslate2", lambda: f"computes on the CPU in {choose_precision('cpu', None)}"))
    # With a driver and without a card that works it must not look as if all were well.
    return [*checks, _check("cuda", _card)] if _meant_for_card() else checks


def _check(id: str, prove: Callable[[], str]) -> Check:
    try:
        with _importing:
            return Check(id, True, prove())
    except Exception as error:
        return Check(id, False, f"{type(error).__name__}: {error}")


def _voice_detector() -> str:
    silence = VoiceDetector(silero_path()).probability(np.zeros(RATE_HZ, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _torch() -> str:
    import torch

    product = torch.ones(64, 64) @ torch.ones(64, 64)
    if not bool((product == 64).all()):
        raise ValueError("a product of matrices came out wrong")
    return f"torch {torch.__version__} computes"


def _library() -> str:
    """stable-ts on words with known times: the silence in front of a word is taken off it."""
    from stable_whisper import WhisperResult

    words = [{"word": " one", "start": 0.0, "end": 1.0}, {"word": " two", "start": 1.0, "end": 2.0}]
    result = WhisperResult([words])
    result.suppress_silence(np.array([0.0]), np.array([0.6]), verbose=False)
    (first, _) = result.all_words()
    if not 0.5 < first.start < 0.7:
        raise ValueError(f"the word begins at {first.start}")
    return "moved a word out of the silence"


def _meant_for_card() -> bool:
    """PyTorch's build for cards is also the one for processors where its own index cannot be reached."""
    if driver_version() is None:
        return False
    try:
        import torch
    except ImportError:
        return False
    return torch.version.cuda is not None


def _card() -> str:
    trouble = cuda_trouble(0)
    if trouble is not None:
        raise trouble
    return f"computes on the graphics card in {choose_precision('cuda:0', None)}"
