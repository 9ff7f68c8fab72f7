"""The host's messages, checked field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from .adapter import (
    AlignJob,
    AlignSegment,
    Audio,
    Compute,
    DiarizeJob,
    JobFailed,
    Slot,
    TranscribeJob,
)

RATE_HZ = 16_000

_SLOTS: tuple[Slot, ...] = ("transcribe", "align", "diarize")

Fields = dict[str, object]


class BadRequest(Exception):
    """The message does not fit the protocol; says where."""


def read_audio(fields: Fields) -> Audio:
    """The announced file must be there, whole."""
    audio = _object(fields, "audio")
    if _int(audio, "rateHz") != RATE_HZ:
        raise BadRequest("audio.rateHz is not 16000")
    found = Audio(Path(_text(audio, "path")), _int(audio, "samples"), _int(audio, "startMs"))
    if found.samples < 0:
        raise BadRequest("audio.samples is negative")
    try:
        size = found.path.stat().st_size
    except OSError as error:
        raise JobFailed("audio", f"cannot read the samples: {error}", None, retriable=False) from error
    if size < found.samples * 2:
        message = f"the file of samples has {size} bytes, announced were {found.samples * 2}"
        raise JobFailed("audio", message, None, retriable=False)
    return found


def read_transcribe(fields: Fields) -> TranscribeJob:
    window = fields.get("range")
    span = None
    if window is not None:
        inside = _object(fields, "range")
        span = (_int(inside, "startMs"), _int(inside, "endMs"))
    task = _text(fields, "task")
    if task not in ("transcribe", "translate"):
        raise BadRequest("task is neither transcribe nor translate")
    chosen: Literal["transcribe", "translate"] = "translate" if task == "translate" else "transcribe"
    return TranscribeJob(
        audio=read_audio(fields),
        range_ms=span,
        language=_text_or_none(fields, "language"),
        task=chosen,
        prompt=_text_or_none(fields, "prompt"),
        hotwords=_text_or_none(fields, "hotwords"),
        compute=read_compute(fields),
    )


def read_align(fields: Fields) -> AlignJob:
    listed = fields.get("segments")
    if not isinstance(listed, list):
        raise BadRequest("segments is not a list")
    return AlignJob(
        audio=read_audio(fields),
        language=_text(fields, "language"),
        aligner=_text(fields, "aligner"),
        segments=tuple(_segment(item) for item in listed),
        compute=read_compute(fields),
    )


def read_diarize(fields: Fields) -> DiarizeJob:
    return DiarizeJob(
        audio=read_audio(fields),
        diarizer=_text(fields, "diarizer"),
        speakers=_speakers(fields),
        compute=read_compute(fields),
    )


def read_load(fields: Fields) -> tuple[Slot, Compute]:
    slot = _text(fields, "slot")
    for known in _SLOTS:
        if slot == known:
            return known, read_compute(fields)
    raise BadRequest("slot is none of transcribe, align, diarize")


def read_compute(fields: Fields) -> Compute:
    inside = _object(fields, "compute")
    path = _text_or_none(inside, "modelPath")
    batch = inside.get("batchSize")
    return Compute(
        model=_text_or_none(inside, "model"),
        model_path=None if path is None else Path(path),
        device=_text(inside, "device"),
        precision=_text_or_none(inside, "precision"),
        batch_size=None if batch is None else max(1, _int(inside, "batchSize")),
        threads=max(1, _int(inside, "threads")),
    )


def _speakers(fields: Fields) -> tuple[int, int | None] | None:
    if fields.get("speakers") is None:
        return None
    inside = _object(fields, "speakers")
    fewest = max(1, _int(inside, "min"))
    most = None if inside.get("max") is None else _int(inside, "max")
    if most is not None and most < fewest:
        raise BadRequest("speakers.max is less than speakers.min")
    return fewest, most


def read_cancelled_job(fields: Fields) -> str:
    return _text(fields, "job")


def _segment(item: object) -> AlignSegment:
    if not isinstance(item, dict):
        raise BadRequest("a segment is not an object")
    words = item.get("words")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise BadRequest("a segment's words are not a list of texts")
    return AlignSegment(_int(item, "startMs"), _int(item, "endMs"), tuple(words))


def _object(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise BadRequest(f"{name} is not an object")
    return value


def _int(fields: Fields, name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequest(f"{name} is not a whole number")
    return value


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadRequest(f"{name} is not a text")
    return value


def _text_or_none(fields: Fields, name: str) -> str | None:
    return None if fields.get(name) is None else _text(fields, name)
