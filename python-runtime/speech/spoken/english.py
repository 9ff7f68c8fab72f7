"""The spoken form of written English, word by word, so that times map back by themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice, product

from .english_numbers import MAGNITUDES, currency_word, money_before_magnitude, number_readings
from .readings import MOST_READINGS, Reading

_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "mr": ("mister",), "mrs": ("missus",), "ms": ("miz", "miss"), "dr": ("doctor", "drive"),
    "prof": ("professor",), "st": ("saint", "street"), "mt": ("mount",), "jr": ("junior",),
    "sr": ("senior",), "rev": ("reverend",), "gen": ("general",), "col": ("colonel",), "capt": ("captain",),
    "lt": ("lieutenant",), "sgt": ("sergeant",), "gov": ("governor",), "sen": ("senator",),
    "rep": ("representative",), "vs": ("versus",), "etc": ("et cetera",), "e.g": ("for example", "e g"),
    "i.e": ("that is", "i e"), "no": ("number", "no"), "nos": ("numbers",), "vol": ("volume",),
    "approx": ("approximately",), "dept": ("department",), "inc": ("incorporated", "ink"),
    "ltd": ("limited",), "corp": ("corporation",), "co": ("company", "co"), "ave": ("avenue",),
    "blvd": ("boulevard",), "rd": ("road",), "ft": ("feet", "fort"), "fig": ("figure",),
    "jan": ("january",), "feb": ("february",), "mar": ("march",), "apr": ("april",), "aug": ("august",),
    "sept": ("september",), "sep": ("september",), "oct": ("october",), "nov": ("november",),
    "dec": ("december",), "mon": ("monday",), "tue": ("tuesday",), "wed": ("wednesday",),
    "thu": ("thursday",), "fri": ("friday",), "sat": ("saturday",), "sun": ("sunday",),
}  # fmt: skip
"""With their full stop; the first reading is the usual one."""

_ALSO_WITHOUT_STOP = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "st", "mt", "jr", "sr", "vs", "etc", "dept", "ltd"}
)

_SYMBOLS = {
    "&": "and", "%": "percent", "+": "plus", "=": "equals", "@": "at", "#": "number", "°": "degrees",
    "$": "dollars", "£": "pounds", "€": "euros", "§": "section", "½": "one half", "¼": "one quarter",
    "¾": "three quarters", "×": "times", "÷": "divided by", "±": "plus or minus", "²": "squared",
    "³": "cubed", "™": "trademark",
}  # fmt: skip

_ROMAN = {
    "ii": "two",
    "iii": "three",
    "iv": "four",
    "vi": "six",
    "vii": "seven",
    "viii": "eight",
    "ix": "nine",
}

_OUTSIDE = "\"'“”‘’«»()[]{}<>.,;:!?…¡¿*_~|-–—/\\^`\u266a\u266b"
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?\.?(?:'s)?")
_PIECES = re.compile(r"[a-z]+(?:'[a-z]+)*'?|\d[\d.,:]*\d|\d|[&%+=@#°$£€§½¼¾×÷±²³™]")
_LETTERS_AT_MOST = 5


def english_forms(words: Sequence[str]) -> list[list[Reading]]:
    """For each written word its readings, the likeliest first; none for a word that nobody can say.

    >>> english_forms(["$5", "million"])
    [[('five',)], [('million', 'dollars'), ('million',)]]
    """
    forms: list[list[Reading]] = []
    owed: str | None = None
    in_brackets = False
    for index, word in enumerate(words):
        in_brackets = in_brackets or word.startswith("[")
        if in_brackets:  # [applause], [door slams]: described, not said
            forms.append([])
            in_brackets = "]" not in word
            continue
        bare = _plain(word).strip(_OUTSIDE)
        following = _plain(words[index + 1]).strip(_OUTSIDE) if index + 1 < len(words) else ""
        if following in MAGNITUDES and (amount := money_before_magnitude(bare)) is not None:
            forms.append(amount[:MOST_READINGS])
            owed = currency_word(bare)
        elif owed is not None and bare in MAGNITUDES:
            forms.append([(bare, owed), (bare,)])
            owed = None
        else:
            forms.append(_readings(word)[:MOST_READINGS])
            owed = None
    return forms


def _readings(word: str) -> list[Reading]:
    text = _plain(word)
    if not any(c.isalnum() for c in text):
        said = tuple(part for c in text for part in _SYMBOLS.get(c, "").split())
        return [said] if said else []
    bare = text.strip(_OUTSIDE)
    if any(c.isdigit() for c in bare):
        return (
            number_readings(text.lstrip("([\"'“").rstrip(",;:!?)]\"'”…").rstrip("."))
            or number_readings(bare)
            or _mixed(bare)
        )
    stopped = text.rstrip(",;:!?)]\"'”…").lstrip("([\"'“")
    if stopped.endswith(".") and stopped[:-1] in _ABBREVIATIONS:
        return _abbreviation(stopped[:-1])
    if bare in _ALSO_WITHOUT_STOP:
        return _abbreviation(bare)
    if len(stopped) > 2 and _INITIALS.fullmatch(stopped):
        return [_letters(stopped)]
    return _word(word, text, bare)


def _word(written: str, text: str, bare: str) -> list[Reading]:
    pieces = tuple(_speakable(piece) for piece in _PIECES.findall(text.strip(_OUTSIDE.replace("'", ""))))
    said = tuple(part for piece in pieces for part in piece.split())
    if not said:
        return []
    capitals = written.strip(_OUTSIDE)
    plural = capitals.endswith("s") and capitals[:-1].isupper() and len(capitals) > 2
    if (capitals.isupper() or plural) and capitals.isalpha() and 1 < len(capitals) <= _LETTERS_AT_MOST:
        letters = _letters(capitals.lower() if not plural else f"{capitals[:-1].lower()}'s")
        return [said, letters, *([(_ROMAN[bare],)] if bare in _ROMAN else [])]
    if "." in bare and len(said) > 1:  # example.com
        dotted = tuple(
            part for i, piece in enumerate(pieces) for part in (*(("dot",) if i else ()), *piece.split())
        )
        return [dotted, said]
    return [said]


def _mixed(text: str) -> list[Reading]:
    """Letters and digits together: MP3, COVID-19, 4K."""
    options: list[list[Reading]] = []
    for piece in _PIECES.findall(text):
        if piece[0].isdigit():
            options.append(number_readings(piece)[:3] or [tuple(piece)])
        elif piece.isalpha() and len(piece) <= 3:
            options.append([tuple(piece), (piece,)])
        else:
            options.append([tuple(_speakable(piece).split())])
    joined = (tuple(part for reading in chosen for part in reading) for chosen in product(*options))
    return list(islice(dict.fromkeys(reading for reading in joined if reading), MOST_READINGS))


def _abbreviation(bare: str) -> list[Reading]:
    return [tuple(full.split()) for full in _ABBREVIATIONS[bare]]


def _letters(text: str) -> Reading:
    """Letter names; a possessive or plural ending stays with the last one."""
    stem = text.removesuffix("'s")
    letters = ["a." if c == "a" else c for c in stem if c.isalpha()]  # "a." is the letter, "a" the article
    if stem != text and letters:
        letters[-1] += "'s"
    return tuple(letters)


def _speakable(piece: str) -> str:
    return _SYMBOLS.get(piece) or (piece if any(c.isdigit() for c in piece) else piece.rstrip("'") or "")


def _plain(word: str) -> str:
    """Lower case, straight apostrophes, letters without accents."""
    folded = unicodedata.normalize("NFKD", word.replace("’", "'").replace("ʼ", "'").replace("½", " 1/2"))
    folded = folded.replace("⁄", "/").strip()
    return (
        "".join(c for c in folded if not unicodedata.combining(c))
        .lower()
        .replace("ß", "ss")
        .replace("æ", "ae")
    )
