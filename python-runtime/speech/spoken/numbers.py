"""How people say a number that is written in a language other than English: readings, the likeliest first."""

from __future__ import annotations

import re

from .cardinals import cardinal, cardinal_of, digits, ordinal, year
from .grammar import Grammar
from .locales.locale import Locale, counted
from .readings import Reading

_LAST_STOP_ORDINAL = 31
"""Days and centuries: "am 3. Mai". A larger number with a full stop rather ends its sentence."""

_NO_COUNT = 5
"""Stands for numbers with decimals: they take the form of many."""

_RANGE = re.compile(r"(\d[\d.,]*)[-–—](\d[\d.,]*)(\S*)")
_ROW = re.compile(r"\d+(?:[.,:/-]\d+)+")


def number_readings(text: str, grammar: Grammar) -> list[Reading]:
    """Readings of a token with a digit (lower case, outer punctuation already off); [] if it is no number.

    >>> number_readings("1.000,50€", grammar_of("de"))[0]
    ('eintausend', 'euro', 'fünfzig')
    """
    symbols = grammar.locale.symbols
    if text[:1] in ("%", "‰"):
        sign = tuple(symbols.get(text[0], "").split("/")[0].split())
        return [(*sign, *reading) for reading in number_readings(text[1:], grammar)]
    if text[:1] in ("-", "−", "+") and text[1:2].isdigit():
        said = number_readings(text[1:], grammar)
        sign = tuple(symbols.get("+" if text[0] == "+" else "−", "minus").split())
        return [*((*sign, *reading) for reading in said), *said]
    for pattern, say in (
        (grammar.money_first, _money_first),
        (grammar.money_last, _money_last),
        (grammar.number, _plain),
        (grammar.clock, _clock),
        (grammar.with_unit, _with_unit),
        (grammar.ordinal, _ordinal),
        (_RANGE, _range),
        (_ROW, _row),
    ):
        found = pattern.fullmatch(text)
        if found and (readings := say(found, grammar)):
            return list(dict.fromkeys(reading for reading in readings if reading))
    return []


def stop_ordinal(text: str, grammar: Grammar) -> Reading:
    """The "3." of "3. Mai", which has the full stop still on it; () where the language has none."""
    plain = text[:-1]
    if not (grammar.locale.stop_ordinal and text.endswith(".") and plain.isdigit()):
        return ()
    return ordinal(int(plain), grammar.locale) if 1 <= int(plain) <= _LAST_STOP_ORDINAL else ()


def has_hundredths(text: str, grammar: Grammar) -> bool:
    """Whether a number is written like an amount of money: "13,60"."""
    whole, sign, part = text.rpartition(grammar.locale.decimal)
    return bool(whole and sign and len(part) == 2 and grammar.number.fullmatch(text))


def group_reading(text: str, groups_behind: int, grammar: Grammar) -> Reading:
    """One group of "1 000 000" where spaces part thousands; () for one of zeros."""
    value = int(text) * 1000**groups_behind
    return cardinal(value, grammar.locale) if value else ()


def money(amount: str, sign: str, grammar: Grammar) -> list[Reading]:
    """An amount with a sign that the locale knows."""
    locale = grammar.locale
    unit, hundredth = locale.currencies[sign]
    whole, _, part = _ungrouped(amount, locale).partition(".")
    number = int(whole or "0")
    said = (*cardinal_of(whole or "0", locale), *counted(unit, number, locale.plural).split())
    if not part or not int(part):
        return [said]
    if len(part) != 2:
        return [(*_decimal(amount, locale), *unit.split("/")[-1].split())]
    small = cardinal(int(part), locale)
    name = tuple(counted(hundredth, int(part), locale.plural).split())
    if not number:
        return [(*small, *name)]
    joined = (locale.between_money,) if locale.between_money else ()
    bare, full = (*said, *joined, *small), (*said, *joined, *small, *name)
    usual = [full, bare] if locale.says_hundredths else [bare, full]
    return [*usual, (*said, *small), (*said, *small, *name)]


