"""Transcription: chunks of speech are recognised and aligned side by side and given back in media order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.chunks import Chunk, chunks
from speech.clock import Clock
from speech.ordered import in_order
from speech.samples import RATE_HZ, SAMPLES_PER_MS, Samples
from speech.vad import HOP
from worker.adapter import Context, TranscribeJob, Word

from .crew import Crew, Found
from .loaded import MOST_THREADS, Models
from .recognise import RecognisedWord
from .settings import DROP_BELOW, DROP_BELOW_VOICE, LIMITS, UNLIKELY_BELOW, UNLIKELY_FROM_WORDS

_TOKENS_A_SECOND = 4.5
"""Of brisk English speech; only progress depends on it."""

_RECOGNITION_SHARE = 0.8
"""Of a chunk's time; the rest is alignment."""


@dataclass(frozen=True)
class _Heard:
    chunk: Chunk
    words: Sequence[RecognisedWord]
    times: Sequence[Found | None]


def transcribe(job: TranscribeJob, models: Models, crew: Crew, context: Context) -> None:
    """Sends segments, progress and warnings to the context."""
    samples = Samples(job.audio.path, job.audio.samples)
    clock = Clock(job.audio.start_ms)
    start, end = clock.window(job.range_ms, samples.count)
    context.progress("detect", 0, clock.ms(end) - clock.ms(start))
    samples.adjust_level()
    meter = _Meter(context, clock, start, end)

    def blocks() -> Iterator[NDArray[np.float32]]:
        at = start
        for block in models.voice.probabilities(samples, start, end):
            context.check_cancelled()
            at = min(end, at + len(block) * HOP)
            meter.heard_up_to(at)
            yield block

    def pending() -> Iterator[Chunk]:
        for chunk in chunks(blocks(), start, end, LIMITS):
            meter.found(chunk)
            yield chunk

    def work(chunk: Chunk, check: Callable[[], None]) -> _Heard:
        def step() -> None:
            check()
            meter.advanced(chunk)

        words = models.recogniser.recognise(samples.read(chunk.start, chunk.end), step)
        if not words or _is_noise(chunk, words):
            return _Heard(chunk, [], [])
        texts = [word.text for word in words]
        return _Heard(chunk, words, crew.align(samples, chunk.start, chunk.end, texts, check))

    doubt = _Doubt()
    sent = 0
    for heard in in_order(pending(), work, min(job.compute.threads, MOST_THREADS), context.check_cancelled):
        meter.finished(heard.chunk)
        if heard.words:
            doubt.add(heard)
            words = tuple(
                _word(word, time, clock) for word, time in zip(heard.words, heard.times, strict=True)
            )
            context.segment(sent, clock.ms(heard.chunk.start), clock.ms(heard.chunk.end), words)
            sent += 1
    context.progress("recognise", meter.total_ms, meter.total_ms)
    if sent == 0:
        context.warn("audio.silent", None)
    doubt.tell(context)


def _is_noise(chunk: Chunk, words: Sequence[RecognisedWord]) -> bool:
    """Words that neither the recogniser nor the voice detector believes in are noise; words that only the
    recogniser doubts stay, as unsure words."""
    return mean_confidence(words) < DROP_BELOW and chunk.voice < DROP_BELOW_VOICE


def mean_confidence(words: Sequence[RecognisedWord]) -> float:
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _word(word: RecognisedWord, time: Found | None, clock: Clock) -> Word:
    if time is None:
        return Word(word.text, None, None, word.confidence, None, glue=False)
    return Word(word.text, clock.ms(time.start), clock.ms(time.end), word.confidence, time.timing, glue=False)


class _Meter:
    """Progress: what lies before it is detected, recognised and aligned. The chunk that is next to be given
    back moves it by the token, so that it goes on where one chunk takes seconds."""

    def __init__(self, context: Context, clock: Clock, start: int, end: int) -> None:
        self._context = context
        self._clock = clock
        self._start = start
        self.total_ms = clock.ms(end) - clock.ms(start)
        self._lock = threading.Lock()
        self._open: dict[Chunk, int] = {}
        self._done = start

    def found(self, chunk: Chunk) -> None:
        with self._lock:
            self._open[chunk] = 0

    def advanced(self, chunk: Chunk) -> None:
        """Another token of the chunk."""
        with self._lock:
            tokens = self._open.get(chunk, 0) + 1
            self._open[chunk] = tokens
            if next(iter(self._open)) is not chunk:
                return
            expected = max(1.0, (chunk.end - chunk.start) / RATE_HZ * _TOKENS_A_SECOND)
            share = min(_RECOGNITION_SHARE, tokens / expected)
        self._tell(chunk.start + int((chunk.end - chunk.start) * share))

    def finished(self, chunk: Chunk) -> None:
        with self._lock:
            self._open.pop(chunk, None)
        self._tell(chunk.end)

    def heard_up_to(self, sample: int) -> None:
        """Silence needs no further work; with chunks under way only they move the meter."""
        if not self._open:
            self._tell(sample)

    def _tell(self, sample: int) -> None:
        with self._lock:
            self._done = max(self._done, sample)
            done_ms = self._clock.ms(self._done) - self._clock.ms(self._start)
        self._context.progress("recognise", done_ms, self.total_ms)


class _Doubt:
    """What there is to warn of: speech that is hardly English, and places that nobody could understand."""

    def __init__(self) -> None:
        self._words = 0
        self._confidence = 0.0
        self._unsure_samples = 0

    def add(self, heard: _Heard) -> None:
        self._words += len(heard.words)
        self._confidence += sum(word.confidence for word in heard.words)
        if mean_confidence(heard.words) < DROP_BELOW:
            self._unsure_samples += heard.chunk.end - heard.chunk.start

    def tell(self, context: Context) -> None:
        if self._words >= UNLIKELY_FROM_WORDS and self._confidence / self._words < UNLIKELY_BELOW:
            context.warn("language.unlikely", "en")
        elif self._unsure_samples:
            context.warn("text.unsure", str(round(self._unsure_samples / SAMPLES_PER_MS)))
