"""How well words with times agree with references: word errors, word starts, words that were never said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whisper_normalizer.english import EnglishTextNormalizer

Message = dict[str, Any]
Entry = dict[str, Any]

HARD_TIERS = ("hand:", "source: TextGrid")


def condition(entry: Entry) -> str:
    """What the recording tests."""
    tags, folder = entry["tags"], entry["file"].split("/")[0]
    if folder in ("noise", "meeting", "telephone", "nonspeech"):
        return str(folder)
    if folder == "dialog":
        return "dialogue"
    return "digits" if tags == ["ci", "numbers"] else "spontaneous" if "spontaneous" in tags else "read"


def chosen(manifest: Message, only: Sequence[str]) -> list[Entry]:
    """English speech with a reference and the non-speech files, without the odd and the video ones."""
    return [
        entry
        for entry in manifest["entries"]
        if entry["file"].split("/")[0] not in ("odd", "video")
        and (not only or entry["id"] in only)
        and (
            entry["file"].startswith("nonspeech")
            or (entry["language"] == "en" and entry.get("reference_txt"))
        )
    ]


def edits(reference: Sequence[str], heard: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """The shortest alignment, as pairs of indices; None where one side has nothing."""
    rows = [list(range(len(heard) + 1))]
    for i, word in enumerate(reference, 1):
        row = [i]
        for j, other in enumerate(heard, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (word != other)))
        rows.append(row)
    i, j = len(reference), len(heard)
    pairs: list[tuple[int | None, int | None]] = []
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + (reference[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    pairs = edits(reference, heard)
    return sum(i is None or j is None or reference[i] != heard[j] for i, j in pairs)


def plain(word: str) -> str:
    return "".join(c for c in word.lower().replace("’", "'") if c.isalnum() or c == "'")


def start_errors_ms(words: Sequence[Message], truth: Sequence[Message]) -> list[float]:
    heard = [plain(word["text"]) for word in words]
    said = [plain(word["word"]) for word in truth]
    return [
        abs(words[j]["startMs"] - truth[i]["start"] * 1000)
        for i, j in edits(said, heard)
        if i is not None and j is not None and said[i] == heard[j] and words[j]["startMs"] is not None
    ]


class Tally:
    """Adds recordings up by what they test. Words are messages of the worker: text, startMs, timing."""

    def __init__(self, media: Path) -> None:
        self._media = media
        self._normalise = EnglishTextNormalizer()
        self._wrong: dict[str, int] = {}
        self._total: dict[str, int] = {}
        self._starts: list[float] = []
        self._invented = 0
        self._seen = 0
        self._aligned = 0

    def word_errors(self, entry: Entry, words: Sequence[Message]) -> tuple[int, int]:
        """Wrong words and words of the reference, after the normaliser."""
        reference = self._normalise((self._media / entry["reference_txt"]).read_text("utf-8")).split()
        text = " ".join(word["text"] for word in words)
        heard = self._normalise(text.replace("\u2019", "'")).split()
        return errors(reference, heard), len(reference)

    def starts(self, entry: Entry, words: Sequence[Message]) -> list[float]:
        """How far the starts of exactly matching words lie from the reference's, in milliseconds."""
        truth = json.loads((self._media / entry["word_times"]).read_text("utf-8"))
        return start_errors_ms(words, truth["words"] if isinstance(truth, dict) else truth)

    def add(self, entry: Entry, words: Sequence[Message]) -> None:
        kind = condition(entry)
        if kind == "nonspeech":
            self._invented += len(words)
            return
        self._seen += len(words)
        self._aligned += sum(word["timing"] == "aligned" for word in words)
        wrong, total = self.word_errors(entry, words)
        for key in (kind, "all", *(("read+telephone",) if kind in ("read", "telephone") else ())):
            self._wrong[key] = self._wrong.get(key, 0) + wrong
            self._total[key] = self._total.get(key, 0) + total
        if entry.get("word_times_tier", "").startswith(HARD_TIERS):
            self._starts += self.starts(entry, words)

    def report(self) -> Message:
        count = max(1, len(self._starts))
        share = {
            f"within{ms}Ms": round(sum(e <= ms for e in self._starts) / count, 3) for ms in (50, 100, 200)
        }
        return {
            "werPercent": {key: round(100 * self._wrong[key] / self._total[key], 2) for key in self._total},
            "wordErrors": {key: f"{self._wrong[key]} of {self._total[key]}" for key in self._total},
            "wordsOnNonspeech": self._invented,
            "starts": {"words": len(self._starts), **share},
            "alignedShare": round(self._aligned / max(1, self._seen), 4),
        }
