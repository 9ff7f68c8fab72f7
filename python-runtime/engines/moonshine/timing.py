"""The `align` job: times for words that are given, each segment within its own window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from speech.chunks import chunks
from speech.clock import Clock
from speech.ordered import in_order
from speech.samples import RATE_HZ, Samples
from worker.adapter import AlignJob, AlignSegment, Context, Word

from .anchors import assign
from .crew import Crew, Found, spread
from .loaded import MOST_THREADS, Models
from .settings import LIMITS

_DIRECT = 30 * RATE_HZ
"""A longer window is first recognised and cut where the given words are heard: PocketSphinx loses its path in
long audio, and one pass over it could not be cancelled."""


@dataclass(frozen=True)
class _Bench:
    """What aligning a segment takes."""

    samples: Samples
    clock: Clock
    crew: Crew
    models: Callable[[], Models]
    threads: int
    advance: Callable[[int], None]


def align(job: AlignJob, crew: Crew, models: Callable[[], Models], context: Context) -> None:
    """Sends one segment for each of the request's, in its order."""
    threads = min(job.compute.threads, MOST_THREADS)
    clock = Clock(job.audio.start_ms)
    total = sum(max(0, s.end_ms - s.start_ms) for s in job.segments)
    meter = _Meter(context, total)
    bench = _Bench(Samples(job.audio.path, job.audio.samples), clock, crew, models, threads, meter.advance)

    def work(segment: AlignSegment, check: Callable[[], None]) -> list[Found | None]:
        return _align_segment(segment, bench, check)

    context.progress("align", 0, total)
    for index, times in enumerate(in_order(job.segments, work, threads, context.check_cancelled)):
        segment = job.segments[index]
        words = tuple(_word(text, time, clock) for text, time in zip(segment.words, times, strict=True))
        context.segment(index, segment.start_ms, segment.end_ms, words)
    context.progress("align", total, total)


def _align_segment(segment: AlignSegment, bench: _Bench, check: Callable[[], None]) -> list[Found | None]:
    start, end = bench.clock.window((segment.start_ms, segment.end_ms), bench.samples.count)
    if end <= start or not segment.words:
        found: list[Found | None] = [None] * len(segment.words)
        bench.advance(max(0, segment.end_ms - segment.start_ms))
    elif end - start <= _DIRECT:
        found = bench.crew.align(bench.samples, start, end, segment.words, check)
        bench.advance(segment.end_ms - segment.start_ms)
    else:
        found = _align_long(segment.words, start, end, bench, check)
    return found


def _align_long(
    words: Sequence[str], start: int, end: int, bench: _Bench, check: Callable[[], None]
) -> list[Found | None]:
    models = bench.models()
    cut = list(chunks(models.voice.probabilities(bench.samples, start, end), start, end, LIMITS))
    heard: list[list[str]] = []

    def recognise(index: int, check: Callable[[], None]) -> list[str]:
        audio = bench.samples.read(cut[index].start, cut[index].end)
        return [word.text for word in models.recogniser.recognise(audio, check)]

    for texts in in_order(range(len(cut)), recognise, bench.threads, check):
        bench.advance((cut[len(heard)].end - cut[len(heard)].start) * 1000 // RATE_HZ)
        heard.append(texts)
    if not any(heard):
        return spread(start, end, words)
    ranges = assign(heard, words)

    def place(index: int, check: Callable[[], None]) -> list[Found | None]:
        low, high = ranges[index]
        chunk = cut[index]
        return bench.crew.align(bench.samples, chunk.start, chunk.end, words[low:high], check)

    return [time for times in in_order(range(len(cut)), place, bench.threads, check) for time in times]


def _word(text: str, time: Found | None, clock: Clock) -> Word:
    if time is None:
        return Word(text, None, None, None, None, glue=False)
    return Word(text, clock.ms(time.start), clock.ms(time.end), None, time.timing, glue=False)


class _Meter:
    """Sums up the media time that is done, from any thread."""

    def __init__(self, context: Context, total_ms: int) -> None:
        self._context = context
        self._total_ms = total_ms
        self._lock = threading.Lock()
        self._done_ms = 0

    def advance(self, by_ms: int) -> None:
        with self._lock:
            self._done_ms += by_ms
            done_ms = self._done_ms
        self._context.progress("align", min(done_ms, self._total_ms), self._total_ms)
