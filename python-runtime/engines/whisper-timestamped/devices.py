"""On what torch computes, and how precisely."""

from __future__ import annotations

import re

from speech.failures import as_job_failed
from worker.adapter import JobFailed


def choose_device(wanted: str) -> str:
    """`cpu`, or `cuda:N` after a product on it came out right. Raises `JobFailed("device")`."""
    if wanted == "cpu":
        return wanted
    if wanted != "auto" and re.fullmatch(r"cuda(:\d+)?", wanted) is None:
        message = f"no device {wanted}"
        raise JobFailed("device", message, f"There is no device {wanted[:40]}.", retriable=False)
    device = "cuda:0" if wanted in ("auto", "cuda") else wanted
    trouble = _trouble(device)
    if trouble is None:
        return device
    if wanted == "auto":
        return "cpu"
    raise trouble


def halves(precision: str | None, device: str) -> bool:
    """Whether to compute in float16. Raises `JobFailed("compute")` for what torch's Whisper cannot do."""
    if precision is None:
        return device != "cpu"
    if precision == "float32":
        return False
    if precision == "float16" and device != "cpu":
        return True
    sentence = f"Here this engine cannot compute in {precision[:40]}. Choose float32"
    sentence += "." if device == "cpu" else " or float16."
    raise JobFailed("compute", f"{precision} on {device}", sentence, retriable=False)


def _trouble(device: str) -> JobFailed | None:
    import torch

    sentence = "No usable NVIDIA graphics card was found."
    if not torch.cuda.is_available():
        return JobFailed("device", "torch.cuda is not available", sentence, retriable=False)
    try:
        ones = torch.ones(64, 64, device=device, dtype=torch.float16)
        right = bool(((ones @ ones) == 64).all().item())
    except (RuntimeError, AssertionError) as error:
        return as_job_failed(error) or JobFailed("device", str(error), sentence, retriable=False)
    if right:
        return None
    return JobFailed(
        "device", f"{device} computes wrongly", "The graphics card computes wrongly.", retriable=False
    )
