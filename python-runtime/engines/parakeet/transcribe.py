"""Transcription: chunks of speech, the next one encoded while the one before is spelt out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speech.chunks import Chunk, Limits, chunks
from speech.clock import Clock
from speech.samples import RATE_HZ, Samples
from speech.vad import HOP
from worker.adapter import Context, TranscribeJob, Word

from .loaded import Loaded
from .model import Encoded, Network
from .seams import CONTEXT, join
from .words import HeardWord, words_of

_LIMITS = Limits(longest_s=22.0, gap_s=2.0)
"""With a second of context on both sides 24 s: the network hears up to 24 minutes at once, but its memory
grows with the square of the length, and nothing can be said before a chunk is done."""

_FOUND_WITHIN = int((_LIMITS.longest_s + 2 * _LIMITS.gap_s) * RATE_HZ)

_ENCODING_SHARE = 0.7
"""Of a chunk's time on a processor; only progress depends on it."""

_POLL_S = 0.05


@dataclass(frozen=True)
class _Piece:
    """A chunk with what is heard around it: samples [low, high)."""

    chunk: Chunk
    low: int
    high: int


def transcribe(job: TranscribeJob, loaded: Loaded, context: Context) -> list[str]:
    """Sends segments, progress and warnings to the context; returns the words' texts."""
    samples = Samples(job.audio.path, job.audio.samples)
    clock = Clock(job.audio.start_ms)
    start, end = clock.window(job.range_ms, samples.count)
    meter = _Meter(context, clock, start, end)
    context.progress("detect", 0, meter.total_ms)
    samples.adjust_level()

    def blocks() -> Iterator[NDArray[np.float32]]:
        at = start
        for block in loaded.voice.probabilities(samples, start, end):
            context.check_cancelled()
            at = min(end, at + len(block) * HOP)
            meter.listened(at)
            yield block

    texts: list[str] = []
    sent = 0
    pieces = _pieces(chunks(blocks(), start, end, _LIMITS))
    for chunk, words in _joined(_heard(pieces, samples, loaded.network, context, meter)):
        if not words:
            continue
        listed = tuple(
            Word(word.text, clock.ms(word.start), clock.ms(word.end), word.confidence, "token", glue=False)
            for word in words
        )
        context.segment(sent, clock.ms(chunk.start), clock.ms(chunk.end), listed)
        texts += [word.text for word in words]
        sent += 1
    context.progress("recognise", meter.total_ms, meter.total_ms)
    if sent == 0:
        context.warn("audio.silent", None)
    return texts


def _pieces(found: Iterator[Chunk]) -> Iterator[_Piece]:
    """Adds context on the sides where a chunk touches its neighbour."""
    before: Chunk | None = None
    chunk = next(found, None)
    while chunk is not None:
        after = next(found, None)
        low = chunk.start - (CONTEXT if before is not None and before.end == chunk.start else 0)
        high = chunk.end + (CONTEXT if after is not None and after.start == chunk.end else 0)
        yield _Piece(chunk, low, high)
        before, chunk = chunk, after


_Heard = tuple[Chunk, list[HeardWord]]


def _heard(
    pieces: Iterator[_Piece], samples: Samples, network: Network, context: Context, meter: _Meter
) -> Iterator[_Heard]:
    """What was heard in each piece, by time. Two pieces are under way: 25 s of audio and its frames each."""
    network.revive()
    waiting: deque[tuple[_Piece, Future[Encoded]]] = deque()

    def take() -> _Heard:
        piece, future = waiting[0]
        encoded = _await(future, context)
        meter.encoded(piece.chunk)
        words = words_of(network.decode(encoded, context.check_cancelled), piece.low)
        waiting.popleft()
        meter.finished(piece.chunk)
        return piece.chunk, [
            replace(word, start=min(word.start, piece.high), end=min(word.end, piece.high)) for word in words
        ]

    with ThreadPoolExecutor(1, "encoder") as encoder:
        try:
            for piece in pieces:
                meter.found(piece.chunk)
                audio = samples.read(piece.low, piece.high)
                waiting.append((piece, encoder.submit(network.encode, audio)))
                if len(waiting) > 1:
                    yield take()
            while waiting:
                yield take()
        except BaseException:
            network.end()
            encoder.shutdown(wait=True, cancel_futures=True)
            raise


def _await(future: Future[Encoded], context: Context) -> Encoded:
    while True:
        context.check_cancelled()
        try:
            return future.result(timeout=_POLL_S)
        except TimeoutError:
            if future.done():
                raise


def _joined(heard: Iterator[_Heard]) -> Iterator[_Heard]:
    """Settles who keeps the words around a cut without a pause."""
    held = next(heard, None)
    while held is not None:
        following = next(heard, None)
        if following is not None and held[0].end == following[0].start:
            left, right = join(held[1], following[1], held[0].end)
            held, following = (held[0], left), (following[0], right)
        yield held
        held = following


class _Meter:
    """Progress: what lies before it is heard and said. Silence needs no further work."""

    def __init__(self, context: Context, clock: Clock, start: int, end: int) -> None:
        self._context = context
        self._clock = clock
        self._start = start
        self.total_ms = max(0, clock.ms(end) - clock.ms(start))
        self._open: list[Chunk] = []
        self._done = start

    def listened(self, sample: int) -> None:
        """A chunk is found up to its whole length later."""
        if not self._open:
            self._tell(sample - _FOUND_WITHIN)

    def found(self, chunk: Chunk) -> None:
        self._open.append(chunk)

    def encoded(self, chunk: Chunk) -> None:
        self._tell(chunk.start + int(_ENCODING_SHARE * (chunk.end - chunk.start)))

    def finished(self, chunk: Chunk) -> None:
        self._open.remove(chunk)
        self._tell(chunk.end)

    def _tell(self, sample: int) -> None:
        self._done = max(self._done, sample)
        done_ms = self._clock.ms(self._done) - self._clock.ms(self._start)
        self._context.progress("recognise", done_ms, self.total_ms)
