"""The recogniser's model: checked, and loaded on the best device."""

from __future__ import annotations

from dataclasses import dataclass, replace

from speech.ct2 import choose_batch, choose_device, choose_precision, folder_bytes, free_bytes
from speech.failures import as_job_failed
from speech.models import CT2_WHISPER_FILES, model_path, require_files
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Compute, JobFailed

from .pipeline import Pipeline, import_asr

TITLE = "WhisperX"


@dataclass(frozen=True)
class Loaded:
    compute: Compute
    """What it was loaded for."""
    name: str
    pipeline: Pipeline
    voice: VoiceDetector
    device: str
    bytes: int

    def batch(self, wanted: int | None) -> int:
        """How many windows fit, now that the model has taken its memory."""
        return choose_batch(self.device, self.bytes, free_bytes(self.device), wanted)


def wanted_of(compute: Compute) -> Compute:
    """What decides whether a loaded model still serves."""
    return replace(compute, batch_size=None)


def load(compute: Compute) -> Loaded:
    """About 5 s for the libraries the first time, then the reading of the weights. Raises `JobFailed`."""
    folder = model_path(compute, TITLE)
    name = compute.model or folder.name
    require_files(folder, CT2_WHISPER_FILES, name)
    import_asr()  # PyTorch brings the CUDA libraries that CTranslate2 then finds by their names
    import torch

    torch.set_num_threads(compute.threads)
    device = choose_device(compute.device)
    precision = choose_precision(device, compute.precision)
    try:
        pipeline = Pipeline(folder, device, precision, compute.threads)
    except Exception as error:
        failed = as_job_failed(error)
        if failed is not None:
            raise failed from error
        sentence = f"The model {name} cannot be read. Remove it, then get it again."
        message = f"{folder}: {type(error).__name__}: {error}"
        raise JobFailed("model", message, sentence, retriable=False) from error
    return Loaded(compute, name, pipeline, VoiceDetector(silero_path()), device, folder_bytes(folder))
