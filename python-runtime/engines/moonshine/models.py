"""Where the model files lie, and whether they are the right ones.

The files come inside the wheels of packages that are installed for them alone: moonshine-voice loads a native
library when imported and faster-whisper needs CTranslate2, so neither is ever imported here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class ModelFile:
    """One file of a wheel: `package` is the folder under site-packages, `inside` the path below it."""

    id: str
    package: str
    inside: str
    sha256: str


ENCODER = ModelFile(
    "encoder",
    "moonshine_voice",
    "assets/tiny-en/encoder_model.ort",
    "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
)
DECODER = ModelFile(
    "decoder",
    "moonshine_voice",
    "assets/tiny-en/decoder_model_merged.ort",
    "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
)
TOKENIZER = ModelFile(
    "tokenizer",
    "moonshine_voice",
    "assets/tiny-en/tokenizer.bin",
    "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
)
VOICE_DETECTOR = ModelFile(
    "voice-detector",
    "faster_whisper",
    "assets/silero_vad_v6.onnx",
    "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
)

ALL_FILES = (ENCODER, DECODER, TOKENIZER, VOICE_DETECTOR)


def locate(file: ModelFile) -> Path:
    """The file's path. Finding a top-level package runs none of its code. Raises FileNotFoundError."""
    spec = find_spec(file.package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / file.inside
        if path.is_file():
            return path
    raise FileNotFoundError(f"{file.package}/{file.inside} is not installed")


def digest(path: Path) -> str:
    """SHA-256 in hex; 45 MB take 0.1 s."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
