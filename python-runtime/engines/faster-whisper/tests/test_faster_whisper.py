"""faster-whisper on its real library, with the tiny made-up model of the self-test."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from recordings import Recordings
from whisper_jobs import Listening, check_answer, check_progress, request, said, words_of
from worker_client import Client

from speech.samples import RATE_HZ, Samples
from speech.whisper_windows import Window
from worker.adapter import Audio, Compute, TranscribeJob
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
MODEL = ENGINE / "selftest"

MINUTE_MS = 60_000


def spoken(recording: Recordings, minutes: float) -> bytes:
    """The clip again and again, with a second of near silence in between."""
    clip = np.frombuffer(recording.samples("jfk"), "<i2")
    hush = np.random.default_rng(1).integers(-3, 4, RATE_HZ).astype("<i2")
    tile = np.concatenate([clip, hush])
    length = round(minutes * 60 * RATE_HZ)
    return np.tile(tile, length // len(tile) + 1)[:length].tobytes()


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


class TestListening:
    """The guards around the decoder, with the real model behind a decoder that can be made to fail."""

    @pytest.fixture
    def samples(self, recording: Recordings) -> Samples:
        path = recording.keep("talk", spoken(recording, 2).replace(b"\0\0" * RATE_HZ, b""))
        return Samples(path, path.stat().st_size // 2)

    @pytest.fixture
    def listener(self, samples: Samples) -> Any:
        model = import_part(ENGINE, "loaded").Keeper().get(computed(precision="float32")).model
        return opened(model, "transcribe", None, None, "en", samples)

    def test_what_was_passed_over_is_heard_again(self, listener: Any) -> None:
        window = Window(((0, 30 * RATE_HZ),))
        first = [word.text for word in hear(listener, [window])[0].words[:5]]
        deaf = with_decoder(listener, ShortOfHearing(listener.model.model, words=5))
        heard = hear(deaf, [window])[0]
        assert len(heard.words) > 10
        found = iter(word.text for word in heard.words)
        assert all(text in found for text in first), "a word was lost, or they changed places"
        assert heard.words[-1].start > 15 * RATE_HZ
        assert all(a.start <= b.start for a, b in zip(heard.words, heard.words[1:], strict=False))

    def test_passages_of_a_whole_batch_are_heard_again_together(self, listener: Any) -> None:
        windows = [Window(((at * RATE_HZ, (at + 12) * RATE_HZ),)) for at in (0, 30, 60)]
        deaf = ShortOfHearing(listener.model.model, words=4)
        heard = hear(with_decoder(listener, deaf), windows)
        assert deaf.asked == [3, 1]
        for window, each in zip(windows, heard, strict=True):
            assert len(each.words) >= 4
            assert all(window.start <= word.start <= word.end <= window.end for word in each.words)
        assert sum(len(each.words) for each in heard) > 12

    def test_text_that_goes_round_in_circles_is_tried_again(self, listener: Any) -> None:
        window = Window(((0, 12 * RATE_HZ),))
        caught = Circling(listener.model.model, times=1)
        heard = hear(with_decoder(listener, caught), [window])[0]
        assert caught.temperatures[:2] == [None, 0.2]
        assert heard.sure
        assert not import_part(ENGINE, "doubts").repetitive("".join(word.text for word in heard.words))

    def test_text_that_never_stops_going_round_is_marked_as_unsure(self, listener: Any) -> None:
        caught = Circling(listener.model.model, times=99)
        heard = hear(with_decoder(listener, caught), [Window(((0, 12 * RATE_HZ),))])[0]
        assert caught.temperatures == [None, 0.2, 0.4, 0.6, 0.8, 1.0]
        assert not heard.sure
        assert heard.words

    def test_a_batch_that_does_not_fit_is_halved_and_nothing_is_lost(self, listener: Any) -> None:
        windows = [Window(((at * RATE_HZ, (at + 10) * RATE_HZ),)) for at in (0, 12, 24, 36, 48)]
        tight = with_decoder(listener, Tight(listener.model.model, room=2))
        assert hear(tight, windows) == [hear(listener, [window])[0] for window in windows]
        assert tight.room.windows == 2

    def test_a_single_window_that_does_not_fit_fails(self, listener: Any) -> None:
        tight = with_decoder(listener, Tight(listener.model.model, room=0))
        with pytest.raises(RuntimeError, match="out of memory"):
            hear(tight, [Window(((0, 10 * RATE_HZ),))])

    def test_the_prompt_leaves_half_of_the_decoders_memory_to_the_text(self, listener: Any) -> None:
        hinted = opened(listener.model, "translate", "because " * 400, "river water", "de", listener.samples)
        tokens = listener.tokenizer.tokenizer
        assert len(hinted.prompt) == 1 + 223 + 4
        assert hinted.prompt[0] == tokens.token_to_id("<|startofprev|>")
        assert hinted.prompt[1:3] == (tokens.token_to_id("Ġriver"), tokens.token_to_id("Ġwater"))
        assert hinted.prompt[-4:] == tuple(
            tokens.token_to_id(f"<|{each}|>")
            for each in ("startoftranscript", "de", "translate", "notimestamps")
        )


class TestDoubts:
    @pytest.fixture
    def doubts(self) -> Any:
        return import_part(ENGINE, "doubts")

    def test_loops_are_repetitive_and_speech_is_not(self, doubts: Any) -> None:
        assert doubts.repetitive(" thank you" * 20)
        assert not doubts.repetitive(" thank you thank you")
        assert not doubts.repetitive(
            " And so, my fellow Americans: ask not what your country can do for you, ask what you can do for"
            " your country."
        )

    def test_silence_is_no_text_only_if_the_text_is_a_guess_too(self, doubts: Any) -> None:
        assert doubts.silent(0.9, -1.5)
        assert not doubts.silent(0.9, -0.2)
        assert not doubts.silent(0.1, -1.5)

    def test_a_word_stands_for_no_more_than_it_can_last(self, doubts: Any) -> None:
        window = Window(((0, 20 * RATE_HZ),))
        words = [("one", 0, RATE_HZ), ("two", RATE_HZ, 19 * RATE_HZ), ("end", 19 * RATE_HZ, 20 * RATE_HZ)]
        ((start, end),) = doubts.unheard(window, words)
        assert 1.5 * RATE_HZ < start < 2.5 * RATE_HZ
        assert end == 19 * RATE_HZ

    def test_words_that_have_no_room_account_for_speech_without_words(self, doubts: Any) -> None:
        window = Window(((0, 12 * RATE_HZ),))
        crowd = [("something", 6 * RATE_HZ, 6 * RATE_HZ + 320)] * 14
        assert doubts.unheard(window, crowd) == []
        assert doubts.unheard(window, crowd[:3]) != []

    def test_speech_with_words_throughout_has_no_hole(self, doubts: Any) -> None:
        words = [("word", second * RATE_HZ, (second + 1) * RATE_HZ) for second in range(20)]
        assert doubts.unheard(Window(((0, 20 * RATE_HZ),)), words) == []


def opened(
    model: Any, task: str, prompt: str | None, hotwords: str | None, language: str, samples: Samples
) -> Any:
    listen = import_part(ENGINE, "listen")
    return listen.open_listener(
        model, listen.Room(8), language, listen.Hints(task, prompt, hotwords), samples
    )


def hear(listener: Any, windows: list[Window]) -> Any:
    return import_part(ENGINE, "listen").hear(listener, windows, lambda: None)


def job(audio: Path) -> TranscribeJob:
    heard = Audio(audio, audio.stat().st_size // 2, 0)
    return TranscribeJob(heard, None, None, "transcribe", None, None, computed(precision=None))


def computed(precision: str | None) -> Compute:
    return Compute("tiny", MODEL, "cpu", precision, None, 2)


def with_decoder(listener: Any, decoder: Any) -> Any:
    """The same listener with another decoder behind the library's model."""
    original = listener.model

    class Wrapped:
        model = decoder

        def encode(self, features: Any) -> Any:
            return decoder.encode_features(original, features)

        def __getattr__(self, name: str) -> Any:
            return getattr(original, name)

    return replace(listener, model=Wrapped())


