"""Starts a worker: `python -I -B -X utf8 worker/main.py <engine folder>`.

With `--child <module>` behind the folder it starts a child of a worker instead (see `children.py`)."""

import io
import os
import sys

# Before any other import: what a library prints must land on stderr, never in the protocol.
_IN = os.dup(0)
_OUT = os.dup(1)
os.set_inheritable(_IN, False)
os.set_inheritable(_OUT, False)
_NULL = os.open(os.devnull, os.O_RDONLY)
os.dup2(_NULL, 0)
os.close(_NULL)
os.dup2(2, 1)

if isinstance(sys.stdout, io.TextIOWrapper):
    sys.stdout.reconfigure(line_buffering=True)  # the process ends without a flush

if sys.platform == "win32":
    import msvcrt

    msvcrt.setmode(_IN, os.O_BINARY)
    msvcrt.setmode(_OUT, os.O_BINARY)

# Isolated mode leaves this file's folder out of the path; the engines see the package as `worker`.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main(arguments: list[str]) -> None:
    """Serves until standard input ends; never returns."""
    if len(arguments) == 3 and arguments[1] == "--child":
        from worker.child import serve_child

        serve_child(_IN, _OUT, arguments[0], arguments[2])
    elif len(arguments) == 1:
        from worker.session import serve

        serve(_IN, _OUT, arguments[0])
    else:
        sys.stderr.write("usage: python -I -B -X utf8 worker/main.py <engine folder>\n")
        os._exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
