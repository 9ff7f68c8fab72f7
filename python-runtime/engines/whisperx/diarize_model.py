"""pyannote's pipeline: checked, and loaded from its folder."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from speech.failures import as_job_failed
from speech.models import model_path
from worker.adapter import Compute, JobFailed

from .devices import torch_device
from .diarize_folder import check_folder

TITLE = "pyannote"


@dataclass(frozen=True)
class Rung:
    """One way to compute; the next one needs less memory."""

    device: str
    segmentation: int
    embedding: int


def rungs(device: str, wanted: int | None) -> list[Rung]:
    """What to try in turn. `wanted` is the batch that was asked for.

    The embedder is at its best with few windows: 37 times as fast with 4-8 as with 32 on a card of 12 GB, for
    its convolutions choose workspaces by the batch (10 GB were seen)."""
    if device == "cpu":
        first = Rung(device, wanted or 8, wanted or 4)
        return [first, Rung(device, 1, 1)]
    first = Rung(device, wanted or 32, wanted or 8)
    return [first, Rung(device, 4, 1), Rung("cpu", 8, 4)]


@dataclass(frozen=True)
class Loaded:
    compute: Compute
    """What it was loaded for."""
    name: str
    device: str
    pipeline: Any

    def settle(self, rung: Rung) -> None:
        import torch

        self.pipeline.to(torch.device(rung.device))
        self.pipeline.segmentation_batch_size = rung.segmentation
        self.pipeline.embedding_batch_size = rung.embedding


def wanted_of(compute: Compute) -> Compute:
    """What decides whether a loaded pipeline still serves."""
    return replace(compute, batch_size=None, precision=None)


def load(compute: Compute) -> Loaded:
    """About 6 s for the libraries the first time, 0.5 s for the networks. Raises `JobFailed`."""
    folder = model_path(compute, TITLE)
    name = compute.model or folder.name
    with quiet():
        import pyannote.audio
        import torch

        check_folder(folder, name)
        torch.set_num_threads(compute.threads)
        device = torch_device(compute.device)
        try:
            pipeline: Any = pyannote.audio.Pipeline.from_pretrained(folder)
        except Exception as error:
            failed = as_job_failed(error)
            if failed is not None:
                raise failed from error
            sentence = f"The model {name} cannot be read. Remove it, then get it again."
            message = f"{folder}: {type(error).__name__}: {error}"
            raise JobFailed("model", message, sentence, retriable=False) from error
    pipeline.legacy = False  # some folders ask for less than the whole answer
    _read_samples_as_needed(pipeline)
    return Loaded(compute, name, device, pipeline)


def _read_samples_as_needed(pipeline: Any) -> None:
    """Lets the pipeline take the file's own 16-bit samples, mapped, and make numbers of one batch at a time.

    It would hold four hours as 920 MB of floats."""
    segmentation, audio = pipeline._segmentation, pipeline._audio
    infer: Callable[[Any], Any] = segmentation.infer
    crop: Callable[..., tuple[Any, int]] = audio.crop

    def cropped(*asked: Any, **how: Any) -> tuple[Any, int]:
        wave, rate = crop(*asked, **how)
        return _floats(wave), rate

    segmentation.infer = lambda chunks: infer(_floats(chunks))
    audio.crop = cropped


def _floats(samples: Any) -> Any:
    import torch

    return samples.to(torch.float32) / 32768


@contextmanager
def quiet() -> Iterator[None]:
    """Without pages about a decoder that is not used (samples are handed over), and hints to developers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def exact_products(device: str) -> Iterator[None]:
    """pyannote wants products without TF32 and leaves the whole process without; the aligner likes them."""
    import torch

    if device == "cpu":
        yield
        return
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    kept = matmul.allow_tf32, cudnn.allow_tf32
    matmul.allow_tf32 = cudnn.allow_tf32 = False
    try:
        yield
    finally:
        matmul.allow_tf32, cudnn.allow_tf32 = kept
