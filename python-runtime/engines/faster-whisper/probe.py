"""Proof that the engine works on this machine, in about a second, with a tiny model that it carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from speech.ct2 import cuda_trouble, fit_features, supported_precisions
from speech.models import CT2_WHISPER_FILES, require_files
from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Check, JobFailed

MODEL = Path(__file__).parent / "selftest"


def probe() -> list[Check]:
    """Each part does a real computation; a graphics card in every precision that it says it supports."""
    checks = [_check("model-files", _files), _check("voice-detector", _voice), _check("cpu", _cpu)]
    trouble = cuda_trouble(0)
    if trouble is None:
        return [*checks, _check("cuda", lambda: _compute("cuda:0"))]
    if _has_cublas():
        # The variant for graphics cards is installed: without one it must not look as if all were well.
        return [*checks, Check("cuda", False, str(trouble.detail))]
    return checks


def _check(id: str, work: Callable[[], str]) -> Check:
    try:
        return Check(id, True, work())
    except JobFailed as error:
        return Check(id, False, error.detail or str(error))
    except Exception as error:
        return Check(id, False, f"{type(error).__name__}: {error}")


def _files() -> str:
    require_files(MODEL, CT2_WHISPER_FILES, "self-test")
    return "the files of the self-test are there"


def _voice() -> str:
    silence = VoiceDetector(silero_path()).probability(np.zeros(RATE_HZ, np.float32))
    if not 0 <= silence < 0.5:
        raise ValueError(f"hears speech in silence: {silence:.2f}")
    return f"silence is speech with probability {silence:.3f}"


def _cpu() -> str:
    return _compute("cpu")


def _compute(device: str) -> str:
    from faster_whisper import WhisperModel

    works: list[str] = []
    for precision in sorted(supported_precisions(device)):
        model = WhisperModel(
            str(MODEL),
            device=device.split(":")[0],
            compute_type=precision,
            cpu_threads=1,
            local_files_only=True,
        )
        fit_features(model)
        features = np.zeros((1, model.model.n_mels, model.feature_extractor.nb_max_frames), np.float32)
        encoded = model.encode(features)
        (result,) = model.model.generate(encoded, [["<|startoftranscript|>"]], beam_size=1, max_length=8)
        if not result.sequences_ids[0]:
            raise ValueError(f"said nothing in {precision}")
        works.append(precision)
    return "computed in " + ", ".join(works)


def _has_cublas() -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version("nvidia-cublas-cu12")
    except PackageNotFoundError:
        return False
    return True
