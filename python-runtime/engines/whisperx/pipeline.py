"""WhisperX's own pipeline with a model in it: features, recognition, and a second try for doubtful text.

One thread of its own computes. The thread of the job prepares the next batch meanwhile, and hears a cancel
while CTranslate2, which cannot be interrupted, still works. What the library keeps between calls (tokenizer,
options) is set and put back within one piece of work, so nothing of a job is left for the next one."""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from speech.failures import as_job_failed
from worker.adapter import Cancelled, Context, JobFailed

from .doubt import GUESSES, MEANT, Heard, is_doubtful, is_silence

POLL_S = 0.05

_HINT_TOKENS = 223
"""Of Whisper's 448 places half are for the text. The library allows that much for each of the two hints, and
nothing could be said after both."""

T = TypeVar("T")


@dataclass(frozen=True)
class Manner:
    """How a job wants its text."""

    language: str
    """Whisper's code."""
    task: Literal["transcribe", "translate"]
    prompt: str | None
    hotwords: str | None


class Pipeline:
    """A loaded model. Raises what the libraries raise; see `as_job_failed`."""

    def __init__(self, folder: Path, device: str, precision: str, threads: int) -> None:
        asr = import_asr()
        kind, _, index = device.partition(":")
        self._pipeline: Any = asr.load_model(
            str(folder),
            kind,
            device_index=int(index or 0),
            compute_type=precision,
            asr_options={"without_timestamps": True},
            vad_model=_no_detector,
            local_files_only=True,
            threads=threads,
        )
        self._model: Any = self._pipeline.model
        self._tokenizer: Any = asr.Tokenizer
        # Models of 128 bands say so in a file that may be missing; the weights themselves know.
        self._model.feat_kwargs["feature_size"] = self._model.model.n_mels
        self._thread = ThreadPoolExecutor(1, "recogniser")

    @property
    def multilingual(self) -> bool:
        return bool(self._model.model.is_multilingual)

    def knows(self, language: str) -> bool:
        """Whether the model has heard this language (Whisper's code) when it was made."""
        if not self.multilingual:
            return language == "en"
        return self._model.hf_tokenizer.token_to_id(f"<|{language}|>") is not None

    def features(self, audio: NDArray[np.float32]) -> Any:
        """The log-mel spectrogram of up to 30 s, as a tensor."""
        return self._pipeline.preprocess({"inputs": audio})["inputs"]

    def languages(self, features: Any) -> Future[dict[str, float]]:
        """How likely each of Whisper's languages is."""

        def detect() -> dict[str, float]:
            (found,) = self._model.model.detect_language(self._model.encode(features.numpy()))
            return {token[2:-2]: chance for token, chance in found}

        return self._thread.submit(detect)

    def hear(self, batch: Sequence[Any], manner: Manner) -> Future[list[Heard]]:
        """What is said in each window of features, by one decoding for all of them."""
        return self._thread.submit(self._hear, list(batch), manner)

    def hear_again(
        self, features: Any, manner: Manner, before: Heard, tries: int, context: Context
    ) -> Future[Heard]:
        """By guessing, less and less cautiously, until the text is plausible; else the likeliest of all.

        Without the hints, which make a model repeat itself. Each try costs more than the first decoding."""

        def temperatures() -> Iterator[float]:
            for temperature in GUESSES[:tries]:
                context.check_cancelled()
                yield temperature

        def decode() -> Heard:
            tokenizer = self._tokenizer_of(manner)
            result, mean, _, repetition = self._model.generate_with_fallback(
                self._model.encode(features.numpy()),
                self._model.get_prompt(tokenizer, [], without_timestamps=True),
                tokenizer,
                replace(self._pipeline.options, temperatures=temperatures(), **MEANT),
            )
            text = tokenizer.decode([token for token in result.sequences_ids[0] if token < tokenizer.eot])
            if is_silence(mean, result.no_speech_prob):
                return Heard("", mean)
            heard = Heard(text.strip(), mean)
            return heard if repetition < before.repetition or not is_doubtful(heard) else before

        return self._thread.submit(decode)

    def _hear(self, batch: list[Any], manner: Manner) -> list[Heard]:
        import torch

        pipeline = self._pipeline
        tokenizer = self._tokenizer_of(manner)
        kept = pipeline.tokenizer, pipeline.options
        hotwords, prompt = self._shortened(tokenizer, manner)
        pipeline.tokenizer = tokenizer
        pipeline.options = replace(pipeline.options, initial_prompt=prompt, hotwords=hotwords)
        try:
            said = pipeline.postprocess(pipeline.forward({"inputs": torch.stack(batch)}))
        finally:
            pipeline.tokenizer, pipeline.options = kept
        return [
            Heard(text.strip(), float(mean))
            for text, mean in zip(said["text"], said["avg_logprob"], strict=True)
        ]

    def _tokenizer_of(self, manner: Manner) -> Any:
        return self._tokenizer(
            self._model.hf_tokenizer, self.multilingual, task=manner.task, language=manner.language
        )

    def _shortened(self, tokenizer: Any, manner: Manner) -> tuple[str | None, str | None]:
        """Hotwords and prompt, of both together no more than half of the places: the last of the prompt."""
        hotwords: list[int] = tokenizer.encode(f" {(manner.hotwords or '').strip()}")
        hotwords = hotwords[: _HINT_TOKENS if not manner.prompt else _HINT_TOKENS // 2]
        prompt: list[int] = tokenizer.encode(f" {(manner.prompt or '').strip()}")
        prompt = prompt[-(_HINT_TOKENS - (len(hotwords) if manner.hotwords else 0)) :]
        return (
            tokenizer.decode(hotwords).strip() if manner.hotwords else None,
            tokenizer.decode(prompt).strip() if manner.prompt else None,
        )


def awaited(future: Future[T], context: Context) -> T:
    """Its result; `Cancelled` within `POLL_S` and what the library raised as a `JobFailed`, where it is one.

    After a cancel the work goes on until its end, and what the next job asks for waits for it."""
    while True:
        try:
            context.check_cancelled()
            return future.result(timeout=POLL_S)
        except Cancelled:
            future.cancel()
            raise
        except TimeoutError:
            if future.done():
                raise
        except JobFailed:
            raise
        except Exception as error:
            failed = as_job_failed(error)
            if failed is None:
                raise
            raise failed from error


_importing = threading.Lock()


def import_asr() -> Any:
    """`whisperx.asr` without what it imports and this engine does not use; about 5 s, then nothing.

    Its own detectors of speech bring pyannote, Transformers brings scikit-learn for a kind of decoding: 2500
    modules in all, and half of the time."""
    with _importing:
        if "whisperx.asr" not in sys.modules:
            import torch  # noqa: F401 # its OpenMP and CUDA libraries, before CTranslate2 looks for some

            with _without_detectors(), _without_scikit_learn():
                return import_module("whisperx.asr")
        return sys.modules["whisperx.asr"]


@contextmanager
def _without_detectors() -> Iterator[None]:
    name = "whisperx.vads"
    empty: Any = types.ModuleType(name)
    for each in ("Vad", "Silero", "Pyannote"):
        setattr(empty, each, type(each, (), {}))
    sys.modules[name] = empty
    try:
        yield
    finally:
        del sys.modules[name]


@contextmanager
def _without_scikit_learn() -> Iterator[None]:
    from transformers.utils import import_utils

    known = import_utils._sklearn_available
    import_utils._sklearn_available = False
    try:
        yield
    finally:
        import_utils._sklearn_available = known


_no_detector: Callable[[object], list[object]] = lambda _audio: []  # noqa: E731 # never called: see `speech.vad`
