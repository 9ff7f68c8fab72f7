"""What an aligner looks for: written words as columns of an acoustic model's output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alphabet import Alphabet, encode_reading
from .spoken.readings import Reading
from .spoken.spoken import spoken_forms

NOBODY = -1
"""Owner of tokens between words and around them."""

STAR, BEFORE, AFTER = 0, 1, 2
"""Columns behind the model's own: any sound; any sound before the segment, and behind it."""


@dataclass(frozen=True)
class Target:
    """Tokens in order. Separators between words and sounds at the edges may be left out."""

    columns: NDArray[np.int64]
    optional: NDArray[np.bool_]
    owners: NDArray[np.int64]
    """The word that each token belongs to."""
    separator: int | None
    """The model's, which may also stand before the first word and behind the last."""


@dataclass(frozen=True)
class Unit:
    """One written word, as it is looked for."""

    readings: list[list[list[int]]]
    """Each reading's parts as columns; none for a word without sound."""
    any_sound: bool
    """It is said, but with letters that the model does not know."""


def units_of(words: Sequence[str], language: str, alphabet: Alphabet) -> list[Unit]:
    forms = spoken_forms(words, language)
    return [_unit(word, readings, alphabet) for word, readings in zip(words, forms, strict=True)]


def _unit(word: str, readings: Sequence[Reading], alphabet: Alphabet) -> Unit:
    encoded = [parts for reading in readings if (parts := encode_reading(reading, alphabet))]
    distinct = [parts for at, parts in enumerate(encoded) if parts not in encoded[:at]]
    unknown = any(c.isdecimal() or (c.isalpha() and not alphabet.encode(c)) for c in word)
    return Unit(distinct, any_sound=not distinct and unknown)


def target_of(units: Sequence[Unit], alphabet: Alphabet) -> Target:
    """All words in their likeliest reading, with any sound allowed before the first and behind the last.

    Words of any sound that follow each other are one token, owned by the first of them: nothing in the sound
    tells where one ends."""
    star = alphabet.size + STAR
    columns: list[int] = [alphabet.size + BEFORE]
    owners: list[int] = [NOBODY]
    for index, unit in enumerate(units):
        parts = [[star]] if unit.any_sound else unit.readings[0] if unit.readings else []
        if parts == [[star]] and columns[-1] == star:
            continue
        for part in parts:
            if len(columns) > 1 and alphabet.separator is not None:
                columns.append(alphabet.separator)
                owners.append(NOBODY)
            columns += part
            owners += [index] * len(part)
    columns.append(alphabet.size + AFTER)
    owners.append(NOBODY)
    held = np.array(owners)
    return Target(np.array(columns), held == NOBODY, held, alphabet.separator)
