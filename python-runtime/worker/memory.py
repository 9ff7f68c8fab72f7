"""Resident memory of this process and its descendants, without any package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def give_back_freed() -> None:
    """Makes glibc return what native libraries free: without this each thread keeps a heap of its own, and a
    worker grows by 60 MB with every few jobs. Call before the first thread. Elsewhere it does nothing."""
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl has none
        mallopt(-8, 2)  # M_ARENA_MAX
        mallopt(-3, 1 << 20)  # M_MMAP_THRESHOLD: fixed, else it grows to 32 MB


def resident_bytes(own: int, children: Iterable[int]) -> int:
    """The sum over the process and its descendants; 0 where the system does not tell.

    Pages that two processes share are counted twice."""
    if sys.platform == "linux":
        return sum(_linux(pid) for pid in _linux_family(own))
    if sys.platform == "win32":
        return sum(_windows(pid) for pid in (own, *children))
    return _posix((own, *children))


def _linux_family(pid: int) -> list[int]:
    family = [pid]
    for member in family:
        # A child is listed under the thread that started it.
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                family += [int(child) for child in children.read_text().split()]
            except OSError:
                continue  # that thread has just ended
    return family


def _linux(pid: int) -> int:
    import resource

    try:
        with open(f"/proc/{pid}/statm") as stream:
            return int(stream.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0  # it has just ended


def _posix(pids: tuple[int, ...]) -> int:
    asked = ["ps", "-o", "rss=", "-p", ",".join(map(str, pids))]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return sum(int(kilobytes) * 1024 for kilobytes in listed.split())


def _windows(pid: int) -> int:
    if sys.platform != "win32":
        return 0
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in (
                    "PeakWorkingSetSize",
                    "WorkingSetSize",
                    "QuotaPeakPagedPoolUsage",
                    "QuotaPagedPoolUsage",
                    "QuotaPeakNonPagedPoolUsage",
                    "QuotaNonPagedPoolUsage",
                    "PagefileUsage",
                    "PeakPagefileUsage",
                )
            ),
        ]

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.K32GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return 0
    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
    kernel.CloseHandle(handle)
    return int(counters.WorkingSetSize)
