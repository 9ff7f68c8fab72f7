"""wav2vec2 models from a Hugging Face folder.

Most are of one shape, which torchaudio builds too: it is imported in half a second, Transformers in five.
Models of other families, and those with parts that torchaudio lacks, are built by Transformers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch.nn.utils import parametrize

from speech.windows import FRAME

from .ctc_unusable import unusable

_BUILT_HERE = {"wav2vec2": "wav2vec2.", "hubert": "hubert."}
"""By model type, what the names of its weights begin with."""

_BY_TRANSFORMERS = frozenset({"wav2vec2-conformer", "wavlm", "unispeech", "unispeech-sat", "data2vec-audio"})
"""They hear raw samples too."""

_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_HEAD = "lm_head."


def read_json(path: Path) -> dict[str, Any]:
    """An object from a file; raises `JobFailed("model")` that names it."""
    if not path.is_file() or not path.stat().st_size:
        raise unusable(f"no {path}", f"{path.name} is missing")
    try:
        read = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise unusable(f"{path}: {error}", f"{path.name} is damaged") from error
    if not isinstance(read, dict):
        raise unusable(f"{path} is not an object", f"{path.name} is damaged")
    return read


def read_vocabulary(folder: Path) -> dict[str, int]:
    """Tokens and their columns."""
    vocabulary = read_json(folder / "vocab.json")
    added = folder / "added_tokens.json"
    if added.is_file():
        vocabulary |= read_json(added)
    if not all(isinstance(column, int) for column in vocabulary.values()):
        raise unusable("vocab.json holds several languages", "it has a vocabulary for each of many languages")
    return {str(token): int(column) for token, column in vocabulary.items()}


def normalises(folder: Path, config: Mapping[str, Any]) -> bool:
    """Whether the model was trained on windows of mean 0 and variance 1."""
    by_layer = config.get("feat_extract_norm") == "layer"
    prepare = folder / "preprocessor_config.json"
    return bool(read_json(prepare).get("do_normalize", by_layer)) if prepare.is_file() else by_layer


def build(folder: Path, config: Mapping[str, Any]) -> tuple[Any, str]:
    """The model, and who built it as WhisperX names them: `torchaudio` or `huggingface`."""
    family = str(config.get("model_type"))
    if family not in _BUILT_HERE and family not in _BY_TRANSFORMERS:
        raise unusable(f"model_type {family}", f"a model of the kind {family[:40]} cannot align")
    if not _weight_files(folder):
        raise unusable(f"no weights in {folder}", f"its weights are missing ({_WEIGHTS[0]})")
    if _is_plain(config):
        return _build_with_torchaudio(folder, config, _BUILT_HERE[family]), "torchaudio"
    return _build_with_transformers(folder), "huggingface"


def _is_plain(config: Mapping[str, Any]) -> bool:
    return (
        config.get("model_type") in _BUILT_HERE
        and not config.get("add_adapter", False)
        and config.get("adapter_attn_dim") is None
        and not config.get("conv_pos_batch_norm", False)
        and config.get("feat_proj_layer_norm", True)
        and config.get("hidden_act", "gelu") == "gelu"
        and config.get("feat_extract_activation", "gelu") == "gelu"
    )


def _build_with_torchaudio(folder: Path, config: Mapping[str, Any], prefix: str) -> Any:
    from torchaudio.models import wav2vec2_model

    state = _read_weights(folder)
    layers = list(
        zip(
            _conv(config, "conv_dim"), _conv(config, "conv_kernel"), _conv(config, "conv_stride"), strict=True
        )
    )
    _check_step([stride for _, _, stride in layers])
    head = state.get(f"{_HEAD}weight")
    if head is None:
        raise unusable(f"no letters in {folder}", "it does not know letters")
    net = wav2vec2_model(
        extractor_mode=f"{config.get('feat_extract_norm', 'group')}_norm",
        extractor_conv_layer_config=layers,
        extractor_conv_bias=bool(config.get("conv_bias", False)),
        encoder_embed_dim=int(config["hidden_size"]),
        encoder_projection_dropout=0.0,
        encoder_pos_conv_kernel=int(config.get("num_conv_pos_embeddings", 128)),
        encoder_pos_conv_groups=int(config.get("num_conv_pos_embedding_groups", 16)),
        encoder_num_layers=int(config["num_hidden_layers"]),
        encoder_num_heads=int(config["num_attention_heads"]),
        encoder_attention_dropout=0.0,
        encoder_ff_interm_features=int(config["intermediate_size"]),
        encoder_ff_interm_dropout=0.0,
        encoder_dropout=0.0,
        encoder_layer_norm_first=bool(config.get("do_stable_layer_norm", False)),
        encoder_layer_drop=0.0,
        aux_num_out=len(head),
    )
    renamed = {_renamed(name, prefix): weight.float() for name, weight in state.items() if not _unused(name)}
    net.load_state_dict(_without_weight_norm(net, renamed), assign=True)
    return net


def _conv(config: Mapping[str, Any], name: str) -> list[int]:
    usual = {
        "conv_dim": [512] * 7,
        "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
        "conv_stride": [5, 2, 2, 2, 2, 2, 2],
    }
    return [int(value) for value in config.get(name, usual[name])]


def _check_step(strides: list[int]) -> None:
    step = 1
    for stride in strides:
        step *= stride
    if step != FRAME:
        raise unusable(f"a frame is {step} samples", "it hears in other steps than 20 ms")


def _renamed(name: str, prefix: str) -> str:
    """Transformers' name of a weight as torchaudio's."""
    if name.startswith(_HEAD):
        return f"aux.{name.removeprefix(_HEAD)}"
    inner = name.removeprefix(prefix)
    if inner.startswith("feature_extractor."):
        return inner
    if inner.startswith("feature_projection."):
        return f"encoder.{inner}"
    return f"encoder.transformer.{inner.removeprefix('encoder.')}"


def _unused(name: str) -> bool:
    return name.endswith(("masked_spec_embed", "position_ids"))


def _without_weight_norm(net: Any, state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The convolution of positions is stored as length and direction, under two generations of names.
    They are multiplied once here, not in each forward pass."""
    convolution = net.encoder.transformer.pos_conv_embed.conv
    if parametrize.is_parametrized(convolution, "weight"):
        parametrize.remove_parametrizations(convolution, "weight")
    else:
        torch.nn.utils.remove_weight_norm(convolution)
    at = "encoder.transformer.pos_conv_embed.conv."
    length = state.pop(f"{at}weight_g", None)
    direction = state.pop(f"{at}weight_v", None)
    if length is None or direction is None:
        length = state.pop(f"{at}parametrizations.weight.original0")
        direction = state.pop(f"{at}parametrizations.weight.original1")
    axes = [axis for axis in range(direction.dim()) if length.shape[axis] == 1]
    state[f"{at}weight"] = direction * (length / direction.norm(dim=axes, keepdim=True))
    return state


def _build_with_transformers(folder: Path) -> Any:
    from transformers import AutoModelForCTC

    net = AutoModelForCTC.from_pretrained(
        str(folder), local_files_only=True, trust_remote_code=False, dtype=torch.float32
    )
    _check_step([net.config.inputs_to_logits_ratio])
    return net


def _weight_files(folder: Path) -> list[Path]:
    """One file, or the parts that an index names; safetensors before pickles."""
    for name in _WEIGHTS:
        whole, index = folder / name, folder / f"{name}.index.json"
        if whole.is_file():
            return [whole]
        if index.is_file():
            parts = sorted(set(read_json(index)["weight_map"].values()))
            for part in parts:
                if Path(part).name != part or not (folder / part).is_file():
                    raise unusable(f"no {part} in {folder}", f"{part} is missing")
            return [folder / part for part in parts]
    return []


def _read_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Never runs code from a file: pickles are read with torch's list of allowed types."""
    state: dict[str, torch.Tensor] = {}
    for file in _weight_files(folder):
        if file.suffix == ".safetensors":
            from safetensors.torch import load_file

            state |= load_file(file)
        else:
            state |= torch.load(file, map_location="cpu", weights_only=True)
    return state
