"""With what CTranslate2 computes: device, precision, batch."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from worker.adapter import JobFailed

from .failures import as_job_failed

_BETTER_FIRST: dict[str, tuple[str, ...]] = {
    # Whisper's weights are stored as float16. The CPU has no fast float16; int8 is 1.5-2 times float32.
    "cpu": ("int8", "int8_float32", "float32"),
    # int8 gains little on a card that has float16, and is off on RTX 50; cards before Volta have no float16.
    "cuda": ("float16", "bfloat16", "int8_float16", "int8_bfloat16", "int8_float32", "int8", "float32"),
}

PRECISIONS = tuple(dict.fromkeys(name for names in _BETTER_FIRST.values() for name in names))

BATCHES = (16, 8, 4, 2, 1)
"""Above 16 consumer cards gain little more."""


@dataclass(frozen=True)
class _Size:
    """What one more item of a batch costs with models of up to `model_bytes` on disk (float16)."""

    model_bytes: int
    item_bytes: int
    most: int
    """A larger batch gains nothing more, or lets a cancel wait for too long."""


_MB = 1_000_000

# large-v2 in float16: 4.5 GB alone, 6.1 GB with 8 items, so 0.2 GB each (faster-whisper's README, beam 5).
# small in int8 on a CPU: 1.5 GB alone, 3.6 GB with 8: 0.3 GB each, for there the whole window is float32.
_CUDA_SIZES = (
    _Size(200 * _MB, 60 * _MB, 16),
    _Size(600 * _MB, 120 * _MB, 16),
    _Size(1_800 * _MB, 180 * _MB, 16),
    _Size(sys.maxsize, 220 * _MB, 16),
)
_CPU_SIZES = (
    _Size(200 * _MB, 120 * _MB, 8),
    _Size(600 * _MB, 300 * _MB, 8),
    _Size(1_800 * _MB, 450 * _MB, 4),
    _Size(sys.maxsize, 600 * _MB, 2),
)

_CUDA_RESERVE = 500 * _MB
"""For cuBLAS's workspace, for fragments, and for what else is drawn on the screen."""

_CPU_RESERVE = 1_500 * _MB


def choose_batch(device: str, model_bytes: int, free_bytes: int | None, wanted: int | None) -> int:
    """How many windows are computed together.

    `free_bytes` is what the device has left with the model loaded; None: unknown, so a small one is taken.
    What is wanted is taken as it is."""
    if wanted is not None:
        return max(1, wanted)
    on_cpu = device.startswith("cpu")
    if free_bytes is None:
        return 2 if on_cpu else 4
    sizes, reserve = (_CPU_SIZES, _CPU_RESERVE) if on_cpu else (_CUDA_SIZES, _CUDA_RESERVE)
    size = next(each for each in sizes if model_bytes <= each.model_bytes)
    fitting = [batch for batch in BATCHES if reserve + batch * size.item_bytes <= free_bytes]
    return min(fitting[0] if fitting else 1, size.most)


def choose_device(wanted: str) -> str:
    """`cpu`, or `cuda:N` after a computation on it came out right.

    `auto` takes the first card that works, else the CPU. Raises `JobFailed("device")` when a card was asked
    for by name and does not work. Costs 0.3 s for a card the first time, then nothing."""
    if wanted == "auto":
        return "cuda:0" if cuda_trouble(0) is None else "cpu"
    if wanted == "cpu":
        return wanted
    index = device_index(wanted)
    trouble = cuda_trouble(index)
    if trouble is None:
        return f"cuda:{index}"
    raise trouble


def device_index(device: str) -> int:
    """The N of `cuda:N`; `cuda` is `cuda:0`. Raises `JobFailed("device")` for anything else."""
    found = re.fullmatch(r"cuda(?::(\d+))?", device)
    if found is None:
        message = f"no device {device}"
        raise JobFailed("device", message, f"There is no device {device[:40]}.", retriable=False)
    return int(found[1] or 0)


def cuda_trouble(index: int) -> JobFailed | None:
    """Why CTranslate2 cannot compute on this card; None: it can, it was tried. Remembered when it can."""
    try:
        _prove(index)
    except JobFailed as trouble:
        return trouble
    except (RuntimeError, ValueError, OSError) as error:
        return as_job_failed(error) or JobFailed(
            "device", f"cuda:{index}: {error}", "The graphics card cannot be used.", retriable=False
        )
    return None


@cache
def _prove(index: int) -> None:
    import ctranslate2

    count = ctranslate2.get_cuda_device_count()
    if index >= count:
        message = f"cuda:{index} of {count} devices"
        sentence = "There is no such graphics card." if count else "No usable NVIDIA graphics card was found."
        raise JobFailed("device", message, sentence, retriable=False)
    _load_cublas()
    ctranslate2.get_supported_compute_types("cuda", index)  # raises where the driver refuses the card
    if index == 0:
        _compute_on_first()


