"""Sharper edges: audio around a word is muted step by step until Whisper no longer believes in the word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speech.samples import RATE_HZ

from .mapping import Aligned

if TYPE_CHECKING:
    from .stream import Stream

_AT_ONCE_S = 60.0
"""Upstream holds the audio in three copies; it works on 30 s at a time anyway."""

_AROUND_S = 1.0
"""Words may grow by half of their length."""

_PRECISION_S = 0.05
"""Half of upstream's: captions are cut at frames of 40 ms. Each halving costs one more pass over it."""


def refine(
    words: Sequence[Aligned],
    tokens: Sequence[list[int]],
    stream: Stream,
    language: str,
    model: Any,
    refined: Callable[[float], None],
) -> list[Aligned]:
    """The words with new times; `refined` hears the share that is done. Unsure words (less than 0.5) stay."""
    found: list[Aligned] = []
    for low, high in runs(words):
        begin_s = max(0.0, words[low].start_s - _AROUND_S)
        audio = stream.read(int(begin_s * RATE_HZ), int((words[high - 1].end_s + _AROUND_S) * RATE_HZ))
        parts = [
            {
                "word": word.text,
                "start": word.start_s - begin_s,
                "end": word.end_s - begin_s,
                "probability": word.probability,
                "tokens": spelt,
            }
            for word, spelt in zip(words[low:high], tokens[low:high], strict=True)
        ]
        better = _refined(parts, audio, language, model, _share_of(low, high, len(words), refined))
        found += [
            replace(word, start_s=begin_s + now.start, end_s=begin_s + now.end)
            for word, now in zip(words[low:high], better, strict=True)
        ]
    return found


def runs(words: Sequence[Aligned]) -> list[tuple[int, int]]:
    """Ranges of words that together last a minute or less."""
    found: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        if found and word.end_s - words[found[-1][0]].start_s <= _AT_ONCE_S:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return found


def _share_of(
    low: int, high: int, count: int, refined: Callable[[float], None]
) -> Callable[[float, float], None]:
    def moved(done_s: float, total_s: float) -> None:
        refined((low + (high - low) * (done_s / total_s if total_s > 0 else 1.0)) / count)

    return moved


def _refined(
    parts: list[dict[str, Any]], audio: Any, language: str, model: Any, moved: Callable[[float, float], None]
) -> list[Any]:
    from stable_whisper import WhisperResult

    result = WhisperResult({"language": language, "segments": [{"words": parts}]}, check_sorted=False)
    model.refine(audio, result, precision=_PRECISION_S, verbose=None, progress_callback=moved)
    return list(result.all_words())
