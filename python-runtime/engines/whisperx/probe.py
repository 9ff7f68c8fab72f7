"""Proof that the engine works on this machine: each library computes something, on each device.

Takes about 10 s with warm files, nearly all of it for imports; needs no model but the small one beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from speech.card import driver_trouble, driver_version
from speech.ct2 import choose_device, supported_precisions
from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Check, JobFailed

from .devices import card_trouble
from .diarize_model import quiet
from .pipeline import Manner, Pipeline, import_asr

SELFTEST = Path(__file__).resolve().parent / "selftest" / "whisper"
"""A made-up Whisper of one layer; see `tests/make_models.py`."""


def probe() -> list[Check]:
    """What fails does not keep the others from being tried."""
    checks = [
        _check("voice-detector", _voice_detector),
        _check("torch", _torch),
        _check("whisperx", _whisperx),
        _check("aligner", _aligner),
        _check("pyannote", _pyannote),
        _check("ctranslate2-cpu", lambda: _precisions("cpu")),
    ]
    driver = driver_version()
    if driver is None:
        return [*checks, Check("graphics-card", True, "no NVIDIA driver: the CPU computes")]
    checks.append(_check("graphics-card", lambda: _graphics_cards(driver)))
    if checks[-1].ok:
        checks.append(_check("ctranslate2-cuda", lambda: _precisions("cuda:0")))
    return checks


def _check(id: str, prove: Callable[[], str]) -> Check:
    try:
        with quiet():
            return Check(id, True, prove())
    except JobFailed as failed:
        return Check(id, False, f"{failed.detail or failed} ({failed})")
    except Exception as error:
        return Check(id, False, f"{type(error).__name__}: {error}")


def _voice_detector() -> str:
    silence = VoiceDetector(silero_path()).probability(np.zeros(RATE_HZ, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _torch() -> str:
    import torch

    numbers = torch.arange(64.0 * 64).reshape(64, 64)
    if not torch.equal(numbers @ torch.eye(64), numbers):
        raise ValueError("a product of matrices is wrong")
    built = "the CPU" if torch.version.cuda is None else f"CUDA {torch.version.cuda}"
    return f"{torch.__version__}, built for {built}"


def _whisperx() -> str:
    import_asr()
    hum = np.sin(2 * np.pi * 440 * np.arange(RATE_HZ, dtype=np.float32) / RATE_HZ).astype(np.float32)
    pipeline = Pipeline(SELFTEST, "cpu", "float32", 1)
    (heard,) = pipeline.hear([pipeline.features(hum)], Manner("en", "transcribe", None, None)).result()
    if not heard.text:
        raise ValueError("the small model said nothing")
    return f"the small model said {len(heard.text.split())} words"


def _aligner() -> str:
    import torch
    import torchaudio
    import transformers

    chances = torch.full((1, 8, 3), -3.0).log_softmax(-1)
    path, _ = torchaudio.functional.forced_align(chances, torch.tensor([[1, 2]]), blank=0)
    if path.shape != (1, 8):
        raise ValueError(f"an alignment of the shape {tuple(path.shape)}")
    return f"torchaudio {torchaudio.__version__} aligned, transformers {transformers.__version__}"


def _pyannote() -> str:
    import pyannote.audio
    from pyannote.audio.telemetry.metrics import is_metrics_enabled

    if is_metrics_enabled():
        raise ValueError("its telemetry is on")
    return f"{pyannote.audio.__version__}, telemetry off"


def _precisions(device: str) -> str:
    """One pass of the encoder in each precision: int8 is refused by some cards only when it computes."""
    import ctranslate2

    choose_device(device)
    kind, _, index = device.partition(":")
    features = ctranslate2.StorageView.from_array(np.zeros((1, 80, 3000), np.float32))
    worked: list[str] = []
    for precision in sorted(supported_precisions(device)):
        model = ctranslate2.models.Whisper(
            str(SELFTEST), device=kind, device_index=int(index or 0), compute_type=precision
        )
        if model.encode(features, to_cpu=True).shape[:2] != [1, 1500]:
            raise ValueError(f"a wrong shape in {precision}")
        worked.append(precision)
    return ", ".join(worked)


def _graphics_cards(driver: tuple[int, int]) -> str:
    import torch

    built = torch.version.cuda
    trouble = driver_trouble(driver, built, works=torch.cuda.is_available())
    if trouble is not None:
        raise JobFailed("device", f"PyTorch finds no card, driver {driver}", trouble, retriable=False)
    if built is None:
        return "this variant of the engine computes on the CPU"
    names: list[str] = []
    for index in range(torch.cuda.device_count()):
        failed = card_trouble(index)
        if failed is not None:
            raise failed
        names.append(torch.cuda.get_device_name(index))
    return f"{', '.join(names)}; the driver knows CUDA {driver[0]}.{driver[1]}"
