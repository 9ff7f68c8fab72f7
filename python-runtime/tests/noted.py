"""A context for jobs in this process that keeps everything said.

The worker thins progress out by the clock; here each step is seen."""

from __future__ import annotations

from typing import Any


class Noted:
    def __init__(self) -> None:
        self.told: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, kind: str) -> Any:
        if kind.startswith("_"):
            raise AttributeError(kind)
        return lambda *said: self.told.append((kind, said))

    def steps(self, stage: str) -> list[tuple[int, int]]:
        """What was done and in all, in milliseconds, at each progress of the stage."""
        return [
            (done_ms, total_ms)
            for kind, said in self.told
            if kind == "progress"
            for told_stage, done_ms, total_ms in [said]
            if told_stage == stage
        ]
