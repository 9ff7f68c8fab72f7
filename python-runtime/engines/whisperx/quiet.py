"""What must be set before the first library of this engine is imported.

The host sets the same for its workers; here it holds for every way in which the engine is started."""

from __future__ import annotations

import logging
import os

_ENVIRONMENT = {
    # pyannote reports each file's length and the number of speakers asked for, unless told not to.
    "PYANNOTE_METRICS_ENABLED": "0",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # Spinning OpenMP threads starve small steps on a busy machine: 64 s instead of 6 for 101 s of sound.
    "OMP_WAIT_POLICY": "PASSIVE",
}

_TALKATIVE = ("whisperx", "faster_whisper", "pyannote", "speechbrain", "lightning", "matplotlib", "nltk")


def be_quiet() -> None:
    """No telemetry, no network, and warnings only."""
    os.environ.update(_ENVIRONMENT)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # WhisperX installs a handler of its own on the standard output unless it finds one.
    logging.getLogger("whisperx").addHandler(logging.NullHandler())
