"""The processes that align, shared by the threads that recognise."""

from __future__ import annotations

import queue
import threading
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from speech.samples import SAMPLES_PER_MS, Samples
from worker.adapter import Child, ChildDied, Children

from .denoise import denoise

_PATIENCE_S = 0.05


@dataclass(frozen=True)
class Found:
    """A word's time in samples of the file."""

    start: int
    end: int
    timing: Literal["aligned", "interpolated"]


class Crew:
    """Up to `size` aligning children, started when first wanted."""

    def __init__(self, start: Children, size: int) -> None:
        self._start = start
        self._size = size
        self._lock = threading.Lock()
        self._count = 0
        self._idle: queue.Queue[Child] = queue.Queue()

    def align(
        self, samples: Samples, start: int, end: int, words: Sequence[str], check: Callable[[], None]
    ) -> list[Found | None]:
        """Times of the words within samples [start, end); what is not found is marked `interpolated`.

        Where the path is lost, the audio is tried again without its steady noise: at 0 dB of noise that finds
        67 of 68 words instead of none."""
        plain = self._ask({"path": str(samples.path), "start": start, "end": end}, start, end, words, check)
        if _missing(plain) == 0:
            return plain
        check()
        clean = (denoise(samples.read(start, end)) * 32767).clip(-32768, 32767).astype("<i2").tobytes()
        again = self._ask({"samples": b64encode(clean).decode()}, start, end, words, check)
        return min(plain, again, key=_missing)

    def _ask(
        self, audio: dict[str, object], start: int, end: int, words: Sequence[str], check: Callable[[], None]
    ) -> list[Found | None]:
        """A child that dies is replaced once; audio that kills two gets interpolated times, so that one bad
        place does not lose the recording."""
        for _ in range(2):
            child = self._take(check)
            try:
                answer = child.ask({**audio, "words": list(words)})
            except ChildDied:
                child.close()
                with self._lock:
                    self._count -= 1
                check()
                continue
            self._idle.put(child)
            placed = cast("list[tuple[int, int, Literal['aligned', 'interpolated']] | None]", answer)
            return [_found(span, start) if span else None for span in placed]
        return spread(start, end, words)

    def _take(self, check: Callable[[], None]) -> Child:
        while True:
            try:
                return self._idle.get_nowait()
            except queue.Empty:
                pass
            with self._lock:
                if self._count < self._size:
                    self._count += 1
                    return self._start("alignment")
            check()
            try:
                return self._idle.get(timeout=_PATIENCE_S)
            except queue.Empty:
                continue


def _found(span: tuple[int, int, Literal["aligned", "interpolated"]], start: int) -> Found:
    return Found(start + span[0] * SAMPLES_PER_MS, start + span[1] * SAMPLES_PER_MS, span[2])


def _missing(times: Sequence[Found | None]) -> int:
    return sum(time is not None and time.timing == "interpolated" for time in times)


def spread(start: int, end: int, words: Sequence[str]) -> list[Found | None]:
    """Words spread over the samples by their length, marked as such."""
    total = sum(len(word) + 1 for word in words)
    done = 0
    found: list[Found | None] = []
    for word in words:
        first = start + (end - start) * done // total
        done += len(word) + 1
        found.append(Found(first, start + (end - start) * done // total, "interpolated"))
    return found
