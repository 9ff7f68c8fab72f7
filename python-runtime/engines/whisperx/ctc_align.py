"""The aligner `ctc`: all words of a recording, in bounded memory, segments in the order of the request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speech.alphabet import Alphabet
from speech.choosing import choose_readings
from speech.placing import Place, Request, place
from speech.samples import Samples
from speech.targets import Unit, target_of
from speech.timing import Timed, time_words
from speech.windows import Span, Window, frame_count, frame_levels, merge, windows

from .ctc_emissions import LONGEST, Emission

Hear = Callable[[Sequence[Window]], list[Emission]]

_PADDING = 10
"""Frames that are heard before and behind a segment: recognisers cut by up to 0.2 s into words."""

_MARGIN = 15
"""Frames that are heard beyond a cut and thrown away: cuts are made where it is quiet, so 0.3 s is enough."""

_JOINED = 25
"""Segments this close are heard as one."""

_LONG = 3000
"""Frames: a segment of more than a minute is placed piece by piece."""

_SURE = 750
"""Frames at the end of a piece whose words are placed again with what follows: 15 s."""

_MOST_TOKENS = 2 * _LONG // 5
"""In a piece: 20 letters a second, more than anybody speaks for a minute."""


@dataclass(frozen=True)
class Segment:
    words: tuple[str, ...]
    units: Sequence[Unit]
    inside: Span | None
    """None where it lies outside of the recording."""


def groups(inside: Sequence[Span | None], frames: int) -> Iterator[range]:
    """Neighbours in the request that are heard together: at most `frames` of them, or a single longer one."""
    first, size = 0, 0
    for index, span in enumerate(inside):
        own = span.end - span.start + 2 * _PADDING if span is not None else 0
        if index > first and (size + own > frames or own > _LONG):
            yield range(first, index)
            first, size = index, 0
        size += own
    if inside:
        yield range(first, len(inside))


def _heard_of(segment: Segment, total: int) -> Span | None:
    """The segment's frames with some before and behind; None where there is nothing to hear."""
    if segment.inside is None or not any(unit.readings or unit.any_sound for unit in segment.units):
        return None
    return Span(max(0, segment.inside.start - _PADDING), min(total, segment.inside.end + _PADDING))


def align_group(
    segments: Sequence[Segment], samples: Samples, alphabet: Alphabet, hear: Hear
) -> list[list[Timed] | None]:
    """The times of all words of each segment in frames of the recording; None for a segment whose words could
    not be placed at all."""
    total = frame_count(samples.count)
    heard = [_heard_of(segment, total) for segment in segments]
    if len(segments) == 1 and heard[0] is not None and heard[0].end - heard[0].start > _LONG:
        return [_align_long(segments[0], segments[0].inside or heard[0], heard[0], samples, alphabet, hear)]
    emissions = _hear_all([span for span in heard if span is not None], samples, hear)
    requests: list[Request] = []
    asked: list[int] = []
    for index, (segment, span) in enumerate(zip(segments, heard, strict=True)):
        if span is None or segment.inside is None:
            continue
        inside = (segment.inside.start - span.start, segment.inside.end - span.start)
        target = target_of(segment.units, alphabet)
        requests.append(Request(_part(emissions, span), target, inside, alphabet.blank, open_end=False))
        asked.append(index)
    found = dict(
        zip(asked, _place_as_said(requests, [segments[i].units for i in asked], alphabet), strict=True)
    )
    return [
        _timed(segment, span, found.get(index, {}), samples)
        for index, (segment, span) in enumerate(zip(segments, heard, strict=True))
    ]


def _place_as_said(
    requests: Sequence[Request], units: Sequence[Sequence[Unit]], alphabet: Alphabet
) -> list[dict[int, Place] | None]:
    """Places all words in their likeliest readings, then those segments again in which another was heard."""
    found = place(requests)
    heard: dict[int, Request] = {}
    for index, (request, places, own) in enumerate(zip(requests, found, units, strict=True)):
        chosen = choose_readings(own, places or {}, request.emission, alphabet)
        if chosen is not None:
            heard[index] = replace(request, target=target_of(chosen, alphabet))
    for index, again in zip(heard, place(list(heard.values())), strict=True):
        found[index] = again if again is not None else found[index]
    return found


