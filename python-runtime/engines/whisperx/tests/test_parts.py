"""Decisions of the engine that need no worker: words, languages, memory, turns, and what may be opened."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from make_models import make_pyannote  # type: ignore[import-not-found, unused-ignore]
from recordings import Recordings

from speech.chunks import Chunk
from speech.clock import Clock
from speech.samples import RATE_HZ
from speech.vad import VoiceDetector, silero_path
from worker.adapter import Audio, Compute, JobFailed, TranscribeJob, Word
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
COMPUTE = Compute("tiny", ENGINE / "selftest" / "whisper", "cpu", None, None, 2)

words_of = import_part(ENGINE, "words").words_of


class Listener:
    """A context that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.warned: list[tuple[str, str | None]] = []

    def progress(self, _stage: str, _done_ms: int, _total_ms: int) -> None: ...

    def segment(self, index: int, _start_ms: int, _end_ms: int, words: tuple[Word, ...]) -> None:
        assert index == len(self.said)
        self.said.append(" ".join(word.text for word in words))

    def language(self, _language: str, _confidence: float) -> None: ...

    def warn(self, code: str, detail: str | None) -> None:
        self.warned.append((code, detail))

    def check_cancelled(self) -> None: ...


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" And so, my  fellow ", ["And", "so,", "my", "fellow"]),
        ("twenty-one 3.5 “Well…” (he said)", ["twenty-one", "3.5", "“Well…”", "(he", "said)"]),
        ("我们用Python写。好的！", ["我", "+们", "+用", "+Python", "+写。", "+好", "+的！"]),
        ("「はい」と言った。", ["「は", "+い」", "+と", "+言っ", "+た。"]),
        ("スーパーへ", ["スー", "+パー", "+へ"]),
        ("ไปเที่ยวไหน", ["ไป", "+เที่", "+ย", "+ว", "+ไห", "+น"]),
        ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("", []),
    ],
)
def test_words_are_characters_where_no_spaces_stand_between_them(text: str, words: list[str]) -> None:
    found = words_of(text)
    assert [("+" if glue else "") + word for word, glue in found] == words
    assert "".join(word for word, _ in found) == "".join(text.split())


def stretches(*spans: tuple[float, float]) -> list[Chunk]:
    return [Chunk(int(start * RATE_HZ), int(end * RATE_HZ), 0.9) for start, end in spans]


def windows_of(*spans: tuple[float, float]) -> list[tuple[float, float]]:
    packed = import_part(ENGINE, "packing").packed(stretches(*spans))
    return [(window.start / RATE_HZ, window.end / RATE_HZ) for window in packed]


def test_windows_are_filled_and_cut_at_the_widest_pause_near_their_end() -> None:
    sentences = [(at, at + 4.8) for at in range(0, 60, 5)]
    assert windows_of(*sentences) == [(0, 24.8), (25, 49.8), (50, 59.8)]
    assert windows_of((0, 10), (12, 23), (24.5, 28), (28.3, 33)) == [(0, 23), (24.5, 33)]
    assert windows_of((0, 28), (28.5, 29.4), (29.5, 40)) == [(0, 28), (28.5, 40)]


