"""The engine's pure parts: where speech is, precision, the model's file, the attention heads that count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from worker.adapter import JobFailed
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
voice = import_part(ENGINE, "voice")
devices = import_part(ENGINE, "devices")
loaded = import_part(ENGINE, "loaded")

HOP_S = 0.032


class Chances:
    """A detector with made-up probabilities."""

    def __init__(self, chances: list[float]) -> None:
        self._chances = chances

    def probabilities(self, _samples: object, _start: int, _end: int) -> list[np.ndarray]:
        return [np.array(self._chances, np.float32)]


def speech(*parts: tuple[int, float]) -> list[tuple[float, float]]:
    """Of made-up probabilities, (hops, probability) one after the other."""
    chances = [chance for hops, chance in parts for _ in range(hops)]
    heard = voice.Voice(Chances(chances), None, 0, len(chances) * 512)
    list(heard.blocks())
    return [(begin, end) for begin, end in heard.speech(0, len(chances) * 512)]


def test_speech_keeps_half_a_second_around_it() -> None:
    ((begin, end),) = speech((100, 0.0), (50, 0.9), (100, 0.0))
    assert begin == pytest.approx(100 * HOP_S - 0.5, abs=HOP_S)
    assert end == pytest.approx(150 * HOP_S + 0.5, abs=HOP_S)


def test_only_long_pauses_part_it() -> None:
    assert len(speech((50, 0.9), (40, 0.0), (50, 0.9))) == 1
    assert len(speech((50, 0.9), (90, 0.0), (50, 0.9))) == 2


def test_silence_has_none() -> None:
    assert speech((100, 0.1)) == []


def test_precision_is_half_on_a_card_and_whole_on_a_processor() -> None:
    assert devices.halves(None, "cuda:0") is True
    assert devices.halves(None, "cpu") is False
    assert devices.halves("float32", "cuda:0") is False
    assert devices.halves("float16", "cuda:0") is True
    for precision, device in (("float16", "cpu"), ("int8", "cuda:0"), ("int8", "cpu")):
        with pytest.raises(JobFailed) as refused:
            devices.halves(precision, device)
        assert refused.value.code == "compute"


def test_the_heads_are_those_of_the_name_when_they_fit() -> None:
    from whisper.model import ModelDimensions, Whisper

    tiny = Whisper(ModelDimensions(80, 1500, 24, 6, 4, 51_865, 448, 24, 6, 4))
    before = tiny.alignment_heads.to_dense().sum().item()
    loaded.set_alignment_heads(tiny, ("medium", "large-v3"))
    assert tiny.alignment_heads.to_dense().sum().item() == before
    loaded.set_alignment_heads(tiny, ("my model", "Tiny"))
    assert 0 < tiny.alignment_heads.to_dense().sum().item() < before
