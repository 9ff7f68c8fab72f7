"""Beam search: the few best beginnings of a text, extended by one token at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_REPEATS = 4
"""People do say a word four times in a row; a fifth time is the decoder's loop."""

_UNHEARD = 8.0
"""Tokens this much less likely than the best one (in nats) are passed over: sorting all 32,768 would cost
1 ms a beam, a quarter of what the decoder takes."""

_ENOUGH = 8
"""Texts that ended, to choose from."""

_HOPELESS = 5.0
"""A text this much less likely than one that has ended (in nats) will not be chosen."""

_TRAILING = 3.0
"""A beam this much less likely than the best one (in nats) is given up."""

_LONGEST_REPEAT = 24
"""Tokens of the longest phrase that is watched for loops: about a sentence."""


@dataclass(frozen=True)
class Beam:
    tokens: tuple[int, ...]
    chances: tuple[float, ...]
    """The probability of each token."""
    score: float
    """The sum of their logarithms, the end included once there is one."""


def extend(
    beams: Sequence[Beam], scores: NDArray[np.float32], end: int, width: int, ended: list[Beam]
) -> tuple[NDArray[np.intp], list[Beam]]:
    """The `width` best beams one token longer, with the index of the beam each came from.

    `scores` is one row of unnormalised log-probabilities a beam. Beams that end are added to `ended`. Empty
    when there are enough texts to choose from."""
    found: list[tuple[float, int, int, float]] = []
    for i, (beam, row) in enumerate(zip(beams, scores, strict=True)):
        top = row.max()
        total = float(top) + math.log(float(np.exp(row - top).sum()))
        for token in np.flatnonzero(row > top - _UNHEARD).tolist():
            log = float(row[token]) - total
            found.append((beam.score + log, i, token, log))
    found.sort(reverse=True)
    origins: list[int] = []
    longer: list[Beam] = []
    for score, i, token, log in found:
        beam = beams[i]
        if token == end:
            ended.append(Beam(beam.tokens, beam.chances, score))
        elif longer and score < longer[0].score - _TRAILING:
            break
        elif not loops(beam.tokens, token):
            origins.append(i)
            longer.append(Beam((*beam.tokens, token), (*beam.chances, math.exp(log)), score))
            if len(longer) == width:
                break
    best = max((beam.score for beam in ended), default=-math.inf)
    if not longer or len(ended) >= _ENOUGH or longer[0].score < best - _HOPELESS:
        return np.empty(0, np.intp), []
    return np.array(origins, np.intp), longer


def loops(tokens: Sequence[int], token: int) -> bool:
    """Whether the token would say the same phrase for the fifth time in a row."""
    text = [*tokens[-_LONGEST_REPEAT * (_REPEATS + 1) :], token]
    for length in range(1, min(_LONGEST_REPEAT, len(text) // (_REPEATS + 1)) + 1):
        if text[-1] != text[-1 - length]:
            continue
        tail = text[-length * (_REPEATS + 1) :]
        if tail == tail[:length] * (_REPEATS + 1):
            return True
    return False
