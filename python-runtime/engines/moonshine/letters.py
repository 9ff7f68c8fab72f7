"""Letters to sounds: a guess at how an unknown English word is said, good enough to find it in the audio."""

from __future__ import annotations

import re

_RULES: tuple[tuple[str, str], ...] = (
    ("eigh", "EY"), ("ough", "AO"), ("augh", "AO"), ("tion", "SH AH N"), ("sion", "ZH AH N"),
    ("cian", "SH AH N"), ("ture", "CH ER"), ("tious", "SH AH S"), ("cious", "SH AH S"), ("ious", "IY AH S"),
    ("sch", "SH"), ("tch", "CH"), ("dge", "JH"), ("igh", "AY"), ("que", "K"), ("gue", "G"), ("eau", "OW"),
    ("ous", "AH S"), ("our", "AO R"), ("air", "EH R"), ("ear", "IH R"), ("eer", "IH R"), ("oor", "AO R"),
    ("are", "EH R"), ("ire", "AY ER"), ("ore", "AO R"), ("ure", "Y UH R"), ("all", "AO L"), ("alk", "AO K"),
    ("ing", "IH NG"), ("ink", "IH NG K"), ("ank", "AE NG K"), ("ong", "AO NG"), ("age", "IH JH"),
    ("ck", "K"), ("ch", "CH"), ("sh", "SH"), ("th", "TH"), ("ph", "F"), ("wh", "W"), ("qu", "K W"),
    ("gh", "G"), ("kh", "K"), ("zh", "ZH"), ("dj", "JH"), ("ts", "T S"), ("tz", "T S"), ("ng", "NG"),
    ("nk", "NG K"), ("sc", "S K"), ("ee", "IY"), ("ea", "IY"), ("oo", "UW"), ("ou", "AW"), ("ow", "OW"),
    ("oi", "OY"), ("oy", "OY"), ("ai", "EY"), ("ay", "EY"), ("au", "AO"), ("aw", "AO"), ("ie", "IY"),
    ("ei", "EY"), ("ey", "IY"), ("eu", "Y UW"), ("ew", "Y UW"), ("ue", "UW"), ("ui", "UW"), ("oa", "OW"),
    ("ia", "IY AH"), ("io", "IY OW"), ("ar", "AA R"), ("er", "ER"), ("ir", "ER"), ("or", "AO R"),
    ("ur", "ER"), ("yr", "ER"), ("le", "AH L"), ("a", "AE"), ("b", "B"), ("c", "K"), ("d", "D"),
    ("e", "EH"), ("f", "F"), ("g", "G"), ("h", "HH"), ("i", "IH"), ("j", "JH"), ("k", "K"), ("l", "L"),
    ("m", "M"), ("n", "N"), ("o", "AA"), ("p", "P"), ("q", "K"), ("r", "R"), ("s", "S"), ("t", "T"),
    ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IY"), ("z", "Z"),
)  # fmt: skip
"""Longest first."""

_BEGINNINGS = (
    ("kn", "N"),
    ("gn", "N"),
    ("wr", "R"),
    ("ps", "S"),
    ("pn", "N"),
    ("mn", "N"),
    ("x", "Z"),
    ("y", "Y"),
)
_ENDINGS = (
    ("mb", "M"),
    ("ed", "D"),
    ("es", "Z"),
    ("le", "AH L"),
    ("o", "OW"),
    ("a", "AH"),
    ("i", "IY"),
    ("e", ""),
)

_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
_MAGIC_E = re.compile(r"([aeiou])([bcdfgjklmnpstvz])e(s?)$")
_SOFT = {"c": "S", "g": "JH"}


def sounds_of(word: str) -> str:
    """Phones of the CMU set with spaces between; never empty. Letters outside a-z are passed over.

    >>> sounds_of("blorf")
    'B L AO R F'
    """
    left = re.sub(r"[^a-z]", "", word)
    left = re.sub(r"([b-df-hj-np-tv-z])\1+", r"\1", left)
    head = _take(_BEGINNINGS, left, at_end=False)
    left = left[len(head[0]) :]
    magic = _MAGIC_E.search(left)
    if magic:
        consonant = _SOFT.get(magic[2], magic[2].upper().replace("J", "JH"))
        tail = f"{_LONG[magic[1]]} {consonant}" + (" Z" if magic[3] else "")
        left = left[: magic.start()]
    elif len(left) > 2:
        ending, tail = _take(_ENDINGS, left, at_end=True)
        left = left[: len(left) - len(ending)]
    else:
        tail = ""
    sounds = [head[1], *_middle(left), tail]
    return " ".join(sound for sound in sounds if sound) or "AH"


def _take(rules: tuple[tuple[str, str], ...], text: str, *, at_end: bool) -> tuple[str, str]:
    for letters, sound in rules:
        if len(text) > len(letters) and (text.endswith(letters) if at_end else text.startswith(letters)):
            return letters, sound
    return "", ""


def _middle(text: str) -> list[str]:
    sounds: list[str] = []
    at = 0
    while at < len(text):
        letters, sound = next((rule for rule in _RULES if text.startswith(rule[0], at)), (text[at], ""))
        following = text[at + len(letters) : at + len(letters) + 1]
        soft = letters in _SOFT and following != "" and following in "eiy"
        sounds.append(_SOFT[letters] if soft else sound)
        at += len(letters)
    return sounds
