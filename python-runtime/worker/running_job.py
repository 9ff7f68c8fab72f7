"""One job of the host while it runs: its cancel flag and what it says."""

from __future__ import annotations

import threading
import time

from .adapter import Cancelled, Speakers, Stage, Turn, Word
from .heartbeat import Pulse
from .outbox import Outbox

_PROGRESS_PERIOD_S = 0.1

_TURNS_A_LINE = 2000
"""About 100 kB: far below the limit of a line, few lines for a day of talk."""


class RunningJob:
    """The `Context` of the adapter."""

    def __init__(
        self, kind: str, identity: str, fields: dict[str, object], outbox: Outbox, pulse: Pulse
    ) -> None:
        self.kind = kind
        self.id = identity
        self.fields = fields
        self.segments_sent = 0
        self.words_sent = 0
        self._outbox = outbox
        self._pulse = pulse
        self._cancelled = threading.Event()
        self._said: tuple[float, Stage] | None = None

    def cancel(self) -> None:
        self._cancelled.set()

    def check_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled

    def progress(self, stage: Stage, done_ms: int, total_ms: int) -> None:
        self._pulse.stage = stage
        self._pulse.move()
        now = time.monotonic()
        recent = (
            self._said is not None and self._said[1] == stage and now - self._said[0] < _PROGRESS_PERIOD_S
        )
        if recent and done_ms < total_ms:
            return
        self._said = (now, stage)
        done = max(0, min(done_ms, total_ms))
        self._outbox.send("progress", {"id": self.id, "stage": stage, "doneMs": done, "totalMs": total_ms})

    def segment(self, index: int, start_ms: int, end_ms: int, words: tuple[Word, ...]) -> None:
        self._pulse.move()
        self.segments_sent += 1
        self.words_sent += len(words)
        listed = [
            {
                "text": word.text,
                "startMs": word.start_ms,
                "endMs": word.end_ms,
                "confidence": None
                if word.confidence is None
                else round(min(max(word.confidence, 0.0), 1.0), 4),
                "timing": word.timing,
                "glue": word.glue,
            }
            for word in words
        ]
        self._outbox.send(
            "segment",
            {"id": self.id, "index": index, "startMs": start_ms, "endMs": end_ms, "words": listed},
        )

    def warn(self, code: str, detail: str | None) -> None:
        self._outbox.send("warn", {"id": self.id, "code": code, "detail": detail})

    def language(self, language: str, confidence: float) -> None:
        self._outbox.send(
            "language",
            {"id": self.id, "language": language, "confidence": round(min(max(confidence, 0.0), 1.0), 4)},
        )

    def speakers(self, found: Speakers) -> None:
        """The whole answer of a diarizer; counted as segments."""
        for speaker, vector in found.voices.items():
            rounded = [round(value, 6) for value in vector]
            self._outbox.send("voice", {"id": self.id, "speaker": speaker, "vector": rounded})
        for kind, turns in (("overlapping", found.turns), ("exclusive", found.exclusive)):
            for at in range(0, len(turns), _TURNS_A_LINE):
                part = [_turn(turn) for turn in turns[at : at + _TURNS_A_LINE]]
                self._outbox.send("turns", {"id": self.id, "kind": kind, "turns": part})
        self.segments_sent += len(found.turns) + len(found.exclusive)


def _turn(turn: Turn) -> dict[str, object]:
    return {"startMs": turn.start_ms, "endMs": turn.end_ms, "speaker": turn.speaker}
