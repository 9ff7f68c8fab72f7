"""The sign of life: every 2 s, from a thread of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable

from .memory import resident_bytes
from .outbox import Outbox

PERIOD_S = 2.0


class Pulse:
    """What the job thread moves and the heartbeat tells: a counter that grows, and the stage."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counter = 0
        self.stage: str | None = None

    def move(self) -> None:
        with self._lock:
            self._counter += 1

    @property
    def counter(self) -> int:
        return self._counter


def start_heartbeat(outbox: Outbox, pulse: Pulse, children: Callable[[], Iterable[int]]) -> None:
    """Starts the thread; the first beat comes at once."""

    def beat() -> None:
        while True:
            rss = resident_bytes(os.getpid(), children())
            outbox.send("hb", {"rssBytes": rss, "counter": pulse.counter, "stage": pulse.stage})
            rest.wait(PERIOD_S)

    rest = threading.Event()
    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
