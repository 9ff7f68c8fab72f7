"""Who speaks when: errors, counts of speakers, speed and memory of a diarizer, as JSON.

    python bench/diarization.py --media FOLDER --ffmpeg PROGRAM [--engine basic] [--threads 2]
                                [--changed] [--thresholds] [--hours 1 10]

The folder has a MANIFEST.json; dialogues and meetings have a reference (RTTM), recordings of one speaker have
to come out as one, and where nobody speaks nobody may be heard. Rates are DER with a collar of 250 ms on each
side, overlap included, over all files of a group. `--changed` repeats all with the sound made worse,
`--thresholds` with each threshold of the basic engine 15 % lower and higher, `--hours` for long recordings.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from der import NOTHING, Spoken, read_rttm, score
from worker_client import ROOT, Client, Message, compute, running_worker, wire_audio

COLLAR_MS = 250

CHANGES = {
    "as it is": "anull",
    "20 dB softer": "volume=-20dB",
    "telephone": "aresample=8000,highpass=f=300,lowpass=f=3400",
    "faster": "asetrate=17440,aresample=16000",
}
"""Filters of FFmpeg, by what they do."""

NOISE_DB = -15
"""Brownish noise against the louder half of the samples, for the change that FFmpeg does not do."""


@dataclass(frozen=True)
class Case:
    id: str
    group: str
    path: Path
    reference: list[Spoken] | None
    speakers: int
    length_s: float


def cases(media: Path) -> list[Case]:
    found = []
    for entry in json.loads((media / "MANIFEST.json").read_text("utf-8"))["entries"]:
        rttm = entry.get("rttm")
        group = {0: "nobody", 1: "one"}.get(entry["speakers"], Path(entry["file"]).parent.name)
        if entry["duration_s"] is None or entry["duration_s"] < 1 or entry["kind"] == "odd":
            continue
        reference = None if rttm is None else read_rttm(media / rttm)
        found.append(
            Case(entry["id"], group, media / entry["file"], reference, entry["speakers"], entry["duration_s"])
        )
    return found


def decoded(ffmpeg: str, source: Path, change: str, target: Path) -> Path:
    filters = f"aresample=16000:async=1:first_pts=0,{CHANGES.get(change, 'anull')}"
    subprocess.run(
        [ffmpeg, "-v", "error", "-nostdin", "-y", "-i", str(source), "-ac", "1", "-af", filters,
         "-ar", "16000", "-f", "s16le", str(target)],
        check=True,
    )  # fmt: skip
    if change == "noise":
        samples = np.fromfile(target, "<i2").astype(np.float32)
        if not samples.any():
            return target
        spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(len(samples)))
        spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(len(samples), 1 / 16_000), 60))
        noise = np.fft.irfft(spectrum, len(samples))
        loud = np.sqrt(np.mean(np.square(samples[np.abs(samples) >= np.median(np.abs(samples))])))
        noisy = samples + noise / noise.std() * loud * 10 ** (NOISE_DB / 20)
        np.clip(noisy, -32768, 32767).astype("<i2").tofile(target)
    return target


def heard(
    client: Client, engine: str, job: str, samples: Path, speakers: int | None, given: Message
) -> list[Spoken]:
    wanted = None if speakers is None else {"min": speakers, "max": speakers}
    client.send(
        type="diarize", id=job, audio=wire_audio(samples), diarizer=engine, speakers=wanted, compute=given
    )
    done = client.finish(job, 7200)
    if done["type"] != "result":
        raise SystemExit(f"{job}: {done}")
    lines = [line for line in client.of_job(job, "turns") if line["kind"] == "overlapping"]
    return [(turn["startMs"], turn["endMs"], turn["speaker"]) for line in lines for turn in line["turns"]]


class Tally:
    """Errors by group, files with the right number of speakers, and the files that went worst."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}
        self.counts: dict[str, list[int]] = {}
        self.files: dict[str, float] = {}

    def add(self, case: Case, turns: list[Spoken], length_ms: int) -> None:
        found = len({who for _, _, who in turns})
        right = self.counts.setdefault(case.group, [0, 0])
        right[0] += found == case.speakers
        right[1] += 1
        if case.speakers > 1 and case.reference is not None:
            wrong = score(case.reference, turns, length_ms, COLLAR_MS)
            self.errors[case.group] = self.errors.get(case.group, NOTHING) + wrong
            self.files[case.path.stem] = round(wrong.rate, 1)

    def report(self) -> dict[str, object]:
        return {
            "derPercent": {
                group: {
                    "all": round(errors.rate, 2),
                    "missed": round(100 * errors.missed / errors.spoken, 2),
                    "falseAlarm": round(100 * errors.false_alarm / errors.spoken, 2),
                    "confused": round(100 * errors.confused / errors.spoken, 2),
                }
                for group, errors in self.errors.items()
            },
            "rightNumberOfSpeakers": {group: f"{a} of {b}" for group, (a, b) in self.counts.items()},
            "files": self.files,
        }


