"""Makes the model of the self-test, `selftest/tiny.bin.gz`, which the tests use too. Same bytes each time.

It is the made-up Whisper of `bench/made_up_whisper.py` in whisper.cpp's format. Needs the packages of
faster-whisper, which this engine itself does not have."""

from __future__ import annotations

import gzip
import io
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

ENGINE = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(ENGINE.parent.parent / "bench"))

from made_up_whisper import TINY, Shape, weights  # noqa: E402

_MAGIC = 0x67676D6C
_F32, _F16 = 0, 1

Named = tuple[str, NDArray[np.float32]]


def write(stream: BinaryIO, shape: Shape) -> None:
    spec, words = weights(shape)
    vocabulary = 51_865
    sizes = (vocabulary, 1500, shape.width, shape.heads, shape.layers)
    text = (448, shape.width, shape.heads, shape.layers, shape.mels, _F16)
    stream.write(struct.pack("<12i", _MAGIC, *sizes, *text))
    filters = _mel_filters(shape.mels)
    stream.write(struct.pack("<2i", *filters.shape) + filters.astype("<f4").tobytes())
    # Words that are never said need no name.
    named = [word for word in words if not word.startswith("Ġunsaid")]
    stream.write(struct.pack("<i", len(named)))
    for word in named:
        raw = _bytes_of(word)
        stream.write(struct.pack("<i", len(raw)) + raw)
    for name, values in _tensors(spec):
        _write_tensor(stream, name, values)


def _write_tensor(stream: BinaryIO, name: str, values: NDArray[np.float32]) -> None:
    small = values.ndim < 2 or values.shape[-1] == 1 or name.endswith("positional_embedding")
    stream.write(struct.pack("<3i", values.ndim, len(name), _F32 if small else _F16))
    stream.write(struct.pack(f"<{values.ndim}i", *reversed(values.shape)) + name.encode())
    stream.write(np.ascontiguousarray(values, "<f4" if small else "<f2").tobytes())


def _tensors(spec: Any) -> Iterator[Named]:
    encoder, decoder = spec.encoder, spec.decoder
    yield "encoder.positional_embedding", _numbers(encoder.position_encodings.encodings)
    for number in (1, 2):
        convolution = getattr(encoder, f"conv{number}")
        yield f"encoder.conv{number}.weight", _numbers(convolution.weight)
        yield f"encoder.conv{number}.bias", _numbers(convolution.bias)[:, None]
    yield from _norm("encoder.ln_post", encoder.layer_norm)
    for index, layer in enumerate(encoder.layer):
        yield from _block(f"encoder.blocks.{index}", layer)
    yield "decoder.positional_embedding", _numbers(decoder.position_encodings.encodings)
    yield "decoder.token_embedding.weight", _numbers(decoder.embeddings.weight)
    yield from _norm("decoder.ln", decoder.layer_norm)
    for index, layer in enumerate(decoder.layer):
        name = f"decoder.blocks.{index}"
        yield from _block(name, layer)
        query, both, out = (_linear(each) for each in layer.attention.linear)
        width = len(query[0])
        yield from _norm(f"{name}.cross_attn_ln", layer.attention.layer_norm)
        yield from _attention(
            f"{name}.cross_attn",
            query,
            (both[0][:width], both[1][:width]),
            (both[0][width:], both[1][width:]),
            out,
        )


def _block(name: str, layer: Any) -> Iterator[Named]:
    (weight, bias), out = (_linear(each) for each in layer.self_attention.linear)
    width = len(weight) // 3
    query, key, value = ((weight[at : at + width], bias[at : at + width]) for at in (0, width, 2 * width))
    yield from _norm(f"{name}.attn_ln", layer.self_attention.layer_norm)
    yield from _attention(f"{name}.attn", query, key, value, out)
    yield from _norm(f"{name}.mlp_ln", layer.ffn.layer_norm)
    for number, linear in ((0, layer.ffn.linear_0), (2, layer.ffn.linear_1)):
        yield f"{name}.mlp.{number}.weight", _linear(linear)[0]
        yield f"{name}.mlp.{number}.bias", _linear(linear)[1]


Linear = tuple[NDArray[np.float32], NDArray[np.float32]]


def _attention(name: str, query: Linear, key: Linear, value: Linear, out: Linear) -> Iterator[Named]:
    yield f"{name}.query.weight", query[0]
    yield f"{name}.query.bias", query[1]
    yield f"{name}.key.weight", key[0]  # Whisper's keys have no bias
    yield f"{name}.value.weight", value[0]
    yield f"{name}.value.bias", value[1]
    yield f"{name}.out.weight", out[0]
    yield f"{name}.out.bias", out[1]


def _norm(name: str, norm: Any) -> Iterator[Named]:
    yield f"{name}.weight", _numbers(norm.gamma)
    yield f"{name}.bias", _numbers(norm.beta)


def _linear(linear: Any) -> Linear:
    return _numbers(linear.weight), _numbers(linear.bias)


def _numbers(value: Any) -> NDArray[np.float32]:
    return np.asarray(value, np.float32)


def _mel_filters(count: int) -> NDArray[np.float32]:
    from faster_whisper.feature_extractor import FeatureExtractor

    return np.asarray(FeatureExtractor(feature_size=count).mel_filters, np.float32)


def _bytes_of(word: str) -> bytes:
    """The bytes that a byte-level token stands for."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    table = {chr(byte): byte for byte in plain} | {chr(256 + at): byte for at, byte in enumerate(rest)}
    return bytes(table[letter] for letter in word)


if __name__ == "__main__":
    whole = io.BytesIO()
    write(whole, replace(TINY, vocabulary=51_865))
    target = ENGINE / "selftest" / "tiny.bin.gz"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(gzip.compress(whole.getvalue(), 9, mtime=0))
    print(f"{len(whole.getvalue())} bytes, {target.stat().st_size} packed in {target}")
