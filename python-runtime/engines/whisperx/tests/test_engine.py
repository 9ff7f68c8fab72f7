"""The engine as a whole: what it imports, that it stays offline, and how it proves itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from make_models import make_pyannote  # type: ignore[import-not-found, unused-ignore]
from recordings import Recordings
from worker_client import ROOT, Client, compute, running_worker, transcribe_request, wire_audio

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parent


class Watched:
    """A worker with notes of what it did."""

    def __init__(self, client: Client, notes: Path) -> None:
        self.client = client
        self._notes = notes

    def did(self, kind: str) -> list[str]:
        lines = self._notes.read_text("utf-8").splitlines()
        return [line.partition(" ")[2] for line in lines if line.startswith(f"{kind} ")]

    def imported(self, *packages: str) -> set[str]:
        """Which of the packages."""
        names = set(self.did("import"))
        return {each for each in packages if any(f"{name}.".startswith(f"{each}.") for name in names)}


@contextmanager
def watched_worker(notes: Path) -> Iterator[Watched]:
    """With no program on the PATH and nothing in the environment that the engine sets by itself."""
    environment = {"PATH": "", "HOME": os.environ["HOME"], "OMP_NUM_THREADS": "2"}
    guard = str(HERE / "guarded_worker.py")
    command = [sys.executable, "-I", "-B", "-X", "utf8", guard, str(ROOT / "worker" / "main.py"), str(ENGINE)]
    with subprocess.Popen(
        [*command, str(notes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        client = Client(process)
        try:
            client.expect(lambda m: m["type"] == "hello")
            yield Watched(client, notes)
        finally:
            client.kill()


def test_transcription_needs_no_network_no_program_and_no_pyannote(
    recording: Recordings, tmp_path: Path
) -> None:
    with watched_worker(tmp_path / "notes") as worker:
        assert worker.imported("numpy", "torch", "whisperx") == set()
        settled = compute(model="tiny", modelPath=str(ENGINE / "selftest" / "whisper"), device="cpu")
        worker.client.send(**{**transcribe_request("job", recording.raw("jfk")), "compute": settled})
        assert worker.client.finish("job")["type"] == "result"
        assert worker.did("network") == worker.did("process") == []
        assert worker.imported("whisperx.asr", "faster_whisper") == {"whisperx.asr", "faster_whisper"}
        unneeded = ("pyannote", "lightning", "pytorch_lightning", "whisperx.alignment", "nltk", "matplotlib")
        unneeded = (*unneeded, "sklearn", "pandas")
        assert worker.imported(*unneeded) == set()


def test_telling_speakers_apart_needs_no_network_no_program_and_no_whisper(
    recording: Recordings, tmp_path: Path
) -> None:
    make_pyannote(tmp_path / "model")
    with watched_worker(tmp_path / "notes") as worker:
        worker.client.send(
            type="diarize",
            id="job",
            audio=wire_audio(recording.raw("jfk")),
            diarizer="pyannote",
            speakers=None,
            compute=compute(modelPath=str(tmp_path / "model"), device="cpu"),
        )
        assert worker.client.finish("job")["type"] == "result"
        assert worker.did("network") == worker.did("process") == []
        assert worker.imported("pyannote.audio") == {"pyannote.audio"}
        assert worker.imported("whisperx", "ctranslate2", "faster_whisper", "nltk") == set()


@pytest.mark.parametrize("aligner", ["ctc", "whisperx"])
def test_timing_words_needs_no_network_no_program_and_no_whisper(
    recording: Recordings, tmp_path: Path, aligner: str
) -> None:
    with watched_worker(tmp_path / "notes") as worker:
        worker.client.send(
            type="align",
            id="job",
            audio=wire_audio(recording.raw("jfk")),
            language="en",
            aligner=aligner,
            segments=[{"startMs": 0, "endMs": 11_000, "words": ["and", "so", "my", "fellow"]}],
            compute=compute(modelPath=str(HERE / "models" / "aligner-tones"), device="cpu"),
        )
        done = worker.client.finish("job")
        assert (done["type"], done["words"]) == ("result", 4), done
        assert worker.did("network") == worker.did("process") == []
        assert worker.imported("ctranslate2", "faster_whisper", "pyannote", "whisperx.asr") == set()


def test_hours_take_no_more_memory_than_minutes(recording: Recordings) -> None:
    """As 32-bit floats the longer one alone would be 120 MB more."""
    clip = recording.samples("jfk")
    path = str(ENGINE / "selftest" / "whisper")
    settled = compute(model="tiny", modelPath=path, device="cpu", batchSize=1)
    highest = {}
    with running_worker(ENGINE) as client:
        for job, minutes in (("first", 2), ("short", 10), ("long", 44)):
            audio = recording.keep(job, clip * (minutes * 60 // 11))
            before = len(client.said)
            client.send(**{**transcribe_request(job, audio), "compute": settled, "language": "en"})
            assert client.finish(job)["type"] == "result"
            client.expect(lambda m: m["type"] == "hb")
            highest[job] = max(beat["rssBytes"] for beat in client.said[before:] if beat["type"] == "hb")
    assert highest["long"] - highest["short"] < 60_000_000, highest
    assert highest["long"] < 2_000_000_000


def test_each_part_proves_itself(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    answer = worker.expect(lambda m: m["type"] == "probe", 120)
    checks = {check["id"]: check for check in answer["checks"]}
    assert [check for check in checks.values() if not check["ok"]] == []
    assert {"versions", "voice-detector", "torch", "whisperx", "aligner", "pyannote"} <= set(checks)
    assert {"float32", "int8"} <= set(checks["ctranslate2-cpu"]["detail"].split(", "))
    assert {"numpy", "torch", "ctranslate2", "pyannote-audio", "whisperx"} <= set(answer["versions"])


def test_models_of_several_slots_are_ready_before_their_jobs(worker: Client, tmp_path: Path) -> None:
    make_pyannote(tmp_path / "model")
    models = {"transcribe": ENGINE / "selftest" / "whisper", "diarize": tmp_path / "model"}
    for slot, path in models.items():
        settled = compute(model=f"the {slot} one", modelPath=str(path), device="cpu")
        worker.send(type="load", id=f"load {slot}", slot=slot, compute=settled)
        ready = worker.finish(f"load {slot}", within_s=120)
        assert (ready["type"], ready["model"]) == ("ready", f"the {slot} one"), ready


@pytest.mark.parametrize("slot", ["transcribe", "align", "diarize"])
def test_a_model_that_is_not_there_is_told(worker: Client, tmp_path: Path, slot: str) -> None:
    settled = compute(model="gone", modelPath=str(tmp_path / "gone"), device="cpu")
    worker.send(type="load", id=f"gone {slot}", slot=slot, compute=settled)
    failed = worker.finish(f"gone {slot}", within_s=120)
    assert (failed["type"], failed["code"], failed["retriable"]) == ("error", "model", False)
    assert failed["detail"]
