"""Transcription: speech is found and packed into windows, and whisper.cpp hears one after the other.

Silence is never given to it: that is where Whisper invents text."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from speech.chunks import chunks
from speech.clock import Clock
from speech.languages import bcp47, whisper_language
from speech.samples import RATE_HZ, Samples
from speech.vad import HOP
from speech.whisper_detect import detect
from speech.whisper_windows import LONGEST, STRETCHES, Window, windows
from speech.whisper_words import Piece, segments_of, span_of, words_of
from worker.adapter import Cancelled, Context, JobFailed, TranscribeJob

from .listen import hear, language_chances, open_listener
from .loaded import Loaded

_SIGN_OF_LIFE_S = 1.0


def transcribe(job: TranscribeJob, loaded: Loaded, context: Context) -> str | None:
    """Sends segments, progress and warnings to the context; returns the language (BCP-47)."""
    samples = Samples(job.audio.path, job.audio.samples)
    clock = Clock(job.audio.start_ms)
    start, end = clock.window(job.range_ms, samples.count)
    threads = max(1, job.compute.threads)
    meter = _Meter(context, clock, start, end)
    wanted = _known_language(loaded, job)
    context.progress("detect", 0, meter.total_ms)
    samples.adjust_level()
    language = wanted or _detected(loaded, samples, start, end, threads, context)
    if language is None:
        meter.done()
        context.warn("audio.silent", None)
        return None
    hints = " ".join(text.strip() for text in (job.hotwords, job.prompt) if text and text.strip())
    listener = open_listener(loaded.model, language, job.task == "translate", hints, threads, samples)
    sent = 0
    for window in windows(chunks(_voice(loaded, samples, start, end, context, meter), start, end, STRETCHES)):
        words = hear(listener, window, meter.stop)
        context.check_cancelled()
        sent += _send(window, words, clock, context, sent)
        meter.finished(window)
    meter.done()
    if sent == 0:
        context.warn("audio.silent", None)
    return bcp47(language)


def _known_language(loaded: Loaded, job: TranscribeJob) -> str | None:
    """Whisper's code for what is asked; English for a model that knows no other. Raises `language`."""
    import _pywhispercpp as native

    code = whisper_language(job.language)
    if not loaded.shape.multilingual:
        if code not in (None, "en"):
            sentence = f"The model {loaded.name} knows English only."
            raise JobFailed("language", f"{code} with an English model", sentence, retriable=False)
        if job.task == "translate":
            sentence = f"The model {loaded.name} knows English only and cannot translate."
            raise JobFailed("language", "translate with an English model", sentence, retriable=False)
        return "en"
    if code is not None and not 0 <= native.whisper_lang_id(code) < loaded.shape.languages:
        sentence = f"The model {loaded.name} does not know this language."
        raise JobFailed("language", f"no language {job.language}", sentence, retriable=False)
    return code


def _detected(
    loaded: Loaded, samples: Samples, start: int, end: int, threads: int, context: Context
) -> str | None:
    def chances(window: Window) -> dict[str, float]:
        return language_chances(loaded.model, window, samples, threads)

    found = detect(chances, loaded.voice, samples, start, end, context.check_cancelled)
    if found is None:
        return None
    context.language(bcp47(found[0]), found[1])
    return found[0]


def _voice(
    loaded: Loaded, samples: Samples, start: int, end: int, context: Context, meter: _Meter
) -> Iterator[NDArray[np.float32]]:
    at = start
    for block in loaded.voice.probabilities(samples, start, end):
        context.check_cancelled()
        at = min(end, at + len(block) * HOP)
        meter.listened(at)
        yield block


def _send(window: Window, words: list[Piece], clock: Clock, context: Context, sent: int) -> int:
    """How many segments were sent."""
    low, high = clock.ms(window.start), clock.ms(window.end)
    segments = segments_of(words_of([_in_media(word, window, clock) for word in words], low, high, "token"))
    at = low
    for count, listed in enumerate(segments):
        begin, end = span_of(listed, at, high)
        context.segment(sent + count, begin, end, listed)
        at = end
    return len(segments)


def _in_media(word: Piece, window: Window, clock: Clock) -> Piece:
    if word.start_ms is None or word.end_ms is None:
        return word
    start, end = window.place(word.start_ms / 1000, word.end_ms / 1000)
    return Piece(word.text, clock.ms(start), clock.ms(end), word.confidence)


class _Meter:
    """Progress, signs of life from within a long computation, and the question whether to go on."""

    def __init__(self, context: Context, clock: Clock, start: int, end: int) -> None:
        self._context = context
        self._clock = clock
        self._start = start
        self.total_ms = max(0, clock.ms(end) - clock.ms(start))
        self._done_ms = 0
        self._said = time.monotonic()

    def stop(self) -> bool:
        try:
            self._context.check_cancelled()
        except Cancelled:
            return True
        # whisper.cpp asks between two parts of its computation, so it does move.
        if time.monotonic() - self._said > _SIGN_OF_LIFE_S:
            self._tell(self._done_ms)
        return False

    def finished(self, window: Window) -> None:
        self._tell(self._clock.ms(window.end) - self._clock.ms(self._start))

    def listened(self, sample: int) -> None:
        """A window is found up to its own length later."""
        self._tell(self._clock.ms(sample - LONGEST - 2 * RATE_HZ) - self._clock.ms(self._start))

    def done(self) -> None:
        self._tell(self.total_ms)

    def _tell(self, done_ms: int) -> None:
        self._done_ms = max(self._done_ms, done_ms)
        self._said = time.monotonic()
        self._context.progress("recognise", self._done_ms, self.total_ms)
