"""The loaded models: made once, shared by all jobs."""

from __future__ import annotations

from dataclasses import dataclass

from speech.vad import VoiceDetector

from .models import DECODER, ENCODER, TOKENIZER, VOICE_DETECTOR, locate
from .recognise import Recogniser

MOST_THREADS = 3
"""Each recognising thread takes about 50 MB and its aligning child 45 MB: the worker stays under 500 MB."""


@dataclass(frozen=True)
class Models:
    voice: VoiceDetector
    recogniser: Recogniser


def load_models() -> Models:
    """0.4 s. Raises FileNotFoundError for a model file that is not there."""
    return Models(
        VoiceDetector(locate(VOICE_DETECTOR)),
        Recogniser(locate(ENCODER), locate(DECODER), locate(TOKENIZER)),
    )
