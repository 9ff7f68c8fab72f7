"""What the parts share about this engine."""

from __future__ import annotations

MODEL = "tiny-en"
ALIGNER = "pocketsphinx"
LANGUAGE = "en"

DROP_BELOW = 0.4
"""Mean confidence under which a chunk is noise, if the voice detector doubts it too."""

DROP_BELOW_VOICE = 0.5

UNLIKELY_BELOW = 0.6
"""Mean confidence under which the speech is hardly English: English files 0.95 to 0.66, eight other languages
0.54 to 0.18."""

UNLIKELY_FROM_WORDS = 5
"""Fewer words say nothing about the language."""
