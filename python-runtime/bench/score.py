"""Scores the transcripts that the command wrote for a set of recordings, as JSON.

    python bench/score.py --media FOLDER --transcripts FOLDER

The media folder has a MANIFEST.json; the transcript of `speech/jfk.flac` is `speech__jfk_flac.json`, in the
format of docs/transcript-json.md."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scoring import Message, Tally, chosen


def name_of(file: str) -> str:
    return file.replace("/", "__").replace(".", "_") + ".json"


def words_of(path: Path) -> list[Message]:
    transcript = json.loads(path.read_text("utf-8"))
    return [
        {**word, "startMs": None if word["start"] is None else word["start"] * 1000}
        for segment in transcript["segments"]
        for word in segment["words"]
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--media", type=Path, required=True)
    options.add_argument("--transcripts", type=Path, required=True)
    given = options.parse_args()
    manifest = json.loads((given.media / "MANIFEST.json").read_text("utf-8"))
    tally = Tally(given.media)
    for entry in chosen(manifest, []):
        tally.add(entry, words_of(given.transcripts / name_of(entry["file"])))
    files: dict[str, Message] = {}
    for entry in manifest["entries"]:
        path = given.transcripts / name_of(entry["file"])
        if not path.exists():
            continue
        words = words_of(path)
        files[entry["file"]] = {"words": len(words)}
        if entry.get("reference_txt") and entry["language"] in ("en", "mul"):
            wrong, total = tally.word_errors(entry, words)
            files[entry["file"]] |= {"wrong": wrong, "reference": total}
        if entry.get("word_times") and words:
            far = sorted(tally.starts(entry, words))
            files[entry["file"]]["medianStartErrorMs"] = round(far[len(far) // 2]) if far else None
    print(json.dumps({**tally.report(), "files": files}, indent=2))


if __name__ == "__main__":
    main()
