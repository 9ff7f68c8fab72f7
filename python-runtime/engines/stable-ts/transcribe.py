"""Transcription in stretches of some minutes: Whisper's words, their edges moved out of the silence."""

from __future__ import annotations

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

_LIMITS = Limits(longest_s=150.0, gap_s=12.0)
"""The last window of a stretch is half empty on average: 15 s in 150. With longer ones a person would wait
longer for the first words; within one the model remembers what was said."""

_SHORTEST_WORD_S = 0.1
_SILENCE_SHARE = 0.1
"""stable-ts's own figures: no word is made shorter, and a silence within a word must be nearly as long."""


@dataclass(frozen=True)
class _Listening:
    """What every stretch needs."""

    job: TranscribeJob
    loaded: Loaded
    samples: Samples
    voice: Voice
    clock: Clock
    start: int
    total_ms: int
    context: Context


def transcribe(job: TranscribeJob, loaded: Loaded, context: Context) -> str | None:
    """Sends segments, progress and warnings to the context; returns the language of the text (BCP-47)."""
    samples = Samples(job.audio.path, job.audio.samples)
    clock = Clock(job.audio.start_ms)
    start, end = clock.window(job.range_ms, samples.count)
    total_ms = max(0, clock.ms(end) - clock.ms(start))
    context.progress("detect", 0, total_ms)
    samples.adjust_level()
    voice = Voice(loaded.voice, samples, start, end)
    listening = _Listening(job, loaded, samples, voice, clock, start, total_ms, context)
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
        _progress(listening, chunk.end)
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
    if not loaded.multilingual:
        if job.task == "translate":
            sentence = f"The model {loaded.name} knows English only: there is nothing to translate."
            raise JobFailed("language", "English-only model", sentence, retriable=False)
        if whisper_language(job.language) not in (None, "en"):
            sentence = f"The model {loaded.name} knows English only. Choose one for all languages."
            raise JobFailed("language", f"English-only model, {job.language}", sentence, retriable=False)
        return "en"
    code = whisper_language(job.language)
    if code is not None and code not in loaded.languages:
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

    def heard(done_s: float, _total_s: float) -> None:
        listening.context.check_cancelled()
        _progress(listening, min(chunk.end, chunk.start + int(done_s * RATE_HZ)))

    job, clock = listening.job, listening.clock
    batch = {} if (job.compute.batch_size or 1) == 1 else {"batch_size": job.compute.batch_size}
    result: Any = listening.loaded.model.transcribe(
        audio,
        language=language,
        task=job.task,
        initial_prompt=job.prompt,
        hotwords=job.hotwords,
        # Within a stretch there may be pauses of seconds, in which Whisper invents words.
        vad_filter=True,
        # The host cuts lines itself, and the silences come from the detector below.
        regroup=False,
        suppress_silence=False,
        verbose=None,
        progress_callback=heard,
        **batch,
    )
    starts, ends = listening.voice.silences(chunk.start, chunk.end)
    result.suppress_silence(
        starts, ends, min_word_dur=_SHORTEST_WORD_S, nonspeech_error=_SILENCE_SHARE, verbose=False
    )

    def ms(seconds: float) -> int:
        return clock.ms(chunk.start + round(seconds * RATE_HZ))

    return [
        Piece(word.word, ms(word.start), ms(word.end), word.probability)
        for segment in result.segments
        for word in segment.words
    ]


def _progress(listening: _Listening, sample: int) -> None:
    clock = listening.clock
    done_ms = clock.ms(sample) - clock.ms(listening.start)
    listening.context.progress("recognise", done_ms, listening.total_ms)
