"""What a CTC model would say about words whose times are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.alphabet import Alphabet, alphabet_of

VOCABULARY = {
    token: column
    for column, token in enumerate(["<pad>", "<s>", "</s>", "<unk>", "|", *"ETAONIHSRDLUMWCFGYPBVKXJQZ'"])
}
"""That of the English models of 960 hours."""

ALPHABET: Alphabet = alphabet_of(VOCABULARY, 0, len(VOCABULARY))

FRAMES_A_LETTER = 4
"""80 ms: about 12 letters a second, as people speak."""


@dataclass(frozen=True)
class Said:
    """A word as it is heard: from `start`, a letter every four frames, each `held` frames long."""

    letters: str
    start: int
    held: int = 2

    @property
    def end(self) -> int:
        """Behind the last letter."""
        return self.start + FRAMES_A_LETTER * (len(self.letters) - 1) + self.held


def say_in_row(words: Sequence[str], start: int, pause: int = 6, held: int = 2) -> list[Said]:
    """The words one after the other, with pauses between."""
    said: list[Said] = []
    for word in words:
        said.append(Said(word, start, held))
        start = said[-1].end + pause
    return said


def emission_of(
    said: Sequence[Said], frames: int, seed: int = 0, sure: float = 0.9, separated: bool = True
) -> NDArray[np.float32]:
    """Log probabilities, a row a frame: spikes of letters, a separator half-way between words that are near,
    blanks elsewhere, and noise over all of it. `sure` is the probability of what is meant."""
    random = np.random.default_rng(seed)
    meant = np.full(frames, ALPHABET.blank)
    for at, word in enumerate(said):
        for place, letter in enumerate(word.letters):
            first = word.start + place * FRAMES_A_LETTER
            meant[first : first + word.held] = ALPHABET.letters[letter]
        following = said[at + 1].start if at + 1 < len(said) else word.end + 4
        if separated:
            meant[min((word.end + following) // 2, word.end + 3)] = VOCABULARY["|"]
    size = len(VOCABULARY)
    noise = random.dirichlet(np.full(size, 0.3), frames)
    probabilities = (1 - sure) * noise
    probabilities[np.arange(frames), meant] += sure
    logs: NDArray[np.float32] = np.log(probabilities + 1e-9).astype(np.float32)
    return logs
