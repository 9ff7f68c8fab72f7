"""The letters that an acoustic model knows, and how to write spoken words with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from .spoken.readings import Reading

_SAME = {
    "ß": "ss", "ø": "o", "œ": "oe", "æ": "ae", "å": "a", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ħ": "h",
    "ŋ": "n", "ı": "i", "ĸ": "k", "ŧ": "t", "ə": "e", "ё": "е", "ґ": "г", "ў": "у", "ї": "и", "і": "и",
    "є": "е", "ъ": "ь", "ς": "σ", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك",
    "ة": "ه", "ؤ": "و", "ئ": "ي", "ي": "ی", "ك": "ک", "’": "'", "ʼ": "'", "ー": "", "々": "",
}  # fmt: skip
"""Letters that people say alike, for models that lack the first."""


@dataclass(frozen=True)
class Alphabet:
    """A model's vocabulary of single characters."""

    letters: Mapping[str, int]
    """Lower case, to the column of the model's output."""
    blank: int
    separator: int | None
    """Between words; None for a model that was trained without."""
    size: int
    """How many columns the model has."""

    def encode(self, word: str) -> list[int]:
        """The columns of a spoken word; what the model cannot hear is left out.

        >>> Alphabet({"s": 5, "t": 6, "r": 7, "a": 8, "e": 9}, 0, 4, 32).encode("Straße")
        [5, 6, 7, 8, 5, 5, 9]
        """
        known = self.letters
        columns: list[int] = []
        for letter in unicodedata.normalize("NFC", word).lower():
            column = known.get(letter)
            if column is not None:
                columns.append(column)
            elif not letter.isascii():
                columns += self._nearest(letter)
        return columns

    def _nearest(self, letter: str) -> list[int]:
        same = _SAME.get(letter)
        for spelling in (unicodedata.normalize("NFD", letter), same, unicodedata.normalize("NFKD", letter)):
            if spelling is None or spelling == letter:
                continue
            found = [self.letters[c] for c in spelling if c in self.letters]
            if found:
                return found
        return []


def encode_reading(reading: Reading, alphabet: Alphabet) -> list[list[int]]:
    """The parts of a reading that the model can hear."""
    return [columns for part in reading if (columns := alphabet.encode(part))]


_BLANKS = ("<pad>", "[PAD]", "<blank>", "-")
_SEPARATORS = ("|", " ", "▁")
_NOT_HEARD = "-"


def alphabet_of(vocabulary: Mapping[str, int], blank: int | None, size: int) -> Alphabet:
    """From a model's tokens and the columns they stand for. Upper case is met by lower case.

    `blank` None: found by its usual names, else column 0. Tokens of several characters, like `<unk>`, are not
    heard; a hyphen is the blank of some models and a sign that nobody says in the others."""
    if blank is None:
        blank = next((vocabulary[name] for name in _BLANKS if name in vocabulary), 0)
    separator = next((vocabulary[name] for name in _SEPARATORS if name in vocabulary), None)
    letters: dict[str, int] = {}
    for token, column in sorted(vocabulary.items(), key=lambda item: item[0].isupper()):
        letter = unicodedata.normalize("NFC", token).lower()
        is_letter = len(letter) == 1 and letter not in _NOT_HEARD and column not in (blank, separator)
        if is_letter and column < size:
            letters.setdefault(letter, column)
    return Alphabet(letters, blank, separator, size)
