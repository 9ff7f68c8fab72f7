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
from .nets import FRAME_STEP, FRAME_WIDTH, Nets
from .settings import MODEL
from .stretches import cut, runs
from .turns import NOBODY, Labels, label_of, main_speakers, second_speakers, turns_of
from .voices import voices_of

_SPEECH_SHARE = 0.1
_HEARING_SHARE = 0.6
_VOICES_SHARE = 0.29
"""Of the whole time: finding speech, finding speakers in it, their voices; the rest is sorting them."""

_SPEECH_AROUND = 30 * RATE_HZ // VOICE_HOP
_SPEECH_CHANCE = 0.2
"""A passage is speech if Silero gives this chance to a twentieth of what the net takes for speech
within 30 s of it. Music and birds have 0.14 at most; far-field and band-limited speech, for which Silero is
nearly deaf, have 0.35 at least."""


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
    heard = hear(samples, nets, lambda done: report(before, _HEARING_SHARE, done))
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
    hops = (np.arange(len(heard.count)) * FRAME_STEP + FRAME_WIDTH // 2) // VOICE_HOP
    active = np.flatnonzero(heard.count > 0)
    active_hops, active_chances = hops[active], chances[np.minimum(hops[active], len(chances) - 1)]
    count = heard.count.copy()
    for start, end in runs(heard.count > 0):
        first = np.searchsorted(active_hops, hops[start] - _SPEECH_AROUND)
        last = np.searchsorted(active_hops, hops[end - 1] + _SPEECH_AROUND, "right")
        if np.quantile(active_chances[first:last], 0.95) < _SPEECH_CHANCE:
            count[start:end] = 0
    return replace(heard, count=count)


def _by_first_words(main: Labels, speakers: int) -> Labels:
    """Each speaker's place in the order of first words; NOBODY for those who never speak, and for NOBODY."""
    names, firsts = np.unique(main, return_index=True)
    order = np.full(speakers + 1, NOBODY, np.int16)
    place = 0
    for name in names[np.argsort(firsts)]:
        if name != NOBODY:
            order[name] = place
            place += 1
    return order
