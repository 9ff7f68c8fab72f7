"""Makes `models/`: two tiny networks with the inputs, outputs and notes of the real ones.

    python make_models.py        needs onnx and numpy, which the tests do not

A "speaker" is a tone: `segmentation.onnx` hears two of them, low and high, alone or together;
`embedding.onnx` gives the mean spectrum, by which they differ. Nothing in them is learned or random."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent

RATE_HZ = 16_000
WINDOW = 160_000
STEP, WIDTH = 270, 991
TONES_HZ = (300.0, 1_200.0)
AUDIBLE = 0.02
"""Amplitude from which a tone is somebody."""

BANDS = 80
VOICE = 24


def constant(name: str, value: NDArray[np.float64]) -> onnx.TensorProto:
    return numpy_helper.from_array(value.astype(np.float32), name)


def save(name: str, graph: onnx.GraphProto, notes: dict[str, object]) -> None:
    opset = [helper.make_opsetid("", 13)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=7, producer_name="")
    for key, value in notes.items():
        model.metadata_props.add(key=key, value=str(value))
    (HERE / "models").mkdir(exist_ok=True)
    (HERE / "models" / name).write_bytes(model.SerializeToString())


def segmentation() -> None:
    """[n, 1, samples] → [n, frames, 7]: nobody, one of three, two of three, as pyannote's 3.0 has it."""
    time = np.arange(WIDTH) / RATE_HZ
    taper = np.hanning(WIDTH) * 2 / np.hanning(WIDTH).sum()
    waves = [wave(2 * np.pi * hz * time) * taper for hz in TONES_HZ for wave in (np.cos, np.sin)]
    pairs = np.zeros((2, 4, 1))
    pairs[0, :2] = pairs[1, 2:] = 1
    # Amplitudes (low, high) and their lesser become the scores of the seven classes.
    weights, bias = np.zeros((7, 3, 1)), np.zeros(7)
    bias[0] = AUDIBLE
    weights[1, 0] = weights[2, 1] = 1
    weights[4, 2], bias[4] = 3, -2 * AUDIBLE
    bias[[3, 5, 6]] = -10
    nodes = [
        helper.make_node("Conv", ["x", "waves"], ["swing"], strides=[STEP]),
        helper.make_node("Mul", ["swing", "swing"], ["power"]),
        helper.make_node("Conv", ["power", "pairs"], ["tones"]),
        helper.make_node("Sqrt", ["tones"], ["loud"]),
        helper.make_node("ReduceMin", ["loud"], ["lesser"], axes=[1], keepdims=1),
        helper.make_node("Concat", ["loud", "lesser"], ["known"], axis=1),
        helper.make_node("Conv", ["known", "weights", "bias"], ["scores"]),
        helper.make_node("Transpose", ["scores"], ["turned"], perm=[0, 2, 1]),
        helper.make_node("LogSoftmax", ["turned"], ["y"], axis=2),
    ]
    graph = helper.make_graph(
        nodes,
        "segmentation",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, "T"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", "F", 7])],
        [
            constant("waves", np.stack(waves)[:, np.newaxis]),
            constant("pairs", pairs),
            constant("weights", weights),
            constant("bias", bias),
        ],
    )
    notes = {
        "num_speakers": 3, "powerset_max_classes": 2, "num_classes": 7, "sample_rate": RATE_HZ,
        "window_size": WINDOW, "receptive_field_size": WIDTH, "receptive_field_shift": STEP,
        "model_type": "pyannote-segmentation-3.0", "version": "1",
    }  # fmt: skip
    save("segmentation.onnx", graph, notes)


def embedding() -> None:
    """[n, frames, 80] log mels → [n, 24]: the mean spectrum, smoothed, without its own mean."""
    centres = np.linspace(0, BANDS - 1, VOICE)
    bumps = np.exp(-0.5 * ((np.arange(BANDS)[:, np.newaxis] - centres) / 3) ** 2)
    bumps -= bumps.mean(axis=0)
    nodes = [
        helper.make_node("ReduceMean", ["feats"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("MatMul", ["mean", "bumps"], ["embs"]),
    ]
    graph = helper.make_graph(
        nodes,
        "embedding",
        [helper.make_tensor_value_info("feats", TensorProto.FLOAT, ["N", "T", BANDS])],
        [helper.make_tensor_value_info("embs", TensorProto.FLOAT, ["N", VOICE])],
        [constant("bumps", bumps)],
    )
    notes = {
        "framework": "wespeaker", "language": "English", "url": "", "sample_rate": RATE_HZ,
        "output_dim": VOICE, "normalize_samples": 0, "feature_normalize_type": "",
    }  # fmt: skip
    save("embedding.onnx", graph, notes)


if __name__ == "__main__":
    segmentation()
    embedding()
