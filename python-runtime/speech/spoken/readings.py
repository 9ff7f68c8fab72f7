"""What all languages share: what a reading is, and how many of them a word may have."""

from __future__ import annotations

Reading = tuple[str, ...]
"""A written word as it is said: spoken words in lower case, without spaces in them."""

MOST_READINGS = 8
"""Of one word; more would make the aligner guess."""
