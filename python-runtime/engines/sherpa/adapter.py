"""Speakers by sherpa-onnx, with models that need no account. See `worker/adapter.py` for the interface."""

from __future__ import annotations

from worker.adapter import (
    Check,
    Children,
    Compute,
    Context,
    DiarizeJob,
    JobFailed,
    Slot,
    Speakers,
    Unable,
)

from .diarize import asked, diarize
from .models import Networks, networks
from .process import Library, not_cancelled

DIARIZER = "sherpa"


def open_engine(children: Children) -> Sherpa:
    return Sherpa(children)


class Sherpa(Unable):
    def __init__(self, children: Children) -> None:
        self._library = Library(children)

    def load(self, _slot: Slot, compute: Compute) -> str:
        found = _networks(compute)
        self._library.ask(asked("load", found, compute.threads), not_cancelled)
        return found.id

    def diarize(self, job: DiarizeJob, context: Context) -> Speakers:
        if job.diarizer != DIARIZER:
            message = f"no diarizer {job.diarizer}"
            raise JobFailed("model", message, f"This engine has one way, {DIARIZER}.", retriable=False)
        return diarize(job, _networks(job.compute), self._library, context)

    def probe(self) -> list[Check]:
        """The library comes without a model, so there is nothing to compute; it is loaded and spoken to."""
        try:
            import sherpa_onnx  # type: ignore[import-untyped]

            config = sherpa_onnx.OfflineSpeakerDiarizationConfig(
                segmentation=sherpa_onnx.OfflineSpeakerSegmentationModelConfig(),
                embedding=sherpa_onnx.SpeakerEmbeddingExtractorConfig(),
                clustering=sherpa_onnx.FastClusteringConfig(),
            )
            if config.validate():
                raise ValueError("takes no model for a model")
        except (ImportError, OSError, ValueError) as error:
            return [Check("library", False, f"{type(error).__name__}: {error}")]
        return [Check("library", True, "loads, and refuses an empty model")]


def _networks(compute: Compute) -> Networks:
    if compute.device not in ("auto", "cpu"):
        message = f"no device {compute.device}"
        raise JobFailed("device", message, "This engine computes on the CPU only.", retriable=False)
    return networks(compute)
