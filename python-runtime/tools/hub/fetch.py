"""One file from the network to the disk: in ranges, checked, resumed where it broke off."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
from huggingface_hub import get_session
from huggingface_hub.utils import hf_raise_for_status

from .plan import File
from .request import Patience
from .trouble import Trouble, Turns, trouble_of

_PIECE_BYTES = 1 << 20
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def final_path(folder: Path, file: File) -> Path:
    return folder.joinpath(*file.name.split("/"))


def part_path(folder: Path, file: File) -> Path:
    """Named after the content, so that what was loaded of an older state is never taken up."""
    path = final_path(folder, file)
    return path.with_name(f"{path.name}.{(file.sha256 or file.git_sha1 or 'unknown')[:16]}.part")


def here_bytes(folder: Path, file: File) -> int:
    """What is there already, of at most the file's length."""
    for path in (final_path(folder, file), part_path(folder, file)):
        if path.is_file():
            return min(path.stat().st_size, file.size)
    return 0


def remove_strangers(folder: Path, files: list[File]) -> None:
    """Removes what belongs to none of the files: parts of older states."""
    ours = {path for file in files for path in (final_path(folder, file), part_path(folder, file))}
    for path in folder.rglob("*"):
        if path.is_file() and path not in ours:
            path.unlink()


def fetch(
    file: File,
    folder: Path,
    patience: Patience,
    turns: Turns,
    on_bytes: Callable[[int], None],
) -> str:
    """Makes the file present and right, and returns its SHA-256. Raises `Trouble`.

    `on_bytes` hears how much of it is there. What does not have the right hash is loaded once more from its
    beginning: a part that was cut off by a dying disk is mended that way, a lying server is not."""
    final = final_path(folder, file)
    part = part_path(folder, file)
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.is_file():
        final.replace(part)  # whole once, but nobody has compared it since
    for _ in range(2):
        seen = _Seen(part, file)
        on_bytes(seen.size)
        _complete(file, seen, patience, turns, on_bytes)
        if seen.is_right():
            seen.keep(final)
            return seen.sha256()
        seen.drop()
    raise Trouble("hash", file.name)


class _Seen:
    """A part on the disk with the hashes of what is in it."""

    def __init__(self, path: Path, file: File) -> None:
        self._path = path
        self._file = file
        self._start_over()
        if path.is_file():
            if path.stat().st_size > file.size:
                path.unlink()
            else:
                with path.open("rb") as old:
                    for piece in _pieces(old.read):
                        self._count(piece)
        self._out = path.open("ab")

    def _start_over(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        # What Git names a file by: its length stands before the content. Only where the hub says no better.
        start = f"blob {self._file.size}\0".encode()
        self._git = None if self._file.sha256 else hashlib.sha1(start, usedforsecurity=False)

    def _count(self, piece: bytes) -> None:
        self.size += len(piece)
        self._sha256.update(piece)
        if self._git is not None:
            self._git.update(piece)

    def add(self, piece: bytes) -> None:
        if self.size + len(piece) > self._file.size:
            raise Trouble("hash", f"{self._file.name} is longer than the {self._file.size} bytes announced")
        self._out.write(piece)
        self._count(piece)

    def empty(self) -> None:
        self._out.truncate(0)
        self._start_over()

    def is_right(self) -> bool:
        if self._git is None:
            return self.sha256() == self._file.sha256
        return self._file.git_sha1 in (None, self._git.hexdigest())

    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def flush(self) -> None:
        self._out.flush()

    def keep(self, final: Path) -> None:
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        self._path.replace(final)

    def drop(self) -> None:
        self._out.close()
        self._path.unlink(missing_ok=True)


def _complete(
    file: File,
    seen: _Seen,
    patience: Patience,
    turns: Turns,
    on_bytes: Callable[[int], None],
) -> None:
    while seen.size < file.size:
        try:
            _take_range(file, seen, patience, turns, on_bytes)
            if seen.size < file.size:
                raise Trouble("network", f"{file.name} ended early", passing=True)
        except Exception as error:
            seen.flush()
            turns.again(trouble_of(error, file.name))


def _take_range(
    file: File,
    seen: _Seen,
    patience: Patience,
    turns: Turns,
    on_bytes: Callable[[int], None],
) -> None:
    headers = {**file.headers, "Accept-Encoding": "identity", "Range": f"bytes={seen.size}-"}
    timeout = httpx2.Timeout(patience.idle_s)
    session = get_session()
    with session.stream("GET", file.url, headers=headers, follow_redirects=True, timeout=timeout) as answer:
        if answer.status_code == 416:
            seen.empty()
            raise Trouble("network", f"{file.name}: the server knows no such range", passing=True)
        if answer.status_code >= 400:
            answer.read()
        hf_raise_for_status(answer)
        if answer.status_code == 206:
            _require_range(answer, file, seen.size)
        elif seen.size > 0:
            seen.empty()  # all of it from the beginning: the server does not do ranges
        # As they come: whatever was gathered for a larger piece would be lost when the line breaks.
        for piece in answer.iter_raw():
            seen.add(piece)
            turns.arrived()
            on_bytes(seen.size)


def _require_range(answer: httpx2.Response, file: File, start: int) -> None:
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != start:
        raise Trouble("network", f"{file.name}: the server sent another range", passing=True)
    if found[3] not in ("*", str(file.size)):
        raise Trouble("hash", f"{file.name} has {found[3]} instead of {file.size} bytes")


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(_PIECE_BYTES):
        yield piece
