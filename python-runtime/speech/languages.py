"""Whisper's names for languages and everybody else's; and which of them a recording is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_TO_WHISPER = {
    "jv": "jw",  # Javanese: an older code
    "iw": "he",
    "nb": "no",
    "fil": "tl",
    "cmn": "zh",
    "in": "id",
    "ji": "yi",
    "mo": "ro",
}
_FROM_WHISPER = {"jw": "jv"}

_NO_LANGUAGE = ("und", "mul", "zxx")


def whisper_language(tag: str | None) -> str | None:
    """Whisper's code for a BCP-47 tag: `de` for `de-AT`, `no` for `nb-NO`. None for an unknown language.

    Whether a model knows the code is the model's to say."""
    if tag is None:
        return None
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] in _NO_LANGUAGE:
        return None
    if parts[0] == "zh" and "yue" in parts:
        return "yue"
    return _TO_WHISPER.get(parts[0], parts[0])


def bcp47(code: str) -> str:
    """The BCP-47 tag of Whisper's code."""
    return _FROM_WHISPER.get(code, code)


def most_likely(votes: Iterable[tuple[Mapping[str, float], float]]) -> tuple[str, float] | None:
    """The language with the highest mean probability over stretches of speech, and that mean.

    Each vote is the probability of each language, and how much it counts (seconds of speech). None without
    a vote. The mean, not the majority: a sure stretch outweighs two that could be anything."""
    sums: dict[str, float] = {}
    total = 0.0
    for chances, weight in votes:
        total += weight
        for language, chance in chances.items():
            sums[language] = sums.get(language, 0.0) + chance * weight
    if total <= 0 or not sums:
        return None
    best = max(sums, key=lambda language: sums[language])
    return best, sums[best] / total
