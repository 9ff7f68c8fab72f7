"""Our worker against the bare library, on a model that is as large as Whisper's base and made up here.

    python bench/engines.py time [--speech FILE.s16le] [--rounds 5]
    python bench/engines.py memory
    python bench/engines.py start

Run it with faster-whisper's packages, on Linux. Prints JSON. `time` alternates between the bare library and
our worker, both warm, with the same precision, beams, threads and word times, on 10 minutes of speech: a file
of raw samples, or the bundled clips over and over. `memory` gives the worker's peak on 1 h and 4 h with the
tiny model, `start` the time from nothing to the handshake and to a loaded model."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

BENCH = Path(__file__).resolve().parent

sys.path[:0] = [str(BENCH), str(BENCH.parent)]

from made_up_whisper import BASE, TINY, make  # noqa: E402
from worker_client import Client, compute, running_worker, transcribe_request  # noqa: E402

ENGINE = BENCH.parent / "engines" / "faster-whisper"
CLIPS = BENCH.parent.parent / "tests" / "fixtures" / "media"

_RATE_HZ = 16_000
_THREADS = 2
_PRECISION = "int8"

_TICKS = os.sysconf("SC_CLK_TCK")

Figures = dict[str, float]


def main() -> None:
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    arguments = argparse.ArgumentParser()
    arguments.add_argument("what", choices=("time", "memory", "start", "bare"))
    arguments.add_argument("--speech", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--model", type=Path)
    given = arguments.parse_args()
    if given.what == "bare":
        _serve_bare(given.model)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if given.what == "time":
            speech = given.speech or tiled(place / "speech.s16le", 600)
            found: object = _time(place, speech, given.rounds)
        elif given.what == "memory":
            found = _memory(place)
        else:
            found = _start(place, given.rounds)
    print(json.dumps(found, indent=2))


def _time(place: Path, speech: Path, rounds: int) -> dict[str, object]:
    make(place / "base", BASE)
    ways: dict[str, list[Figures]] = {}
    with running_worker(ENGINE, subprocess.DEVNULL) as worker, _bare(place / "base") as bare:

        def ours() -> Figures:
            return _job(worker, speech, place / "base")

        runs: dict[str, Callable[[], Figures]] = {
            "bare": lambda: bare("sequential", speech),
            "ours": ours,
            "bareBatched": lambda: bare("batched", speech),
        }
        for run in runs.values():
            run()
        for _ in range(rounds):
            for name, run in runs.items():
                ways.setdefault(name, []).append(run())
    middle = {name: {key: median(run[key] for run in done) for key in done[0]} for name, done in ways.items()}
    ours_median = middle["ours"]
    return {
        "audioS": speech.stat().st_size / 2 / _RATE_HZ,
        "threads": _THREADS,
        "rounds": rounds,
        "median": middle,
        "ratio": {
            name: {key: round(ours_median[key] / middle[name][key], 3) for key in ("wallS", "cpuS")}
            for name in ("bare", "bareBatched")
        },
        "all": ways,
    }


def _memory(place: Path) -> dict[str, object]:
    make(place / "tiny", TINY)
    peaks: Figures = {}
    for hours in (1, 4):
        speech = tiled(place / "speech.s16le", 3600 * hours)
        with running_worker(ENGINE, subprocess.DEVNULL) as worker:
            _job(worker, speech, place / "tiny")
            peaks[f"peakMb{hours}h"] = _peak_mb(worker.process.pid)
    return {**peaks, "growthMb": peaks["peakMb4h"] - peaks["peakMb1h"]}


def _start(place: Path, rounds: int) -> dict[str, object]:
    make(place / "base", BASE)
    handshake: list[float] = []
    loaded: list[float] = []
    for _ in range(rounds):
        began = time.monotonic()
        with running_worker(ENGINE, subprocess.DEVNULL) as worker:
            handshake.append(time.monotonic() - began)
            chosen = compute(model="base", modelPath=str(place / "base"), precision=_PRECISION, device="cpu")
            worker.send(type="load", id="load", slot="transcribe", compute=chosen)
            worker.finish("load")
            loaded.append(time.monotonic() - began)
    return {"handshakeS": round(median(handshake), 3), "loadedS": round(median(loaded), 3), "rounds": rounds}


def _job(worker: Client, speech: Path, model: Path) -> Figures:
    chosen = {"model": "base", "modelPath": str(model), "precision": _PRECISION, "device": "cpu"}
    name = f"job {len(worker.said)}"
    request = {**transcribe_request(name, speech), "language": "en"}
    request["compute"] = compute(threads=_THREADS, **chosen)
    cpu, began = cpu_seconds(worker.process.pid), time.monotonic()
    worker.send(**request)
    done = worker.finish(name, within_s=3600)
    wall = time.monotonic() - began
    if done["type"] != "result":
        raise RuntimeError(done["message"])
    return {"wallS": wall, "cpuS": cpu_seconds(worker.process.pid) - cpu, "words": done["words"]}


@contextmanager
def _bare(model: Path) -> Iterator[Callable[[str, Path], Figures]]:
    """The library in a process of its own, with its model loaded."""
    command = [sys.executable, str(BENCH / "engines.py"), "bare", "--model", str(model)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def run(way: str, speech: Path) -> Figures:
            assert process.stdin is not None
            assert process.stdout is not None
            cpu, began = cpu_seconds(process.pid), time.monotonic()
            process.stdin.write(json.dumps({"way": way, "speech": str(speech)}) + "\n")
            process.stdin.flush()
            words = int(process.stdout.readline())
            return {"wallS": time.monotonic() - began, "cpuS": cpu_seconds(process.pid) - cpu, "words": words}

        yield run
        process.kill()


def _serve_bare(model: Path) -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    library = WhisperModel(str(model), device="cpu", compute_type=_PRECISION, cpu_threads=_THREADS)
    ways: dict[str, Any] = {"sequential": library, "batched": BatchedInferencePipeline(library)}
    for line in sys.stdin:
        asked = json.loads(line)
        audio = np.fromfile(asked["speech"], "<i2").astype(np.float32) / 32768
        segments, _ = ways[asked["way"]].transcribe(
            audio, language="en", beam_size=5, word_timestamps=True, vad_filter=True
        )
        print(sum(len(segment.words) for segment in segments), flush=True)


def tiled(path: Path, seconds: int) -> Path:
    clips = [np.frombuffer(_samples(clip), "<i2") for clip in sorted(CLIPS.glob("*.wav"))]
    around = np.concatenate(clips)
    with path.open("wb") as stream:
        left = seconds * _RATE_HZ
        while left > 0:
            stream.write(around[:left].tobytes())
            left -= len(around)
    return path


def _samples(clip: Path) -> bytes:
    with wave.open(str(clip)) as stream:
        frames: bytes = stream.readframes(stream.getnframes())
        return frames


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1000


if __name__ == "__main__":
    main()
