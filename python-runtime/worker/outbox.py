"""The worker's side of the protocol's output: whole lines, numbered, from any thread."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable


class Outbox:
    """Writes messages as lines of JSON to the private descriptor."""

    def __init__(self, descriptor: int, host_gone: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._host_gone = host_gone
        self._lock = threading.Lock()
        self._next = 0

    def send(self, kind: str, fields: dict[str, object]) -> None:
        """Returns when the line is in the pipe. A broken pipe ends the process."""
        with self._lock:
            message = {"type": kind, "seq": self._next, **fields}
            self._next += 1
            line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
            write_all(self._descriptor, line.encode("utf-8", "replace"), self._host_gone)


def write_all(descriptor: int, data: bytes, reader_gone: Callable[[], None]) -> None:
    """A pipe may take less than it is given."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError:
        reader_gone()
