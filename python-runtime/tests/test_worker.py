"""The worker's side of docs/worker-protocol.md, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_engine import write_engine
from worker_client import ROOT, Client, Message, WorkerGone, compute, running_worker, transcribe_request

GONE_WITHIN_S = 10.0
"""For what must happen at once: generous on a busy machine, far from "never"."""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    return write_engine(tmp_path)


@pytest.fixture
def worker(engine: Path) -> Iterator[Client]:
    with running_worker(engine) as client:
        yield client


@pytest.fixture
def start(worker: Client, tmp_path: Path) -> Callable[[str], None]:
    """Starts the job `job` that does what its prompt says."""
    samples = tmp_path / "samples"
    samples.write_bytes(bytes(32_000))

    def begin(prompt: str) -> None:
        worker.send(**{**transcribe_request("job", samples), "prompt": prompt})

    return begin


def gone(pid: int) -> bool:
    """Whether the process has ended; a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + GONE_WITHIN_S
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_the_first_line_says_who_is_there(worker: Client) -> None:
    hello = worker.said[0]
    assert (hello["type"], hello["seq"], hello["protocol"]) == ("hello", 0, 1)
    assert hello["engine"] == {"id": "scripted", "version": "1.2.3"}
    assert hello["pid"] == worker.process.pid
    assert hello["python"] == ".".join(map(str, sys.version_info[:3]))


def test_lines_are_numbered_without_a_gap(worker: Client, start: Callable[[str], None]) -> None:
    start("speak")
    worker.finish("job")
    assert [m["seq"] for m in worker.said] == list(range(len(worker.said)))


def test_words_arrive_as_they_were_given(worker: Client, start: Callable[[str], None]) -> None:
    start("speak")
    assert worker.finish("job")["words"] == 1
    word = {
        "text": "héllo\u2028",
        "startMs": 10,
        "endMs": 20,
        "confidence": 0.5,
        "timing": "token",
        "glue": False,
    }
    assert worker.of_job("job", "segment")[0]["words"] == [word]


def test_what_libraries_print_never_reaches_the_protocol(engine: Path, tmp_path: Path) -> None:
    with (tmp_path / "stderr").open("wb") as stderr, running_worker(engine, stderr.fileno()) as worker:
        samples = tmp_path / "samples"
        samples.write_bytes(bytes(2))
        worker.send(**{**transcribe_request("job", samples), "prompt": "print_everywhere"})
        assert worker.finish("job")["type"] == "result"
        worker.send(type="shutdown", id="end")
        worker.process.wait(GONE_WITHIN_S)
    printed = (tmp_path / "stderr").read_text()
    assert all(text in printed for text in ("stray print", "raw write", "from a shell"))


def test_the_heartbeat_tells_memory_and_stage(worker: Client, start: Callable[[str], None]) -> None:
    start("wait_for_cancel")
    beat = worker.expect(lambda m: m["type"] == "hb" and m["stage"] == "recognise")
    assert beat["rssBytes"] > 5_000_000
    assert beat["counter"] >= 1


def test_memory_counts_the_children(worker: Client, start: Callable[[str], None]) -> None:
    alone = worker.expect(lambda m: m["type"] == "hb")["rssBytes"]
    start("start_a_child")
    worker.expect(lambda m: m["type"] == "warn")
    together = worker.expect(lambda m: m["type"] == "hb" and m["stage"] == "recognise")["rssBytes"]
    assert together > 1.5 * alone


def test_a_cancelled_job_answers_and_the_worker_takes_the_next(
    worker: Client, start: Callable[[str], None]
) -> None:
    start("wait_for_cancel")
    worker.expect(lambda m: m["type"] == "progress")
    worker.send(type="cancel", id="c", job="job")
    assert worker.finish("job")["code"] == "cancelled"
    start("speak")
    assert worker.finish("job")["type"] == "result"


def test_cancelling_another_job_does_nothing(worker: Client, start: Callable[[str], None]) -> None:
    start("wait_for_cancel")
    worker.expect(lambda m: m["type"] == "progress")
    worker.send(type="cancel", id="c", job="some other")
    worker.send(type="probe", id="p")
    worker.expect(lambda m: m["type"] == "probe")
    assert not worker.of_job("job", "error")


def test_a_second_job_is_refused_while_one_runs(worker: Client, start: Callable[[str], None]) -> None:
    start("wait_for_cancel")
    worker.expect(lambda m: m["type"] == "progress")
    worker.send(type="load", id="second", slot="align", compute=compute())
    assert worker.finish("second")["code"] == "protocol"


@pytest.mark.parametrize(
    ("prompt", "code", "retriable"),
    [
        ("raise_a_bug", "internal", True),
        ("leave", "internal", True),
        ("run_out_of_memory", "memory", True),
        ("lose_a_child", "internal", True),
        ("refuse", "language", False),
    ],
)
def test_each_failure_has_its_code(
    worker: Client, start: Callable[[str], None], prompt: str, code: str, retriable: bool
) -> None:
    start(prompt)
    failure = worker.finish("job")
    assert (failure["type"], failure["code"], failure["retriable"]) == ("error", code, retriable)
    assert failure["detail"] == ("For people." if prompt == "refuse" else None)
    start("speak")
    assert worker.finish("job")["type"] == "result"


