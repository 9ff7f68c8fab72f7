"""Makes the small aligner models that the tests use. About two minutes on two cores.

python tests/make_aligner_models.py

`aligner-tones`: a wav2vec2 of 60,000 weights that was trained to hear the letters of `tones.py`; group
normalisation, like the English models. `aligner-layers`: untrained, with the layer normalisation and stable
transformer of the large multilingual models, in a pickle of weights."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tones import LETTER_MS, LETTERS, in_row, sound

MODELS = Path(__file__).parent / "models"
TOKENS = ["<pad>", "<s>", "</s>", "<unk>", "|", *LETTERS.upper()]
_STEPS = 900
_BATCH = 8
_LENGTH_MS = 2400
_FRAME_MS = 20


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(2)
    net = _model(stable=False, normalisation="group")
    _train(net)
    _save(net, MODELS / "aligner-tones", do_normalize=False, pickled=False)
    torch.manual_seed(1)
    _save(
        _model(stable=True, normalisation="layer"), MODELS / "aligner-layers", do_normalize=True, pickled=True
    )


def _model(*, stable: bool, normalisation: str) -> Any:
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    width = 32 if normalisation == "group" else 16
    config = Wav2Vec2Config(  # type: ignore[no-untyped-call]
        vocab_size=len(TOKENS),
        hidden_size=width,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=2 * width,
        conv_dim=(width,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
        feat_extract_norm=normalisation,
        conv_bias=normalisation == "layer",
        do_stable_layer_norm=stable,
        pad_token_id=0,
        hidden_dropout=0.0,
        attention_dropout=0.0,
        feat_proj_dropout=0.0,
        final_dropout=0.0,
        layerdrop=0.0,
        mask_time_prob=0.0,
    )
    return Wav2Vec2ForCTC(config)


def _train(net: Any) -> None:
    chance = random.Random(0)
    net.train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=_STEPS)
    weights = torch.ones(len(TOKENS))
    weights[TOKENS.index("|")] = 3
    for step in range(_STEPS):
        examples = [_example(chance) for _ in range(_BATCH)]
        waves = torch.from_numpy(np.stack([wave for wave, _ in examples]))
        meant = torch.from_numpy(np.stack([labels for _, labels in examples]))
        logits = net(waves).logits
        meant = meant[:, : logits.shape[1]]
        loss = torch.nn.functional.cross_entropy(logits.transpose(1, 2), meant, weights)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            right = (logits.argmax(-1) == meant)[meant > 0].float().mean().item()
            print(f"{step + 1}: loss {float(loss):.3f}, letters right {right:.3f}")
    net.eval()


def _example(chance: random.Random) -> tuple[np.ndarray, np.ndarray]:
    words = ["".join(chance.choices(LETTERS, k=chance.randint(1, 7))) for _ in range(chance.randint(1, 6))]
    said = [
        word
        for word in in_row(words, chance.randint(0, 300), chance.randint(60, 400))
        if word.end_ms < _LENGTH_MS - 40
    ]
    noise = 10 ** chance.uniform(-4, -1.7)
    wave = sound(said, _LENGTH_MS, chance.randint(0, 1 << 30), noise) * 10 ** chance.uniform(-1, 0.5)
    labels = np.zeros(_LENGTH_MS // _FRAME_MS, np.int64)
    for word in said:
        for place, letter in enumerate(word.letters):
            # A frame hears 25 ms from its start on; those in the middle of a chord are its letter's.
            first = round((word.start_ms + place * LETTER_MS + 8) / _FRAME_MS)
            labels[first : first + 2] = TOKENS.index(letter.upper())
        after = round((word.end_ms + 18) / _FRAME_MS)
        if after < len(labels):
            labels[after] = TOKENS.index("|")
    return wave.astype(np.float32), labels


def _save(net: Any, folder: Path, *, do_normalize: bool, pickled: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    net.half().save_pretrained(folder, safe_serialization=not pickled)
    (folder / "vocab.json").write_text(json.dumps({token: at for at, token in enumerate(TOKENS)}) + "\n")
    prepare = {"do_normalize": do_normalize, "feature_size": 1, "sampling_rate": 16_000}
    (folder / "preprocessor_config.json").write_text(json.dumps(prepare, indent=2) + "\n")


if __name__ == "__main__":
    main()
