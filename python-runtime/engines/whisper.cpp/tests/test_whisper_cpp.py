"""whisper.cpp on its real library, with the tiny made-up model of the self-test."""

from __future__ import annotations

import gzip
import random
import socket
import struct
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recordings import Recordings
from whisper_jobs import Listening, check_answer, check_progress, request, said, words_of
from worker_client import Client

from speech.samples import RATE_HZ
from worker.adapter import Audio, Compute, JobFailed, TranscribeJob
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent

MINUTE_MS = 60_000


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("model") / "tiny.bin"
    file.write_bytes(gzip.decompress((ENGINE / "selftest" / "tiny.bin.gz").read_bytes()))
    return file


def spoken(recording: Recordings, minutes: float) -> bytes:
    """The clip again and again, with a second of near silence in between."""
    clip = np.frombuffer(recording.samples("jfk"), "<i2")
    hush = np.random.default_rng(1).integers(-3, 4, RATE_HZ).astype("<i2")
    tile = np.concatenate([clip, hush])
    length = round(minutes * 60 * RATE_HZ)
    return np.tile(tile, length // len(tile) + 1)[:length].tobytes()


def refusal(worker: Client, job: str) -> tuple[str, str]:
    done = worker.finish(job)
    assert done["type"] == "error", done
    assert not done["retriable"]
    return done["code"], done["detail"]


def test_speech_becomes_words_with_times_and_a_language(
    worker: Client, recording: Recordings, model: Path
) -> None:
    worker.send(**request("jfk", recording.raw("jfk"), model))
    words = check_answer(worker, worker.finish("jfk"), 0, 11_000, "token")
    assert len(words) >= 20
    assert "listen window friend remember" in said(worker, "jfk")
    assert all(word["confidence"] is not None for word in words)
    assert any(word["startMs"] is not None for word in words)
    (language,) = worker.of_job("jfk", "language")
    assert language["language"] == "en"
    assert language["confidence"] > 0.9
    check_progress(worker, "jfk", 11_000)


def test_a_model_is_loaded_before_it_is_needed(worker: Client, recording: Recordings, model: Path) -> None:
    chosen = request("", recording.raw("jfk"), model)["compute"]
    worker.send(type="load", id="load", slot="transcribe", compute=chosen)
    done = worker.finish("load")
    assert (done["type"], done["model"]) == ("ready", "tiny")


def test_a_warm_model_is_used_again(model: Path) -> None:
    keeper = import_part(ENGINE, "loaded").Keeper()
    first = keeper.get(Compute("tiny", model, "auto", None, None, 2))
    assert keeper.get(Compute("tiny", model, "cpu", None, None, 1)) is first


def test_a_long_recording_is_heard_to_its_end_in_order(
    worker: Client, recording: Recordings, model: Path
) -> None:
    audio = recording.keep("long", spoken(recording, 4))
    worker.send(**request("long", audio, model, language="en"))
    words = check_answer(worker, worker.finish("long"), 0, 4 * MINUTE_MS, "token")
    starts = [word["startMs"] for word in words if word["startMs"] is not None]
    for half in range(8):
        assert any(half * 30_000 <= start < (half + 1) * 30_000 for start in starts)
    # Segments come while later windows are still computed.
    told = [message["type"] for message in worker.said if message.get("id") == "long"]
    assert "progress" in told[told.index("segment") :]
    check_progress(worker, "long", 4 * MINUTE_MS)


def test_after_a_cancel_the_next_job_is_unharmed_and_detects_its_language(
    worker: Client, recording: Recordings, model: Path
) -> None:
    worker.send(**request("before", recording.raw("jfk"), model))
    worker.finish("before")
    audio = recording.keep("cut", spoken(recording, 60))
    worker.send(**request("cut", audio, model, language="de", task="translate"))
    worker.expect(lambda message: message.get("id") == "cut" and message["type"] == "segment")
    worker.send(type="cancel", id="cancel", job="cut")
    assert worker.finish("cut", within_s=10)["code"] == "cancelled"

    worker.send(**request("after", recording.raw("jfk"), model))
    done = worker.finish("after")
    assert done["language"] == "en"
    assert [told["language"] for told in worker.of_job("after", "language")] == ["en"]
    check_answer(worker, done, 0, 11_000, "token")
    assert words_of(worker, "after") == words_of(worker, "before")


def test_a_cancel_ends_the_computation_of_a_window(recording: Recordings, model: Path) -> None:
    listen = import_part(ENGINE, "listen")
    windows = import_part(ENGINE, "transcribe").Window
    samples = import_part(ENGINE, "transcribe").Samples
    path = recording.raw("jfk")
    loaded = import_part(ENGINE, "loaded").load(model, "tiny")
    listener = listen.open_listener(loaded.model, "en", False, None, 1, samples(path, 11 * RATE_HZ))
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    window = windows(((0, 11 * RATE_HZ),))
    assert listen.hear(listener, window, stop) == []
    assert asked == 4
    assert len(listen.hear(listener, window, lambda: False)) > 20


def test_translation_keeps_the_language_that_is_spoken(
    worker: Client, recording: Recordings, model: Path
) -> None:
    hints = {"prompt": "because " * 400, "hotwords": "river " * 400}
    worker.send(
        **request("translate", recording.raw("jfk"), model, task="translate", language="de-AT", **hints)
    )
    done = worker.finish("translate")
    check_answer(worker, done, 0, 11_000, "token")
    assert done["language"] == "de"


def test_a_range_is_heard_alone_and_told_in_media_time(
    worker: Client, recording: Recordings, model: Path
) -> None:
    audio = recording.keep("range", spoken(recording, 2))
    wanted = {"startMs": 95_000, "endMs": 130_000}
    worker.send(**request("range", audio, model, language="en", start_ms=60_000, range=wanted))
    assert check_answer(worker, worker.finish("range"), 95_000, 130_000, "token")
    check_progress(worker, "range", 35_000)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 20.0])
