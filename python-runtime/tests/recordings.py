"""The bundled clips as raw samples."""

from __future__ import annotations

import wave
from pathlib import Path

MEDIA = Path(__file__).resolve().parent.parent.parent / "tests" / "fixtures" / "media"


class Recordings:
    """Keeps what it makes in a folder of the test's own."""

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