def _money_first(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    sign, amount, short = found.groups()
    return _money(amount, short, sign, grammar)


def _money_last(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    amount, short, sign = found.groups()
    return _money(amount, short, sign, grammar)


def _money(amount: str, short: str | None, sign: str, grammar: Grammar) -> list[Reading]:
    if short is None:
        return money(amount, sign, grammar)
    locale = grammar.locale
    many = locale.currencies[sign][0].split("/")[-1].split()
    return [(*_decimal(amount, locale), *_counted_after(amount, locale.magnitudes[short], locale), *many)]


def _plain(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    text, locale = found[0], grammar.locale
    if not text.isdigit():
        whole, _, part = _ungrouped(text, locale).partition(".")
        row = (*cardinal_of(whole or "0", locale), *_point(locale), *digits(part, locale))
        return [_decimal(text, locale), row] if part else [_decimal(text, locale)]
    usual = cardinal_of(text, locale)
    if text.startswith("0") and len(text) > 1:
        return [digits(text, locale), usual]
    if len(text) == 4:
        pairs = (*cardinal(int(text[:2]), locale), *cardinal(int(text[2:]), locale))
        return [year(int(text), locale), usual, pairs]
    return [usual, digits(text, locale)] if len(text) > 2 else [usual]


def _clock(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    locale = grammar.locale
    hour, minute, second = found.groups()
    said = cardinal(int(hour), locale)
    minutes = cardinal(int(minute), locale) if int(minute) else ()
    seconds = cardinal(int(second), locale) if second else ()
    whole = not minutes and not seconds
    between = (locale.clock,) if locale.clock and not (whole and locale.clock_joins) else ()
    return [(*said, *between, *minutes, *seconds), (*said, *minutes, *seconds)] if said else []


def _with_unit(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    number, unit = found.groups()
    locale = grammar.locale
    name = locale.units.get(unit) or locale.magnitudes.get(unit) or locale.symbols.get(unit)
    said = _decimal(number, locale)
    return [(*said, *_counted_after(number, name, locale)), said] if said and name else []


def _ordinal(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    said = ordinal(int(found[1].replace(".", "")), grammar.locale)
    feminine = found[2].endswith(("ª", "a")) and said and said[-1].endswith("o")
    return [(*said[:-1], f"{said[-1][:-1]}a"), said] if feminine else [said]


def _range(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    low, high, rest = found.groups()
    if not grammar.number.fullmatch(low):
        return []
    first, last = _decimal(low, grammar.locale), number_readings(high + rest, grammar)
    between = (grammar.locale.to,) if grammar.locale.to else ()
    return [(*first, *between, *last[0]), (*first, *last[0])] if first and last else []


def _row(found: re.Match[str], grammar: Grammar) -> list[Reading]:
    """24.12.2024, 3/4, 3.11.7: number after number."""
    locale = grammar.locale
    parts = re.split(r"[.,:/-]", found[0])
    said = [year(int(part), locale) if len(part) == 4 else cardinal_of(part, locale) for part in parts]
    return [tuple(word for reading in said for word in reading)] if all(said) else []


def _decimal(text: str, locale: Locale) -> Reading:
    """A number that may have decimals: short ones are said as a number, long ones digit by digit."""
    whole, _, part = _ungrouped(text, locale).partition(".")
    said = cardinal_of(whole or "0", locale)
    if not part or not said:
        return said
    short = len(part) <= 2 and not part.startswith("0")
    return (*said, *_point(locale), *(cardinal(int(part), locale) if short else digits(part, locale)))


def _point(locale: Locale) -> Reading:
    return tuple(locale.point.split())


def _counted_after(number: str, name: str, locale: Locale) -> Reading:
    plain = _ungrouped(number, locale)
    return tuple(counted(name, int(plain) if plain.isdigit() else _NO_COUNT, locale.plural).split())


def _ungrouped(text: str, locale: Locale) -> str:
    """With a point before the decimals and nothing between thousands."""
    whole, sign, part = text.rpartition(locale.decimal)
    if not sign:
        whole, part = text, ""
    plain = "".join(digit for digit in whole if digit.isdigit())
    return f"{plain}.{part}" if part else plain
