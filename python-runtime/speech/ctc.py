"""The best way through a CTC model's output for a given text: Viterbi over all texts of a batch at once.

One step of time is a handful of NumPy operations on all states of all texts: 0.3 s for 10 minutes of speech
in segments of 25 s, about what torchaudio's `forced_align` takes, and it knows what that lacks: tokens that
may be left out, and an open end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_NEVER = np.float32(-1e30)
"""Not infinity: it is added to."""

_IMPOSSIBLE = -1e29
_CELLS = 12_000_000
"""Of 8 bytes: what a batch may hold of scores."""


@dataclass(frozen=True)
class Text:
    """What is to be found in `scores`."""

    scores: Matrix
    """Log probabilities, a row for each frame."""
    columns: NDArray[np.int64]
    """Of the tokens, in order."""
    optional: NDArray[np.bool_]
    """Tokens that may be left out; never two side by side."""
    blank: int
    open_end: bool
    """The text may go on behind the last frame."""


@dataclass(frozen=True)
class Path:
    """For each token its first and its last frame; -1 for both where it was left out or not reached."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    score: float
    """The sum of the log probabilities along it."""


def best_paths(texts: Sequence[Text]) -> list[Path | None]:
    """One path for each text, in order; None where the text has more tokens than fit into the frames."""
    paths: list[Path | None] = [None] * len(texts)
    by_size = sorted(range(len(texts)), key=lambda i: (len(texts[i].scores), len(texts[i].columns)))
    batch: list[int] = []
    for index in by_size:
        if not len(texts[index].columns) or not len(texts[index].scores):
            continue
        if batch and _cells([texts[i] for i in (*batch, index)]) > _CELLS:
            _solve(texts, batch, paths)
            batch = []
        batch.append(index)
    if batch:
        _solve(texts, batch, paths)
    return paths


def _cells(texts: Sequence[Text]) -> int:
    return len(texts) * max(len(t.scores) for t in texts) * max(len(t.columns) for t in texts)


def _solve(texts: Sequence[Text], batch: Sequence[int], paths: list[Path | None]) -> None:
    chosen = [texts[i] for i in batch]
    tokens, blanks = _forward(chosen)
    for place, index in enumerate(batch):
        paths[index] = _backward(texts[index], tokens[:, place], blanks[:, place])


def _forward(texts: Sequence[Text]) -> tuple[Matrix, Matrix]:
    """The best score of ending in each token, and in the blank before it, after each number of frames.

    Texts share the longest one's size; a shorter one's surplus is never looked at."""
    frames = max(len(text.scores) for text in texts)
    count = max(len(text.columns) for text in texts)
    tokens = np.full((frames + 1, len(texts), count), _NEVER, np.float32)
    blanks = np.full((frames + 1, len(texts), count + 1), _NEVER, np.float32)
    blanks[0, :, 0] = 0
    heard = np.full((frames, len(texts), count), _NEVER, np.float32)
    quiet = np.full((frames, len(texts), 1), _NEVER, np.float32)
    follows = np.full((len(texts), count), _NEVER, np.float32)
    passes = np.full((len(texts), count), _NEVER, np.float32)
    passes_two = np.full((len(texts), count), _NEVER, np.float32)
    for place, text in enumerate(texts):
        size = len(text.columns)
        heard[: len(text.scores), place, :size] = text.scores[:, text.columns]
        quiet[: len(text.scores), place, 0] = text.scores[:, text.blank]
        follows[place, :size], passes[place, :size], passes_two[place, :size] = _arcs(text)
    spare = np.empty((len(texts), count), np.float32)
    for t in range(frames):
        token, blank = tokens[t], blanks[t]
        best = tokens[t + 1]
        np.maximum(token, blank[:, :-1], out=best)
        for source, cost, by in ((token, follows, 1), (blank, passes, 1), (token, passes_two, 2)):
            if count > by:
                np.add(source[:, : count - by], cost[:, by:], out=spare[:, by:])
                np.maximum(best[:, by:], spare[:, by:], out=best[:, by:])
        best += heard[t]
        silent = blanks[t + 1]
        silent[:, 0] = blank[:, 0]
        np.maximum(blank[:, 1:], token, out=silent[:, 1:])
        silent += quiet[t]
    return tokens, blanks


def _arcs(text: Text) -> tuple[Matrix, Matrix, Matrix]:
    """What it costs to come to each token: from the one before without a blank between, and past an optional
    one from the blank or from the token before that."""
    columns, size = text.columns, len(text.columns)
    follows = np.full(size, _NEVER, np.float32)
    passes, passes_two = follows.copy(), follows.copy()
    follows[1:][columns[1:] != columns[:-1]] = 0
    passes[1:][text.optional[:-1]] = 0
    passes_two[2:][text.optional[1:-1] & (columns[2:] != columns[:-2])] = 0
    return follows, passes, passes_two


def _backward(text: Text, tokens: Matrix, blanks: Matrix) -> Path | None:
    size, frames = len(text.columns), len(text.scores)
    at, in_token, score = _end(text, tokens[frames], blanks[frames])
    if score < _IMPOSSIBLE:
        return None
    follows, passes, passes_two = (arc.tolist() for arc in _arcs(text))
    first, last = np.full(size, -1), np.full(size, -1)
    for t in range(frames - 1, -1, -1):
        token, blank = tokens[t], blanks[t]
        if not in_token:
            in_token = at > 0 and token[at - 1] > blank[at]
            at -= in_token
            continue
        if last[at] < 0:
            last[at] = t
        first[at] = t
        ways = [(token[at], at, True), (blank[at], at, False)]
        if at >= 1:
            ways += [(token[at - 1] + follows[at], at - 1, True), (blank[at - 1] + passes[at], at - 1, False)]
        if at >= 2:
            ways.append((token[at - 2] + passes_two[at], at - 2, True))
        _, at, in_token = max(ways, key=lambda way: way[0])
    return Path(first, last, score)


def _end(text: Text, tokens: Matrix, blanks: Matrix) -> tuple[int, bool, float]:
    """Where the path ends: token or blank, which, and its score."""
    size = len(text.columns)
    if text.open_end:
        token, blank = int(tokens[:size].argmax()), int(blanks[: size + 1].argmax())
        ends = [(token, True, float(tokens[token])), (blank, False, float(blanks[blank]))]
    else:
        ends = [(size - 1, True, float(tokens[size - 1])), (size, False, float(blanks[size]))]
        if text.optional[-1] and size > 1:
            ends += [(size - 2, True, float(tokens[size - 2])), (size - 1, False, float(blanks[size - 1]))]
    return max(ends, key=lambda end: end[2])
