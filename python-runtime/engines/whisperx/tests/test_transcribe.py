"""The transcription slot on the real WhisperX, with a made-up Whisper of one layer (`make_models.py`)."""

from __future__ import annotations

import shutil
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from make_models import Recipe, make_whisper  # type: ignore[import-not-found, unused-ignore]
from noted import Noted
from recordings import Recordings
from worker_client import Client, Message, compute, transcribe_request

from worker.adapter import Audio, Compute, TranscribeJob
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
MODEL = ENGINE / "selftest" / "whisper"
LOOPING = Path(__file__).resolve().parent / "models" / "looping"


def request(job: str, audio: Path, model: Path = MODEL, **chosen: Any) -> Message:
    computed = chosen.pop("compute", {})
    settled = compute(**{"model": "tiny", "modelPath": str(model), "device": "cpu", **computed})
    return {**transcribe_request(job, audio), "compute": settled, **chosen}


def segments_of(worker: Client, job: str) -> list[Message]:
    """Without what names the job and the message."""
    return [
        {key: segment[key] for key in ("index", "startMs", "endMs", "words")}
        for segment in worker.of_job(job, "segment")
    ]


def texts_of(worker: Client, job: str) -> list[str]:
    return [" ".join(word["text"] for word in segment["words"]) for segment in segments_of(worker, job)]


def warnings_of(worker: Client, job: str) -> list[str]:
    return [warning["code"] for warning in worker.of_job(job, "warn")]