@pytest.mark.parametrize(
    "line",
    [
        b"not json\n",
        b"\xff\xfe\n",
        b"[]\n",
        b'{"type": "probe"}\n',
        b'{"id": "x"}\n',
        b'{"type": "dance", "id": "x"}\n',
        b'{"type": "cancel", "id": "x"}\n',
        b'{"type": "transcribe", "id": "x"}\n',
        b"x" * (8 * 1024 * 1024 + 1) + b"\n",
    ],
    ids=["text", "not utf-8", "a list", "no id", "no type", "unknown", "no job", "no audio", "too long"],
)
def test_a_bad_line_is_an_error_of_that_line_alone(worker: Client, line: bytes) -> None:
    worker.send_raw(line)
    assert worker.expect(lambda m: m["type"] == "error")["code"] == "protocol"
    worker.send(type="load", id="next", slot="align", compute=compute())
    assert worker.finish("next")["type"] == "ready"


def test_speakers_come_as_turns_and_voices_that_the_result_counts(worker: Client, tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.write_bytes(bytes(64_000))
    plain = transcribe_request("who", samples)
    request = {**plain, "type": "diarize", "diarizer": "scripted", "speakers": {"min": 2, "max": None}}
    worker.send(**request)
    result = worker.finish("who")
    assert (result["segments"], result["words"], result["model"]) == (4, 0, "(2, None)")
    turns = {m["kind"]: m["turns"] for m in worker.of_job("who", "turns")}
    assert turns["overlapping"][1] == {"startMs": 1000, "endMs": 2000, "speaker": "SPEAKER_01"}
    assert turns["exclusive"][1] == {"startMs": 1500, "endMs": 2000, "speaker": "SPEAKER_01"}
    (voice,) = worker.of_job("who", "voice")
    assert (voice["speaker"], voice["vector"]) == ("SPEAKER_00", [1.0, 0.0])
    worker.send(**{**request, "speakers": {"min": 3, "max": 2}})
    worker.expect(lambda m: m["type"] == "error" and m["code"] == "protocol")


def test_the_language_is_told_with_its_confidence(worker: Client, start: Callable[[str], None]) -> None:
    start("speak")
    worker.finish("job")
    (told,) = worker.of_job("job", "language")
    assert (told["language"], told["confidence"]) == ("fr", 0.75)


def test_samples_that_are_not_there_are_an_audio_error(worker: Client, tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.write_bytes(bytes(100))
    request = transcribe_request("job", samples)
    for path, count in ((str(tmp_path / "none"), 50), (str(samples), 51)):
        audio = {**request["audio"], "path": path, "samples": count}
        worker.send(**{**request, "audio": audio, "prompt": "speak"})
        assert worker.finish("job")["code"] == "audio"


def test_shutdown_ends_with_zero_also_within_a_job(worker: Client, start: Callable[[str], None]) -> None:
    start("wait_for_cancel")
    worker.send(type="shutdown", id="end")
    assert worker.process.wait(GONE_WITHIN_S) == 0


def test_the_end_of_input_ends_the_worker_with_its_children(
    worker: Client, start: Callable[[str], None]
) -> None:
    start("start_a_child")
    child = int(worker.expect(lambda m: m["type"] == "warn")["detail"])
    assert not gone(child)
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    assert worker.process.wait(GONE_WITHIN_S) == 0
    assert wait_until(lambda: gone(child))


def test_a_killed_worker_leaves_no_child(worker: Client, start: Callable[[str], None]) -> None:
    start("start_a_child")
    child = int(worker.expect(lambda m: m["type"] == "warn")["detail"])
    worker.process.kill()
    worker.process.wait()
    assert wait_until(lambda: gone(child))


def test_ctrl_c_is_left_to_the_host(worker: Client, start: Callable[[str], None]) -> None:
    start("wait_for_cancel")
    worker.expect(lambda m: m["type"] == "progress")
    os.kill(worker.process.pid, signal.SIGINT)
    worker.send(type="cancel", id="c", job="job")
    assert worker.finish("job")["code"] == "cancelled"


HOST = """
import json, subprocess, sys
worker = subprocess.Popen(
    [sys.executable, "-I", "-B", sys.argv[1], sys.argv[2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE
)
worker.stdin.write(sys.argv[3].encode() + b"\\n")
worker.stdin.flush()
while b'"progress"' not in worker.stdout.readline():
    pass
print(worker.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the watchdog of 15 s takes the kernel's place")
def test_a_worker_that_holds_the_lock_dies_with_a_killed_host(engine: Path, tmp_path: Path) -> None:
    import json

    samples = tmp_path / "samples"
    samples.write_bytes(bytes(100))
    request = json.dumps({**transcribe_request("job", samples), "prompt": "hold_the_lock"})
    main = str(ROOT / "worker" / "main.py")
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, main, str(engine), request],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert host.stdout is not None
    pid = int(host.stdout.readline())
    assert not gone(pid)
    host.kill()
    host.communicate()
    assert wait_until(lambda: gone(pid))


def test_the_watchdog_ends_a_worker_that_is_stuck_and_says_where() -> None:
    script = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
import re
from worker import lifeline
lifeline.STUCK_S = 0.5
lifeline.watch()
def stuck_here(): re.match(r"(a+)+b", "a" * 60)
stuck_here()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "stuck_here" in done.stderr


def test_a_client_notices_an_end(worker: Client) -> None:
    worker.process.kill()
    with pytest.raises(WorkerGone):
        worker.expect(lambda _: False)


def test_children_of_a_job_outlive_the_thread_that_wanted_them(
    worker: Client, start: Callable[[str], None]
) -> None:
    """Linux ends a child with the thread that started it; here that thread must be a lasting one."""
    start("start_a_child")
    first: Message = worker.expect(lambda m: m["type"] == "warn")
    worker.send(type="cancel", id="c", job="job")
    worker.finish("job")
    assert not gone(int(first["detail"]))
