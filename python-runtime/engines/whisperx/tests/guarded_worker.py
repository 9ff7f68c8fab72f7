"""Runs the worker as `main.py` does, and writes down what it imports, whom it calls and what it starts.

`python guarded_worker.py <main.py> <engine folder> <notes>`; each note is a line `kind name`."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

main, folder, notes = sys.argv[1:]
descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")
_PROCESSES = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")


def write(line: str) -> None:
    os.write(descriptor, f"{line}\n".encode())


def hear(event: str, arguments: tuple[object, ...]) -> None:
    if event in _NETWORK:
        write(f"network {event} {arguments!r}")
    elif event in _PROCESSES:
        write(f"process {event} {arguments!r}")


class Importing:
    """Finds what the path has, and notes it when it is run: to look for a module is no import."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target)
        run = getattr(spec and spec.loader, "exec_module", None)
        if run is not None:

            def noted(module: ModuleType) -> None:
                write(f"import {name}")
                run(module)

            setattr(spec and spec.loader, "exec_module", noted)  # noqa: B010
        return spec


sys.addaudithook(hear)
sys.meta_path.insert(0, Importing)
sys.argv = [main, folder]
runpy.run_path(main, run_name="__main__")
