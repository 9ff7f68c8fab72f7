"""How a language writes numbers, as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .locales.known import locale_of
from .locales.locale import Locale

_SPACES = " \u00a0\u202f\u2009'’"
_NEVER = r"(?!)"


@dataclass(frozen=True)
class Grammar:
    """A locale with its patterns, compiled."""

    locale: Locale
    number: re.Pattern[str]
    money_first: re.Pattern[str]
    money_last: re.Pattern[str]
    with_unit: re.Pattern[str]
    ordinal: re.Pattern[str]
    clock: re.Pattern[str]


@cache
def grammar_of(language: str) -> Grammar:
    """That of a BCP-47 tag."""
    locale = locale_of(language)
    group = f"[{re.escape(locale.groups + _SPACES)}]"
    decimal = re.escape(locale.decimal)
    number = rf"\d{{1,3}}(?:{group}\d{{3}})+(?:{decimal}\d+)?|\d+(?:{decimal}\d+)?|{decimal}\d+"
    signs = _any_of(locale.currencies)
    units = _any_of(locale.units)
    short = _any_of(locale.magnitudes)
    return Grammar(
        locale,
        re.compile(number),
        re.compile(rf"({signs})({number})({short})?"),
        re.compile(rf"({number})({short})?({signs})"),
        re.compile(rf"({number})({units}|{short}|[%‰°])"),
        re.compile(rf"(\d[\d.]*?)({locale.ordinal or _NEVER})"),
        re.compile(rf"(\d{{1,2}})[{re.escape(locale.clock_signs)}]([0-5]\d)(?::([0-5]\d))?"),
    )


def _any_of(texts: Iterable[str]) -> str:
    listed = sorted(texts, key=len, reverse=True)
    return "|".join(re.escape(text) for text in listed) or _NEVER
