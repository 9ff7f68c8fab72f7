"""Starts the loader: `python -I -B -X utf8 tools/hub/main.py`. The protocol stands in `session.py`.

With `--version` it prints the version of huggingface_hub instead, which proves that the runtime works."""

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
    sys.stdout.reconfigure(line_buffering=True)

if sys.platform == "win32":
    import msvcrt

    msvcrt.setmode(_IN, os.O_BINARY)
    msvcrt.setmode(_OUT, os.O_BINARY)

# Isolated mode leaves this file's folder out of the path.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Read by the library when it is imported. No token but the one of the handshake; nothing is told about us;
# files come by plain ranges, which can be taken up again and checked.
os.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_UPDATE_CHECK"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["HF_HUB_DISABLE_XET"] = "1"


def main(arguments: list[str]) -> None:
    """Serves one request; never returns."""
    if arguments == ["--version"]:
        import huggingface_hub

        os.write(_OUT, f"{huggingface_hub.__version__}\n".encode())
        os._exit(0)
    from hub.session import serve

    serve(_IN, _OUT)


if __name__ == "__main__":
    main(sys.argv[1:])
