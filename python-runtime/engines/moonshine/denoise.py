"""Takes steady noise out of a piece of audio, for the aligner alone: it hears words at 0 dB then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WINDOW, _HOP = 512, 128
_SMOOTH = 9
"""Frames over which a bin's power is averaged (72 ms) before its noise is read off."""

_NOISE_QUANTILE = 0.2
_NOISE_FACTOR = 1.4
"""The 20 % quietest frames are pauses; their mean power lies about this much above that quantile."""

_OVER = 1.5
_FLOOR = 0.1
"""More subtraction (2.5, 0.05) loses words in music, less (1.0, 0.2) finds as many."""


def denoise(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spectral subtraction, of the same length and without delay. 18 s take 0.1 s."""
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    padded = np.pad(audio, (_WINDOW, _WINDOW + _HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP] * window
    spectrum = np.fft.rfft(frames, axis=1)
    power = np.abs(spectrum) ** 2
    sums = np.cumsum(np.pad(power, ((_SMOOTH // 2 + 1, _SMOOTH // 2), (0, 0)), mode="edge"), axis=0)
    smooth = (sums[_SMOOTH:] - sums[:-_SMOOTH]) / _SMOOTH
    noise = _NOISE_FACTOR * np.quantile(smooth, _NOISE_QUANTILE, axis=0)
    gain = np.sqrt(np.maximum(1 - _OVER * noise / np.maximum(power, 1e-12), _FLOOR**2))
    clean = np.fft.irfft(spectrum * gain, _WINDOW, axis=1) * window
    out = np.zeros(len(padded), np.float64)
    for index, frame in enumerate(clean):
        out[index * _HOP : index * _HOP + _WINDOW] += frame
    return (out[_WINDOW : _WINDOW + len(audio)] / 1.5).astype(np.float32)
