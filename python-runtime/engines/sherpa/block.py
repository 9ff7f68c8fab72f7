"""The child process: diarizes one block of a recording at a time.

The library holds the interpreter's lock while it works and cannot be stopped, so it gets a process of its
own: the worker stays able to speak, and a cancel ends the process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sherpa_onnx  # type: ignore[import-untyped]
from numpy.typing import NDArray

from speech.samples import RATE_HZ, Samples

Floats = NDArray[np.float32]
Told = tuple[float, float, int]
"""Begin, end in seconds, and number of a speaker, as the library tells turns."""

DISTANCE = 0.5
"""Of cosine, up to which voices are one speaker when their number is unknown: the library's own setting."""

_SHORTEST_TURN_S = 0.2
_SHORTEST_PAUSE_S = 0.3
"""Shorter turns are dropped and shorter pauses within a turn are filled; the library's 0.3 and 0.5 s swallow
"yes" and the gap in which another one speaks."""

_VOICE_S = 40.0
_PIECE_S = 8.0
"""A voice is the mean of pieces of this length; more speech than that changes nothing."""

_loaded: dict[str, Any] = {}


def answer(request: Any) -> object:
    """`load` makes the networks ready; `block` gives turns in milliseconds of the block, and voices."""
    _load(request)
    if request["kind"] == "load":
        return {}
    samples = Samples(Path(request["audio"]), request["end"])
    samples.gain = request["gain"]
    audio = samples.read(request["start"], request["end"])
    told = _told(audio, request["speakers"], Path(request["progress"]))
    return {
        "turns": [[round(start * 1000), round(end * 1000), speaker] for start, end, speaker in told],
        "voices": {str(speaker): voice for speaker, voice in _voices(audio, told).items()},
    }


def _load(request: Any) -> None:
    key = (request["segmentation"], request["embedding"], request["threads"])
    if _loaded.get("key") == key:
        return
    _loaded.clear()
    segmentation, embedding, threads = key
    _loaded["segmentation"] = sherpa_onnx.OfflineSpeakerSegmentationModelConfig(
        pyannote=sherpa_onnx.OfflineSpeakerSegmentationPyannoteModelConfig(model=segmentation),
        num_threads=threads,
    )
    _loaded["embedding"] = sherpa_onnx.SpeakerEmbeddingExtractorConfig(model=embedding, num_threads=threads)
    _loaded["diarizer"] = sherpa_onnx.OfflineSpeakerDiarization(_config(-1))
    _loaded["extractor"] = sherpa_onnx.SpeakerEmbeddingExtractor(_loaded["embedding"])
    _loaded["key"] = key


def _config(speakers: int) -> Any:
    return sherpa_onnx.OfflineSpeakerDiarizationConfig(
        segmentation=_loaded["segmentation"],
        embedding=_loaded["embedding"],
        clustering=sherpa_onnx.FastClusteringConfig(num_clusters=speakers, threshold=DISTANCE),
        min_duration_on=_SHORTEST_TURN_S,
        min_duration_off=_SHORTEST_PAUSE_S,
    )


def _told(audio: Floats, speakers: int | None, progress: Path) -> list[Told]:
    diarizer = _loaded["diarizer"]
    diarizer.set_config(_config(-1 if speakers is None else speakers))

    def report(done: int, total: int) -> int:
        progress.write_text(f"{done / max(1, total)}")
        return 0

    turns = diarizer.process(audio, callback=report).sort_by_start_time()
    return [(turn.start, turn.end, turn.speaker) for turn in turns]


def _voices(audio: Floats, told: Sequence[Told]) -> dict[int, list[float]]:
    """Each speaker's mean voice, from the turns in which nobody else talks, longest first."""
    voices: dict[int, list[float]] = {}
    for speaker in sorted({who for _, _, who in told}):
        own = [turn for turn in told if turn[2] == speaker]
        alone = [turn for turn in own if not any(_overlap(turn, other) for other in told)] or own
        total, left = np.zeros(_loaded["extractor"].dim), _VOICE_S
        for start, end, _ in sorted(alone, key=lambda turn: turn[0] - turn[1]):
            at = start
            while at < end and left > 0:
                until = min(end, at + _PIECE_S)
                total += _voice(audio[round(at * RATE_HZ) : round(until * RATE_HZ)])
                left -= until - at
                at = until
        if np.linalg.norm(total) > 0:
            voices[speaker] = (total / np.linalg.norm(total)).tolist()
    return voices


def _voice(audio: Floats) -> NDArray[np.float64]:
    """Of length 1, times the seconds that it was heard; zero for what is too short."""
    extractor = _loaded["extractor"]
    stream = extractor.create_stream()
    stream.accept_waveform(RATE_HZ, audio)
    stream.input_finished()
    if len(audio) < RATE_HZ // 10 or not extractor.is_ready(stream):
        return np.zeros(extractor.dim)
    raw = np.array(extractor.compute(stream), np.float64)
    length = float(np.linalg.norm(raw))
    return raw * (len(audio) / RATE_HZ / length) if np.isfinite(length) and length > 0 else np.zeros(len(raw))


def _overlap(turn: Told, other: Told) -> bool:
    return turn[2] != other[2] and turn[0] < other[1] and other[0] < turn[1]
