"""Our aligner against `whisperx.align`, on the same emissions and on the same made-up model of real size.

python engines/whisperx/bench_align.py [MINUTES]     (10 unless told; prints JSON)

`cpuS` is the processor time of all threads, which moves little with other load; `wallS` is by the clock."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "2")

HERE = Path(__file__).resolve().parent
RUNTIME = HERE.parent.parent
sys.path[:0] = [str(RUNTIME), str(RUNTIME / "tests"), str(HERE / "tests")]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from synthetic import ALPHABET, VOCABULARY, emission_of, say_in_row  # noqa: E402

from speech.placing import Request, place  # noqa: E402
from speech.targets import target_of, units_of  # noqa: E402
from speech.timing import time_words  # noqa: E402
from worker.adapter import AlignJob, AlignSegment, Audio, Compute  # noqa: E402
from worker.engine_package import import_part  # noqa: E402

_PART = 2
SEGMENT_S = 25
"""What WhisperX's recogniser gives to its aligner at a time."""

WORDS = [
    *(
        "we",
        "the",
        "people",
        "of",
        "the",
        "united",
        "states",
        "in",
        "order",
        "to",
        "form",
        "a",
        "more",
        "perfect",
    ),
    *(
        "union",
        "establish",
        "justice",
        "insure",
        "domestic",
        "tranquility",
        "provide",
        "for",
        "the",
        "common",
    ),
    *(
        "defence",
        "promote",
        "the",
        "general",
        "welfare",
        "and",
        "secure",
        "the",
        "blessings",
        "of",
        "liberty",
    ),
]


