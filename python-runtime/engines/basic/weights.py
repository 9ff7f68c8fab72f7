"""Reads tensors out of PyTorch's files without PyTorch.

Such a file is a pickle, and a pickle may name any function of any module to be called. Here only the names of
a closed list are known. Those which rebuild tensors are answered by functions of this module; the others that
the two files hold (what the network was trained on, and how) become inert objects. Anything else is refused.
"""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[np.float32]]


class _Inert:
    """Stands for an object that nobody needs; takes whatever a pickle gives it."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, _: object) -> None:
        pass


@dataclass(frozen=True)
class _Storage:
    """Where the numbers of tensors lie: `key` names a stretch of the file."""

    key: str
    kind: str


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def _tensor(storage: _Storage, offset: int, shape: Any, stride: Any, *_: object) -> _Tensor:
    return _Tensor(storage, int(offset), tuple(shape), tuple(stride))


_STORAGES: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}

_KNOWN: Mapping[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("collections", "defaultdict"): defaultdict,
    ("builtins", "dict"): dict,
    ("builtins", "list"): list,
    ("builtins", "int"): int,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    **{("torch", kind): kind for kind in _STORAGES},
    **dict.fromkeys(
        (
            ("torch.torch_version", "TorchVersion"),
            ("typing", "Any"),
            ("omegaconf.base", "ContainerMetadata"),
            ("omegaconf.base", "Metadata"),
            ("omegaconf.listconfig", "ListConfig"),
            ("omegaconf.nodes", "AnyNode"),
            ("pyannote.audio.core.model", "Introspection"),
            ("pyannote.audio.core.task", "Problem"),
            ("pyannote.audio.core.task", "Resolution"),
            ("pyannote.audio.core.task", "Specifications"),
        ),
        _Inert,
    ),
}

_RENAMED = {("__builtin__", "long"): ("builtins", "int")}
"""Names of Python 2, in which the pickle protocol of these files writes."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        modern = _RENAMED.get((module, name), (module.replace("__builtin__", "builtins"), name))
        if modern not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")
        return _KNOWN[modern]

    def persistent_load(self, identity: Any) -> _Storage:
        word, kind, key, *_ = identity
        if word != "storage" or kind not in _STORAGES:
            raise pickle.UnpicklingError(f"a storage of an unknown kind: {kind}")
        return _Storage(str(key), str(kind))


def read_zipped(data: bytes) -> Tensors:
    """The `state_dict` of a checkpoint as PyTorch writes it since 1.6. Raises UnpicklingError."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pickles = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise pickle.UnpicklingError("not a file of weights")
        with archive.open(pickles[0]) as stream:
            saved = _Reader(stream).load()
        folder = pickles[0].removesuffix("data.pkl") + "data/"
        return _tensors(saved["state_dict"], lambda storage: archive.read(folder + storage.key))


_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C


def read_legacy(data: bytes) -> Tensors:
    """The `model_state` of a checkpoint as PyTorch wrote it before 1.6: pickles, then the numbers."""
    with io.BytesIO(data) as stream:
        if _Reader(stream).load() != _LEGACY_MAGIC:
            raise pickle.UnpicklingError("not a file of weights")
        for _ in ("protocol version", "sizes of this machine's types"):
            _Reader(stream).load()
        saved = _Reader(stream).load()
        kinds: dict[str, str] = {}
        raw: dict[str, bytes] = {}
        keys = _Reader(stream).load()
        _storages(saved, kinds)
        for key in keys:
            raw[key] = _counted(stream, _STORAGES[kinds[key]].itemsize)
        return _tensors(saved["model_state"], lambda storage: raw[storage.key])


def _storages(value: object, kinds: dict[str, str]) -> None:
    """Collects the kinds of all storages below `value`."""
    if isinstance(value, _Tensor):
        kinds[value.storage.key] = value.storage.kind
    elif isinstance(value, Mapping):
        for each in value.values():
            _storages(each, kinds)
    elif isinstance(value, list | tuple):
        for each in value:
            _storages(each, kinds)


def _counted(stream: IO[bytes], item_bytes: int) -> bytes:
    (count,) = struct.unpack("<q", stream.read(8))
    return stream.read(count * item_bytes)


def _tensors(state: Mapping[str, object], bytes_of: Any) -> Tensors:
    found: Tensors = {}
    for name, value in state.items():
        if isinstance(value, _Tensor):
            numbers = np.frombuffer(bytes_of(value.storage), _STORAGES[value.storage.kind])
            steps = [step * numbers.itemsize for step in value.stride]
            last = value.offset + sum((n - 1) * s for n, s in zip(value.shape, value.stride, strict=True))
            if min((*value.shape, 1)) < 1 or min((*value.stride, 0)) < 0 or not 0 <= last < len(numbers):
                raise pickle.UnpicklingError(f"{name} reaches beyond its numbers")
            view = np.lib.stride_tricks.as_strided(numbers[value.offset :], value.shape, steps)
            found[name] = np.ascontiguousarray(view, np.float32)
    return found
