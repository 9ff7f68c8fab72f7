"""Computes both networks with PyTorch and keeps what they say of the bundled clip: `references.npz`.

    python make_references.py        needs torch and the engine's packages

The tests compare ONNX Runtime's answers with these, and need no PyTorch."""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np
import torch
from torch.nn import LSTM
from torch.nn import functional as net

HERE = Path(__file__).resolve().parent
RUNTIME = HERE.parent.parent.parent
CLIP = RUNTIME.parent / "tests" / "fixtures" / "media" / "jfk.wav"

sys.path.insert(0, str(RUNTIME))

from worker.engine_package import import_part  # noqa: E402

weights, files, mels = (import_part(HERE.parent, part) for part in ("weights", "files", "mels"))


def segmentation(audio: torch.Tensor) -> torch.Tensor:
    read = weights.read_zipped(files.read_whole(files.SEGMENTATION))
    w = {name: torch.from_numpy(value.copy()) for name, value in read.items()}
    low = 50 + w["sincnet.conv1d.0.filterbank.low_hz_"].abs()
    high = (low + 50 + w["sincnet.conv1d.0.filterbank.band_hz_"].abs()).clamp(50, 8000)
    time, taper = w["sincnet.conv1d.0.filterbank.n_"], w["sincnet.conv1d.0.filterbank.window_"]
    even = ((high @ time).sin() - (low @ time).sin()) / (time / 2) * taper
    odd = ((low @ time).cos() - (high @ time).cos()) / (time / 2) * taper
    width = 2 * (high - low)
    kernels = torch.cat(
        [
            torch.cat([even, width, even.flip(1)], 1) / width,
            torch.cat([odd, torch.zeros_like(width), -odd.flip(1)], 1) / width,
        ]
    )
    value = net.instance_norm(audio, weight=w["sincnet.wav_norm1d.weight"], bias=w["sincnet.wav_norm1d.bias"])
    for layer in range(3):
        if layer == 0:
            value = net.conv1d(value, kernels[:, None], stride=10).abs()
        else:
            value = net.conv1d(value, w[f"sincnet.conv1d.{layer}.weight"], w[f"sincnet.conv1d.{layer}.bias"])
        scale, shift = w[f"sincnet.norm1d.{layer}.weight"], w[f"sincnet.norm1d.{layer}.bias"]
        value = net.leaky_relu(net.instance_norm(net.max_pool1d(value, 3), weight=scale, bias=shift))
    lstm = LSTM(60, 128, 4, bidirectional=True, batch_first=True)
    lstm.load_state_dict({name[5:]: value for name, value in w.items() if name.startswith("lstm.")})
    value = lstm(value.transpose(1, 2))[0]
    for layer in range(2):
        value = net.leaky_relu(net.linear(value, w[f"linear.{layer}.weight"], w[f"linear.{layer}.bias"]))
    return net.linear(value, w["classifier.weight"], w["classifier.bias"]).sigmoid()


def voices(pieces: torch.Tensor) -> torch.Tensor:
    read = weights.read_legacy(files.read_whole(files.EMBEDDING))
    w = {name: torch.from_numpy(value.copy()) for name, value in read.items()}
    lstm = LSTM(40, 256, 3, batch_first=True)
    lstm.load_state_dict({name[5:]: value for name, value in w.items() if name.startswith("lstm.")})
    raw = net.linear(lstm(pieces)[1][0][-1], w["linear.weight"], w["linear.bias"]).relu()
    return raw / raw.norm(dim=1, keepdim=True)


def main() -> None:
    with wave.open(str(CLIP)) as clip:
        samples = np.frombuffer(clip.readframes(clip.getnframes()), "<i2").astype(np.float32) / 32768
    windows = np.stack([samples[:80_000], samples[90_000:170_000]])
    frames = mels.mel_frames(samples)
    pieces = np.stack([frames[40:200], frames[560:720]])
    with torch.inference_mode():
        np.savez_compressed(
            HERE / "references.npz",
            activities=segmentation(torch.from_numpy(windows[:, None])).numpy(),
            voices=voices(torch.from_numpy(pieces)).numpy(),
        )


if __name__ == "__main__":
    main()
