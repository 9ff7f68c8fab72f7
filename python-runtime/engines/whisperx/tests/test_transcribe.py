"""The transcription slot on the real WhisperX, with a made-up Whisper of one layer (`make_models.py`)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from recordings import Recordings
from worker_client import Client, Message, compute, transcribe_request

ENGINE = Path(__file__).resolve().parent.parent
MODEL = ENGINE / "selftest" / "whisper"
LOOPING = Path(__file__).resolve().parent / "models" / "looping"


def request(job: str, audio: Path, model: Path = MODEL, **chosen: Any) -> Message:
    computed = chosen.pop("compute", {})
    settled = compute(**{"model": "tiny", "modelPath": str(model), "device": "cpu", **computed})
    return {**transcribe_request(job, audio), "compute": settled, **chosen}


def texts_of(worker: Client, job: str) -> list[str]:
    return [" ".join(word["text"] for word in segment["words"]) for segment in worker.of_job(job, "segment")]


def test_speech_becomes_segments_in_the_order_of_time(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("minute", recording.samples("jfk") * 6)
    worker.send(**request("minute", audio))
    done = worker.finish("minute")
    assert done["type"] == "result", done
    segments = worker.of_job("minute", "segment")
    assert len(segments) >= 3
    assert [segment["index"] for segment in segments] == list(range(len(segments)))
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(segments))
    assert segments[0]["startMs"] < 1_000 and segments[-1]["endMs"] > 60_000
    assert sum(segment["endMs"] - segment["startMs"] for segment in segments) > 50_000
    assert done["words"] == sum(len(segment["words"]) for segment in segments) > 0
    assert (done["language"], done["model"]) == ("en", "tiny")
