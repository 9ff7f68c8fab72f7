"""Who speaks when: turns out of stretches that have a speaker."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from worker.adapter import Turn

from .hearing import Heard, local_activity
from .nets import FRAME_STEP, FRAME_WIDTH, FRAMES, LOCAL_SPEAKERS
from .stretches import Stretch, runs

_OFFSET = (FRAME_WIDTH - FRAME_STEP) // 2
"""Samples from the beginning of what a frame sees to the beginning of what it stands for."""

_SAMPLES_A_MS = 16

Labels = NDArray[np.int16]
NOBODY = -1

_BREATH = 18
"""Frames, 0.3 s: a shorter pause between words of one speaker belongs to the turn."""

_AROUND = 600
"""Frames, 10 s, within which a speaker without a word of its own is looked for."""

_BLINK = 6
"""Frames, 0.1 s: a shorter turn is an error, unless it is all that a speaker says."""


def main_speakers(heard: Heard, stretches: Sequence[Stretch], labels: NDArray[np.int64]) -> Labels:
    """The speaker of each frame, one at a time; NOBODY in pauses, but for short ones within a turn."""
    main = np.full(len(heard.count), NOBODY, np.int16)
    for stretch, label in zip(stretches, labels, strict=True):
        main[stretch.start : stretch.end] = label
    main[heard.count == 0] = NOBODY
    for first, last in runs(main == NOBODY):
        if first > 0 and last < len(main) and last - first < _BREATH and main[first - 1] == main[last]:
            main[first:last] = main[last]
    return main


def second_speakers(heard: Heard, main: Labels, speakers: int, check: Callable[[], None]) -> Labels:
    """Who talks at the same time as the main speaker of a frame; NOBODY where only one does.

    A window's local speakers get names by whom they coincide with where they talk alone; who never does is
    the nearest other speaker."""
    votes = np.zeros((len(main), speakers), np.uint8)
    for window, start in enumerate(heard.starts):
        check()
        seen = heard.count[start : start + FRAMES]
        if not (seen > 1).any():
            continue
        active = local_activity(heard, window)
        for local, name in _names(active, main[start : start + FRAMES], speakers).items():
            votes[start : start + FRAMES, name] += active[:, local]
    second = np.full(len(main), NOBODY, np.int16)
    crowded = np.flatnonzero((heard.count > 1) & (main != NOBODY))
    if len(crowded) and speakers > 1:
        there = votes[crowded]
        there[np.arange(len(crowded)), main[crowded]] = 0
        best = np.argmax(there, axis=1)
        second[crowded] = np.where(there[np.arange(len(crowded)), best] > 0, best, NOBODY)
    for first, last in runs((heard.count > 1) & (main != NOBODY) & (second == NOBODY)):
        second[first:last] = _nearest_other(main, first, last)
    return second


def _nearest_other(main: Labels, first: int, last: int) -> int:
    """Who spoke last before or speaks first after, but for who speaks now: mostly one of them breaks in."""
    now = main[first:last]
    around = main[max(0, first - _AROUND) : last + _AROUND]
    middle = (first + last) // 2 - max(0, first - _AROUND)
    others = np.flatnonzero((around != NOBODY) & ~np.isin(around, now))
    return int(around[others[np.argmin(np.abs(others - middle))]]) if len(others) else NOBODY


def _names(active: NDArray[np.bool_], main: Labels, speakers: int) -> dict[int, int]:
    """The speaker of each local one, no speaker twice: the pairs with the most common frames first."""
    alone = active & (active.sum(axis=1, keepdims=True) == 1)
    common = np.zeros((LOCAL_SPEAKERS, speakers))
    for local in range(LOCAL_SPEAKERS):
        names, frames = np.unique(main[alone[:, local]], return_counts=True)
        common[local, names[names >= 0]] = frames[names >= 0]
    found: dict[int, int] = {}
    while common.max() > 0:
        local, name = divmod(int(np.argmax(common)), speakers)
        found[local] = name
        common[local] = common[:, name] = 0
    return found


def turns_of(tracks: Sequence[Labels], start_ms: int, end_ms: int) -> tuple[Turn, ...]:
    """Turns of speakers by the order of their first words; the same speaker may be in any of the tracks."""
    found: list[tuple[int, int, int]] = []
    names = sorted({int(name) for track in tracks for name in np.unique(track)} - {NOBODY})
    for name in names:
        spoken = runs(np.logical_or.reduce([track == name for track in tracks]))
        longest = max(last - first for first, last in spoken)
        for first, last in spoken:
            if last - first < min(_BLINK, longest):
                continue
            start = start_ms + (first * FRAME_STEP + _OFFSET) // _SAMPLES_A_MS
            end = min(end_ms, start_ms + (last * FRAME_STEP + _OFFSET) // _SAMPLES_A_MS)
            if end > start:
                found.append((start, end, name))
    return tuple(Turn(start, end, label_of(name)) for start, end, name in sorted(found))


def label_of(number: int) -> str:
    return f"SPEAKER_{number:02}"
