"""Where given words lie in an acoustic model's output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ctc import Matrix, Path, Text, best_paths
from .targets import BEFORE, NOBODY, STAR, Target

_STAR_COST = 0.5
"""Any sound costs this much a frame more than the likeliest token: it takes what no word explains, and leaves
silence to the blank. With 0.1 it spreads into pauses, with 2 it no longer covers a word of six letters."""

_EDGE_COST = 0.2
_ELSEWHERE = -40.0
"""Sounds before and behind a segment lie outside; within it, a separator may stand in their place."""


@dataclass(frozen=True)
class Place:
    """Frames [start, end) of a word, relative to the emission's first."""

    start: int
    end: int
    confidence: float
    """The mean probability of its letters where they were found."""


@dataclass(frozen=True)
class Request:
    emission: Matrix
    """Log probabilities of the model's columns, a row for each frame."""
    target: Target
    inside: tuple[int, int]
    """The frames of the segment itself; those before and behind may hold other words."""
    blank: int
    open_end: bool


def place(requests: Sequence[Request]) -> list[dict[int, Place] | None]:
    """For each request the places of its words by their number; None where they do not fit into the frames.

    Words without tokens are missing, and with an open end those that were not reached."""
    paths = best_paths([text_of(request) for request in requests])
    return [
        None if path is None else _places(request, path)
        for request, path in zip(requests, paths, strict=True)
    ]


def text_of(request: Request) -> Text:
    """With only the columns that its words need, and those for any sound."""
    emission, target = request.emission, request.target
    size = emission.shape[1]
    needed, columns = np.unique(np.append(target.columns, request.blank), return_inverse=True)
    own = needed[needed < size]
    scores = np.empty((len(emission), len(needed)), np.float32)
    scores[:, : len(own)] = emission[:, own]
    likeliest = emission.max(axis=1)
    start, end = request.inside
    for place, column in enumerate(needed[len(own) :], start=len(own)):
        extra = int(column) - size
        cost = _STAR_COST if extra == STAR else _EDGE_COST
        scores[:, place] = likeliest - np.float32(cost)
        if extra != STAR:
            within = slice(start, None) if extra == BEFORE else slice(None, end)
            scores[within, place] = (
                _ELSEWHERE if target.separator is None else emission[within, target.separator]
            )
    return Text(scores, columns[:-1], target.optional, int(columns[-1]), request.open_end)


def _places(request: Request, path: Path) -> dict[int, Place]:
    found: dict[int, Place] = {}
    probabilities = _probabilities(request, path)
    owners = request.target.owners
    for owner in np.unique(owners[owners != NOBODY]):
        mine = np.flatnonzero((owners == owner) & (path.last >= 0))
        if len(mine) and len(mine) == np.count_nonzero(owners == owner):
            confidence = float(np.mean(probabilities[mine]))
            found[int(owner)] = Place(int(path.first[mine[0]]), int(path.last[mine[-1]]) + 1, confidence)
    return found


def _probabilities(request: Request, path: Path) -> NDArray[np.float64]:
    """Of each token over its frames; 0 for any sound, which nothing confirms."""
    size = request.emission.shape[1]
    means = np.zeros(len(path.first))
    for at, column in enumerate(request.target.columns):
        if column < size and path.last[at] >= 0:
            rows = request.emission[path.first[at] : path.last[at] + 1, column]
            means[at] = float(np.exp(rows).mean())
    return means
