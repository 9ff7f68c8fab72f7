"""What the NVIDIA driver says of itself, without any library of an engine."""

from __future__ import annotations

import ctypes
import sys


def driver_version() -> tuple[int, int] | None:
    """The CUDA version of the NVIDIA driver; None without a driver."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return None
    version = ctypes.c_int()
    if driver.cuDriverGetVersion(ctypes.byref(version)) != 0:
        return None
    return version.value // 1000, version.value % 1000 // 10


def driver_trouble(driver: tuple[int, int], built: str | None, *, works: bool) -> str | None:
    """What to do where there is a driver and PyTorch cannot use it; None where it can or is not meant to."""
    if built is None or works:
        return None
    needed = tuple(int(part) for part in built.split(".")[:2])
    knows = f"The NVIDIA driver knows CUDA {driver[0]}.{driver[1]}"
    if driver < needed:
        return f"{knows}, the engine is made for {built}: update the driver, or choose another variant."
    return f"{knows}, and still no card can be used: restart the computer, or install the driver anew."
