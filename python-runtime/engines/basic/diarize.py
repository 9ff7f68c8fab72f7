"""The whole work on one recording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from speech.samples import RATE_HZ, SAMPLES_PER_MS, Samples
from speech.vad import HOP as VOICE_HOP
from speech.vad import VoiceDetector
from worker.adapter import Context, DiarizeJob, Speakers

from .clusters import sort_voices
from .hearing import Heard, hear
from .links import link
from .nets import FRAME_STEP, Nets
from .settings import MODEL
from .stretches import cut, runs
from .turns import NOBODY, Labels, label_of, main_speakers, second_speakers, turns_of
from .voices import voices_of

_SPEECH_SHARE = 0.1
_HEARING_SHARE = 0.6
_VOICES_SHARE = 0.29
"""Of the whole time: finding speech, finding speakers in it, their voices; the rest is sorting them."""

_MAY_BE_SPEECH = 0.15
_IS_SPEECH = 0.5
"""Silero's probability, from which there may be speech at all, and which a passage reaches at least once."""


def diarize(job: DiarizeJob, nets: Nets, detector: VoiceDetector, context: Context) -> Speakers:
    samples = Samples(job.audio.path, job.audio.samples)
    length_ms = samples.count // SAMPLES_PER_MS
    nobody = Speakers((), (), {}, MODEL)
    if samples.count < RATE_HZ // 10:
        return nobody

    def report(before: float, share: float, done_samples: int) -> None:
        context.check_cancelled()
        part = min(1.0, done_samples / samples.count)
        context.progress("diarize", round(length_ms * (before + share * part)), length_ms)

    samples.adjust_level()
    chances = _speech_chances(samples, detector, lambda done: report(0, _SPEECH_SHARE, done))
    before = _SPEECH_SHARE
    heard = hear(
        samples,
        lambda start, end: bool((chances[start // VOICE_HOP : -(-end // VOICE_HOP)] > _MAY_BE_SPEECH).any()),
        nets,
        lambda done: report(before, _HEARING_SHARE, done),
    )
    heard = _without_music(heard, chances)
    stretches = cut(heard)
    if not stretches:
        return nobody
    before += _HEARING_SHARE
    voices, seconds = voices_of(
        samples, heard, stretches, nets, lambda done: report(before, _VOICES_SHARE, done)
    )
    links = link(heard, stretches, context.check_cancelled)
    labels, speakers = sort_voices(voices, seconds, links, job.speakers, context.check_cancelled)
    main = main_speakers(heard, stretches, labels)
    second = second_speakers(heard, main, len(speakers), context.check_cancelled)
    order = _by_first_words(main, len(speakers))
    main, second = order[main], order[second]
    spoken = [number for number in range(len(speakers)) if order[number] != NOBODY]
    start_ms = job.audio.start_ms
    end_ms = start_ms + length_ms
    context.progress("diarize", length_ms, length_ms)
    return Speakers(
        turns_of((main, second), start_ms, end_ms),
        turns_of((main,), start_ms, end_ms),
        {
            label_of(int(order[number])): tuple(float(value) for value in speakers[number])
            for number in sorted(spoken, key=lambda number: order[number])
        },
        MODEL,
    )


def _speech_chances(
    samples: Samples, detector: VoiceDetector, done: Callable[[int], None]
) -> NDArray[np.float32]:
    found: list[NDArray[np.float32]] = []
    hops = 0
    for block in detector.probabilities(samples, 0, samples.count):
        found.append(block)
        hops += len(block)
        done(hops * VOICE_HOP)
    return np.concatenate(found)


def _without_music(heard: Heard, chances: NDArray[np.float32]) -> Heard:
    """The segmentation net takes music and birds for people; Silero does not."""
    count = heard.count.copy()
    for start, end in runs(count > 0):
        first = start * FRAME_STEP // VOICE_HOP
        if chances[first : max(first + 1, end * FRAME_STEP // VOICE_HOP + 2)].max(initial=0) < _IS_SPEECH:
            count[start:end] = 0
    return replace(heard, count=count)


def _by_first_words(main: Labels, speakers: int) -> Labels:
    """The place of each speaker in the order of first words; NOBODY for those who never speak, and for NOBODY."""
    names, firsts = np.unique(main, return_index=True)
    order = np.full(speakers + 1, NOBODY, np.int16)
    place = 0
    for name in names[np.argsort(firsts)]:
        if name != NOBODY:
            order[name] = place
            place += 1
    return order
