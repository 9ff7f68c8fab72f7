"""Makes the small made-up models of these tests, and the one of the self-test: `python make_models.py`.

Their weights are drawn by a fixed seed, so the files come out the same each time. They know no language: they
say words of a short list, end by themselves, and take `en` for every language, which is enough to run each
line of the real libraries. Needs the engine's packages; running the tests does not need this script, but for
`make_pyannote`, whose 12 MB are made anew each time."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent
SELFTEST = ENGINE / "selftest" / "whisper"
LOOPING = Path(__file__).resolve().parent / "models" / "looping"

_TEXT = (
    "the a we you they people morning river music open quiet little story window water light garden "
    "paper city country answer question friend winter summer walk listen remember because always "
    "never again between under around simple good early late road house letter number picture sound "
    "voice table evening today tomorrow"
)
_WORDS = _TEXT.split()

_LEAD = 0.04
"""Over the other words of the looping model: enough for a search, too little for a guess."""


@dataclass(frozen=True)
class Recipe:
    tokens: int
    """A text ends after about that many."""
    loop: bool
    """Says one word over and over, unless it is made to guess."""
    bands: int
    """80, or 128 as in large-v3."""


def make_whisper(folder: Path, recipe: Recipe) -> None:
    """A multilingual Whisper for CTranslate2 with one layer a side, 0.5 MB."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import (
        GenerationConfig,
        PreTrainedTokenizerFast,
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
    )
    from transformers.models.whisper.tokenization_whisper import LANGUAGES

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    # CTranslate2 takes a model for multilingual only if its vocabulary holds the empty string.
    entries = [*letters, "", *(f"\u0120{word}" for word in _WORDS)]
    vocabulary = {entry: index for index, entry in enumerate(entries)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    languages = [f"<|{code}|>" for code in list(LANGUAGES)[:100]]
    # CTranslate2 counts the languages by where these stand, so the order is Whisper's.
    special = [
        *("<|endoftext|>", "<|startoftranscript|>", *languages, "<|translate|>", "<|transcribe|>"),
        *("<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"),
    ]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    tokenizer.add_tokens([AddedToken(f"<|{step * 0.02:.2f}|>", normalized=False) for step in range(1501)])
    ids = {token: tokenizer.token_to_id(token) for token in special}
    end = ids["<|endoftext|>"]
    ends = {
        "decoder_start_token_id": ids["<|startoftranscript|>"],
        "bos_token_id": end,
        "eos_token_id": end,
        "pad_token_id": end,
    }

    torch.manual_seed(3)
    width = 16
    config = WhisperConfig(
        vocab_size=tokenizer.get_vocab_size(),
        num_mel_bins=recipe.bands,
        d_model=width,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        suppress_tokens=None,
        begin_suppress_tokens=None,
        **ends,
    )
    model = WhisperForConditionalGeneration(config).eval()
    spoken = [*(vocabulary[f"\u0120{word}"] for word in _WORDS), vocabulary[","], vocabulary["."]]
    with torch.no_grad():
        decoder = model.model.decoder
        entry, place = decoder.embed_tokens.weight, decoder.embed_positions.weight
        # Axis 1 is on at every place: it makes words likely and all else unlikely.
        entry.zero_()
        entry[:, 1] = -0.4
        entry[spoken] = torch.randn(len(spoken), width) * 0.25
        entry[spoken, 0] = 0
        entry[spoken, 1] = 0.2
        entry[spoken[-2:], 1] = 0.1
        # Axis 2 is on at the first place only, where the language is asked for.
        entry[spoken, 2] = 0
        entry[ids["<|en|>"], 2] = 1.0
        # The task changes what is said after it.
        entry[ids["<|translate|>"], 3:] = torch.randn(width - 3) * 4
        # Axis 0 comes on after the last word and stands for the end.
        place.copy_(torch.randn(place.shape))
        place[:, 0] = -1.0
        place[:, 1] = 1.5
        place[4 + recipe.tokens :, 0] = 12.0
        place[:, 2] = 0
        place[0, 2] = 6.0
        entry[end, 0] = 0.6
        decoder.layer_norm.weight.fill_(6.0)
        decoder.layers[0].fc2.weight.mul_(0.5)
        decoder.layers[0].self_attn.v_proj.weight.mul_(10)
        decoder.layers[0].self_attn.out_proj.weight.mul_(10)
        if recipe.loop:
            # All words are about as likely, one of them a little more: the search takes it each time, a guess
            # takes any.
            entry[spoken, 3:] *= 0.02
            entry[vocabulary["\u0120music"], 1] += _LEAD
    model.generation_config = GenerationConfig(
        is_multilingual=True,
        lang_to_id={language: ids[language] for language in languages},
        task_to_id={task: ids[f"<|{task}|>"] for task in ("transcribe", "translate")},
        alignment_heads=[[0, 0]],
        no_timestamps_token_id=ids["<|notimestamps|>"],
        begin_suppress_tokens=[end],
        # WhisperX drops what is no text instead of keeping the model from saying it.
        suppress_tokens=list(range(end + 1, tokenizer.get_vocab_size())),
        max_length=448,
        **ends,
    )
    with tempfile.TemporaryDirectory() as place_of_torch:
        model.save_pretrained(place_of_torch)
        names = {f"{kind}_token": "<|endoftext|>" for kind in ("eos", "bos", "unk")}
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(place_of_torch)
        WhisperFeatureExtractor(feature_size=recipe.bands).save_pretrained(place_of_torch)
        kept = ["tokenizer.json", "preprocessor_config.json"]
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        TransformersConverter(place_of_torch, copy_files=kept).convert(str(folder), quantization="float16")


def make_pyannote(folder: Path) -> None:
    """A pipeline of the kind of community-1, 12 MB: it hears up to three speakers anywhere."""
    import numpy as np
    import torch
    import yaml
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding import XVectorMFCC
    from pyannote.audio.models.segmentation import PyanNet

    torch.manual_seed(0)
    drawn = np.random.default_rng(0)
    voice, reduced = 32, 16

    segmentation = PyanNet(
        lstm={"hidden_size": 8, "num_layers": 1, "bidirectional": True, "monolithic": True},
        linear={"hidden_size": 8, "num_layers": 1},
    )
    segmentation.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=5.0,
        classes=["a", "b", "c"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    segmentation.build()
    torch.nn.init.normal_(segmentation.classifier.weight, std=3.0)
    embedding = XVectorMFCC(dimension=voice)
    embedding.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=3.0, classes=[]
    )
    embedding.build()
    for name, model in (("segmentation", segmentation), ("embedding", embedding)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        held = {
            "state_dict": model.state_dict(),
            "hyper_parameters": dict(model.hparams),
            "pytorch-lightning_version": "2.6.0",
            "pyannote.audio": {
                "versions": {"torch": "2.8.0", "pyannote.audio": "4.0.0"},
                "specifications": model.specifications,
                "architecture": {"module": type(model).__module__, "class": type(model).__name__},
            },
        }
        torch.save(held, folder / name / "pytorch_model.bin")
    (folder / "plda").mkdir(exist_ok=True)
    lda = np.linalg.qr(drawn.normal(size=(voice, reduced)))[0]
    np.savez(folder / "plda" / "xvec_transform.npz", mean1=np.zeros(voice), mean2=np.zeros(reduced), lda=lda)
    psi = np.linspace(8, 0.5, reduced)
    np.savez(folder / "plda" / "plda.npz", mu=np.zeros(reduced), tr=np.eye(reduced), psi=psi)
    settings = {
        "clustering": "VBxClustering",
        "segmentation": "$model/segmentation",
        "segmentation_batch_size": 32,
        "segmentation_step": 0.5,
        "embedding": "$model/embedding",
        "embedding_batch_size": 32,
        "embedding_exclude_overlap": True,
        "plda": "$model/plda",
    }
    config = {
        "dependencies": {"pyannote.audio": "4.0.0"},
        "pipeline": {"name": "pyannote.audio.pipelines.SpeakerDiarization", "params": settings},
        "params": {
            "clustering": {"threshold": 0.6, "Fa": 0.07, "Fb": 0.8},
            "segmentation": {"min_duration_off": 0.0},
        },
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), "utf-8")


def main() -> None:
    make_whisper(SELFTEST, Recipe(tokens=18, loop=False, bands=80))
    make_whisper(LOOPING, Recipe(tokens=40, loop=True, bands=80))
    for folder in (SELFTEST, LOOPING):
        total = sum(file.stat().st_size for file in folder.iterdir())
        sys.stdout.write(f"{folder.name}: {total} bytes\n")


if __name__ == "__main__":
    main()
