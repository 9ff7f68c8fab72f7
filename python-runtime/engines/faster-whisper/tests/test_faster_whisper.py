"""faster-whisper on its real library, with the tiny made-up model of the self-test."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from listening_jobs import ENGINE, MODEL, computed, job, spoken
from recordings import Recordings
from whisper_jobs import Listening, check_answer, check_progress, request, said, words_of
from worker_client import Client

from speech.samples import RATE_HZ
from worker.engine_package import import_part

MINUTE_MS = 60_000


def copied_model(folder: Path) -> Path:
    return shutil.copytree(MODEL, folder / "model")


def refusal(worker: Client, job: str) -> tuple[str, str]:
    done = worker.finish(job)
    assert done["type"] == "error", done
    assert not done["retriable"]
    return done["code"], done["detail"]


def test_speech_becomes_words_with_times_and_a_language(worker: Client, recording: Recordings) -> None:
    worker.send(**request("jfk", recording.raw("jfk"), MODEL))
    words = check_answer(worker, worker.finish("jfk"), 0, 11_000, "attention")
    assert len(words) >= 20
    assert said(worker, "jfk").startswith("listen listen window friend remember")
    assert sum(word["startMs"] is not None for word in words) >= len(words) // 2
    (language,) = worker.of_job("jfk", "language")
    assert language["language"] == "en"
    assert language["confidence"] > 0.9
    check_progress(worker, "jfk", 11_000)


def test_a_model_is_loaded_before_it_is_needed(worker: Client, recording: Recordings) -> None:
    chosen = request("", recording.raw("jfk"), MODEL)["compute"]
    worker.send(type="load", id="load", slot="transcribe", compute=chosen)
    done = worker.finish("load")
    assert (done["type"], done["model"]) == ("ready", "tiny")


def test_a_long_recording_is_heard_to_its_end_in_order(worker: Client, recording: Recordings) -> None:
    worker.send(**request("long", recording.keep("long", spoken(recording, 6)), MODEL, language="en"))
    words = check_answer(worker, worker.finish("long"), 0, 6 * MINUTE_MS, "attention")
    starts = [word["startMs"] for word in words if word["startMs"] is not None]
    for minute in range(12):
        assert any(minute * 30_000 <= start < (minute + 1) * 30_000 for start in starts)
    # Segments come while later windows are still computed.
    told = [message["type"] for message in worker.said if message.get("id") == "long"]
    assert "progress" in told[told.index("segment") :]
    assert worker.of_job("long", "language") == []
    check_progress(worker, "long", 6 * MINUTE_MS)


def test_side_by_side_and_in_batches_the_words_are_the_same(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("batches", spoken(recording, 3))
    for batch in (1, 3):
        chosen = {"batchSize": batch, "precision": "float32"}
        worker.send(**request(f"batch {batch}", audio, MODEL, language="en", compute=chosen))
        check_answer(worker, worker.finish(f"batch {batch}"), 0, 3 * MINUTE_MS, "attention")
    assert said(worker, "batch 1") == said(worker, "batch 3")


def test_after_a_cancel_the_next_job_is_unharmed_and_detects_its_language(
    worker: Client, recording: Recordings
) -> None:
    worker.send(**request("before", recording.raw("jfk"), MODEL))
    worker.finish("before")
    worker.send(**request("cut", recording.keep("cut", spoken(recording, 60)), MODEL, language="de"))
    worker.expect(lambda message: message.get("id") == "cut" and message["type"] == "segment")
    worker.send(type="cancel", id="cancel", job="cut")
    assert worker.finish("cut", within_s=10)["code"] == "cancelled"

    worker.send(**request("after", recording.raw("jfk"), MODEL))
    done = worker.finish("after")
    check_answer(worker, done, 0, 11_000, "attention")
    assert done["language"] == "en"
    assert [told["language"] for told in worker.of_job("after", "language")] == ["en"]
    assert words_of(worker, "after") == words_of(worker, "before")


def test_translation_keeps_the_language_that_is_spoken(worker: Client, recording: Recordings) -> None:
    worker.send(**request("translate", recording.raw("jfk"), MODEL, task="translate", language="de-AT"))
    done = worker.finish("translate")
    check_answer(worker, done, 0, 11_000, "attention")
    assert done["language"] == "de"


def test_a_range_is_heard_alone_and_told_in_media_time(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("range", spoken(recording, 2))
    wanted = {"startMs": 95_000, "endMs": 130_000}
    worker.send(**request("range", audio, MODEL, language="en", start_ms=60_000, range=wanted))
    words = check_answer(worker, worker.finish("range"), 95_000, 130_000, "attention")
    assert words
    check_progress(worker, "range", 35_000)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 20.0])
def test_silence_has_no_words_and_is_said(worker: Client, recording: Recordings, seconds: float) -> None:
    job = f"silence {seconds}"
    hush = np.random.default_rng(1).integers(-3, 4, int(seconds * RATE_HZ)).astype("<i2")
    worker.send(**request(job, recording.keep("silence", hush.tobytes()), MODEL))
    done = worker.finish(job)
    assert check_answer(worker, done, 0, round(seconds * 1000), "attention") == []
    assert done["language"] is None
    assert [warning["code"] for warning in worker.of_job(job, "warn")] == ["audio.silent"]


def test_prompt_and_names_of_any_length_are_listened_to(worker: Client, recording: Recordings) -> None:
    hints = {"prompt": "because " * 400, "hotwords": "river " * 400}
    worker.send(**request("hints", recording.raw("jfk"), MODEL, language="en", **hints))
    check_answer(worker, worker.finish("hints"), 0, 11_000, "attention")


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(worker: Client, recording: Recordings, tmp_path: Path, name: str) -> None:
    model = copied_model(tmp_path)
    (model / name).unlink()
    job = f"without {name}"
    worker.send(**request(job, recording.raw("jfk"), model))
    code, sentence = refusal(worker, job)
    assert code == "model"
    assert name.split(".")[0] in sentence


def test_no_model_and_a_damaged_one_are_told_apart(
    worker: Client, recording: Recordings, tmp_path: Path
) -> None:
    audio = recording.raw("jfk")
    nowhere = request("nowhere", audio, tmp_path / "nowhere")
    worker.send(**nowhere)
    assert "gone" in refusal(worker, "nowhere")[1]
    nowhere["compute"]["modelPath"] = None
    worker.send(**{**nowhere, "id": "unset"})
    assert refusal(worker, "unset") == (
        "model",
        "faster-whisper needs a model. Download or import one first.",
    )

    model = copied_model(tmp_path)
    whole = (model / "model.bin").read_bytes()
    (model / "model.bin").write_bytes(whole[: len(whole) // 2])
    worker.send(**request("damaged", audio, model))
    code, sentence = refusal(worker, "damaged")
    assert (code, "damaged" in sentence) == ("model", True)

    worker.send(**request("whole again", audio, MODEL))
    check_answer(worker, worker.finish("whole again"), 0, 11_000, "attention")


def test_what_the_processor_cannot_do_is_said(worker: Client, recording: Recordings) -> None:
    audio = recording.raw("jfk")
    worker.send(**request("float16", audio, MODEL, compute={"device": "cpu", "precision": "float16"}))
    code, sentence = refusal(worker, "float16")
    assert (code, "float16" in sentence, "int8" in sentence) == ("compute", True, True)
    worker.send(**request("card", audio, MODEL, compute={"device": "cuda:7"}))
    assert refusal(worker, "card")[0] == "device"


def test_a_language_that_the_model_lacks_is_refused(
    worker: Client, recording: Recordings, tmp_path: Path
) -> None:
    audio = recording.raw("jfk")
    worker.send(**request("klingon", audio, MODEL, language="tlh"))
    assert refusal(worker, "klingon") == ("language", "The model tiny does not know this language.")

    # CTranslate2 takes a model for an English one when its vocabulary has no empty token.
    model = copied_model(tmp_path)
    vocabulary = json.loads((model / "vocabulary.json").read_text("utf-8"))
    vocabulary[vocabulary.index("")] = "Ġnothing"
    (model / "vocabulary.json").write_text(json.dumps(vocabulary), "utf-8")
    worker.send(**request("german", audio, model, language="de"))
    assert refusal(worker, "german")[0] == "language"
    worker.send(**request("translated", audio, model, task="translate"))
    assert refusal(worker, "translated")[0] == "language"


def test_the_probe_computes_in_every_precision(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    checks = {check["id"]: check for check in worker.expect(lambda m: m["type"] == "probe")["checks"]}
    assert all(check["ok"] for check in checks.values()), checks
    assert {"versions", "model-files", "voice-detector", "cpu"} <= set(checks)
    assert "int8" in checks["cpu"]["detail"]


def test_the_network_is_never_asked_and_no_torch_is_needed(
    recording: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    adapter = import_part(ENGINE, "adapter").open_engine(None)
    context = Listening(cancel_after=None)
    adapter.transcribe(job(recording.raw("jfk")), context)
    assert context.segments
    assert context.languages == ["en"]
    assert not {"torch", "transformers", "huggingface_hub.file_download"} & set(sys.modules)


def test_a_warm_model_is_used_again_until_another_is_asked_for(recording: Recordings) -> None:
    keeper = import_part(ENGINE, "loaded").Keeper()
    first = keeper.get(job(recording.raw("jfk")).compute)
    assert keeper.get(job(recording.raw("jfk")).compute) is first
    assert keeper.get(computed(precision="float32")) is not first
