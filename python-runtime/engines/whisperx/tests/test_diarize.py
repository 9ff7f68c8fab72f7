"""The diarization slot on the real pyannote.audio, with a made-up pipeline (`make_models.py`)."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from make_models import make_pyannote  # type: ignore[import-not-found, unused-ignore]
from recordings import Recordings
from worker_client import Client, Message, compute, wire_audio


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pyannote") / "Stimmen größer"
    make_pyannote(folder)
    return folder


def request(job: str, audio: Path, model: Path, **chosen: Any) -> Message:
    return {
        "type": "diarize",
        "id": job,
        "audio": wire_audio(audio),
        "diarizer": "pyannote",
        "speakers": None,
        "compute": compute(model="community", modelPath=str(model), device="cpu"),
        **chosen,
    }


def turns_of(worker: Client, job: str, kind: str) -> list[Message]:
    return [turn for line in worker.of_job(job, "turns") if line["kind"] == kind for turn in line["turns"]]


def labels_of(turns: list[Message]) -> list[str]:
    return list(dict.fromkeys(turn["speaker"] for turn in turns))


def test_turns_voices_and_progress(worker: Client, recording: Recordings, model: Path) -> None:
    audio = recording.keep("talk", recording.samples("jfk") * 3)
    worker.send(**request("talk", audio, model))
    done = worker.finish("talk")
    assert done["type"] == "result", done
    assert done["model"] == "community"
    turns, alone = turns_of(worker, "talk", "overlapping"), turns_of(worker, "talk", "exclusive")
    assert turns and alone and done["segments"] == len(turns) + len(alone)
    assert all(0 <= turn["startMs"] < turn["endMs"] <= 33_000 for turn in turns + alone)
    assert turns == sorted(turns, key=lambda turn: turn["startMs"])
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(alone))
    names = labels_of(turns)
    assert names == [f"SPEAKER_{at:02d}" for at in range(len(names))]
    assert set(labels_of(alone)) <= set(names)
    voices = worker.of_job("talk", "voice")
    assert voices and {voice["speaker"] for voice in voices} <= set(names)
    assert all(math.hypot(*voice["vector"]) == pytest.approx(1, abs=1e-3) for voice in voices)
    moved = [each["doneMs"] for each in worker.of_job("talk", "progress") if each["stage"] == "diarize"]
    assert moved == sorted(moved) and moved[0] == 0 and moved[-1] == 33_000
