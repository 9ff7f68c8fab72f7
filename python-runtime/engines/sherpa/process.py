"""The library's process: started when needed, ended by a cancel."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from worker.adapter import Child, ChildDied, Children, JobFailed

_LOOK_S = 0.05
"""How often a cancel is looked for while the library works."""


class Library:
    """Asks the child one thing at a time; what was loaded in it is gone when it was ended."""

    def __init__(self, children: Children) -> None:
        self._children = children
        self._child: Child | None = None

    def ask(self, request: dict[str, object], waiting: Callable[[float], None]) -> Any:
        """`waiting` is told the share that is done, 0 to 1, often; if it raises, the child ends.

        Raises JobFailed where the child died: the library ends its process at what it does not like."""
        if self._child is None:
            self._child = self._children("block")
        child, answers = self._child, list[object]()

        def wait() -> None:
            try:
                answers.append(child.ask(request))
            except ChildDied as error:
                answers.append(error)

        with tempfile.TemporaryDirectory() as folder:
            progress = Path(folder) / "progress"
            request["progress"] = str(progress)
            waiter = threading.Thread(target=wait, name="library", daemon=True)
            waiter.start()
            try:
                share = 0.0
                while waiter.is_alive():
                    waiter.join(_LOOK_S)
                    share = max(share, _share(progress))
                    waiting(share)
            except BaseException:
                self.end()
                waiter.join()
                raise
        (answer,) = answers
        if isinstance(answer, ChildDied):
            self.end()
            sentence = "The speaker library gave up on this recording or its model."
            raise JobFailed("internal", f"the library's process died: {answer}", sentence, retriable=True)
        return answer

    def end(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


def _share(progress: Path) -> float:
    """What the child wrote last; 0 for nothing yet, or for a number half written."""
    try:
        return float(progress.read_text())
    except (OSError, ValueError):
        return 0.0


def not_cancelled(_share: float) -> None:
    """For asking where nobody can cancel."""
