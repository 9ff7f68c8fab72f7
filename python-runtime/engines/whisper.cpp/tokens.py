"""From whisper.cpp's tokens to words. Pure.

Its own split into words (`max_len=1`) cuts the text between bytes of one letter; so the tokens are taken as
bytes and put together here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from speech.whisper_words import Piece, whole_words

_LEAST = 1e-6

_CENTISECOND_MS = 10


@dataclass(frozen=True)
class Token:
    raw: bytes
    begin_cs: int
    """Hundredths of a second; negative where whisper.cpp found no time."""
    end_cs: int
    probability: float


def words_of_tokens(tokens: Iterable[Token]) -> list[Piece]:
    """Whole words in order, every byte in one of them; bytes that are no text become `�`."""
    return whole_words([_piece(letters) for letters in _readable(tokens)])


def _readable(tokens: Iterable[Token]) -> list[list[Token]]:
    """The shortest runs of tokens that end where a letter ends."""
    runs: list[list[Token]] = []
    open_run: list[Token] = []
    for token in tokens:
        open_run.append(token)
        if not _unfinished(b"".join(each.raw for each in open_run)):
            runs.append(open_run)
            open_run = []
    return [*runs, open_run] if open_run else runs


def _unfinished(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _piece(run: list[Token]) -> Piece:
    text = b"".join(token.raw for token in run).decode(errors="replace")
    timed = [token for token in run if token.begin_cs >= 0 and token.end_cs >= token.begin_cs]
    mean = sum(log(max(token.probability, _LEAST)) for token in run) / len(run)
    return Piece(
        text,
        timed[0].begin_cs * _CENTISECOND_MS if timed else None,
        timed[-1].end_cs * _CENTISECOND_MS if timed else None,
        exp(mean),
    )
