"""On what ONNX Runtime computes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import onnxruntime as ort
from onnx_asr.onnx import OnnxSessionOptions

from worker.adapter import JobFailed

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"


def choices(device: str, available: Sequence[str]) -> list[str]:
    """The devices to try, the best first; `available` are the providers that the package was built with.

    Raises `JobFailed("device")` for one that cannot be had, without trying."""
    if device == "cpu":
        return ["cpu"]
    if device == "auto":
        return ["cuda:0", "cpu"] if CUDA in available else ["cpu"]
    if re.fullmatch(r"cuda(:\d+)?", device) is None:
        message = f"no device {device}"
        raise JobFailed("device", message, f"There is no device {device[:40]}.", retriable=False)
    if CUDA not in available:
        sentence = "The variant of the engine for graphics cards is not installed."
        raise JobFailed("device", f"{device} without {CUDA}", sentence, retriable=False)
    return [device if ":" in device else f"{device}:0"]


def options(device: str, threads: int) -> OnnxSessionOptions:
    """For one device out of `choices`. On a card only what it cannot do is left to the CPU."""
    session = ort.SessionOptions()
    session.intra_op_num_threads = max(1, threads)
    session.inter_op_num_threads = 1
    session.log_severity_level = 3
    # Waiting threads would burn a processor that the other engines need.
    session.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers: list[str | tuple[str, dict[Any, Any]]] = [CPU]
    if device != "cpu":
        card = {
            "device_id": int(device.partition(":")[2] or 0),
            # Chunks differ in length: doubling the arena at each would take twice what is needed.
            "arena_extend_strategy": "kSameAsRequested",
            # The exhaustive search runs anew for every new length: seconds each.
            "cudnn_conv_algo_search": "HEURISTIC",
        }
        providers = [(CUDA, card), CPU]
    return {"sess_options": session, "providers": providers}


def prepare(device: str) -> None:
    """Loads CUDA and cuDNN out of the packages that were installed beside this one: nothing of the system."""
    if device != "cpu":
        ort.preload_dlls()
