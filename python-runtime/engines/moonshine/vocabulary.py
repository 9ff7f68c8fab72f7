"""The recogniser's vocabulary: tokens as bytes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read_tokens(path: Path) -> list[bytes]:
    """Byte strings with their length in front (one byte, or two from 128 on); the id is the position.

    A space in front marks the beginning of a word."""
    data, at, tokens = path.read_bytes(), 0, list[bytes]()
    while at < len(data):
        length = data[at]
        at += 1
        if length >= 128:
            length += data[at] * 128 - 128
            at += 1
        tokens.append(data[at : at + length].replace("▁".encode(), b" "))
        at += length
    return tokens


def foreign_tokens(tokens: list[bytes]) -> NDArray[np.intp]:
    """Ids of tokens with letters of other scripts. The model knows English alone; on other speech it else
    falls into endless rows of one Chinese character."""
    return np.array([i for i, token in enumerate(tokens) if _is_foreign(token)], np.intp)


def _is_foreign(token: bytes) -> bool:
    text = token.decode("utf-8", "ignore")
    return any(c.isalpha() and not unicodedata.name(c, "LATIN").startswith("LATIN") for c in text)
