"""Runs the worker as `main.py` does, and writes down what it imports, whom it calls and what it starts.

`python guarded_worker.py <main.py> <engine folder> <notes>`; each note is a line `kind name`."""

from __future__ import annotations

import os
import runpy
import sys

main, folder, notes = sys.argv[1:]
descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")
_PROCESSES = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")


def note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import":
        os.write(descriptor, f"import {arguments[0]}\n".encode())
    elif event in _NETWORK:
        os.write(descriptor, f"network {event} {arguments!r}\n".encode())
    elif event in _PROCESSES:
        os.write(descriptor, f"process {event} {arguments!r}\n".encode())


sys.addaudithook(note)
sys.argv = [main, folder]
runpy.run_path(main, run_name="__main__")
