"""whisper-timestamped on OpenAI's Whisper and torch, with a model that hears tones (`tone_whisper.py`)."""

from __future__ import annotations

import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from noted import Noted
from pt_model import make_pt_model  # type: ignore[import-not-found]
from recordings import Recordings
from tone_whisper import WORDS, Said, spoken
from tone_whisper import rounds as rounds_every
from worker_client import Client, Message, compute, transcribe_request

from worker.adapter import Audio, Compute, TranscribeJob
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent

SPEECH = slice(32_000 * 11 // 2, 32_000 * 15 // 2)
"""Two seconds of the clip without a pause."""


ROUND_MS = 30_000
"""Each window begins where the one before ended."""


def rounds(count: int, from_ms: int) -> list[Said]:
    return rounds_every(count, from_ms, ROUND_MS)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = make_pt_model(tmp_path_factory.mktemp("models") / "tones.pt", multilingual=True)
    return file


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = make_pt_model(tmp_path_factory.mktemp("models") / "tones.en.pt", multilingual=False)
    return file


def keep(recording: Recordings, name: str, seconds: float, said: list[Said]) -> Path:
    return recording.keep(name, spoken(recording.samples("jfk")[SPEECH], seconds, said, ROUND_MS))


def request(job: str, audio: Path, model: Path, **chosen: Any) -> Message:
    computed = chosen.pop("compute", compute(model="tones", modelPath=str(model)))
    return {**transcribe_request(job, audio), "compute": computed, **chosen}


def words_of(worker: Client, job: str) -> list[Message]:
    return [word for part in worker.of_job(job, "segment") for word in part["words"]]


def check_words(found: list[Message], said: list[Said]) -> None:
    """Whisper's attention says when a word ends; where the first one after a pause begins, it cannot say."""
    assert [word["text"] for word in found] == [word for word, _ in said]
    for word, (text, at_ms) in zip(found, said, strict=True):
        if text != WORDS[0]:
            assert word["startMs"] == pytest.approx(at_ms, abs=200)
        assert at_ms < word["endMs"] < at_ms + 900
        assert word["timing"] == "attention"
        assert word["confidence"] > 0.9
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(found))


def test_words_come_with_times_and_a_confidence_each(
    worker: Client, recording: Recordings, model: Path
) -> None:
    said = rounds(2, 600)
    worker.send(**request("words", keep(recording, "words", 60, said), model))
    done = worker.finish("words")
    assert (done["type"], done["words"], done["model"]) == ("result", len(said), "tones")
    check_words(words_of(worker, "words"), said)
    moved = [message["doneMs"] for message in worker.of_job("words", "progress")[1:]]
    assert moved == sorted(moved) and moved[-1] == 60_000


