"""The models of the aligner `ctc`: how they are read, what they are given, what they take."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from aligning import MODELS, TONES, align, assert_times, cut_off, keep, part
from tones import in_row, sound

from speech.samples import Samples
from speech.windows import Span, Window
from worker.adapter import JobFailed


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(monkeypatch)


@pytest.mark.parametrize("model", ["aligner-tones", "aligner-layers"])
def test_batches_change_nothing_in_what_a_model_hears(model: str, tmp_path: Path) -> None:
    """Windows of one length, without padding, also where normalisation runs over all of a window."""
    said = in_row(["abc", "defg", "hij", "klmnop"] * 6, 200)
    path = keep(tmp_path, said, 20_000)
    aligner = part("ctc_models").load_aligner(MODELS / model, "cpu", torch.float32)
    emitter = part("ctc_emissions").Emitter(aligner, Samples(path, 320_000), None, print)
    cut = [Window(Span(at, at + 60), Span(at, at + 60)) for at in range(0, 600, 75)]
    alone = [emitter.emit([window], int)[0] for window in cut]
    emitter.frames = 1200
    together = emitter.emit(cut, int)
    stretched = [emitter._stretched(window.heard) for window in cut]
    assert {span.end - span.start for span in stretched} == {75}
    for window, span, batched in zip(cut, stretched, together, strict=True):
        emitter.frames = 1
        single = emitter.emit([Window(window.kept, span)], int)[0]
        assert np.abs(np.exp(single) - np.exp(batched)).max() < 1e-4
    assert all(a.shape == b.shape for a, b in zip(alone, together, strict=True))


def test_a_models_own_library_hears_the_same() -> None:
    """Folders are built without Transformers where torchaudio can; both give the same probabilities."""
    from transformers import AutoModelForCTC

    wave = torch.from_numpy(sound(in_row(["hello", "world"], 200), 2000))[None]
    for name in ("aligner-tones", "aligner-layers"):
        aligner = part("ctc_models").load_aligner(MODELS / name, "cpu", torch.float32)
        assert aligner.kind == "torchaudio"
        theirs = AutoModelForCTC.from_pretrained(
            MODELS / name, local_files_only=True, dtype=torch.float32
        ).eval()
        with torch.inference_mode():
            given = wave
            if aligner.normalise:
                given = (wave - wave.mean()) / torch.sqrt(wave.var(unbiased=False) + 1e-7)
            assert torch.allclose(aligner.logits(wave), theirs(given).logits, atol=1e-4)


def test_models_of_other_families_are_built_by_transformers(tmp_path: Path) -> None:
    from transformers import WavLMConfig, WavLMForCTC

    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    config = WavLMConfig(  # type: ignore[no-untyped-call]
        vocab_size=32,
        conv_dim=(16,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
        pad_token_id=0,
        **sizes,
    )
    WavLMForCTC(config).save_pretrained(tmp_path / "wavlm")
    shutil.copy(TONES / "vocab.json", tmp_path / "wavlm")
    heard = align(keep(tmp_path, [], 2000), [(0, 2000, "any words")], model=tmp_path / "wavlm")
    assert all(word.timing == "aligned" for word in heard.words())


def test_the_file_of_a_torchaudio_bundle_is_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The labels of the English one and our weights: found by the name of its file, or by their shape."""
    from torchaudio import pipelines

    tones = part("ctc_models").load_aligner(TONES, "cpu", torch.float32)
    real = pipelines.WAV2VEC2_ASR_BASE_960H
    params = {
        **real._params,
        "extractor_conv_layer_config": [
            (32, kernel, stride) for _, kernel, stride in real._params["extractor_conv_layer_config"]
        ],
        "encoder_embed_dim": 32,
        "encoder_pos_conv_kernel": 16,
        "encoder_pos_conv_groups": 4,
        "encoder_num_layers": 1,
        "encoder_num_heads": 2,
        "encoder_ff_interm_features": 64,
        "aux_num_out": 29,
    }
    tiny = dataclasses.replace(real, _path="tiny_ls960.pth", _params=params)
    monkeypatch.setattr(pipelines, "TINY", tiny, raising=False)
    monkeypatch.setattr(pipelines, "__all__", [*pipelines.__all__, "TINY"])
    state = tones.net.state_dict()
    order = [tones.vocabulary["<pad>" if label == "-" else label] for label in tiny.get_labels()]
    unused = [1, 2, 3]
    rows = [order[0], *unused, *order[1:]]
    for key in ("aux.weight", "aux.bias"):
        state[key] = state[key][rows]
    weight = state.pop("encoder.transformer.pos_conv_embed.conv.weight")
    length = weight.norm(dim=(0, 1), keepdim=True)
    for name, value in (("original0", length), ("original1", weight)):
        state[f"encoder.transformer.pos_conv_embed.conv.parametrizations.weight.{name}"] = value
    said = in_row(["from", "a", "single", "file"], 300)
    audio = keep(tmp_path, said, 5000)
    for name in ("tiny_ls960.pth", "renamed.pth"):
        torch.save(state, tmp_path / name)
        heard = align(audio, [(200, 4900, "From a single file!")], model=tmp_path / name)
        assert_times(heard.words(), said)


