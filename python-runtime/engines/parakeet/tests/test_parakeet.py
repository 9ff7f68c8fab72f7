"""Parakeet on onnx-asr and ONNX Runtime, with a network that hears tones as words (`make_models.py`)."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from recordings import Recordings
from worker_client import Client, Message, compute, transcribe_request

RATE_HZ = 16_000
MODELS = Path(__file__).resolve().parent / "models"
MODEL = MODELS / "parakeet"
TONES: dict[str, float] = json.loads((MODELS / "tones.json").read_text("utf-8"))
TONE_MS = 240

Said = tuple[str, int]
"""A word and when its tone begins, in ms."""


def speech(recording: Recordings, seconds: float) -> NDArray[np.float32]:
    """Real speech without its own high bands and without pauses, over a little noise."""
    clip = np.frombuffer(recording.samples("jfk"), "<i2").astype(np.float32) / 32768
    spoken = clip[int(5.5 * RATE_HZ) : int(7.5 * RATE_HZ)]
    audio = np.tile(spoken, int(seconds * RATE_HZ / len(spoken)) + 1)[: int(seconds * RATE_HZ)]
    bands = np.fft.rfft(audio)
    bands[int(3_400 * seconds) :] = 0
    noise = np.random.default_rng(1).normal(0, 3e-4, len(audio))
    return (np.fft.irfft(bands, len(audio)) + noise).astype(np.float32)


def say(audio: NDArray[np.float32], said: list[Said]) -> bytes:
    time = np.arange(RATE_HZ * TONE_MS // 1000) / RATE_HZ
    spoken = audio.copy()
    for word, at_ms in said:
        at = at_ms * RATE_HZ // 1000
        spoken[at : at + len(time)] += (0.05 * np.sin(2 * np.pi * TONES[word] * time)).astype(np.float32)
    return (np.clip(spoken, -1, 1) * 32767).astype("<i2").tobytes()


def sentence(until_ms: int, from_ms: int = 400, every_ms: int = 480) -> list[Said]:
    words = list(TONES)
    return [(words[i % len(words)], at) for i, at in enumerate(range(from_ms, until_ms - 400, every_ms))]


def request(job: str, audio: Path, model: Path = MODEL, **chosen: Any) -> Message:
    computed = chosen.pop("compute", compute(model="tiny", modelPath=str(model)))
    return {**transcribe_request(job, audio), "compute": computed, **chosen}


def words_of(worker: Client, job: str) -> list[Message]:
    return [word for segment in worker.of_job(job, "segment") for word in segment["words"]]


def check_words(found: list[Message], said: list[Said]) -> None:
    assert [word["text"] for word in found] == [word for word, _ in said]
    for word, (_, at_ms) in zip(found, said, strict=True):
        assert word["startMs"] == pytest.approx(at_ms, abs=90)
        assert word["endMs"] == pytest.approx(at_ms + 200, abs=130)
        assert word["timing"] == "token" and word["glue"] is False
    assert all(a["endMs"] <= b["startMs"] and a["startMs"] < a["endMs"] for a, b in pairwise(found))


def test_words_come_with_the_times_at_which_they_are_said(worker: Client, recording: Recordings) -> None:
    said = sentence(9_000)
    worker.send(**request("words", recording.keep("words", say(speech(recording, 9), said))))
    done = worker.finish("words")
    assert done["type"] == "result"
    assert done["words"] == len(said)
    assert done["model"] == "tiny"
    check_words(words_of(worker, "words"), said)


def test_confidence_tells_sure_words_from_unsure_ones(worker: Client, recording: Recordings) -> None:
    worker.send(**request("sure", recording.keep("sure", say(speech(recording, 9), sentence(9_000)))))
    worker.finish("sure")
    sure = {word["text"]: word["confidence"] for word in words_of(worker, "sure")}
    assert sure["Ask"] > 0.9
    assert 0.2 < sure["do"] < 0.8


def test_speech_without_pauses_is_cut_and_each_word_stays_once(worker: Client, recording: Recordings) -> None:
    said = sentence(60_000)
    worker.send(**request("long", recording.keep("long", say(speech(recording, 60), said))))
    assert worker.finish("long")["type"] == "result"
    segments = worker.of_job("long", "segment")
    assert len(segments) > 2
    assert all(a["endMs"] == b["startMs"] for a, b in pairwise(segments))
    check_words(words_of(worker, "long"), said)
    moved = [message["doneMs"] for message in worker.of_job("long", "progress")]
    assert moved == sorted(moved) and moved[-1] == 60_000


def test_times_follow_the_recording_past_silence_and_from_its_first_sample(
    worker: Client, recording: Recordings
) -> None:
    silence = np.zeros(40 * RATE_HZ, np.float32)
    audio = np.concatenate([silence, speech(recording, 8)])
    said = sentence(48_000, from_ms=40_400)
    message = request("late", recording.keep("late", say(audio, said)))
    message["audio"]["startMs"] = 5_000
    worker.send(**message)
    worker.finish("late")
    check_words(words_of(worker, "late"), [(word, at_ms + 5_000) for word, at_ms in said])


def test_a_range_limits_the_work(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("range", say(speech(recording, 30), sentence(30_000)))
    worker.send(**request("range", audio, range={"startMs": 10_000, "endMs": 15_000}))
    worker.finish("range")
    found = words_of(worker, "range")
    assert 8 <= len(found) <= 11
    assert all(10_000 <= word["startMs"] < word["endMs"] <= 15_000 for word in found)
    assert worker.of_job("range", "progress")[-1]["totalMs"] == 5_000


def test_silence_is_told_as_such(worker: Client, recording: Recordings) -> None:
    worker.send(**request("silent", recording.keep("silent", bytes(RATE_HZ * 2 * 5))))
    assert worker.finish("silent")["words"] == 0
    assert [warning["code"] for warning in worker.of_job("silent", "warn")] == ["audio.silent"]


def test_the_language_is_told_from_what_was_written(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("language", say(speech(recording, 9), sentence(9_000)))
    worker.send(**request("language", audio))
    assert worker.finish("language")["language"] == "en"
    (told,) = worker.of_job("language", "language")
    assert told["language"] == "en" and 0.3 < told["confidence"] <= 1
    worker.send(**request("given", audio, language="de-AT"))
    assert worker.finish("given")["language"] == "de-AT"
    assert worker.of_job("given", "language") == []


def test_languages_that_the_model_does_not_know_are_refused(worker: Client, recording: Recordings) -> None:
    worker.send(**request("ja", recording.keep("ja", bytes(64_000)), language="ja"))
    refused = worker.finish("ja")
    assert (refused["code"], refused["retriable"]) == ("language", False)
    assert "25 European languages" in refused["detail"]


def test_an_english_model_knows_english_alone(worker: Client, recording: Recordings, tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    vocabulary = (folder / "vocab.txt").read_text("utf-8").replace("schö", "scho")
    (folder / "vocab.txt").write_text(vocabulary, "utf-8")
    worker.send(**request("v2-de", recording.keep("v2", bytes(64_000)), folder, language="de"))
    refused = worker.finish("v2-de")
    assert refused["code"] == "language" and "English only" in refused["detail"]


def test_translation_is_refused(worker: Client, recording: Recordings) -> None:
    worker.send(**request("translate", recording.keep("translate", bytes(64_000)), task="translate"))
    refused = worker.finish("translate")
    assert refused["code"] == "language" and "cannot translate" in refused["detail"]


def test_after_a_cancel_the_next_job_is_whole(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("cancel", say(speech(recording, 600), sentence(600_000)))
    worker.send(**request("cancel", audio))
    worker.expect(lambda m: m.get("id") == "cancel" and m["type"] == "segment")
    worker.send(type="cancel", id="ask", job="cancel")
    assert worker.finish("cancel")["code"] == "cancelled"
    said = sentence(9_000)
    worker.send(**request("after", recording.keep("after", say(speech(recording, 9), said))))
    worker.finish("after")
    check_words(words_of(worker, "after"), said)


@pytest.mark.parametrize(
    "name", ["config.json", "vocab.txt", "encoder-model.onnx", "decoder_joint-model.onnx"]
)
def test_a_missing_file_is_named(worker: Client, recording: Recordings, tmp_path: Path, name: str) -> None:
    folder = copy_of_model(tmp_path)
    (folder / name).unlink()
    worker.send(**request(f"no {name}", recording.keep("missing", bytes(64_000)), folder))
    refused = worker.finish(f"no {name}")
    assert (refused["code"], refused["retriable"]) == ("model", False)
    assert name in refused["detail"]


@pytest.mark.parametrize(
    "name", ["config.json", "vocab.txt", "encoder-model.onnx", "decoder_joint-model.onnx"]
)
def test_a_damaged_file_is_told(worker: Client, recording: Recordings, tmp_path: Path, name: str) -> None:
    folder = copy_of_model(tmp_path)
    (folder / name).write_bytes(b"\x00rubbish\xff" * 40)
    worker.send(**request(f"bad {name}", recording.keep("damaged", bytes(64_000)), folder))
    refused = worker.finish(f"bad {name}")
    assert refused["code"] == "model"
    assert "damaged" in refused["detail"]


def test_a_model_of_another_kind_is_told(worker: Client, recording: Recordings, tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    (folder / "config.json").write_text('{"model_type": "nemo-conformer-aed"}')
    worker.send(**request("kind", recording.keep("kind", bytes(64_000)), folder))
    refused = worker.finish("kind")
    assert refused["code"] == "model" and "nemo-conformer-aed" in refused["detail"]


def test_no_model_is_told(worker: Client, recording: Recordings) -> None:
    worker.send(**request("none", recording.keep("none", bytes(64_000)), compute=compute()))
    assert worker.finish("none")["code"] == "model"


def test_int8_files_are_taken_when_they_are_asked_for_or_alone(
    worker: Client, recording: Recordings, tmp_path: Path
) -> None:
    audio = recording.keep("int8", say(speech(recording, 4), sentence(4_000)))
    folder = copy_of_model(tmp_path)
    asked = compute(model="int8", modelPath=str(folder), precision="int8")
    worker.send(**request("int8-missing", audio, compute=asked))
    assert worker.finish("int8-missing")["code"] == "compute"
    for part in ("encoder-model", "decoder_joint-model"):
        (folder / f"{part}.onnx").rename(folder / f"{part}.int8.onnx")
    worker.send(**request("int8", audio, compute=asked))
    assert worker.finish("int8")["words"] == len(sentence(4_000))
    worker.send(**request("int8-alone", audio, folder))
    assert worker.finish("int8-alone")["words"] == len(sentence(4_000))
    worker.send(**request("odd", audio, compute=compute(modelPath=str(folder), precision="bfloat16")))
    assert worker.finish("odd")["code"] == "compute"


def test_a_card_that_is_not_there_is_told_and_auto_does_without(
    worker: Client, recording: Recordings
) -> None:
    audio = recording.keep("device", say(speech(recording, 4), sentence(4_000)))
    for device in ("cuda:0", "cuda:7", "tpu"):
        worker.send(**request(device, audio, compute=compute(modelPath=str(MODEL), device=device)))
        assert worker.finish(device)["code"] == "device"
    worker.send(**request("cpu", audio, compute=compute(modelPath=str(MODEL), device="cpu")))
    assert worker.finish("cpu")["words"] == len(sentence(4_000))


def test_loading_ahead_makes_the_model_ready(worker: Client) -> None:
    worker.send(type="load", id="load", slot="transcribe", compute=compute(modelPath=str(MODEL)))
    assert worker.finish("load")["model"] == "parakeet"


def test_the_probe_needs_no_model(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    probed = worker.expect(lambda m: m["type"] == "probe")
    assert {check["id"] for check in probed["checks"]} >= {"voice-detector", "features"}
    without_card = [check for check in probed["checks"] if check["id"] != "graphics-card"]
    assert all(check["ok"] for check in without_card), probed["checks"]


def copy_of_model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    return folder