def _timed(
    segment: Segment, span: Span | None, places: dict[int, Place] | None, samples: Samples
) -> list[Timed] | None:
    if segment.inside is None or places is None:
        return None
    around = span if span is not None else segment.inside
    inside = (segment.inside.start - around.start, segment.inside.end - around.start)
    levels: NDArray[np.float32] = (
        frame_levels(samples, around) if places else np.zeros(around.end - around.start, np.float32)
    )
    return [
        _moved(time, around.start)
        for time in time_words(segment.words, segment.units, places, inside, levels)
    ]


def _moved(time: Timed, by: int) -> Timed:
    return Timed(time.start + by, time.end + by, time.confidence, time.timing)


def _hear_all(spans: Sequence[Span], samples: Samples, hear: Hear) -> list[tuple[Span, Emission]]:
    """What lies within the spans, each stretch of the recording heard once."""
    runs = merge(spans, _JOINED)
    cut = [list(windows(samples, run, LONGEST, _MARGIN)) for run in runs]
    emissions = hear([window for each in cut for window in each])
    at = 0
    found: list[tuple[Span, Emission]] = []
    for run, each in zip(runs, cut, strict=True):
        found.append((run, np.concatenate(emissions[at : at + len(each)])))
        at += len(each)
    return found


def _part(emissions: Sequence[tuple[Span, Emission]], span: Span) -> Emission:
    run, emission = next(
        each for each in emissions if each[0].start <= span.start and span.end <= each[0].end
    )
    return emission[span.start - run.start : span.end - run.start]


def _align_long(
    segment: Segment, own: Span, span: Span, samples: Samples, alphabet: Alphabet, hear: Hear
) -> list[Timed] | None:
    """A minute at a time: its last quarter is placed again with the next, so that memory does not grow."""
    reel = _Reel(windows(samples, span, LONGEST, _MARGIN), hear, span.start)
    places: dict[int, Place] = {}
    word = 0
    while word < len(segment.units):
        emission, is_last = reel.show(_LONG)
        units, reaches = _next_units(segment.units, word)
        inside = (max(0, own.start - reel.start), min(len(emission), own.end - reel.start))
        open_end = not (is_last and reaches)
        target = target_of(units, alphabet)
        request = Request(emission, target, inside, alphabet.blank, open_end)
        found = _place_as_said([request], [units], alphabet)[0] or {}
        if is_last:
            places |= {word + i: _later(each, reel.start) for i, each in found.items()}
            break
        sure = {i: each for i, each in found.items() if each.end <= len(emission) - _SURE}
        places |= {word + i: _later(each, reel.start) for i, each in sure.items()}
        word += max(sure, default=-1) + 1
        reel.drop(max((each.end for each in sure.values()), default=len(emission) - _SURE))
    moved = {i: Place(p.start - span.start, p.end - span.start, p.confidence) for i, p in places.items()}
    return _timed(segment, span, moved or None, samples)


def _next_units(units: Sequence[Unit], word: int) -> tuple[Sequence[Unit], bool]:
    """As many as may be said in a piece, and whether they are all that is left."""
    tokens = 0
    for at in range(word, len(units)):
        tokens += sum(len(part) + 1 for part in units[at].readings[0]) if units[at].readings else 1
        if tokens > _MOST_TOKENS:
            return units[word:at], False
    return units[word:], True


def _later(each: Place, by: int) -> Place:
    return Place(each.start + by, each.end + by, each.confidence)


class _Reel:
    """The emission of a long stretch, of which only a part is kept."""

    def __init__(self, cut: Iterator[Window], hear: Hear, start: int) -> None:
        self.start = start
        """The frame of the recording that is shown first."""
        self._cut = cut
        self._hear = hear
        self._kept: list[Emission] = []

    def show(self, frames: int) -> tuple[Emission, bool]:
        """The next `frames`, or what is left, and whether that is all."""
        missing = frames - sum(map(len, self._kept))
        fresh: list[Window] = []
        while missing > 0 and (window := next(self._cut, None)) is not None:
            fresh.append(window)
            missing -= window.kept.end - window.kept.start
        self._kept = [np.concatenate((*self._kept, *self._hear(fresh)))]
        return self._kept[0], missing > 0

    def drop(self, frames: int) -> None:
        self._kept = [self._kept[0][frames:].copy()]
        self.start += frames
