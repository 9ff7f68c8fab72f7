"""How people say a number that is written in English: one or more readings, the likeliest first."""

from __future__ import annotations

import re
from decimal import Decimal

from .readings import Reading

_MAX_CARDINAL_DIGITS = 15
"""Longer rows are said digit by digit."""

_CURRENCIES = {
    "$": (("dollars", "dollar"), ("cents", "cent")),
    "£": (("pounds", "pound"), ("pence", "penny")),
    "€": (("euros", "euro"), ("cents", "cent")),
    "¥": (("yen", "yen"), ("sen", "sen")),
}
MAGNITUDES = ("hundred", "thousand", "million", "billion", "trillion")
_SHORT_MAGNITUDES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}

_UNITS = {
    "%": "percent", "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters",
    "kg": "kilograms", "g": "grams", "mg": "milligrams", "lb": "pounds", "lbs": "pounds", "oz": "ounces",
    "ft": "feet", "mph": "miles per hour", "kph": "kilometers per hour", "h": "hours", "hr": "hours",
    "hrs": "hours", "min": "minutes", "mins": "minutes", "s": "seconds", "sec": "seconds",
    "ms": "milliseconds", "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz",
    "kb": "kilobytes", "mb": "megabytes", "gb": "gigabytes", "tb": "terabytes", "w": "watts",
    "kw": "kilowatts", "v": "volts", "px": "pixels", "x": "times", "°": "degrees", "°c": "degrees celsius",
    "°f": "degrees fahrenheit", "am": "a m", "pm": "p m", "a.m.": "a m", "p.m.": "p m",
}  # fmt: skip

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_WITH_UNIT = re.compile(rf"({_NUMBER})(%|°[cf]?|[a-z.]+)")
_MONEY = re.compile(rf"([$£€¥])({_NUMBER})(k|m|bn|b|tn)?")
_ORDINAL = re.compile(r"(\d[\d,]*)(?:st|nd|rd|th)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(am|pm|a\.m\.|p\.m\.)?")
_FRACTION = re.compile(r"(\d{1,2})/(\d{1,3})")
_DECADE = re.compile(r"'?(\d{2}|\d{3,4})'?s")
_RANGE = re.compile(r"(\d[\d.,]*)[-\u2013](\d[\d.,]*)(%?)")


def number_readings(text: str) -> list[Reading]:
    """Readings of a token with a digit (lower case, outer punctuation already off); [] if it is no number.

    >>> number_readings("$5")[0]
    ('five', 'dollars')
    """
    for pattern, say in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return _distinct(say(found))
    return []


def money_before_magnitude(text: str) -> list[Reading] | None:
    """The number alone of "$5", for "$5 million", where the currency is said after the magnitude."""
    found = _MONEY.fullmatch(text)
    return _cardinals(found[2]) if found and not found[3] else None


def currency_word(text: str) -> str:
    return _CURRENCIES[text[0]][0][0]


def cardinal(text: str) -> Reading:
    """Any decimal number; a row of more than 15 digits digit by digit."""
    plain = text.replace(",", "")
    whole, point, part = plain.partition(".")
    said = digits(whole) if len(whole) > _MAX_CARDINAL_DIGITS else _number_words(whole or "0", "cardinal")
    return (*said, "point", *digits(part)) if point and part else said


def digits(text: str) -> Reading:
    return tuple(_DIGITS[int(digit)] for digit in text if digit.isdigit())


_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _number_words(number: str, kind: str) -> Reading:
    from num2words import num2words  # 0.15 s, and most chunks have no digits

    said: str = num2words(Decimal(number) if kind == "cardinal" else int(number), to=kind)
    return tuple(re.findall(r"[a-z]+", said))


def _cardinals(text: str) -> list[Reading]:
    """Cardinal first, but a plausible year as a year and a row with a zero in front digit by digit."""
    plain = text.replace(",", "")
    usual = cardinal(text)
    spoken_short = tuple(word for word in usual if word != "and")
    if not plain.isdigit():
        said = [usual, spoken_short]
        return [*said, *(reading[1:] for reading in said if reading[0] == "zero")]
    rows = [digits(plain), tuple("oh" if word == "zero" else word for word in digits(plain))]
    if plain.startswith("0") and len(plain) > 1:
        return [*rows, usual]
    if len(plain) == 4 and "," not in text:
        year = _year(plain)
        return (
            [year, usual, spoken_short, *rows]
            if 1100 <= int(plain) < 2100
            else [usual, year, spoken_short, *rows]
        )
    if len(plain) == 1:
        return [usual, ("oh",)] if plain == "0" else [usual]
    if len(plain) == 3:
        return [usual, spoken_short, (*cardinal(plain[0]), *_pair(plain[1:])), *rows]
    return [usual, spoken_short, *rows] if len(plain) > 2 else [usual]


