"""The embedded engine through a real worker, on real recordings."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from difflib import SequenceMatcher

import pytest
from recordings import MEDIA, Recordings
from worker_client import MOONSHINE, Client, Message, compute, running_worker, transcribe_request, wire_audio

JFK = (
    "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
)
"""The whole recording."""


def plain(words: Sequence[Message]) -> list[str]:
    return ["".join(c for c in word["text"].lower() if c.isalpha()) for word in words]


def words_of(client: Client, job: str) -> list[Message]:
    return [word for segment in client.of_job(job, "segment") for word in segment["words"]]


def align_request(job: str, path: object, segments: list[Message]) -> Message:
    audio = wire_audio(path)  # type: ignore[arg-type]
    return {
        "type": "align", "id": job, "audio": audio, "language": "en", "aligner": "pocketsphinx",
        "segments": segments, "compute": compute(),
    }  # fmt: skip


def hand_times(name: str) -> list[Message]:
    truth: list[Message] = json.loads((MEDIA / f"{name}.words.json").read_text())["words"]
    return truth


def assert_in_order(words: Sequence[Message], low: int, high: int) -> None:
    last = low
    for word in words:
        assert last <= word["startMs"] <= word["endMs"] <= high, word
        last = word["endMs"]


def test_a_recording_becomes_its_words_with_times_and_confidence(
    moonshine: Client, recording: Recordings
) -> None:
    moonshine.send(**transcribe_request("jfk", recording.raw("jfk")))
    result = moonshine.finish("jfk")
    words = words_of(moonshine, "jfk")
    assert SequenceMatcher(None, plain(words), JFK.split()).ratio() > 0.85
    assert (result["language"], result["model"], result["words"]) == ("en", "tiny-en", len(words))
    assert {word["timing"] for word in words} == {"aligned"}
    assert_in_order(words, 0, 11_000)
    assert sum(word["confidence"] for word in words) / len(words) > 0.8
    assert moonshine.of_job("jfk", "progress")[-1]["doneMs"] == 11_000
    assert not moonshine.of_job("jfk", "warn")


def test_progress_never_goes_back(moonshine: Client, recording: Recordings) -> None:
    moonshine.send(**transcribe_request("steps", recording.keep("twice", recording.samples("jfk") * 3)))
    moonshine.finish("steps")
    done = [m["doneMs"] for m in moonshine.of_job("steps", "progress")]
    assert done == sorted(done)
    assert len(set(done)) > 2


def test_segments_come_in_media_order_with_every_number(moonshine: Client, recording: Recordings) -> None:
    pause = bytes(32_000 * 2)
    samples = pause.join(
        [recording.samples("hand_mary"), recording.samples("jfk"), recording.samples("hand_bobby")]
    )
    moonshine.send(**transcribe_request("order", recording.keep("joined", samples)))
    moonshine.finish("order")
    segments = moonshine.of_job("order", "segment")
    assert len(segments) >= 3
    assert [segment["index"] for segment in segments] == list(range(len(segments)))
    assert_in_order(words_of(moonshine, "order"), 0, len(samples) // 32)


def test_times_are_media_times(moonshine: Client, recording: Recordings) -> None:
    request = transcribe_request("late", recording.raw("hand_mary"))
    moonshine.send(**{**request, "audio": {**request["audio"], "startMs": 60_000}})
    moonshine.finish("late")
    assert_in_order(words_of(moonshine, "late"), 60_000, 61_900)


def test_a_range_is_heard_alone(moonshine: Client, recording: Recordings) -> None:
    request = transcribe_request("part", recording.raw("jfk"))
    moonshine.send(**{**request, "range": {"startMs": 8_000, "endMs": 11_000}})
    moonshine.finish("part")
    words = words_of(moonshine, "part")
    assert plain(words)[-2:] == ["your", "country"]
    assert "fellow" not in plain(words)
    assert_in_order(words, 8_000, 11_000)


def test_a_bird_is_no_speech(moonshine: Client, recording: Recordings) -> None:
    moonshine.send(**transcribe_request("bird", recording.raw("bird")))
    assert moonshine.finish("bird")["words"] == 0
    assert [m["code"] for m in moonshine.of_job("bird", "warn")] == ["audio.silent"]


@pytest.mark.parametrize(
    "samples", [b"", bytes(2), bytes(32_000 * 5)], ids=["nothing", "one sample", "silence"]
)
def test_silence_and_nothing_give_no_words(moonshine: Client, recording: Recordings, samples: bytes) -> None:
    moonshine.send(**transcribe_request(f"s{len(samples)}", recording.keep("silence", samples)))
    assert moonshine.finish(f"s{len(samples)}")["words"] == 0


def test_a_very_quiet_recording_is_lifted(moonshine: Client, recording: Recordings) -> None:
    import array

    loud = array.array("h", recording.samples("jfk"))
    quiet = array.array("h", (round(value / 100) for value in loud))
    moonshine.send(**transcribe_request("quiet", recording.keep("quiet", quiet.tobytes())))
    moonshine.finish("quiet")
    heard = plain(words_of(moonshine, "quiet"))
    assert sum(word in heard for word in JFK.split()) >= 18


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("language", "de", "language"),
        ("task", "translate", "language"),
        ("compute", compute(model="large"), "model"),
        ("compute", compute(device="cuda:0"), "device"),
    ],
)
def test_what_the_engine_cannot_do_is_said(
    moonshine: Client, recording: Recordings, field: str, value: object, code: str
) -> None:
    job = f"unable {value}"
    moonshine.send(**{**transcribe_request(job, recording.raw("bird")), field: value})
    failure = moonshine.finish(job)
    assert failure["code"] == code
    assert failure["detail"].startswith("This engine")


def test_a_cancelled_transcription_stops_and_the_next_one_works(
    moonshine: Client, recording: Recordings
) -> None:
    moonshine.send(**transcribe_request("long", recording.keep("long", recording.samples("jfk") * 40)))
    moonshine.expect(lambda m: m["type"] == "segment" and m["id"] == "long")
    asked = time.monotonic()
    moonshine.send(type="cancel", id="c", job="long")
    failure = moonshine.finish("long")
    assert failure["code"] == "cancelled"
    assert failure["at"] - asked < 2.0  # 0.2 s on a quiet machine
    moonshine.send(**transcribe_request("after", recording.raw("hand_bobby")))
    assert plain(words_of(moonshine, "after")) or moonshine.finish("after")["words"] == 4


@pytest.mark.parametrize("name", ["hand_mary", "hand_bobby"])
def test_given_words_are_placed_where_a_hand_placed_them(
    moonshine: Client, recording: Recordings, name: str
) -> None:
    truth = hand_times(name)
    path = recording.raw(name)
    segment = {"startMs": 0, "endMs": path.stat().st_size // 32, "words": [word["word"] for word in truth]}
    moonshine.send(**align_request(f"a-{name}", path, [segment]))
    moonshine.finish(f"a-{name}")
    words = words_of(moonshine, f"a-{name}")
    assert [word["timing"] for word in words] == ["aligned"] * len(truth)
    for word, by_hand in zip(words, truth, strict=True):
        assert abs(word["startMs"] - by_hand["start"] * 1000) < 100
        assert word["confidence"] is None


def test_each_segment_is_searched_in_its_own_window(moonshine: Client, recording: Recordings) -> None:
    segments = [
        {"startMs": 8_000, "endMs": 11_000, "words": ["for", "your", "country."]},
        {"startMs": 0, "endMs": 3_000, "words": ["And", "so,", "my", "fellow", "Americans"]},
    ]
    moonshine.send(**align_request("windows", recording.raw("jfk"), segments))
    moonshine.finish("windows")
    sent = moonshine.of_job("windows", "segment")
    assert [segment["index"] for segment in sent] == [0, 1]
    assert_in_order(sent[0]["words"], 8_000, 11_000)
    assert_in_order(sent[1]["words"], 0, 3_000)
    assert all(word["timing"] == "aligned" for segment in sent for word in segment["words"])


def test_a_long_window_is_laid_along_the_speech(moonshine: Client, recording: Recordings) -> None:
    """44 s with the same sentence four times: each must land on its own one."""
    path = recording.keep("four", recording.samples("jfk") * 4)
    segment = {"startMs": 0, "endMs": 44_000, "words": JFK.split() * 4}
    moonshine.send(**align_request("four", path, [segment]))
    moonshine.finish("four")
    words = words_of(moonshine, "four")
    assert_in_order(words, 0, 44_000)
    starts = [word["startMs"] for word in words if word["text"] == "fellow"]
    assert [start // 11_000 for start in starts] == [0, 1, 2, 3]
    assert max(start % 11_000 for start in starts) - min(start % 11_000 for start in starts) < 200
    assert sum(word["timing"] == "aligned" for word in words) >= 84


def test_words_that_nobody_says_have_no_time(moonshine: Client, recording: Recordings) -> None:
    words = ["Mary", "—", "rolled", "[door", "slams]", "the", "日本", "barrel", "♪"]
    path = recording.raw("hand_mary")
    moonshine.send(**align_request("unsaid", path, [{"startMs": 0, "endMs": 1_870, "words": words}]))
    moonshine.finish("unsaid")
    timed = [word["text"] for word in words_of(moonshine, "unsaid") if word["startMs"] is not None]
    assert timed == ["Mary", "rolled", "the", "barrel"]


def test_a_text_that_is_not_said_is_marked_as_a_guess(moonshine: Client, recording: Recordings) -> None:
    words = "quite different words about seventeen purple elephants dancing slowly".split()  # noqa: SIM905
    path = recording.raw("hand_bobby")
    moonshine.send(**align_request("other", path, [{"startMs": 0, "endMs": 1_190, "words": words}]))
    moonshine.finish("other")
    placed = words_of(moonshine, "other")
    assert_in_order(placed, 0, 1_200)
    assert "interpolated" in {word["timing"] for word in placed}


def test_a_window_outside_the_recording_gives_no_times(moonshine: Client, recording: Recordings) -> None:
    segment = {"startMs": 5_000, "endMs": 6_000, "words": ["late"]}
    moonshine.send(**align_request("outside", recording.raw("hand_mary"), [segment]))
    assert moonshine.finish("outside")["type"] == "result"
    assert words_of(moonshine, "outside")[0]["startMs"] is None


def test_the_probe_proves_each_part(moonshine: Client) -> None:
    moonshine.send(type="probe", id="probe")
    found = moonshine.expect(lambda m: m["type"] == "probe")
    assert [check["id"] for check in found["checks"]] == [
        "versions", "model-files", "recogniser", "voice-detector", "aligner",
    ]  # fmt: skip
    assert all(check["ok"] for check in found["checks"]), found["checks"]
    assert found["versions"]["onnxruntime"] == "1.31.1"


def test_the_manifest_names_what_the_engine_answers() -> None:
    manifest = json.loads((MOONSHINE / "engine.json").read_text())
    with running_worker() as worker:
        assert worker.said[0]["engine"] == {"id": manifest["id"], "version": manifest["version"]}
        for slot, model in (
            ("transcribe", manifest["defaultModel"]),
            ("align", manifest["slotIds"]["align"][0]),
        ):
            worker.send(type="load", id=slot, slot=slot, compute=compute(device="cpu"))
            assert worker.finish(slot)["model"] == model
