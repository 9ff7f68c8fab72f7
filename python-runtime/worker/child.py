"""The inside of a child process: answers one request a line until its input ends."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from .engine_package import import_part
from .lifeline import die_with_parent
from .lines import read_lines
from .outbox import write_all


def serve_child(descriptor_in: int, descriptor_out: int, engine_folder: str, module: str) -> None:
    """Never returns. A request that raises ends the process: its state is unknown then."""
    die_with_parent()
    try:
        part: Any = import_part(Path(engine_folder), module)
        for line in read_lines(descriptor_in):
            if line is None:
                raise ValueError("a request over the limit")
            answer = json.dumps(part.answer(json.loads(line)))
            write_all(descriptor_out, answer.encode() + b"\n", lambda: os._exit(0))
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)
