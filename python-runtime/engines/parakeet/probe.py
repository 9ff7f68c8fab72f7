"""Proof that the engine works on this machine, in less than a second and without a model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnxruntime as ort

from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Check

from .devices import CUDA, prepare


def probe() -> list[Check]:
    """Each part by one computation of its own; what fails does not keep the others from being tried."""
    checks = [_check("voice-detector", _voice_detector), _check("features", _features)]
    if CUDA in ort.get_available_providers():
        checks.append(_check("graphics-card", _graphics_card))
    return checks


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


def _features() -> str:
    from onnx_asr.preprocessors.numpy_preprocessor import NemoPreprocessorNumpy

    hum = np.sin(2 * np.pi * 440 * np.arange(RATE_HZ, dtype=np.float32) / RATE_HZ).astype(np.float32)
    features, _ = NemoPreprocessorNumpy("nemo128")(hum[None], np.array([RATE_HZ]))
    if features.shape[1] != 128 or not np.isfinite(features).all():
        raise ValueError(f"features of the shape {features.shape}")
    return "one second of sound became 128 bands"


def _graphics_card() -> str:
    """A session with nothing but the provider's own start: its libraries load and the driver answers."""
    prepare("cuda:0")
    session = ort.InferenceSession(str(silero_path()), providers=[CUDA, "CPUExecutionProvider"])
    if CUDA not in session.get_providers():
        raise ValueError("ONNX Runtime cannot use the card")
    state = np.zeros((1, 1, 128), np.float32)
    session.run(None, {"input": np.zeros((1, 576), np.float32), "h": state, "c": state})
    return "a network ran on the graphics card"
