"""Which of its readings a written word was said in: "£5.50" is five pounds fifty, or five fifty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .alphabet import Alphabet
from .ctc import Matrix, best_paths
from .placing import Place, Request, text_of
from .targets import Unit, target_of

_SURE = 0.6
"""A word whose letters were found this well was said as it was read."""

_AROUND = 25
"""Frames that are looked at where a word has no neighbour."""

_CLEARLY = 3.0
"""A reading must be this much likelier (a factor of 20) than the one before it in the list."""


def choose_readings(
    units: Sequence[Unit], places: Mapping[int, Place], emission: Matrix, alphabet: Alphabet
) -> list[Unit] | None:
    """The units with the reading first that fits the sound best, between the neighbours of each word that has
    several and was not found well; None where nothing changes."""
    doubtful = [i for i, place in places.items() if len(units[i].readings) > 1 and place.confidence < _SURE]
    asked: list[tuple[int, int]] = []
    requests: list[Request] = []
    for index in doubtful:
        left = max((i for i in places if i < index), default=None)
        right = min((i for i in places if i > index), default=None)
        start = places[left].start if left is not None else max(0, places[index].start - _AROUND)
        end = places[right].end if right is not None else min(len(emission), places[index].end + _AROUND)
        for number, reading in enumerate(units[index].readings):
            row = [i for i in (left, index, right) if i is not None]
            shown = [Unit([reading], any_sound=False) if i == index else units[i] for i in row]
            target = target_of(shown, alphabet)
            requests.append(
                Request(emission[start:end], target, (0, end - start), alphabet.blank, open_end=False)
            )
            asked.append((index, number))
    best: dict[int, tuple[float, int]] = {}
    for (index, number), path in zip(asked, best_paths([text_of(each) for each in requests]), strict=True):
        if path is not None and (index not in best or path.score > best[index][0] + _CLEARLY):
            best[index] = (path.score, number)
    changed = {index: number for index, (_, number) in best.items() if number > 0}
    return [_first(unit, changed.get(index, 0)) for index, unit in enumerate(units)] if changed else None


def _first(unit: Unit, number: int) -> Unit:
    if number == 0:
        return unit
    others = [reading for at, reading in enumerate(unit.readings) if at != number]
    return Unit([unit.readings[number], *others], unit.any_sound)
