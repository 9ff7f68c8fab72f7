"""In what language is it spoken? Asked at several places of the recording, where there is speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from speech.chunks import Chunk
from speech.languages import most_likely
from speech.samples import RATE_HZ

_PLACES = (0.5, 0.25, 0.75, 0.9)
"""After the first speech: the middle and then further."""

_ONE_PLACE_EVERY_S = 45
"""A short recording is listened to at few places: each costs as much as half of its transcription."""

_SURE = 0.8

Vote = tuple[Mapping[str, float], float]


def detect(
    first: Chunk, start: int, end: int, near: Callable[[int], Chunk | None], ask: Callable[[Chunk], Vote]
) -> tuple[str, float] | None:
    """Whisper's code and its mean probability; None where nothing could be asked.

    `first` is the first speech of the samples [start, end), `near` finds some at or after a sample, `ask`
    hears it. Stops when the places agree."""
    votes = [ask(first)]
    places = _places(start, end)
    for place in places:
        if len(votes) > 1 and _agreed(votes):
            break
        if place < first.end:
            continue
        chunk = near(place)
        if chunk is not None:
            votes.append(ask(chunk))
    return most_likely(votes)


def _places(start: int, end: int) -> Iterator[int]:
    count = (end - start) // (_ONE_PLACE_EVERY_S * RATE_HZ)
    for share in _PLACES[:count]:
        yield start + int(share * (end - start))


def _agreed(votes: list[Vote]) -> bool:
    found = most_likely(votes)
    return found is not None and found[1] >= _SURE
