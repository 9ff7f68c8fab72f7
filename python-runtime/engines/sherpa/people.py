"""Speakers of a whole recording out of those of its blocks, and turns of one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from worker.adapter import Turn

Limits = tuple[int, int | None]
"""Fewest and most speakers."""

Spoken = tuple[int, int, int]
"""Begin, end in milliseconds, and number of a speaker."""

ALIKE = 0.5
"""Cosine of two blocks' voices from which they are one speaker's: the library's measure within a block."""


@dataclass(frozen=True)
class Voice:
    """One speaker in one block. `vector` has length 1, or is zero for too little speech."""

    block: int
    vector: NDArray[np.float64]
    spoken_ms: int


def merged(voices: Sequence[Voice], limits: Limits | None) -> list[int]:
    """The speaker of each voice, from 0.

    The most alike are joined first, as long as they are alike enough and from different blocks, or as there
    are more than the most wanted."""
    fewest, most = limits or (1, None)
    groups = [[index] for index in range(len(voices))]
    while len(groups) > fewest:
        forced = most is not None and len(groups) > most
        pairs = [
            (_likeness(voices, groups[a], groups[b], forced), a, b)
            for a in range(len(groups))
            for b in range(a + 1, len(groups))
        ]
        best, a, b = max(pairs)
        if best < ALIKE and not forced:
            break
        groups[a] += groups.pop(b)
    labels = [0] * len(voices)
    for number, group in enumerate(groups):
        for index in group:
            labels[index] = number
    return labels


def _likeness(voices: Sequence[Voice], a: list[int], b: list[int], forced: bool) -> float:
    """Speakers of one block were told apart by all that they said: they are joined only by force."""
    blocks = {voices[index].block for index in a} & {voices[index].block for index in b}
    if blocks and not forced:
        return -2.0
    one, other = mean_voice([voices[i] for i in a]), mean_voice([voices[i] for i in b])
    return float(one @ other)


def mean_voice(voices: Iterable[Voice]) -> NDArray[np.float64]:
    """Of length 1, weighed by how much was spoken; zero if all are."""
    total = np.sum([voice.vector * max(1, voice.spoken_ms) for voice in voices], axis=0)
    length = float(np.linalg.norm(total))
    return np.asarray(total / length if length > 0 else total)


def one_at_a_time(spoken: Sequence[Spoken]) -> list[Spoken]:
    """Where several talk at once, who ends first has the word: a remark within a long turn stays."""
    edges = sorted({edge for start, end, _ in spoken for edge in (start, end)})
    coming = sorted(spoken, reverse=True)
    talking: list[tuple[int, int]] = []
    left: list[Spoken] = []
    for start, end in pairwise(edges):
        while coming and coming[-1][0] <= start:
            _, last, who = coming.pop()
            heappush(talking, (last, who))
        while talking and talking[0][0] <= start:
            heappop(talking)
        if talking:
            left.append((start, end, talking[0][1]))
    return _in_one_piece(left)


def _in_one_piece(left: Sequence[Spoken]) -> list[Spoken]:
    """Neighbours of one speaker made one."""
    found: list[Spoken] = []
    for start, end, who in left:
        if found and found[-1][2] == who and found[-1][1] == start:
            found[-1] = (found[-1][0], end, who)
        else:
            found.append((start, end, who))
    return found


def joined(spoken: Iterable[Spoken]) -> list[Spoken]:
    """By begin, each speaker's turns that touch or overlap made one."""
    found: list[Spoken] = []
    latest: dict[int, int] = {}
    for start, end, who in sorted(spoken):
        at = latest.get(who)
        if at is not None and start <= found[at][1]:
            found[at] = (found[at][0], max(end, found[at][1]), who)
        else:
            latest[who] = len(found)
            found.append((start, end, who))
    return found


def named(spoken: Sequence[Spoken], order: dict[int, int], start_ms: int) -> tuple[Turn, ...]:
    return tuple(
        Turn(start_ms + start, start_ms + end, label_of(order[who])) for start, end, who in sorted(spoken)
    )


def label_of(number: int) -> str:
    return f"SPEAKER_{number:02}"
