"""The `align` job: times for words that are given, by the sounds of their letters.

The aligner `ctc` is this project's own; `whisperx` is that of the library, on the same model."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from speech.clock import Clock
from speech.models import model_path
from speech.samples import Samples
from speech.spoken.characters import CHARACTER_LANGUAGES
from speech.targets import units_of
from speech.timing import Timed
from speech.windows import FRAME, FRAME_MS, Span, frame_count
from worker.adapter import AlignJob, AlignSegment, Compute, Context, JobFailed, Outcome, Word

from .align_upstream import Upstream
from .ctc_align import Segment, align_group, groups
from .ctc_emissions import LONGEST, Emitter
from .ctc_memory import kept_memory
from .ctc_models import Aligner, interruptible, load_aligner, precision_of

CTC, WHISPERX = "ctc", "whisperx"

_GROUP = 5 * LONGEST
"""Frames whose words are placed together on a CPU: a minute, so that results and progress flow."""

_loaded: tuple[tuple[Path, str], Aligner] | None = None
"""The one that jobs used last. A worker has one job at a time."""


def prepare(compute: Compute, device: str) -> str:
    """Loads the model of later jobs; returns its id."""
    _aligner(compute, device, precision_of(device, compute.precision))
    return _name(compute)


def release() -> None:
    """Forgets the model and gives its memory back."""
    global _loaded
    if _loaded is not None:
        _loaded = None
        gc.collect()
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            torch.cuda.empty_cache()


def align(job: AlignJob, context: Context, device: str) -> Outcome:
    """Sends one segment for each of the request's, in its order. `device` is `cpu` or `cuda:N`."""
    if job.aligner not in (CTC, WHISPERX):
        message = f"no aligner {job.aligner}"
        raise JobFailed("protocol", message, "WhisperX has no such aligner.", retriable=False)
    context.progress("load", 0, 1)
    ours = job.aligner == CTC
    precision = precision_of(device, job.compute.precision) if ours else torch.float32
    aligner = _aligner(job.compute, device, precision)
    context.check_cancelled()
    with interruptible(aligner, context.check_cancelled):
        work = _Work(job, aligner, context)
        if ours:
            with kept_memory():
                work.run_ctc()
        else:
            work.run_upstream()
    return Outcome(job.language, _name(job.compute))


def _aligner(compute: Compute, device: str, precision: torch.dtype) -> Aligner:
    """The job's model: that of the last job if it is the same, and still where it should be."""
    global _loaded
    path = model_path(compute, "Timing words")
    wanted = (path, device)
    if _loaded is None or _loaded[0] != wanted or _loaded[1].device != device:
        release()
        _loaded = (wanted, load_aligner(path, device, precision))
    _loaded[1].compute_in(precision)
    return _loaded[1]


def _name(compute: Compute) -> str:
    return compute.model or (compute.model_path.stem if compute.model_path is not None else CTC)


class _Work:
    def __init__(self, job: AlignJob, aligner: Aligner, context: Context) -> None:
        self._job = job
        self._aligner = aligner
        self._context = context
        self._samples = Samples(job.audio.path, job.audio.samples)
        self._clock = Clock(job.audio.start_ms)
        self._total_ms = sum(_length_ms(segment) for segment in job.segments)
        self._done_ms = 0
        self._told_ms = 0
        self._last: tuple[int, float] | None = None
        """Where the last segment that has times ends in the request, and the frame of its last word's end."""

    def run_ctc(self) -> None:
        self._samples.adjust_level()
        emitter = Emitter(self._aligner, self._samples, self._job.compute.batch_size, self._context.warn)
        inside = [self._inside(segment) for segment in self._job.segments]
        for group in groups(inside, max(_GROUP, emitter.frames)):
            ahead_ms = sum(_length_ms(self._job.segments[index]) for index in group)

            chosen = [self._segment(self._job.segments[index], inside[index]) for index in group]
            hear = partial(emitter.emit, advance=self._meter(ahead_ms))
            times = align_group(chosen, self._samples, self._aligner.alphabet, hear)
            for index, found in zip(group, times, strict=True):
                self._send(index, found)

    def run_upstream(self) -> None:
        upstream = Upstream(self._aligner, self._samples, self._job.language)
        for index, segment in enumerate(self._job.segments):
            self._context.check_cancelled()
            self._tell(self._done_ms)
            self._send(index, upstream.align(segment.words, self._inside(segment)))

    def _segment(self, segment: AlignSegment, inside: Span | None) -> Segment:
        units = units_of(segment.words, self._job.language, self._aligner.alphabet)
        return Segment(segment.words, units, inside)

    def _inside(self, segment: AlignSegment) -> Span | None:
        start, end = self._clock.window((segment.start_ms, segment.end_ms), self._samples.count)
        if end <= start:
            return None
        total = frame_count(self._samples.count)
        first = min(start // FRAME, total - 1)
        return Span(first, min(total, max(first + 1, -(-end // FRAME))))

    def _meter(self, ahead_ms: int) -> Callable[[int], None]:
        """Within a group; more is heard than its segments are long, or less where they overlap."""
        heard_ms = 0

        def advance(frames: int) -> None:
            nonlocal heard_ms
            heard_ms = min(ahead_ms, heard_ms + frames * FRAME_MS)
            self._tell(self._done_ms + heard_ms)
            self._context.check_cancelled()

        return advance

    def _tell(self, done_ms: int) -> None:
        """Never less than before: a group is heard as a whole, then its segments are said one by one."""
        self._told_ms = max(self._told_ms, done_ms)
        self._context.progress("align", self._told_ms, self._total_ms)

    def _send(self, index: int, times: list[Timed] | None) -> None:
        segment = self._job.segments[index]
        if times is None and segment.words:
            self._context.warn("align.failed", str(index))
        placed = self._behind_the_last(segment, times) if times is not None else [None] * len(segment.words)
        glue = self._job.language.lower().split("-")[0] in CHARACTER_LANGUAGES
        words = tuple(
            self._word(text, time, glue and at > 0)
            for at, (text, time) in enumerate(zip(segment.words, placed, strict=True))
        )
        self._context.segment(index, segment.start_ms, segment.end_ms, words)
        self._done_ms += _length_ms(segment)
        self._tell(self._done_ms)

    def _behind_the_last(self, segment: AlignSegment, times: list[Timed]) -> list[Timed]:
        """Segments are heard with some more on both sides, so both may claim a word at their border; times of
        segments that follow each other never cross."""
        floor = self._last[1] if self._last is not None and segment.start_ms >= self._last[0] else 0
        if times:
            self._last = (segment.end_ms, max(floor, times[-1].end))
        return [
            replace(time, start=max(time.start, floor), end=max(time.end, floor))
            if time.start < floor
            else time
            for time in times
        ]

    def _word(self, text: str, time: Timed | None, glue: bool) -> Word:
        if time is None:
            return Word(text, None, None, None, None, glue)
        last = self._samples.count
        start, end = (min(last, round(edge * FRAME)) for edge in (time.start, time.end))
        return Word(text, self._clock.ms(start), self._clock.ms(end), time.confidence, time.timing, glue)


def _length_ms(segment: AlignSegment) -> int:
    return max(0, segment.end_ms - segment.start_ms)
