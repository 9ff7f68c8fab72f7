"""How good it is on real recordings: those that WORDLANE_TEST_MEDIA names, decoded by WORDLANE_FFMPEG.

Other thresholds and worse sound: `bench/diarization.py`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from der import NOTHING, Spoken, score
from diarization import COLLAR_MS, Case, cases, decoded, heard
from worker_client import Client, compute

MEDIA = os.environ.get("WORDLANE_TEST_MEDIA")
FFMPEG = os.environ.get("WORDLANE_FFMPEG")

pytestmark = pytest.mark.skipif(
    MEDIA is None or FFMPEG is None, reason="WORDLANE_TEST_MEDIA and WORDLANE_FFMPEG name no real recordings"
)

Turns = Callable[[Case, int | None], list[Spoken]]


def recordings(group: str) -> list[Case]:
    found = [case for case in cases(Path(str(MEDIA)) / "media") if case.group == group]
    assert found, f"no recordings of {group}"
    return found


@pytest.fixture
def turns(worker: Client, tmp_path: Path) -> Turns:
    def of(case: Case, speakers: int | None) -> list[Spoken]:
        path = decoded(str(FFMPEG), case.path, "as it is", tmp_path / "samples")
        return heard(worker, "basic", f"{case.path}-{speakers}", path, speakers, compute())

    return of


@pytest.mark.parametrize(
    ("group", "given", "most_percent"),
    [("dialog", False, 5), ("dialog", True, 5), ("meeting", False, 38), ("meeting", True, 38)],
)
def test_errors_stay_below_the_bar(turns: Turns, group: str, given: bool, most_percent: float) -> None:
    errors = NOTHING
    for case in recordings(group):
        assert case.reference is not None
        found = turns(case, case.speakers if given else None)
        errors += score(case.reference, found, round(case.length_s * 1000), COLLAR_MS)
    assert errors.rate <= most_percent


def test_each_recording_of_one_speaker_has_one(turns: Turns) -> None:
    found = {case.id: len({who for _, _, who in turns(case, None)}) for case in recordings("one")}
    assert found == dict.fromkeys(found, 1)


def test_where_nobody_speaks_nobody_is_heard(turns: Turns) -> None:
    assert all(turns(case, None) == [] for case in recordings("nobody"))
