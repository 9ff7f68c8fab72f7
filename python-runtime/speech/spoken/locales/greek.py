"""Greek numbers in words, which num2words lacks."""

from __future__ import annotations

_ONES = (
    "μηδέν", "ένα", "δύο", "τρία", "τέσσερα", "πέντε", "έξι", "εφτά", "οχτώ", "εννιά", "δέκα", "έντεκα",
    "δώδεκα", "δεκατρία", "δεκατέσσερα", "δεκαπέντε", "δεκαέξι", "δεκαεφτά", "δεκαοχτώ", "δεκαεννιά",
)  # fmt: skip
_TENS = ("", "", "είκοσι", "τριάντα", "σαράντα", "πενήντα", "εξήντα", "εβδομήντα", "ογδόντα", "ενενήντα")
_HUNDREDS = (
    "", "εκατόν", "διακόσια", "τριακόσια", "τετρακόσια", "πεντακόσια", "εξακόσια", "εφτακόσια",
    "οχτακόσια", "εννιακόσια",
)  # fmt: skip
_FEMININE = {
    "ένα": "μία",
    "τρία": "τρεις",
    "τέσσερα": "τέσσερις",
    "δεκατρία": "δεκατρείς",
    "δεκατέσσερα": "δεκατέσσερις",
}
_LARGE = ((10**9, "δισεκατομμύριο", "δισεκατομμύρια"), (10**6, "εκατομμύριο", "εκατομμύρια"))


def cardinal(number: int) -> str:
    """A number from 0 to below 10^12 in neuter words, as it is counted aloud.

    >>> cardinal(2014)
    'δύο χιλιάδες δεκατέσσερα'
    """
    if number == 0:
        return _ONES[0]
    said: list[str] = []
    for size, one, many in _LARGE:
        count, number = divmod(number, size)
        if count:
            said += [*_below_thousand(count), one if count == 1 else many]
    thousands, number = divmod(number, 1000)
    if thousands == 1:
        said.append("χίλια")
    elif thousands:
        said += [*map(_feminine, _below_thousand(thousands)), "χιλιάδες"]
    return " ".join([*said, *_below_thousand(number)])


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    said = ["εκατό" if number == 100 else _HUNDREDS[hundreds]] if hundreds else []
    if rest >= 20:
        said.append(_TENS[rest // 10])
        rest %= 10
    return [*said, _ONES[rest]] if rest else said


def _feminine(word: str) -> str:
    """Thousands are counted in the feminine: διακόσιες χιλιάδες."""
    return _FEMININE.get(word) or (f"{word[:-1]}ες" if word.endswith("κόσια") else word)
