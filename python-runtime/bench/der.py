"""Diarization error rate, as NIST's md-eval counts it: overlap included, best one-to-one mapping of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Spoken = tuple[int, int, str]
"""Start and end in milliseconds, and who."""

_MOST_REFERENCE_SPEAKERS = 14


@dataclass(frozen=True)
class Errors:
    """Milliseconds of speakers' time; sums of several files are sums of their fields."""

    missed: int
    false_alarm: int
    confused: int
    spoken: int

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.missed + other.missed,
            self.false_alarm + other.false_alarm,
            self.confused + other.confused,
            self.spoken + other.spoken,
        )

    @property
    def rate(self) -> float:
        """In per cent of the reference; above 100 is possible. 0 where nobody speaks and nobody was heard."""
        wrong = self.missed + self.false_alarm + self.confused
        return 100 * wrong / self.spoken if self.spoken else (0.0 if wrong == 0 else float("inf"))


NOTHING = Errors(0, 0, 0, 0)


def read_rttm(path: Path) -> list[Spoken]:
    rows = [line.split() for line in path.read_text("utf-8").splitlines() if line.startswith("SPEAKER")]
    times = [(round(float(row[3]) * 1000), round(float(row[4]) * 1000), row[7]) for row in rows]
    return [(start, start + length, who) for start, length, who in times]


def score(reference: Sequence[Spoken], heard: Sequence[Spoken], length_ms: int, collar_ms: int) -> Errors:
    """`collar_ms` on each side of every boundary of the reference is not judged; 250 is NIST's custom.

    md-eval's collar is one side too; that of pyannote.metrics is both sides together."""
    pieces = list(_pieces(reference, heard, length_ms, collar_ms))
    together: defaultdict[tuple[str, str], int] = defaultdict(int)
    for duration, truth, guess in pieces:
        for one in truth:
            for other in guess:
                together[one, other] += duration
    names = _best_mapping(together)
    missed = false_alarm = confused = spoken = 0
    for duration, truth, guess in pieces:
        right = sum(1 for one in truth if names.get(one) in guess)
        missed += duration * max(0, len(truth) - len(guess))
        false_alarm += duration * max(0, len(guess) - len(truth))
        confused += duration * (min(len(truth), len(guess)) - right)
        spoken += duration * len(truth)
    return Errors(missed, false_alarm, confused, spoken)


def _pieces(
    reference: Sequence[Spoken], heard: Sequence[Spoken], length_ms: int, collar_ms: int
) -> Iterable[tuple[int, frozenset[str], frozenset[str]]]:
    """Stretches in which nothing changes, with who speaks and who was heard; without the collars."""
    changes: list[tuple[int, int, str, int]] = []
    for track, turns in enumerate((reference, heard)):
        for start, end, who in turns:
            changes += [(start, track, who, 1), (end, track, who, -1)]
    for edge in {edge for start, end, _ in reference for edge in (start, end)} if collar_ms else ():
        changes += [(edge - collar_ms, 2, "", 1), (edge + collar_ms, 2, "", -1)]
    changes.append((length_ms, 0, "", 0))
    active: tuple[dict[str, int], ...] = ({}, {}, {})
    at = 0
    for time, track, who, step in sorted(changes):
        until = min(time, length_ms)
        if until > at and not any(active[2].values()):
            truth, guess = (frozenset(name for name, count in each.items() if count) for each in active[:2])
            if truth or guess:
                yield until - at, truth, guess
        at = max(at, until)
        active[track][who] = active[track].get(who, 0) + step


def _best_mapping(together: dict[tuple[str, str], int]) -> dict[str, str]:
    """Reference name → heard name with the most common time, exact.

    Goes through the heard names and keeps the best for each set of taken reference names, at most 2^14."""
    truths = sorted({truth for truth, _ in together})
    if len(truths) > _MOST_REFERENCE_SPEAKERS:
        raise ValueError(f"{len(truths)} speakers are too many to map exactly")
    best: dict[int, tuple[int, tuple[tuple[str, str], ...]]] = {0: (0, ())}
    for guess in sorted({guess for _, guess in together}):
        grown = dict(best)
        for taken, (total, pairs) in best.items():
            for index, truth in enumerate(truths):
                common = together.get((truth, guess), 0)
                after = taken | 1 << index
                if common and not taken & 1 << index and total + common > grown.get(after, (-1, ()))[0]:
                    grown[after] = (total + common, (*pairs, (truth, guess)))
        best = grown
    return dict(max(best.values())[1])
