"""How one language writes numbers, money and abbreviations, and what people say for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Forms = str
"""A counted thing as "one/few/many" or "one/many" or a word that does not change."""


@dataclass(frozen=True)
class Locale:
    """All texts are in lower case. What a language does not use stays empty."""

    numbers: str | None
    """The language's code in num2words; None: numbers are said by `cardinal`, or not at all."""
    decimal: str = ","
    groups: str = "."
    """What may stand between thousands; a space and an apostrophe always may."""
    point: str = ""
    """The spoken decimal sign."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, tuple[Forms, Forms]] = field(default_factory=dict)
    """The unit and its hundredth, by sign or code."""
    between_money: str = ""
    """Said between the units and the hundredths."""
    says_hundredths: bool = False
    """Names the hundredths ("thirteen pounds sixty pence") rather than leaving them bare."""
    units: Mapping[str, Forms] = field(default_factory=dict)
    magnitudes: Mapping[str, Forms] = field(default_factory=dict)
    """Short ones that stick to a number: 5k, 3 Mio."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Without their last full stop."""
    ordinal: str = ""
    """A pattern for what follows the number of an ordinal; its text may be a grammatical ending."""
    stop_ordinal: bool = False
    """A full stop after a small number makes an ordinal where another word follows."""
    clock: str = ""
    """What is said between hour and minute."""
    clock_joins: bool = False
    """It joins the two ("ten and thirty"), so that it is not said at the full hour."""
    clock_signs: str = ":"
    years: Literal["number", "hundreds", "pairs"] = "number"
    """1999 as a plain number, as nineteen hundred ninety-nine, or as nineteen ninety-nine."""
    to: str = ""
    """Said between the ends of a range."""
    dot: str = ""
    """Said within addresses: example dot com."""
    plural: Callable[[int], int] = lambda number: 0 if number == 1 else 1
    """Which of the forms a number takes."""
    cardinal: Callable[[int], str] | None = None
    """Numbers in words where num2words does not know the language."""
    lower: Callable[[str], str] = str.lower


def counted(forms: Forms, number: int, plural: Callable[[int], int]) -> str:
    """The form of a counted thing.

    >>> counted("euro/euros", 2, lambda number: 0 if number == 1 else 1)
    'euros'
    """
    listed = forms.split("/")
    return listed[min(plural(number), len(listed) - 1)]


def slavic_plural(number: int) -> int:
    """1, 21 … · 2-4, 22-24 … · the rest: East Slavic."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


def polish_plural(number: int) -> int:
    """1 · 2-4, 22-24 … · the rest."""
    if number == 1:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


def czech_plural(number: int) -> int:
    """1 · 2-4 · the rest."""
    return 0 if number == 1 else 1 if 2 <= number <= 4 else 2


def same_plural(_number: int) -> int:
    """Counted things keep their form."""
    return 0
