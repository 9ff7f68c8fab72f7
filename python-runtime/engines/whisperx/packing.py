"""Fills Whisper's windows: it computes 30 s for each, however little is said in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from speech.chunks import Chunk, Limits
from speech.samples import RATE_HZ

STRETCHES = Limits(longest_s=29.0, gap_s=0.3)
"""What is packed: speech without a pause. The rest is for what is added at its ends."""

_LONGEST = int(29.5 * RATE_HZ)
_FULL = int(0.75 * _LONGEST)
"""From here on a window is cut at its widest pause. Cut from 12 s on, it takes a fifth more windows."""

_GAP = 4 * RATE_HZ
"""Over longer silence Whisper invents text."""

LATELY = _LONGEST + _GAP + RATE_HZ
"""Samples after which speech that was heard is in a window for certain."""


def packed(stretches: Iterable[Chunk]) -> Iterator[Chunk]:
    """Windows of whole stretches, in order, each as soon as it is certain."""
    held: list[Chunk] = []
    for stretch in stretches:
        while held and stretch.end - held[0].start > _LONGEST:
            count = _cut([*held, stretch])
            yield _window(held[:count])
            del held[:count]
        if held and stretch.start - held[-1].end > _GAP:
            yield _window(held)
            held = []
        held.append(stretch)
    if held:
        yield _window(held)


def _cut(held: list[Chunk]) -> int:
    """How many stretches the window takes, of all but the last: to the widest pause of its last quarter."""
    full = [at for at in range(1, len(held)) if held[at - 1].end - held[0].start >= _FULL]
    return max([*full, len(held) - 1], key=lambda at: (held[at].start - held[at - 1].end, at))


def _window(stretches: list[Chunk]) -> Chunk:
    length = sum(each.end - each.start for each in stretches)
    voice = sum(each.voice * (each.end - each.start) for each in stretches) / max(1, length)
    return Chunk(stretches[0].start, stretches[-1].end, voice)
