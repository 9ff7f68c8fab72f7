"""sherpa-onnx on its real library, with made-up networks for which a tone is a speaker (`make_models.py`)."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from der import Spoken, score
from recordings import Recordings
from worker_client import Client, Message, compute, wire_audio

from worker.engine_package import import_part

HERE = Path(__file__).resolve().parent
MODELS = HERE / "models"

people, models, work = (import_part(HERE.parent, part) for part in ("people", "models", "diarize"))

LOW, HIGH, HIGHER = 300.0, 1_200.0, 1_300.0
RATE_HZ = 16_000

Part = tuple[float, float, float]
"""Begin and end in seconds, and the tone."""

TALK: list[Part] = [(1, 6, LOW), (7, 13, HIGH), (14, 20, LOW), (18, 26, HIGH), (27, 29, LOW)]


def tones(parts: Sequence[Part], seconds: float) -> tuple[bytes, list[Spoken]]:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = np.random.default_rng(0).normal(0, 0.002, len(time))
    for start, end, hz in parts:
        sound += 0.1 * np.sin(2 * np.pi * hz * time) * ((time >= start) & (time < end))
    spoken = [(round(start * 1000), round(end * 1000), f"{hz}") for start, end, hz in parts]
    return (sound * 32767).astype("<i2").tobytes(), spoken


def request(job: str, path: Path, /, **chosen: Any) -> Message:
    return {
        "type": "diarize",
        "id": job,
        "audio": wire_audio(path),
        "diarizer": "sherpa",
        "speakers": None,
        "compute": compute(modelPath=str(MODELS), model="made-up"),
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


def heard(worker: Client, job: str, path: Path, /, **chosen: Any) -> list[Spoken]:
    worker.send(**request(job, path, **chosen))
    done = worker.finish(job)
    assert done["type"] == "result", done
    assert done["model"] == "made-up"
    return turns_of(worker, job)


def names_of(turns: list[Spoken]) -> list[str]:
    return list(dict.fromkeys(who for _, _, who in turns))


def refused(worker: Client, job: str, path: Path, /, **chosen: Any) -> str:
    worker.send(**request(job, path, **chosen))
    done = worker.finish(job)
    assert (done["type"], done["retriable"]) == ("error", False), done
    assert done["code"] in ("model", "device")
    return str(done["detail"])


def test_two_tones_are_told_apart_also_where_they_sound_together(
    worker: Client, recording: Recordings
) -> None:
    samples, spoken = tones(TALK, 31)
    path = recording.keep("talk", samples)
    turns = heard(worker, "talk", path, audio={**wire_audio(path), "startMs": 5_000})
    assert names_of(turns) == ["SPEAKER_00", "SPEAKER_01"]
    later = [(start + 5_000, end + 5_000, who) for start, end, who in spoken]
    assert score(later, turns, 36_000, 250).rate < 2
    assert turns == sorted(turns)
    alone = turns_of(worker, "talk", "exclusive")
    assert alone == sorted(alone) and all(a[1] <= b[0] for a, b in pairwise(alone))
    assert set(names_of(alone)) == set(names_of(turns))
    voices = {line["speaker"]: line["vector"] for line in worker.of_job("talk", "voice")}
    assert set(voices) == set(names_of(turns))
    assert all(math.hypot(*vector) == pytest.approx(1, abs=1e-4) for vector in voices.values())
    done = [each["doneMs"] for each in worker.of_job("talk", "progress") if each["stage"] == "diarize"]
    assert done == sorted(done) and done[-1] == 31_000


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_an_exact_number_is_kept(worker: Client, recording: Recordings, wanted: int) -> None:
    path = recording.keep("exact", tones([*TALK, (29.5, 32, HIGHER)], 33)[0])
    turns = heard(worker, f"exact-{wanted}", path, speakers=between(wanted, wanted))
    assert len(names_of(turns)) == wanted


def test_the_fewest_and_the_most_are_kept(worker: Client, recording: Recordings) -> None:
    path = recording.keep("limits", tones(TALK, 31)[0])
    assert len(names_of(heard(worker, "fewest", path, speakers=between(3, None)))) == 3
    assert len(names_of(heard(worker, "most", path, speakers=between(1, 1)))) == 1
    assert len(names_of(heard(worker, "open", path, speakers=between(1, 4)))) == 2


@pytest.mark.parametrize("seconds", [0, 0.05, 0.3, 12])
def test_where_nobody_speaks_nobody_is_heard(worker: Client, recording: Recordings, seconds: float) -> None:
    path = recording.keep("quiet", tones([], seconds)[0])
    assert heard(worker, f"quiet-{seconds}", path) == []
    assert worker.of_job(f"quiet-{seconds}", "voice") == []


def test_voices_can_be_compared_between_recordings(worker: Client, recording: Recordings) -> None:
    voices = []
    talks: list[list[Part]] = [[(1, 5, LOW), (6, 11, HIGH)], [(1, 4, HIGH), (5, 12, LOW)]]
    for number, parts in enumerate(talks):
        path = recording.keep(f"voices-{number}", tones(parts, 13)[0])
        heard(worker, f"voices-{number}", path)
        voices.append([np.array(line["vector"]) for line in worker.of_job(f"voices-{number}", "voice")])
    (low, high), (high_again, low_again) = voices
    assert min(low @ low_again, high @ high_again) > 0.95 > 0.5 > max(low @ high, low_again @ high_again)


def test_a_cancel_ends_the_work_at_once_and_the_next_job_is_unharmed(
    worker: Client, recording: Recordings
) -> None:
    samples, spoken = tones(TALK, 31)
    worker.send(**request("cancelled", recording.keep("long", samples * 40)))
    worker.expect(lambda m: m.get("id") == "cancelled" and m["type"] == "progress")
    worker.send(type="cancel", id="stop", job="cancelled")
    done = worker.finish("cancelled", 20)
    assert (done["type"], done["code"]) == ("error", "cancelled")
    turns = heard(worker, "after", recording.keep("after", samples))
    assert score(spoken, turns, 31_000, 250).rate < 2


def test_a_model_is_made_ready_before_its_first_job(worker: Client) -> None:
    worker.send(type="load", id="load", slot="diarize", compute=compute(modelPath=str(MODELS), model=None))
    assert worker.finish("load")["model"] == "models"


def test_what_cannot_work_is_refused_in_words(worker: Client, recording: Recordings, tmp_path: Path) -> None:
    path = recording.keep("refused", tones([], 1)[0])
    assert "Download or import" in refused(worker, "none", path, compute=compute())
    assert "on the CPU only" in refused(
        worker, "cuda", path, compute=compute(modelPath=str(MODELS), device="cuda:0")
    )
    assert "one way" in refused(worker, "way", path, diarizer="basic")

    folder = Path(shutil.copytree(MODELS, tmp_path / "model"))
    given = compute(modelPath=str(folder), model="broken")
    (folder / "embedding.onnx").unlink()
    assert "embedding.onnx is missing" in refused(worker, "missing", path, compute=given)
    (folder / "embedding.onnx").write_bytes(b"<html>not found</html>" * 30)
    assert "embedding.onnx is no network" in refused(worker, "page", path, compute=given)
    whole = (MODELS / "embedding.onnx").read_bytes()
    (folder / "embedding.onnx").write_bytes(whole[: len(whole) // 2])
    assert "embedding.onnx is no network" in refused(worker, "half", path, compute=given)
    (folder / "embedding.onnx").write_bytes((MODELS / "segmentation.onnx").read_bytes())
    assert "embedding.onnx lacks its notes" in refused(worker, "other", path, compute=given)
    (folder / "embedding.onnx").write_bytes(whole.replace(b"wespeaker", b"wespeakes"))
    assert "does not know: wespeakes" in refused(worker, "kind", path, compute=given)


def test_a_library_that_dies_fails_the_job_and_not_the_worker(
    worker: Client, recording: Recordings, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(MODELS, tmp_path / "model"))
    network = folder / "segmentation.onnx"
    network.write_bytes(network.read_bytes().replace(b"LogSoftmax", b"LogSoftmux"))
    samples, spoken = tones(TALK, 31)
    worker.send(**request("dies", recording.keep("dies", samples), compute=compute(modelPath=str(folder))))
    done = worker.finish("dies")
    assert (done["type"], done["code"]) == ("error", "internal")
    assert "gave up" in done["detail"]
    turns = heard(worker, "lives", recording.keep("lives", samples))
    assert score(spoken, turns, 31_000, 250).rate < 2


def test_the_engine_proves_itself(worker: Client) -> None:
    worker.send(type="probe", id="probe")
    answer = worker.expect(lambda m: m["type"] == "probe")
    assert [check["id"] for check in answer["checks"]] == ["versions", "library"]
    assert all(check["ok"] for check in answer["checks"]), answer["checks"]


def test_notes_are_read_without_the_library() -> None:
    notes = models.notes_of(MODELS / "segmentation.onnx")
    assert (notes["num_classes"], notes["window_size"]) == ("7", "160000")


def test_blocks_cover_the_recording_evenly() -> None:
    assert work._blocks(100) == []
    assert work._blocks(work.BLOCK) == [(0, work.BLOCK)]
    blocks = work._blocks(work.BLOCK * 20 - 7)
    assert len(blocks) == 20 and blocks[0][0] == 0 and blocks[-1][1] == work.BLOCK * 20 - 7
    assert all(a[1] == b[0] for a, b in pairwise(blocks))


def voice(block: int, *vector: float, spoken_ms: int = 1000) -> object:
    length = math.hypot(*vector)
    return people.Voice(block, np.array(vector) / (length or 1), spoken_ms)


def test_speakers_of_blocks_become_speakers_of_the_recording() -> None:
    heard_in_blocks = [voice(0, 1, 0), voice(0, 0, 1), voice(1, 0.1, 1), voice(1, 1, 0.2), voice(2, -1, 1)]
    assert people.merged(heard_in_blocks, None) == [0, 1, 1, 0, 1]
    assert people.merged(heard_in_blocks, (3, None)) == [0, 1, 1, 0, 2]
    assert set(people.merged(heard_in_blocks, (1, 1))) == {0}
    alike = [voice(0, 1, 0), voice(0, 1, 0.1)]
    assert people.merged(alike, None) == [0, 1], "those of one block stay apart"
    assert people.merged(alike, (1, 1)) == [0, 0]
    assert people.merged([], None) == []


def test_one_talks_at_a_time() -> None:
    assert people.one_at_a_time([(0, 10, 0), (4, 6, 1)]) == [(0, 4, 0), (4, 6, 1), (6, 10, 0)]
    assert people.one_at_a_time([(0, 10, 0), (6, 20, 1)]) == [(0, 10, 0), (10, 20, 1)]
    assert people.one_at_a_time([(0, 5, 0), (5, 9, 1)]) == [(0, 5, 0), (5, 9, 1)]
    random = np.random.default_rng(2)
    for _ in range(300):
        starts = random.integers(0, 100, 12)
        turns = people.joined(
            (int(start), int(start + length), int(who))
            for start, length, who in zip(
                starts, random.integers(1, 40, 12), random.integers(0, 3, 12), strict=True
            )
        )
        alone = people.one_at_a_time(turns)
        assert all(a[1] <= b[0] for a, b in pairwise(alone))
        covered = {at for start, end, _ in turns for at in range(start, end)}
        assert {at for start, end, _ in alone for at in range(start, end)} == covered
