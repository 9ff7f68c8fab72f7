"""Makes `models/parakeet`: a network of the right inputs and outputs that hears tones instead of speech.

Each word of `WORDS` has a tone of its own. The encoder takes the band of each word's tone out of the features
and averages it over 80 ms; the decoder spells a word when its band is loud. Words and times of what comes out
are those of the tones that were put in. Needs the `onnx` package: python make_models.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx_asr.preprocessors.numpy_preprocessor import NemoPreprocessorNumpy

FOLDER = Path(__file__).resolve().parent / "models" / "parakeet"

# Pieces of each word, and how many frames of 80 ms pass after its last letter.
WORDS: list[tuple[list[str], int]] = [
    (["▁Ask"], 3),
    (["▁not"], 3),
    (["▁what"], 3),
    (["▁your"], 3),
    (["▁coun", "try", ","], 2),
    (["▁can"], 3),
    (["▁do"], 3),
    (["▁for"], 3),
    (["▁you", "."], 2),
    (["▁schö", "n"], 3),
]

UNSURE = "▁do"
"""Its score hardly rises above that of silence."""

FIRST_BAND = 100
"""3.9 kHz: made-up recordings have no speech above 3.4 kHz."""

LOUD = 1.3
"""Standard deviations above the band's mean over the whole piece."""

DURATIONS = 5


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    vocabulary = ["<unk>", *dict.fromkeys(piece for pieces, _ in WORDS for piece in pieces), "<blk>"]
    lines = [f"{piece} {id}" for id, piece in enumerate(vocabulary)]
    (FOLDER / "vocab.txt").write_text("\n".join(lines) + "\n", "utf-8")
    config = {"model_type": "nemo-conformer-tdt", "features_size": 128, "subsampling_factor": 8}
    (FOLDER / "config.json").write_text(json.dumps(config) + "\n")
    bands = [FIRST_BAND + 3 * index for index in range(len(WORDS))]
    onnx.save(encoder(bands), FOLDER / "encoder-model.onnx")
    onnx.save(decoder(vocabulary), FOLDER / "decoder_joint-model.onnx")
    words = ["".join(pieces).replace("▁", "") for pieces, _ in WORDS]
    tones = {word: tone_hz(band) for word, band in zip(words, bands, strict=True)}
    (FOLDER.parent / "tones.json").write_text(json.dumps(tones, ensure_ascii=False, indent=1) + "\n", "utf-8")


def tone_hz(band: int) -> float:
    """The frequency that the features' band hears best."""
    filters = NemoPreprocessorNumpy("nemo128")._melscale_fbanks
    return float(np.argmax(filters[:, band]) * 16_000 / 512)


def encoder(bands: list[int]) -> onnx.ModelProto:
    weights = np.zeros((len(bands), 128, 8), np.float32)
    for index, band in enumerate(bands):
        weights[index, band, :] = 1 / 8
    nodes = [
        helper.make_node("Conv", ["audio_signal", "weights"], ["outputs"], strides=[8], pads=[0, 7]),
        helper.make_node("Add", ["length", "seven"], ["longer"]),
        helper.make_node("Div", ["longer", "eight"], ["encoded_lengths"]),
    ]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [
            helper.make_tensor_value_info("audio_signal", TensorProto.FLOAT, ["batch", 128, "frames"]),
            helper.make_tensor_value_info("length", TensorProto.INT64, ["batch"]),
        ],
        [
            helper.make_tensor_value_info("outputs", TensorProto.FLOAT, ["batch", len(bands), "encoded"]),
            helper.make_tensor_value_info("encoded_lengths", TensorProto.INT64, ["batch"]),
        ],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array(7, np.int64), "seven"),
            numpy_helper.from_array(np.array(8, np.int64), "eight"),
        ],
    )
    return model(graph)


