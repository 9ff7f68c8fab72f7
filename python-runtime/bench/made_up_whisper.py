"""Whisper models that nobody trained: they run the real code, speak real words, and say nothing true.

`python made_up_whisper.py FOLDER` writes the tiny one that engines carry for their self-test (0.4 MB). The
same arguments give the same bytes. Needs ctranslate2 and tokenizers, no torch.

How it speaks: one half of each vector carries a code of time. The decoder's positions hold the code of an
even walk through 30 s and its first head looks for the equal code in the sound, so that token n attends to
the sound where it stands, as a trained model's heads do. The other half carries words: the sound there
shifts which word comes. End of text comes after a fixed number of tokens."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SAID = """the a we you they people morning river music open quiet little story window water light garden
paper city country answer question friend winter summer walk listen remember because always never
again between under around simple good early late road house letter number picture sound voice
table evening today tomorrow"""
_WORDS = _SAID.split()

_CODES = """en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr
bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn
yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw
su"""
_LANGUAGES = _CODES.split()

_FRAMES = 1500
_POSITIONS = 448
_TIMES = 1501

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    width: int
    layers: int
    heads: int
    vocabulary: int | None
    """Filled up with words that are never said; None: as few as there are."""
    tokens: int
    """How many are said in each window of 30 s."""
    mels: int
    seed: int


TINY = Shape(width=32, layers=1, heads=2, vocabulary=None, tokens=24, mels=80, seed=3)
BASE = Shape(width=512, layers=6, heads=8, vocabulary=51_865, tokens=72, mels=80, seed=3)
"""As large as Whisper's base: 74 million parameters."""


def make(folder: Path, shape: Shape) -> None:
    """Writes model, vocabulary, tokenizer and feature extractor into the folder, which must be empty."""
    folder.mkdir(parents=True, exist_ok=True)
    words, special = _vocabulary(shape)
    _write_tokenizer(folder / "tokenizer.json", words, special)
    extractor = {"feature_size": shape.mels, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps({**extractor, "chunk_length": 30}) + "\n")
    _write_model(folder, [*words, *special, *_times()], shape)


def weights(shape: Shape) -> tuple[Any, list[str]]:
    """The same model as CTranslate2's specification, filled; and its vocabulary without the specials."""
    words, special = _vocabulary(shape)
    return _filled([*words, *special, *_times()], shape), words


def _times() -> list[str]:
    return [f"<|{index * 0.02:.2f}|>" for index in range(_TIMES)]


def _vocabulary(shape: Shape) -> tuple[list[str], list[str]]:
    from tokenizers import pre_tokenizers

    # CTranslate2 takes a model for multilingual when its vocabulary has an empty token.
    words = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "", *(f"Ġ{word}" for word in _WORDS)]
    special = [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{language}|>" for language in _LANGUAGES),
        *("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"),
        "<|notimestamps|>",
    ]
    missing = (shape.vocabulary or 0) - len(words) - len(special) - _TIMES
    return [*words, *(f"Ġunsaid{index}" for index in range(missing))], special


def _write_tokenizer(path: Path, words: list[str], special: list[str]) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {word: index for index, word in enumerate(words)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(each, special=True, normalized=False) for each in special])
    # Timestamps are left out: the library knows them by their number, and they would be half of the file.
    path.write_text(tokenizer.to_str(pretty=False) + "\n", "utf-8")


def _write_model(folder: Path, vocabulary: list[str], shape: Shape) -> None:
    spec = _filled(vocabulary, shape)
    ids = {token: index for index, token in enumerate(vocabulary)}
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [ids["<|endoftext|>"]]
    spec.config.lang_ids = [ids[f"<|{language}|>"] for language in _LANGUAGES]
    spec.config.alignment_heads = [[0, 0]]
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))


def _filled(vocabulary: list[str], shape: Shape) -> Any:
    from ctranslate2.specs.whisper_spec import WhisperSpec

    spec: Any = WhisperSpec(shape.layers, shape.heads, shape.layers, shape.heads)
    ids = {token: index for index, token in enumerate(vocabulary)}
    rng = np.random.default_rng(shape.seed)
    _fill_encoder(spec.encoder, shape, rng)
    _fill_decoder(spec.decoder, shape, ids, rng)
    return spec


