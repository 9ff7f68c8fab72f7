"""Which languages are known, by the first part of their BCP-47 tag."""

from __future__ import annotations

from .germanic import DANISH, DUTCH, GERMAN, NORWEGIAN, SWEDISH
from .locale import Locale
from .others import FINNISH, GREEK, HUNGARIAN, TURKISH, UNKNOWN, numbers_only
from .romance import CATALAN, FRENCH, ITALIAN, PORTUGUESE, ROMANIAN, SPANISH
from .slavic import CZECH, POLISH, RUSSIAN, SLOVAK, SLOVENE, UKRAINIAN

_LOCALES = {
    "de": GERMAN, "nl": DUTCH, "sv": SWEDISH, "da": DANISH, "no": NORWEGIAN, "nb": NORWEGIAN,
    "nn": NORWEGIAN, "fr": FRENCH, "es": SPANISH, "gl": SPANISH, "it": ITALIAN, "pt": PORTUGUESE,
    "ca": CATALAN, "ro": ROMANIAN, "ru": RUSSIAN, "uk": UKRAINIAN, "pl": POLISH, "cs": CZECH,
    "sk": SLOVAK, "sl": SLOVENE, "fi": FINNISH, "hu": HUNGARIAN, "tr": TURKISH, "el": GREEK,
    **{code: numbers_only(code, ",", ".") for code in ("id", "is", "lt", "lv", "sr", "vi", "az")},
    **{code: numbers_only(code, ".", ",") for code in ("he", "fa", "ar", "ko", "te", "kn", "bn", "cy", "th")},
    "kk": numbers_only("kz", ",", "."),
    "hr": numbers_only("sr", ",", "."), "bs": numbers_only("sr", ",", "."),
}  # fmt: skip


def locale_of(language: str) -> Locale:
    """That of a BCP-47 tag; for a language that is not known, one that only reads letters.

    >>> locale_of("pt-BR").point
    'vírgula'
    """
    return _LOCALES.get(language.lower().replace("_", "-").split("-")[0], UNKNOWN)
