"""A Whisper whose weights are written by hand: it hears tones as words, in their order.

Each word of `WORDS` has a tone. The encoder marks in which frames each tone sounds. The decoder, having
said one word, looks for the tone of the next word of the list, at its first place in the window, and says
it; after any other token it looks for the first tone of all. Where there is none it says that the text has
ended. So text, times and attention of every library that runs Whisper are known beforehand, and muting a
tone makes its word unlikely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000

WORDS = ("ask", "not", "what", "your", "country", "can", "do", "for", "you", "people")
_COUNT = len(WORDS)

MELS = 80
_FIRST_BAND = 60
"""3.9 kHz: the speech that these recordings are made of ends at 3.4 kHz."""

TONE_MS = 420
EVERY_MS = 500
"""From one word's begin to the next one's: tones that touch would be heard as one."""

BREATH_MS = 1_000
"""Before each round there is half a second of silence, where a long recording may be cut. Words come soon
after: attention gives right times only for words in the first seconds of a window."""

Floats = NDArray[np.float32]

# Which dimension of the decoder's state holds what.
_WIDTH = 32
_SAID = range(_COUNT)
_SAY = range(_COUNT, 2 * _COUNT)
_ALWAYS = 2 * _COUNT
_UP, _DOWN = 2 * _COUNT + 1, 2 * _COUNT + 2
_SOMETHING = 2 * _COUNT + 3
"""That any tone was found."""

_BEGUN = 2 * _COUNT + 4
"""That the last token is the transcript's start: a language is to be named."""

_READY = 2 * _COUNT + 5
"""That the last token names the task: the text's first time is to be told."""

_STEADY = 40.0
"""Two large opposite values make the layers' norms divide by nearly the same number at every place."""


@dataclass(frozen=True)
class Tokens:
    """Ids of the vocabulary that the model is made for."""

    count: int
    words: tuple[int, ...]
    end: int
    begin: int
    english: int
    tasks: tuple[int, ...]
    """What the prompt ends with: the names of the tasks, or the transcript's start where there is but one."""
    start: int
    """The first timestamp, `<|0.00|>`."""


@dataclass(frozen=True)
class Layer:
    weight: Floats
    bias: Floats


@dataclass(frozen=True)
class ToneWhisper:
    """One layer each, one head, 32 dimensions; what is not here is zero, and norms not here do nothing."""

    width: int
    conv1: Layer
    conv2: Layer
    places: Floats
    query: Layer
    key: Floats
    value: Layer
    forward1: Layer
    forward2: Layer
    embeddings: Floats
    positions: Floats
    last_norm: Layer


def tone_hz(word: str) -> float:
    """The middle of the band that stands for the word."""
    edges = _mel_to_hz(np.linspace(0, _hz_to_mel(8_000.0), MELS + 2))
    return float(edges[_band(WORDS.index(word)) + 1])


def tone_whisper(tokens: Tokens) -> ToneWhisper:
    conv1 = np.zeros((_WIDTH, MELS, 3), np.float32)
    conv2 = np.zeros((_WIDTH, _WIDTH, 3), np.float32)
    for index in range(_COUNT):
        conv1[index, _band(index), 1] = 20.0
        conv2[index, index, 1] = 1.0
    threshold = np.zeros(_WIDTH, np.float32)
    threshold[:_COUNT] = -20.0 * 0.45
    places = np.zeros((1500, _WIDTH), np.float32)
    places[:, _UP], places[:, _DOWN] = _STEADY, -_STEADY
    places[:, _ALWAYS] = np.linspace(0, 10, 1500)
    embeddings = np.zeros((tokens.count, _WIDTH), np.float32)
    for index, id in enumerate(tokens.words):
        embeddings[id, _SAID[index]] = 10.0
        embeddings[id, _SAY[index]] = 2.0
    embeddings[tokens.end, _ALWAYS] = 30.0
    # As the second likeliest token it would end a search with several beams after as many words.
    embeddings[tokens.end, _SOMETHING] = -80.0
    embeddings[tokens.begin, _BEGUN] = embeddings[tokens.english, _BEGUN] = 10.0
    embeddings[[*tokens.tasks, tokens.start], _READY] = 10.0
    positions = np.zeros((448, _WIDTH), np.float32)
    positions[:, _UP], positions[:, _DOWN], positions[:, _ALWAYS] = _STEADY, -_STEADY, 10.0
    scale = np.zeros(_WIDTH, np.float32)
    scale[list(_SAY)] = 14.0
    scale[[_ALWAYS, _SOMETHING, _BEGUN, _READY]] = 1.0
    return ToneWhisper(
        width=_WIDTH,
        conv1=Layer(conv1, threshold),
        conv2=Layer(conv2, np.zeros(_WIDTH, np.float32)),
        places=places,
        query=_query(embeddings, positions, tokens),
        key=np.eye(_WIDTH, dtype=np.float32),
        value=_value(),
        forward1=_forward1(),
        forward2=_forward2(),
        embeddings=embeddings,
        positions=positions,
        last_norm=Layer(scale, np.zeros(_WIDTH, np.float32)),
    )


