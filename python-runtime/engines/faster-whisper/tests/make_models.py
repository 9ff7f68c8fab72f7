"""Makes the model of the self-test, `selftest/`, which the tests use too. Same bytes each time; no torch.

Run it with the engine's packages: `python tests/make_models.py`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(ENGINE.parent.parent / "bench"))

from made_up_whisper import TINY, make  # noqa: E402

if __name__ == "__main__":
    folder = ENGINE / "selftest"
    shutil.rmtree(folder, ignore_errors=True)
    make(folder, TINY)
    print(f"{sum(file.stat().st_size for file in folder.iterdir())} bytes in {folder}")
