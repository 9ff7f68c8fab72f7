"""What the tests of faster-whisper share: a long recording, jobs, and decoders that go wrong on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from recordings import Recordings

from speech.samples import RATE_HZ, Samples
from speech.whisper_windows import Window
from worker.adapter import Audio, Compute, TranscribeJob
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
MODEL = ENGINE / "selftest"


def spoken(recording: Recordings, minutes: float) -> bytes:
    """The clip again and again, with a second of near silence in between."""
    clip = np.frombuffer(recording.samples("jfk"), "<i2")
    hush = np.random.default_rng(1).integers(-3, 4, RATE_HZ).astype("<i2")
    tile = np.concatenate([clip, hush])
    length = round(minutes * 60 * RATE_HZ)
    return np.tile(tile, length // len(tile) + 1)[:length].tobytes()


def opened(
    model: Any, task: str, prompt: str | None, hotwords: str | None, language: str, samples: Samples
) -> Any:
    listen = import_part(ENGINE, "listen")
    return listen.open_listener(
        model, listen.Room(8), language, listen.Hints(task, prompt, hotwords), samples
    )


def hear(listener: Any, windows: list[Window]) -> Any:
    return import_part(ENGINE, "listen").hear(listener, windows, lambda: None)


def job(audio: Path) -> TranscribeJob:
    heard = Audio(audio, audio.stat().st_size // 2, 0)
    return TranscribeJob(heard, None, None, "transcribe", None, None, computed(precision=None))


def computed(precision: str | None) -> Compute:
    return Compute("tiny", MODEL, "cpu", precision, None, 2)


def with_decoder(listener: Any, decoder: Any) -> Any:
    """The same listener with another decoder behind the library's model."""
    original = listener.model

    class Wrapped:
        model = decoder

        def encode(self, features: Any) -> Any:
            return decoder.encode_features(original, features)

        def __getattr__(self, name: str) -> Any:
            return getattr(original, name)

    return replace(listener, model=Wrapped())


class Decoder:
    """CTranslate2's model, whose answers can be tampered with."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode_features(self, library: Any, features: Any) -> Any:
        return library.encode(features)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


class ShortOfHearing(Decoder):
    """Ends its first text early."""

    def __init__(self, model: Any, words: int) -> None:
        super().__init__(model)
        self._words: int | None = words
        self.asked: list[int] = []

    def generate(self, *arguments: Any, **chosen: Any) -> list[Any]:
        results = self._model.generate(*arguments, **chosen)
        self.asked.append(len(results))
        words, self._words = self._words, None
        return [answer(result, result.sequences_ids[0][:words]) for result in results]


class Circling(Decoder):
    """Says one word over and over, so many times that it is asked."""

    def __init__(self, model: Any, times: int) -> None:
        super().__init__(model)
        self._times = times
        self.temperatures: list[float | None] = []

    def generate(self, *arguments: Any, **chosen: Any) -> list[Any]:
        results = self._model.generate(*arguments, **chosen)
        self.temperatures.append(chosen.get("sampling_temperature"))
        if len(self.temperatures) > self._times:
            return list(results)
        return [answer(result, result.sequences_ids[0][:2] * 20) for result in results]


class Tight(Decoder):
    """Has memory for so many windows."""

    def __init__(self, model: Any, room: int) -> None:
        super().__init__(model)
        self._room = room

    def encode_features(self, library: Any, features: Any) -> Any:
        if len(features) > self._room and features.ndim == 3:
            raise RuntimeError("CUDA failed with error out of memory")
        return library.encode(features)


def answer(result: Any, tokens: list[int]) -> Any:
    return SimpleNamespace(
        sequences_ids=[tokens], scores=list(result.scores), no_speech_prob=result.no_speech_prob
    )
