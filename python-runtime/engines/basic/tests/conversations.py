"""Conversations put together from three voices, so that who speaks when is known to the millisecond."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from der import Spoken
from numpy.typing import NDArray
from recordings import Recordings

from speech.samples import RATE_HZ, SAMPLES_PER_MS

VOICES = Path(__file__).resolve().parent / "voices"

Audio = NDArray[np.int16]

UTTERANCES = {
    "kennedy": ((250, 2_250), (3_200, 4_450), (5_300, 7_650), (8_100, 10_950)),
    "printing": ((200, 3_450), (3_700, 7_300)),
    "austen": ((100, 2_500), (2_500, 6_800), (7_550, 10_500)),
}
"""Where each voice speaks in its clip."""


def clip(voice: str, recording: Recordings) -> Audio:
    if voice == "kennedy":
        return np.frombuffer(recording.samples("jfk"), "<i2")
    with wave.open(str(VOICES / f"{voice}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def utterance(voice: str, number: int, recording: Recordings) -> Audio:
    start, end = UTTERANCES[voice][number]
    return clip(voice, recording)[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS]


def conversation(parts: list[tuple[str, int]], recording: Recordings) -> tuple[bytes, list[Spoken]]:
    """The utterances with pauses of 0.4 s of a quiet room, and who speaks when."""
    room = np.random.default_rng(3)

    def pause() -> Audio:
        return room.integers(-8, 9, RATE_HZ * 2 // 5).astype("<i2")

    pieces, spoken, at = [pause()], [], 400
    for voice, number in parts:
        said = utterance(voice, number, recording)
        length = len(said) // SAMPLES_PER_MS
        spoken.append((at, at + length, voice))
        pieces += [said, pause()]
        at += length + 400
    return np.concatenate(pieces).tobytes(), spoken


TWO = [
    ("printing", 0), ("kennedy", 0), ("printing", 1), ("kennedy", 2), ("kennedy", 3),
    ("printing", 0), ("kennedy", 1), ("printing", 1),
]  # fmt: skip

THREE = [
    ("printing", 0), ("kennedy", 0), ("austen", 0), ("printing", 1), ("austen", 1), ("kennedy", 2),
    ("kennedy", 3), ("austen", 2), ("printing", 0), ("kennedy", 1),
]  # fmt: skip
