"""A made-up engine whose behaviour the request's prompt chooses; written into a folder by the tests."""

from __future__ import annotations

import json
from pathlib import Path

ADAPTER = """
import os, re, time
from worker.adapter import JobFailed, Outcome, Speakers, Turn, Word


def open_engine(children):
    return Scripted(children)


class Scripted:
    def __init__(self, children):
        self.children = children

    def load(self, slot, compute):
        return "scripted"

    def transcribe(self, job, context):
        context.progress("recognise", 0, 1000)
        getattr(self, job.prompt)(context)
        return Outcome("en", "scripted")

    def align(self, job, context):
        return Outcome("en", "scripted")

    def diarize(self, job, context):
        context.progress("diarize", 500, 1000)
        first, second = Turn(0, 1500, "SPEAKER_00"), Turn(1000, 2000, "SPEAKER_01")
        cut = Turn(1500, 2000, "SPEAKER_01")
        return Speakers((first, second), (first, cut), {"SPEAKER_00": (1.0, 0.0)}, str(job.speakers))

    def probe(self):
        return []

    def speak(self, context):
        context.language("fr", 0.75)
        word = Word("héllo\\u2028", 10, 20, 0.5, "token", glue=False)
        context.segment(0, 0, 1000, (word,))

    def print_everywhere(self, context):
        print("stray print")
        os.write(1, b"raw write\\n")
        os.system("echo from a shell")
        self.speak(context)

    def wait_for_cancel(self, context):
        while True:
            context.check_cancelled()
            time.sleep(0.01)

    def hold_the_lock(self, context):
        re.match(r"(a+)+b", "a" * 60)

    def start_a_child(self, context):
        child = self.children("sleeper")
        context.warn("child", str(child.ask("pid")))
        self.wait_for_cancel(context)

    def lose_a_child(self, context):
        child = self.children("sleeper")
        child.ask("die")

    def raise_a_bug(self, context):
        raise KeyError("a bug")

    def leave(self, context):
        raise SystemExit(3)

    def run_out_of_memory(self, context):
        raise MemoryError

    def refuse(self, context):
        raise JobFailed("language", "for logs", "For people.", retriable=False)
"""

SLEEPER = """
import os


def answer(request):
    print("stray print of a child")
    if request == "die":
        os._exit(9)
    return os.getpid()
"""


def write_engine(folder: Path) -> Path:
    """A folder with a name that is no Python name, as `whisper.cpp` is none."""
    engine = folder / "scripted.engine"
    engine.mkdir()
    (engine / "engine.json").write_text(json.dumps({"id": "scripted", "version": "1.2.3"}))
    (engine / "adapter.py").write_text(ADAPTER)
    (engine / "sleeper.py").write_text(SLEEPER)
    return engine