def long_recording(ffmpeg: str, media: Path, hours: float, target: Path) -> Path:
    """Dialogues and meetings one after the other, again and again."""
    parts = [
        decoded(ffmpeg, case.path, "as it is", target.with_suffix(f".{case.path.stem}")).read_bytes()
        for case in cases(media)
        if case.speakers > 1 and case.reference is not None
    ]
    wanted = round(hours * 3600 * 32_000)
    with target.open("wb") as file:
        while file.tell() < wanted:
            for part in parts:
                file.write(part)
        file.truncate(wanted)
    return target


def measured_long(client: Client, engine: str, path: Path, given: Message, hours: float) -> dict[str, float]:
    began, cpu = time.monotonic(), cpu_seconds(client)
    turns = heard(client, engine, f"long-{hours}", path, None, given)
    beats = [m["rssBytes"] for m in client.said if m["type"] == "hb" and m["at"] >= began]
    wall_s, cpu_s = time.monotonic() - began, cpu_seconds(client) - cpu
    return {
        "hours": hours,
        "wallS": round(wall_s, 1),
        "cpuRealTimeFactor": round(cpu_s / (hours * 3600), 4),
        "peakRssMiB": round(max(beats, default=0) / 2**20),
        "speakers": len({who for _, _, who in turns}),
    }


def cpu_seconds(client: Client) -> float:
    """Of the worker's process; 0 where the system has no /proc."""
    stat = Path(f"/proc/{client.process.pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def thresholds(media: Path, ffmpeg: str, folder: Path) -> Iterator[tuple[str, float, dict[str, object]]]:
    """Each threshold that sorting voices knows, 15 % lower and higher; the networks run once."""
    from speech.samples import Samples
    from speech.vad import VoiceDetector, silero_path
    from worker.engine_package import import_part

    engine = ROOT / "engines" / "basic"
    parts = {name: import_part(engine, name) for name in ("nets", "diarize", "clusters", "likeness")}
    detector = VoiceDetector(silero_path())
    nets = parts["nets"].load_nets(2)
    studied = []
    for index, case in enumerate(cases(media)):
        path = decoded(ffmpeg, case.path, "as it is", folder / f"studied-{index}")
        samples = Samples(path, path.stat().st_size // 2)
        studied.append(
            (case, samples, parts["diarize"].study_recording(samples, nets, detector, lambda _: None))
        )
    names = [
        ("likeness", "ALIKE"), ("likeness", "LINKED"), ("likeness", "USUAL_WITHIN"),
        ("clusters", "TRUSTED_S"), ("clusters", "CANDIDATES"),
    ]  # fmt: skip
    for module, name in names:
        usual = getattr(parts[module], name)
        for factor in (0.85, 0.925, 1.0, 1.075, 1.15):
            setattr(parts[module], name, type(usual)(usual * factor))
            tally = Tally()
            for case, samples, study in studied:
                spoken = parts["diarize"].speakers_of(study, None, 0, samples.count // 16, lambda: None).turns
                turns = [(turn.start_ms, turn.end_ms, turn.speaker) for turn in spoken]
                tally.add(case, turns, samples.count // 16)
            yield name, getattr(parts[module], name), tally.report()
        setattr(parts[module], name, usual)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--media", type=Path, required=True)
    options.add_argument("--ffmpeg", required=True)
    options.add_argument("--engine", default="basic")
    options.add_argument("--model", type=Path, help="the folder of a model outside of the packages")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--changed", action="store_true")
    options.add_argument("--thresholds", action="store_true")
    options.add_argument("--hours", type=float, nargs="*", default=[])
    chosen = options.parse_args()
    model = None if chosen.model is None else str(chosen.model.resolve())
    given = compute(threads=chosen.threads, modelPath=model)
    report: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name, running_worker(ROOT / "engines" / chosen.engine) as client:
        folder = Path(name)
        for change in [*CHANGES, "noise"] if chosen.changed else ["as it is"]:
            unknown, exact = Tally(), Tally()
            for index, case in enumerate(cases(chosen.media)):
                path = decoded(chosen.ffmpeg, case.path, change, folder / "samples")
                length_ms = path.stat().st_size // 32
                job = f"{change}-{index}"
                speed = 17_440 / 16_000 if change == "faster" else 1
                truth = [(round(a / speed), round(b / speed), who) for a, b, who in case.reference or []]
                timed = replace(case, reference=truth if case.reference else None)
                unknown.add(timed, heard(client, chosen.engine, job, path, None, given), length_ms)
                if case.speakers > 1:
                    turns = heard(client, chosen.engine, f"{job}-exact", path, case.speakers, given)
                    exact.add(timed, turns, length_ms)
            report[change] = {"unknown": unknown.report(), "given": exact.report()}
        report["long"] = [
            measured_long(
                client,
                chosen.engine,
                long_recording(chosen.ffmpeg, chosen.media, hours, folder / "long"),
                given,
                hours,
            )
            for hours in chosen.hours
        ]
        if chosen.thresholds:
            report["thresholds"] = [
                {"threshold": name, "value": round(value, 4), **result}
                for name, value, result in thresholds(chosen.media, chosen.ffmpeg, folder)
            ]
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
