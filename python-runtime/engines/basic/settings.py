"""Names by which this engine is known."""

from __future__ import annotations

DIARIZER = "basic"

MODEL = "ge2e-pyannote-2022"
"""Voices can be compared between recordings as long as this stays the same."""

MOST_THREADS = 4
"""The nets are too small for more."""