class Silent:
    """A context that nobody listens to."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_given: None


def timed(work: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {
        "wallS": round(time.perf_counter() - wall, 3),
        "cpuS": round(time.process_time() - cpu, 3),
    }


def same_emissions(minutes: float) -> dict[str, Any]:
    """The text placed in emissions that are given: neither side computes a model."""
    upstream = import_part(HERE, "align_upstream")._library()
    said = [
        say_in_row(WORDS * 2, start=10 + i, pause=5, held=1) for i in range(round(minutes * 60 / SEGMENT_S))
    ]
    frames = SEGMENT_S * 50
    said = [[word for word in each if word.end < frames - 10] for each in said]
    emissions = [emission_of(each, frames, seed) for seed, each in enumerate(said)]
    texts = [[word.letters for word in each] for each in said]
    following = iter(emissions)
    columns = {token.lower(): column for token, column in VOCABULARY.items()}
    metadata = {"language": "en", "dictionary": columns, "type": "torchaudio"}
    segments = [
        {"text": " ".join(words), "start": i * SEGMENT_S, "end": (i + 1) * SEGMENT_S}
        for i, words in enumerate(texts)
    ]
    audio = np.zeros(len(segments) * SEGMENT_S * 16_000, np.float32)
    found: dict[str, Any] = {}

    def theirs() -> None:
        def model(_waves: object, lengths: object) -> tuple[torch.Tensor, object]:
            return torch.from_numpy(next(following))[None], lengths

        found["theirs"] = upstream.align(segments, model, metadata, audio, "cpu")["word_segments"]

    def ours() -> None:
        units = [units_of(words, "en", ALPHABET) for words in texts]
        requests = [
            Request(emission, target_of(each, ALPHABET), (0, frames), ALPHABET.blank, open_end=False)
            for each, emission in zip(units, emissions, strict=True)
        ]
        quiet = np.zeros(frames, np.float32)
        found["ours"] = [
            time_words(words, each, places or {}, (0, frames), quiet)
            for words, each, places in zip(texts, units, place(requests), strict=True)
        ]

    ours()  # warm
    mine, other = timed(ours), timed(theirs)
    starts = [i * SEGMENT_S + time.start * 0.02 for i, times in enumerate(found["ours"]) for time in times]
    apart = np.abs(np.array(starts) - np.array([word["start"] for word in found["theirs"]]))
    return {
        "words": len(starts),
        "ours": mine,
        "upstream": other,
        "timesFaster": round(other["cpuS"] / mine["cpuS"], 1),
        "startsWithin20MsOfUpstream": round(float(np.mean(apart <= 0.0201)), 4),
    }


def whole_stage(minutes: float, folder: Path) -> dict[str, Any]:
    """Everything that alignment does, with a model of 95 million weights that knows nothing."""
    model = _made_up_model(folder)
    random = np.random.default_rng(0)
    count = round(minutes * 60 / SEGMENT_S)
    audio = folder / "sound.s16le"
    samples = (random.normal(0, 0.05, count * SEGMENT_S * 16_000) * 32767).clip(-32768, 32767).astype("<i2")
    samples.tofile(audio)
    words = tuple((WORDS * 2)[:62])
    segments = tuple(
        AlignSegment(i * SEGMENT_S * 1000, (i + 1) * SEGMENT_S * 1000, words) for i in range(count)
    )
    compute = Compute("bench", model, "cpu", None, None, 2)
    align = import_part(HERE, "align")
    job = AlignJob(Audio(audio, len(samples), 0), "en", "ctc", segments, compute)
    our_load = timed(lambda: align.prepare(compute, "cpu"))

    from whisperx import alignment

    loaded: list[Any] = []
    their_load = timed(
        lambda: loaded.extend(
            alignment.load_align_model("en", "cpu", model_name=str(model), model_cache_only=True)
        )
    )
    import_part(HERE, "align_upstream")._library()
    given = [
        {"text": " ".join(words), "start": i * SEGMENT_S, "end": (i + 1) * SEGMENT_S} for i in range(count)
    ]
    wave = samples.astype(np.float32) / 32768
    ours, upstream = {"wallS": 0.0, "cpuS": 0.0}, {"wallS": 0.0, "cpuS": 0.0}
    for at in range(0, count, _PART):  # by turns, so that other load falls on both
        theirs = given[at : at + _PART]
        mine = replace(job, segments=segments[at : at + _PART])
        _add(upstream, timed(partial(alignment.align, theirs, loaded[0], loaded[1], wave, "cpu")))
        _add(ours, timed(partial(align.align, mine, Silent(), "cpu")))
    return {
        "ours": ours,
        "upstream": upstream,
        "timesFaster": round(upstream["cpuS"] / ours["cpuS"], 2),
        "timesFasterByTheClock": round(upstream["wallS"] / ours["wallS"], 2),
        "load": our_load,
        "loadUpstream": their_load,
        "import": _imports("import torch, torchaudio.models, safetensors.torch"),
        "importUpstream": _imports("import whisperx.alignment"),
    }


def _add(total: dict[str, float], more: dict[str, float]) -> None:
    for name, seconds in more.items():
        total[name] = round(total[name] + seconds, 3)


def _imports(statement: str) -> dict[str, float]:
    """What a fresh process spends on it, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", "-c", statement], check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {"wallS": round(time.perf_counter() - wall, 3), "cpuS": round(cpu, 3)}


def _made_up_model(folder: Path) -> Path:
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC, Wav2Vec2Processor
    from transformers.models.wav2vec2 import Wav2Vec2CTCTokenizer, Wav2Vec2FeatureExtractor

    torch.manual_seed(0)
    model = folder / "wav2vec2-base"
    config = Wav2Vec2Config(vocab_size=len(VOCABULARY), pad_token_id=0)  # type: ignore[no-untyped-call]
    Wav2Vec2ForCTC(config).save_pretrained(model)
    (model / "vocab.json").write_text(json.dumps(VOCABULARY))
    extractor = Wav2Vec2FeatureExtractor(do_normalize=False)  # type: ignore[no-untyped-call]
    letters = Wav2Vec2CTCTokenizer(str(model / "vocab.json"))  # type: ignore[no-untyped-call]
    whole = Wav2Vec2Processor(feature_extractor=extractor, tokenizer=letters)  # type: ignore[no-untyped-call]
    whole.save_pretrained(model)
    return model


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            "minutes": minutes,
            "sameEmissions": same_emissions(minutes),
            "wholeStage": whole_stage(minutes, Path(folder)),
        }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
