"""Voice activity: how likely each 32 ms of the recording is speech (Silero v6).

Needs onnxruntime, and the wheel of faster-whisper for its model file alone: nothing of it is imported."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from .samples import Samples

HOP = 512
"""Samples of one probability: 32 ms at 16 kHz, the only hop that the model knows."""

CONTEXT = 64
"""Samples of the previous hop that the model wants in front of each one."""

BLOCK_HOPS = 256
"""8 s a call: little memory, and progress moves about every 0.02 s."""


def silero_path() -> Path:
    """The model inside the wheel of faster-whisper. Raises FileNotFoundError."""
    spec = find_spec("faster_whisper")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise FileNotFoundError("faster_whisper/assets/silero_vad_v6.onnx is not installed")


class VoiceDetector:
    """The loaded model. The state between blocks is carried on, so block borders leave no trace."""

    def __init__(self, path: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self._session = ort.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def probabilities(self, samples: Samples, start: int, end: int) -> Iterator[NDArray[np.float32]]:
        """Yields the probabilities of [start, end) in blocks, one value for each begun hop."""
        hidden = np.zeros((1, 1, 128), np.float32)
        cell = np.zeros((1, 1, 128), np.float32)
        context = np.zeros(CONTEXT, np.float32)
        for at in range(start, end, HOP * BLOCK_HOPS):
            audio = samples.read(at, min(at + HOP * BLOCK_HOPS, end))
            audio = np.pad(audio, (0, -len(audio) % HOP))
            hops = audio.reshape(-1, HOP)
            batch = np.empty((len(hops), CONTEXT + HOP), np.float32)
            batch[:, CONTEXT:] = hops
            batch[0, :CONTEXT] = context
            batch[1:, :CONTEXT] = hops[:-1, -CONTEXT:]
            context = audio[-CONTEXT:]
            speech, hidden, cell = self._session.run(None, {"input": batch, "h": hidden, "c": cell})
            yield np.asarray(speech, np.float32).ravel()

    def probability(self, audio: NDArray[np.float32]) -> float:
        """The highest probability within a short piece of audio; a last hop that is not whole is ignored."""
        hops = audio[: len(audio) // HOP * HOP].reshape(-1, HOP)
        batch = np.pad(hops, ((0, 0), (CONTEXT, 0)))
        state = np.zeros((1, 1, 128), np.float32)
        return float(np.max(self._session.run(None, {"input": batch, "h": state, "c": state})[0]))
