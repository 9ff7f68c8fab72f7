"""Second pass: how the voice of each stretch sounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from speech.samples import Samples

from .hearing import Heard
from .mels import HOP, MELS, WIDTH, mel_frames
from .nets import FRAME_STEP, FRAME_WIDTH, PIECE, VOICE_SIZE, Nets
from .stretches import Stretch

Floats = NDArray[np.float32]

_LEVEL = 2.0
"""Sum over the bands of a mean frame that each piece is brought to. The encoder is sensitive to level, since
its mels are no logarithms: 1 to 3 give the fewest errors between pieces of one and of different voices, 2 %;
a tenth gives 4 %. Bringing whole files to one level is no better, and depends on what else is there."""

_ENOUGH_ALONE = 20
"""Frames, 0.34 s, in which nobody else speaks: from here on only these are looked at."""

_LEAST_MELS = 5

_BATCH = 16


def voices_of(
    samples: Samples,
    heard: Heard,
    stretches: Sequence[Stretch],
    nets: Nets,
    done: Callable[[int], None],
) -> tuple[Floats, Floats]:
    """A vector of length 1 for each stretch, and the seconds in which its speaker talks alone."""
    voices = np.zeros((len(stretches), VOICE_SIZE), np.float32)
    alone = np.zeros(len(stretches), np.float32)
    waiting: list[Floats] = []
    owners: list[int] = []
    for index, stretch in enumerate(stretches):
        pieces, alone[index] = _pieces(samples, heard, stretch)
        waiting += pieces
        owners += [index] * len(pieces)
        if len(waiting) >= _BATCH or index == len(stretches) - 1:
            for at in range(0, len(waiting), _BATCH):
                np.add.at(voices, owners[at : at + _BATCH], nets.voices(np.stack(waiting[at : at + _BATCH])))
            waiting, owners = [], []
            done(stretch.end * FRAME_STEP)
    return voices / np.maximum(np.linalg.norm(voices, axis=1, keepdims=True), 1e-9), alone


def _pieces(samples: Samples, heard: Heard, stretch: Stretch) -> tuple[list[Floats], float]:
    first = max(0, stretch.start * FRAME_STEP - WIDTH)
    audio = samples.read(first, (stretch.end + 1) * FRAME_STEP + FRAME_WIDTH)
    mels = mel_frames(np.pad(audio, (0, max(0, WIDTH + _LEAST_MELS * HOP - len(audio)))))
    middles = first + np.arange(len(mels)) * HOP + WIDTH // 2
    frames = (middles - FRAME_WIDTH // 2 + FRAME_STEP // 2) // FRAME_STEP
    inside = (frames >= stretch.start) & (frames < stretch.end)
    count = heard.count[np.clip(frames, stretch.start, stretch.end - 1)]
    single, spoken = inside & (count == 1), inside & (count > 0)
    talking_alone = int((heard.count[stretch.start : stretch.end] == 1).sum())
    chosen = single if talking_alone >= _ENOUGH_ALONE else spoken
    if chosen.sum() < _LEAST_MELS:
        chosen = np.ones(len(mels), bool)
    return _equal_pieces(mels[chosen]), talking_alone * FRAME_STEP / 16_000


def _equal_pieces(mels: Floats) -> list[Floats]:
    """Pieces of the length that the encoder knows, evenly spread; what is too short is repeated."""
    if len(mels) < PIECE:
        mels = np.tile(mels, (-(-PIECE // len(mels)), 1))[:PIECE]
    starts = np.linspace(0, len(mels) - PIECE, -(-len(mels) // PIECE)).round().astype(int)
    pieces = [mels[start : start + PIECE].reshape(PIECE, MELS) for start in starts]
    return [piece * (_LEVEL * PIECE / max(float(piece.sum()), 1e-9)) for piece in pieces]