def _query(embeddings: Floats, positions: Floats, tokens: Tokens) -> Layer:
    """After a word the next one's band, and no other; after anything else every band. Early places first."""
    root = np.sqrt(_WIDTH)
    states = [_norm(positions[0])] + [_norm(embeddings[id] + positions[0]) for id in tokens.words]
    wanted = np.zeros((_COUNT + 1, _WIDTH), np.float32)
    wanted[0, :_COUNT] = 85.0 * root
    wanted[1:, :_COUNT] = -34.0 * root
    for index in range(_COUNT - 1):
        wanted[index + 1, index + 1] = 85.0 * root
    # Libraries divide by the attention of all words at each moment: it must not be too small for a number.
    wanted[:, _ALWAYS] = -54.0 * root
    # Behind the last word the end is looked at: attention before the words would draw their times there. The
    # slope is small, so that it is not zero before either.
    wanted[_COUNT, _ALWAYS] = 24.0 * root
    weight = (np.linalg.pinv(np.stack(states)) @ wanted).T
    return Layer(weight.astype(np.float32), np.zeros(_WIDTH, np.float32))


def _value() -> Layer:
    """What sounds is to be said."""
    weight = np.zeros((_WIDTH, _WIDTH), np.float32)
    for index in range(_COUNT):
        weight[_SAY[index], index] = 10.0
        weight[_SOMETHING, index] = 10.0
    return Layer(weight, np.zeros(_WIDTH, np.float32))


def _forward1() -> Layer:
    weight = np.zeros((4 * _WIDTH, _WIDTH), np.float32)
    bias = np.zeros(4 * _WIDTH, np.float32)
    for index in range(_COUNT):
        weight[index, _SAID[index]], bias[index] = 20.0, -10.0
    return Layer(weight, bias)


def _forward2() -> Layer:
    """What was said last is not to be said again."""
    weight = np.zeros((_WIDTH, 4 * _WIDTH), np.float32)
    for index in range(_COUNT):
        weight[_SAY[index], index] = -0.5
    return Layer(weight, np.zeros(_WIDTH, np.float32))


def _norm(state: Floats) -> Floats:
    return np.asarray((state - state.mean()) / np.sqrt(state.var() + 1e-5), np.float32)


def _band(index: int) -> int:
    return _FIRST_BAND + 2 * index


def _hz_to_mel(hz: float) -> float:
    """Slaney's scale: linear below 1 kHz."""
    return hz * 3 / 200 if hz < 1_000 else 15.0 + np.log(hz / 1_000) * 27 / np.log(6.4)


def _mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels < 15, mels * 200 / 3, 1_000 * np.exp(np.log(6.4) / 27 * (mels - 15)))


Said = tuple[str, int]
"""A word and when its tone begins, in ms."""


def rounds(count: int, from_ms: int, round_ms: int) -> list[Said]:
    """All words in their order, `count` times. One window of 30 s must not hold a word twice, or its
    attention has two places."""
    return [
        (word, from_ms + round * round_ms + index * EVERY_MS)
        for round in range(count)
        for index, word in enumerate(WORDS)
    ]


def spoken(clip: bytes, seconds: float, said: list[Said], round_ms: int) -> bytes:
    """Samples: real speech without its high bands, a breath in each round, a little noise, the words' tones.

    `clip` is the speech that is repeated, 16-bit samples at 16 kHz."""
    speech = np.frombuffer(clip, "<i2").astype(np.float32) / 32768
    audio = np.tile(speech, int(seconds * RATE_HZ / len(speech)) + 1)[: int(seconds * RATE_HZ)]
    for at in range((round_ms - BREATH_MS) * RATE_HZ // 1000, len(audio), round_ms * RATE_HZ // 1000):
        audio[at : at + RATE_HZ // 2] = 0
    bands = np.fft.rfft(audio)
    bands[int(3_400 * seconds) :] = 0
    noise = np.random.default_rng(1).normal(0, 3e-4, len(audio))
    mixed = np.fft.irfft(bands, len(audio)) + noise
    time = np.arange(RATE_HZ * TONE_MS // 1000) / RATE_HZ
    for word, at_ms in said:
        at = at_ms * RATE_HZ // 1000
        mixed[at : at + len(time)] += 0.08 * np.sin(2 * np.pi * tone_hz(word) * time)
    return bytes((np.clip(mixed, -1, 1) * 32767).astype("<i2").tobytes())
