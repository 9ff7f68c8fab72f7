"""Dying with the host. The end of standard input is the rule (`session.py`); here is what else it takes."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
import time

STUCK_S = 15.0
"""A worker whose interpreter does not run for this long cannot hear its host. The host ends one that was
silent for 12 s, so the two never disagree about a worker that is only slow."""

_POLL_S = 1.0


def die_with_parent() -> None:
    """On Linux the kernel ends this process with its parent, even while native code holds the lock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's to hear; it tells by closing the pipe
    if sys.platform == "linux":
        import ctypes

        parent = os.getppid()
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # 1 = PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(0)  # it died before the kernel was told


def watch() -> None:
    """Starts the watchdog: where the kernel has no such signal, a stuck or orphaned worker ends itself.

    `faulthandler`'s timer is a native thread: it needs no interpreter's lock and says where that was."""
    threading.Thread(target=_keep_alive, name="lifeline", daemon=True).start()


def _keep_alive() -> None:
    parent = os.getppid()
    while True:
        faulthandler.dump_traceback_later(STUCK_S, exit=True, file=2)
        time.sleep(_POLL_S)
        if os.getppid() != parent:
            os._exit(0)
