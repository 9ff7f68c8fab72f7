"""Accuracy, speed and memory of the embedded engine on a folder of recordings with references, as JSON.

    python bench/accuracy.py --media FOLDER --ffmpeg PROGRAM [--threads 2] [--only NAME …]

The folder has a MANIFEST.json. Word errors are corpus-level, after the English normaliser of
whisper-normalizer; word times are judged on exactly matching words against hand-made and
TextGrid references only."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scoring import Entry, Message, Tally, chosen
from worker_client import Client, compute, running_worker, transcribe_request


def decode(ffmpeg: str, source: Path, target: Path) -> None:
    subprocess.run(
        [ffmpeg, "-v", "error", "-nostdin", "-y", "-i", str(source), "-af", "aresample=async=1:first_pts=0",
         "-ac", "1", "-ar", "16000", "-f", "s16le", str(target)],
        check=True,
    )  # fmt: skip


def measure(
    client: Client, entry: Entry, samples: Path, threads: int
) -> tuple[list[Message], Message, float]:
    began = time.monotonic()
    client.send(**transcribe_request(entry["id"], samples, threads))
    end = client.finish(entry["id"])
    if end["type"] != "result":
        raise SystemExit(f"{entry['file']}: {end}")
    words = [word for m in client.of_job(entry["id"], "segment") for word in m["words"]]
    return words, end, time.monotonic() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--media", type=Path, required=True)
    options.add_argument("--ffmpeg", required=True)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--only", nargs="*", default=[])
    options.add_argument("--show", action="store_true", help="print what was heard on standard error")
    given = options.parse_args()
    manifest = json.loads((given.media / "MANIFEST.json").read_text("utf-8"))
    tally, seconds, wall = Tally(given.media), 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder, running_worker() as client:
        client.send(type="load", id="load", slot="transcribe", compute=compute(threads=given.threads))
        load_ms = client.finish("load")["loadMs"]
        for entry in chosen(manifest, given.only):
            samples = Path(folder) / "samples"
            decode(given.ffmpeg, given.media / entry["file"], samples)
            words, _, took = measure(client, entry, samples, given.threads)
            seconds += samples.stat().st_size / 32_000
            wall += took
            text = " ".join(word["text"] for word in words)
            warned = [m["code"] for m in client.of_job(entry["id"], "warn")]
            if given.show:
                print(f"{entry['id']} {warned}: {text}", file=sys.stderr)
            tally.add(entry, words)
        peak = max((m["rssBytes"] for m in client.said if m["type"] == "hb"), default=0)
    print(
        json.dumps(
            {
                **tally.report(),
                "timesRealTime": round(seconds / max(1e-9, wall), 1),
                "loadMs": load_ms,
                "peakRssMiB": round(peak / 2**20),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