def test_silence_has_no_words_and_is_said(
    worker: Client, recording: Recordings, model: Path, seconds: float
) -> None:
    job = f"silence {seconds}"
    hush = np.random.default_rng(1).integers(-3, 4, int(seconds * RATE_HZ)).astype("<i2")
    worker.send(**request(job, recording.keep("silence", hush.tobytes()), model))
    done = worker.finish(job)
    assert check_answer(worker, done, 0, round(seconds * 1000), "token") == []
    assert [warning["code"] for warning in worker.of_job(job, "warn")] == ["audio.silent"]


def test_what_is_no_model_is_refused_before_native_code_sees_it(
    worker: Client, recording: Recordings, model: Path, tmp_path: Path
) -> None:
    audio = recording.raw("jfk")
    whole = model.read_bytes()
    wrong: dict[str, tuple[bytes, str]] = {
        "empty": (b"", "not a ggml file"),
        "page": (b"<!doctype html>" * 100, "not a ggml file"),
        "gguf": (b"GGUF" + whole[4:], "GGUF"),
        "half": (whole[: len(whole) // 2], "cut short"),
        "less one": (whole[:-1], "cut short"),
        "other": (whole[:4] + struct.pack("<i", 32_000) + whole[8:], "no Whisper model"),
    }
    for name, (content, reason) in wrong.items():
        file = tmp_path / f"{name}.bin"
        file.write_bytes(content)
        worker.send(**request(name, audio, file))
        code, sentence = refusal(worker, name)
        assert (code, reason in sentence) == ("model", True), sentence

    worker.send(**request("gone", audio, tmp_path / "gone.bin"))
    assert "gone" in refusal(worker, "gone")[1]
    unset = request("unset", audio, model)
    unset["compute"]["modelPath"] = None
    worker.send(**unset)
    assert refusal(worker, "unset") == (
        "model",
        "whisper.cpp needs a model. Download or import one first.",
    )
    worker.send(**request("after all", audio, model))
    check_answer(worker, worker.finish("after all"), 0, 11_000, "token")


def test_a_model_may_lie_alone_in_a_folder(worker: Client, recording: Recordings, model: Path) -> None:
    worker.send(**request("folder", recording.raw("jfk"), model.parent))
    check_answer(worker, worker.finish("folder"), 0, 11_000, "token")


def test_what_this_engine_cannot_do_is_said(worker: Client, recording: Recordings, model: Path) -> None:
    audio = recording.raw("jfk")
    worker.send(**request("precision", audio, model, compute={"precision": "int8"}))
    assert refusal(worker, "precision")[0] == "compute"
    worker.send(**request("card", audio, model, compute={"device": "cuda:0"}))
    assert refusal(worker, "card") == ("device", "This engine computes on the CPU only.")
    # Cantonese came with large-v3: this model has a token fewer.
    for language in ("tlh", "yue"):
        worker.send(**request(language, audio, model, language=language))
        assert refusal(worker, language) == ("language", "The model tiny does not know this language.")


def test_the_probe_computes(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    checks = {check["id"]: check for check in worker.expect(lambda m: m["type"] == "probe")["checks"]}
    assert all(check["ok"] for check in checks.values()), checks
    assert {"versions", "voice-detector", "cpu"} <= set(checks)


def test_the_network_is_never_asked_and_what_is_not_needed_is_not_loaded(
    recording: Recordings, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    adapter = import_part(ENGINE, "adapter").open_engine(None)
    context = Listening(cancel_after=None)
    audio = recording.raw("jfk")
    computed = Compute("tiny", model, "auto", None, None, 2)
    heard = Audio(audio, audio.stat().st_size // 2, 0)
    adapter.transcribe(TranscribeJob(heard, None, None, "transcribe", None, None, computed), context)
    assert context.segments
    assert context.languages == ["en"]
    assert not {"torch", "faster_whisper", "ctranslate2"} & set(sys.modules)


class TestTokens:
    @pytest.fixture
    def tokens(self) -> Any:
        return import_part(ENGINE, "tokens")

    def test_letters_that_are_cut_between_tokens_are_put_together(self, tokens: Any) -> None:
        raw = "今日は".encode()
        pieces = [raw[:2], raw[2:4], raw[4:6], raw[6:]]
        words = tokens.words_of_tokens(
            tokens.Token(each, 10 * at, 10 * at + 10, 0.81) for at, each in enumerate(pieces)
        )
        assert [word.text for word in words] == ["今日", "は"]
        assert [(word.start_ms, word.end_ms) for word in words] == [(0, 300), (300, 400)]

    def test_words_are_made_of_their_tokens_and_marks_stick_to_them(self, tokens: Any) -> None:
        made = [(b" trans", 0, 20), (b"crib", 20, 40), (b"ing", 40, 50), (b",", 50, 90), (b" na", 100, 120)]
        rest = [("ïve".encode()[:1], 120, 125), ("ïve".encode()[1:], 125, 150), (b"\xff", -1, -1)]
        words = tokens.words_of_tokens(tokens.Token(*each, 0.5) for each in [*made, *rest])
        assert [word.text for word in words] == [" transcribing,", " naïve�"]
        assert [(word.start_ms, word.end_ms) for word in words] == [(0, 500), (1000, 1500)]

    @pytest.mark.parametrize("seed", range(20))
    def test_no_letter_is_lost_however_the_text_is_cut(self, tokens: Any, seed: int) -> None:
        chance = random.Random(seed)
        text = "".join(chance.choice(["a", "é", " ", "漢", "字", "ก", "-", "🎧", "."]) for _ in range(60))
        raw = text.encode()
        cuts = sorted({0, len(raw), *(chance.randrange(len(raw)) for _ in range(40))})
        made = [raw[low:high] for low, high in pairwise(cuts)]
        words = tokens.words_of_tokens(tokens.Token(each, -1, -1, 0.5) for each in made)
        assert "".join("".join(word.text.split()) for word in words) == "".join(text.split())


class TestFile:
    @pytest.fixture
    def check(self) -> Callable[[Path, str], Any]:
        checked: Callable[[Path, str], Any] = import_part(ENGINE, "ggml_file").check_file
        return checked

    def test_a_whole_model_tells_its_shape(self, check: Callable[[Path, str], Any], model: Path) -> None:
        shape = check(model, "tiny")
        assert (shape.vocabulary, shape.multilingual, shape.languages) == (51_865, True, 99)

    @pytest.mark.parametrize("seed", range(25))
    def test_a_model_that_is_cut_anywhere_is_refused(
        self, check: Callable[[Path, str], Any], model: Path, tmp_path: Path, seed: int
    ) -> None:
        whole = model.read_bytes()
        file = tmp_path / "cut.bin"
        file.write_bytes(whole[: random.Random(seed).randrange(len(whole))])
        with pytest.raises(JobFailed) as raised:
            check(file, "tiny")
        assert raised.value.code == "model"
