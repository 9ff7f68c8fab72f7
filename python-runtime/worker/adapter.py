"""What an engine is to the worker: the interface that each engine's `adapter.py` fills.

The module `adapter` in the engine's folder has one function,

    def open_engine(children: Children) -> Adapter

called once, on the job thread, before the first job. It may take seconds; loading models belongs into
`load`. An engine's folder is imported as the package `engine`, so its parts import each other relatively.

`load`, `transcribe` and `align` run one at a time, on the process's main thread. `probe` may run beside them.
They report through the context, raise `JobFailed` for what is expected to go wrong, and let `Cancelled` pass.
All times are integer milliseconds of media time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Stage = Literal["load", "detect", "recognise", "align"]
Timing = Literal["aligned", "refined", "attention", "token", "interpolated"]
FailureCode = Literal["cancelled", "protocol", "audio", "language", "model", "memory", "internal"]


@dataclass(frozen=True)
class Audio:
    """Raw 16 kHz mono 16-bit little-endian samples; `start_ms` is the media time of the first one."""

    path: Path
    samples: int
    start_ms: int


@dataclass(frozen=True)
class TranscribeJob:
    audio: Audio
    range_ms: tuple[int, int] | None
    language: str | None
    task: Literal["transcribe", "translate"]
    model: str | None
    prompt: str | None
    hotwords: str | None
    threads: int


@dataclass(frozen=True)
class AlignSegment:
    start_ms: int
    end_ms: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class AlignJob:
    audio: Audio
    language: str
    model: str | None
    threads: int
    segments: tuple[AlignSegment, ...]


@dataclass(frozen=True)
class Word:
    """Times and timing are all set or all None."""

    text: str
    start_ms: int | None
    end_ms: int | None
    confidence: float | None
    timing: Timing | None
    glue: bool


@dataclass(frozen=True)
class Outcome:
    language: str | None
    model: str


@dataclass(frozen=True)
class Check:
    id: str
    ok: bool
    detail: str


class JobFailed(Exception):
    """An expected failure. `detail` is short and for people; the message is for logs."""

    def __init__(self, code: FailureCode, message: str, detail: str | None, *, retriable: bool) -> None:
        super().__init__(message)
        self.code = code
        self.detail = detail
        self.retriable = retriable


class Cancelled(Exception):
    """The host no longer wants the job."""


class Context(Protocol):
    """The running job's way to speak. Safe from any thread."""

    def progress(self, stage: Stage, done_ms: int, total_ms: int) -> None:
        """At most ten a second are passed on; each call counts as a sign that the job moves."""

    def segment(self, index: int, start_ms: int, end_ms: int, words: tuple[Word, ...]) -> None:
        """A final stretch of words. Transcription numbers them without a gap in media time."""

    def warn(self, code: str, detail: str | None) -> None: ...

    def check_cancelled(self) -> None:
        """Raises `Cancelled` when the host has asked for the end. Call it every 100 ms or more often."""


class Child(Protocol):
    """A process of this engine's own, for work that would hold the interpreter's lock."""

    def ask(self, request: object) -> object:
        """One answer for one request, both plain JSON values. Raises `ChildDied`."""

    def close(self) -> None:
        """Ends the process at once and waits for it."""


class ChildDied(Exception):
    """The child ended before it answered."""


Children = Callable[[str], Child]
"""Starts a child from a module of the engine's folder that has `answer(request: object) -> object`."""


class Adapter(Protocol):
    def load(self, model: str | None, device: str) -> str:
        """Makes the model ready and returns its id."""

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome: ...

    def align(self, job: AlignJob, context: Context) -> Outcome: ...

    def probe(self) -> list[Check]:
        """Proves that the engine works here: files, loading, a small computation. No job is needed."""
