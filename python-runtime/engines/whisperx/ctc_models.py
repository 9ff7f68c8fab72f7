"""wav2vec2 models with letters: from a Hugging Face folder, or the file of one of torchaudio's bundles."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from speech.alphabet import Alphabet, alphabet_of
from speech.failures import as_job_failed
from worker.adapter import JobFailed

from .ctc_folder import build, normalises, read_json, read_vocabulary
from .ctc_unusable import unusable

_BUNDLE_FILES = (".pth", ".pt")
_FIRST_WITH_FAST_HALF = 7
_STEPS = ("EncoderLayer", "ConvLayer")
"""Parts of a model's class names before which a job looks whether it is still wanted."""


@dataclass
class Aligner:
    """A loaded model and how to feed it."""

    path: Path
    kind: str
    """Who built it, as WhisperX calls them: `huggingface` or `torchaudio`."""
    net: Any
    vocabulary: Mapping[str, int]
    alphabet: Alphabet
    normalise: bool
    """Each window to mean 0 and variance 1, as in training."""
    device: str

    def logits(self, waves: torch.Tensor) -> torch.Tensor:
        """Waves (windows, samples) of equal length to (windows, frames, columns)."""
        if self.normalise:
            centred = waves - waves.mean(dim=1, keepdim=True)
            waves = centred / torch.sqrt(waves.var(dim=1, unbiased=False, keepdim=True) + 1e-7)
        given = waves.to(self.device, self.dtype)
        answer = self.net(given)
        found: torch.Tensor = answer.logits if self.kind == "huggingface" else answer[0]
        return found

    @property
    def dtype(self) -> torch.dtype:
        kind: torch.dtype = next(self.net.parameters()).dtype
        return kind

    def compute_in(self, precision: torch.dtype) -> None:
        """Half precision holds all that matters of these weights, so nothing is loaded again for float32."""
        if self.dtype != precision:
            self.net.to(precision)

    def move_to_cpu(self) -> None:
        self.net.to("cpu").float()
        self.device = "cpu"


@contextlib.contextmanager
def interruptible(aligner: Aligner, check: Callable[[], None]) -> Iterator[None]:
    """While it lasts, `check` is called before every layer of the model; what it raises ends the work."""

    def before(_module: object, _given: object) -> None:
        check()

    layers = [m for m in aligner.net.modules() if any(step in type(m).__name__ for step in _STEPS)]
    handles = [layer.register_forward_pre_hook(before) for layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def precision_of(device: str, wanted: str | None) -> torch.dtype:
    """float32 on a CPU; on a graphics card float16, unless it is too old to be fast with it (before Volta) or
    float32 is wanted. Other names are those of CTranslate2, which these models do not know."""
    if device == "cpu" or wanted == "float32":
        return torch.float32
    major, _ = torch.cuda.get_device_capability(device)
    return torch.float16 if major >= _FIRST_WITH_FAST_HALF else torch.float32


def load_aligner(path: Path, device: str, precision: torch.dtype) -> Aligner:
    """Loads onto `device`; never asks the network. Raises `JobFailed("model")` that names what is missing."""
    try:
        aligner = _load_folder(path) if path.is_dir() else _load_file(path)
        aligner.net.eval().requires_grad_(False)
        if device != "cpu":
            aligner.net.to(device, precision)
            aligner.device = device
        return aligner
    except JobFailed:
        raise
    except Exception as error:  # what reading a damaged model raises is as varied as its formats
        failed = as_job_failed(error)
        if failed is not None:
            raise failed from error
        raise unusable(f"{path}: {type(error).__name__}: {error}", "it cannot be read") from error


def _load_folder(path: Path) -> Aligner:
    config = read_json(path / "config.json")
    vocabulary = read_vocabulary(path)
    net, kind = build(path, config)
    size = net.aux.out_features if kind == "torchaudio" else int(net.config.vocab_size)
    blank = config.get("pad_token_id")
    alphabet = alphabet_of(vocabulary, blank if isinstance(blank, int) else None, size)
    return Aligner(path, kind, net, vocabulary, alphabet, normalises(path, config), "cpu")


def _load_file(path: Path) -> Aligner:
    if not path.is_file():
        raise unusable(f"nothing at {path}", "its files are gone")
    if path.suffix not in _BUNDLE_FILES:
        raise unusable(f"not a model: {path.name}", "it is neither a folder nor a .pth file")
    state = torch.load(path, map_location="cpu", weights_only=True)
    if not isinstance(state, dict) or "aux.weight" not in state:
        raise unusable(f"no letters in {path.name}", "it does not know letters")

    from torchaudio.models import wav2vec2_model

    bundle = _bundle_of(path.name, state)
    labels = bundle.get_labels()
    if len(state["aux.weight"]) != len(labels):
        keep = [row for row in range(len(state["aux.weight"])) if row not in bundle._remove_aux_axis]
        for key in ("aux.weight", "aux.bias"):
            state[key] = state[key][keep]
    net = wav2vec2_model(**bundle._params)
    net.load_state_dict(state)
    vocabulary = {label: column for column, label in enumerate(labels)}
    alphabet = alphabet_of(vocabulary, 0, len(labels))
    return Aligner(path, "torchaudio", net, vocabulary, alphabet, bool(bundle._normalize_waveform), "cpu")


def _bundle_of(name: str, state: Mapping[str, torch.Tensor]) -> Any:
    """The description of a file of weights: by its name, else the first that its weights fit."""
    from torchaudio import pipelines

    known = [getattr(pipelines, each) for each in pipelines.__all__]
    spoken = [bundle for bundle in known if type(bundle) is pipelines.Wav2Vec2ASRBundle]
    for bundle in spoken:
        if Path(bundle._path).name == name:
            return bundle
    rows, width = state["aux.weight"].shape
    for bundle in spoken:
        fits = len(bundle.get_labels()) in (rows, rows - len(bundle._remove_aux_axis))
        if fits and bundle._params["encoder_embed_dim"] == width:
            return bundle
    raise unusable(f"{rows} letters of {width} fit no known model", "it is of no known kind")
