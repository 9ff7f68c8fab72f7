"""Sorts voices into speakers, whose number is unknown unless it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .likeness import Table, likeness
from .links import Links

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Labels = NDArray[np.int64]

_BLOCK = 400
"""Voices that are compared each with each at once: 15 to 20 minutes of talk, 1.3 MB."""

_KEPT_A_BLOCK = 24
"""Groups that are left of a block: 10 h of talk come to about 1,000, which are then compared."""

CANDIDATES = 12
_MOST_CANDIDATES = 40
_VOICES_A_CANDIDATE = 8
"""Groups that Ward's method leaves to be judged one by one: more in long recordings, as more people speak."""

TRUSTED_S = 0.8
"""Shorter stretches of speech have voices too vague to found a speaker; they join one afterwards."""

SURELY_ONE = 1.6
SURELY_TWO = -1.2
"""Points (`likeness.py`) from which, and down to which, two groups may be joined or not, as the rest says."""

MOST_ALIKE = 3.5
LEAST_ALIKE = -2.5
NOTHING_LEFT = -1.0
"""Points beyond these mean no more; the last are those of a pair that does not exist."""

Limits = tuple[int, int | None]
"""Fewest and most speakers."""


@dataclass(frozen=True)
class _Groups:
    """Voices grouped so far; a group is known by the number and the sum of its voices."""

    sizes: Doubles
    sums: Doubles
    members: list[list[int]]


def sort_voices(
    voices: Floats, seconds: Floats, links: Links, limits: Limits | None, check: Callable[[], None]
) -> tuple[Labels, Floats]:
    """The speaker of each voice, numbered from 0, and each speaker's mean voice (length 1).

    `check` is called often and may raise. Memory stays small: blocks are sorted first, then what is left."""
    fewest, most = limits or (1, None)
    trusted = np.flatnonzero(seconds >= TRUSTED_S)
    if len(trusted) < fewest:
        trusted = np.sort(np.argsort(-seconds, kind="stable")[:fewest])
    candidates = max(CANDIDATES, min(len(trusted) // _VOICES_A_CANDIDATE, _MOST_CANDIDATES), fewest)
    groups = _ward(voices, trusted, candidates, fewest, check)
    labels = np.full(len(voices), -1)
    for number, members in enumerate(groups.members):
        labels[members] = number
    table = Table.of(groups.sizes, groups.sums, labels, links)
    steps = [_Step(table, labels, np.inf)]
    while len(table.sizes) > fewest:
        check()
        a, b, alike = likeness(table)
        labels = np.where(labels == b, a, np.where(labels > b, labels - 1, labels))
        table = table.joined(a, b)
        steps.append(_Step(table, labels, alike))
    chosen = steps[_best_step(steps, most)]
    sums = chosen.table.sums
    speakers = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    nearest = np.argmax(voices @ speakers.T, axis=1)
    return np.where(chosen.labels >= 0, chosen.labels, nearest), speakers


@dataclass(frozen=True)
class _Step:
    """What is left after one more pair of groups was joined, and how alike these two were."""

    table: Table
    labels: Labels
    alike: float


def _best_step(steps: list[_Step], most: int | None) -> int:
    """Where to stop joining: where likeness falls most from one step to the next.

    A fall counts only where it begins at points for one speaker and ends at points for two, or near that.
    After the last step it is as if something unlike came next."""
    allowed = [i for i, step in enumerate(steps) if most is None or len(step.table.sizes) <= most]
    if not allowed:
        return len(steps) - 1
    falls = []
    level = MOST_ALIKE
    for index, step in enumerate(steps):
        level = max(min(level, step.alike), LEAST_ALIKE)
        last = index == len(steps) - 1
        after = NOTHING_LEFT if last else max(min(level, steps[index + 1].alike), LEAST_ALIKE)
        possible = index in allowed and level > SURELY_TWO and (last or after < SURELY_ONE)
        falls.append(level - after if possible else -np.inf)
    if max(falls) == -np.inf:
        return allowed[0]
    return int(np.argmax(falls))


def _ward(voices: Floats, chosen: Labels, wanted: int, fewest: int, check: Callable[[], None]) -> _Groups:
    """At most `wanted` groups by Ward's method, by blocks of time where there are many voices."""
    parts: list[_Groups] = []
    for block in np.array_split(chosen, max(1, -(-len(chosen) // _BLOCK))):
        fresh = _Groups(np.ones(len(block)), voices[block].astype(np.float64), [[int(i)] for i in block])
        parts.append(_merged(fresh, wanted if len(chosen) <= _BLOCK else max(_KEPT_A_BLOCK, fewest), check))
    together = _Groups(
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.sums for part in parts]),
        [members for part in parts for members in part.members],
    )
    return _merged(together, wanted, check)


def _merged(groups: _Groups, wanted: int, check: Callable[[], None]) -> _Groups:
    """Ward's method: joins the two groups whose union grows least in spread, until `wanted` are left."""
    sizes, sums = groups.sizes.copy(), groups.sums.copy()
    members = [list(each) for each in groups.members]
    alive = np.ones(len(sizes), bool)
    costs = _costs(sizes, sums, np.arange(len(sizes)))
    for _ in range(len(sizes) - wanted):
        check()
        a, b = divmod(int(np.argmin(costs)), len(sizes))
        sizes[a] += sizes[b]
        sums[a] += sums[b]
        members[a] += members[b]
        alive[b] = False
        costs[b] = costs[:, b] = np.inf
        row = _costs(sizes, sums, np.array([a]))[0]
        row[~alive] = np.inf
        costs[a] = costs[:, a] = row
    kept = np.flatnonzero(alive)
    return _Groups(sizes[kept], sums[kept], [members[i] for i in kept])


def _costs(sizes: Doubles, sums: Doubles, rows: Labels) -> Doubles:
    """Of joining each of `rows` with each group: how much the sum of squared distances grows."""
    middles = sums / sizes[:, np.newaxis]
    squares = np.square(middles).sum(axis=1)
    apart = squares[rows, np.newaxis] + squares - 2 * middles[rows] @ middles.T
    shares = sizes[rows, np.newaxis] * sizes / (sizes[rows, np.newaxis] + sizes)
    costs: Doubles = np.maximum(apart, 0) * shares
    costs[np.arange(len(rows)), rows] = np.inf
    return costs
