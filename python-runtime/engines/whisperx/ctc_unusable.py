"""A model for word times that cannot be used."""

from __future__ import annotations

from worker.adapter import JobFailed


def unusable(message: str, why: str) -> JobFailed:
    """`why` continues "cannot be used: " for people."""
    sentence = f"The model for word times cannot be used: {why}. Get it again, or choose another."
    return JobFailed("model", message, sentence, retriable=False)