def _year(plain: str) -> Reading:
    if 2000 <= int(plain) < 2010 or plain.endswith("000"):
        return tuple(word for word in _number_words(plain, "cardinal") if word != "and")
    if plain.endswith("00"):
        return (*cardinal(plain[:2]), "hundred")
    return (*cardinal(plain[:2]), *_pair(plain[2:]))


def _pair(two: str) -> Reading:
    """The last two digits of a year or a room number: 05 is "oh five"."""
    return ("oh", *cardinal(two[1])) if two[0] == "0" else cardinal(two)


def _money(found: re.Match[str]) -> list[Reading]:
    sign, amount, short = found.groups()
    (many, one), (parts, part) = _CURRENCIES[sign]
    if short:
        return [(*said, _SHORT_MAGNITUDES[short], many) for said in _cardinals(amount)]
    whole, _, cents = amount.replace(",", "").partition(".")
    unit = one if whole == "1" else many
    if len(cents) != 2:
        return [(*said, name) for said in _cardinals(amount) for name in dict.fromkeys((unit, one))]
    small = (*cardinal(cents), part if cents == "01" else parts)
    pounds = cardinal(whole or "0")
    if cents == "00":
        return [(*pounds, unit)]
    if not int(whole or "0"):
        return [small]
    together = (*pounds, *_pair(cents))
    return [(*pounds, unit, "and", *small), (*pounds, unit, *small), together, (*pounds, unit, *_pair(cents))]


def _ordinal(found: re.Match[str]) -> list[Reading]:
    said = _number_words(found[1].replace(",", ""), "ordinal")
    return [said, tuple(word for word in said if word != "and"), ("the", *said)]


def _clock(found: re.Match[str]) -> list[Reading]:
    hour, minute, second, half = found.groups()
    after = tuple(half.replace(".", "")) if half else ()
    if second:
        return [(*cardinal(hour), *_pair(minute), *_pair(second), *after)]
    if minute == "00":
        return [(*cardinal(hour), *after)] if half else [(*cardinal(hour), "o'clock"), cardinal(hour)]
    return [(*cardinal(hour), *_pair(minute), *after)]


def _fraction(found: re.Match[str]) -> list[Reading]:
    above, below = found.groups()
    over = (*cardinal(above), "over", *cardinal(below))
    if int(below) in (0, 1):
        return [over]
    names = {2: ("half", "halves"), 4: ("quarter", "quarters")}
    one, many = names.get(int(below), (" ".join(_number_words(below, "ordinal")),) * 2)
    if below not in ("2", "4"):
        many = f"{one}s"
    said = (*cardinal(above), *(one if above == "1" else many).split())
    first = [said, ("a", *one.split())] if above == "1" else [said]
    return [*first, (*cardinal(above), "slash", *cardinal(below)), over, (*cardinal(above), *cardinal(below))]


def _decade(found: re.Match[str]) -> list[Reading]:
    plain = found[1]
    said = [cardinal(plain)] if len(plain) == 2 else list(_cardinals(plain)[:2])
    return [(*reading[:-1], _plural(reading[-1])) for reading in said]


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word.endswith("x") else f"{word}s"


def _range(found: re.Match[str]) -> list[Reading]:
    low, high, percent = found.groups()
    unit = ("percent",) if percent else ()
    ends = [(*_cardinals(low)[0],), (*_cardinals(high)[0],)]
    said = [(*ends[0], "to", *ends[1], *unit), (*ends[0], *ends[1], *unit)]
    rows = (*digits(low), *digits(high))
    return [*said, rows, tuple("oh" if word == "zero" else word for word in rows)]


def _with_unit(found: re.Match[str]) -> list[Reading]:
    number, unit = found.groups()
    if unit not in _UNITS:
        return []
    name = tuple(_UNITS[unit].split())
    singular = (name[0].removesuffix("s"), *name[1:])
    letters = tuple(unit.replace(".", "")) if unit.isalpha() else name
    first = singular if number == "1" else name
    return [(*said, *ending) for said in _cardinals(number)[:2] for ending in (first, singular, letters)]


def _plain(found: re.Match[str]) -> list[Reading]:
    return _cardinals(found[0])


def _version(found: re.Match[str]) -> list[Reading]:
    """3.11.7 and 127.0.0.1."""
    parts = found[0].split(".")
    pointed: list[str] = []
    for index, part in enumerate(parts):
        pointed += [*(("point",) if index else ()), *cardinal(part)]
    dotted = tuple("dot" if word == "point" else word for word in pointed)
    return [tuple(pointed), dotted]


def _distinct(readings: list[Reading]) -> list[Reading]:
    return list(dict.fromkeys(readings))


_FORMS = (
    (re.compile(_NUMBER), _plain),
    (_MONEY, _money),
    (_ORDINAL, _ordinal),
    (_CLOCK, _clock),
    (_FRACTION, _fraction),
    (_DECADE, _decade),
    (_RANGE, _range),
    (re.compile(r"\d+(?:\.\d+){2,}"), _version),
    (_WITH_UNIT, _with_unit),
)
