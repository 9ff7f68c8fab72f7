"""Starts a real worker and talks to it as the host does."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOONSHINE = ROOT / "engines" / "moonshine"

Message = dict[str, Any]


class WorkerGone(Exception):
    """The worker ended, or said nothing for the time allowed."""


class Client:
    """A running worker: its process and all that it said so far."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.said: list[Message] = []
        self._arrived: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, **message: object) -> None:
        self.send_raw(json.dumps(message).encode() + b"\n")

    def send_raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def expect(self, wanted: Callable[[Message], bool], within_s: float = 60.0) -> Message:
        """The next message that is wanted; others before it are kept in `said`."""
        deadline = time.monotonic() + within_s
        while True:
            try:
                message = self._arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise WorkerGone(f"nothing wanted within {within_s} s; last: {self.said[-3:]}") from None
            if message is None:
                raise WorkerGone(f"the worker ended with {self.process.wait()}; last: {self.said[-3:]}")
            if wanted(message):
                return message

    def finish(self, job: str, within_s: float = 600.0) -> Message:
        """The `result`, `ready` or `error` of the job."""
        return self.expect(
            lambda m: m.get("id") == job and m["type"] in ("result", "ready", "error"), within_s
        )

    def arrived(self, within_s: float) -> list[Message]:
        """What has come since; waits for the first of it."""
        messages: list[Message] = []
        while True:
            try:
                wait_s = 0.0 if messages else within_s
                message = self._arrived.get(block=wait_s > 0, timeout=wait_s or None)
            except queue.Empty:
                return messages
            if message is None:
                raise WorkerGone(f"the worker ended with {self.process.wait()}; last: {self.said[-3:]}")
            messages.append(message)

    def kill(self) -> None:
        """Ends the worker as the system would, and waits until all that it said is read."""
        self.process.kill()
        self._reader.join()

    def of_job(self, job: str, kind: str) -> list[Message]:
        return [m for m in self.said if m.get("id") == job and m["type"] == kind]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = json.loads(line)
            message["at"] = time.monotonic()
            self.said.append(message)
            self._arrived.put(message)
        self._arrived.put(None)


@contextmanager
def running_worker(engine_folder: Path = MOONSHINE, stderr: int | None = None) -> Iterator[Client]:
    """A worker after its `hello`; killed at the end if it is still there."""
    with subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(ROOT / "worker" / "main.py"), str(engine_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
    ) as process:
        client = Client(process)
        try:
            client.expect(lambda m: m["type"] == "hello")
            yield client
        finally:
            client.kill()


def transcribe_request(job: str, samples: Path, threads: int = 2) -> Message:
    """A `transcribe` of the whole file of raw samples."""
    return {
        "type": "transcribe",
        "id": job,
        "audio": wire_audio(samples),
        "range": None,
        "language": None,
        "task": "transcribe",
        "prompt": None,
        "hotwords": None,
        "compute": compute(threads=threads),
    }


def compute(**chosen: Any) -> Message:
    """How a job is computed: the engine's own model on two threads of the CPU, but for what is chosen."""
    plain = {"model": None, "modelPath": None, "device": "auto", "precision": None, "batchSize": None}
    return {**plain, "threads": 2, **chosen}


def wire_audio(samples: Path) -> Message:
    return {"path": str(samples), "rateHz": 16_000, "samples": samples.stat().st_size // 2, "startMs": 0}
