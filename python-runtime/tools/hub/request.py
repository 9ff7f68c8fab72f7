"""What the host asks for, as it stands in the first line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Wanted:
    """A file of a repository: the first of the names that is there, kept as `save_as`."""

    names: tuple[str, ...]
    optional: bool
    save_as: str | None


@dataclass(frozen=True)
class HubSource:
    repo: str
    revision: str | None
    files: tuple[Wanted, ...]


@dataclass(frozen=True)
class AddressSource:
    url: str
    sha256: str
    save_as: str


@dataclass(frozen=True)
class Patience:
    """`attempts` count from the last byte that arrived; pauses double from the first on."""

    idle_s: float
    first_pause_s: float
    attempts: int


_FIRST_ATTEMPTS = 3
"""Where not even a list comes, nobody wants to wait a minute to hear that there is no network."""


def for_asking(patience: Patience) -> Patience:
    return replace(patience, attempts=min(_FIRST_ATTEMPTS, patience.attempts))


@dataclass(frozen=True)
class Request:
    endpoint: str
    token: str | None
    folder: Path
    sources: tuple[HubSource | AddressSource, ...]
    patience: Patience

    def __repr__(self) -> str:
        return f"Request({self.endpoint}, {self.folder})"  # a token in a traceback would land in the log


def read_request(line: str) -> Request:
    """Raises ValueError, KeyError or TypeError for what the host does not send."""
    said: dict[str, Any] = json.loads(line)
    patience: dict[str, Any] = said["patience"]
    endpoint = str(said["endpoint"])
    return Request(
        endpoint=endpoint,
        token=said["token"] if _may_hear_secrets(endpoint) else None,
        folder=Path(said["folder"]),
        sources=tuple(_source(each) for each in said["sources"]),
        patience=Patience(
            float(patience["idleS"]), float(patience["firstPauseS"]), int(patience["attempts"])
        ),
    )


def _may_hear_secrets(endpoint: str) -> bool:
    """A token is not sent in clear text through a network."""
    parts = urlsplit(endpoint)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


def _source(said: dict[str, Any]) -> HubSource | AddressSource:
    if said["from"] == "address":
        return AddressSource(said["url"], said["sha256"], said["saveAs"])
    files = tuple(Wanted(tuple(file["names"]), file["optional"], file["saveAs"]) for file in said["files"])
    return HubSource(said["repo"], said["revision"], files)
