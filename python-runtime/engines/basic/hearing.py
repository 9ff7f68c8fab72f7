"""First pass: when somebody speaks, how many at once, and where one speaker follows another.

The segmentation net knows up to three speakers within 5 s, without telling who they are in the next window.
Windows overlap about sixfold, and what they say of the same moment is averaged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.samples import Samples

from .nets import FRAME_STEP, FRAMES, LOCAL_SPEAKERS, WINDOW, Nets

Floats = NDArray[np.float32]

HOP_FRAMES = 45
"""Frames from one window to the next, 0.76 s. With 0.51 s all takes a third longer and is no better; with 1 s
far-field meetings lose 4 to 8 points of DER."""

HOP = HOP_FRAMES * FRAME_STEP

ACTIVE = 0.5
"""A local speaker talks from here on; 0.4 to 0.6 differ by 2 points of DER on far-field meetings."""

_LAG = 9
"""Frames to each side, 0.15 s, between which a change of speaker is looked for."""

_SILENT = 0.001
"""No sample of a silent window is beyond -60 dBFS, after very quiet recordings were lifted."""

_BATCH = 4
"""Windows in one call, about 70 ms of CPU: a cancelled job ends within that."""


@dataclass(frozen=True)
class Heard:
    """By frames of 17 ms (`FRAME_STEP` samples), as averages of all windows that see a frame."""

    count: NDArray[np.uint8]
    """How many speak."""
    steadiness: Floats
    """1 where the same people speak before and after, 0 where one takes over from another; 1 in silence."""
    windows: NDArray[np.uint8]
    """[windows, packed bits of FRAMES × LOCAL_SPEAKERS]: who is active locally; see `local_activity`."""
    starts: NDArray[np.int64]
    """The first frame of each window."""


def window_starts(samples: int) -> list[int]:
    """First samples of the windows. The last one ends with the recording, to a frame."""
    last = max(0, -(-(samples - WINDOW) // FRAME_STEP) * FRAME_STEP)
    return [*range(0, last, HOP), last]


def hear(samples: Samples, nets: Nets, done: Callable[[int], None]) -> Heard:
    """`done` is told the samples that are done, several times a second; it may raise to stop the work."""
    frames = samples.count // FRAME_STEP + FRAMES + 1
    people, seen, same, pairs = (np.zeros(frames, np.float32) for _ in range(4))
    starts = window_starts(samples.count)
    packed = np.zeros((len(starts), -(-FRAMES * LOCAL_SPEAKERS // 8)), np.uint8)
    for at in range(0, len(starts), _BATCH):
        some = starts[at : at + _BATCH]
        for offset, (start, chances) in enumerate(zip(some, _activities(samples, some, nets), strict=True)):
            frame = start // FRAME_STEP
            active = chances > ACTIVE
            packed[at + offset] = np.packbits(active)
            seen[frame : frame + FRAMES] += 1
            people[frame : frame + FRAMES] += active.sum(axis=1)
            before, after = chances[: -2 * _LAG], chances[2 * _LAG :]
            middle = slice(frame + _LAG, frame + FRAMES - _LAG)
            same[middle] += (before * after).sum(axis=1)
            pairs[middle] += before.sum(axis=1) * after.sum(axis=1)
        done(some[-1] + HOP)
    seen = np.maximum(seen, 1)
    certain = pairs / seen > 0.1
    return Heard(
        np.rint(people / seen).astype(np.uint8),
        np.where(certain, same / np.maximum(pairs, 1e-6), 1).astype(np.float32),
        packed,
        np.array(starts, np.int64) // FRAME_STEP,
    )


def local_activity(heard: Heard, window: int) -> NDArray[np.bool_]:
    """[FRAMES, LOCAL_SPEAKERS]: who of the window's speakers talks when."""
    bits = np.unpackbits(heard.windows[window], count=FRAMES * LOCAL_SPEAKERS)
    return bits.reshape(FRAMES, LOCAL_SPEAKERS).astype(bool)


def _activities(samples: Samples, starts: list[int], nets: Nets) -> Floats:
    """[windows, FRAMES, LOCAL_SPEAKERS]. Silence is skipped: long recordings may have hours of it."""
    audio = np.stack([_window(samples, start) for start in starts])
    loud = np.abs(audio).max(axis=1) > _SILENT
    found = np.zeros((len(starts), FRAMES, LOCAL_SPEAKERS), np.float32)
    if loud.any():
        found[loud] = nets.activities(audio[loud])
    return found


def _window(samples: Samples, start: int) -> Floats:
    audio = samples.read(start, start + WINDOW)
    return np.pad(audio, (0, WINDOW - len(audio)))
