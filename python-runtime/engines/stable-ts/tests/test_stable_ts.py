"""stable-ts on faster-whisper and CTranslate2, with a Whisper that hears tones (`tone_whisper.py`)."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ct2_model import make_ct2_model  # type: ignore[import-not-found]
from recordings import Recordings
from tone_whisper import WORDS, Said, spoken
from tone_whisper import rounds as rounds_every
from worker_client import Client, Message, compute, transcribe_request, wire_audio

SPEECH = slice(32_000 * 11 // 2, 32_000 * 15 // 2)
"""Two seconds of the clip without a pause."""


ROUND_MS = 40_000
"""Each window begins where the last word ended: the one behind a round must be empty."""


def rounds(count: int, from_ms: int) -> list[Said]:
    return rounds_every(count, from_ms, ROUND_MS)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = make_ct2_model(tmp_path_factory.mktemp("models") / "tones", multilingual=True)
    return folder


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = make_ct2_model(tmp_path_factory.mktemp("models") / "tones.en", multilingual=False)
    return folder


def keep(recording: Recordings, name: str, seconds: float, said: list[Said]) -> Path:
    return recording.keep(name, spoken(recording.samples("jfk")[SPEECH], seconds, said, ROUND_MS))


def exact(model: Path, **chosen: Any) -> Message:
    """Weights that were written by hand do not bear rounding to 8 bits."""
    return compute(**{"model": "tones", "modelPath": str(model), "precision": "float32", **chosen})


def request(job: str, audio: Path, model: Path, **chosen: Any) -> Message:
    computed = chosen.pop("compute", exact(model))
    return {**transcribe_request(job, audio), "compute": computed, **chosen}


def align_request(job: str, audio: Path, model: Path, segments: list[Message], **chosen: Any) -> Message:
    return {
        "type": "align",
        "id": job,
        "audio": wire_audio(audio),
        "language": "en",
        "aligner": "stable-ts",
        "segments": segments,
        "compute": exact(model),
        **chosen,
    }


def segment(start_ms: int, end_ms: int, words: str) -> Message:
    return {"startMs": start_ms, "endMs": end_ms, "words": words.split()}


def words_of(worker: Client, job: str) -> list[Message]:
    return [word for part in worker.of_job(job, "segment") for word in part["words"]]


def check_words(found: list[Message], said: list[Said], timing: str) -> None:
    """Whisper's attention says when a word ends; where the first one after a pause begins, it cannot say."""
    assert [word["text"] for word in found] == [word for word, _ in said]
    for word, (text, at_ms) in zip(found, said, strict=True):
        assert word["endMs"] == pytest.approx(at_ms + 480, abs=140)
        if text != WORDS[0]:
            assert word["startMs"] == pytest.approx(at_ms, abs=140)
        assert word["timing"] == timing
        assert word["confidence"] > 0.9
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(found))


def test_words_come_with_the_times_at_which_they_are_said(
    worker: Client, recording: Recordings, model: Path
) -> None:
    said = rounds(2, 600)
    worker.send(**request("words", keep(recording, "words", 60, said), model))
    done = worker.finish("words")
    assert (done["type"], done["words"], done["model"]) == ("result", len(said), "tones")
    check_words(words_of(worker, "words"), said, "attention")
    moved = [message["doneMs"] for message in worker.of_job("words", "progress")[1:]]
    assert moved == sorted(moved) and moved[-1] == 60_000


def test_a_long_recording_is_heard_in_stretches_without_a_lost_word(
    worker: Client, recording: Recordings, model: Path
) -> None:
    said = rounds(5, 2_000)
    worker.send(**request("long", keep(recording, "long", 200, said), model))
    assert worker.finish("long")["words"] == len(said)
    check_words(words_of(worker, "long"), said, "attention")
    arrived = [part["at"] for part in worker.of_job("long", "segment")]
    assert arrived[-1] > arrived[0]


def test_a_range_and_a_late_first_sample_keep_media_time(
    worker: Client, recording: Recordings, model: Path
) -> None:
    message = request("range", keep(recording, "range", 60, rounds(2, 2_000)), model)
    message["audio"]["startMs"] = 7_000
    worker.send(**{**message, "range": {"startMs": 7_000 + ROUND_MS, "endMs": 7_000 + 60_000}})
    worker.finish("range")
    said = [(word, at_ms + 7_000) for word, at_ms in rounds(2, 2_000)[len(WORDS) :]]
    check_words(words_of(worker, "range"), said, "attention")
    assert worker.of_job("range", "progress")[-1]["totalMs"] == 20_000


