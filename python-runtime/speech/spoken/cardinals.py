"""Whole numbers in a language's words."""

from __future__ import annotations

import re
from functools import cache

from .locales.locale import Locale
from .readings import Reading

_MAX_CARDINAL_DIGITS = 15
"""Longer rows are said digit by digit."""

_LARGEST_OF_OURS = 10**12
_ONE_THOUSAND = (("одна", "тысяча"), ("одна", "тисяча"))
"""People say "thousand nine hundred" only."""

_HUNDREDS = {"de": "hundert", "nl": "honderd", "sv": "hundra", "da": "hundrede", "no": "hundre"}


def cardinal(number: int, locale: Locale) -> Reading:
    """() where the language's numbers are not known."""
    if locale.cardinal is not None:
        return tuple(locale.cardinal(number).split()) if number < _LARGEST_OF_OURS else ()
    return _say(number, locale, "cardinal")


def ordinal(number: int, locale: Locale) -> Reading:
    """The cardinal where num2words has no ordinals."""
    return _say(number, locale, "ordinal") or cardinal(number, locale)


def digits(text: str, locale: Locale) -> Reading:
    return tuple(word for digit in text if digit.isdigit() for word in cardinal(int(digit), locale))


def cardinal_of(text: str, locale: Locale) -> Reading:
    """Of digits as they are written; a very long row digit by digit."""
    return digits(text, locale) if len(text) > _MAX_CARDINAL_DIGITS else cardinal(int(text), locale)


def year(number: int, locale: Locale) -> Reading:
    """The readings of 1100-1999 differ between languages; other years are plain numbers."""
    hundreds, rest = divmod(number, 100)
    if locale.years == "number" or not 11 <= hundreds <= 19:
        return cardinal(number, locale)
    tail = cardinal(rest, locale) if rest else ()
    if locale.years == "pairs" and rest:
        return (*cardinal(hundreds, locale), *tail)
    said = "".join((*cardinal(hundreds, locale), _HUNDREDS[str(locale.numbers)]))
    return (said, *tail) if locale.numbers != "de" else ("".join((said, *tail)),)


@cache
def _words(number: int, code: str, kind: str) -> Reading:
    from num2words import num2words  # 0.15 s, and most texts have few digits

    try:
        said: str = num2words(number, lang=code, to=kind)
    except (NotImplementedError, LookupError, ValueError, ArithmeticError, AttributeError, TypeError):
        return ()  # what it cannot say it does not refuse in one way
    words = tuple(word for word in re.split(r"[\s\-–]+", said.lower()) if word)
    return words[1:] if words[:2] in _ONE_THOUSAND else words


def _say(number: int, locale: Locale, kind: str) -> Reading:
    return () if locale.numbers is None else _words(number, locale.numbers, kind)