class Decoder:
    """CTranslate2's model, whose answers can be tampered with."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode_features(self, library: Any, features: Any) -> Any:
        return library.encode(features)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


class ShortOfHearing(Decoder):
    """Ends its first text early."""

    def __init__(self, model: Any, words: int) -> None:
        super().__init__(model)
        self._words: int | None = words
        self.asked: list[int] = []

    def generate(self, *arguments: Any, **chosen: Any) -> list[Any]:
        results = self._model.generate(*arguments, **chosen)
        self.asked.append(len(results))
        words, self._words = self._words, None
        return [answer(result, result.sequences_ids[0][:words]) for result in results]


class Circling(Decoder):
    """Says one word over and over, so many times that it is asked."""

    def __init__(self, model: Any, times: int) -> None:
        super().__init__(model)
        self._times = times
        self.temperatures: list[float | None] = []

    def generate(self, *arguments: Any, **chosen: Any) -> list[Any]:
        results = self._model.generate(*arguments, **chosen)
        self.temperatures.append(chosen.get("sampling_temperature"))
        if len(self.temperatures) > self._times:
            return list(results)
        return [answer(result, result.sequences_ids[0][:2] * 20) for result in results]


class Tight(Decoder):
    """Has memory for so many windows."""

    def __init__(self, model: Any, room: int) -> None:
        super().__init__(model)
        self._room = room

    def encode_features(self, library: Any, features: Any) -> Any:
        if len(features) > self._room and features.ndim == 3:
            raise RuntimeError("CUDA failed with error out of memory")
        return library.encode(features)


def answer(result: Any, tokens: list[int]) -> Any:
    return SimpleNamespace(
        sequences_ids=[tokens], scores=list(result.scores), no_speech_prob=result.no_speech_prob
    )
