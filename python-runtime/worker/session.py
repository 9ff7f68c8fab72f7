"""A worker's life: reads the host's messages, runs one job at a time, answers.

Three threads: the reader hears the host at any time, the heartbeat tells that the process lives, and the main
thread runs the jobs, because native libraries are at home there."""

from __future__ import annotations

import json
import os
import platform
import queue
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .adapter import Adapter, Cancelled, Check, FailureCode, JobFailed, Outcome
from .children import ChildRegistry
from .engine_package import import_part
from .heartbeat import Pulse, start_heartbeat
from .lifeline import die_with_parent, watch
from .lines import read_lines
from .memory import give_back_freed
from .outbox import Outbox
from .requests import (
    BadRequest,
    Fields,
    read_align,
    read_cancelled_job,
    read_diarize,
    read_load,
    read_transcribe,
)
from .running_job import RunningJob
from .versions import check_versions, installed_versions

PROTOCOL = 1

_JOBS = ("load", "transcribe", "align", "diarize")


def serve(descriptor_in: int, descriptor_out: int, engine_folder: str) -> None:
    """Never returns: ends with the input, with `shutdown`, or when the host's pipe breaks."""
    die_with_parent()
    give_back_freed()
    watch()
    folder = Path(engine_folder).resolve()
    manifest = json.loads((folder / "engine.json").read_text("utf-8"))
    session = _Session(folder, descriptor_out)
    session.outbox.send(
        "hello",
        {
            "protocol": PROTOCOL,
            "pid": os.getpid(),
            "engine": {"id": manifest["id"], "version": manifest["version"]},
            "python": platform.python_version(),
            "versions": installed_versions(folder),
        },
    )
    start_heartbeat(session.outbox, session.pulse, session.children.pids)
    threading.Thread(target=session.read, args=(descriptor_in,), name="reader", daemon=True).start()
    session.run_jobs()


class _Session:
    def __init__(self, folder: Path, descriptor_out: int) -> None:
        self.folder = folder
        self.children = ChildRegistry(folder)
        self.outbox = Outbox(descriptor_out, self.end)
        self.pulse = Pulse()
        self._waiting: queue.SimpleQueue[RunningJob] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current: RunningJob | None = None
        self._opening = threading.Lock()
        self._adapter: Adapter | None = None

    def end(self) -> None:
        """At once, with all children; destructors of native libraries could hang."""
        self.children.kill_all()
        os._exit(0)

    def read(self, descriptor: int) -> None:
        for line in read_lines(descriptor):
            identity: str | None = None
            try:
                fields = _parse(line)
                identity = str(fields["id"])
                self._hear(str(fields["type"]), identity, fields)
            except BadRequest as problem:
                self._refuse(identity, str(problem))
        self.end()

    def _hear(self, kind: str, identity: str, fields: Fields) -> None:
        if kind == "shutdown":
            self.end()
        elif kind == "cancel":
            wanted = read_cancelled_job(fields)
            with self._lock:
                if self._current is not None and self._current.id == wanted:
                    self._current.cancel()
        elif kind == "probe":
            threading.Thread(target=self._probe, args=(identity,), name="probe", daemon=True).start()
        elif kind in _JOBS:
            self._accept(RunningJob(kind, identity, fields, self.outbox, self.pulse))
        else:
            raise BadRequest(f"a message of an unknown type: {kind[:40]}")

    def _accept(self, job: RunningJob) -> None:
        with self._lock:
            if self._current is not None:
                raise BadRequest(f"job {self._current.id[:40]} is still running")
            self._current = job
        self._waiting.put(job)

    def run_jobs(self) -> None:
        while True:
            job = self._waiting.get()
            answer = self._answer(job)
            with self._lock:
                self._current = None
            self.pulse.stage = None
            answer()

    def _answer(self, job: RunningJob) -> Callable[[], None]:
        """Runs the job; what it says last is said when the worker is free for the next."""
        try:
            kind, fields = self._run(job)
            return lambda: self.outbox.send(kind, fields)
        except BaseException as error:
            failure = describe_failure(error)
            return lambda: self._fail(job.id, failure)

    def _run(self, job: RunningJob) -> tuple[str, Fields]:
        self.pulse.stage = "load"
        if job.kind == "load":
            slot, compute = read_load(job.fields)
            began = time.monotonic()
            ready = self._engine().load(slot, compute)
            return "ready", {"id": job.id, "model": ready, "loadMs": round((time.monotonic() - began) * 1000)}
        if job.kind == "transcribe":
            transcribe = read_transcribe(job.fields)
            outcome = self._engine().transcribe(transcribe, job)
        elif job.kind == "align":
            align = read_align(job.fields)
            outcome = self._engine().align(align, job)
        else:
            speakers = self._engine().diarize(read_diarize(job.fields), job)
            job.check_cancelled()
            job.speakers(speakers)
            outcome = Outcome(None, speakers.model)
        job.check_cancelled()
        return "result", _result(job, outcome)

    def _engine(self) -> Adapter:
        with self._opening:
            if self._adapter is None:
                part: Any = import_part(self.folder, "adapter")
                opened: Adapter = part.open_engine(self.children.start)
                self._adapter = opened
            return self._adapter

    def _probe(self, identity: str) -> None:
        checks = [check_versions(self.folder)]
        try:
            checks += self._engine().probe()
        except Exception as error:
            traceback.print_exc()
            checks.append(Check("engine", False, f"{type(error).__name__}: {error}"))
        self.outbox.send(
            "probe",
            {
                "id": identity,
                "checks": [{"id": c.id, "ok": c.ok, "detail": c.detail} for c in checks],
                "versions": installed_versions(self.folder),
            },
        )

    def _refuse(self, identity: str | None, problem: str) -> None:
        self._fail(identity, ("protocol", problem, None, False))

    def _fail(self, identity: str | None, failure: tuple[FailureCode, str, str | None, bool]) -> None:
        code, message, detail, retriable = failure
        fields: Fields = {
            "id": identity,
            "code": code,
            "message": message,
            "detail": detail,
            "retriable": retriable,
        }
        self.outbox.send("error", fields)


def describe_failure(error: BaseException) -> tuple[FailureCode, str, str | None, bool]:
    """Code, message for logs, detail for people, and whether trying again may help."""
    if isinstance(error, Cancelled):
        return "cancelled", "cancelled by the host", None, False
    if isinstance(error, JobFailed):
        return error.code, str(error), error.detail, error.retriable
    if isinstance(error, BadRequest):
        return "protocol", str(error), None, False
    story = "".join(traceback.format_exception(error))[-4000:]
    if isinstance(error, MemoryError) or "bad_alloc" in story or "Failed to allocate memory" in story:
        return "memory", story, None, True
    return "internal", story, None, True


def _parse(line: bytes | None) -> Fields:
    if line is None:
        raise BadRequest("a line over the limit of 8 MB")
    try:
        value = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise BadRequest(f"a line that is not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise BadRequest("a message without a type")
    if not isinstance(value.get("id"), str):
        raise BadRequest("a message without an id")
    return value


def _result(job: RunningJob, outcome: Outcome) -> Fields:
    return {
        "id": job.id,
        "segments": job.segments_sent,
        "words": job.words_sent,
        "language": outcome.language,
        "model": outcome.model,
    }
