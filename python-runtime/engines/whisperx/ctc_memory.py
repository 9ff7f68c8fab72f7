"""Memory that is kept from one window to the next."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4
_USUAL_TRIM, _USUAL_MMAPS = 128 * 1024, 65_536
_NEVER = 2**31 - 1


@contextmanager
def kept_memory() -> Iterator[None]:
    """While it lasts, glibc keeps what the model's layers free, and gives it back at the end.

    Each layer's output is tens of megabytes; fetched from the system anew for every one, they cost 300,000
    page faults in 24 s of sound and 14 % of the processor's time. On other systems it does nothing."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is None or not hasattr(library, "mallopt") or not hasattr(library, "malloc_trim"):
        yield
        return
    library.mallopt(_M_MMAP_MAX, 0)
    library.mallopt(_M_TRIM_THRESHOLD, _NEVER)
    try:
        yield
    finally:
        library.mallopt(_M_MMAP_MAX, _USUAL_MMAPS)
        library.mallopt(_M_TRIM_THRESHOLD, _USUAL_TRIM)
        library.malloc_trim(0)