def _compute_on_first() -> None:
    """There and back through two precisions: a kernel must be there for this generation of cards.

    CTranslate2 lets a lone array go to the first card only."""
    import ctranslate2

    numbers = np.arange(64, dtype=np.float32).reshape(8, 8)
    on_card = ctranslate2.StorageView.from_array(numbers).to_device(ctranslate2.Device.cuda)
    back = on_card.to(ctranslate2.DataType.float16).to(ctranslate2.DataType.float32)
    if not np.array_equal(np.asarray(back.to_device(ctranslate2.Device.cpu)), numbers):
        raise JobFailed(
            "device", "cuda:0 computes wrongly", "The graphics card computes wrongly.", retriable=False
        )


def _load_cublas() -> None:
    """CTranslate2 opens cuBLAS by this name, and not before the first product: a job would be half done."""
    name = "cublas64_12.dll" if sys.platform == "win32" else "libcublas.so.12"
    try:
        ctypes.CDLL(name)
    except OSError as error:
        sentence = "The variant of the engine for graphics cards is not installed (cuBLAS is missing)."
        raise JobFailed("device", f"{name}: {error}", sentence, retriable=False) from error


def choose_precision(device: str, wanted: str | None) -> str:
    """A CTranslate2 compute type that the device supports; None: the best of them.

    Raises `JobFailed("compute")` for one that it does not support."""
    return pick_precision(device, wanted, supported_precisions(device))


def supported_precisions(device: str) -> frozenset[str]:
    import ctranslate2

    kind, index = ("cpu", 0) if device == "cpu" else ("cuda", device_index(device))
    try:
        return frozenset(ctranslate2.get_supported_compute_types(kind, index))
    except (RuntimeError, ValueError) as error:
        raise as_job_failed(error) or error from error


def pick_precision(device: str, wanted: str | None, supported: frozenset[str]) -> str:
    """The decision of `choose_precision` alone."""
    if wanted in (None, "auto", "default"):
        return next(name for name in _BETTER_FIRST[device.split(":")[0]] if name in supported)
    if wanted in supported:
        return wanted
    place = "The CPU" if device == "cpu" else "This graphics card"
    known = ", ".join(name for name in PRECISIONS if name in supported)
    sentence = f"{place} cannot compute in {wanted[:40]}. It can in {known}."
    raise JobFailed("compute", f"{wanted} on {device}", sentence, retriable=False)


def keep_freed() -> None:
    """Lets glibc keep up to 256 MB of what is freed. The worker gives all of 1 MB and more back at once, and
    CTranslate2 takes such pieces anew for every step: an encoding on the CPU takes 1.19 s so, and 0.98 s with
    this. Elsewhere it does nothing."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl has none
        mallopt(-3, 32 << 20)  # M_MMAP_THRESHOLD
        mallopt(-1, 256 << 20)  # M_TRIM_THRESHOLD


def fit_features(model: Any) -> None:
    """Gives a `faster_whisper.WhisperModel` as many mel bands as its weights want.

    Without a `preprocessor_config.json` the library takes 80, and models with 128 fail or hear nothing."""
    from faster_whisper.feature_extractor import FeatureExtractor

    bands = model.model.n_mels
    if model.feature_extractor.mel_filters.shape[0] != bands:
        model.feature_extractor = FeatureExtractor(feature_size=bands)


def folder_bytes(path: Path) -> int:
    """Size of a model file, or of the weights in a model's folder."""
    weights = path / "model.bin" if path.is_dir() else path
    return weights.stat().st_size if weights.is_file() else 0


def free_bytes(device: str) -> int | None:
    """Memory that the device has left now; None where it cannot be told."""
    if device == "cpu":
        return _free_system_bytes()
    return _free_card_bytes(device_index(device))


def _free_system_bytes() -> int | None:
    if sys.platform == "win32":
        return _free_windows_bytes()
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    available = next((line for line in lines if line.startswith("MemAvailable:")), None)
    return None if available is None else int(available.split()[1]) * 1024


def _free_windows_bytes() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            ("total", ctypes.c_uint64),
            ("available", ctypes.c_uint64),
            ("rest", ctypes.c_uint64 * 5),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel: ctypes.CDLL = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 # not there on other systems
    return int(status.available) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _free_card_bytes(index: int) -> int | None:
    """Asks the driver, which counts devices as CTranslate2 does and knows what others hold."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return None
    device, context = ctypes.c_int(), ctypes.c_void_p()
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    steps: tuple[Callable[[], int], ...] = (
        lambda: driver.cuInit(0),
        lambda: driver.cuDeviceGet(ctypes.byref(device), index),
        # The context that CTranslate2 has made already: retaining it costs nothing.
        lambda: driver.cuDevicePrimaryCtxRetain(ctypes.byref(context), device),
    )
    if any(step() != 0 for step in steps):
        return None
    try:
        if driver.cuCtxPushCurrent_v2(context) != 0:
            return None
        told = driver.cuMemGetInfo_v2(ctypes.byref(free), ctypes.byref(total))
        driver.cuCtxPopCurrent_v2(ctypes.byref(ctypes.c_void_p()))
        return int(free.value) if told == 0 else None
    finally:
        driver.cuDevicePrimaryCtxRelease_v2(device)
