"""The spoken form of written words in any language, word by word, so that times map back by themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice, product

from .characters import CHARACTER_LANGUAGES, character_forms
from .english import english_forms
from .grammar import Grammar, grammar_of
from .numbers import group_reading, has_hundredths, money, number_readings, stop_ordinal
from .readings import MOST_READINGS, Reading

_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")


def spoken_forms(words: Sequence[str], language: str) -> list[list[Reading]]:
    """For each written word its readings, the likeliest first; none for a word that nobody can say.

    `language` is a BCP-47 tag. Of a language that is not known here, words are said as they are written and
    those with digits have no reading. A sign that is said within the word before it ("10:30 Uhr") has none.

    >>> spoken_forms(["13,60", "€"], "de")
    [[('dreizehn', 'euro', 'sechzig'), ('dreizehn', 'euro', 'sechzig', 'cent')], []]
    """
    base = language.lower().replace("_", "-").split("-")[0]
    if base == "en":
        return english_forms(words)
    if base in CHARACTER_LANGUAGES:
        return character_forms(words, base)
    return _Speaker(grammar_of(base)).forms(words)


class _Speaker:
    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._locale = grammar.locale

    def forms(self, words: Sequence[str]) -> list[list[Reading]]:
        forms: list[list[Reading]] = []
        in_brackets = False
        while len(forms) < len(words):
            at = len(forms)
            word = words[at]
            in_brackets = in_brackets or word.startswith("[")
            if in_brackets:  # [applause]: described, not said
                forms.append([])
                in_brackets = "]" not in word
            else:
                forms += self._groups(words, at) or self._pair(words, at) or [self._single(words, at)]
        return [readings[:MOST_READINGS] for readings in forms]

    def _groups(self, words: Sequence[str], at: int) -> list[list[Reading]]:
        """ "1 000 000" arrives as three words; each group is said by itself, zeros not at all."""
        if not re.fullmatch(r"[1-9]\d{0,2}", words[at]):
            return []
        end = at + 1
        while end < len(words) and re.fullmatch(r"\d{3}", words[end]):
            end += 1
        if end < len(words) and re.fullmatch(r"\d{3}\W", words[end]):  # the last of its sentence
            end += 1
        groups = [word[:3] for word in words[at:end]]
        said = [group_reading(text, len(groups) - 1 - i, self._grammar) for i, text in enumerate(groups)]
        return [[reading] if reading else [] for reading in said] if len(groups) > 1 else []

    def _pair(self, words: Sequence[str], at: int) -> list[list[Reading]]:
        """A number and a sign beside it that is said within it: "13,60 €", "€ 13,60", "10:30 Uhr"."""
        if at + 1 == len(words):
            return []
        first, second = self._plain(words[at]), self._plain(words[at + 1])
        amount, sign = self._inside(first), self._sign(second)
        if has_hundredths(amount, self._grammar) and sign in self._locale.currencies:
            return [money(amount, sign, self._grammar), []]
        if (
            sign == self._locale.clock
            and not self._locale.clock_joins
            and self._grammar.clock.fullmatch(amount)
        ):
            return [number_readings(amount, self._grammar), []]
        sign, amount = self._sign(first), self._inside(second)
        if sign in self._locale.currencies and self._grammar.number.fullmatch(amount):
            return [[], money(amount, sign, self._grammar)]
        return []

    def _single(self, words: Sequence[str], at: int) -> list[Reading]:
        text = self._plain(words[at])
        stopped = self._stopped(text)
        if stopped.endswith(".") and (abbreviated := self._abbreviation(stopped)) is not None:
            return [abbreviated]
        sign = self._sign(text)
        after_number = at > 0 and words[at - 1][-1:].isdecimal()
        if sign in self._locale.currencies and (after_number or not sign.isalpha()):
            return [tuple(_many(self._locale.currencies[sign][0]).split())]
        if sign in self._locale.units and (after_number or not sign.isalpha()):
            return [tuple(_many(self._locale.units[sign]).split())]
        if text.isalpha():
            return [(text,)]
        if any(c.isdigit() for c in text):
            return self._with_digits(text, last=at + 1 == len(words))
        if (abbreviated := self._abbreviation(stopped)) is not None:
            return [abbreviated]
        if _INITIALS.fullmatch(stopped):
            return [tuple(c for c in stopped if c.isalpha())]
        return self._pieces(text)

    def _with_digits(self, text: str, *, last: bool) -> list[Reading]:
        stopped = self._stopped(text)
        if not last and (ordinal := stop_ordinal(stopped, self._grammar)):
            return [ordinal, *number_readings(stopped[:-1], self._grammar)]
        for candidate in dict.fromkeys((stopped, stopped.rstrip("."), self._inside(text))):
            if readings := number_readings(candidate, self._grammar):
                return readings
        return self._pieces(text)

    def _abbreviation(self, stopped: str) -> Reading | None:
        known = self._locale.abbreviations
        full = known.get(stopped[:-1]) if stopped.endswith(".") else None
        if full is None and ("." in stopped.rstrip(".") or "°" in stopped):
            full = known.get(stopped.rstrip("."))
        return tuple(full.split()) if full is not None else None

    def _pieces(self, text: str) -> list[Reading]:
        """Words with something between them: real-time, AT&T, COVID-19, example.com."""
        inside = self._inside(text)
        address = _ADDRESS.fullmatch(inside) is not None
        options: list[list[Reading]] = []
        for piece in _split(inside if any(map(_is_letter, text)) else text):
            if piece.isdecimal():
                options.append(number_readings(piece, self._grammar)[:2] or [()])
            elif _is_letter(piece[0]):
                options.append([(piece.rstrip("'"),)])
            elif piece == "." and address:
                options.append([tuple(self._locale.dot.split())])
            else:
                options.append([tuple(_many(self._locale.symbols.get(piece, "")).split())])
        joined = (tuple(part for reading in chosen for part in reading) for chosen in product(*options))
        return list(islice(dict.fromkeys(reading for reading in joined if reading), MOST_READINGS))

    def _inside(self, text: str) -> str:
        """Without the punctuation around it; signs that are said stay."""
        start, end = 0, len(text)
        while start < end and self._is_outside(text[start]):
            start += 1
        while end > start and self._is_outside(text[end - 1]):
            end -= 1
        return text[start:end]

    def _stopped(self, text: str) -> str:
        """Without punctuation around it but for a full stop, and a sign before it."""
        inside = self._inside(text)
        at = text.index(inside) if inside else 0
        before = text[at - 1 : at] if inside[:1].isdigit() and text[at - 1 : at] in ("-", "−") else ""
        after = "." if text[at + len(inside) :].startswith(".") else ""
        return f"{before}{inside}{after}"

    def _sign(self, text: str) -> str:
        return text.rstrip(_AFTER_SIGNS)

    def _is_outside(self, character: str) -> bool:
        category = unicodedata.category(character)[0]
        return (category in "PZC" or character in _DRAWN) and character not in self._locale.symbols

    def _plain(self, word: str) -> str:
        """Lower case, straight apostrophes, digits 0-9, one code point for a letter with its accent."""
        if word.isascii():
            return self._locale.lower(word)
        text = word.translate(_SAME)
        text = unicodedata.normalize("NFC", self._locale.lower(text))
        return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _many(forms: str) -> str:
    return forms.split("/")[-1]


def _is_letter(character: str) -> bool:
    """Vowel signs of Indic and Arabic scripts are marks and belong to the word."""
    return unicodedata.category(character)[0] in "LM"


def _split(text: str) -> list[str]:
    """Runs of letters (with apostrophes between them), runs of digits, single signs."""
    pieces: list[str] = []
    kinds: list[str] = []
    for at, c in enumerate(text):
        inner = c == "'" and bool(kinds) and kinds[-1] == "letter"
        kind = "letter" if _is_letter(c) or inner else "digit" if c.isdecimal() else f"sign{at}"
        if kinds and kinds[-1] == kind:
            pieces[-1] += c
        else:
            pieces.append(c)
            kinds.append(kind)
    return [piece for piece in pieces if not piece.isspace()]


_SAME = {
    **dict.fromkeys(map(ord, "’ʼ`´"), "'"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f"), None),
    ord("℃"): "°C",
    ord("⁄"): "/",
}
"""Other ways to write the same; characters that show nothing."""

_DRAWN = "|~^<>`\u266a\u266b"
_AFTER_SIGNS = ".,;:!?)]\"'”»…"
_ADDRESS = re.compile(r"[\w@-]*[^\W\d][\w@-]*(?:\.[\w-]{2,})+")
