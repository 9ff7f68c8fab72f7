"""The diarizer without a download, on the real networks."""

from __future__ import annotations

import itertools
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conversations import THREE, TWO, conversation  # type: ignore[import-not-found, unused-ignore]
from der import Spoken, score
from recordings import Recordings
from worker_client import Client, Message, compute, wire_audio


def request(job: str, path: Path, /, **chosen: Any) -> Message:
    return {
        "type": "diarize",
        "id": job,
        "audio": wire_audio(path),
        "diarizer": "basic",
        "speakers": None,
        "compute": compute(),
        **chosen,
    }


def between(fewest: int, most: int | None) -> Message:
    return {"min": fewest, "max": most}


def turns_of(worker: Client, job: str, kind: str = "overlapping") -> list[Spoken]:
    return [
        (turn["startMs"], turn["endMs"], turn["speaker"])
        for line in worker.of_job(job, "turns")
        if line["kind"] == kind
        for turn in line["turns"]
    ]


def names_of(turns: list[Spoken]) -> list[str]:
    return list(dict.fromkeys(who for _, _, who in turns))


def voices_of(worker: Client, job: str) -> dict[str, list[float]]:
    return {line["speaker"]: line["vector"] for line in worker.of_job(job, "voice")}


def heard(worker: Client, job: str, path: Path, /, **chosen: Any) -> list[Spoken]:
    worker.send(**request(job, path, **chosen))
    done = worker.finish(job)
    assert done["type"] == "result", done
    return turns_of(worker, job)


