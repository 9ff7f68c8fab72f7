"""Which language is spoken, asked of several places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.languages import most_likely
from speech.samples import RATE_HZ

_WINDOW = 30 * RATE_HZ
_PLACES = 3


def detect(model: Any, audio: NDArray[np.float32], check: Callable[[], None]) -> tuple[str, float] | None:
    """Whisper's code and the mean probability over up to three half minutes of a stretch of speech."""
    from whisper.audio import N_FRAMES, log_mel_spectrogram, pad_or_trim

    votes: list[tuple[dict[str, float], float]] = []
    for at in places(len(audio)):
        check()
        piece = audio[at : at + _WINDOW]
        features = pad_or_trim(log_mel_spectrogram(piece, model.dims.n_mels), N_FRAMES).to(model.device)
        _, chances = model.detect_language(features)
        votes.append((dict(chances), len(piece) / RATE_HZ))
    return most_likely(votes)


def places(length: int) -> Sequence[int]:
    """Where the half minutes begin: spread over the stretch, without overlap."""
    count = min(_PLACES, max(1, length // _WINDOW))
    last = max(0, length - _WINDOW)
    return [0] if count == 1 else [last * index // (count - 1) for index in range(count)]
