"""Mel spectrograms as the voice encoder knows them: power, not its logarithm, in 40 of Slaney's bands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MELS = 40
HOP = 160
"""Samples from one frame to the next: 10 ms."""

WIDTH = 400
"""Samples that a frame sees: 25 ms."""

_RATE_HZ = 16_000

_LINEAR_HZ_PER_MEL = 200 / 3
_LOG_FROM_HZ = 1000.0
_LOG_FROM_MEL = _LOG_FROM_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27
"""Slaney's scale (Auditory Toolbox, 1998): linear below 1 kHz, then 27 steps for each factor of 6.4."""


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _LOG_FROM_HZ * np.exp(_LOG_STEP * (mel - _LOG_FROM_MEL))
    return np.where(mel < _LOG_FROM_MEL, mel * _LINEAR_HZ_PER_MEL, above)


def _filters() -> Floats:
    """[201, 40]: triangles of equal area."""
    top_mel = _LOG_FROM_MEL + np.log(_RATE_HZ / 2 / _LOG_FROM_HZ) / _LOG_STEP
    edges = _hz(np.linspace(0.0, top_mel, MELS + 2))
    bins = np.linspace(0, _RATE_HZ / 2, WIDTH // 2 + 1)[:, np.newaxis]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle))
    return (np.maximum(0, triangles) * 2 / (high - low)).astype(np.float32)


_FILTERS = _filters()
_TAPER = np.hanning(WIDTH + 1)[:-1].astype(np.float32)


def mel_frames(audio: Floats) -> Floats:
    """[1 + (samples - WIDTH) // HOP, MELS]: frame `i` sees the samples from `i * HOP` on."""
    frames = np.lib.stride_tricks.sliding_window_view(audio, WIDTH)[::HOP] * _TAPER
    power = np.square(np.abs(np.fft.rfft(frames, axis=1)))
    return np.asarray(power.astype(np.float32) @ _FILTERS, np.float32)