@pytest.mark.parametrize(("name", "parts", "people"), [("two", TWO, 2), ("three", THREE, 3)])
def test_a_conversation_is_told_apart_without_knowing_how_many_speak(
    worker: Client, recording: Recordings, name: str, parts: list[tuple[str, int]], people: int
) -> None:
    samples, spoken = conversation(parts, recording)
    turns = heard(worker, f"talk-{name}", recording.keep(name, samples))
    assert names_of(turns) == [f"SPEAKER_{number:02}" for number in range(people)]
    assert score(spoken, turns, len(samples) // 32, 250).rate < 5


def test_turns_are_sorted_inside_the_recording_and_exclusive_ones_never_overlap(
    worker: Client, recording: Recordings
) -> None:
    samples, _ = conversation(THREE, recording)
    audio = {**wire_audio(recording.keep("late", samples)), "startMs": 90_000}
    turns = heard(worker, "late", recording.keep("late", samples), audio=audio)
    alone = turns_of(worker, "late", "exclusive")
    assert turns == sorted(turns) and alone == sorted(alone)
    assert all(90_000 <= start < end <= 90_000 + len(samples) // 32 for start, end, _ in turns + alone)
    assert all(before[1] <= after[0] for before, after in pairwise(alone))
    assert set(names_of(alone)) <= set(names_of(turns))
    done = [each["doneMs"] for each in worker.of_job("late", "progress") if each["stage"] == "diarize"]
    assert done == sorted(done) and done[-1] == len(samples) // 32


@pytest.mark.parametrize("people", [1, 2, 3])
def test_an_exact_number_is_kept(worker: Client, recording: Recordings, people: int) -> None:
    samples, _ = conversation(THREE, recording)
    turns = heard(
        worker, f"exact-{people}", recording.keep("exact", samples), speakers=between(people, people)
    )
    assert len(names_of(turns)) == people
    assert len(voices_of(worker, f"exact-{people}")) == people


def test_the_fewest_and_the_most_are_kept(worker: Client, recording: Recordings) -> None:
    path = recording.keep("limits", conversation(TWO, recording)[0])
    assert len(names_of(heard(worker, "at-least-3", path, speakers=between(3, None)))) == 3
    path = recording.keep("limits", conversation(THREE, recording)[0])
    assert len(names_of(heard(worker, "at-most-2", path, speakers=between(1, 2)))) == 2
    assert len(names_of(heard(worker, "1-to-5", path, speakers=between(1, 5)))) == 3


def test_one_reader_is_one_speaker(worker: Client, recording: Recordings) -> None:
    assert names_of(heard(worker, "one", recording.raw("jfk"))) == ["SPEAKER_00"]
    assert names_of(heard(worker, "word", recording.raw("hand_mary"))) == ["SPEAKER_00"]


@pytest.mark.parametrize("kind", ["nothing", "one sample", "silence", "noise", "bird"])
def test_where_nobody_speaks_nobody_is_heard(worker: Client, recording: Recordings, kind: str) -> None:
    quiet = np.random.default_rng(1).normal(0, 300, 16_000 * 12).astype("<i2")
    samples = {
        "nothing": b"",
        "one sample": b"\1\0",
        "silence": bytes(32_000 * 7),
        "noise": quiet.tobytes(),
        "bird": recording.samples("bird"),
    }[kind]
    assert heard(worker, f"nobody-{kind}", recording.keep("nobody", samples)) == []
    assert voices_of(worker, f"nobody-{kind}") == {}


def test_level_changes_nothing(worker: Client, recording: Recordings) -> None:
    samples, spoken = conversation(TWO, recording)
    softer = (np.frombuffer(samples, "<i2") // 30).astype("<i2").tobytes()
    turns = heard(worker, "soft", recording.keep("soft", softer))
    assert len(names_of(turns)) == 2
    assert score(spoken, turns, len(samples) // 32, 250).rate < 5


def test_people_who_talk_at_once_are_both_heard(worker: Client, recording: Recordings) -> None:
    first, _ = conversation([*TWO, ("printing", 0)], recording)
    second, _ = conversation([("kennedy", 3)], recording)
    mixed = np.frombuffer(first, "<i2").astype(np.int32)
    start = len(mixed) - len(second) // 2
    mixed[start:] += np.frombuffer(second, "<i2")
    samples = np.clip(mixed, -32768, 32767).astype("<i2").tobytes()
    turns = heard(worker, "both", recording.keep("both", samples))
    assert len(names_of(turns)) == 2
    together = sum(
        max(0, min(a[1], b[1]) - max(a[0], b[0])) for a, b in itertools.combinations(turns, 2) if a[2] != b[2]
    )
    assert together > 500


def test_voices_can_be_compared_between_recordings(worker: Client, recording: Recordings) -> None:
    pairs = [[("printing", 0), ("kennedy", 0), ("printing", 0)], [("printing", 1), ("kennedy", 3)]]
    voices = []
    for number, parts in enumerate(pairs):
        path = recording.keep("voices", conversation(parts, recording)[0])
        heard(worker, f"voices-{number}", path, speakers=between(2, 2))
        voices.append(voices_of(worker, f"voices-{number}"))
    assert all(math.hypot(*voice) == pytest.approx(1, abs=1e-4) for each in voices for voice in each.values())
    before, after = (np.array([each["SPEAKER_00"], each["SPEAKER_01"]]) for each in voices)
    alike = before @ after.T
    assert min(alike.diagonal()) > max(alike[0, 1], alike[1, 0]) + 0.1


def test_after_a_cancel_the_next_job_is_unharmed(worker: Client, recording: Recordings) -> None:
    samples, spoken = conversation(TWO, recording)
    long = recording.keep("long", samples * 20)
    worker.send(**request("cancelled", long))
    worker.expect(lambda m: m.get("id") == "cancelled" and m["type"] == "progress" and m["doneMs"] > 60_000)
    worker.send(type="cancel", id="stop", job="cancelled")
    done = worker.finish("cancelled", 20)
    assert (done["type"], done["code"]) == ("error", "cancelled")
    turns = heard(worker, "next", recording.keep("next", samples))
    assert score(spoken, turns, len(samples) // 32, 250).rate < 5


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"diarizer": "other"}, "model"),
        ({"compute": compute(model="other")}, "model"),
        ({"compute": compute(device="cuda:0")}, "device"),
    ],
)
def test_what_the_engine_has_not_is_refused(
    worker: Client, recording: Recordings, chosen: dict[str, Any], code: str
) -> None:
    worker.send(**request(f"refused-{code}-{len(chosen)}", recording.raw("hand_mary"), **chosen))
    done = worker.finish(f"refused-{code}-{len(chosen)}")
    assert (done["type"], done["code"]) == ("error", code)
    assert done["detail"]


def test_the_engine_proves_itself(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    answer = worker.expect(lambda m: m["type"] == "probe")
    assert [check["id"] for check in answer["checks"]] == [
        "versions", "model-files", "voice-detector", "segmentation", "voices",
    ]  # fmt: skip
    assert all(check["ok"] for check in answer["checks"]), answer["checks"]