def test_progress_moves_on_while_a_stretch_is_heard(recording: Recordings, model: Path) -> None:
    audio = keep(recording, "progress", 60, rounds(2, 600))
    chosen = Compute("tones", model, "cpu", None, None, 2)
    job = TranscribeJob(
        Audio(audio, audio.stat().st_size // 2, 0), None, None, "transcribe", None, None, chosen
    )
    noted = Noted()
    import_part(ENGINE, "adapter").open_engine(None).transcribe(job, noted)
    steps = noted.steps("recognise")
    assert steps == sorted(steps) and steps[-1] == (60_000, 60_000)
    assert len(set(steps)) > 5


def test_a_long_recording_is_heard_in_stretches(worker: Client, recording: Recordings, model: Path) -> None:
    said = rounds(4, 1_000)
    worker.send(**request("long", keep(recording, "long", 120, said), model))
    assert worker.finish("long")["words"] == len(said)
    check_words(words_of(worker, "long"), said)


def test_a_range_and_a_late_first_sample_keep_media_time(
    worker: Client, recording: Recordings, model: Path
) -> None:
    message = request("range", keep(recording, "range", 60, rounds(2, 2_000)), model)
    message["audio"]["startMs"] = 7_000
    worker.send(**{**message, "range": {"startMs": 7_000 + ROUND_MS, "endMs": 7_000 + 60_000}})
    worker.finish("range")
    said = [(word, at_ms + 7_000) for word, at_ms in rounds(2, 2_000)[len(WORDS) :]]
    check_words(words_of(worker, "range"), said)
    assert worker.of_job("range", "progress")[-1]["totalMs"] == 30_000


def test_silence_has_no_words(worker: Client, recording: Recordings, model: Path) -> None:
    worker.send(**request("silent", recording.keep("silent", bytes(320_000)), model))
    assert worker.finish("silent")["words"] == 0
    assert [warning["code"] for warning in worker.of_job("silent", "warn")] == ["audio.silent"]


def test_the_language_is_detected_and_told(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "detect", 15, rounds(1, 600))
    worker.send(**request("detect", audio, model))
    assert worker.finish("detect")["language"] == "en"
    (told,) = worker.of_job("detect", "language")
    assert told["language"] == "en" and told["confidence"] > 0.8
    worker.send(**request("given", audio, model, language="de-CH"))
    assert worker.finish("given")["language"] == "de"
    assert worker.of_job("given", "language") == []


def test_a_translation_is_in_english(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "translate", 15, rounds(1, 600))
    worker.send(**request("translate", audio, model, language="de", task="translate", prompt="can do"))
    done = worker.finish("translate")
    assert (done["language"], done["words"]) == ("en", len(WORDS))


def test_an_english_model_does_not_translate_and_knows_no_german(
    worker: Client, recording: Recordings, english: Path
) -> None:
    audio = keep(recording, "english", 15, rounds(1, 600))
    worker.send(**request("en-translate", audio, english, task="translate"))
    assert worker.finish("en-translate")["code"] == "language"
    worker.send(**request("en-de", audio, english, language="de"))
    assert worker.finish("en-de")["code"] == "language"
    worker.send(**request("en", audio, english))
    done = worker.finish("en")
    assert (done["language"], done["words"]) == ("en", len(WORDS))


def test_an_unknown_language_is_refused(worker: Client, recording: Recordings, model: Path) -> None:
    worker.send(**request("xx", keep(recording, "xx", 5, []), model, language="tlh"))
    assert worker.finish("xx")["code"] == "language"


def test_after_a_cancel_the_next_job_is_whole(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "cancel", 300, rounds(7, 600))
    worker.send(**request("cancel", audio, model))
    worker.expect(lambda m: m.get("id") == "cancel" and m["type"] == "progress" and m["doneMs"] > 0)
    worker.send(type="cancel", id="ask", job="cancel")
    assert worker.finish("cancel")["code"] == "cancelled"
    said = rounds(1, 600)
    worker.send(**request("after", keep(recording, "after", 15, said), model))
    worker.finish("after")
    check_words(words_of(worker, "after"), said)


def test_a_folder_with_the_file_in_it_is_taken(worker: Client, model: Path) -> None:
    folder = compute(model=None, modelPath=str(model.parent))
    worker.send(type="load", id="folder", slot="transcribe", compute=folder)
    assert worker.finish("folder")["type"] == "ready"


def test_a_missing_model_is_told(worker: Client, recording: Recordings, tmp_path: Path, model: Path) -> None:
    audio = recording.keep("missing", bytes(64_000))
    for name, path in (("gone", tmp_path / "gone.pt"), ("empty folder", tmp_path)):
        worker.send(**request(name, audio, path))
        refused = worker.finish(name)
        assert (refused["code"], refused["retriable"]) == ("model", False)
        assert ".pt" in refused["detail"]
    worker.send(**request("none", audio, model, compute=compute()))
    assert worker.finish("none")["code"] == "model"


class Evil:
    """What a pickle could do to whoever loads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("loaded",))


def test_a_damaged_model_is_told_and_code_in_one_is_not_run(
    worker: Client, recording: Recordings, tmp_path: Path, model: Path
) -> None:
    audio = recording.keep("damaged", bytes(64_000))
    rubbish = {
        "rubbish": b"\x00rubbish\xff" * 40,
        "short": model.read_bytes()[:100_000],
        "evil": pickle.dumps({"dims": {}, "model_state_dict": Evil()}),
    }
    for name, data in rubbish.items():
        (tmp_path / f"{name}.pt").write_bytes(data)
        worker.send(**request(name, audio, tmp_path / f"{name}.pt"))
        refused = worker.finish(name)
        assert refused["code"] == "model"
        assert "damaged" in refused["detail"]


def test_what_cannot_be_computed_is_told(worker: Client, recording: Recordings, model: Path) -> None:
    audio = recording.keep("device", bytes(64_000))
    for device in ("cuda:0", "tpu"):
        worker.send(**request(device, audio, model, compute=compute(modelPath=str(model), device=device)))
        assert worker.finish(device)["code"] == "device"
    for precision in ("int8", "float16"):
        odd = compute(modelPath=str(model), precision=precision, device="cpu")
        worker.send(**request(precision, audio, model, compute=odd))
        assert worker.finish(precision)["code"] == "compute"


def test_the_probe_needs_no_model(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    probed = worker.expect(lambda m: m["type"] == "probe")
    names = {check["id"] for check in probed["checks"]}
    assert names >= {"voice-detector", "torch", "features", "alignment"}
    failed = [check for check in probed["checks"] if not check["ok"] and check["id"] != "versions"]
    assert failed == []
