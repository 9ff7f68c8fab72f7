"""Word times by forced alignment: PocketSphinx finds given words in given audio.

PocketSphinx holds the interpreter's lock while it works, so this runs in child processes (`answer`). It needs
no NumPy, and a dictionary of only the words in use: 45 MB a child."""

from __future__ import annotations

import re
import tempfile
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pocketsphinx import Decoder, get_model_path

from speech.spoken.english import english_forms
from speech.spoken.readings import Reading

from .lexicon import Lexicon

_FRAME_MS = 10
_BYTES_PER_MS = 32
_SHORTEST_MS = 100
"""Audio shorter than this has too few frames for a word."""

_WIDE = 1e-200
"""The usual beams lose the path where text and audio differ; this one keeps more of it."""

_WIDE_UP_TO_MS = 6_000
"""The wide beams' cost grows with the square of the length: 3 s take 0.1 s, 8 s 0.9 s, 18 s up to 7 s."""

_ATTEMPTS = 3
"""A path that is lost in the middle is taken up again behind the last word found."""


@dataclass(frozen=True)
class Span:
    """Milliseconds from the beginning of the audio."""

    start_ms: int
    end_ms: int
    timing: Literal["aligned", "interpolated"]


class Aligner:
    """The loaded acoustic model, once with the usual and once with wide beams: 0.03 s, 15 MB."""

    def __init__(self) -> None:
        model = Path(get_model_path()) / "en-us"
        self._lexicon = Lexicon(model / "cmudict-en-us.dict")
        with tempfile.TemporaryDirectory() as folder:
            words = Path(folder) / "words.dict"
            words.write_text("a AH\n")
            usual = {"lm": None, "samprate": 16_000, "loglevel": "FATAL", "dict": str(words)}
            self._decoders: list[Any] = [
                Decoder(**usual),
                Decoder(**usual, beam=_WIDE, wbeam=_WIDE, pbeam=_WIDE),
            ]
        self._entries: list[dict[str, str]] = [{}, {}]

    def align(self, samples: bytes, words: Sequence[str]) -> list[Span | None]:
        """A span for each word, in order and without overlap; None for a word that has no sound.

        What cannot be found is spread between its neighbours and marked `interpolated`."""
        forms = english_forms(words)
        spoken = [index for index, readings in enumerate(forms) if readings]
        units = [(index, unit) for index in spoken for unit in _units(forms[index])]
        found = self._find(samples, [unit for _, unit in units])
        spans: list[Span | None] = [None] * len(words)
        for (index, _), span in zip(units, found, strict=True):
            if span is None:
                continue
            held = spans[index]
            start = span[0] if held is None else held.start_ms
            spans[index] = Span(start, span[1], "aligned")
        _interpolate(spans, spoken, words, len(samples) // _BYTES_PER_MS)
        return spans

    def _find(self, samples: bytes, units: Sequence[tuple[Reading, ...]]) -> list[tuple[int, int] | None]:
        found: list[tuple[int, int] | None] = []
        from_ms = 0
        for _ in range(_ATTEMPTS):
            left = units[len(found) :]
            audio = samples[from_ms * _BYTES_PER_MS :]
            if not left or len(audio) < _SHORTEST_MS * _BYTES_PER_MS:
                break
            best: list[tuple[int, int]] = []
            for which in range(len(self._decoders)):
                if which > 0 and len(audio) > _WIDE_UP_TO_MS * _BYTES_PER_MS:
                    break
                best = max(best, self._pass(which, audio, left), key=len)
                if len(best) == len(left):
                    break
            if len(best) < len(left) and len(best) <= len(left) // 2 and not found:
                break  # the text does not fit the audio: a few words at its head would be chance
            if not best:
                break
            found += [(from_ms + start, from_ms + end) for start, end in best]
            from_ms += best[-1][1]
        return [*found, *[None] * (len(units) - len(found))]

    def _pass(self, which: int, audio: bytes, units: Sequence[tuple[Reading, ...]]) -> list[tuple[int, int]]:
        """The spans of as many units as the decoder places, from the first on."""
        decoder = self._decoders[which]
        names = [self._entry(which, unit) for unit in units]
        decoder.set_align_text(" ".join(names))
        decoder.start_utt()
        decoder.process_raw(audio, full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        placed = [segment for segment in decoder.seg() if segment.word[0] not in "<[+"]
        spans: list[tuple[int, int]] = []
        for segment, name in zip(placed, names, strict=False):
            if re.sub(r"\(\d+\)$", "", segment.word) != name:
                break
            spans.append((segment.start_frame * _FRAME_MS, (segment.end_frame + 1) * _FRAME_MS))
        return spans

    def _entry(self, which: int, unit: tuple[Reading, ...]) -> str:
        """The decoder's word for a unit, with a pronunciation for each way to read it."""
        entries = self._entries[which]
        key = "|".join(" ".join(reading) for reading in unit)
        if key not in entries:
            sounds = list(dict.fromkeys(phones for reading in unit for phones in self._sounds(reading)))
            name = f"w{len(entries)}"
            for count, phones in enumerate(sounds):
                self._decoders[which].add_word(name if count == 0 else f"{name}({count + 1})", phones, False)
            entries[key] = name
        return entries[key]

    def _sounds(self, reading: Reading) -> list[str]:
        if len(reading) == 1:
            return list(self._lexicon.pronounce(reading[0]))
        return [" ".join(self._lexicon.pronounce(word)[0] for word in reading)]


def _units(readings: Sequence[Reading]) -> list[tuple[Reading, ...]]:
    """A word with one reading is placed part by part, so that a pause may lie within; one with several as a
    whole, so that the audio chooses the reading."""
    if len(readings) == 1:
        return [((part,),) for part in readings[0]]
    return [tuple(readings)]


def _interpolate(spans: list[Span | None], spoken: Sequence[int], words: Sequence[str], end_ms: int) -> None:
    """Spreads the words that were not found over the time between their neighbours, by length of text."""
    at = 0
    while at < len(spoken):
        if spans[spoken[at]] is not None:
            at += 1
            continue
        last = at
        while last < len(spoken) and spans[spoken[last]] is None:
            last += 1
        before = spans[spoken[at - 1]] if at > 0 else None
        after = spans[spoken[last]] if last < len(spoken) else None
        low = before.end_ms if before is not None else 0
        high = max(low, after.start_ms if after is not None else end_ms)
        sizes = [len(words[index]) + 1 for index in spoken[at:last]]
        done, total = 0, sum(sizes)
        for index, size in zip(spoken[at:last], sizes, strict=True):
            start = low + (high - low) * done // total
            done += size
            spans[index] = Span(start, low + (high - low) * done // total, "interpolated")
        at = last


_aligner: Aligner | None = None


def answer(request: Any) -> list[tuple[int, int, str] | None]:
    """Serves as a child: words and audio to `[start_ms, end_ms, timing]` or null for each word.

    The audio is `{path, start, end}` in samples, or `{samples}`: base64 of what a file would hold."""
    global _aligner
    _aligner = _aligner or Aligner()
    if "samples" in request:
        samples = b64decode(request["samples"])
    else:
        with open(request["path"], "rb") as stream:
            stream.seek(request["start"] * 2)
            samples = stream.read((request["end"] - request["start"]) * 2)
    spans = _aligner.align(samples, request["words"])
    return [(span.start_ms, span.end_ms, span.timing) if span else None for span in spans]
