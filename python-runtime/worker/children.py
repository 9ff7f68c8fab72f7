"""Processes of a worker's own, for work that would hold the interpreter's lock.

A child ends when its standard input does, so none outlives the worker, however that ends."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .adapter import ChildDied

_MAIN = Path(__file__).with_name("main.py")


class ChildProcess:
    """One child; `ask` is for one thread at a time."""

    def __init__(self, registry: ChildRegistry, process: subprocess.Popen[bytes]) -> None:
        self._registry = registry
        self._process = process
        self.pid = process.pid

    def ask(self, request: object) -> object:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except (OSError, ValueError) as error:
            raise ChildDied(str(error)) from error
        if not line.endswith(b"\n"):
            raise ChildDied(f"exit code {self._process.wait()}")
        answer: object = json.loads(line)
        return answer

    def close(self) -> None:
        self._registry.forget(self)
        self._process.kill()
        self._process.wait()


def _spawn(engine_folder: Path, module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(_MAIN), str(engine_folder), "--child", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


class ChildRegistry:
    """All living children of this worker."""

    def __init__(self, engine_folder: Path) -> None:
        self._folder = engine_folder
        self._lock = threading.Lock()
        self._living: dict[int, ChildProcess] = {}
        # Linux ends a child with the thread that started it (`lifeline.py`), so a lasting one starts all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="children")

    def start(self, module: str) -> ChildProcess:
        child = ChildProcess(self, self._starter.submit(_spawn, self._folder, module).result())
        with self._lock:
            self._living[child.pid] = child
        return child

    def forget(self, child: ChildProcess) -> None:
        with self._lock:
            self._living.pop(child.pid, None)

    def pids(self) -> list[int]:
        with self._lock:
            return list(self._living)

    def kill_all(self) -> None:
        """Does not wait: the worker itself ends next."""
        with self._lock:
            living = list(self._living.values())
        for child in living:
            child._process.kill()
