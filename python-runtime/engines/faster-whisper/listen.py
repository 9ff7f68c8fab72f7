"""What is said in a batch of windows: encode, decode, doubt, time the words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.failures import as_job_failed
from speech.samples import Samples
from speech.whisper_windows import Window, packed

from .doubts import convincing, doubtful, repetitive, silent, unheard

_BEAMS = 5

_TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)
"""What is tried after the likeliest words, as Whisper does it."""

_PREPEND = "\"'“¿([{-"
_APPEND = "\"'.。,，!！?？:：”)]}、"

_MARGIN = 16_000 // 5
"""What is heard again begins and ends with a little of what was heard, so that no word is cut."""

_HOP = 160
_MOST_PROMPT = 223
"""Tokens: half of the decoder's memory, less the mark before them. The library gives the prompt and the
hotwords this much each and then fails, as both leave no room for a text."""


@dataclass(frozen=True)
class Hints:
    """What is asked for besides the language."""

    task: str
    prompt: str | None
    hotwords: str | None


@dataclass(frozen=True)
class HeardWord:
    """A space at the head of `text` begins a word. Samples of the file."""

    text: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class Heard:
    window: Window
    words: tuple[HeardWord, ...]
    sure: bool
    """False when every attempt gave a text that goes round in circles or that the model does not believe."""


@dataclass(frozen=True)
class _Said:
    tokens: list[int]
    text: str
    mean_logprob: float
    no_speech: float


@dataclass
class Room:
    """How many windows the device was seen to have memory for; shrinks when it runs out."""

    windows: int


@dataclass(frozen=True)
class Listener:
    """How to listen for one job. May be used by several threads."""

    model: Any
    room: Room
    tokenizer: Any
    prompt: tuple[int, ...]
    suppressed: tuple[int, ...]
    samples: Samples


def open_listener(model: Any, room: Room, language: str, hints: Hints, samples: Samples) -> Listener:
    from faster_whisper.tokenizer import Tokenizer
    from faster_whisper.transcribe import get_suppressed_tokens

    tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task=hints.task, language=language)
    start = (
        *_hints(tokenizer, hints.prompt, hints.hotwords),
        *tokenizer.sot_sequence,
        tokenizer.no_timestamps,
    )
    return Listener(model, room, tokenizer, start, get_suppressed_tokens(tokenizer, [-1]), samples)


def language_chances(model: Any, window: Window, samples: Samples) -> dict[str, float]:
    """How likely the window is spoken in each language, by Whisper's codes."""
    (found,) = model.model.detect_language(model.encode(_features(model, window, samples)))
    return {token[2:-2]: chance for token, chance in found}


def hear(listener: Listener, windows: Sequence[Window], check: Callable[[], None]) -> list[Heard]:
    """One answer for each window. Where speech was passed over, that passage is heard again on its own.

    Runs out of memory only with a single window: larger batches are halved, and stay so."""
    check()
    room = max(1, listener.room.windows)
    if len(windows) > room:
        parts = [windows[at : at + room] for at in range(0, len(windows), room)]
        return [each for part in parts for each in hear(listener, part, check)]
    try:
        return _fill(listener, _hear(listener, windows, check, _anything), check)
    except RuntimeError as error:
        failed = as_job_failed(error)
        if failed is None or failed.code != "memory" or len(windows) == 1:
            raise
        listener.room.windows = len(windows) // 2
        print(f"no memory for {len(windows)} windows at once: {failed}", file=sys.stderr)
        return hear(listener, windows, check)


def _anything(_text: str, _no_speech: float, _mean_logprob: float) -> bool:
    return True


