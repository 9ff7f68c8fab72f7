"""Which files of a model's folder are loaded."""

from __future__ import annotations

import json
from pathlib import Path

from speech.models import require_files
from worker.adapter import JobFailed

KIND = "nemo-conformer-tdt"

_PARTS = {"encoder": "encoder-model", "decoder_joint": "decoder_joint-model"}

_PRECISIONS: dict[str, tuple[str, ...]] = {
    "float32": ("",),
    "float16": (".fp16",),
    "int8": (".int8",),
    "int8_float32": (".int8",),
    "int8_float16": (".int8",),
}

_ANY = ("", ".int8", ".fp16")
"""Whole weights first: int8 is no faster on a processor (31 against 35 times real time, onnx-asr's figures),
it only takes less memory: who has little gets a folder with int8 alone."""


def find_files(folder: Path, precision: str | None, title: str) -> dict[str, Path]:
    """The network's files by onnx-asr's names for them.

    Raises `JobFailed("model")` for what is missing or of another kind, `JobFailed("compute")` for a precision
    that the folder does not hold."""
    require_files(folder, ("config.json", "vocab.txt"), title)
    _require_kind(folder / "config.json", title)
    suffix = _suffix(folder, precision, title)
    require_files(folder, [f"{part}{suffix}.onnx" for part in _PARTS.values()], title)
    networks = {id: folder / f"{part}{suffix}.onnx" for id, part in _PARTS.items()}
    return {**networks, "vocab": folder / "vocab.txt", "config": folder / "config.json"}


def _suffix(folder: Path, precision: str | None, title: str) -> str:
    if precision is not None and precision not in _PRECISIONS:
        sentence = f"{title} cannot be computed in {precision}. Choose float32, float16 or int8."
        raise JobFailed("compute", f"no precision {precision}", sentence, retriable=False)
    wanted = _ANY if precision is None else _PRECISIONS[precision]
    held = [suffix for suffix in wanted if (folder / f"{_PARTS['encoder']}{suffix}.onnx").is_file()]
    if held:
        return held[0]
    if precision is None or not any((folder / f"{_PARTS['encoder']}{each}.onnx").is_file() for each in _ANY):
        return ""
    sentence = f"The folder of {title} holds no files in {precision}. Choose another precision."
    raise JobFailed("compute", f"no {precision} files in {folder}", sentence, retriable=False)


def _require_kind(config: Path, title: str) -> None:
    try:
        kind = json.loads(config.read_text("utf-8")).get("model_type")
    except (ValueError, AttributeError) as error:
        sentence = f"The model {title} is damaged: config.json cannot be read. Remove it, then get it again."
        raise JobFailed("model", f"{config}: {error}", sentence, retriable=False) from error
    if kind != KIND:
        sentence = f"The model {title} is no Parakeet TDT, but of the kind {str(kind)[:40]}."
        raise JobFailed("model", f"{config}: model_type {kind}", sentence, retriable=False)
