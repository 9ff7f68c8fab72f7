"""What all engines' tests share. They lie in `engines/<id>/tests/` and run with that engine's packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RUNTIME = Path(__file__).resolve().parent.parent

sys.path[:0] = [str(RUNTIME), str(RUNTIME / "bench"), str(RUNTIME / "tests")]

from recordings import Recordings  # noqa: E402
from worker_client import Client, running_worker  # noqa: E402


@pytest.fixture(scope="session")
def engine_folder(request: pytest.FixtureRequest) -> Path:
    """`engines/<id>` of the engine that is tested."""
    return Path(str(request.config.args[0])).resolve().parent


@pytest.fixture(scope="session")
def worker(engine_folder: Path) -> Iterator[Client]:
    """One worker of the engine for all tests; each uses job names of its own."""
    with running_worker(engine_folder) as client:
        yield client


@pytest.fixture
def recording(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path)
