"""The aligner `ctc` on the real libraries, with small models, offline and without ffmpeg."""

from __future__ import annotations

import dataclasses
import json
import shutil
import socket
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from aligning import MODELS, TONES, Heard, align, part
from tones import LETTERS, Spoken, in_row, pcm, sound

from speech.samples import Samples
from speech.windows import Span, Window
from worker.adapter import Cancelled, JobFailed, Word

NEAR_MS = 25
"""A frame, and half of what one hears."""


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the network, or looks for ffmpeg, fails."""

    def refuse(*_given: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("PATH", "/nowhere")


def keep(folder: Path, said: Sequence[Spoken], length_ms: int, noise: float = 0.003) -> Path:
    path = folder / "spoken.s16le"
    path.write_bytes(pcm(sound(said, length_ms, noise=noise)))
    return path


def assert_times(found: Sequence[Word], said: Sequence[Spoken], shift_ms: int = 0) -> None:
    for word, true in zip(found, said, strict=True):
        assert word.timing == "aligned", word
        assert word.start_ms is not None
        assert word.end_ms is not None
        assert abs(word.start_ms - shift_ms - true.start_ms) <= NEAR_MS, (word, true)
        assert abs(word.end_ms - shift_ms - true.end_ms) <= NEAR_MS + 20, (word, true)


def test_words_are_timed_by_their_sounds_in_media_time(tmp_path: Path) -> None:
    said = in_row(["we", "the", "people", "of", "the", "united", "states"], 400)
    heard = align(
        keep(tmp_path, said, 6000), [(7400, 12_800, "We, the People of the United States.")], start_ms=7000
    )
    assert [word.text for word in heard.words()] == ["We,", "the", "People", "of", "the", "United", "States."]
    assert_times(heard.words(), said, shift_ms=7000)
    assert min(word.confidence or 0 for word in heard.words()) > 0.7
    assert heard.segments[0][:3] == (0, 7400, 12_800)
    assert not heard.warnings


def test_numbers_and_symbols_are_found_where_they_are_said(tmp_path: Path) -> None:
    spoken = ["paid", "thirteenpoundsandsixtypence", "in", "twentyfourteen", "toatandt"]
    said = in_row(spoken, 300)
    written = "Paid £13.60 in 2014. to_AT&T"
    heard = align(keep(tmp_path, said, 8000), [(200, 7900, written.replace("_", ""))])
    assert len(heard.words()) == 5
    assert_times(heard.words()[:4], said[:4])


def test_a_pause_belongs_to_no_word(tmp_path: Path) -> None:
    said = [Spoken("okay", 300), Spoken("we", 3000), Spoken("go", 3400)]
    heard = align(keep(tmp_path, said, 6000), [(0, 6000, "okay, we go.")])
    assert_times(heard.words(), said)


def test_what_cannot_be_spoken_is_kept_and_timed_between_its_neighbours(tmp_path: Path) -> None:
    said = [Spoken("well", 300), Spoken("konnichiwa", 1000), Spoken("my", 2300), Spoken("friend", 2700)]
    heard = align(keep(tmp_path, said, 4000), [(200, 3800, "Well — こんにちは my 😀 friend …")])
    words = heard.words()
    assert [word.text for word in words] == ["Well", "—", "こんにちは", "my", "😀", "friend", "…"]
    assert_times([words[0], words[3], words[5]], [said[0], said[2], said[3]])
    for index in (1, 2, 4, 6):
        assert (words[index].timing, words[index].confidence) == ("interpolated", None)
    assert abs((words[2].start_ms or 0) - 1000) <= 60
    assert all((a.end_ms or 0) <= (b.start_ms or 0) for a, b in pairwise(words))


def test_segments_come_in_order_and_words_across_a_cut_are_found(tmp_path: Path) -> None:
    """The recogniser cut 150 ms into the first and the last word of a segment."""
    first = in_row(["this", "is", "the", "first", "sentence"], 400)
    second = in_row(["here", "comes", "another"], first[-1].end_ms + 200)
    path = keep(tmp_path, [*first, *second], 8000)
    cut = second[0].start_ms + 150
    heard = align(path, [(550, cut, "This is the first sentence."), (cut, 7900, "Here comes another!")])
    assert [index for index, *_ in heard.segments] == [0, 1]
    assert_times(heard.words(), [*first, *second])


def test_neighbours_that_claim_the_same_word_do_not_cross(tmp_path: Path) -> None:
    said = in_row(["yes", "no", "more"], 300)
    cut = said[1].start_ms + 60
    heard = align(keep(tmp_path, said, 3000), [(200, cut, "yes no"), (cut, 2900, "no more")])
    edges = [edge or 0 for word in heard.words() for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert_times([heard.words()[0], heard.words()[3]], [said[0], said[2]])


def test_a_long_recording_is_cut_and_every_word_found(tmp_path: Path) -> None:
    words = ["".join(LETTERS[(i * 7 + k * 5) % 26] for k in range(2 + i % 5)) for i in range(150)]
    said = in_row(words, 500, pause_ms=300)
    length_ms = said[-1].end_ms + 1000
    assert length_ms > 70_000
    path = keep(tmp_path, said, length_ms)
    whole = align(path, [(0, length_ms, " ".join(words))])
    assert_times(whole.words(), said)
    segments = [
        (said[at].start_ms - 100, said[min(at + 9, 149)].end_ms + 100, " ".join(words[at : at + 10]))
        for at in range(0, 150, 10)
    ]
    parts = align(path, segments)
    assert_times(parts.words(), said)
    assert [index for index, *_ in parts.segments] == list(range(15))
    done = [done for stage, done, _ in parts.stages if stage == "align"]
    assert done == sorted(done)
    assert done[-1] == parts.stages[-1][2] == sum(end - start for start, end, _ in segments)


def test_no_word_is_lost_when_a_segment_cannot_be_aligned(tmp_path: Path) -> None:
    said = in_row(["fine"], 300)
    path = keep(tmp_path, said, 2000)
    heard = align(
        path,
        [
            (200, 1000, "fine"),
            (1500, 1600, "far too many words for a tenth of a second of sound"),
            (900_000, 901_000, "beyond the end"),
            (1700, 1900, ""),
        ],
    )
    assert_times(heard.segments[0][3], said)
    for index in (1, 2):
        assert all(
            (w.start_ms, w.end_ms, w.timing, w.confidence) == (None,) * 4 for w in heard.segments[index][3]
        )
    assert [len(words) for *_, words in heard.segments] == [1, 12, 3, 0]
    assert heard.warnings == [("align.failed", "1"), ("align.failed", "2")]


def test_a_caption_of_music_fills_its_segment(tmp_path: Path) -> None:
    heard = align(keep(tmp_path, [], 3000), [(500, 2500, "♪ ♪")])
    assert [(w.start_ms, w.end_ms, w.timing) for w in heard.words()] == [
        (500, 1500, "interpolated"),
        (1500, 2500, "interpolated"),
    ]


def test_a_cancelled_job_ends_within_a_layer_and_leaves_the_next_unharmed(tmp_path: Path) -> None:
    said = in_row(["all", "is", "well", "again"], 300)
    path = keep(tmp_path, said, 4000)
    segments = [(200, 3900, "all is well again")]
    looks = align(path, segments).looks
    for at in range(1, looks + 1):
        stopped = Heard(cancel_at=at)
        with pytest.raises(Cancelled):
            align(path, segments, heard=stopped)
        assert stopped.looks == at
    after = align(path, segments)
    assert_times(after.words(), said)
    assert after.looks == looks


def test_a_very_quiet_recording_is_aligned_too(tmp_path: Path) -> None:
    said = in_row(["can", "you", "hear", "me"], 300)
    path = tmp_path / "quiet.s16le"
    path.write_bytes(pcm(sound(said, 4000, noise=0.0003) * 0.01))
    assert_times(align(path, [(200, 3900, "Can you hear me?")]).words(), said)


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


def test_words_of_languages_without_spaces_are_glued(tmp_path: Path) -> None:
    heard = align(keep(tmp_path, [], 2000), [(0, 1900, "今日 は")], language="ja")
    assert [word.glue for word in heard.words()] == [False, True]


def test_a_models_description_is_small() -> None:
    """What is committed is what the recipe makes, and stays small."""
    for name in ("aligner-tones", "aligner-layers"):
        config = json.loads((MODELS / name / "config.json").read_text())
        assert config["vocab_size"] == 32
    assert sum(file.stat().st_size for file in MODELS.glob("aligner-*/*")) < 200_000
