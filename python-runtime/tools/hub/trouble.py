"""What can go wrong between us and a hub, in the words of the protocol."""

from __future__ import annotations

import errno
import re
import ssl
import time
from collections.abc import Callable
from typing import Literal, TypeVar

import httpx2
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from .request import Patience

Code = Literal["network", "tls", "gated", "token", "missing", "disk", "hash", "internal"]

T = TypeVar("T")

_LONGEST_PAUSE_S = 60.0
_BUSY = (408, 425, 429, 500, 502, 503, 504)


class Trouble(Exception):
    """`detail` is a clause for people: no stack, no secret. `pause_s`: what the server asks for."""

    def __init__(self, code: Code, detail: str, *, passing: bool = False, pause_s: float = 0.0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Code = code
        self.detail = detail
        self.passing = passing
        self.pause_s = pause_s


def trouble_of(error: Exception, what: str) -> Trouble:
    """`what` names what was asked for. Anything unforeseen is `internal`."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, GatedRepoError):
        return Trouble("gated", what)
    if isinstance(error, (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError)):
        return Trouble("missing", what)
    if isinstance(error, HfHubHTTPError):
        return _of_answer(error.response, what)
    if isinstance(error, httpx2.HTTPStatusError):
        return _of_answer(error.response, what)
    return _of_line(error, what)


def _of_answer(response: httpx2.Response, what: str) -> Trouble:
    status = response.status_code
    if status == 401:
        return Trouble("token", what)
    # A gateway in between refuses, too, but without the hub's own word for it.
    if status == 403 and "X-Error-Code" in response.headers:
        return Trouble("gated", what)
    if status == 404:
        return Trouble("missing", what)
    passing = status in _BUSY
    return Trouble(
        "network",
        f"{response.url.host} answers with {status}",
        passing=passing,
        pause_s=_asked_pause(response),
    )


def _asked_pause(response: httpx2.Response) -> float:
    try:
        return min(_LONGEST_PAUSE_S, max(0.0, float(response.headers.get("Retry-After", "0"))))
    except ValueError:
        return 0.0  # a date: our own pauses will do


def _of_line(error: Exception, what: str) -> Trouble:
    chain = list(_causes(error))
    if any(isinstance(each, ssl.SSLError) for each in chain):
        said = next((str(each) for each in chain if isinstance(each, ssl.SSLCertVerificationError)), "")
        return Trouble("tls", _short(said or str(error)))
    if isinstance(error, httpx2.ProxyError):
        return Trouble("network", f"the proxy refuses: {_short(str(error))}")
    if isinstance(error, httpx2.TimeoutException):
        return Trouble("network", "there was no answer for too long", passing=True)
    if isinstance(error, httpx2.TransportError):
        return Trouble("network", _said(error), passing=True)
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Trouble("disk", "full")
        return Trouble("disk", error.strerror or str(error))
    return Trouble("internal", f"{what}: {type(error).__name__}: {_short(str(error))}")


def _said(error: httpx2.TransportError) -> str:
    """The system's words without its number, with the server that it is about."""
    words = re.sub(r"^\[Errno -?\d+\] ", "", _short(str(error))) or "the connection broke"
    try:
        return f"{error.request.url.host}: {words}"
    except RuntimeError:
        return words  # it knows no request


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:160]}…"


class Turns:
    """Counts attempts since something last arrived, and waits between them."""

    def __init__(self, patience: Patience, on_wait: Callable[[float, str], None]) -> None:
        self._patience = patience
        self._on_wait = on_wait
        self._failed = 0

    def arrived(self) -> None:
        self._failed = 0

    def again(self, trouble: Trouble) -> None:
        """Waits when another attempt makes sense; raises the trouble otherwise."""
        self._failed += 1
        if not trouble.passing or self._failed >= self._patience.attempts:
            raise trouble
        pause_s = max(self._patience.first_pause_s * 2 ** (self._failed - 1), trouble.pause_s)
        self._on_wait(pause_s, trouble.detail)
        time.sleep(min(pause_s, _LONGEST_PAUSE_S))


def patiently(turns: Turns, what: str, call: Callable[[], T]) -> T:
    """The answer of a call that may fail in passing."""
    while True:
        try:
            return call()
        except Exception as error:
            turns.again(trouble_of(error, what))
