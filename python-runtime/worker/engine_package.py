"""Imports an engine's folder as the package `engine`, whatever the folder is called (`whisper.cpp`)."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

NAME = "engine"


def import_part(folder: Path, part: str) -> ModuleType:
    """The module `part` of the engine; the first call decides which folder `engine` is in this process."""
    if NAME not in sys.modules:
        spec = spec_from_loader(NAME, None, is_package=True)
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError(f"cannot make a package of {folder}")
        spec.submodule_search_locations.append(str(folder))
        sys.modules[NAME] = module_from_spec(spec)
    return import_module(f"{NAME}.{part}")
