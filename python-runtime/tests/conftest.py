"""What the tests share: real workers and real recordings."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RUNTIME = Path(__file__).resolve().parent.parent

sys.path[:0] = [str(RUNTIME), str(RUNTIME / "bench")]

from recordings import Recordings  # noqa: E402
from worker_client import Client, running_worker  # noqa: E402


@pytest.fixture(scope="session")
def moonshine() -> Iterator[Client]:
    """One worker with the embedded engine; each test uses job names of its own."""
    with running_worker() as client:
        yield client


@pytest.fixture
def recording(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path)
