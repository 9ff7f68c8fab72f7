"""From places in an acoustic model's output to times of all words: none lost, none upside down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .placing import Place
from .targets import Unit

_LONGEST_TAIL = 6
"""Frames that a word may sound on behind its last letter's: a CTC model hears a letter at its middle, and the
ends of vowels before a pause are longest, about 0.1 s."""

_AUDIBLE = 0.25
"""Of the word's own level: 12 dB below it."""

_SILENT_FRAMES_A_CHARACTER = 3
"""What a word without sound, a dash or a note, takes of a pause at most."""


@dataclass(frozen=True)
class Timed:
    """Frames [start, end) of a word, relative to the emission's first."""

    start: float
    end: float
    confidence: float | None
    timing: Literal["aligned", "interpolated"]


def time_words(
    words: Sequence[str],
    units: Sequence[Unit],
    places: Mapping[int, Place],
    inside: tuple[int, int],
    levels: NDArray[np.float32],
) -> list[Timed]:
    """A time for each word: where it was found, else between its neighbours by length of text.

    `inside` are the segment's frames, `levels` the loudness of all frames of the emission."""
    times: list[Timed | None] = [None] * len(words)
    for index, place in sorted(places.items()):
        if units[index].any_sound:
            _share(times, words, units, index, place)
        else:
            later = min((p.start for i, p in places.items() if i > index), default=len(levels))
            end = _audible_end(place, later, levels)
            times[index] = Timed(place.start, end, place.confidence, "aligned")
    silent = [not (unit.readings or unit.any_sound) for unit in units]
    return fill_gaps(times, words, silent, inside)


def _share(
    times: list[Timed | None], words: Sequence[str], units: Sequence[Unit], first: int, place: Place
) -> None:
    """One place of any sound, for all the words that it stands for, by length of text."""
    last = first
    for index in range(first + 1, len(words)):
        if units[index].any_sound:
            last = index
        elif units[index].readings:
            break
    _spread(times, words, range(first, last + 1), place.start, place.end)


def fill_gaps(
    times: list[Timed | None], words: Sequence[str], silent: Sequence[bool], inside: tuple[int, int]
) -> list[Timed]:
    """Gives the words without a time one between their neighbours, by length of text.

    `silent` words, which have no sound, take but little of a pause, unless there are no others."""
    nothing_heard = all(time is None for time in times)
    at = 0
    while at < len(words):
        if times[at] is not None:
            at += 1
            continue
        last = at
        while last < len(words) and times[last] is None:
            last += 1
        before = times[at - 1] if at > 0 else None
        after = times[last] if last < len(words) else None
        low = (
            before.end
            if before is not None
            else min(inside[0], after.start if after is not None else inside[0])
        )
        high = max(low, after.start if after is not None else inside[1])
        run = range(at, last)
        if not nothing_heard and all(silent[index] for index in run):
            most = _SILENT_FRAMES_A_CHARACTER * sum(len(words[index]) for index in run)
            low = max(low, high - most) if before is None else low
            high = min(high, low + most)
        _spread(times, words, run, low, high)
        at = last
    return [time for time in times if time is not None]


def _spread(times: list[Timed | None], words: Sequence[str], run: range, low: float, high: float) -> None:
    total = sum(len(words[index]) for index in run) or 1
    done = 0
    for index in run:
        start = low + (high - low) * done / total
        done += len(words[index])
        times[index] = Timed(start, low + (high - low) * done / total, None, "interpolated")


def _audible_end(place: Place, later: int, levels: NDArray[np.float32]) -> int:
    """Goes on while the word is heard, at most to the next word."""
    own = levels[place.start : place.end]
    if not len(own):
        return place.end
    floor = _AUDIBLE * float(own.mean())
    end = place.end
    while end < min(later, place.end + _LONGEST_TAIL, len(levels)) and floor > 0 and levels[end] >= floor:
        end += 1
    return end
