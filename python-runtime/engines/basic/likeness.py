"""Are two groups of voices one speaker? Two witnesses are heard, neither of which is enough alone.

The voices: how alike they are across the groups, measured by how alike they are within. In one recording
that is 0.75 to 0.9 for two speakers and 0.9 to 1 for one, whatever the microphone; the plain cosine of two
speakers in one recording is higher than that of one speaker in another.

The segmentation net: where stretches of both groups are within 5 s of each other, it tells one speaker from
two. It is nearly always right about two, less so about one (far-field recordings).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .links import Links

Doubles = NDArray[np.float64]
Labels = NDArray[np.int64]

ALIKE = 0.92
"""Voices this alike across two large groups, as a share of that within, speak for neither answer. From 0.86
to 0.97 the errors on the shared dialogues are the same, whatever the other settings within 15 %."""

_ALIKE_BY_CHANCE = 0.1
"""How much less alike two voices of one speaker may be by chance; with size it falls as that of a mean."""

_ALIKE_STEP = 0.04
"""So much more or less is one point for or against."""

USUAL_WITHIN = 0.7
_USUAL_PAIRS = 6
"""How alike one speaker's voices usually are, counted as so many pairs: small groups have few of their own,
and were chosen for being alike."""

LINKED = 0.85
_LINKED_STEP = 0.1
"""Sameness that speaks for neither answer, and what is one point."""

_MOST_FOR = 1.5
_MOST_AGAINST = -4.0
"""Points that the segmentation net may give."""

_LINKS_DOUBTED = 3
"""Its points count half when so many links are there."""


@dataclass(frozen=True)
class Table:
    """What is known of groups: their sizes, sums of voices, and links between each two of them."""

    sizes: Doubles
    sums: Doubles
    same: Doubles
    links: Doubles

    @staticmethod
    def of(sizes: Doubles, sums: Doubles, labels: Labels, links: Links) -> Table:
        """`labels` gives the group of each stretch, -1 for none."""
        first, second = labels[links.first], labels[links.second]
        known = (first >= 0) & (second >= 0)
        same, count = np.zeros((2, len(sizes), len(sizes)))
        weight = links.weight[known].astype(np.float64)
        np.add.at(same, (first[known], second[known]), weight * links.sameness[known])
        np.add.at(count, (first[known], second[known]), weight)
        return Table(sizes, sums, same + same.T, count + count.T)

    def joined(self, a: int, b: int) -> Table:
        """With group `b` as a part of group `a`, and the groups after `b` one number lower."""
        kept = np.arange(len(self.sizes)) != b

        def added(values: Doubles) -> Doubles:
            values = values.copy()
            values[a] += values[b]
            left: Doubles = values[kept]
            return left

        return Table(
            added(self.sizes), added(self.sums), added(added(self.same).T).T, added(added(self.links).T).T
        )


def likeness(table: Table) -> tuple[int, int, float]:
    """The two groups that are most likely one speaker, lower number first, and the points for it.

    From 0 on they are one."""
    points = _by_voice(table) + _by_links(table)
    np.fill_diagonal(points, -np.inf)
    a, b = sorted(divmod(int(np.argmax(points)), len(points)))
    return a, b, float(points[a, b])


def _by_voice(table: Table) -> Doubles:
    sizes, products = table.sizes, table.sums @ table.sums.T
    pairs = sizes * (sizes - 1) / 2
    inside = (np.diag(products) - sizes) / 2
    within = (inside + _USUAL_PAIRS * USUAL_WITHIN) / (pairs + _USUAL_PAIRS)
    across = products / (sizes[:, np.newaxis] * sizes)
    ratio: Doubles = across / np.sqrt(within[:, np.newaxis] * within)
    chance = np.sqrt(1 / sizes[:, np.newaxis] + 1 / sizes)
    return (ratio - ALIKE + _ALIKE_BY_CHANCE * chance) / _ALIKE_STEP


def _by_links(table: Table) -> Doubles:
    sameness = table.same / np.maximum(table.links, 1e-9)
    points = np.clip((sameness - LINKED) / _LINKED_STEP, _MOST_AGAINST, _MOST_FOR)
    weighed: Doubles = points * table.links / (table.links + _LINKS_DOUBTED)
    return weighed
