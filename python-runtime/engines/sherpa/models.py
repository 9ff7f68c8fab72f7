"""The two networks of a model, looked at before the library is: it ends the whole process at a wrong one."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speech.models import model_path, require_files
from worker.adapter import Compute, JobFailed

TITLE = "sherpa-onnx"
SEGMENTATION = "segmentation.onnx"
EMBEDDING = "embedding.onnx"

_SEGMENTATION_NOTES = (
    "sample_rate", "window_size", "receptive_field_size", "receptive_field_shift",
    "num_speakers", "powerset_max_classes", "num_classes",
)  # fmt: skip
_EMBEDDING_NOTES = ("framework", "output_dim", "sample_rate", "language")
_FRAMEWORKS = ("wespeaker", "3d-speaker", "nemo")


@dataclass(frozen=True)
class Networks:
    id: str
    segmentation: Path
    embedding: Path


def networks(compute: Compute) -> Networks:
    """Raises `JobFailed("model")` with a sentence on what is wrong."""
    folder = model_path(compute, TITLE)
    name = compute.model or folder.name
    require_files(folder, (SEGMENTATION, EMBEDDING), name)
    found = Networks(name, folder / SEGMENTATION, folder / EMBEDDING)
    _check(found.segmentation, _SEGMENTATION_NOTES, name)
    notes = _check(found.embedding, _EMBEDDING_NOTES, name)
    if notes["framework"] not in _FRAMEWORKS:
        message = f"framework {notes['framework']}"
        sentence = f"The model {name} is of a kind that this engine does not know: {notes['framework']}."
        raise JobFailed("model", message, sentence, retriable=False)
    return found


def _check(path: Path, wanted: tuple[str, ...], model: str) -> dict[str, str]:
    try:
        notes = notes_of(path)
    except (ValueError, IndexError, UnicodeDecodeError) as error:
        message = f"{path}: {type(error).__name__}: {error}"
        sentence = f"The model {model} is damaged: {path.name} is no network. Remove it, then get it again."
        raise JobFailed("model", message, sentence, retriable=False) from error
    missing = [name for name in wanted if name not in notes]
    if missing:
        message = f"{path} has no note {', '.join(missing)}"
        sentence = f"The model {model} was not made for sherpa-onnx: {path.name} lacks its notes."
        raise JobFailed("model", message, sentence, retriable=False)
    return notes


def notes_of(path: Path) -> dict[str, str]:
    """The `metadata_props` of an ONNX file, without reading its weights. Raises ValueError for others.

    ONNX is a message of Protocol Buffers: field 14 of the outermost has pairs of key (1) and value (2)."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        outer = list(_fields(data, 0, len(data)))
        if not any(field == _GRAPH for field, _, _ in outer):
            raise ValueError("no graph in it")
        pairs = [dict(_texts(data, start, end)) for field, start, end in outer if field == _NOTES]
    return {pair.get(1, ""): pair.get(2, "") for pair in pairs}


_GRAPH = 7
_NOTES = 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def _texts(data: mmap.mmap, start: int, end: int) -> Iterator[tuple[int, str]]:
    for field, first, last in _fields(data, start, end):
        yield field, data[first:last].decode("utf-8")


def _fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, begin and end of each field; of those with a length the content."""
    while at < end:
        key, at = _varint(data, at)
        kind, first = key & 7, at
        if kind == _VARINT:
            _, at = _varint(data, at)
        elif kind == _BYTES:
            length, first = _varint(data, at)
            at = first + length
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"no field of kind {kind}")
        if at > end:
            raise ValueError("a field reaches beyond its message")
        yield key >> 3, first, at


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise ValueError("a number without an end")
