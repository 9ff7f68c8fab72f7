"""Builds the two networks as ONNX graphs out of their weights, so that ONNX Runtime computes them.

Both were trained and published for PyTorch; their structure is written down here from the shapes of the
weights and the papers: SincNet (Ravanelli and Bengio 2018) under a bidirectional LSTM (Bredin and Laurent
2021), and GE2E (Wan et al. 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .weights import Tensors

OPSET = 17
IR_VERSION = 8
"""Years old on purpose: every ONNX Runtime reads it."""

RATE_HZ = 16_000

SINC_STRIDE = 10
_SINC_LEAST_HZ = 50.0
_NORM_EPSILON = 1e-5


class _Graph:
    """Nodes and constants while they are put together; each method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: NDArray[np.float32] | NDArray[np.int64]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], outputs: int = 1, **attributes: Any) -> str:
        """The first result is returned; the others are `<it>.1`, `<it>.2` …"""
        name = f"n{len(self.nodes)}"
        names = [name, *(f"{name}.{i}" for i in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return name

    def finish(self, source: tuple[str, list[int | str]], result: tuple[str, list[int | str]]) -> bytes:
        name, shape = result
        self.nodes.append(helper.make_node("Identity", [name], ["out"]))
        graph = helper.make_graph(
            self.nodes,
            "net",
            [helper.make_tensor_value_info(source[0], TensorProto.FLOAT, source[1])],
            [helper.make_tensor_value_info("out", TensorProto.FLOAT, shape)],
            self.constants,
        )
        opset = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
        written: bytes = model.SerializeToString()
        return written


def segmentation_graph(weights: Tensors) -> bytes:
    """`audio` [batch, 1, samples] → `out` [frames, batch, 3]: how surely each of three local speakers talks.

    A frame each 270 samples, seeing 991; the level of the audio does not matter (it is normalised)."""
    graph = _Graph()
    value = _instance_norm(graph, "audio", weights, "sincnet.wav_norm1d")
    for layer in range(3):
        if layer == 0:
            kernels = graph.constant(sinc_kernels(weights))
            value = graph.add("Conv", [value, kernels], strides=[SINC_STRIDE])
            value = graph.add("Abs", [value])
        else:
            names = [f"sincnet.conv1d.{layer}.{part}" for part in ("weight", "bias")]
            value = graph.add("Conv", [value, *(graph.constant(weights[name]) for name in names)])
        value = graph.add("MaxPool", [value], kernel_shape=[3], strides=[3])
        value = _instance_norm(graph, value, weights, f"sincnet.norm1d.{layer}")
        value = graph.add("LeakyRelu", [value], alpha=0.01)
    value = graph.add("Transpose", [value], perm=[2, 0, 1])
    for layer in range(4):
        value = _lstm(graph, value, weights, f"l{layer}", ("", "_reverse"))
    for layer in range(2):
        value = _linear(graph, value, weights, f"linear.{layer}")
        value = graph.add("LeakyRelu", [value], alpha=0.01)
    value = graph.add("Sigmoid", [_linear(graph, value, weights, "classifier")])
    return graph.finish(("audio", ["batch", 1, "samples"]), (value, ["frames", "batch", 3]))


def embedding_graph(weights: Tensors) -> bytes:
    """`mels` [frames, batch, 40] → `out` [batch, 256]: the voice, before it is brought to length 1."""
    graph = _Graph()
    value = "mels"
    for layer in range(3):
        value = _lstm(graph, value, weights, f"l{layer}", ("",))
    last = graph.constant(np.array(-1, np.int64))
    value = graph.add("Gather", [value, last], axis=0)
    value = graph.add("Relu", [_linear(graph, value, weights, "linear")])
    return graph.finish(("mels", ["frames", "batch", 40]), (value, ["batch", 256]))


def sinc_kernels(weights: Tensors) -> NDArray[np.float32]:
    """[80, 1, 251]: band passes with the learned edges, 40 even ones, then their odd twins (sine)."""
    low = _SINC_LEAST_HZ + np.abs(weights["sincnet.conv1d.0.filterbank.low_hz_"].astype(np.float64))
    width = np.abs(weights["sincnet.conv1d.0.filterbank.band_hz_"].astype(np.float64))
    high = np.clip(low + _SINC_LEAST_HZ + width, _SINC_LEAST_HZ, RATE_HZ / 2)
    window = weights["sincnet.conv1d.0.filterbank.window_"].astype(np.float64)
    phase = weights["sincnet.conv1d.0.filterbank.n_"].astype(np.float64)
    even = (np.sin(high * phase) - np.sin(low * phase)) / (phase / 2) * window
    odd = (np.cos(low * phase) - np.cos(high * phase)) / (phase / 2) * window
    middle = 2 * (high - low)
    kernels = np.concatenate(
        [
            np.concatenate([even, middle, even[:, ::-1]], axis=1) / middle,
            np.concatenate([odd, np.zeros_like(middle), -odd[:, ::-1]], axis=1) / middle,
        ]
    )
    return kernels[:, np.newaxis].astype(np.float32)


def _instance_norm(graph: _Graph, value: str, weights: Tensors, name: str) -> str:
    parts = [graph.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias")]
    return graph.add("InstanceNormalization", [value, *parts], epsilon=_NORM_EPSILON)


def _linear(graph: _Graph, value: str, weights: Tensors, name: str) -> str:
    product = graph.add("MatMul", [value, graph.constant(weights[f"{name}.weight"].T)])
    return graph.add("Add", [product, graph.constant(weights[f"{name}.bias"])])


def _lstm(graph: _Graph, value: str, weights: Tensors, layer: str, ways: Sequence[str]) -> str:
    """[frames, batch, in] → [frames, batch, ways × hidden]."""
    hidden = weights[f"lstm.weight_hh_{layer}"].shape[1]

    def gates(kind: str) -> list[NDArray[np.float32]]:
        return [_reordered(weights[f"lstm.{kind}_{layer}{way}"], hidden) for way in ways]

    biases = [np.concatenate(pair) for pair in zip(gates("bias_ih"), gates("bias_hh"), strict=True)]
    result = graph.add(
        "LSTM",
        [
            value,
            graph.constant(np.stack(gates("weight_ih"))),
            graph.constant(np.stack(gates("weight_hh"))),
            graph.constant(np.stack(biases)),
        ],
        hidden_size=hidden,
        direction="bidirectional" if len(ways) == 2 else "forward",
    )
    side_by_side = graph.add("Transpose", [result], perm=[0, 2, 1, 3])
    shape = graph.constant(np.array([0, 0, len(ways) * hidden], np.int64))
    return graph.add("Reshape", [side_by_side, shape])


def _reordered(rows: NDArray[np.float32], hidden: int) -> NDArray[np.float32]:
    """PyTorch's gates are input, forget, cell, output; those of ONNX input, output, forget, cell."""
    into, forget, cell, out = rows.reshape(4, hidden, -1)
    return np.concatenate([into, out, forget, cell]).reshape(rows.shape)