def test_silence_has_no_words(worker: Client, recording: Recordings, model: Path) -> None:
    worker.send(**request("silent", recording.keep("silent", bytes(320_000)), model))
    assert worker.finish("silent")["words"] == 0
    assert [warning["code"] for warning in worker.of_job("silent", "warn")] == ["audio.silent"]


def test_the_language_is_detected_once_and_told(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "detect", 40, rounds(1, 2_000))
    worker.send(**request("detect", audio, model))
    assert worker.finish("detect")["language"] == "en"
    (told,) = worker.of_job("detect", "language")
    assert told["language"] == "en" and told["confidence"] > 0.8
    worker.send(**request("given", audio, model, language="de-CH"))
    assert worker.finish("given")["language"] == "de"
    assert worker.of_job("given", "language") == []


def test_a_translation_is_in_english(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "translate", 20, rounds(1, 600))
    worker.send(**request("translate", audio, model, language="de", task="translate"))
    done = worker.finish("translate")
    assert (done["language"], done["words"]) == ("en", len(WORDS))


def test_prompt_and_names_are_taken(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "prompt", 20, rounds(1, 600))
    worker.send(**request("prompt", audio, model, prompt="can do", hotwords="people"))
    assert worker.finish("prompt")["words"] == len(WORDS)


def test_an_english_model_does_not_translate_and_knows_no_german(
    worker: Client, recording: Recordings, english: Path
) -> None:
    audio = keep(recording, "english", 20, rounds(1, 600))
    worker.send(**request("en-translate", audio, english, task="translate"))
    assert worker.finish("en-translate")["code"] == "language"
    worker.send(**request("en-de", audio, english, language="de"))
    assert worker.finish("en-de")["code"] == "language"
    worker.send(**request("en-xx", audio, english))
    assert worker.finish("en-xx")["language"] == "en"


def test_an_unknown_language_is_refused(worker: Client, recording: Recordings, model: Path) -> None:
    worker.send(**request("xx", keep(recording, "xx", 5, []), model, language="tlh"))
    assert worker.finish("xx")["code"] == "language"


def test_given_words_are_found_in_the_audio(worker: Client, recording: Recordings, model: Path) -> None:
    said = rounds(2, 1_000)
    audio = keep(recording, "align", 60, said)
    half = len(WORDS) // 2
    wanted = [
        segment(0, 3_400, "Ask not what your country?"),
        segment(3_400, 12_000, "can do for you people —"),
        segment(39_000, 54_000, " ".join(WORDS)),
        segment(50_000, 54_000, ""),
    ]
    worker.send(**align_request("align", audio, model, [{**each} for each in wanted]))
    done = worker.finish("align")
    assert (done["segments"], done["words"], done["language"]) == (4, 5 + 6 + 10, "en")
    parts = worker.of_job("align", "segment")
    assert [[word["text"] for word in part["words"]] for part in parts] == [
        ["Ask", "not", "what", "your", "country?"],
        ["can", "do", "for", "you", "people", "—"],
        list(WORDS),
        [],
    ]
    spoken_words = [word for word in parts[1]["words"] if word["text"] != "—"]
    dash = parts[1]["words"][5]
    assert (dash["startMs"], dash["endMs"], dash["timing"]) == (None, None, None)
    check_times(spoken_words, said[half : len(WORDS)])
    check_times(parts[2]["words"], said[len(WORDS) :])
    assert worker.of_job("align", "progress")[-1]["doneMs"] == sum(
        each["endMs"] - each["startMs"] for each in wanted
    )


def check_times(found: list[Message], said: list[Said], timing: str = "aligned") -> None:
    for word, (_, at_ms) in list(zip(found, said, strict=True))[1:]:
        assert word["startMs"] == pytest.approx(at_ms, abs=160)
        assert word["timing"] == timing


def test_words_that_are_not_said_get_no_false_place(
    worker: Client, recording: Recordings, model: Path
) -> None:
    audio = recording.keep("nothing", bytes(320_000))
    worker.send(**align_request("nothing", audio, model, [segment(0, 10_000, "ask not")]))
    assert worker.finish("nothing")["words"] == 2
    assert [word["startMs"] for word in words_of(worker, "nothing")] == [None, None]


