"""The whole work on one recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speech.samples import RATE_HZ, SAMPLES_PER_MS, Samples
from speech.vad import HOP as VOICE_HOP
from speech.vad import VoiceDetector
from worker.adapter import Context, DiarizeJob, Speakers

from .clusters import Limits, sort_voices
from .hearing import Heard, hear
from .links import Links, link
from .nets import FRAME_STEP, FRAME_WIDTH, Nets
from .settings import MODEL
from .stretches import Stretch, cut, runs
from .turns import NOBODY, Labels, label_of, main_speakers, second_speakers, turns_of
from .voices import voices_of

_SPEECH_SHARE = 0.1
_HEARING_SHARE = 0.6
_VOICES_SHARE = 0.29
_STUDY_SHARE = _SPEECH_SHARE + _HEARING_SHARE + _VOICES_SHARE
"""Of the whole time: finding speech, finding speakers in it, their voices; the rest is sorting them."""

_SPEECH_AROUND = 30 * RATE_HZ // VOICE_HOP
_SPEECH_CHANCE = 0.2
"""A passage is speech if Silero gives this chance to a twentieth of what the net takes for speech
within 30 s of it. Music and birds have 0.14 at most; far-field and band-limited speech, for which Silero is
nearly deaf, have 0.35 at least."""


Report = Callable[[float], None]
"""Is told how much of the whole work is done, 0 to 1, several times a second; may raise to stop it."""


@dataclass(frozen=True)
class Study:
    """All that the networks know of a recording; the same however many speakers are wanted."""

    heard: Heard
    stretches: Sequence[Stretch]
    voices: NDArray[np.float32]
    alone_s: NDArray[np.float32]
    """For how long each stretch's speaker talks alone."""
    links: Links


def diarize(job: DiarizeJob, nets: Nets, detector: VoiceDetector, context: Context) -> Speakers:
    samples = Samples(job.audio.path, job.audio.samples)
    length_ms = samples.count // SAMPLES_PER_MS
    if samples.count < RATE_HZ // 10:
        return Speakers((), (), {}, MODEL)

    def report(share: float) -> None:
        context.check_cancelled()
        context.progress("diarize", round(length_ms * min(1.0, share)), length_ms)

    study = study_recording(samples, nets, detector, report)
    start_ms = job.audio.start_ms
    found = speakers_of(study, job.speakers, start_ms, start_ms + length_ms, lambda: report(_STUDY_SHARE))
    report(1)
    return found


def study_recording(samples: Samples, nets: Nets, detector: VoiceDetector, report: Report) -> Study:
    """The slow part: 0.045 s of CPU for a second of sound."""

    def part(before: float, share: float) -> Callable[[int], None]:
        return lambda done: report(before + share * min(1.0, done / samples.count))

    samples.adjust_level()
    chances = _speech_chances(samples, detector, part(0, _SPEECH_SHARE))
    heard = hear(samples, nets, part(_SPEECH_SHARE, _HEARING_SHARE))
    heard = _without_music(heard, chances, lambda: report(_SPEECH_SHARE + _HEARING_SHARE))
    stretches = cut(heard)
    voices, alone_s = voices_of(
        samples, heard, stretches, nets, part(_SPEECH_SHARE + _HEARING_SHARE, _VOICES_SHARE)
    )
    links = link(heard, stretches, lambda: report(_STUDY_SHARE))
    return Study(heard, stretches, voices, alone_s, links)


def speakers_of(
    study: Study, limits: Limits | None, start_ms: int, end_ms: int, check: Callable[[], None]
) -> Speakers:
    """`start_ms` and `end_ms` of the recording in media time; `check` is called often and may raise."""
    if not study.stretches:
        return Speakers((), (), {}, MODEL)
    labels, speakers = sort_voices(study.voices, study.alone_s, study.links, limits, check)
    main = main_speakers(study.heard, study.stretches, labels)
    second = second_speakers(study.heard, main, len(speakers), check)
    order = _by_first_words((main, second), len(speakers))
    main, second = order[main], order[second]
    spoken = [int(number) for number in np.argsort(order[:-1]) if order[number] != NOBODY]
    return Speakers(
        turns_of((main, second), start_ms, end_ms),
        turns_of((main,), start_ms, end_ms),
        {label_of(int(order[number])): tuple(map(float, speakers[number])) for number in spoken},
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


def _without_music(heard: Heard, chances: NDArray[np.float32], check: Callable[[], None]) -> Heard:
    """The segmentation net takes music and birds for people; Silero does not."""
    hops = (np.arange(len(heard.count)) * FRAME_STEP + FRAME_WIDTH // 2) // VOICE_HOP
    active = np.flatnonzero(heard.count > 0)
    active_hops, active_chances = hops[active], chances[np.minimum(hops[active], len(chances) - 1)]
    count = heard.count.copy()
    for start, end in runs(heard.count > 0):
        check()
        first = np.searchsorted(active_hops, hops[start] - _SPEECH_AROUND)
        last = np.searchsorted(active_hops, hops[end - 1] + _SPEECH_AROUND, "right")
        if np.quantile(active_chances[first:last], 0.95) < _SPEECH_CHANCE:
            count[start:end] = 0
    return replace(heard, count=count)


def _by_first_words(tracks: Sequence[Labels], speakers: int) -> Labels:
    """Each speaker's place in the order of first words; NOBODY for those who never speak, and for NOBODY."""
    firsts = np.full(speakers, len(tracks[0]))
    for track in tracks:
        names, places = np.unique(track, return_index=True)
        known = names != NOBODY
        firsts[names[known]] = np.minimum(firsts[names[known]], places[known])
    order = np.full(speakers + 1, NOBODY, np.int16)
    for place, number in enumerate(np.argsort(firsts, kind="stable")):
        if firsts[number] < len(tracks[0]):
            order[number] = place
    return order
