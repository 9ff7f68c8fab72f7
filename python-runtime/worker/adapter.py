"""What an engine is to the worker: the interface that each engine's `adapter.py` fills.

The module `adapter` in the engine's folder has one function,

    def open_engine(children: Children) -> Adapter

called once, on the job thread, before the first job. It may take seconds; loading models belongs into
`load`. An engine's folder is imported as the package `engine`, so its parts import each other relatively.

`load` and the jobs of the three slots run one at a time, on the process's main thread. `probe` may run beside
them. An engine fills the slots that its `engine.json` names; `Unable` refuses the others.
They report through the context, raise `JobFailed` for what is expected to go wrong, and let `Cancelled` pass.
All times are integer milliseconds of media time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Slot = Literal["transcribe", "align", "diarize"]
Stage = Literal["load", "detect", "recognise", "align", "diarize"]
Timing = Literal["aligned", "refined", "attention", "token", "interpolated"]
FailureCode = Literal[
    "cancelled", "protocol", "audio", "language", "model", "device", "compute", "memory", "internal"
]
"""`device`: there is no such device or its driver is too old. `compute`: it cannot compute in this precision.
`memory`: it ran out; the same work may succeed in a fresh process with a smaller batch."""


@dataclass(frozen=True)
class Audio:
    """Raw 16 kHz mono 16-bit little-endian samples; `start_ms` is the media time of the first one."""

    path: Path
    samples: int
    start_ms: int


@dataclass(frozen=True)
class Compute:
    """With what, and how, a job is computed."""

    model: str | None
    """Its id; None: the one that the engine has inside its packages."""
    model_path: Path | None
    """The folder or file of a model outside of the packages."""
    device: str
    """`cpu`, `cuda:0` …; `auto`: the best that works."""
    precision: str | None
    """A CTranslate2 compute type (`int8`, `float16` …); None: the best that the device supports."""
    batch_size: int | None
    """None: the adapter chooses by the free memory."""
    threads: int


@dataclass(frozen=True)
class TranscribeJob:
    audio: Audio
    range_ms: tuple[int, int] | None
    language: str | None
    task: Literal["transcribe", "translate"]
    prompt: str | None
    hotwords: str | None
    compute: Compute


@dataclass(frozen=True)
class AlignSegment:
    start_ms: int
    end_ms: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class AlignJob:
    audio: Audio
    language: str
    aligner: str
    """One of the ids that `engine.json` names for the slot."""
    segments: tuple[AlignSegment, ...]
    compute: Compute


@dataclass(frozen=True)
class DiarizeJob:
    audio: Audio
    diarizer: str
    speakers: tuple[int, int | None] | None
    """The fewest and the most; equal for an exact number, None for an open end; None: unknown."""
    compute: Compute


@dataclass(frozen=True)
class Turn:
    """One speaker's uninterrupted speech, [start, end)."""

    start_ms: int
    end_ms: int
    speaker: str
    """`SPEAKER_00` … in the order of their first words."""


@dataclass(frozen=True)
class Speakers:
    """Who speaks when."""

    turns: tuple[Turn, ...]
    """As it is: people may talk at the same time. By start."""
    exclusive: tuple[Turn, ...]
    """One speaker at a time, for giving words to speakers. By start."""
    voices: dict[str, tuple[float, ...]]
    """A vector of length 1 for each speaker, comparable within one diarizer and model only."""
    model: str


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

    def language(self, language: str, confidence: float) -> None:
        """What the recording was found to be spoken in (BCP-47), with a confidence of 0-1."""

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
    def load(self, slot: Slot, compute: Compute) -> str:
        """Makes the model ready for a slot, so that its jobs start at once; returns its id."""

    def transcribe(self, job: TranscribeJob, context: Context) -> Outcome: ...

    def align(self, job: AlignJob, context: Context) -> Outcome: ...

    def diarize(self, job: DiarizeJob, context: Context) -> Speakers: ...

    def probe(self) -> list[Check]:
        """Proves that the engine works here: files, loading, a small computation. No job is needed."""


class Unable:
    """Slots that an engine does not fill: inherited by adapters that have but some."""

    def transcribe(self, _job: TranscribeJob, _context: Context) -> Outcome:
        raise _no_slot("transcribe")

    def align(self, _job: AlignJob, _context: Context) -> Outcome:
        raise _no_slot("align")

    def diarize(self, _job: DiarizeJob, _context: Context) -> Speakers:
        raise _no_slot("diarize")


def _no_slot(slot: Slot) -> JobFailed:
    return JobFailed("protocol", f"this engine does not {slot}", None, retriable=False)
