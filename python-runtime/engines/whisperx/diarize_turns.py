"""From what pyannote found to turns in media time, labels by first words, and voices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from speech.clock import Clock
from speech.samples import RATE_HZ
from worker.adapter import Speakers, Turn

FoundTurn = tuple[float, float, str]
"""Seconds from the first sample, and pyannote's label."""


def speakers_of(
    turns: Iterable[FoundTurn],
    exclusive: Iterable[FoundTurn],
    voices: Mapping[str, NDArray[np.float64]],
    clock: Clock,
    samples: int,
    model: str,
) -> Speakers:
    """Turns within the recording, by start; what is shorter than a millisecond is dropped."""
    overlapping = _in_media_time(turns, clock, samples)
    alone = _in_media_time(exclusive, clock, samples)
    labels = _by_first_words([*overlapping, *alone])
    return Speakers(
        tuple(replace(turn, speaker=labels[turn.speaker]) for turn in overlapping),
        tuple(replace(turn, speaker=labels[turn.speaker]) for turn in alone),
        {labels[each]: unit for each in labels if (unit := _unit(voices.get(each))) is not None},
        model,
    )


def _in_media_time(turns: Iterable[FoundTurn], clock: Clock, samples: int) -> list[Turn]:
    placed = [
        Turn(clock.ms(_sample(start, samples)), clock.ms(_sample(end, samples)), label)
        for start, end, label in turns
    ]
    ordered = sorted(
        (turn for turn in placed if turn.start_ms < turn.end_ms),
        key=lambda turn: (turn.start_ms, turn.end_ms, turn.speaker),
    )
    joined: list[Turn] = []
    last: dict[str, int] = {}
    for turn in ordered:
        before = last.get(turn.speaker)
        if before is not None and turn.start_ms <= joined[before].end_ms:
            joined[before] = replace(joined[before], end_ms=max(joined[before].end_ms, turn.end_ms))
        else:
            last[turn.speaker] = len(joined)
            joined.append(turn)
    return joined


def _sample(seconds: float, samples: int) -> int:
    """The last window reaches beyond the recording's end."""
    return max(0, min(samples, round(seconds * RATE_HZ)))


def _by_first_words(turns: Iterable[Turn]) -> dict[str, str]:
    first: dict[str, int] = {}
    for turn in turns:
        first[turn.speaker] = min(turn.start_ms, first.get(turn.speaker, turn.start_ms))
    ordered = sorted(first, key=lambda label: (first[label], label))
    return {label: f"SPEAKER_{at:02d}" for at, label in enumerate(ordered)}


def _unit(vector: NDArray[np.float64] | None) -> tuple[float, ...] | None:
    """Of length 1; None where pyannote has no voice (zeros, no numbers) for someone who spoke too briefly."""
    if vector is None:
        return None
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0:
        return None
    return tuple(float(value) for value in vector / length)