def _fill(listener: Listener, heard: list[Heard], check: Callable[[], None]) -> list[Heard]:
    """Hears again what no word stands for: all such passages of a batch packed together, so that it costs
    one window more, not one for each."""
    holes = [
        (hole, (max(hole[0] - _MARGIN, each.window.start), min(hole[1] + _MARGIN, each.window.end)))
        for each in heard
        for hole in unheard(each.window, [(word.text, word.start, word.end) for word in each.words])
    ]
    if not holes:
        return heard
    again = _hear(listener, packed(wide for _, wide in holes), check, convincing)
    found = [
        word
        for each in again
        for word in each.words
        if any(low <= (word.start + word.end) // 2 < high for (low, high), _ in holes)
    ]
    return [replace(each, words=_merged(each, found)) for each in heard]


def _merged(heard: Heard, found: Sequence[HeardWord]) -> tuple[HeardWord, ...]:
    """By time. A word that was given the whole passage keeps its beginning only."""
    inside = [new for new in found if heard.window.start <= new.start < heard.window.end]
    kept = [
        replace(
            word, end=min([word.end, *(new.start for new in inside if word.start < new.start < word.end)])
        )
        for word in heard.words
    ]
    return tuple(sorted([*kept, *inside], key=lambda word: word.start))


def _hear(
    listener: Listener,
    windows: Sequence[Window],
    check: Callable[[], None],
    believe: Callable[[str, float, float], bool],
) -> list[Heard]:
    features = np.stack([_features(listener.model, window, listener.samples) for window in windows])
    check()
    encoded = listener.model.encode(features)
    check()
    said = _decode(listener, encoded, len(windows))
    for index, each in enumerate(said):
        if doubtful(each.text, each.no_speech, each.mean_logprob):
            check()
            said[index] = _try_again(listener, features[index], each, check)
    nothing = replace(said[0], tokens=[], text="")
    kept = [
        each
        if not silent(each.no_speech, each.mean_logprob)
        and believe(each.text, each.no_speech, each.mean_logprob)
        else nothing
        for each in said
    ]
    check()
    words = _time(listener, encoded, windows, [each.tokens for each in kept])
    return [
        Heard(window, found, not doubtful(each.text, each.no_speech, each.mean_logprob))
        for window, found, each in zip(windows, words, kept, strict=True)
    ]


def _features(model: Any, window: Window, samples: Samples) -> NDArray[np.float32]:
    from faster_whisper.audio import pad_or_trim

    features = model.feature_extractor(window.read(samples))[..., :-1]
    return np.asarray(pad_or_trim(features), np.float32)


def _decode(listener: Listener, encoded: Any, count: int) -> list[_Said]:
    results = listener.model.model.generate(
        encoded,
        [list(listener.prompt)] * count,
        beam_size=_BEAMS,
        max_length=listener.model.max_length,
        suppress_tokens=list(listener.suppressed),
        return_scores=True,
        return_no_speech_prob=True,
    )
    return [_said(listener, result) for result in results]


def _try_again(
    listener: Listener, features: NDArray[np.float32], first: _Said, check: Callable[[], None]
) -> _Said:
    """Other words than the likeliest, more and more freely, until they are believed; else the best of all."""
    tried = [first]
    encoded = listener.model.encode(features)
    for temperature in _TEMPERATURES:
        check()
        (result,) = listener.model.model.generate(
            encoded,
            [list(listener.prompt)],
            beam_size=1,
            num_hypotheses=_BEAMS,
            sampling_topk=0,
            sampling_temperature=temperature,
            max_length=listener.model.max_length,
            suppress_tokens=list(listener.suppressed),
            return_scores=True,
            return_no_speech_prob=True,
        )
        tried.append(_said(listener, result))
        if not doubtful(tried[-1].text, tried[-1].no_speech, tried[-1].mean_logprob):
            return tried[-1]
    straight = [each for each in tried if not repetitive(each.text)]
    return max(straight or tried, key=lambda each: each.mean_logprob)


def _said(listener: Listener, result: Any) -> _Said:
    tokens = [token for token in result.sequences_ids[0] if token < listener.tokenizer.eot]
    length = len(result.sequences_ids[0])
    # The score is the mean over the tokens; the end of the text counts as one more.
    mean = result.scores[0] * length / (length + 1)
    return _Said(tokens, listener.tokenizer.decode(tokens), mean, result.no_speech_prob)


def _time(
    listener: Listener, encoded: Any, windows: Sequence[Window], tokens: list[list[int]]
) -> list[tuple[HeardWord, ...]]:
    """Words with their places, by the decoder's attention."""
    if not any(tokens):
        return [() for _ in windows]
    frames = [
        min(listener.model.feature_extractor.nb_max_frames, -(-window.length // _HOP)) for window in windows
    ]
    aligned = listener.model.find_alignment(listener.tokenizer, tokens, encoded, frames)
    return [_words(window, each) for window, each in zip(windows, aligned, strict=True)]


def _words(window: Window, aligned: list[dict[str, Any]]) -> tuple[HeardWord, ...]:
    from faster_whisper.transcribe import merge_punctuations

    merge_punctuations(aligned, _PREPEND, _APPEND)
    words: list[HeardWord] = []
    for each in aligned:
        if each["word"]:
            start, end = window.place(float(each["start"]), float(each["end"]))
            words.append(HeardWord(each["word"], start, end, float(each["probability"])))
    return tuple(words)


def _hints(tokenizer: Any, prompt: str | None, hotwords: str | None) -> tuple[int, ...]:
    """Names before context, as in Whisper; the names are kept whole, of the context its end."""
    names = _tokens(tokenizer, hotwords)[:_MOST_PROMPT]
    room = _MOST_PROMPT - len(names)
    context = _tokens(tokenizer, prompt)[-room:] if room else []
    return (tokenizer.sot_prev, *names, *context) if names or context else ()


def _tokens(tokenizer: Any, text: str | None) -> list[int]:
    return list(tokenizer.encode(" " + text.strip())) if text and text.strip() else []
