"""The engine's pure parts: words from tokens, seams, languages, devices."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from worker.adapter import JobFailed
from worker.engine_package import import_part

ENGINE = Path(__file__).resolve().parent.parent
model = import_part(ENGINE, "model")
words = import_part(ENGINE, "words")
seams = import_part(ENGINE, "seams")
languages = import_part(ENGINE, "languages")
devices = import_part(ENGINE, "devices")

FRAME = 1280

# The first article of the Universal Declaration of Human Rights: a language and its text on each line.
ARTICLE = dict(
    line.split(" ", 1) for line in (Path(__file__).parent / "article.txt").read_text("utf-8").splitlines()
)


def token(text: str, start: int, end: int, probability: float = 0.9) -> object:
    return model.Token(text, start, end, math.log(probability))


def spans(tokens: list[object], offset: int = 0) -> list[tuple[str, float, float]]:
    return [(w.text, w.start / FRAME, w.end / FRAME) for w in words.words_of(tokens, offset)]


def test_a_space_in_front_begins_a_word() -> None:
    assert spans([token(" Hel", 2, 3), token("lo", 3, 5), token(" you", 6, 8)]) == [
        ("Hello", 2, 5),
        ("you", 6, 8),
    ]


def test_a_word_ends_with_its_letters_and_keeps_its_full_stop() -> None:
    assert spans([token(" end", 4, 6), token(".", 20, 24)]) == [("end.", 4, 6)]


def test_marks_of_the_model_are_no_words() -> None:
    assert spans([token("<unk>", 0, 1), token(" <|en|>", 1, 1), token(" a", 2, 3)]) == [("a", 2, 3)]


def test_a_space_alone_belongs_to_what_follows() -> None:
    assert spans([token(" ", 1, 1), token("ab", 2, 4)]) == [("ab", 2, 4)]
    assert spans([token(" ", 1, 1)]) == []


def test_words_that_begin_in_one_frame_share_the_time_to_the_next() -> None:
    found = spans([token(" a", 4, 4), token(" b", 4, 8), token(" c", 6, 9)])
    assert found == [("a", 4, 5), ("b", 5, 6), ("c", 6, 9)]


def test_no_word_reaches_into_the_next() -> None:
    assert spans([token(" a", 4, 8), token(" b", 6, 7)]) == [("a", 4, 6), ("b", 6, 7)]


def test_times_begin_at_the_offset() -> None:
    assert spans([token(" a", 1, 2)], offset=10 * FRAME) == [("a", 11, 12)]


def test_confidence_is_that_of_the_letters() -> None:
    (word,) = words.words_of([token(" a", 1, 2, 0.8), token("b", 2, 3, 0.2), token(".", 3, 4, 0.01)], 0)
    assert word.confidence == pytest.approx(0.4)


def heard(*parts: tuple[str, float, float]) -> list[object]:
    return [words.HeardWord(text, int(s * 16_000), int(e * 16_000), 0.9) for text, s, e in parts]


def joined(left: list[object], right: list[object], cut_s: float) -> list[str]:
    one, other = seams.join(left, right, int(cut_s * 16_000))
    assert all(a.end <= b.start for a, b in zip(one[-1:], other[:1], strict=False))
    return [word.text for word in [*one, *other]]


def test_a_word_that_both_sides_heard_stays_once() -> None:
    left = heard(("we", 8.0, 8.3), ("went", 9.6, 10.1), ("ho", 10.6, 11.0))
    right = heard(("ent", 9.0, 9.2), ("Went,", 9.7, 10.2), ("home", 10.5, 11.2))
    assert joined(left, right, 10.0) == ["we", "went", "home"]


def test_without_a_common_word_each_side_keeps_its_own() -> None:
    left = heard(("one", 9.0, 9.5), ("two", 10.4, 10.8))
    right = heard(("won", 9.1, 9.4), ("too", 10.3, 10.9))
    assert joined(left, right, 10.0) == ["one", "too"]


def test_a_repeated_word_is_not_taken_for_one() -> None:
    left = heard(("no", 9.1, 9.4), ("no", 9.8, 10.2), ("no", 10.6, 11.0))
    right = heard(("no", 9.15, 9.4), ("no", 9.8, 10.2), ("no", 10.6, 11.0), ("never", 11.2, 11.6))
    assert joined(left, right, 10.0) == ["no", "no", "no", "never"]


@pytest.mark.parametrize("language", sorted(languages.LANGUAGES))
def test_a_languages_text_is_recognised(language: str) -> None:
    found = languages.likely_language(ARTICLE[language].split(), languages.LANGUAGES)
    assert found is not None
    assert found[0] == language
    assert 0.15 < found[1] <= 1


def test_too_little_text_has_no_language() -> None:
    assert languages.likely_language(["Hm", "17"], languages.LANGUAGES) is None
    assert languages.likely_language([], languages.LANGUAGES) is None


def test_automatic_takes_a_card_only_where_the_package_has_one() -> None:
    assert devices.choices("auto", [devices.CUDA, devices.CPU]) == ["cuda:0", "cpu"]
    assert devices.choices("auto", [devices.CPU]) == ["cpu"]
    assert devices.choices("cuda", [devices.CUDA]) == ["cuda:0"]
    assert devices.choices("cuda:1", [devices.CUDA]) == ["cuda:1"]
    assert devices.choices("cpu", [devices.CUDA]) == ["cpu"]
    for device, available in (("cuda:0", [devices.CPU]), ("gpu", [devices.CUDA])):
        with pytest.raises(JobFailed) as refused:
            devices.choices(device, available)
        assert refused.value.code == "device"


def test_a_card_gets_its_number_and_leaves_the_rest_to_the_processor() -> None:
    (name, card), rest = devices.options("cuda:1", 2)["providers"]
    assert (name, card["device_id"], rest) == (devices.CUDA, 1, devices.CPU)
    assert devices.options("cpu", 2)["providers"] == [devices.CPU]
