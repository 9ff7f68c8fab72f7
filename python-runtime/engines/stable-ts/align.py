"""Times for words that are given: Whisper is made to say them, and its attention tells when."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from speech.clock import Clock
from speech.languages import whisper_language
from speech.samples import RATE_HZ, Samples
from worker.adapter import AlignJob, AlignSegment, Context, JobFailed, Timing, Word

from .loaded import Loaded
from .mapping import Aligned, Placed, place, text_of
from .refine import refine

ALIGN = "stable-ts"
REFINE = "stable-ts-refine"

_SHORTEST = RATE_HZ // 20
"""In less than 50 ms of audio there is no word, and its features would be empty."""

_ALIGNING_SHARE = {ALIGN: 1.0, REFINE: 0.1}
"""Of a segment's time; refining encodes its audio about ten times as often."""


def align(job: AlignJob, loaded: Loaded, context: Context) -> str:
    """Sends one segment for each of the job's, in its order; returns Whisper's code of the language."""
    language = _language(job, loaded)
    clock = Clock(job.audio.start_ms)
    samples = Samples(job.audio.path, job.audio.samples)
    total_ms = sum(max(0, segment.end_ms - segment.start_ms) for segment in job.segments)
    timing: Timing = "refined" if job.aligner == REFINE else "aligned"
    done_ms = 0
    context.progress("align", 0, total_ms)
    for index, segment in enumerate(job.segments):
        context.check_cancelled()
        start, end = clock.window((segment.start_ms, segment.end_ms), samples.count)
        meter = _Meter(context, done_ms, max(0, segment.end_ms - segment.start_ms), total_ms)
        placed: Sequence[Placed | None] = [None] * len(segment.words)
        if segment.words and end - start >= _SHORTEST:
            placed = _placed(segment, samples, start, end, language, job.aligner, loaded, meter)
        words = _words(segment, placed, start, clock, timing)
        context.segment(index, segment.start_ms, segment.end_ms, words)
        done_ms += meter.length_ms
        context.progress("align", done_ms, total_ms)
    context.progress("align", total_ms, total_ms)
    return language


class _Meter:
    """Progress within one segment."""

    def __init__(self, context: Context, done_ms: int, length_ms: int, total_ms: int) -> None:
        self.length_ms = length_ms
        self._context = context
        self._done_ms = done_ms
        self._total_ms = total_ms

    def share(self, share: float) -> None:
        self._context.check_cancelled()
        done_ms = self._done_ms + int(self.length_ms * min(1.0, max(0.0, share)))
        self._context.progress("align", done_ms, self._total_ms)


def _language(job: AlignJob, loaded: Loaded) -> str:
    code = whisper_language(job.language)
    if not loaded.multilingual and code not in (None, "en"):
        sentence = f"The model {loaded.name} knows English only. Choose one for all languages."
        raise JobFailed("language", f"English-only model, {job.language}", sentence, retriable=False)
    if code is not None and code not in loaded.languages:
        sentence = "Whisper does not know this language."
        raise JobFailed("language", f"no language {code[:40]}", sentence, retriable=False)
    return code or "en"


def _placed(
    segment: AlignSegment,
    samples: Samples,
    start: int,
    end: int,
    language: str,
    aligner: str,
    loaded: Loaded,
    meter: _Meter,
) -> list[Placed | None]:
    from .stream import Stream

    stream = Stream(samples, start, end)
    share = _ALIGNING_SHARE[aligner]

    def moved(done_s: float, total_s: float) -> None:
        meter.share(share * done_s / total_s if total_s > 0 else 0.0)

    # Text that does not fit makes upstream warn on every segment; null times say it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result: Any = loaded.model.align(
            stream,
            text_of(segment.words, language),
            language,
            regroup=False,
            verbose=None,
            progress_callback=moved,
        )
    if result is None:
        return [None] * len(segment.words)
    found = [
        Aligned(word.word, word.start, word.end, word.probability or 0.0)
        for part in result.segments
        for word in part.words
    ]
    if aligner == REFINE:
        tokens = [list(word.tokens) for part in result.segments for word in part.words]

        def refined(done: float) -> None:
            meter.share(share + (1 - share) * done)

        found = refine(found, tokens, stream, language, loaded.model, refined)
    return place(segment.words, found)


def _words(
    segment: AlignSegment, placed: Sequence[Placed | None], start: int, clock: Clock, timing: Timing
) -> tuple[Word, ...]:
    """Within the segment's window, rising and without overlap; what has no room left has no time."""
    words: list[Word] = []
    last_ms = segment.start_ms
    for text, spot in zip(segment.words, placed, strict=True):
        words.append(Word(text, None, None, None, None, glue=False))
        if spot is None:
            continue
        low_ms = max(last_ms, clock.ms(start + round(spot.start_s * RATE_HZ)))
        high_ms = min(segment.end_ms, clock.ms(start + round(spot.end_s * RATE_HZ)))
        if high_ms > low_ms:
            words[-1] = Word(text, low_ms, high_ms, spot.confidence, timing, glue=False)
            last_ms = high_ms
    return tuple(words)
