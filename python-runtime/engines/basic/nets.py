"""The two networks, computed by ONNX Runtime on the CPU."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from .files import EMBEDDING, SEGMENTATION, read_whole
from .graphs import embedding_graph, segmentation_graph
from .mels import MELS
from .weights import read_legacy, read_zipped

Floats = NDArray[np.float32]

WINDOW = 80_000
"""Samples that the segmentation net was trained to see at once: 5 s."""

FRAMES = 293
"""Frames that it gives for a window."""

FRAME_STEP = 270
FRAME_WIDTH = 991
"""In samples: each frame sees so many, from `index * FRAME_STEP` on."""

LOCAL_SPEAKERS = 3

PIECE = 160
"""Mel frames that the voice encoder was trained to see at once: 1.6 s."""

VOICE_SIZE = 256


@dataclass(frozen=True)
class Nets:
    """Both loaded networks; `threads` of them work on one call."""

    segmentation: ort.InferenceSession
    embedding: ort.InferenceSession
    threads: int

    def activities(self, windows: Floats) -> Floats:
        """[n, WINDOW] samples → [n, FRAMES, 3]: how surely each local one talks. 16 ms of CPU a window."""
        out = self.segmentation.run(None, {"audio": windows[:, np.newaxis]})[0]
        return np.asarray(out, np.float32).transpose(1, 0, 2)

    def voices(self, pieces: Floats) -> Floats:
        """[n, PIECE, MELS] → [n, VOICE_SIZE] of length 1. 4.5 ms of CPU a piece."""
        if pieces.shape[1:] != (PIECE, MELS):
            raise ValueError(f"pieces of shape {pieces.shape}")
        raw = np.asarray(self.embedding.run(None, {"mels": pieces.transpose(1, 0, 2)})[0], np.float32)
        voices: Floats = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)
        return voices


def load_nets(threads: int) -> Nets:
    """0.5 s. Raises FileNotFoundError, ValueError, UnpicklingError for files that are missing or damaged."""
    return Nets(
        _session(segmentation_graph(read_zipped(read_whole(SEGMENTATION))), threads),
        _session(embedding_graph(read_legacy(read_whole(EMBEDDING))), threads),
        threads,
    )


def _session(model: bytes, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that wait without sleeping would count as work and take the cores from other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
