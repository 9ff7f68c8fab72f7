"""Whether a file is a whole model in whisper.cpp's format, told from its structure.

The native loader prints what it dislikes and gives a null pointer, or reads past the end of a file that was
cut short. This walks the headers alone: milliseconds, however large the file is."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from worker.adapter import JobFailed

_MAGIC = 0x67676D6C
_GGUF = b"GGUF"

_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 40),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    30: (1, 2),
}
"""Numbers in a block of each ggml type, and its bytes: float32, float16, q4_0 … q6_K, bfloat16."""

_ENGLISH_ONLY = 51_864
"""Tokens of the models that know one language."""

_BESIDE_LANGUAGES = 51_766
"""Tokens of the others that do not name a language."""

_MOST_TOKENS = 100_000
_MOST_LAYERS = 256
_LONGEST_NAME = 200
_TENSORS = (11, 15, 24)
"""Outside of the layers, and in each one of the encoder and the decoder."""


class _Wrong(Exception):
    """What is wrong, for people."""


@dataclass(frozen=True)
class Shape:
    vocabulary: int
    audio_layers: int
    text_layers: int

    @property
    def multilingual(self) -> bool:
        return self.vocabulary > _ENGLISH_ONLY

    @property
    def languages(self) -> int:
        """99, and one more since large-v3."""
        return self.vocabulary - _BESIDE_LANGUAGES if self.multilingual else 1


def find_file(path: Path, title: str) -> Path:
    """The model's file: the path itself, or the one `.bin` in a folder. Raises `JobFailed("model")`."""
    if path.is_file():
        return path
    found = sorted(path.glob("*.bin")) if path.is_dir() else []
    if len(found) == 1:
        return found[0]
    state = "is gone" if not found else "has more than one model in its folder"
    sentence = f"The model {title} {state}. Download or import it again."
    raise JobFailed("model", f"{len(found)} models at {path}", sentence, retriable=False)


def check_file(file: Path, title: str) -> Shape:
    """Raises `JobFailed("model")` with what is wrong with the file."""
    try:
        with file.open("rb") as stream:
            return _walk(stream, file.stat().st_size)
    except _Wrong as wrong:
        sentence = f"The model {title} cannot be used: {wrong}."
        raise JobFailed("model", f"{file}: {wrong}", sentence, retriable=False) from wrong
    except OSError as error:
        sentence = f"The model {title} cannot be read."
        raise JobFailed("model", f"{file}: {error}", sentence, retriable=False) from error


def _walk(stream: BinaryIO, size: int) -> Shape:
    head = stream.read(4)
    if head == _GGUF:
        raise _Wrong("it is a GGUF file, and whisper.cpp reads Whisper models in the older ggml format")
    if head != struct.pack("<I", _MAGIC):
        raise _Wrong("it is not a ggml file")
    shape = _shape(_numbers(stream, 11))
    bands, bins = _numbers(stream, 2)
    _skip(stream, bands * bins * 4, size)
    (words,) = _numbers(stream, 1)
    if not 0 < words <= shape.vocabulary:
        raise _Wrong("its vocabulary is damaged")
    for _ in range(words):
        (length,) = _numbers(stream, 1)
        _skip(stream, length, size)
    tensors = 0
    while stream.tell() < size:
        _skip_tensor(stream, size)
        tensors += 1
    outside, audio, text = _TENSORS
    if tensors != outside + audio * shape.audio_layers + text * shape.text_layers:
        raise _Wrong("parts of it are missing")
    return shape


def _shape(numbers: tuple[int, ...]) -> Shape:
    vocabulary, _, *audio = numbers[:5]
    _, *text = numbers[5:9]
    if not _ENGLISH_ONLY <= vocabulary <= _MOST_TOKENS:
        raise _Wrong("it is no Whisper model")
    for width, heads, layers in (audio, text):
        if heads <= 0 or width <= 0 or width % heads or not 0 < layers <= _MOST_LAYERS:
            raise _Wrong("it is no Whisper model")
    return Shape(vocabulary, audio[2], text[2])


def _skip_tensor(stream: BinaryIO, size: int) -> None:
    dimensions, name, kind = _numbers(stream, 3)
    if not (1 <= dimensions <= 4 and 0 < name <= _LONGEST_NAME and kind in _BLOCKS):
        raise _Wrong("it is damaged")
    count = 1
    for length in _numbers(stream, dimensions):
        count *= max(0, length)
    block, block_bytes = _BLOCKS[kind]
    _skip(stream, name + count // block * block_bytes, size)


def _numbers(stream: BinaryIO, count: int) -> tuple[int, ...]:
    raw = stream.read(4 * count)
    if len(raw) < 4 * count:
        raise _Wrong("it is cut short")
    return struct.unpack(f"<{count}i", raw)


def _skip(stream: BinaryIO, count: int, size: int) -> None:
    if count < 0:
        raise _Wrong("it is damaged")
    if stream.tell() + count > size:
        raise _Wrong("it is cut short")
    stream.seek(count, 1)