def test_windows_never_bridge_a_long_silence_and_lose_no_speech() -> None:
    assert windows_of((0, 3), (6, 8), (12.5, 13)) == [(0, 8), (12.5, 13)]
    drawn = np.random.default_rng(1)
    edges = np.cumsum(drawn.uniform(0.05, 6, 400))
    spans = [(float(start), float(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    windows = windows_of(*spans)
    assert all(end - start <= 29.5 for start, end in windows)
    assert all(any(a <= start + 1e-3 and end - 1e-3 <= b for a, b in windows) for start, end in spans)


def detect_from(chances: Sequence[dict[str, float]], minutes: float) -> tuple[tuple[str, float] | None, int]:
    asked = iter(chances)
    heard = []

    def ask(chunk: Chunk) -> tuple[dict[str, float], float]:
        heard.append(chunk)
        return next(asked), (chunk.end - chunk.start) / RATE_HZ

    def near(place: int) -> Chunk:
        return Chunk(place, place + 20 * RATE_HZ, 0.9)

    first = Chunk(0, 20 * RATE_HZ, 0.9)
    end = int(minutes * 60 * RATE_HZ)
    return import_part(ENGINE, "detect").detect(first, 0, end, near, ask), len(heard)


def test_the_language_is_asked_for_where_the_recording_goes_on() -> None:
    jingle = {"en": 0.6, "de": 0.4}
    german = {"de": 0.99, "en": 0.01}
    assert detect_from([jingle], 0.4) == (("en", 0.6), 1)
    found, asked = detect_from([jingle, german, german, german, german], 30)
    assert found is not None and found[0] == "de" and asked == 4
    assert detect_from([german, german], 30)[1] == 2


class Pipeline:
    """Says how many windows it was given; its memory holds `most`. `mean` is how sure it is."""

    multilingual = True

    def __init__(self, most: int, mean: float = -0.2) -> None:
        self.most = most
        self.mean = mean
        self.sizes: list[int] = []
        self.tries: list[int] = []

    def knows(self, _language: str) -> bool:
        return True

    def features(self, audio: np.ndarray[Any, Any]) -> object:
        return audio

    def hear(self, batch: Sequence[object], _manner: object) -> Future[list[Any]]:
        self.sizes.append(len(batch))
        heard: Future[list[Any]] = Future()
        if len(batch) > self.most:
            heard.set_exception(RuntimeError("CUDA failed with error out of memory"))
        else:
            made = import_part(ENGINE, "doubt").Heard
            heard.set_result([made(f"window {len(self.sizes)}", self.mean) for _ in batch])
        return heard

    def hear_again(
        self, _features: object, _manner: object, before: Any, tries: int, _context: object
    ) -> Future[Any]:
        self.tries.append(tries)
        heard: Future[Any] = Future()
        if len(self.tries) == 1:
            heard.set_exception(RuntimeError("CUDA out of memory"))
        else:
            heard.set_result(before)
        return heard


def transcribed(audio: Path, pipeline: Pipeline) -> Listener:
    made = import_part(ENGINE, "loaded").Loaded
    loaded = made(COMPUTE, "tiny", pipeline, VoiceDetector(silero_path()), "cpu", 0)
    computed = Compute("tiny", None, "cpu", None, 8, 2)
    samples = Audio(audio, audio.stat().st_size // 2, 0)
    job = TranscribeJob(samples, None, "en", "transcribe", None, None, computed)
    listener = Listener()
    import_part(ENGINE, "transcribe").transcribe(job, loaded, listener)
    return listener


def test_a_batch_that_does_not_fit_is_halved_and_stays_small(recording: Recordings) -> None:
    audio = recording.keep("long", recording.samples("jfk") * 40)
    pipeline = Pipeline(2)
    said = transcribed(audio, pipeline).said
    assert len(said) == len(transcribed(audio, Pipeline(99)).said) > 10
    # The batch after the first that fails was on its way already.
    assert pipeline.sizes[:4] == [1, 2, 4, 8] and set(pipeline.sizes[4:]) == {2}


def test_one_window_that_does_not_fit_is_told(recording: Recordings) -> None:
    with pytest.raises(JobFailed) as failed:
        transcribed(recording.raw("jfk"), Pipeline(0))
    assert (failed.value.code, failed.value.retriable) == ("memory", True)


def test_doubtful_text_is_kept_without_memory_and_guessed_at_less_where_it_is_in_vain(
    recording: Recordings,
) -> None:
    pipeline = Pipeline(99, mean=-1.5)
    heard = transcribed(recording.keep("music", recording.samples("jfk") * 16), pipeline)
    assert len(heard.said) == len(pipeline.tries) > 5
    assert pipeline.tries[:3] == [4, 4, 4] and set(pipeline.tries[3:]) == {1}
    ((code, detail),) = heard.warned
    assert code == "text.unsure" and detail is not None and int(detail) > 150_000


def test_hints_leave_half_of_the_places_for_the_text() -> None:
    parts = import_part(ENGINE, "pipeline")
    pipeline = parts.Pipeline(ENGINE / "selftest" / "whisper", "cpu", "float32", 1)
    river, garden = "river " * 900, "garden " * 900
    for prompt, hotwords in ((river, garden), (river, None), (None, garden)):
        manner = parts.Manner("en", "transcribe", prompt, hotwords)
        tokenizer = pipeline._tokenizer_of(manner)
        kept = [text for text in pipeline._shortened(tokenizer, manner) if text is not None]
        assert 100 < sum(len(tokenizer.encode(f" {text}")) for text in kept) <= 223
    manner = parts.Manner("en", "transcribe", f"{river} sea", None)
    assert pipeline._shortened(tokenizer, manner)[1].endswith("sea")


def test_a_diarizer_without_memory_takes_smaller_batches_then_the_cpu() -> None:
    rungs = import_part(ENGINE, "diarize_model").rungs
    on_card = rungs("cuda:1", None)
    assert [rung.device for rung in on_card] == ["cuda:1", "cuda:1", "cpu"]
    assert [rung.embedding for rung in on_card[:2]] == [8, 1]
    assert {rung.device for rung in rungs("cpu", None)} == {"cpu"}
    assert rungs("cuda:0", 16)[0].embedding == 16


def test_speakers_are_named_by_their_first_words_and_kept_in_the_recording() -> None:
    found = import_part(ENGINE, "diarize_turns").speakers_of(
        [(4.0, 9.0, "A"), (0.5, 3.0, "B"), (2.5, 3.5, "B"), (5.0, 12.0, "C"), (6.0, 6.0, "C")],
        [(0.5, 3.5, "B"), (4.0, 5.0, "A"), (5.0, 12.0, "C")],
        {"A": np.array([3.0, 4.0]), "B": np.zeros(2), "C": np.array([np.nan, 1.0])},
        Clock(1_000),
        10 * RATE_HZ,
        "community",
    )
    assert [(turn.start_ms, turn.end_ms, turn.speaker) for turn in found.turns] == [
        (1_500, 4_500, "SPEAKER_00"),
        (5_000, 10_000, "SPEAKER_01"),
        (6_000, 11_000, "SPEAKER_02"),
    ]
    assert [turn.speaker for turn in found.exclusive] == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_02"]
    assert found.voices == {"SPEAKER_01": (0.6, 0.8)}


@pytest.fixture(scope="module")
def pyannote(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pyannote") / "model"
    make_pyannote(folder)
    return folder


def refusal(folder: Path) -> JobFailed:
    with pytest.raises(JobFailed) as failed:
        import_part(ENGINE, "diarize_folder").check_folder(folder, "community")
    assert (failed.value.code, failed.value.retriable) == ("model", False)
    return failed.value


class Evil:
    """Unpickled, it runs a command."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        import os

        return os.system, ("echo opened",)


def test_a_network_that_would_run_code_is_not_opened(
    pyannote: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import torch

    folder = tmp_path / "evil"
    shutil.copytree(pyannote, folder)
    path = folder / "embedding" / "pytorch_model.bin"
    held = torch.load(path, weights_only=False)
    torch.save({**held, "hyper_parameters": {"x": Evil()}}, path)
    assert "system" in str(refusal(folder))
    assert "opened" not in capfd.readouterr().out


@pytest.mark.parametrize(
    ("was", "becomes", "named"),
    [
        ("pyannote.audio.pipelines.SpeakerDiarization", "subprocess.Popen", "not a pyannote pipeline"),
        ("$model/embedding", "pyannote/wespeaker-voxceleb-resnet34-LM", "embedding"),
        ("$model/plda", "$model/../plda", "plda"),
        ("pipeline:", "pipelines:", "config.yaml"),
    ],
)
def test_a_configuration_names_nothing_but_its_own_parts(
    pyannote: Path, tmp_path: Path, was: str, becomes: str, named: str
) -> None:
    folder = tmp_path / "other"
    shutil.copytree(pyannote, folder)
    config = folder / "config.yaml"
    assert was in config.read_text("utf-8")
    config.write_text(config.read_text("utf-8").replace(was, becomes), "utf-8")
    assert named in (refusal(folder).detail or "")


def test_networks_of_years_ago_hold_settings_that_are_allowed() -> None:
    """The one inside WhisperX's wheel, with settings of OmegaConf, as in models that people have."""
    from importlib.util import find_spec

    spec = find_spec("whisperx")
    assert spec is not None and spec.origin is not None
    import_part(ENGINE, "diarize_folder").check_network(
        Path(spec.origin).parent / "assets" / "pytorch_model.bin", "old"
    )
