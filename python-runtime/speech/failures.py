"""What native libraries say when they fail, in the worker's codes.

They all raise `RuntimeError` or `ValueError`, so the text is what tells them apart."""

from __future__ import annotations

from worker.adapter import FailureCode, JobFailed

_MEMORY = (
    "out of memory",
    "cublas_status_alloc_failed",
    "cudnn_status_alloc_failed",
    "cudaerrormemoryallocation",
    "failed to allocate memory",
    "bad_alloc",
    "cannot allocate memory",
    "not enough memory",
    "unable to allocate",
)
_COMPUTE = (
    "cublas_status_not_supported",
    "cublas_status_arch_mismatch",
    "no kernel image",
    "efficient float16",
    "efficient bfloat16",
    "efficient int8",
    "invalid compute type",
    "is not supported on this device",
    "do not support efficient",
)
_DEVICE = (
    "cuda-capable device",
    "driver version is insufficient",
    "no cuda",
    "cuda driver",
    "invalid device ordinal",
    "invalid device",
    "libcublas",
    "cublas64",
    "libcudnn",
    "cudnn64",
    "libcudart",
    "not compiled with cuda",
    "compiled with cuda support",
    "system not yet initialized",
    "all cuda-capable devices are busy",
    "device unavailable",
    "unspecified launch failure",
    "illegal memory access",
    "gpu is lost",
    "cublas_status_not_initialized",
)
_GRAPHICS = ("cuda", "cublas", "cudnn", "gpu")


def as_job_failed(error: BaseException) -> JobFailed | None:
    """The failure that a library's exception stands for; None when its text is of another kind.

    Look at memory first: "CUDA failed with error out of memory" names the device too."""
    if isinstance(error, JobFailed):
        return error
    text = f"{type(error).__name__}: {error}"
    plain = text.lower()
    if isinstance(error, MemoryError) or _any(plain, _MEMORY):
        where = "The graphics card" if _any(plain, _GRAPHICS) else "The computer"
        return _failed("memory", text, f"{where} ran out of memory.", error, retriable=True)
    if _any(plain, _COMPUTE):
        sentence = "This device cannot compute in this precision. Choose another, or the CPU."
        return _failed("compute", text, sentence, error, retriable=False)
    if _any(plain, _DEVICE):
        sentence = "The graphics card cannot be used: its driver is missing, too old, or in trouble."
        return _failed("device", text, sentence, error, retriable=False)
    return None


def _any(text: str, marks: tuple[str, ...]) -> bool:
    return any(mark in text for mark in marks)


def _failed(
    code: FailureCode, message: str, detail: str, cause: BaseException, *, retriable: bool
) -> JobFailed:
    failed = JobFailed(code, message, detail, retriable=retriable)
    failed.__cause__ = cause
    return failed
