"""Which packages the engine's lock names, and which are installed."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .adapter import Check

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def locked_versions(engine_folder: Path) -> dict[str, set[str]]:
    """Package to the versions that any variant's lock allows."""
    allowed: dict[str, set[str]] = {}
    for lock in sorted(engine_folder.glob("requirements.*.txt")):
        for name, pinned in _PIN.findall(lock.read_text("utf-8")):
            allowed.setdefault(name, set()).add(pinned)
    return allowed


def installed_versions(engine_folder: Path) -> dict[str, str]:
    """The locked packages that are there, with the versions that they have."""
    found = ((name, installed(name)) for name in locked_versions(engine_folder))
    return {name: has for name, has in found if has is not None}


def installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def check_versions(engine_folder: Path) -> Check:
    """Ok when each locked package is there in a version of the lock (a marker may leave one out)."""
    allowed = locked_versions(engine_folder)
    has = installed_versions(engine_folder)
    wrong = [
        f"{name} {has[name]} instead of {' or '.join(sorted(pins))}"
        for name, pins in allowed.items()
        if name in has and has[name] not in pins
    ]
    detail = (
        "; ".join(wrong) or ", ".join(f"{name} {is_}" for name, is_ in has.items()) or "no package is locked"
    )
    return Check("versions", not wrong, detail)
