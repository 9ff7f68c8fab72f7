"""Models that lie outside of the packages: are they there, and whole as far as names tell?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from worker.adapter import Compute, JobFailed

CT2_WHISPER_FILES = (
    "model.bin",
    "config.json",
    "tokenizer.json",
    "vocabulary.*",
)
"""What a folder of a Whisper model for CTranslate2 must hold. Without `tokenizer.json` the library would ask
the network for one. `preprocessor_config.json` is not among them: of the published models only those with 128
mel bands have it, and `speech.ct2.fit_features` makes up for it."""


def model_path(compute: Compute, title: str) -> Path:
    """Where the job's model lies. `title` is the engine's name; raises `JobFailed("model")` for none."""
    if compute.model_path is None:
        sentence = f"{title} needs a model. Download or import one first."
        raise JobFailed("model", f"no path for model {compute.model}", sentence, retriable=False)
    return compute.model_path


def require_files(path: Path, names: Sequence[str], title: str) -> None:
    """Raises `JobFailed("model")` that names the first file which the folder lacks, or which is empty.

    A name may hold `*`. `title` is what people call the model."""
    if not path.is_dir():
        sentence = f"The folder of the model {title} is gone. Download or import it again."
        raise JobFailed("model", f"no folder {path}", sentence, retriable=False)
    for name in names:
        found = [file for file in path.glob(name) if file.is_file()]
        if not any(file.stat().st_size > 0 for file in found):
            state = "empty" if found else "missing"
            sentence = f"The model {title} is incomplete: {name} is {state}. Remove it, then get it again."
            raise JobFailed("model", f"{path / name} is {state}", sentence, retriable=False)
