"""Work done side by side, taken in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

_PATIENCE_S = 0.05

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_order(
    items: Iterable[Item],
    work: Callable[[Item, Callable[[], None]], Done],
    threads: int,
    check: Callable[[], None],
) -> Generator[Done, None, None]:
    """Yields `work(item, check)` in the order of the items, `threads` at a time.

    Takes at most `2 * threads` items more than it has given back, so a slow reader holds it up and memory
    stays flat. `check` is called here at least every 50 ms and may raise. When it does, or after any other
    error, the work that is under way is told by its own `check` and is not waited for: native code may need
    0.3 s more."""
    stop = threading.Event()

    def check_work() -> None:
        if stop.is_set():
            raise _Stopped

    pool = ThreadPoolExecutor(threads, thread_name_prefix="recognise")
    waiting: deque[Future[Done]] = deque()
    try:
        for item in items:
            check()
            waiting.append(pool.submit(work, item, check_work))
            while waiting and (len(waiting) > 2 * threads or waiting[0].done()):
                yield _result(waiting.popleft(), check)
        while waiting:
            yield _result(waiting.popleft(), check)
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


class _Stopped(Exception):
    """Ends a thread whose result nobody takes."""


def _result(future: Future[Done], check: Callable[[], None]) -> Done:
    while True:
        check()
        try:
            return future.result(timeout=_PATIENCE_S)
        except NotYet:
            if future.done():
                raise
