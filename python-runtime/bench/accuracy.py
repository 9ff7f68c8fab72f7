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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whisper_normalizer.english import EnglishTextNormalizer
from worker_client import Client, Message, running_worker, transcribe_request

Entry = dict[str, Any]

HARD_TIERS = ("hand:", "source: TextGrid")


def condition(entry: Entry) -> str:
    """What the recording tests."""
    tags, folder = entry["tags"], entry["file"].split("/")[0]
    if folder in ("noise", "meeting", "telephone", "nonspeech"):
        return str(folder)
    if folder == "dialog":
        return "dialogue"
    return "digits" if tags == ["ci", "numbers"] else "spontaneous" if "spontaneous" in tags else "read"


def chosen(manifest: Message, only: Sequence[str]) -> list[Entry]:
    """English speech with a reference and the non-speech files, without the odd and the video ones."""
    return [
        entry
        for entry in manifest["entries"]
        if entry["file"].split("/")[0] not in ("odd", "video")
        and (not only or entry["id"] in only)
        and (
            entry["file"].startswith("nonspeech")
            or (entry["language"] == "en" and entry.get("reference_txt"))
        )
    ]


def decode(ffmpeg: str, source: Path, target: Path) -> None:
    subprocess.run(
        [ffmpeg, "-v", "error", "-nostdin", "-y", "-i", str(source), "-af", "aresample=async=1:first_pts=0",
         "-ac", "1", "-ar", "16000", "-f", "s16le", str(target)],
        check=True,
    )  # fmt: skip


def edits(reference: Sequence[str], heard: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """The shortest alignment, as pairs of indices; None where one side has nothing."""
    rows = [list(range(len(heard) + 1))]
    for i, word in enumerate(reference, 1):
        row = [i]
        for j, other in enumerate(heard, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (word != other)))
        rows.append(row)
    i, j = len(reference), len(heard)
    pairs: list[tuple[int | None, int | None]] = []
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + (reference[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    pairs = edits(reference, heard)
    return sum(i is None or j is None or reference[i] != heard[j] for i, j in pairs)


def plain(word: str) -> str:
    return "".join(c for c in word.lower().replace("’", "'") if c.isalnum() or c == "'")


def start_errors_ms(words: Sequence[Message], truth: Sequence[Message]) -> list[float]:
    heard = [plain(word["text"]) for word in words]
    said = [plain(word["word"]) for word in truth]
    return [
        abs(words[j]["startMs"] - truth[i]["start"] * 1000)
        for i, j in edits(said, heard)
        if i is not None and j is not None and said[i] == heard[j] and words[j]["startMs"] is not None
    ]


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
    normalise = EnglishTextNormalizer()
    wrong: dict[str, int] = {}
    total: dict[str, int] = {}
    starts: list[float] = []
    invented, words_seen, words_aligned, seconds, wall = 0, 0, 0, 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder, running_worker() as client:
        client.send(type="load", id="load", model=None, device="auto")
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
            kind = condition(entry)
            if kind == "nonspeech":
                invented += len(words)
                continue
            words_seen += len(words)
            words_aligned += sum(word["timing"] == "aligned" for word in words)
            reference = normalise((given.media / entry["reference_txt"]).read_text("utf-8")).split()
            heard = normalise(text.replace("’", "'")).split()
            for key in (kind, "all", *(("read+telephone",) if kind in ("read", "telephone") else ())):
                wrong[key] = wrong.get(key, 0) + errors(reference, heard)
                total[key] = total.get(key, 0) + len(reference)
            if entry.get("word_times_tier", "").startswith(HARD_TIERS):
                truth = json.loads((given.media / entry["word_times"]).read_text("utf-8"))
                starts += start_errors_ms(words, truth["words"] if isinstance(truth, dict) else truth)
        peak = max((m["rssBytes"] for m in client.said if m["type"] == "hb"), default=0)
    share = {
        f"within{limit}Ms": sum(e <= limit for e in starts) / max(1, len(starts)) for limit in (50, 100, 200)
    }
    print(
        json.dumps(
            {
                "werPercent": {key: round(100 * wrong[key] / total[key], 2) for key in total},
                "wordErrors": {key: f"{wrong[key]} of {total[key]}" for key in total},
                "wordsOnNonspeech": invented,
                "starts": {"words": len(starts), **{key: round(value, 3) for key, value in share.items()}},
                "alignedShare": round(words_aligned / max(1, words_seen), 4),
                "timesRealTime": round(seconds / max(1e-9, wall), 1),
                "loadMs": load_ms,
                "peakRssMiB": round(peak / 2**20),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
