"""The parts of the diarizer, each by itself."""

from __future__ import annotations

import io
import pickle
import wave
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from der import score

from worker.engine_package import import_part

HERE = Path(__file__).resolve().parent
CLIP = HERE.parent.parent.parent.parent / "tests" / "fixtures" / "media" / "jfk.wav"

weights, files, nets, mels, clusters, links, stretches, hearing = (
    import_part(HERE.parent, part)
    for part in ("weights", "files", "nets", "mels", "clusters", "links", "stretches", "hearing")
)

NO_LINKS = links.Links(*np.zeros((2, 0), np.int64), *np.zeros((2, 0), np.float32))


def never() -> None:
    pass


def samples() -> np.ndarray:
    with wave.open(str(CLIP)) as clip:
        return np.frombuffer(clip.readframes(clip.getnframes()), "<i2").astype(np.float32) / 32768


def test_both_networks_answer_as_with_pytorch() -> None:
    loaded = nets.load_nets(1)
    references = np.load(HERE / "references.npz")
    audio = samples()
    activities = loaded.activities(np.stack([audio[:80_000], audio[90_000:170_000]]))
    assert activities.shape == references["activities"].shape == (2, nets.FRAMES, 3)
    assert np.abs(activities - references["activities"]).max() < 2e-3
    assert references["activities"].max() > 0.9
    frames = mels.mel_frames(audio)
    voices = loaded.voices(np.stack([frames[40:200], frames[560:720]]))
    assert np.abs(voices - references["voices"]).max() < 1e-4


def test_a_tone_lies_in_its_band() -> None:
    time = np.arange(16_000) / 16_000
    peaks = [
        int(np.argmax(mels.mel_frames(np.sin(2 * np.pi * hz * time).astype(np.float32)).mean(axis=0)))
        for hz in (200, 500, 1000, 2000, 4000, 7000)
    ]
    assert peaks == [2, 6, 13, 22, 31, 38]
    assert mels.mel_frames(np.zeros(560, np.float32)).shape == (2, mels.MELS)


@pytest.mark.parametrize("harm", [b"cos\nsystem\n(S'exit 3'\ntR.", b"cbuiltins\neval\n(S'1'\ntR."])
def test_a_pickle_that_names_a_foreign_function_is_refused(harm: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError, match="has no place in a file of weights"):
        weights.read_legacy(harm)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("archive/data.pkl", harm)
    with pytest.raises(pickle.UnpicklingError, match="has no place in a file of weights"):
        weights.read_zipped(archive.getvalue())


def test_a_tensor_cannot_reach_beyond_its_numbers() -> None:
    def checkpoint(shape: str) -> bytes:
        pickled = (
            "(dVstate_dict\n(dVw\nctorch._utils\n_rebuild_tensor_v2\n"
            f"((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI6\ntQI0\n{shape}tRss."
        )
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("archive/data.pkl", pickled.encode())
            file.writestr("archive/data/0", np.arange(6, dtype="<f4").tobytes())
        return archive.getvalue()

    read = weights.read_zipped(checkpoint("(I2\nI3\nt(I3\nI1\nt"))["w"]
    assert read.tolist() == [[0, 1, 2], [3, 4, 5]]
    for reaching in ("(I3\nI3\nt(I3\nI1\nt", "(I2\nI3\nt(I-3\nI1\nt"):
        with pytest.raises(pickle.UnpicklingError, match="beyond its numbers"):
            weights.read_zipped(checkpoint(reaching))


def test_a_damaged_file_is_not_used() -> None:
    wrong = files.WeightFile("x", "resemblyzer", "hparams.py", "0" * 64)
    with pytest.raises(ValueError, match="is damaged"):
        files.read_whole(wrong)
    with pytest.raises(FileNotFoundError):
        files.read_whole(files.WeightFile("x", "resemblyzer", "nothing.pt", "0" * 64))


