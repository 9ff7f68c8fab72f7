"""Languages that are aligned character by character: what is said is what is written, but for numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .cardinals import cardinal_of
from .locales.known import locale_of
from .readings import Reading

CHARACTER_LANGUAGES = frozenset({"zh", "yue", "ja", "th", "lo", "my", "km", "bo", "dz"})

_HAN = frozenset({"zh", "yue", "ja"})
_DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "万", "亿", "兆")
_SIGNS = {
    "zh": {
        "%": "百分之", "°": "度", "℃": "摄氏度", "+": "加", "=": "等于", "$": "美元", "¥": "元",
        "€": "欧元",
    },
    "yue": {"%": "百分之", "°": "度", "+": "加", "$": "蚊"},
    "ja": {
        "%": "パーセント", "°": "度", "℃": "度", "+": "プラス", "=": "イコール", "$": "ドル",
        "¥": "円", "€": "ユーロ",
    },
}  # fmt: skip
_POINT = {"zh": "点", "yue": "點", "ja": "点"}
_LARGE_OF = {"ja": ("", "万", "億", "兆"), "yue": ("", "萬", "億", "兆"), "zh": _LARGE}
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def character_forms(words: Sequence[str], language: str) -> list[list[Reading]]:
    """One reading for each word that can be said: its letters without punctuation, numbers written out."""
    readings = [_reading(word, language) for word in words]
    return [[(said,)] if said else [] for said in readings]


def _reading(word: str, language: str) -> str:
    text = unicodedata.normalize("NFKC", word).lower()
    signs = _SIGNS.get(language, {})

    def number(found: re.Match[str]) -> str:
        plain = found[0].replace(",", "")
        if language not in _HAN:
            return "".join(cardinal_of(re.sub(r"\D", "", plain), locale_of(language)))
        whole, _, part = plain.partition(".")
        year = language != "ja" and len(whole) == 4 and found.string[found.end() :].startswith("年")
        row = year or (len(whole) > 1 and whole.startswith("0"))
        said = "".join(_DIGITS[int(digit)] for digit in whole) if row else _cardinal(int(whole), language)
        return said + (_POINT[language] + "".join(_DIGITS[int(digit)] for digit in part) if part else "")

    if language in ("zh", "yue"):
        text = re.sub(rf"({_NUMBER.pattern})%", lambda found: signs["%"] + found[1], text)
        text = re.sub(rf"([$€¥])({_NUMBER.pattern})", r"\2\1", text)
    said = _NUMBER.sub(number, text)
    return "".join(signs.get(c, c if _is_said(c) else "") for c in said)


def _is_said(character: str) -> bool:
    """Letters and the marks that belong to them."""
    return unicodedata.category(character)[0] in "LM"


def _cardinal(number: int, language: str) -> str:
    """Chinese and Japanese count in ten thousands.

    >>> _cardinal(20140, "zh")
    '二万零一百四十'
    """
    if number == 0:
        return "零"
    large = _LARGE_OF[language]
    said = ""
    size = 0
    rest = number
    while rest and size < len(large):
        rest, group = divmod(rest, 10_000)
        gap = language != "ja" and said != "" and _says_gap(number, size)
        if group:
            said = (
                _below_ten_thousand(group, language, leading=rest == 0)
                + large[size]
                + ("零" if gap else "")
                + said
            )
        size += 1
    return said


def _says_gap(number: int, size: int) -> bool:
    """Whether the group below starts with a zero, which Chinese says."""
    lower: int = 10_000**size
    return 0 < number % lower < lower // 10


def _below_ten_thousand(number: int, language: str, *, leading: bool) -> str:
    said, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            zero = bool(said)
            continue
        one_left_out = digit == 1 and (
            (language == "ja" and place > 0) or (place == 1 and not said and leading)
        )
        said += (
            ("零" if zero and language != "ja" else "")
            + ("" if one_left_out else _DIGITS[digit])
            + _SMALL[place]
        )
        zero = False
    return said
