"""What the tests of engines with Whisper models share: requests, what every answer must be, a context."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from worker_client import Client, Message, compute, transcribe_request

from worker.adapter import Cancelled, Stage, Word


def request(job: str, audio: Path, model: Path, **chosen: Any) -> Message:
    """A `transcribe` with a model outside of the packages; `start_ms` is when the samples begin."""
    computed = compute(model="tiny", modelPath=str(model), **chosen.pop("compute", {}))
    message = {**transcribe_request(job, audio), "compute": computed}
    message["audio"]["startMs"] = chosen.pop("start_ms", 0)
    return {**message, **chosen}


def words_of(worker: Client, job: str) -> list[Message]:
    return [word for segment in worker.of_job(job, "segment") for word in segment["words"]]


def said(worker: Client, job: str) -> str:
    return " ".join(word["text"] for word in words_of(worker, job))


def check_answer(worker: Client, done: Message, low_ms: int, high_ms: int, timing: str) -> list[Message]:
    """Everything that must hold whatever was said; returns the words."""
    job = done["id"]
    assert done["type"] == "result", done
    segments, words = worker.of_job(job, "segment"), words_of(worker, job)
    assert (done["segments"], done["words"]) == (len(segments), len(words))
    assert [segment["index"] for segment in segments] == list(range(len(segments)))
    assert all(segment["words"] for segment in segments)
    assert all(low_ms <= s["startMs"] <= s["endMs"] <= high_ms for s in segments)
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(segments))
    for word in words:
        assert word["text"] == word["text"].strip() != ""
        assert word["confidence"] is None or 0 <= word["confidence"] <= 1
        times = (word["startMs"], word["endMs"])
        assert word["timing"] == (timing if None not in times else None)
        assert (times[0] is None) == (times[1] is None)
    timed = [word for word in words if word["startMs"] is not None]
    assert all(low_ms <= word["startMs"] < word["endMs"] <= high_ms for word in timed)
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(timed))
    for segment in segments:
        inside = [word for word in segment["words"] if word["startMs"] is not None]
        assert all(segment["startMs"] <= w["startMs"] and w["endMs"] <= segment["endMs"] for w in inside)
    return words


def check_progress(worker: Client, job: str, total_ms: int) -> None:
    """It starts with loading, never runs backwards within a stage, and ends with everything done."""
    told = worker.of_job(job, "progress")
    assert told[0]["stage"] == "load"
    assert told[-1]["stage"] == "recognise"
    assert (told[-1]["doneMs"], told[-1]["totalMs"]) == (total_ms, total_ms)
    done = [each["doneMs"] for each in told if each["stage"] == "recognise"]
    assert done == sorted(done)


class Listening:
    """A context for jobs in this process: keeps what is said, and cancels after so many segments."""

    def __init__(self, cancel_after: int | None) -> None:
        self.segments: list[tuple[Word, ...]] = []
        self.languages: list[str] = []
        self.warnings: list[str] = []
        self._cancel_after = cancel_after

    def progress(self, stage: Stage, done_ms: int, total_ms: int) -> None:
        assert stage in ("load", "detect", "recognise")
        assert 0 <= done_ms <= total_ms

    def segment(self, index: int, start_ms: int, end_ms: int, words: tuple[Word, ...]) -> None:
        assert index == len(self.segments)
        assert start_ms <= end_ms
        self.segments.append(words)

    def language(self, language: str, confidence: float) -> None:
        assert 0 <= confidence <= 1
        self.languages.append(language)

    def warn(self, code: str, detail: str | None) -> None:
        self.warnings.append(code if detail is None else f"{code} {detail}")

    def check_cancelled(self) -> None:
        if self._cancel_after is not None and len(self.segments) >= self._cancel_after:
            raise Cancelled