def test_refining_moves_an_edge_to_where_the_word_is(
    worker: Client, recording: Recordings, model: Path
) -> None:
    said = rounds(1, 1_000)
    audio = keep(recording, "refine", 12, said)
    whole = [segment(0, 12_000, " ".join(WORDS))]
    worker.send(**align_request("plain", audio, model, whole))
    worker.finish("plain")
    worker.send(**align_request("refine", audio, model, whole, aligner="stable-ts-refine"))
    assert worker.finish("refine")["words"] == len(WORDS)
    plain, refined = words_of(worker, "plain"), words_of(worker, "refine")
    assert {word["timing"] for word in plain} == {"aligned"}
    assert {word["timing"] for word in refined} == {"refined"}
    # Plainly aligned, the first word takes the whole pause before it.
    assert plain[0]["startMs"] < said[0][1] - 500
    for word, (_, at_ms) in zip(refined, said, strict=True):
        assert at_ms - 60 <= word["startMs"] < word["endMs"] <= at_ms + 600
    moved = [message["doneMs"] for message in worker.of_job("refine", "progress")[1:]]
    assert moved == sorted(moved) and moved[-1] == 12_000


@pytest.mark.parametrize("aligner", ["transcribe", "stable-ts", "stable-ts-refine"])
def test_after_a_cancel_the_next_job_is_whole(
    worker: Client, recording: Recordings, model: Path, aligner: str
) -> None:
    audio = keep(recording, "cancel", 400, rounds(10, 600))
    name = f"cancel-{aligner}"
    if aligner == "transcribe":
        worker.send(**request(name, audio, model))
    else:
        parts = [segment(at, at + ROUND_MS, " ".join(WORDS)) for at in range(0, 400_000, ROUND_MS)]
        worker.send(**align_request(name, audio, model, parts, aligner=aligner))
    worker.expect(lambda m: m.get("id") == name and m["type"] == "segment")
    worker.send(type="cancel", id=f"ask-{aligner}", job=name)
    assert worker.finish(name)["code"] == "cancelled"
    said = rounds(1, 600)
    worker.send(**request(f"after-{aligner}", keep(recording, "after", 20, said), model))
    worker.finish(f"after-{aligner}")
    check_words(words_of(worker, f"after-{aligner}"), said, "attention")


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(
    worker: Client, recording: Recordings, model: Path, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(model, tmp_path / "copy")
    (folder / name).unlink()
    worker.send(**request(f"no {name}", recording.keep("missing", bytes(64_000)), folder))
    refused = worker.finish(f"no {name}")
    assert (refused["code"], refused["retriable"]) == ("model", False)
    assert name.split(".")[0] in refused["detail"]


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_a_damaged_file_is_told(
    worker: Client, recording: Recordings, model: Path, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(model, tmp_path / "copy")
    (folder / name).write_bytes(b"\x00rubbish\xff" * 40)
    worker.send(**request(f"bad {name}", recording.keep("damaged", bytes(64_000)), folder))
    refused = worker.finish(f"bad {name}")
    assert refused["code"] == "model" and "damaged" in refused["detail"]


def test_no_model_and_no_such_card_are_told(worker: Client, recording: Recordings, model: Path) -> None:
    audio = recording.keep("none", bytes(64_000))
    worker.send(**request("none", audio, model, compute=compute()))
    assert worker.finish("none")["code"] == "model"
    for device in ("cuda:0", "tpu"):
        worker.send(**request(device, audio, model, compute=exact(model, device=device)))
        assert worker.finish(device)["code"] == "device"
    worker.send(**request("odd", audio, model, compute=exact(model, precision="float8")))
    assert worker.finish("odd")["code"] == "compute"


def test_batches_hear_the_same_words(worker: Client, recording: Recordings, model: Path) -> None:
    audio = keep(recording, "batch", 60, rounds(2, 2_000))
    worker.send(**request("batch", audio, model, compute=exact(model, batchSize=4)))
    assert worker.finish("batch")["words"] >= len(WORDS)


def test_the_probe_needs_no_model(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    probed = worker.expect(lambda m: m["type"] == "probe")
    names = {check["id"] for check in probed["checks"]}
    assert names >= {"voice-detector", "torch", "library", "ctranslate2"}
    failed = [check for check in probed["checks"] if not check["ok"] and check["id"] != "versions"]
    assert failed == []
