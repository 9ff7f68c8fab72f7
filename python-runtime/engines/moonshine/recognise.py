"""Speech to text: Moonshine tiny in ONNX Runtime, with a confidence for each word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from speech.samples import RATE_HZ

from .beams import Beam, extend
from .language_model import LanguageModel
from .vocabulary import foreign_tokens, read_tokens

_START = 1
_END = 2
_HEADS, _HEAD_SIZE = 8, 36
_TOKENS_A_SECOND = 6.5
"""The model's own limit for English; more is always a loop."""

_BEAMS = 3
"""Word errors over the English set: one beam 8.3 %, two 7.7 %, three 7.4 %, five 7.3 %; each costs 1.3 ms a
token more, on top of 3.5 ms for reading the weights."""


@dataclass(frozen=True)
class RecognisedWord:
    text: str
    confidence: float
    """The probability of its least probable token: 0.91 on right and 0.58 on wrong words in the mean."""


class Recogniser:
    """The loaded model. `recognise` may run in several threads at once: sessions are shared, state is not."""

    def __init__(self, encoder: Path, decoder: Path, tokenizer: Path) -> None:
        self._encoder = _session(encoder, keeps_memory=False)
        self._decoder = _session(decoder, keeps_memory=True)
        self._language = LanguageModel()
        self._tokens = read_tokens(tokenizer)
        self._foreign = foreign_tokens(self._tokens)
        self._past = [i.name for i in self._decoder.get_inputs() if i.name.startswith("past")]
        self._grows = [".decoder." in name for name in self._past]

    def recognise(self, audio: NDArray[np.float32], check: Callable[[], None]) -> list[RecognisedWord]:
        """Words of one chunk (best under 20 s). `check` is called before every token and may raise."""
        check()
        mask = np.ones((1, len(audio)), np.int64)
        hidden = self._encoder.run(None, {"input_values": audio[None], "attention_mask": mask})[0]
        beams, ended = [Beam((), (), 0.0)], list[Beam]()
        past = {
            name: np.zeros((1, _HEADS, 0 if grows else hidden.shape[1], _HEAD_SIZE), np.float32)
            for name, grows in zip(self._past, self._grows, strict=True)
        }
        seen, masks = hidden, mask
        heard: dict[str, NDArray[np.float32]] = {}
        for step in range(int(len(audio) / RATE_HZ * _TOKENS_A_SECOND) + 4):
            check()
            count = len(beams)
            if len(masks) != count:
                seen, masks = np.repeat(hidden[:, :1], count, 0), np.repeat(mask, count, 0)
            output = self._decoder.run(
                None,
                {
                    "input_ids": np.array([[b.tokens[-1] if b.tokens else _START] for b in beams], np.int64),
                    "encoder_hidden_states": seen,  # read in the first step only: `past` has its keys
                    "encoder_attention_mask": masks,
                    "use_cache_branch": np.array([step > 0]),
                    **past,
                },
            )
            scores = output[0][:, -1]
            scores[:, self._foreign] = -np.inf
            origins, beams = extend(beams, scores, _END, _BEAMS, ended)
            if not beams:
                break
            for name, grows, value in zip(self._past, self._grows, output[1:], strict=True):
                if grows:
                    past[name] = value[origins]
                    continue
                if step == 0:
                    heard[name] = np.repeat(value[:1], _BEAMS, 0)
                # A view: what was heard is the same for every beam, and copying it would cost 5 ms.
                past[name] = heard[name][: len(beams)]
        texts = [(beam.score, self._words(beam)) for beam in ended or beams]
        return max(texts, key=lambda text: text[0] + self._bonus(text[1]), default=(0.0, []))[1]

    def _bonus(self, words: list[RecognisedWord]) -> float:
        return self._language.bonus(" ".join(word.text for word in words))

    def _words(self, beam: Beam) -> list[RecognisedWord]:
        words: list[tuple[bytes, float]] = []
        for token, chance in zip(beam.tokens, beam.chances, strict=True):
            text = self._tokens[token]
            if text.startswith(b" ") or not words:
                words.append((text, chance))
            else:
                words[-1] = (words[-1][0] + text, min(words[-1][1], chance))
        texts = [(text.decode("utf-8", "ignore").strip(), chance) for text, chance in words]
        return [RecognisedWord(text, chance) for text, chance in texts if text]


def _session(path: Path, *, keeps_memory: bool) -> ort.InferenceSession:
    """A session that keeps its memory between runs is faster by the token. For the encoder, with one run a
    chunk and 60 MB a thread, that would be waste."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = keeps_memory
    options.enable_mem_pattern = keeps_memory
    return ort.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
