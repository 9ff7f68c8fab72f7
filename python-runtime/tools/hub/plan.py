"""Which files are to be loaded, how long they are and which hashes they have: the hub's own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from huggingface_hub import HfApi, get_hf_file_metadata, get_session, hf_hub_url
from huggingface_hub.utils import build_hf_headers

from .request import AddressSource, HubSource, Request, Wanted
from .trouble import Trouble, Turns, patiently

_SHA256 = re.compile(r"[0-9a-f]{64}")
_GIT_SHA1 = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class File:
    """One of `sha256` and `git_sha1` is there wherever a hub tells it. `name` is below the folder."""

    name: str
    url: str
    headers: dict[str, str]
    size: int
    sha256: str | None
    git_sha1: str | None

    def __repr__(self) -> str:
        return f"File({self.name})"  # the headers hold the token


@dataclass(frozen=True)
class Origin:
    """Where files come from: a repository at a commit, or an address."""

    name: str
    revision: str | None
    licence: str | None


def make_plan(request: Request, turns: Turns) -> tuple[list[File], list[Origin]]:
    """Asks for everything that has to be known beforehand, and loads nothing.

    Every file is asked for once, so that a missing right shows before the first gigabyte does.
    Raises `Trouble`."""
    files: list[File] = []
    origins: list[Origin] = []
    for source in request.sources:
        if isinstance(source, AddressSource):
            files.append(_of_address(source, request, turns))
            origins.append(Origin(source.url, None, None))
        else:
            found, origin = _of_repository(source, request, turns)
            files.extend(found)
            origins.append(origin)
    return files, origins


def _of_repository(source: HubSource, request: Request, turns: Turns) -> tuple[list[File], Origin]:
    api = HfApi(endpoint=request.endpoint, token=request.token or False)
    timeout = request.patience.idle_s
    info = patiently(
        turns,
        source.repo,
        lambda: api.model_info(source.repo, revision=source.revision, files_metadata=True, timeout=timeout),
    )
    commit = info.sha
    if commit is None or _GIT_SHA1.fullmatch(commit) is None:
        raise Trouble("network", f"{request.endpoint} does not say of which state {source.repo} is")
    siblings = {each.rfilename: each for each in info.siblings or []}
    headers = build_hf_headers(token=request.token or False, library_name="wordlane")
    files: list[File] = []
    for path, name in _choose(source, siblings):
        url = hf_hub_url(source.repo, path, revision=commit, endpoint=request.endpoint)
        ask = _asking(url, headers, timeout)
        told = patiently(turns, f"{source.repo}/{path}", ask)
        sibling = siblings[path]
        lfs = sibling.lfs.sha256 if sibling.lfs is not None else None
        etag = told.etag or ""
        linked = etag if _SHA256.fullmatch(etag) else None
        if lfs is not None and linked is not None and lfs != linked:
            raise Trouble("hash", f"the hub names two hashes for {path}")
        size = _one_size(path, sibling.size, told.size)
        blob = etag if _GIT_SHA1.fullmatch(etag) else sibling.blob_id
        sha256 = lfs or linked
        files.append(File(name, url, headers, size, sha256, None if sha256 is not None else blob))
    card = info.card_data
    licence = card.get("license") if card is not None else None
    return files, Origin(source.repo, commit, licence if isinstance(licence, str) else None)


def _asking(url: str, headers: dict[str, str], timeout: float) -> Callable[[], _Told]:
    def ask() -> _Told:
        told = get_hf_file_metadata(url, token=False, headers=headers, timeout=timeout)
        return _Told(told.etag, told.size)

    return ask


@dataclass(frozen=True)
class _Told:
    etag: str | None
    size: int | None


def _one_size(path: str, listed: int | None, told: int | None) -> int:
    if listed is not None and told is not None and listed != told:
        raise Trouble("hash", f"the hub names two lengths for {path}: {listed} and {told} bytes")
    size = told if told is not None else listed
    if size is None:
        raise Trouble("network", f"the hub does not say how long {path} is")
    return size


def _choose(source: HubSource, present: Iterable[str]) -> list[tuple[str, str]]:
    """Paths in the repository with the names that they get."""
    there = set(present)
    chosen: list[tuple[str, str]] = []
    for wanted in source.files:
        path = next((name for name in wanted.names if name in there), None)
        if path is not None:
            chosen.append((path, wanted.save_as or path))
        elif not wanted.optional:
            raise Trouble("missing", f"{source.repo}/{_either(wanted)}")
    return chosen


def _either(wanted: Wanted) -> str:
    return " or ".join(wanted.names)


def _of_address(source: AddressSource, request: Request, turns: Turns) -> File:
    def ask() -> int:
        answer = get_session().head(
            source.url,
            headers={"Accept-Encoding": "identity"},
            follow_redirects=True,
            timeout=request.patience.idle_s,
        )
        answer.raise_for_status()
        return _one_size(source.save_as, None, int(answer.headers.get("Content-Length", "-1")))

    size = patiently(turns, source.url, ask)
    if size < 0:
        raise Trouble("network", f"the server does not say how long {source.save_as} is")
    return File(source.save_as, source.url, {}, size, source.sha256, None)
