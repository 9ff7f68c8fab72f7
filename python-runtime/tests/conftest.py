"""What the tests share: real workers and real recordings."""

from __future__ import annotations

import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

RUNTIME = Path(__file__).resolve().parent.parent
MEDIA = RUNTIME.parent / "tests" / "fixtures" / "media"

sys.path[:0] = [str(RUNTIME), str(RUNTIME / "bench")]

from worker_client import Client, running_worker  # noqa: E402


@pytest.fixture(scope="session")
def moonshine() -> Iterator[Client]:
    """One worker with the embedded engine; each test uses job names of its own."""
    with running_worker() as client:
        yield client


@pytest.fixture
def recording(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path)


class Recordings:
    """The bundled clips as raw samples."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def samples(self, name: str) -> bytes:
        with wave.open(str(MEDIA / f"{name}.wav")) as clip:
            assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (16_000, 1, 2)
            frames: bytes = clip.readframes(clip.getnframes())
            return frames

    def raw(self, name: str) -> Path:
        return self.keep(name, self.samples(name))

    def keep(self, name: str, samples: bytes) -> Path:
        path = self._folder / f"{name}.s16le"
        path.write_bytes(samples)
        return path
