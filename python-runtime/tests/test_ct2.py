"""What CTranslate2 engines share: which files, which device and precision, how many at once, whose fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.ct2 import BATCHES, choose_batch, device_index, pick_precision
from speech.failures import as_job_failed
from speech.models import CT2_WHISPER_FILES, model_path, require_files
from worker.adapter import Compute, JobFailed

GB = 1_000_000_000
LARGE = 3_100_000_000
BASE = 145_000_000


def test_an_unset_precision_is_int8_on_the_cpu_and_float16_on_a_card() -> None:
    assert pick_precision("cpu", None, frozenset(("int8", "int8_float32", "float32"))) == "int8"
    turing = frozenset(("int8_float32", "int8_float16", "float16", "int8", "float32"))
    assert pick_precision("cuda:0", None, turing) == "float16"


def test_a_card_without_float16_computes_in_what_it_has() -> None:
    assert pick_precision("cuda:0", None, frozenset(("int8", "int8_float32", "float32"))) == "int8_float32"
    assert pick_precision("cuda:1", None, frozenset(("float32",))) == "float32"


def test_a_precision_that_the_device_lacks_is_refused_with_what_it_has() -> None:
    with pytest.raises(JobFailed) as raised:
        pick_precision("cpu", "float16", frozenset(("int8", "float32")))
    assert raised.value.code == "compute"
    assert raised.value.detail == "The CPU cannot compute in float16. It can in int8, float32."


def test_devices_are_named_cuda_with_a_number() -> None:
    assert (device_index("cuda"), device_index("cuda:0"), device_index("cuda:12")) == (0, 0, 12)
    with pytest.raises(JobFailed) as raised:
        device_index("tpu:0")
    assert raised.value.code == "device"


def test_a_wanted_batch_is_taken_as_it_is() -> None:
    assert choose_batch("cuda:0", LARGE, 0, 24) == 24


def test_a_batch_fits_into_what_is_free() -> None:
    # large, float16, 8 GB card: 4.5 GB loaded, 3.5 free; the measured 8 items take 1.6.
    assert choose_batch("cuda:0", LARGE, int(3.5 * GB), None) == 8
    assert choose_batch("cuda:0", LARGE, 20 * GB, None) == 16
    assert choose_batch("cuda:0", LARGE, GB, None) == 2
    assert choose_batch("cuda:0", LARGE, 0, None) == 1
    assert choose_batch("cuda:0", BASE, int(1.5 * GB), None) == 16


def test_a_batch_never_shrinks_when_memory_or_a_smaller_model_gives_room() -> None:
    for device in ("cpu", "cuda:0"):
        for free in range(0, 20 * GB, GB // 4):
            here = choose_batch(device, LARGE, free, None)
            assert here in BATCHES
            assert here <= choose_batch(device, LARGE, free + GB // 4, None)
            assert here <= choose_batch(device, BASE, free, None)


def test_without_a_word_on_free_memory_a_batch_is_small() -> None:
    assert choose_batch("cpu", LARGE, None, None) == 2
    assert choose_batch("cuda:0", LARGE, None, None) == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CUDA failed with error out of memory", "memory"),
        ("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED", "memory"),
        ("CUDA out of memory. Tried to allocate 2.00 GiB", "memory"),
        ("std::bad_alloc", "memory"),
        ("cuBLAS failed with status CUBLAS_STATUS_NOT_SUPPORTED", "compute"),
        ("CUDA error: no kernel image is available for execution on the device", "compute"),
        (
            "Requested float16 compute type, but the target device or backend do not support efficient "
            "float16 computation.",
            "compute",
        ),
        ("CUDA failed with error no CUDA-capable device is detected", "device"),
        ("CUDA failed with error CUDA driver version is insufficient for CUDA runtime version", "device"),
        ("Library libcublas.so.12 is not found or cannot be loaded", "device"),
        ("Library cublas64_12.dll is not found or cannot be loaded", "device"),
    ],
)
def test_the_text_of_an_exception_tells_whose_fault_it_is(text: str, code: str) -> None:
    failed = as_job_failed(RuntimeError(text))
    assert failed is not None
    assert failed.code == code
    assert text in str(failed)
    assert failed.retriable == (code == "memory")
    assert failed.detail is not None


def test_other_exceptions_are_not_explained_away() -> None:
    assert as_job_failed(KeyError("words")) is None
    assert as_job_failed(ValueError("shapes (3, 4) and (5,) do not match")) is None


def test_memory_of_the_computer_is_told_from_that_of_the_card() -> None:
    own = as_job_failed(MemoryError())
    card = as_job_failed(RuntimeError("CUDA failed with error out of memory"))
    assert own is not None
    assert card is not None
    assert (own.detail, card.detail) == (
        "The computer ran out of memory.",
        "The graphics card ran out of memory.",
    )


def test_a_model_folder_is_told_by_the_file_that_it_lacks(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_text("x")
    require_files(tmp_path, CT2_WHISPER_FILES, "base")

    (tmp_path / "vocabulary.txt").unlink()
    assert _sentence(tmp_path) == (
        "The model base is incomplete: vocabulary.* is missing. Remove it, then get it again."
    )
    (tmp_path / "tokenizer.json").write_text("")
    assert "tokenizer.json is empty" in _sentence(tmp_path)
    assert "folder of the model base is gone" in _sentence(tmp_path / "nowhere")


def test_no_model_at_all_is_said() -> None:
    with pytest.raises(JobFailed) as raised:
        model_path(Compute("base", None, "cpu", None, None, 2), "faster-whisper")
    assert (raised.value.code, raised.value.detail) == (
        "model",
        "faster-whisper needs a model. Download or import one first.",
    )


def _sentence(folder: Path) -> str:
    with pytest.raises(JobFailed) as raised:
        require_files(folder, CT2_WHISPER_FILES, "base")
    assert raised.value.code == "model"
    return raised.value.detail or ""
