"""Parakeet's network: from samples to tokens with times and probabilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnx_asr.models.nemo import NemoConformerTdt
from onnx_asr.onnx import OnnxSessionOptions
from onnx_asr.preprocessors.numpy_preprocessor import NemoPreprocessorNumpy

from speech.samples import RATE_HZ

FRAME = 1280
"""Samples of one frame of the encoder: 80 ms, eight steps of 10 ms."""

_SHORTEST = RATE_HZ // 5
"""Shorter pieces are filled up with silence: features are scaled by their variance, which needs some."""


@dataclass(frozen=True)
class Token:
    """A piece of text; a space in front marks the beginning of a word. Lasts [start, end) in frames."""

    text: str
    start: int
    end: int
    log_probability: float


@dataclass(frozen=True)
class Encoded:
    frames: NDArray[np.float32]
    counts: NDArray[np.int64]


class Network(NemoConformerTdt):
    """onnx-asr's model, made from files that were found already, so that no name can reach the hub.

    It is not made by `load_model`, which opens seven resamplers that nobody needs here; and it keeps what
    `load_model`'s result leaves out: how long each token lasts."""

    def __init__(self, files: dict[str, Path], options: OnnxSessionOptions) -> None:
        super().__init__(files, NemoPreprocessorNumpy, options)
        self._ending = ort.RunOptions()
        self._steps: list[int] = []
        self._on_step: Callable[[], None] = _nothing

    @property
    def vocabulary(self) -> tuple[str, ...]:
        return tuple(self._vocab.values())

    @property
    def providers(self) -> list[str]:
        return list(self._encoder.get_providers())

    def encode(self, audio: NDArray[np.float32]) -> Encoded:
        """The costly part; may run beside `decode` in another thread."""
        filled = np.pad(audio, (0, max(0, _SHORTEST - len(audio))))
        features, lengths = self._preprocessor(filled[None], np.array([len(filled)], np.int64))
        inputs = {"audio_signal": features.astype(np.float32), "length": lengths}
        frames, counts = self._encoder.run(["outputs", "encoded_lengths"], inputs, self._ending)
        return Encoded(np.asarray(frames, np.float32).transpose(0, 2, 1), np.asarray(counts, np.int64))

    def decode(self, encoded: Encoded, on_step: Callable[[], None]) -> list[Token]:
        """`on_step` is called for every frame that is looked at; what it raises ends the work."""
        self._steps = []
        self._on_step = on_step
        found = next(iter(self._decoding(encoded.frames, encoded.counts, need_logprobs="yes")))
        ids, starts, log_probabilities = (list(part or []) for part in found)
        return [
            Token(self._vocab[int(id)], int(start), int(start) + step, float(log_probability))
            for id, start, step, log_probability in zip(
                ids, starts, self._steps, log_probabilities, strict=True
            )
        ]

    def end(self) -> None:
        """Ends a running `encode` within one operation of the network; until `revive`, all further ones."""
        self._ending.terminate = True

    def revive(self) -> None:
        self._ending = ort.RunOptions()

    def _decode(self, prev_tokens: list[int], prev_state: Any, encoder_out: Any) -> Any:
        self._on_step()
        scores, step, state = super()._decode(prev_tokens, prev_state, encoder_out)
        if scores.argmax() != self._blank_idx:
            self._steps.append(step)
        return scores, step, state


def _nothing() -> None:
    pass
