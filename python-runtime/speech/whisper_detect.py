"""Which language is spoken: asked of speech from several places, not of the first half minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from .chunks import chunks
from .languages import most_likely
from .samples import RATE_HZ, Samples
from .vad import VoiceDetector
from .whisper_windows import STRETCHES, Window, windows

_PLACES = (0.0, 0.5, 0.25, 0.75, 0.9)
"""Shares of the recording, in the order in which they are asked. Beginnings are often music or a greeting."""

_LISTENED = 60 * RATE_HZ
_SHORT = 300 * RATE_HZ
"""A recording up to here is asked window by window from its beginning."""

_SURE = 0.9
"""Two places that agree with this mean probability are enough."""

_ENOUGH = 10 * RATE_HZ


def detect(
    chances: Callable[[Window], Mapping[str, float]],
    voice: VoiceDetector,
    samples: Samples,
    start: int,
    end: int,
    check: Callable[[], None],
) -> tuple[str, float] | None:
    """Whisper's code and the mean probability; None where nobody speaks.

    `chances` asks the model for the probability of each language in a window: an encoding each."""
    votes: list[tuple[Mapping[str, float], float]] = []
    best: tuple[str, float] | None = None
    for window in _speech(voice, samples, start, end, check):
        check()
        votes.append((chances(window), min(window.length, _ENOUGH) / RATE_HZ))
        best = most_likely(votes)
        if len(votes) > 1 and best is not None and best[1] >= _SURE:
            break
    return best


def _speech(
    voice: VoiceDetector, samples: Samples, start: int, end: int, check: Callable[[], None]
) -> Iterator[Window]:
    if end - start <= _SHORT:
        yield from islice(_windows(voice, samples, start, end, check), len(_PLACES))
        return
    somewhere = False
    for place in _PLACES:
        low = start + int((end - start) * place)
        for window in islice(_windows(voice, samples, low, min(low + _LISTENED, end), check), 1):
            somewhere = True
            yield window
    if not somewhere:
        yield from islice(_windows(voice, samples, start, end, check), 1)


def _windows(
    voice: VoiceDetector, samples: Samples, low: int, high: int, check: Callable[[], None]
) -> Iterator[Window]:
    def blocks() -> Iterator[NDArray[np.float32]]:
        for block in voice.probabilities(samples, low, high):
            check()
            yield block

    return windows(chunks(blocks(), low, high, STRETCHES))
