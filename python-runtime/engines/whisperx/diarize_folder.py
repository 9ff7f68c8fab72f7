"""A folder with a pyannote pipeline, looked through before anything in it is run.

pyannote makes whatever class `config.yaml` names and unpickles its networks without limits, so a folder from
anywhere could run any code. What is not known to be plain data and networks of pyannote is refused."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from speech.models import require_files
from worker.adapter import JobFailed

_PIPELINES = (
    "pyannote.audio.pipelines.SpeakerDiarization",
    "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization",
)

_INSIDE = "$model/"
"""How the configuration names what lies in its own folder."""

_NEEDED = {
    "segmentation": ("pytorch_model.bin",),
    "embedding": ("pytorch_model.bin",),
    "plda": ("xvec_transform.npz", "plda.npz"),
}

_PLAIN = {
    "_codecs": ("encode",),  # how pickles spell bytes
    "builtins": ("bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"),
    "collections": ("Counter", "OrderedDict", "defaultdict", "deque"),
    "datetime": ("date", "datetime", "timedelta", "timezone"),
    "numpy": ("dtype", "ndarray"),
    "numpy._core.multiarray": ("_reconstruct", "scalar"),
    "numpy.core.multiarray": ("_reconstruct", "scalar"),
    "pathlib": ("Path", "PosixPath", "PurePath", "WindowsPath"),
    "torch.torch_version": ("TorchVersion",),
    "typing": ("Any",),
}
_EXACT = frozenset(f"{module}.{name}" for module, names in _PLAIN.items() for name in names)

_CLASSES_OF = (
    "lightning.pytorch.callbacks.",
    "omegaconf.",
    "pyannote.audio.core.callback",
    "pyannote.audio.core.model",
    "pyannote.audio.core.task",
    "pyannote.core.",
    "pytorch_lightning.callbacks.",
)
"""Settings, descriptions of networks, marks of their training: the classes of these modules hold data."""

_NETWORKS_OF = "pyannote.audio.models."


def check_folder(folder: Path, name: str) -> None:
    """Raises `JobFailed("model")` for what is missing, damaged or not plain data. Imports PyTorch."""
    require_files(folder, ("config.yaml",), name)
    config = _read(folder / "config.yaml", name)
    for part, files in _NEEDED.items():
        place = _place(config, part, name)
        require_files(folder, [f"{place}/{file}" for file in files], name)
        for file in files:
            if file.endswith(".bin"):
                check_network(folder / place / file, name)


def check_network(path: Path, name: str) -> None:
    """Raises `JobFailed("model")` unless the file holds nothing but data, for a network of pyannote's own."""
    import torch

    try:
        named = torch.serialization.get_unsafe_globals_in_checkpoint(str(path))
        allowed: list[Any] = [_known(each) for each in named]
        with torch.serialization.safe_globals(allowed):
            held = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        module = held["pyannote.audio"]["architecture"]["module"]
    except _Unknown as unknown:
        sentence = f"The model {name} holds more than data ({unknown}). It is not opened."
        raise JobFailed("model", f"{path} names {unknown}", sentence, retriable=False) from unknown
    except Exception as error:
        sentence = (
            f"The model {name} is damaged: {path.parent.name}/{path.name}. Remove it, then get it again."
        )
        message = f"{path}: {type(error).__name__}: {error}"
        raise JobFailed("model", message, sentence, retriable=False) from error
    if not str(module).startswith(_NETWORKS_OF):
        sentence = f"The model {name} is for another program ({str(module)[:60]})."
        raise JobFailed("model", f"{path} is for {module}", sentence, retriable=False)


class _Unknown(Exception):
    """A name that is not on the list."""


def _known(name: str) -> object:
    module, _, what = name.rpartition(".")
    if name not in _EXACT and not module.startswith(_CLASSES_OF):
        raise _Unknown(name)
    found: object = getattr(import_module(module), what)
    if name not in _EXACT and not isinstance(found, type):
        raise _Unknown(name)
    return found


def _read(path: Path, name: str) -> dict[str, Any]:
    import yaml

    try:
        config = yaml.safe_load(path.read_text("utf-8"))
        pipeline = config["pipeline"]["name"]
        params = config["pipeline"]["params"]
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        sentence = f"The model {name} is damaged: config.yaml cannot be read. Remove it, then get it again."
        raise JobFailed("model", f"{path}: {error!r}", sentence, retriable=False) from error
    if pipeline not in _PIPELINES or "preprocessors" in config or not isinstance(params, dict):
        sentence = f"The model {name} is not a pyannote pipeline for telling speakers apart."
        raise JobFailed("model", f"{path}: pipeline {pipeline}", sentence, retriable=False)
    checked: dict[str, Any] = params
    return checked


def _place(params: dict[str, Any], part: str, name: str) -> str:
    """Its folder below the model's. Other models would be fetched from the network."""
    named = params.get(part)
    place = named.removeprefix(_INSIDE) if isinstance(named, str) and named.startswith(_INSIDE) else ""
    if not place or ".." in Path(place).parts or "@" in place:
        sentence = (
            f"The model {name} does not hold its part “{part}”. "
            "Get a complete one, such as speaker-diarization-community-1."
        )
        raise JobFailed("model", f"{part} is {named}", sentence, retriable=False)
    return place