def decoder(vocabulary: list[str]) -> onnx.ModelProto:
    """scores = what the last token allows @ which bands are loud + silence."""
    ids = {piece: id for id, piece in enumerate(vocabulary)}
    size = len(vocabulary) + DURATIONS
    allowed = np.zeros((len(vocabulary), size, len(WORDS)), np.float32)
    for band, (pieces, frames) in enumerate(WORDS):
        for previous in range(len(vocabulary)):
            inside = [ids[piece] for piece in pieces]
            next_index = inside.index(previous) + 1 if previous in inside else 0
            if next_index == len(pieces):
                continue  # said already: nothing more until another word's tone
            piece = pieces[next_index]
            allowed[previous, ids[piece], band] = 5.5 if piece == UNSURE else 12.0
            allowed[previous, len(vocabulary) + steps(pieces, next_index, frames), band] = 9.0
    silence = np.zeros((size,), np.float32)
    silence[ids["<blk>"]] = 5.0
    silence[len(vocabulary) + 1] = 5.0
    nodes = [
        helper.make_node("Squeeze", ["encoder_outputs", "batch_axis"], ["frame"]),
        helper.make_node("Sub", ["frame", "loud"], ["above"]),
        helper.make_node("Mul", ["above", "sharp"], ["sharpened"]),
        helper.make_node("Sigmoid", ["sharpened"], ["bands"]),
        helper.make_node("Squeeze", ["targets"], ["previous"]),
        helper.make_node("Gather", ["allowed", "previous"], ["allowed_now"], axis=0),
        helper.make_node("MatMul", ["allowed_now", "bands"], ["said"]),
        helper.make_node("Squeeze", ["said", "last_axis"], ["flat"]),
        helper.make_node("Add", ["flat", "silence"], ["scores"]),
        helper.make_node("Reshape", ["scores", "shape"], ["outputs"]),
        helper.make_node("Identity", ["target_length"], ["prednet_lengths"]),
        helper.make_node("Identity", ["input_states_1"], ["output_states_1"]),
        helper.make_node("Identity", ["input_states_2"], ["output_states_2"]),
    ]
    state: list[str | int | None] = [1, "batch", 2]
    graph = helper.make_graph(
        nodes,
        "decoder_joint",
        [
            helper.make_tensor_value_info("encoder_outputs", TensorProto.FLOAT, [1, len(WORDS), 1]),
            helper.make_tensor_value_info("targets", TensorProto.INT32, [1, 1]),
            helper.make_tensor_value_info("target_length", TensorProto.INT32, [1]),
            helper.make_tensor_value_info("input_states_1", TensorProto.FLOAT, state),
            helper.make_tensor_value_info("input_states_2", TensorProto.FLOAT, state),
        ],
        [
            helper.make_tensor_value_info("outputs", TensorProto.FLOAT, [1, 1, 1, size]),
            helper.make_tensor_value_info("prednet_lengths", TensorProto.INT32, [1]),
            helper.make_tensor_value_info("output_states_1", TensorProto.FLOAT, state),
            helper.make_tensor_value_info("output_states_2", TensorProto.FLOAT, state),
        ],
        [
            numpy_helper.from_array(np.array([0], np.int64), "batch_axis"),
            numpy_helper.from_array(np.array([1], np.int64), "last_axis"),
            numpy_helper.from_array(np.array(LOUD, np.float32), "loud"),
            numpy_helper.from_array(np.array(20, np.float32), "sharp"),
            numpy_helper.from_array(allowed, "allowed"),
            numpy_helper.from_array(silence, "silence"),
            numpy_helper.from_array(np.array([1, 1, 1, size], np.int64), "shape"),
        ],
    )
    return model(graph)


def steps(pieces: list[str], index: int, frames: int) -> int:
    letters = max(i for i, piece in enumerate(pieces) if piece[-1].isalpha())
    return 0 if index < letters else frames if index == letters else 1


def model(graph: onnx.GraphProto) -> onnx.ModelProto:
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    main()