def broken(folder: Path, name: str, content: bytes | None) -> Path:
    model = folder / f"broken-{name}"
    shutil.copytree(TONES, model)
    (model / name).unlink()
    if content is not None:
        (model / name).write_bytes(content)
    return model


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("config.json", None, "config.json is missing"),
        ("vocab.json", None, "vocab.json is missing"),
        ("vocab.json", b"", "vocab.json is missing"),
        ("vocab.json", b"{", "vocab.json is damaged"),
        ("vocab.json", b'{"eng": {"a": 1}}', "each of many languages"),
        ("model.safetensors", None, "weights are missing"),
        ("model.safetensors", b"junk", "cannot be read"),
        ("config.json", b'{"model_type": "whisper"}', "kind whisper cannot align"),
    ],
)
def test_a_model_that_is_not_whole_is_refused_by_name(
    name: str, content: bytes | None, told: str, tmp_path: Path
) -> None:
    with pytest.raises(JobFailed) as failed:
        align(keep(tmp_path, [], 500), [(0, 400, "word")], model=broken(tmp_path, name, content))
    assert failed.value.code == "model"
    assert told in str(failed.value.detail)


def test_a_pickle_that_runs_code_is_not_read(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "ran",)  # type: ignore[return-value]

    model = tmp_path / "evil"
    shutil.copytree(MODELS / "aligner-layers", model)
    torch.save({"lm_head.weight": Evil()}, model / "pytorch_model.bin")
    with pytest.raises(JobFailed):
        align(keep(tmp_path, [], 500), [(0, 400, "word")], model=model)
    assert not (tmp_path / "ran").exists()


def test_the_model_is_loaded_once_for_jobs_that_share_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = part("align")
    module.release()
    loads: list[Path] = []
    real = module.load_aligner

    def counting(path: Path, *rest: object) -> object:
        loads.append(path)
        return real(path, *rest)

    monkeypatch.setattr(module, "load_aligner", counting)
    audio = keep(tmp_path, [], 1000)
    for model in (TONES, TONES, MODELS / "aligner-layers", TONES):
        align(audio, [(0, 900, "word")], model=model)
    assert loads == [TONES, MODELS / "aligner-layers", TONES]


def test_memory_that_runs_out_halves_the_batch_and_then_moves_to_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that takes two windows at once, and later none: its library's own words."""
    emissions = part("ctc_emissions")
    said = in_row(["one", "two", "three", "four"], 200)
    path = keep(tmp_path, said, 8000)
    aligner = part("ctc_models").load_aligner(TONES, "cpu", torch.float32)
    warnings: list[tuple[str, str | None]] = []
    emitter = emissions.Emitter(aligner, Samples(path, 128_000), None, lambda *told: warnings.append(told))
    cut = [Window(Span(at, at + 75), Span(at, at + 75)) for at in range(0, 300, 75)]
    usual = emitter.emit(cut, int)
    most = 2
    real = emissions.emission_of

    def card(model: object, waves: np.ndarray) -> np.ndarray:
        if aligner.device != "cpu" and len(waves) > most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        device, aligner.device = aligner.device, "cpu"
        answer: np.ndarray = real(model, waves)
        aligner.device = device
        return answer

    monkeypatch.setattr(emissions, "emission_of", card)
    aligner.device, emitter.frames = "cuda:0", 2000
    for a, b in zip(usual, emitter.emit(cut, int), strict=True):
        assert np.allclose(a, b, atol=1e-4)
    assert [code for code, _ in warnings] == ["memory.smaller-batch"]
    most = 0
    assert len(emitter.emit(cut, int)) == 4
    assert [code for code, _ in warnings][-1] == "device.cpu"
    assert aligner.device == "cpu"


@pytest.mark.parametrize(
    ("free", "batch", "frames"),
    [
        (0, None, 600),
        (2_200_000_000, None, 5000),
        (80_000_000_000, None, 19_200),
        (0, 4, 2400),
        (0, 0, 600),
    ],
)
def test_the_batch_fits_into_half_of_the_free_memory(free: int, batch: int | None, frames: int) -> None:
    assert part("ctc_emissions").frames_at_once(free, 220_000, batch) == frames


def test_a_models_description_is_small() -> None:
    """What is committed is what the recipe makes, and stays small."""
    for name in ("aligner-tones", "aligner-layers"):
        config = json.loads((MODELS / name / "config.json").read_text())
        assert config["vocab_size"] == 32
    assert sum(file.stat().st_size for file in MODELS.glob("aligner-*/*")) < 200_000
