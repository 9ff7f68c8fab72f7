"""Where the weights lie, and whether they are the right ones.

They come inside the wheels of packages that are installed for them alone, without what these ask for:
Resemblyzer and WhisperX want PyTorch, faster-whisper wants CTranslate2. None of them is ever imported.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class WeightFile:
    """One file of a wheel: `package` is the folder under site-packages, `inside` the path below it."""

    id: str
    package: str
    inside: str
    sha256: str


SEGMENTATION = WeightFile(
    "segmentation",
    "whisperx",
    "assets/pytorch_model.bin",
    "0b5b3216d60a2d32fc086b47ea8c67589aaeb26b7e07fcbe620d6d0b83e209ea",
)
"""pyannote's net of July 2022: up to three speakers in 5 s, who may talk at once."""

EMBEDDING = WeightFile(
    "embedding",
    "resemblyzer",
    "pretrained.pt",
    "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
)
"""Resemblyzer's GE2E voice encoder."""

VOICE_DETECTOR = WeightFile(
    "voice-detector",
    "faster_whisper",
    "assets/silero_vad_v6.onnx",
    "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
)
"""Silero VAD 6: tells speech from music and noise, which the segmentation net was not trained for."""

ALL_FILES = (SEGMENTATION, EMBEDDING, VOICE_DETECTOR)


def locate(file: WeightFile) -> Path:
    """The file's path. Finding a top-level package runs none of its code. Raises FileNotFoundError."""
    spec = find_spec(file.package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / file.inside
        if path.is_file():
            return path
    raise FileNotFoundError(f"{file.package}/{file.inside} is not installed")


def read_whole(file: WeightFile) -> bytes:
    """Its bytes, after its hash was seen to be right. Raises FileNotFoundError, ValueError."""
    data = locate(file).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != file.sha256:
        raise ValueError(f"{file.inside} is damaged: SHA-256 {found}")
    return data
