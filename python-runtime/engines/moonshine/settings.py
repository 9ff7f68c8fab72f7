"""What the parts share about this engine."""

from __future__ import annotations

from speech.chunks import Limits

MODEL = "tiny-en"
ALIGNER = "pocketsphinx"
LANGUAGE = "en"

LIMITS = Limits(longest_s=18.0, gap_s=1.5)
"""Word errors over the English set with beams: 10 s 8.7 %, 14 to 29 s all within 7.2 to 7.7 %; the encoder's
cost grows faster than the length, so shorter is cheaper. A short phrase alone is often misheard: with gaps of
1.0 s 7.2 % word errors, with 1.5 s 6.8 %."""

DROP_BELOW = 0.4
"""Mean confidence under which a chunk is noise, if the voice detector doubts it too."""

DROP_BELOW_VOICE = 0.5

UNLIKELY_BELOW = 0.6
"""Mean confidence under which the speech is hardly English: English files 0.95 to 0.66, eight other languages
0.54 to 0.18."""

UNLIKELY_FROM_WORDS = 5
"""Fewer words say nothing about the language."""
