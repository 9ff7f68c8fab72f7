"""Is a text plausible? Whisper's own limits, which WhisperX takes as options and never looks at."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

_MOST_REPETITION = 2.4
_LEAST_MEAN = -1.0
_LIKELY_SILENCE = 0.6

MEANT = {
    "compression_ratio_threshold": _MOST_REPETITION,
    "log_prob_threshold": _LEAST_MEAN,
    "no_speech_threshold": _LIKELY_SILENCE,
}

GUESSES = (0.2, 0.4, 0.6, 1.0)
"""Temperatures of the further tries."""

_DOUBT = 0.3
"""The most that is believed of words that are still doubtful: below every limit that marks words as such."""


@dataclass(frozen=True)
class Heard:
    """The text of one window; `mean` is the mean logarithm of its tokens' probabilities."""

    text: str
    mean: float

    @property
    def repetition(self) -> float:
        """How far the text can be packed; speech is below 2, loops are far above."""
        plain = self.text.encode()
        return len(plain) / len(zlib.compress(plain))


def is_doubtful(heard: Heard) -> bool:
    return heard.text != "" and (heard.repetition > _MOST_REPETITION or heard.mean < _LEAST_MEAN)


def is_silence(mean: float, no_speech: float) -> bool:
    """Unlikely words where the model also takes the sound for no speech: it made them up."""
    return no_speech > _LIKELY_SILENCE and mean < _LEAST_MEAN


def confidence(heard: Heard) -> float:
    """Of each word of the text, 0-1: the mean of its tokens; single ones are not told."""
    believed = math.exp(min(0.0, heard.mean))
    return min(believed, _DOUBT) if is_doubtful(heard) else believed
