"""Our pipeline of two workers against WhisperX alone: recognise, then align, on made-up models of real size.

    python bench/whisperx_pipeline.py [--rounds 5] [--seconds 600]

Run it with WhisperX's packages, on Linux. Prints JSON. Both are warm and take turns on the same speech. Ours
aligns each part in a second process while the next is recognised, as the host does (host/jobs/alignLane.ts);
the library recognises all and then aligns all. Same precision, batch, threads and models."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np

BENCH = Path(__file__).resolve().parent
ENGINE = BENCH.parent / "engines" / "whisperx"

sys.path[:0] = [str(BENCH), str(BENCH.parent)]

from made_up_whisper import BASE, make  # noqa: E402
from worker_client import Client, Message, compute, running_worker, transcribe_request, wire_audio  # noqa: E402

from engines import Figures, cpu_seconds, tiled  # noqa: E402

_THREADS = 2
_PRECISION = "int8"
_BATCH = 8

_BATCH_MS = 120_000
"""As much as the host has aligned in one go."""


def main() -> None:
    os.environ.update(OMP_WAIT_POLICY="PASSIVE", OMP_NUM_THREADS=str(_THREADS), PYANNOTE_METRICS_ENABLED="0")
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=600)
    arguments.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.bare is not None:
        _serve_bare(given.bare)
        return
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(_measure(Path(folder), given.seconds, given.rounds), indent=2))


def _measure(place: Path, seconds: int, rounds: int) -> dict[str, object]:
    make(place / "base", BASE)
    making = "import sys, pathlib, bench_align; bench_align._made_up_model(pathlib.Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", making, str(place)], check=True, cwd=ENGINE, stdout=subprocess.DEVNULL
    )
    speech = tiled(place / "speech.s16le", seconds)
    found: dict[str, list[Figures]] = {"bare": [], "ours": []}
    quiet = subprocess.DEVNULL
    with (
        running_worker(ENGINE, quiet) as recogniser,
        running_worker(ENGINE, quiet) as aligner,
        _bare(place) as bare,
    ):
        runs: dict[str, Callable[[], Figures]] = {
            "bare": lambda: bare(speech),
            "ours": lambda: _ours(recogniser, aligner, speech, place),
        }
        for run in runs.values():
            run()
        for _ in range(rounds):
            for name, run in runs.items():
                found[name].append(run())
    middle = {
        name: {key: median(run[key] for run in done) for key in done[0]} for name, done in found.items()
    }
    return {
        "audioS": seconds,
        "rounds": rounds,
        "median": middle,
        "ratio": {key: round(middle["ours"][key] / middle["bare"][key], 3) for key in ("wallS", "cpuS")},
        "all": found,
    }


def _ours(recogniser: Client, aligner: Client, speech: Path, place: Path) -> Figures:
    """Segments go to the aligner as they come, up to two minutes of them at a time."""
    pids = (recogniser.process.pid, aligner.process.pid)
    cpu, began = sum(map(cpu_seconds, pids)), time.monotonic()
    job = f"job {len(recogniser.said)}"
    with_base = compute(
        model="base", modelPath=str(place / "base"), precision=_PRECISION, device="cpu", batchSize=_BATCH
    )
    recogniser.send(**{**transcribe_request(job, speech), "language": "en", "compute": with_base})
    waiting: list[Message] = []
    running: str | None = None
    is_done = False
    words = 0
    while not is_done or waiting or running is not None:
        for message in recogniser.arrived(0.02):
            if message.get("id") != job:
                continue
            if message["type"] == "segment":
                waiting.append(message)
            elif message["type"] == "error":
                raise RuntimeError(message["message"])
            is_done = is_done or message["type"] == "result"
        for message in aligner.arrived(0.0):
            if message.get("id") != running:
                continue
            if message["type"] == "error":
                raise RuntimeError(message["message"])
            if message["type"] == "result":
                words += message["words"]
                running = None
        if running is None and waiting:
            running = f"align {len(aligner.said)}"
            part = _part(waiting)
            chosen = compute(model="aligner", modelPath=str(place / "wav2vec2-base"), device="cpu")
            aligner.send(
                type="align", id=running, audio=wire_audio(speech), language="en", aligner="ctc",
                segments=part, compute=chosen,
            )  # fmt: skip
    wall = time.monotonic() - began
    return {"wallS": wall, "cpuS": sum(map(cpu_seconds, pids)) - cpu, "words": words}


def _part(waiting: list[Message]) -> list[Message]:
    taken: list[Message] = []
    length = 0
    while waiting:
        length += waiting[0]["endMs"] - waiting[0]["startMs"]
        if taken and length > _BATCH_MS:
            break
        segment = waiting.pop(0)
        words = [word["text"] for word in segment["words"]]
        taken.append({"startMs": segment["startMs"], "endMs": segment["endMs"], "words": words})
    return taken


@contextmanager
def _bare(place: Path) -> Iterator[Callable[[Path], Figures]]:
    """The library in a process of its own, with its models loaded."""
    command = [sys.executable, str(BENCH / "whisperx_pipeline.py"), "--bare", str(place)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:

        def run(speech: Path) -> Figures:
            assert process.stdin is not None
            assert process.stdout is not None
            cpu, began = cpu_seconds(process.pid), time.monotonic()
            process.stdin.write(f"{speech}\n")
            process.stdin.flush()
            # The library prints on standard output too.
            answer = next(line for line in process.stdout if line.startswith("words "))
            words = int(answer.split()[1])
            return {"wallS": time.monotonic() - began, "cpuS": cpu_seconds(process.pid) - cpu, "words": words}

        yield run
        process.kill()


def _serve_bare(place: Path) -> None:
    from worker.engine_package import import_part

    # Sentences are cut by a local model: the library would load one from the network.
    upstream = import_part(ENGINE, "align_upstream")._library()
    import whisperx

    model = whisperx.load_model(
        str(place / "base"), "cpu", compute_type=_PRECISION, language="en", threads=_THREADS
    )
    aligner, metadata = upstream.load_align_model(
        "en", "cpu", model_name=str(place / "wav2vec2-base"), model_cache_only=True
    )
    for line in sys.stdin:
        audio = np.fromfile(line.strip(), "<i2").astype(np.float32) / 32768
        heard = model.transcribe(audio, batch_size=_BATCH, language="en")
        aligned = upstream.align(heard["segments"], aligner, metadata, audio, "cpu")
        print("words", len(aligned["word_segments"]), flush=True)


if __name__ == "__main__":
    main()
