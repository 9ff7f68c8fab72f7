"""Transcription in stretches of some minutes: Whisper's words, timed by its attention while it decodes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.chunks import Chunk, Limits, chunks
from speech.clock import Clock
from speech.languages import bcp47, whisper_language
from speech.samples import RATE_HZ, Samples
from speech.whisper_words import Piece, segments_of, span_of, words_of
from worker.adapter import Context, JobFailed, TranscribeJob

from .detect import detect
from .loaded import Loaded
from .voice import Voice

_LIMITS = Limits(longest_s=90.0, gap_s=12.0)
"""A stretch's words come when all of it was heard, and torch is slow on a processor: people wait for it."""

_WINDOW_S = 30.0
_TOKENS = 100
"""About as many as are decoded in a window; only progress depends on it."""


@dataclass(frozen=True)
class _Listening:
    """What every stretch needs."""

    job: TranscribeJob
    loaded: Loaded
    voice: Voice
    clock: Clock
    start: int
    total_ms: int
    context: Context

    def progress(self, sample: int) -> None:
        done_ms = self.clock.ms(sample) - self.clock.ms(self.start)
        self.context.progress("recognise", done_ms, self.total_ms)


def transcribe(job: TranscribeJob, loaded: Loaded, context: Context) -> str | None:
    """Sends segments, progress and warnings to the context; returns the language of the text (BCP-47)."""
    samples = Samples(job.audio.path, job.audio.samples)
    clock = Clock(job.audio.start_ms)
    start, end = clock.window(job.range_ms, samples.count)
    total_ms = max(0, clock.ms(end) - clock.ms(start))
    context.progress("detect", 0, total_ms)
    samples.adjust_level()
    voice = Voice(loaded.voice, samples, start, end)
    listening = _Listening(job, loaded, voice, clock, start, total_ms, context)
    language = _given_language(job, loaded)
    sent = 0
    for chunk in chunks(_blocks(voice, context), start, end, _LIMITS):
        audio = samples.read(chunk.start, chunk.end)
        if language is None:
            language = _detected(loaded, audio, context)
        pieces = _pieces(listening, chunk, audio, language)
        low, high = clock.ms(chunk.start), clock.ms(chunk.end)
        for words in segments_of(words_of(pieces, low, high, "attention")):
            context.segment(sent, *span_of(words, low, high), words)
            sent += 1
        listening.progress(chunk.end)
    context.progress("recognise", total_ms, total_ms)
    if sent == 0:
        context.warn("audio.silent", None)
    if job.task == "translate":
        return "en"
    return None if language is None else bcp47(language)


def _blocks(voice: Voice, context: Context) -> Iterator[NDArray[np.float32]]:
    for block in voice.blocks():
        context.check_cancelled()
        yield block


def _given_language(job: TranscribeJob, loaded: Loaded) -> str | None:
    """Whisper's code; None: it has to be detected. Raises `JobFailed("language")` for what cannot be done."""
    from whisper.tokenizer import LANGUAGES

    if not loaded.multilingual:
        if job.task == "translate":
            sentence = f"The model {loaded.name} knows English only: there is nothing to translate."
            raise JobFailed("language", "English-only model", sentence, retriable=False)
        if whisper_language(job.language) not in (None, "en"):
            sentence = f"The model {loaded.name} knows English only. Choose one for all languages."
            raise JobFailed("language", f"English-only model, {job.language}", sentence, retriable=False)
        return "en"
    code = whisper_language(job.language)
    if code is not None and code not in LANGUAGES:
        sentence = "Whisper does not know this language."
        raise JobFailed("language", f"no language {code[:40]}", sentence, retriable=False)
    return code


def _detected(loaded: Loaded, audio: NDArray[np.float32], context: Context) -> str:
    found = detect(loaded.model, audio, context.check_cancelled)
    code, confidence = found or ("en", 0.0)
    context.language(bcp47(code), confidence)
    return code


def _pieces(listening: _Listening, chunk: Chunk, audio: NDArray[np.float32], language: str) -> list[Piece]:
    """A stretch's text in pieces, in media time."""
    from whisper_timestamped.transcribe import should_use_space

    clock = listening.clock
    space = " " if should_use_space(language) else ""
    calls = 0

    def heard() -> None:
        nonlocal calls
        listening.context.check_cancelled()
        calls += 1
        share = min(1.0, calls / (_TOKENS * max(1.0, len(audio) / RATE_HZ / _WINDOW_S)))
        listening.progress(chunk.start + int(share * (chunk.end - chunk.start)))

    speech = listening.voice.speech(chunk.start, chunk.end)
    listening.loaded.listener.to(heard)
    try:
        result = _transcribed(listening, audio, language, speech)
    finally:
        listening.loaded.listener.off()

    def ms(seconds: float) -> int:
        return clock.ms(chunk.start + round(seconds * RATE_HZ))

    return [
        Piece(space + word["text"], ms(word["start"]), ms(word["end"]), word.get("confidence"))
        for segment in result["segments"]
        for word in segment.get("words", [])
    ]


def _transcribed(
    listening: _Listening, audio: NDArray[np.float32], language: str, speech: list[tuple[float, float]]
) -> dict[str, Any]:
    """The library's own result for a stretch.

    It reads the attention while Whisper decodes, and asserts that it has followed every token. On text that
    goes round in circles it may not have: then the stretch is heard twice, which cannot fail so."""
    try:
        return _call(listening, audio, language, speech, twice=False)
    except AssertionError:
        return _call(listening, audio, language, speech, twice=True)


def _call(
    listening: _Listening,
    audio: NDArray[np.float32],
    language: str,
    speech: list[tuple[float, float]],
    *,
    twice: bool,
) -> dict[str, Any]:
    from whisper_timestamped.transcribe import transcribe_timestamped

    job, loaded = listening.job, listening.loaded
    # Whisper prints what it hears; nobody is there to read it.
    with contextlib.redirect_stdout(io.StringIO()):
        result: dict[str, Any] = transcribe_timestamped(
            loaded.model,
            audio,
            language=language,
            task=job.task,
            initial_prompt=job.prompt,
            # A list, never a name: by name the library would load a detector from the network.
            vad=speech or False,
            detect_disfluencies=False,
            naive_approach=twice,
            fp16=loaded.fp16,
            verbose=None,
        )
    return result
