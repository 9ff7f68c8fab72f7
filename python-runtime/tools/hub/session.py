"""One request, spoken in lines of JSON.

The host writes the request (`request.py`), hears `plan`, and writes `{"go": true}` when there is room for it.
Then come `progress` and `wait`, at last `done` or `failed`. The end of standard input ends the process: what
was loaded stays on the disk for the next one."""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from typing import NoReturn, Protocol

from .request import Request, for_asking, read_request

_PROGRESS_EVERY_S = 0.2


class _Send(Protocol):
    def __call__(self, kind: str, **fields: object) -> None: ...


def serve(incoming: int, outgoing: int) -> NoReturn:
    """Never returns; ends the process with 0 after `done`, with 1 after `failed`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's to hear
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(incoming, lines), daemon=True).start()

    def send(kind: str, **fields: object) -> None:
        line = json.dumps({"type": kind, **fields}, separators=(",", ":")) + "\n"
        try:
            view = memoryview(line.encode())
            while view:
                view = view[os.write(outgoing, view) :]
        except OSError:
            os._exit(0)  # the host is gone

    request = read_request(lines.get())
    # Only now: the library takes half a second, and a wrong request is told at once.
    from .trouble import Trouble, trouble_of

    try:
        _work(request, lines, send)
    except Exception as error:
        trouble = error if isinstance(error, Trouble) else trouble_of(error, "the model")
        if trouble.code == "internal":
            sys.stderr.write("".join(traceback.format_exception(error)))
        detail = _without(trouble.detail, request.token)
        send("failed", code=trouble.code, detail=detail)
        _end(1)
    _end(0)


def _work(request: Request, lines: queue.Queue[str], send: _Send) -> None:
    from .fetch import fetch, here_bytes, remove_strangers
    from .plan import make_plan
    from .trouble import Turns

    def on_wait(pause_s: float, why: str) -> None:
        send("wait", seconds=pause_s, detail=why)

    files, origins = make_plan(request, Turns(for_asking(request.patience), on_wait))
    remove_strangers(request.folder, files)
    send(
        "plan",
        files=[
            {"name": file.name, "sizeBytes": file.size, "haveBytes": here_bytes(request.folder, file)}
            for file in files
        ],
        origins=[
            {"from": origin.name, "revision": origin.revision, "licence": origin.licence}
            for origin in origins
        ],
    )
    if json.loads(lines.get()) != {"go": True}:
        raise ValueError("the host said something else than go")
    done: list[dict[str, object]] = []
    turns = Turns(request.patience, on_wait)
    for file in files:
        progress = _Progress(send, file.name, file.size)
        sha256 = fetch(file, request.folder, request.patience, turns, progress.at)
        done.append({"name": file.name, "sizeBytes": file.size, "sha256": sha256})
    send("done", files=done)


class _Progress:
    """Five lines a second at most, and one at the end of each file."""

    def __init__(self, send: _Send, name: str, size: int) -> None:
        self._send = send
        self._name = name
        self._size = size
        self._last_s = 0.0

    def at(self, done: int) -> None:
        now = time.monotonic()
        if done < self._size and now - self._last_s < _PROGRESS_EVERY_S:
            return
        self._last_s = now
        self._send("progress", name=self._name, doneBytes=done)


def _listen(incoming: int, lines: queue.Queue[str]) -> None:
    held = b""
    while True:
        try:
            piece = os.read(incoming, 1 << 16)
        except OSError:
            piece = b""
        if not piece:
            os._exit(0)
        *whole, held = (held + piece).split(b"\n")
        for line in whole:
            lines.put(line.decode())


def _without(text: str, secret: str | None) -> str:
    return text if secret is None or secret == "" else text.replace(secret, "[removed]")


def _end(code: int) -> NoReturn:
    sys.stderr.flush()
    os._exit(code)
