"""Words found in what a model hears: synthetic emissions whose truth is known to the frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from synthetic import ALPHABET, Said, emission_of, say_in_row

from speech.choosing import choose_readings
from speech.ctc import Text, best_paths
from speech.placing import Place, Request, place
from speech.targets import target_of, units_of
from speech.timing import Timed, time_words

QUIET = np.zeros(10_000, np.float32)


def find(
    words: Sequence[str], emission: np.ndarray, inside: tuple[int, int] | None = None
) -> dict[int, Place] | None:
    target = target_of(units_of(words, "en", ALPHABET), ALPHABET)
    within = inside or (0, len(emission))
    return place([Request(emission, target, within, ALPHABET.blank, open_end=False)])[0]


def times(words: Sequence[str], emission: np.ndarray, inside: tuple[int, int] | None = None) -> list[Timed]:
    found = find(words, emission, inside)
    assert found is not None
    units = units_of(words, "en", ALPHABET)
    return time_words(words, units, found, inside or (0, len(emission)), QUIET[: len(emission)])


def test_every_word_is_found_where_it_was_said() -> None:
    said = say_in_row(["the", "quick", "brown", "fox"], start=20)
    found = find([word.letters for word in said], emission_of(said, 200))
    assert found is not None
    assert [(found[i].start, found[i].end) for i in range(4)] == [(word.start, word.end) for word in said]
    assert min(each.confidence for each in found.values()) > 0.8


def test_a_word_ends_with_its_last_letter_and_not_with_the_pause_behind_it() -> None:
    said = [Said("okay", 10), Said("we", 120)]
    found = times(["okay", "we."], emission_of(said, 250))
    assert found[0].end == said[0].end
    assert found[1].end == said[1].end


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (["Paid", "£13.60", "in", "2014."], ["paid", "thirteenpoundsandsixtypence", "in", "twentyfourteen"]),
        (["at", "10:30", "on", "the", "3rd,"], ["at", "tenthirty", "on", "the", "third"]),
        (["50%", "of", "AT&T", "—", "sold"], ["fiftypercent", "of", "atandt", "", "sold"]),
        (["“Wait”,", "she", "said..."], ["wait", "she", "said"]),
        (["Dr.", "Müller", "said", "façade"], ["doctor", "muller", "said", "facade"]),
    ],
)
def test_numbers_symbols_and_punctuation_do_not_move_their_neighbours(
    written: list[str], heard: list[str]
) -> None:
    said = say_in_row([word for word in heard if word], start=30, pause=25)
    found = times(written, emission_of(said, 600))
    spoken = iter(said)
    for word, letters, time in zip(written, heard, found, strict=True):
        if letters:
            true = next(spoken)
            assert (time.start, time.end, time.timing) == (true.start, true.end, "aligned"), word
        else:
            assert time.timing == "interpolated"


def test_a_word_in_letters_that_the_model_lacks_takes_the_sound_that_is_left() -> None:
    said = say_in_row(["he", "konnichiwa", "to", "me"], start=30, pause=20)
    found = times(["he", "こんにちは", "to", "me"], emission_of(said, 400))
    assert (found[1].start, found[1].end) == (said[1].start, said[1].end)
    assert (found[1].timing, found[1].confidence) == ("interpolated", None)
    assert (found[2].start, found[2].end) == (said[2].start, said[2].end)


def test_words_of_any_sound_side_by_side_share_it_by_their_length() -> None:
    said = [Said("so", 20), Said("konnichiwa", 60), Said("yes", 140)]
    found = times(["so", "日本日本", "日本", "yes"], emission_of(said, 200))
    assert found[1].end == found[2].start
    assert abs((found[1].end - found[1].start) - 2 * (found[2].end - found[2].start)) < 0.1
    assert found[3].start == 140


def test_what_others_say_before_and_behind_the_segment_is_not_taken() -> None:
    """The same word stands in the padding on both sides."""
    said = [Said("no", 2), Said("no", 40), Said("no", 95)]
    found = find(["no"], emission_of(said, 110), inside=(10, 90))
    assert found is not None
    assert (found[0].start, found[0].end) == (40, said[1].end)


def test_a_word_that_begins_before_its_segment_is_still_found() -> None:
    said = say_in_row(["early", "bird"], start=4)
    found = find(["early", "bird"], emission_of(said, 100), inside=(10, 90))
    assert found is not None
    assert found[0].start == 4


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("£5.50", "fivefifty"),
        ("£5.50", "fivepoundsandfiftypence"),
        ("1905", "onethousandninehundredandfive"),
        ("Dr.", "drive"),
        ("FBI", "fbi"),
    ],
)
def test_the_sound_chooses_among_the_readings_of_a_word(written: str, heard: str) -> None:
    """Spoken without pauses, a wrong reading would push its neighbours away."""
    words = ["it", "cost", written, "or", "more"]
    said = say_in_row(["it", "cost", heard, "or", "more"], start=20, pause=3)
    emission = emission_of(said, said[-1].end + 20, sure=0.8)
    units = units_of(words, "en", ALPHABET)
    first = find(words, emission)
    assert first is not None
    chosen = choose_readings(units, first, emission, ALPHABET) or units
    request = Request(
        emission, target_of(chosen, ALPHABET), (0, len(emission)), ALPHABET.blank, open_end=False
    )
    found = place([request])[0]
    assert found is not None
    assert [(found[i].start, found[i].end) for i in range(5)] == [(word.start, word.end) for word in said]
    assert choose_readings(chosen, found, emission, ALPHABET) is None


def test_repeated_words_keep_their_order() -> None:
    said = say_in_row(["no", "no", "no", "yes"], start=10)
    found = find(["no", "no", "no", "yes"], emission_of(said, 120))
    assert found is not None
    assert [found[i].start for i in range(4)] == [word.start for word in said]


def test_a_noisy_model_moves_no_start_by_more_than_a_frame() -> None:
    said = say_in_row(
        [
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
            "union",
        ],
        15,
    )
    for seed in range(5):
        found = find([word.letters for word in said], emission_of(said, 500, seed, sure=0.45))
        assert found is not None
        assert max(abs(found[i].start - word.start) for i, word in enumerate(said)) <= 1


def test_more_letters_than_frames_cannot_be_placed() -> None:
    assert find(["impossibilities"] * 3, emission_of([], 20)) is None


def test_texts_of_different_lengths_share_a_batch_and_do_not_mix() -> None:
    said = [say_in_row(["alpha", "beta"][: 1 + i % 2], start=5 + 3 * i) for i in range(6)]
    requests = []
    for i, each in enumerate(said):
        emission = emission_of(each, 60 + 40 * i, seed=i)
        target = target_of(units_of([word.letters for word in each], "en", ALPHABET), ALPHABET)
        requests.append(Request(emission, target, (0, len(emission)), ALPHABET.blank, open_end=False))
    for each, found in zip(said, place(requests), strict=True):
        assert found is not None
        assert [found[i].start for i in range(len(each))] == [word.start for word in each]


def test_an_open_end_stops_where_the_sound_stops() -> None:
    words = ["one", "two", "three", "four", "five"]
    said = say_in_row(words[:3], start=10)
    target = target_of(units_of(words, "en", ALPHABET), ALPHABET)
    emission = emission_of(said, said[-1].end + 3)
    found = place([Request(emission, target, (0, len(emission)), ALPHABET.blank, open_end=True)])[0]
    assert found is not None
    assert {i: found[i].start for i in range(3)} == {i: word.start for i, word in enumerate(said)}


def test_the_path_is_the_best_of_all_paths() -> None:
    """Against every way through a small problem, optional tokens and repeats included."""
    random = np.random.default_rng(3)
    for trial in range(60):
        frames, count = int(random.integers(3, 7)), int(random.integers(1, 4))
        scores = np.log(random.dirichlet(np.ones(4), frames)).astype(np.float32)
        columns = random.integers(1, 4, count)
        optional = np.zeros(count, bool)
        if count > 1 and trial % 2:
            optional[trial % count] = True
        path = best_paths([Text(scores, columns, optional, 0, open_end=False)])[0]
        best = _best_by_trying_all(scores, columns.tolist(), optional.tolist())
        if path is None:
            assert best is None
            continue
        row = np.zeros(frames, int)
        for at, column in enumerate(columns):
            if path.last[at] >= 0:
                row[path.first[at] : path.last[at] + 1] = column
        assert best is not None
        assert float(scores[np.arange(frames), row].sum()) == pytest.approx(best, abs=1e-4)


def _best_by_trying_all(scores: np.ndarray, columns: list[int], optional: list[bool]) -> float | None:
    from itertools import product

    kept = [
        [c for c, keep in zip(columns, chosen, strict=True) if keep]
        for chosen in product(*[(True, False) if may else (True,) for may in optional])
    ]
    best: float | None = None
    for row in product(range(scores.shape[1]), repeat=len(scores)):
        collapsed = [c for at, c in enumerate(row) if c and (at == 0 or row[at - 1] != c)]
        if collapsed in kept:
            total = float(sum(scores[t, c] for t, c in enumerate(row)))
            best = total if best is None else max(best, total)
    return best
