"""The words of a text, also where no spaces stand between them."""

from __future__ import annotations

import unicodedata

# First and last characters of the scripts that are written without spaces between words.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),  # half-width Katakana
    (0x20000, 0x323AF),
)

_LEADING_VOWELS = "เแโใไເແໂໃໄ"
"""Written before the consonant after which they are spoken."""

_NO_SOUND_ALONE = "ー々〻ๆໆะาำຽະາຳぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
"""Marks of length and repetition, vowels after their consonant, small kana."""


def words_of(text: str) -> list[tuple[str, bool]]:
    """Each word with whether it is glued to the one before it, without a space; no character is lost.

    Where the script has no spaces, words are characters with what sounds together with them, as WhisperX's
    aligner has them."""
    return [word for piece in text.split() for word in _words_of_piece(piece)]


def _words_of_piece(piece: str) -> list[tuple[str, bool]]:
    words: list[str] = []
    held = False
    """The last word is only the opening of what comes."""
    for character in piece:
        belongs = bool(words) and (held or _belongs(words[-1], character))
        if belongs:
            words[-1] += character
        else:
            words.append(character)
        held = _opens(character) and (held or not belongs)
    if held and len(words) > 1:
        words[-2:] = [words[-2] + words[-1]]
    return [(word, at > 0) for at, word in enumerate(words)]


def _belongs(word: str, character: str) -> bool:
    """Whether a character goes on with the word before it."""
    if _opens(character):
        return not _is_unspaced(word[-1]) and not _is_unspaced(character)
    if _is_mark(character) or character in _NO_SOUND_ALONE:
        return True
    return not _is_unspaced(character) and not _is_unspaced(_last_sound(word))


def _last_sound(word: str) -> str:
    """Its last character that is no mark: after `我。` a new word begins, after `Hi,` goes on `Hi,there`."""
    return next((each for each in reversed(word) if not _is_mark(each)), word[-1])


def _opens(character: str) -> bool:
    return character in _LEADING_VOWELS or unicodedata.category(character) in ("Ps", "Pi")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Po", "Pe", "Pf", "Pd")


def _is_unspaced(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _UNSPACED)
