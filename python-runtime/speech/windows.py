"""Which stretches of a recording an acoustic model hears at once, in frames of 20 ms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .samples import RATE_HZ, Samples

FRAME = RATE_HZ // 50
"""Samples from one frame of a wav2vec2 model to the next."""

FRAME_MS = 20
_FIELD = 400
"""Samples that one frame hears."""

_SEARCH = 0.4
"""The last part of a window within which its end may be moved to a quiet place."""

_LEVELS_AT_ONCE = 3000
_SMOOTH = 5
"""Frames: a stop within a word is shorter than this."""


@dataclass(frozen=True)
class Span:
    """Frames [start, end)."""

    start: int
    end: int


@dataclass(frozen=True)
class Window:
    """What is kept, and what is heard for it: some more on both sides."""

    kept: Span
    heard: Span


def frame_count(samples: int) -> int:
    """How many frames a model makes of a recording; one at least, for which silence is added."""
    return max(1, (samples - _FIELD) // FRAME + 1)


def read_frames(samples: Samples, span: Span) -> NDArray[np.float32]:
    """The audio of which a model makes exactly the span's frames; silence behind the recording's end."""
    start, end = span.start * FRAME, (span.end - 1) * FRAME + _FIELD
    audio = samples.read(start, end)
    return np.pad(audio, (0, end - start - len(audio)))


def frame_levels(samples: Samples, span: Span) -> NDArray[np.float32]:
    """The root mean square of each frame; the audio is read a minute at a time."""
    levels = np.zeros(span.end - span.start, np.float32)
    for at in range(span.start, span.end, _LEVELS_AT_ONCE):
        end = min(span.end, at + _LEVELS_AT_ONCE)
        audio = samples.read(at * FRAME, end * FRAME)
        framed = np.pad(audio, (0, (end - at) * FRAME - len(audio))).reshape(-1, FRAME)
        levels[at - span.start : end - span.start] = np.sqrt(np.mean(framed**2, axis=1))
    return levels


def merge(spans: Sequence[Span], gap: int) -> list[Span]:
    """The spans in order of time, with those joined that overlap or lie no more than `gap` apart."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start - merged[-1].end <= gap:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def windows(samples: Samples, span: Span, longest: int, margin: int) -> Iterator[Window]:
    """Cuts a span into windows that hear at most `longest` frames, each at the quietest place near its end.

    Where a window ends within the span it hears `margin` frames more, so that no kept frame is near an edge.
    Reads the audio window by window."""
    total = frame_count(samples.count)
    start = span.start
    while start < span.end:
        before = margin if start > span.start else 0
        room = longest - before
        if span.end - start <= room:
            end, after = span.end, 0
        else:
            latest = start + room - margin
            earliest = start + round((room - margin) * (1 - _SEARCH))
            end, after = _quietest(samples, Span(earliest, latest)), margin
        heard = Span(max(0, start - before), min(max(total, end), end + after))
        yield Window(Span(start, end), heard)
        start = end


def _quietest(samples: Samples, span: Span) -> int:
    """The middle of the quietest tenth of a second; the last such of several, so that windows are long."""
    levels = frame_levels(samples, span)
    if len(levels) <= _SMOOTH:
        return span.end
    smooth = np.convolve(levels, np.full(_SMOOTH, 1 / _SMOOTH, np.float32), "valid")
    last = len(smooth) - 1 - int(smooth[::-1].argmin())
    return span.start + last + _SMOOTH // 2


def stretch(heard: Span, frames: int, total: int) -> Span:
    """Hears more on both sides, up to `frames` in all; nothing more where the recording is shorter than that.

    Windows of one length go through a model together without padding, which would change what models with
    group normalisation hear."""
    missing = frames - (heard.end - heard.start)
    if missing <= 0 or frames > total:
        return heard
    start = max(0, heard.start - missing // 2)
    start = min(start, total - frames)
    return Span(start, start + frames) if heard.end <= total else heard
