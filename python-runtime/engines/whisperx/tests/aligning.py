"""Runs the `align` job in the test's own process, with its whole context written down."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tones import Spoken, pcm, sound

from worker.adapter import AlignJob, AlignSegment, Audio, Cancelled, Compute, Stage, Word
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
MODELS = ENGINE / "tests" / "models"
TONES = MODELS / "aligner-tones"
NEAR_MS = 25
"""A frame, and half of what one hears."""


def part(name: str) -> Any:
    return import_part(ENGINE, name)


@dataclass
class Heard:
    """What a job says; it is cancelled at the given look, or never."""

    cancel_at: int | None = None
    segments: list[tuple[int, int, int, tuple[Word, ...]]] = field(default_factory=list)
    stages: list[tuple[Stage, int, int]] = field(default_factory=list)
    warnings: list[tuple[str, str | None]] = field(default_factory=list)
    looks: int = 0

    def progress(self, stage: Stage, done_ms: int, total_ms: int) -> None:
        self.stages.append((stage, done_ms, total_ms))

    def segment(self, index: int, start_ms: int, end_ms: int, words: tuple[Word, ...]) -> None:
        self.segments.append((index, start_ms, end_ms, words))

    def language(self, language: str, confidence: float) -> None:
        raise AssertionError(f"an alignment found the language {language} ({confidence})")

    def warn(self, code: str, detail: str | None) -> None:
        self.warnings.append((code, detail))

    def check_cancelled(self) -> None:
        self.looks += 1
        if self.cancel_at is not None and self.looks >= self.cancel_at:
            raise Cancelled

    def words(self) -> list[Word]:
        return [word for _, _, _, words in self.segments for word in words]


def align(
    audio: Path,
    segments: Sequence[tuple[int, int, str]],
    *,
    aligner: str = "ctc",
    language: str = "en",
    start_ms: int = 0,
    model: Path = TONES,
    heard: Heard | None = None,
) -> Heard:
    """Segments as (start, end, text), media time."""
    said = heard or Heard()
    job = AlignJob(
        Audio(audio, audio.stat().st_size // 2, start_ms),
        language,
        aligner,
        tuple(AlignSegment(start, end, tuple(text.split())) for start, end, text in segments),
        Compute(None, model, "cpu", None, None, 2),
    )
    outcome = part("align").align(job, said, "cpu")
    assert outcome.language == language
    return said


def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the network, or looks for ffmpeg, fails."""

    def refuse(*_given: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("PATH", "/nowhere")


def keep(folder: Path, said: Sequence[Spoken], length_ms: int, noise: float = 0.003) -> Path:
    path = folder / "spoken.s16le"
    path.write_bytes(pcm(sound(said, length_ms, noise=noise)))
    return path


def assert_times(found: Sequence[Word], said: Sequence[Spoken], shift_ms: int = 0) -> None:
    for word, true in zip(found, said, strict=True):
        assert word.timing == "aligned", word
        assert word.start_ms is not None
        assert word.end_ms is not None
        assert abs(word.start_ms - shift_ms - true.start_ms) <= NEAR_MS, (word, true)
        assert abs(word.end_ms - shift_ms - true.end_ms) <= NEAR_MS + 20, (word, true)
