"""The diarization slot on the real pyannote.audio, with a made-up pipeline (`make_models.py`)."""

from __future__ import annotations

import math
import shutil
from importlib.util import find_spec
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


@pytest.mark.parametrize("count", [1, 2, 4])
def test_as_many_speakers_as_are_asked_for(
    worker: Client, recording: Recordings, model: Path, count: int
) -> None:
    audio = recording.keep("talk", recording.samples("jfk") * 3 + recording.samples("hand_mary"))
    exact = {"min": count, "max": count}
    worker.send(**request(f"exactly {count}", audio, model, speakers=exact))
    assert worker.finish(f"exactly {count}")["type"] == "result"
    assert len(labels_of(turns_of(worker, f"exactly {count}", "overlapping"))) == count


def test_bounds_of_the_number_of_speakers_are_kept(
    worker: Client, recording: Recordings, model: Path
) -> None:
    audio = recording.keep("talk", recording.samples("jfk") * 3)
    for job, least, most in (("at least 3", 3, None), ("at most 2", 1, 2)):
        worker.send(**request(job, audio, model, speakers={"min": least, "max": most}))
        assert worker.finish(job)["type"] == "result"
        count = len(labels_of(turns_of(worker, job, "overlapping")))
        assert least <= count <= (most or 20)


def test_times_follow_the_media_and_the_same_work_gives_the_same(
    worker: Client, recording: Recordings, model: Path
) -> None:
    audio = recording.raw("jfk")
    for job, start_ms in (("plain", 0), ("late", 60_000)):
        message = request(job, audio, model)
        message["audio"]["startMs"] = start_ms
        worker.send(**message)
        worker.finish(job)
    plain = turns_of(worker, "plain", "overlapping")
    moved = [{**turn, "startMs": turn["startMs"] + 60_000, "endMs": turn["endMs"] + 60_000} for turn in plain]
    assert turns_of(worker, "late", "overlapping") == moved != []


@pytest.mark.parametrize("seconds", [0.0, 0.3, 20.0])
def test_silence_and_next_to_nothing_end_well(
    worker: Client, recording: Recordings, model: Path, seconds: float
) -> None:
    audio = recording.keep("silence", bytes(2 * int(16_000 * seconds)))
    worker.send(**request(f"silence {seconds}", audio, model))
    done = worker.finish(f"silence {seconds}")
    assert done["type"] == "result", done


def test_a_cancel_leaves_the_pipeline_as_it_was(worker: Client, recording: Recordings, model: Path) -> None:
    clip = recording.raw("jfk")
    worker.send(**request("before", clip, model))
    worker.finish("before")
    worker.send(**request("cancelled", recording.keep("long", recording.samples("jfk") * 60), model))
    worker.expect(lambda m: m["type"] == "progress" and m["id"] == "cancelled" and m["doneMs"] > 0)
    worker.send(type="cancel", id="c", job="cancelled")
    ended = worker.finish("cancelled", within_s=10)
    assert (ended["type"], ended["code"]) == ("error", "cancelled")
    worker.send(**request("after", clip, model))
    worker.finish("after")
    for kind in ("overlapping", "exclusive"):
        assert turns_of(worker, "after", kind) == turns_of(worker, "before", kind) != []


PARTS = ("config.yaml", "segmentation/pytorch_model.bin", "embedding/pytorch_model.bin", "plda/plda.npz")


@pytest.mark.parametrize("missing", PARTS)
def test_a_folder_without_a_file_is_told_by_its_name(
    worker: Client, recording: Recordings, model: Path, tmp_path: Path, missing: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model, folder)
    (folder / missing).unlink()
    worker.send(**request(missing, recording.raw("jfk"), folder))
    failed = worker.finish(missing)
    assert (failed["type"], failed["code"], failed["retriable"]) == ("error", "model", False)
    assert missing in failed["detail"]


def test_turns_lie_where_someone_speaks(
    worker: Client, recording: Recordings, model: Path, tmp_path: Path
) -> None:
    """With the trained segmentation that lies in WhisperX's wheel."""
    folder = tmp_path / "trained"
    shutil.copytree(model, folder)
    spec = find_spec("whisperx")
    assert spec is not None and spec.origin is not None
    trained = Path(spec.origin).parent / "assets" / "pytorch_model.bin"
    shutil.copyfile(trained, folder / "segmentation" / "pytorch_model.bin")
    config = folder / "config.yaml"
    settings = config.read_text("utf-8")
    assert "min_duration_off: 0.0" in settings
    with_threshold = settings.replace("min_duration_off: 0.0", "min_duration_off: 0.0\n    threshold: 0.5")
    config.write_text(with_threshold, "utf-8")

    silence = bytes(32_000 * 5)
    audio = recording.keep("between", silence + recording.samples("jfk") + silence)
    worker.send(**request("trained", audio, folder, speakers={"min": 1, "max": 1}))
    done = worker.finish("trained")
    assert done["type"] == "result", done
    turns = turns_of(worker, "trained", "overlapping")
    assert labels_of(turns) == ["SPEAKER_00"]
    assert 5_100 < turns[0]["startMs"] < 5_600
    assert 15_300 < turns[-1]["endMs"] < 16_400
    assert 6_000 < sum(turn["endMs"] - turn["startMs"] for turn in turns) < 11_000
    assert turns_of(worker, "trained", "exclusive") == turns
