"""The whole work on one recording, by blocks, so that memory and the library's own sorting stay small."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from speech.samples import RATE_HZ, SAMPLES_PER_MS, Samples
from worker.adapter import Context, DiarizeJob, Speakers

from .models import Networks
from .people import Limits, Spoken, Voice, joined, label_of, mean_voice, merged, named, one_at_a_time
from .process import Library

BLOCK = 30 * 60 * RATE_HZ
"""Samples: 115 MB while the library works on them. It compares each piece of speech with each other one: four
times the length takes sixteen times the memory."""

_SHORTEST = RATE_HZ // 10


@dataclass(frozen=True)
class _Heard:
    """Turns with the place of their speaker's voice in `voices`."""

    turns: list[Spoken]
    voices: list[Voice]


def diarize(job: DiarizeJob, networks: Networks, library: Library, context: Context) -> Speakers:
    samples = Samples(job.audio.path, job.audio.samples)
    length_ms = samples.count // SAMPLES_PER_MS
    samples.adjust_level()
    heard = _Heard([], [])
    blocks = _blocks(samples.count)
    for number, (start, end) in enumerate(blocks):

        def waiting(share: float, start: int = start, end: int = end) -> None:
            context.check_cancelled()
            context.progress("diarize", int((start + share * (end - start)) // SAMPLES_PER_MS), length_ms)

        request = {
            **asked("block", networks, job.compute.threads),
            "audio": str(samples.path),
            "gain": samples.gain,
            "start": start,
            "end": end,
            "speakers": _wanted(job.speakers),
        }
        answer = library.ask(dict(request), waiting)
        fewest = job.speakers[0] if job.speakers else 1
        if len(answer["voices"]) < fewest and len(blocks) == 1 and answer["turns"]:
            answer = library.ask({**request, "speakers": fewest}, waiting)
        _add(heard, number, start // SAMPLES_PER_MS, answer)
    context.progress("diarize", length_ms, length_ms)
    return _speakers(heard, job.speakers, job.audio.start_ms, networks.id)


def asked(kind: str, networks: Networks, threads: int) -> dict[str, object]:
    return {
        "kind": kind,
        "segmentation": str(networks.segmentation),
        "embedding": str(networks.embedding),
        "threads": max(1, threads),
    }


def _blocks(samples: int) -> list[tuple[int, int]]:
    """Of equal length, at most `BLOCK`; none for a recording that is too short to hold a word."""
    if samples < _SHORTEST:
        return []
    count = -(-samples // BLOCK)
    edges = [samples * i // count for i in range(count + 1)]
    return list(pairwise(edges))


def _wanted(limits: Limits | None) -> int | None:
    """The number that the library is told, if it is certain. Where a block has fewer speakers, it tells them
    apart too finely then; they are merged afterwards."""
    return limits[0] if limits is not None and limits[0] == limits[1] else None


def _add(heard: _Heard, block: int, start_ms: int, answer: Any) -> None:
    turns: list[Spoken] = [
        (start_ms + int(start), start_ms + int(end), int(who)) for start, end, who in answer["turns"]
    ]
    size = max((len(vector) for vector in answer["voices"].values()), default=1)
    for who in sorted({who for _, _, who in turns}):
        own = [turn for turn in turns if turn[2] == who]
        vector = np.array(answer["voices"].get(str(who), [0.0] * size))
        heard.turns.extend((start, end, len(heard.voices)) for start, end, _ in own)
        heard.voices.append(Voice(block, vector, sum(end - start for start, end, _ in own)))


def _speakers(heard: _Heard, limits: Limits | None, start_ms: int, model: str) -> Speakers:
    labels = merged(heard.voices, limits)
    turns = joined((start, end, labels[who]) for start, end, who in heard.turns if end > start)
    order = {who: place for place, who in enumerate(dict.fromkeys(who for _, _, who in turns))}
    voices = {}
    for who, place in order.items():
        mean = mean_voice([voice for voice, label in zip(heard.voices, labels, strict=True) if label == who])
        if mean.any():
            voices[label_of(place)] = tuple(map(float, mean))
    return Speakers(
        named(turns, order, start_ms), named(one_at_a_time(turns), order, start_ms), voices, model
    )
