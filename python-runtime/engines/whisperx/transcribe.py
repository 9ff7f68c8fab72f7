"""Transcription: speech is found, packed into windows, recognised in batches, each said when it is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.chunks import Chunk, chunks
from speech.clock import Clock
from speech.languages import bcp47, whisper_language
from speech.samples import RATE_HZ, SAMPLES_PER_MS, Samples
from speech.vad import HOP
from worker.adapter import Context, JobFailed, Stage, TranscribeJob, Word

from .detect import Vote, detect
from .doubt import GUESSES, Heard, confidence, is_doubtful
from .loaded import Loaded
from .packing import LATELY, STRETCHES, packed
from .pipeline import Manner, awaited
from .words import words_of

_HOPE = 3
"""After so many windows in a row that stayed doubtful the recording is to blame, and guesses only cost time:
all of them together as much as ten searches."""

_SEARCH_S = 60
"""How far speech is looked for at each place where the language is asked for."""

ENGLISH = "en"


@dataclass(frozen=True)
class _Window:
    chunk: Chunk
    features: Any


def transcribe(job: TranscribeJob, loaded: Loaded, context: Context) -> str | None:
    """Sends segments, progress and warnings to the context; returns the text's language if there is text."""
    return _Work(job, loaded, context).run()


class _Work:
    def __init__(self, job: TranscribeJob, loaded: Loaded, context: Context) -> None:
        self._job = job
        self._pipeline = loaded.pipeline
        self._voice = loaded.voice
        self._batch = loaded.batch(job.compute.batch_size)
        self._context = context
        self._samples = Samples(job.audio.path, job.audio.samples)
        self._clock = Clock(job.audio.start_ms)
        self._start, self._end = self._clock.window(job.range_ms, self._samples.count)
        self._meter = _Meter(context, self._clock, self._start, self._end)
        self._sent = 0
        self._unsure = 0
        self._in_vain = 0

    def run(self) -> str | None:
        asked = self._asked_language()
        job = self._job
        self._meter.begin("detect" if asked is None else "recognise")
        self._samples.adjust_level()
        found = packed(chunks(self._main_blocks(), self._start, self._end, STRETCHES))
        first = next(found, None)
        manner = None
        if first is not None:
            manner = Manner(asked or self._detected(first), job.task, job.prompt, job.hotwords)
            self._meter.begin("recognise")
            for chunk, heard in self._recognised(_chain(first, found), manner):
                self._say(chunk, heard)
        self._meter.end()
        if self._sent == 0:
            self._context.warn("audio.silent", None)
        if self._unsure:
            self._context.warn("text.unsure", str(round(self._unsure / SAMPLES_PER_MS)))
        if manner is None:
            return None if asked is None else job.language
        if manner.task == "translate":
            return ENGLISH  # the only language that Whisper translates into
        return job.language if asked is not None and job.language is not None else bcp47(manner.language)

    def _asked_language(self) -> str | None:
        language = whisper_language(self._job.language)
        if self._pipeline.multilingual:
            if language is None or self._pipeline.knows(language):
                return language
            sentence = f"This model does not know the language {language[:20]}."
            raise JobFailed("language", f"no language {language}", sentence, retriable=False)
        if language not in (None, ENGLISH):
            sentence = "This model knows English only. Choose one without “.en” in its name."
            raise JobFailed("language", f"{language} with an English model", sentence, retriable=False)
        if self._job.task == "translate":
            sentence = "This model knows English only, it cannot translate."
            raise JobFailed("language", "translation with an English model", sentence, retriable=False)
        return ENGLISH

    def _detected(self, first: Chunk) -> str:
        def ask(chunk: Chunk) -> Vote:
            chances = awaited(self._pipeline.languages(self._features(chunk)), self._context)
            return chances, (chunk.end - chunk.start) / RATE_HZ

        def near(place: int) -> Chunk | None:
            end = min(self._end, place + _SEARCH_S * RATE_HZ)
            return next(packed(chunks(self._blocks(place, end), place, end, STRETCHES)), None)

        found = detect(first, self._start, self._end, near, ask)
        if found is None:
            sentence = "The language could not be found out. Choose it."
            raise JobFailed("language", "nothing was asked", sentence, retriable=False)
        self._context.language(bcp47(found[0]), found[1])
        return found[0]

    def _main_blocks(self) -> Iterator[NDArray[np.float32]]:
        at = self._start
        for block in self._blocks(self._start, self._end):
            at = min(self._end, at + len(block) * HOP)
            self._meter.listened(at)
            yield block

    def _blocks(self, start: int, end: int) -> Iterator[NDArray[np.float32]]:
        for block in self._voice.probabilities(self._samples, start, end):
            self._context.check_cancelled()
            yield block

    def _features(self, chunk: Chunk) -> Any:
        return self._pipeline.features(self._samples.read(chunk.start, chunk.end))

    def _recognised(self, found: Iterator[Chunk], manner: Manner) -> Iterator[tuple[Chunk, Heard]]:
        """Batches grow from one window, so that the first words are there soon. The next is prepared while
        one is recognised."""
        waiting: deque[tuple[list[_Window], Future[list[Heard]]]] = deque()
        try:
            for batch in self._batches(found):
                waiting.append((batch, self._submit(batch, manner)))
                if len(waiting) > 1:
                    yield from self._settled(*waiting.popleft(), manner)
            while waiting:
                yield from self._settled(*waiting.popleft(), manner)
        finally:
            for _, future in waiting:
                future.cancel()

    def _batches(self, found: Iterator[Chunk]) -> Iterator[list[_Window]]:
        size = 1
        batch: list[_Window] = []
        for chunk in found:
            self._context.check_cancelled()
            self._meter.found(chunk)
            batch.append(_Window(chunk, self._features(chunk)))
            if len(batch) >= min(size, self._batch):
                yield batch
                size, batch = size * 2, []
        if batch:
            yield batch

    def _submit(self, batch: list[_Window], manner: Manner) -> Future[list[Heard]]:
        return self._pipeline.hear([window.features for window in batch], manner)

    def _settled(
        self, batch: list[_Window], future: Future[list[Heard]], manner: Manner
    ) -> Iterator[tuple[Chunk, Heard]]:
        for window, heard in zip(batch, self._heard(batch, future, manner), strict=True):
            yield window.chunk, self._again(window, heard, manner) if is_doubtful(heard) else heard

    def _again(self, window: _Window, heard: Heard, manner: Manner) -> Heard:
        """The text that came out plausible, or the best of those that did not."""
        tries = len(GUESSES) if self._in_vain < _HOPE else 1
        again = self._pipeline.hear_again(window.features, manner, heard, tries, self._context)
        try:
            better = awaited(again, self._context)
        except JobFailed as failed:
            if failed.code != "memory":
                raise
            better = heard  # several guesses at once take more than the first search did
        self._in_vain = self._in_vain + 1 if is_doubtful(better) else 0
        return better

    def _heard(self, batch: list[_Window], future: Future[list[Heard]], manner: Manner) -> list[Heard]:
        """In halves where the memory is too small for all at once; later batches are no larger."""
        try:
            return awaited(future, self._context)
        except JobFailed as failed:
            if failed.code != "memory" or len(batch) == 1:
                raise
        self._batch = min(self._batch, (len(batch) + 1) // 2)
        parts = [batch[at : at + self._batch] for at in range(0, len(batch), self._batch)]
        return [heard for part in parts for heard in self._heard(part, self._submit(part, manner), manner)]

    def _say(self, chunk: Chunk, heard: Heard) -> None:
        believed = confidence(heard)
        words = tuple(Word(text, None, None, believed, None, glue) for text, glue in words_of(heard.text))
        if words:
            low, high = self._clock.ms(chunk.start), self._clock.ms(chunk.end)
            self._context.segment(self._sent, low, high, words)
            self._sent += 1
            if is_doubtful(heard):
                self._unsure += chunk.end - chunk.start
        self._meter.said(chunk)


class _Meter:
    """Progress by what is said; silence is done when it was listened to."""

    def __init__(self, context: Context, clock: Clock, start: int, end: int) -> None:
        self._context = context
        self._clock = clock
        self._start = start
        self._end = max(start, end)
        self._stage: Stage = "recognise"
        self._done = start
        self._open: list[Chunk] = []

    def begin(self, stage: Stage) -> None:
        self._stage = stage
        self._tell(self._start)

    def listened(self, sample: int) -> None:
        """A chunk is found when it has ended; what was heard lately may be one."""
        self._tell(self._done if self._open else sample - LATELY)

    def found(self, chunk: Chunk) -> None:
        self._open.append(chunk)

    def said(self, chunk: Chunk) -> None:
        self._open.remove(chunk)
        self._tell(chunk.end)

    def end(self) -> None:
        self._stage = "recognise"
        self._tell(self._end)

    def _tell(self, sample: int) -> None:
        self._done = max(self._done, sample)
        start, done, end = (self._clock.ms(each) for each in (self._start, self._done, self._end))
        self._context.progress(self._stage, done - start, end - start)


def _chain(first: Chunk, rest: Iterator[Chunk]) -> Iterator[Chunk]:
    yield first
    yield from rest
