"""Written words to spoken ones: a table of what people say."""

from __future__ import annotations

import pytest
from worker_client import MOONSHINE

from speech.spoken.english import english_forms
from worker.engine_package import import_part

sounds_of = import_part(MOONSHINE, "letters").sounds_of
Lexicon = import_part(MOONSHINE, "lexicon").Lexicon


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hello,", "hello"),
        ("don’t", "don't"),
        ("café", "cafe"),
        ("real-time", "real time"),
        ("“Quoted”", "quoted"),
        ("7", "seven"),
        ("21", "twenty one"),
        ("1,234", "one thousand two hundred and thirty four"),
        ("007", "zero zero seven"),
        ("3.14", "three point one four"),
        ("1990", "nineteen ninety"),
        ("1905", "nineteen oh five"),
        ("2005", "two thousand five"),
        ("2024", "twenty twenty four"),
        ("1900", "nineteen hundred"),
        ("1990s", "nineteen nineties"),
        ("'60s", "sixties"),
        ("1st", "first"),
        ("22nd", "twenty second"),
        ("25%", "twenty five percent"),
        ("$5", "five dollars"),
        ("$1", "one dollar"),
        ("£2.50", "two pounds and fifty pence"),
        ("$1.2bn", "one point two billion dollars"),
        ("10:30", "ten thirty"),
        ("10:05pm", "ten oh five p m"),
        ("10:00", "ten o'clock"),
        ("1/2", "one half"),
        ("3/4", "three quarters"),
        ("5km", "five kilometers"),
        ("20°C", "twenty degrees celsius"),
        ("10-20", "ten to twenty"),
        ("3.11.7", "three point eleven point seven"),
        ("MP3", "m p three"),
        ("COVID-19", "covid nineteen"),
        ("Mr.", "mister"),
        ("Dr.", "doctor"),
        ("etc.", "et cetera"),
        ("U.S.", "u s"),
        ("a.m.", "a. m"),
        ("&", "and"),
        ("C++", "c plus plus"),
        ("example.com", "example dot com"),
        ("1234567890123456", "one two three four five six seven eight nine zero one two three four five six"),
    ],
)  # fmt: skip
def test_the_first_reading_is_the_usual_one(written: str, said: str) -> None:
    assert " ".join(english_forms([written])[0][0]) == said


@pytest.mark.parametrize(
    ("written", "also_said"),
    [
        ("1990", "one thousand nine hundred and ninety"),
        ("2005", "two thousand and five"),
        ("101", "one oh one"),
        ("10001", "one zero zero zero one"),
        ("$5.50", "five fifty"),
        ("Dr.", "drive"),
        ("US", "u s"),
        ("FBI", "f b i"),
        ("0.5", "point five"),
        ("555-1234", "five five five one two three four"),
        ("II", "two"),
    ],
)
def test_other_readings_are_kept_for_the_audio_to_choose(written: str, also_said: str) -> None:
    assert also_said in [" ".join(reading) for reading in english_forms([written])[0]]


@pytest.mark.parametrize("written", ["—", "…", "♪", "日本語", "", "!!!", "[applause]"])
def test_what_has_no_sound_has_no_reading(written: str) -> None:
    assert english_forms([written]) == [[]]


def test_a_description_in_brackets_is_not_said() -> None:
    forms = english_forms(["yes", "[door", "slams]", "no"])
    assert [bool(form) for form in forms] == [True, False, False, True]


def test_a_currency_is_said_after_the_magnitude() -> None:
    first = [form[0] for form in english_forms(["$5", "million", "more"])]
    assert first == [("five",), ("million", "dollars"), ("more",)]


@pytest.mark.parametrize(
    "written", ["$", "1/0", "25:99", "1e9", "..5", "%", "0", "00", "-5", "1,2,3", "5'10\"", "²", "½"]
)
def test_odd_tokens_never_fail(written: str) -> None:
    for reading in english_forms([written])[0]:
        assert all(part and part == part.lower() for part in reading)


@pytest.mark.parametrize(
    ("word", "sounds"),
    [("blorf", "B L AO R F"), ("knape", "N EY P"), ("phish", "F IH SH"), ("zzz", "Z"), ("ü", "AH")],
)
def test_unknown_words_get_sounds_from_their_letters(word: str, sounds: str) -> None:
    assert sounds_of(word) == sounds


def test_every_row_of_letters_has_sounds_that_the_model_knows() -> None:
    vowels = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW"
    consonants = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH"
    phones = {*vowels.split(), *consonants.split()}
    letters = "abcdefghijklmnopqrstuvwxyz"
    for first in letters:
        for second in letters:
            for word in (
                first + second,
                f"{first}{second}e",
                f"{second}{first}{first}ed",
                f"qu{first}ti{second}",
            ):
                assert set(sounds_of(word).split()) <= phones, word


def test_the_lexicon_builds_what_it_does_not_know(lexicon: object) -> None:
    pronounce = lexicon.pronounce  # type: ignore[attr-defined]
    assert pronounce("and") == ("AH N D", "AE N D")
    assert pronounce("moonshine's") == ("M UW N SH AY N Z",)
    assert pronounce("captioned")[0].endswith("SH AH N D")
    assert pronounce("subtitler")[0] == "S AH B T AY T AH L ER"
    assert pronounce("captionboard") == ("K AE P SH AH N B AO R D",)


@pytest.fixture(scope="module")
def lexicon() -> object:
    from pathlib import Path

    from pocketsphinx import get_model_path

    return Lexicon(Path(get_model_path()) / "en-us" / "cmudict-en-us.dict")
