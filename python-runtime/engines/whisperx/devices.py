"""The device for what PyTorch computes."""

from __future__ import annotations

import re
from functools import cache

from speech.failures import as_job_failed
from worker.adapter import JobFailed

_CARD = re.compile(r"cuda(?::(\d+))?")


def torch_device(wanted: str) -> str:
    """`cpu`, or `cuda:N` after a product on it came out right; `auto`: the first that works, else the CPU.

    Raises `JobFailed("device")` when a card was asked for by name and does not work. Imports PyTorch."""
    if wanted == "cpu":
        return wanted
    if wanted == "auto":
        return "cuda:0" if card_trouble(0) is None else "cpu"
    found = _CARD.fullmatch(wanted)
    if found is None:
        sentence = f"There is no device {wanted[:40]}."
        raise JobFailed("device", f"no device {wanted}", sentence, retriable=False)
    index = int(found[1] or 0)
    trouble = card_trouble(index)
    if trouble is not None:
        raise trouble
    return f"cuda:{index}"


def card_trouble(index: int) -> JobFailed | None:
    """Why PyTorch cannot compute on this card; None: it did. Remembered when it can."""
    try:
        _prove(index)
    except JobFailed as trouble:
        return trouble
    except (RuntimeError, AssertionError, OSError) as error:
        return as_job_failed(error) or JobFailed(
            "device", f"cuda:{index}: {error}", "The graphics card cannot be used.", retriable=False
        )
    return None


@cache
def _prove(index: int) -> None:
    """A real product: `is_available` also says yes to cards for which this build has no kernels."""
    import torch

    if not torch.cuda.is_available():
        built = torch.version.cuda
        message = f"no CUDA device; PyTorch {torch.__version__}, built for CUDA {built}"
        sentence = (
            "The variant of the engine for graphics cards is not installed."
            if built is None
            else "No usable NVIDIA graphics card was found, or its driver is too old."
        )
        raise JobFailed("device", message, sentence, retriable=False)
    if index >= torch.cuda.device_count():
        message = f"cuda:{index} of {torch.cuda.device_count()} devices"
        raise JobFailed("device", message, "There is no such graphics card.", retriable=False)
    ones = torch.ones(64, 64, device=f"cuda:{index}")
    if float((ones @ ones).sum()) != 64.0**3:
        sentence = "The graphics card computes wrongly."
        raise JobFailed("device", f"cuda:{index} computes wrongly", sentence, retriable=False)
