"""Transcription: speech is found, packed into windows, and heard in batches side by side, in bounded memory.

Each window is heard on its own. Whisper's way to show it the text before (`condition_on_previous_text`) ties
the windows into one line, so nothing could be done side by side, and it carries a loop or a mistake from one
window into all that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from speech.chunks import chunks
from speech.clock import Clock
from speech.languages import bcp47, whisper_language
from speech.ordered import in_order
from speech.samples import RATE_HZ, SAMPLES_PER_MS, Samples
from speech.vad import HOP
from speech.whisper_detect import detect
from speech.whisper_windows import LONGEST, STRETCHES, Window, windows
from speech.whisper_words import Piece, segments_of, span_of, words_of
from worker.adapter import Context, JobFailed, TranscribeJob

from .listen import Heard, Hints, hear, language_chances, open_listener
from .loaded import Loaded

_CARD_QUEUE = 2
"""Batches under way on a graphics card: while it computes one, the next one's features are made."""

_FILLED = 0.8
"""Of a window, as a rule: from it follows how many there will be."""


def transcribe(job: TranscribeJob, loaded: Loaded, context: Context) -> str | None:
    """Sends segments, progress and warnings to the context; returns the language (BCP-47)."""
    samples = Samples(job.audio.path, job.audio.samples)
    clock = Clock(job.audio.start_ms)
    start, end = clock.window(job.range_ms, samples.count)
    total_ms = max(0, clock.ms(end) - clock.ms(start))
    wanted = _known_language(loaded, job)
    context.progress("detect", 0, total_ms)
    samples.adjust_level()
    language = wanted or _detected(loaded, samples, start, end, context)
    if language is None:
        context.progress("recognise", total_ms, total_ms)
        context.warn("audio.silent", None)
        return None
    hints = Hints(job.task, job.prompt, job.hotwords)
    listener = open_listener(loaded.model, loaded.room, language, hints, samples)
    meter = _Meter(context, clock, start, end)

    def work(batch: list[Window], check: Callable[[], None]) -> list[Heard]:
        def step() -> None:
            check()
            meter.alive()

        return hear(listener, batch, step)

    side_by_side = loaded.workers if loaded.device == "cpu" else _CARD_QUEUE
    found = windows(chunks(_voice(loaded, samples, start, end, context, meter), start, end, STRETCHES))
    batches = _batches(found, _batch_size(loaded, end - start), meter)
    sent, unsure = 0, 0
    for heard in in_order(batches, work, side_by_side, context.check_cancelled):
        for each in heard:
            sent += _send(each, clock, context, sent)
            unsure += 0 if each.sure else each.window.length
            meter.finished(each.window)
    context.progress("recognise", total_ms, total_ms)
    if sent == 0:
        context.warn("audio.silent", None)
    if unsure:
        context.warn("text.unsure", str(unsure // SAMPLES_PER_MS))
    return bcp47(language)


def _known_language(loaded: Loaded, job: TranscribeJob) -> str | None:
    """Whisper's code for what is asked; English for a model that knows no other. Raises `language`."""
    model = loaded.model
    code = whisper_language(job.language)
    if not model.model.is_multilingual:
        if code not in (None, "en"):
            sentence = f"The model {loaded.name} knows English only."
            raise JobFailed("language", f"{code} with an English model", sentence, retriable=False)
        if job.task == "translate":
            sentence = f"The model {loaded.name} knows English only and cannot translate."
            raise JobFailed("language", "translate with an English model", sentence, retriable=False)
        return "en"
    if code is not None and not _speaks(model, code):
        sentence = f"The model {loaded.name} does not know this language."
        raise JobFailed("language", f"no language {job.language}", sentence, retriable=False)
    return code


def _speaks(model: object, code: str) -> bool:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    tokenizer = getattr(model, "hf_tokenizer")  # noqa: B009 # the library has no types
    return code in _LANGUAGE_CODES and tokenizer.token_to_id(f"<|{code}|>") is not None


def _detected(loaded: Loaded, samples: Samples, start: int, end: int, context: Context) -> str | None:
    def chances(window: Window) -> dict[str, float]:
        return language_chances(loaded.model, window, samples)

    found = detect(chances, loaded.voice, samples, start, end, context.check_cancelled)
    if found is None:
        return None
    context.language(bcp47(found[0]), found[1])
    return found[0]


def _voice(
    loaded: Loaded, samples: Samples, start: int, end: int, context: Context, meter: _Meter
) -> Iterator[NDArray[np.float32]]:
    at = start
    for block in loaded.voice.probabilities(samples, start, end):
        context.check_cancelled()
        at = min(end, at + len(block) * HOP)
        meter.listened(at)
        yield block


def _batch_size(loaded: Loaded, length: int) -> int:
    """Smaller for short recordings, so that every worker gets a share."""
    expected = max(1, round(length / (LONGEST * _FILLED)))
    return max(1, min(loaded.room.windows, -(-expected // loaded.workers)))


def _batches(found: Iterable[Window], size: int, meter: _Meter) -> Iterator[list[Window]]:
    each = iter(found)
    while batch := list(islice(each, size)):
        for window in batch:
            meter.found(window)
        yield batch


def _send(heard: Heard, clock: Clock, context: Context, sent: int) -> int:
    """How many segments were sent."""
    low, high = clock.ms(heard.window.start), clock.ms(heard.window.end)
    pieces = [
        Piece(word.text, clock.ms(word.start), clock.ms(word.end), word.probability) for word in heard.words
    ]
    segments = segments_of(words_of(pieces, low, high, "attention"))
    at = low
    for count, words in enumerate(segments):
        begin, end = span_of(words, at, high)
        context.segment(sent + count, begin, end, words)
        at = end
    return len(segments)


class _Meter:
    """Progress: what lies before it is done. Silence needs no further work."""

    def __init__(self, context: Context, clock: Clock, start: int, end: int) -> None:
        self._context = context
        self._clock = clock
        self._start = start
        self._total_ms = max(0, clock.ms(end) - clock.ms(start))
        self._open = 0
        self._done = start

    def found(self, _window: Window) -> None:
        self._open += 1

    def finished(self, window: Window) -> None:
        self._open -= 1
        self._tell(window.end)

    def alive(self) -> None:
        """A part of a window's computation is done: they take a minute each on a slow machine."""
        self._tell(self._done)

    def listened(self, sample: int) -> None:
        """A window is found up to its own length later."""
        if self._open == 0:
            self._tell(sample - LONGEST - 2 * RATE_HZ)

    def _tell(self, sample: int) -> None:
        self._done = max(self._done, sample)
        done_ms = self._clock.ms(self._done) - self._clock.ms(self._start)
        self._context.progress("recognise", done_ms, self._total_ms)