def _time_code(places: NDArray[np.float64], size: int) -> Numbers:
    """Equal places have the largest product of their codes; it falls off within some 30 frames.

    Not faster: the library measures each frame's attention against that of the other tokens, and where a
    frame gets nearly none at all, chance decides."""
    speeds = np.geomspace(0.06, 0.002, size // 2)
    turns = places[:, None] * speeds[None]
    return np.concatenate([np.sin(turns), np.cos(turns)], axis=1).astype(np.float32)


def _fill_encoder(spec: Any, shape: Shape, rng: np.random.Generator) -> None:
    width, half = shape.width, shape.width // 2
    spec.conv1.weight = _random(rng, (width, shape.mels, 3), 0.1)
    spec.conv1.bias = np.zeros(width, np.float32)
    # The second half stays free of sound: it is where the time stands.
    spec.conv2.weight = _random(rng, (width, width, 3), 0.3 / np.sqrt(width / 32))
    spec.conv2.weight[half:] = 0
    spec.conv2.bias = np.zeros(width, np.float32)
    spec.position_encodings.encodings = np.zeros((_FRAMES, width), np.float32)
    spec.position_encodings.encodings[:, half:] = _time_code(np.arange(_FRAMES, dtype=np.float64), half)
    _norm(spec.layer_norm, width, 1.0)
    for layer in spec.layer:
        _attention(layer.self_attention, width, rng)
        _feed_forward(layer.ffn, width, rng)


def _fill_decoder(spec: Any, shape: Shape, ids: dict[str, int], rng: np.random.Generator) -> None:
    width, half = shape.width, shape.width // 2
    spec.embeddings.weight = _embeddings(shape, ids, rng)
    spec.projection.weight = spec.embeddings.weight
    spec.position_encodings.encodings = _positions(shape, rng)
    _norm(spec.layer_norm, width, 7.0)
    for layer in spec.layer:
        _attention(layer.self_attention, width, rng)
        _cross_attention(layer.attention, shape, rng)
        _feed_forward(layer.ffn, width, rng)
    # Head 0 of the first layer finds the place in the sound by the code of time.
    head = width // shape.heads
    chosen = half + np.linspace(0, half - 1, head).astype(int)
    for linear in spec.layer[0].attention.linear[:2]:
        linear.weight[:head] = 0
        linear.weight[np.arange(head), chosen] = 3.0 * (16 / head) ** 0.25


def _embeddings(shape: Shape, ids: dict[str, int], rng: np.random.Generator) -> Numbers:
    """Axis 0 turns the end on, axis 1 is on everywhere: it keeps what is not a word from being said."""
    half = shape.width // 2
    table = np.zeros((len(ids), shape.width), np.float32)
    table[:, 1] = -0.4
    said = [*(ids[f"Ġ{word}"] for word in _WORDS), ids[","], ids["."]]
    table[said, 2:half] = _random(rng, (len(said), half - 2), 0.35 / np.sqrt(half / 16))
    table[said, 1] = 0.2
    table[said[-2:], 1] = 0.1
    table[ids["<|en|>"], 1] = 1.0
    table[ids["<|endoftext|>"], 0] = 0.6
    return table


def _positions(shape: Shape, rng: np.random.Generator) -> Numbers:
    half = shape.width // 2
    table = np.zeros((_POSITIONS, shape.width), np.float32)
    table[:, 2:half] = _random(rng, (_POSITIONS, half - 2), 1.0)
    table[:, 0] = -1.0
    table[:, 1] = 1.5
    table[4 + shape.tokens :, 0] = 12.0 * np.sqrt(shape.width / 32)
    # Four tokens stand in front of the text when it has no prompt.
    walk = (np.arange(_POSITIONS) - 4 + 0.5) * _FRAMES / shape.tokens
    table[:, half:] = _time_code(walk, half)
    return table


def _attention(spec: Any, width: int, rng: np.random.Generator) -> None:
    _norm(spec.layer_norm, width, 1.0)
    _linear(spec.linear[0], 3 * width, width, rng, 0.3)
    _linear(spec.linear[1], width, width, rng, 0.02)


def _cross_attention(spec: Any, shape: Shape, rng: np.random.Generator) -> None:
    width, half = shape.width, shape.width // 2
    _norm(spec.layer_norm, width, 1.0)
    _linear(spec.linear[0], width, width, rng, 0.3)
    _linear(spec.linear[1], 2 * width, width, rng, 0.3)
    _linear(spec.linear[2], width, width, rng, 0.3)
    spec.linear[2].weight[half:] = 0
    spec.linear[2].weight[:2] = 0


def _feed_forward(spec: Any, width: int, rng: np.random.Generator) -> None:
    _norm(spec.layer_norm, width, 1.0)
    _linear(spec.linear_0, 4 * width, width, rng, 0.3)
    _linear(spec.linear_1, width, 4 * width, rng, 0.02)


def _linear(spec: Any, rows: int, columns: int, rng: np.random.Generator, scale: float) -> None:
    spec.weight = _random(rng, (rows, columns), scale / np.sqrt(columns))
    spec.bias = np.zeros(rows, np.float32)


def _norm(spec: Any, width: int, gain: float) -> None:
    spec.gamma = np.full(width, gain, np.float32)
    spec.beta = np.zeros(width, np.float32)


def _random(rng: np.random.Generator, size: tuple[int, ...], scale: float) -> Numbers:
    return (rng.standard_normal(size) * scale).astype(np.float32)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    make(target, TINY)
    print(f"{sum(file.stat().st_size for file in target.iterdir())} bytes in {target}")