def test_speech_becomes_segments_in_the_order_of_time(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("minute", recording.samples("jfk") * 6)
    worker.send(**request("minute", audio))
    done = worker.finish("minute")
    assert done["type"] == "result", done
    segments = segments_of(worker, "minute")
    assert len(segments) >= 3
    assert [segment["index"] for segment in segments] == list(range(len(segments)))
    assert all(a["endMs"] <= b["startMs"] for a, b in pairwise(segments))
    assert segments[0]["startMs"] < 1_000 and segments[-1]["endMs"] > 60_000
    assert sum(segment["endMs"] - segment["startMs"] for segment in segments) > 50_000
    assert done["words"] == sum(len(segment["words"]) for segment in segments) > 0
    assert (done["language"], done["model"]) == ("en", "tiny")
    (found,) = worker.of_job("minute", "language")
    assert found["language"] == "en" and found["confidence"] > 0.9


def test_words_have_no_times_until_they_are_aligned(worker: Client, recording: Recordings) -> None:
    worker.send(**request("untimed", recording.raw("jfk"), language="en"))
    worker.finish("untimed")
    words = [word for segment in segments_of(worker, "untimed") for word in segment["words"]]
    assert words and all(word["startMs"] is word["endMs"] is word["timing"] is None for word in words)
    assert all(0 < word["confidence"] <= 1 and word["text"].strip() == word["text"] != "" for word in words)
    assert worker.of_job("untimed", "language") == []


def test_text_is_said_while_the_rest_is_still_recognised(recording: Recordings) -> None:
    audio = recording.keep("streamed", recording.samples("jfk") * 12)
    chosen = Compute("tiny", MODEL, "cpu", None, None, 2)
    heard = Audio(audio, audio.stat().st_size // 2, 0)
    noted = Noted()
    import_part(ENGINE, "adapter").open_engine(None).transcribe(
        TranscribeJob(heard, None, "en", "transcribe", None, None, chosen), noted
    )
    kinds = [kind for kind, _ in noted.told]
    first, last = kinds.index("segment"), len(kinds) - 1 - kinds[::-1].index("segment")
    steps = noted.steps("recognise")
    assert steps == sorted(steps) and steps[-1] == (132_000, 132_000)
    assert len({step for kind, step in noted.told[first:last] if kind == "progress"}) >= 2


def test_batches_of_any_size_say_the_same(worker: Client, recording: Recordings) -> None:
    audio = recording.keep("batches", recording.samples("jfk") * 8)
    said = []
    for size in (1, 3, None):
        worker.send(**request(f"by {size}", audio, language="en", compute={"batchSize": size}))
        worker.finish(f"by {size}")
        said.append(texts_of(worker, f"by {size}"))
    assert said[0] == said[1] == said[2] != []


def test_a_cancel_leaves_nothing_for_the_next_job(worker: Client, recording: Recordings) -> None:
    clip = recording.raw("jfk")
    worker.send(**request("before", clip))
    worker.finish("before")

    audio = recording.keep("long", recording.samples("jfk") * 200)
    foreign = request("cancelled", audio, task="translate", language="de", prompt="river", hotwords="sea")
    worker.send(**foreign)
    worker.expect(lambda m: m["type"] == "segment" and m["id"] == "cancelled")
    worker.send(type="cancel", id="c", job="cancelled")
    ended = worker.finish("cancelled", within_s=10)
    assert ended["type"] == "error" and ended["code"] == "cancelled"

    worker.send(**request("after", clip))
    assert worker.finish("after")["type"] == "result"
    assert segments_of(worker, "after") == segments_of(worker, "before") != []
    assert len(worker.of_job("after", "language")) == 1


@pytest.mark.parametrize("language", [None, "de"])
def test_a_translation_is_one_with_and_without_a_language(
    worker: Client, recording: Recordings, language: str | None
) -> None:
    audio = recording.raw("jfk")
    worker.send(**request(f"said {language}", audio, language=language))
    worker.finish(f"said {language}")
    worker.send(**request(f"translated {language}", audio, language=language, task="translate"))
    assert worker.finish(f"translated {language}")["language"] == "en"
    assert texts_of(worker, f"translated {language}") != texts_of(worker, f"said {language}")


def test_hints_change_what_is_heard(worker: Client, recording: Recordings) -> None:
    audio = recording.raw("jfk")
    for job, prompt, hotwords in (
        ("plain", None, None),
        ("prompted", "river", None),
        ("named", None, "river"),
        ("flooded", "river music " * 600, "garden, " * 600),
    ):
        worker.send(**request(job, audio, language="en", prompt=prompt, hotwords=hotwords))
        assert worker.finish(job)["type"] == "result"
    assert texts_of(worker, "prompted") != texts_of(worker, "plain") != texts_of(worker, "named")


def test_silence_has_no_words(worker: Client, recording: Recordings) -> None:
    worker.send(**request("silence", recording.keep("silence", bytes(32_000 * 20))))
    done = worker.finish("silence")
    assert (done["type"], done["segments"]) == ("result", 0)
    assert warnings_of(worker, "silence") == ["audio.silent"]
    worker.send(**request("nothing", recording.keep("nothing", b"")))
    assert worker.finish("nothing")["segments"] == 0


def test_a_text_that_repeats_itself_is_decoded_again(worker: Client, recording: Recordings) -> None:
    worker.send(**request("loop", recording.raw("jfk"), LOOPING, language="en"))
    worker.finish("loop")
    (text,) = texts_of(worker, "loop")
    assert len(text) / len(zlib.compress(text.encode())) < 2.4
    assert "music music music music" not in text


def test_what_stays_doubtful_is_marked(worker: Client, recording: Recordings) -> None:
    worker.send(**request("unsure", recording.raw("jfk"), LOOPING, language="en"))
    worker.finish("unsure")
    words = [word for segment in segments_of(worker, "unsure") for word in segment["words"]]
    assert words and all(word["confidence"] <= 0.3 for word in words)
    (warning,) = worker.of_job("unsure", "warn")
    assert warning["code"] == "text.unsure" and 9_000 < int(warning["detail"]) <= 11_000


def test_a_range_limits_the_work(worker: Client, recording: Recordings) -> None:
    message = request("range", recording.keep("range", recording.samples("jfk") * 6), language="en")
    message["audio"]["startMs"] = 5_000
    worker.send(**{**message, "range": {"startMs": 20_000, "endMs": 40_000}})
    worker.finish("range")
    segments = segments_of(worker, "range")
    assert segments
    assert all(20_000 <= each["startMs"] < each["endMs"] <= 40_000 for each in segments)
    assert worker.of_job("range", "progress")[-1]["totalMs"] == 20_000


def test_models_with_more_bands_need_no_file_that_says_so(
    worker: Client, recording: Recordings, tmp_path: Path
) -> None:
    folder = tmp_path / "größeres Modell"
    make_whisper(folder, Recipe(tokens=12, loop=False, bands=128))
    (folder / "preprocessor_config.json").unlink()
    worker.send(**request("bands", recording.raw("jfk"), folder))
    done = worker.finish("bands")
    assert done["type"] == "result" and done["words"] > 0, done


@pytest.mark.parametrize("missing", ["model.bin", "tokenizer.json", "vocabulary.json", "config.json"])
def test_a_folder_without_a_file_is_told_by_its_name(
    worker: Client, recording: Recordings, tmp_path: Path, missing: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    (folder / missing).unlink()
    worker.send(**request(missing, recording.raw("jfk"), folder))
    failed = worker.finish(missing)
    assert (failed["type"], failed["code"], failed["retriable"]) == ("error", "model", False)
    assert missing.split(".")[0] in failed["detail"]


def test_a_damaged_model_is_the_models_fault(worker: Client, recording: Recordings, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:5_000])
    worker.send(**request("damaged", recording.raw("jfk"), folder))
    failed = worker.finish("damaged")
    assert (failed["code"], failed["retriable"]) == ("model", False)
    worker.send(**request("whole", recording.raw("jfk")))
    assert worker.finish("whole")["type"] == "result"


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"compute": {"precision": "float16"}}, "compute"),
        ({"compute": {"device": "cuda:63"}}, "device"),
        ({"compute": {"device": "npu"}}, "device"),
        ({"compute": {"modelPath": None}}, "model"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_what_cannot_be_done_is_told(
    worker: Client, recording: Recordings, chosen: dict[str, Any], code: str
) -> None:
    job = f"refused {chosen}"
    worker.send(**request(job, recording.raw("jfk"), **chosen))
    failed = worker.finish(job)
    assert (failed["type"], failed["code"], failed["retriable"]) == ("error", code, False)
    assert failed["detail"]
