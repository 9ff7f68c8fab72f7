"""When not to believe what was heard. Pure: texts, figures and times in, decisions out."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from speech.samples import RATE_HZ
from speech.whisper_windows import Window

_REPETITIVE = 2.4
"""Text that packs better than this goes round in circles (Whisper's own limit)."""

_SHORT_TEXT = 40
"""zlib's head makes short texts pack badly and long ones well; loops are longer than this."""

_UNLIKELY = -1.0
"""Mean log-probability of a token under which the text is a guess (Whisper's own limit)."""

_NO_SPEECH = 0.6

_UNHEARD_S = 4.0
"""Speech of this length without a word is a passage that the decoder left out. It happens where one window
is decoded without timestamps and the model takes a pause for the end."""

_WORD_S = 0.6
_LETTER_S = 0.1
"""The longest that a word is credited with. The aligner gives left-out speech to the word beside it."""

_USUAL_WORD_S = 0.1
_USUAL_LETTER_S = 0.06
"""How long a word lasts in speech of some 150 words a minute."""

_NO_ROOM_S = 0.06


def repetitive(text: str) -> bool:
    packed = text.strip().encode()
    return len(packed) >= _SHORT_TEXT and len(packed) / len(zlib.compress(packed)) > _REPETITIVE


def silent(no_speech: float, mean_logprob: float) -> bool:
    """The model says that nobody speaks, and its text is a guess."""
    return no_speech > _NO_SPEECH and mean_logprob < _UNLIKELY


def doubtful(text: str, no_speech: float, mean_logprob: float) -> bool:
    """Worth another try with other words than the likeliest."""
    if silent(no_speech, mean_logprob):
        return False
    return repetitive(text) or mean_logprob < _UNLIKELY


def unheard(window: Window, words: Sequence[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Passages of a window's speech that no word stands for; all in samples [start, end).

    Words without room of their own are said somewhere in them: then the aligner erred, not the decoder."""
    spoken = sorted((start, min(end, start + _longest(text))) for text, start, end in words)
    holes: list[tuple[int, int]] = []
    for low, high in window.stretches:
        at = low
        for start, end in [*(pair for pair in spoken if pair[1] > low and pair[0] < high), (high, high)]:
            if start - at >= _UNHEARD_S * RATE_HZ:
                holes.append((at, start))
            at = max(at, end)
    misplaced = sum(_usual(text) for text, start, end in words if end - start < _NO_ROOM_S * RATE_HZ)
    passed_over = sum(end - start for start, end in holes) - misplaced
    return holes if passed_over >= _UNHEARD_S * RATE_HZ else []


def convincing(text: str, no_speech: float, mean_logprob: float) -> bool:
    """Good enough to be put where nothing had been heard: there an invented word does the most harm."""
    return (
        bool(text.strip())
        and not repetitive(text)
        and no_speech < _NO_SPEECH
        and mean_logprob > 0.8 * _UNLIKELY
    )


def _usual(text: str) -> int:
    return int((_USUAL_WORD_S + _USUAL_LETTER_S * len(text.strip())) * RATE_HZ)


def _longest(text: str) -> int:
    return int((_WORD_S + _LETTER_S * len(text.strip())) * RATE_HZ)