def people(count: int, voices_each: int, seed: int, apart: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Voices around `count` speakers, as far apart as real ones are, in a random order of time."""
    random = np.random.default_rng(seed)
    common = random.normal(size=256)
    own = apart * random.normal(size=(count, 256))
    speakers = np.repeat(common[np.newaxis] + own, voices_each, axis=0)
    voices = speakers + 0.9 * random.normal(size=speakers.shape)
    truth = np.repeat(np.arange(count), voices_each)
    order = random.permutation(len(truth))
    return (voices / np.linalg.norm(voices, axis=1, keepdims=True)).astype(np.float32)[order], truth[order]


@pytest.mark.parametrize(("count", "each"), [(1, 40), (2, 3), (3, 30), (5, 1000)])
def test_voices_are_sorted_by_speaker_however_many_there_are(count: int, each: int) -> None:
    voices, truth = people(count, each, seed=count)
    labels, speakers = clusters.sort_voices(voices, np.full(len(voices), 2.0), NO_LINKS, None, never)
    assert len(speakers) == count
    pairs = {(int(one), int(other)) for one, other in zip(truth, labels, strict=True)}
    assert len(pairs) == count, "each speaker has one label"


@pytest.mark.parametrize("wanted", [1, 2, 4, 7])
def test_a_given_number_of_speakers_is_kept(wanted: int) -> None:
    voices, _ = people(3, 20, seed=9)
    seconds = np.full(len(voices), 2.0)
    labels, speakers = clusters.sort_voices(voices, seconds, NO_LINKS, (wanted, wanted), never)
    assert len(speakers) == wanted == len(set(labels.tolist()))


def test_no_more_speakers_are_found_than_stretches() -> None:
    voices, _ = people(2, 1, seed=1)
    labels, speakers = clusters.sort_voices(voices, np.array([0.1, 0.2]), NO_LINKS, (5, 5), never)
    assert len(speakers) == 2 and len(labels) == 2


def test_links_part_voices_that_sound_alike() -> None:
    voices, truth = people(2, 6, seed=4, apart=0.3)
    pairs = [(a, b) for a in range(12) for b in range(a + 1, 12)]
    first, second = np.array(pairs).T
    for different, count in ((0.0, 2), (1.0, 1)):
        sameness = np.where(truth[first] == truth[second], 1.0, different).astype(np.float32)
        seen = links.Links(first, second, sameness, np.ones(len(pairs), np.float32))
        _, speakers = clusters.sort_voices(voices, np.full(12, 2.0), seen, None, never)
        assert len(speakers) == count


def test_speech_is_cut_at_pauses_at_changes_and_by_length() -> None:
    count = np.ones(1000, np.uint8)
    count[100:130] = 0
    count[200:205] = 0
    steadiness = np.ones(1000, np.float32)
    steadiness[150:160] = np.abs(np.linspace(-0.4, 0.4, 10))
    heard = hearing.Heard(count, steadiness, np.zeros((0, 110), np.uint8), np.zeros(0, np.int64))
    found = [(each.start, each.end) for each in stretches.cut(heard)]
    assert found[:2] == [(0, 100), (130, 154)]
    assert all(before[1] == after[0] for before, after in pairwise(found[1:]))
    assert max(end - start for start, end in found) <= 143 and found[-1][1] == 1000


def test_errors_are_counted_as_md_eval_does() -> None:
    truth = [(0, 10_000, "a"), (8_000, 12_000, "b")]
    same = score(truth, [(0, 10_000, "x"), (8_000, 12_000, "y")], 13_000, 0)
    assert (same.missed, same.false_alarm, same.confused, same.spoken) == (0, 0, 0, 14_000)
    one_at_a_time = score(truth, [(0, 9_000, "x"), (9_000, 12_000, "y")], 13_000, 0)
    assert (one_at_a_time.missed, one_at_a_time.confused) == (2_000, 0)
    late = score([(0, 10_000, "a")], [(0, 4_000, "x"), (4_000, 12_000, "y")], 13_000, 250)
    assert (late.missed, late.false_alarm, late.confused, late.spoken) == (0, 1_750, 3_750, 9_500)
    assert late.rate == pytest.approx(100 * 5_500 / 9_500)
    nobody = score([], [(0, 500, "x")], 1_000, 250)
    assert (nobody.false_alarm, nobody.rate) == (500, float("inf"))
