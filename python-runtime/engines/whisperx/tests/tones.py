"""A made-up language for tests: every letter is a chord of two tones, a word is silence on both sides.

The model in `models/aligner-tones` was trained on it, so its times can be held against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
LETTERS = "etaonihsrdlumwcfgypbvkxjqz'"
LETTER_MS = 80
_SOUNDS_MS = 60
_LOW_HZ = (300, 420, 560, 720, 900, 1100)
_HIGH_HZ = (1500, 1850, 2250, 2700, 3200, 3800)


@dataclass(frozen=True)
class Spoken:
    """A word in the recording."""

    letters: str
    start_ms: int

    @property
    def end_ms(self) -> int:
        """Where its last chord ends."""
        return self.start_ms + LETTER_MS * (len(self.letters) - 1) + _SOUNDS_MS


def in_row(words: Sequence[str], start_ms: int, pause_ms: int = 160) -> list[Spoken]:
    """The words one after the other."""
    said: list[Spoken] = []
    for word in words:
        said.append(Spoken(word, start_ms))
        start_ms = said[-1].end_ms + pause_ms
    return said


def sound(said: Sequence[Spoken], length_ms: int, seed: int = 0, noise: float = 0.003) -> NDArray[np.float32]:
    """16 kHz samples."""
    random = np.random.default_rng(seed)
    samples = random.normal(0, noise, length_ms * 16).astype(np.float32)
    for word in said:
        for place, letter in enumerate(word.letters):
            first = (word.start_ms + place * LETTER_MS) * 16
            chord = _chord(letter)
            samples[first : first + len(chord)] += chord[: max(0, len(samples) - first)]
    return samples


def pcm(samples: NDArray[np.float32]) -> bytes:
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def _chord(letter: str) -> NDArray[np.float32]:
    at = LETTERS.index(letter)
    times = np.arange(_SOUNDS_MS * 16) / RATE_HZ
    tones = np.sin(2 * np.pi * _LOW_HZ[at % 6] * times) + np.sin(2 * np.pi * _HIGH_HZ[at // 6] * times)
    ramp = np.minimum(1, np.minimum(np.arange(len(times)), np.arange(len(times))[::-1]) / 80)
    return (0.1 * tones * ramp).astype(np.float32)
