"""Lines of JSON from a descriptor, with a limit."""

from __future__ import annotations

import os
from collections.abc import Iterator

LINE_LIMIT_BYTES = 8 * 1024 * 1024


def read_lines(descriptor: int) -> Iterator[bytes | None]:
    """Yields each line without its end, None for one that is over the limit; ends with the stream.

    A last line without an end is not a line: its writer died within it."""
    held = bytearray()
    too_long = False
    while piece := _read(descriptor):
        held += piece
        *whole, rest = held.split(b"\n")
        for line in whole:
            yield None if too_long or len(line) > LINE_LIMIT_BYTES else bytes(line)
            too_long = False
        too_long = too_long or len(rest) > LINE_LIMIT_BYTES
        held = bytearray() if too_long else bytearray(rest)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""
