"""What the segmentation net knows of stretches near each other: whether one speaker talks in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .hearing import Heard, local_activity
from .nets import FRAMES
from .stretches import Stretch

Floats = NDArray[np.float32]

_LEAST_FRAMES = 15
"""A window has to hold so much of a stretch, 0.25 s, to know who speaks in it."""

_SURE_AFTER = 4
"""Windows that see both; more of them overlap too far to be further witnesses."""


@dataclass(frozen=True)
class Links:
    """Pairs of stretches that windows saw together, each pair once."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    sameness: Floats
    """1: the same local speaker talks in both, 0: different ones."""
    weight: Floats
    """Up to 1, for how many windows say so."""


def link(heard: Heard, stretches: Sequence[Stretch], check: Callable[[], None]) -> Links:
    sums: dict[tuple[int, int], tuple[float, int]] = {}
    nearest = 0
    for window, start in enumerate(heard.starts):
        check()
        while nearest < len(stretches) and stretches[nearest].end - start < _LEAST_FRAMES:
            nearest += 1
        inside: list[int] = []
        voices: list[Floats] = []
        active: NDArray[np.bool_] | None = None
        for index in range(nearest, len(stretches)):
            first = max(stretches[index].start - start, 0)
            last = min(stretches[index].end - start, FRAMES)
            if FRAMES - first < _LEAST_FRAMES:
                break
            if last - first < _LEAST_FRAMES:
                continue
            active = local_activity(heard, window) if active is None else active
            share = active[first:last].mean(axis=0, dtype=np.float32)
            if share.max() > 0.3:
                inside.append(index)
                voices.append(share / np.linalg.norm(share))
        for a, one in enumerate(inside):
            for b in range(a + 1, len(inside)):
                total, count = sums.get((one, inside[b]), (0.0, 0))
                sums[one, inside[b]] = (total + float(voices[a] @ voices[b]), count + 1)
    pairs = np.array(list(sums), np.int64).reshape(-1, 2)
    totals = np.array(list(sums.values()), np.float32).reshape(-1, 2)
    sameness: Floats = (totals[:, 0] / np.maximum(totals[:, 1], 1)).astype(np.float32)
    weight: Floats = np.minimum(totals[:, 1] / _SURE_AFTER, 1).astype(np.float32)
    return Links(pairs[:, 0], pairs[:, 1], sameness, weight)
