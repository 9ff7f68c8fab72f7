"""How faster-whisper listens: guesses that fail, speech that is passed over, memory that is short."""

from __future__ import annotations

from typing import Any

import pytest
from listening_jobs import (
    ENGINE,
    Circling,
    ShortOfHearing,
    Tight,
    computed,
    hear,
    opened,
    spoken,
    with_decoder,
)
from recordings import Recordings

from speech.samples import RATE_HZ, Samples
from speech.whisper_windows import Window
from worker.engine_package import import_part


class TestListening:
    """The guards around the decoder, with the real model behind a decoder that can be made to fail."""

    @pytest.fixture
    def samples(self, recording: Recordings) -> Samples:
        path = recording.keep("talk", spoken(recording, 2).replace(b"\0\0" * RATE_HZ, b""))
        return Samples(path, path.stat().st_size // 2)

    @pytest.fixture
    def listener(self, samples: Samples) -> Any:
        model = import_part(ENGINE, "loaded").Keeper().get(computed(precision="float32")).model
        return opened(model, "transcribe", None, None, "en", samples)

    def test_what_was_passed_over_is_heard_again(self, listener: Any) -> None:
        window = Window(((0, 30 * RATE_HZ),))
        first = [word.text for word in hear(listener, [window])[0].words[:5]]
        deaf = with_decoder(listener, ShortOfHearing(listener.model.model, words=5))
        heard = hear(deaf, [window])[0]
        assert len(heard.words) > 10
        found = iter(word.text for word in heard.words)
        assert all(text in found for text in first), "a word was lost, or they changed places"
        assert heard.words[-1].start > 15 * RATE_HZ
        assert all(a.start <= b.start for a, b in zip(heard.words, heard.words[1:], strict=False))

    def test_passages_of_a_whole_batch_are_heard_again_together(self, listener: Any) -> None:
        windows = [Window(((at * RATE_HZ, (at + 12) * RATE_HZ),)) for at in (0, 30, 60)]
        deaf = ShortOfHearing(listener.model.model, words=4)
        heard = hear(with_decoder(listener, deaf), windows)
        assert deaf.asked == [3, 1]
        for window, each in zip(windows, heard, strict=True):
            assert len(each.words) >= 4
            assert all(window.start <= word.start <= word.end <= window.end for word in each.words)
        assert sum(len(each.words) for each in heard) > 12

    def test_text_that_goes_round_in_circles_is_tried_again(self, listener: Any) -> None:
        window = Window(((0, 12 * RATE_HZ),))
        caught = Circling(listener.model.model, times=1)
        heard = hear(with_decoder(listener, caught), [window])[0]
        assert caught.temperatures[:2] == [None, 0.2]
        assert heard.sure
        assert not import_part(ENGINE, "doubts").repetitive("".join(word.text for word in heard.words))

    def test_text_that_never_stops_going_round_is_marked_as_unsure(self, listener: Any) -> None:
        caught = Circling(listener.model.model, times=99)
        heard = hear(with_decoder(listener, caught), [Window(((0, 12 * RATE_HZ),))])[0]
        assert caught.temperatures == [None, 0.2, 0.4, 0.6, 0.8, 1.0]
        assert not heard.sure
        assert heard.words

    def test_a_batch_that_does_not_fit_is_halved_and_nothing_is_lost(self, listener: Any) -> None:
        windows = [Window(((at * RATE_HZ, (at + 10) * RATE_HZ),)) for at in (0, 12, 24, 36, 48)]
        tight = with_decoder(listener, Tight(listener.model.model, room=2))
        assert hear(tight, windows) == [hear(listener, [window])[0] for window in windows]
        assert tight.room.windows == 2

    def test_a_single_window_that_does_not_fit_fails(self, listener: Any) -> None:
        tight = with_decoder(listener, Tight(listener.model.model, room=0))
        with pytest.raises(RuntimeError, match="out of memory"):
            hear(tight, [Window(((0, 10 * RATE_HZ),))])

    def test_the_prompt_leaves_half_of_the_decoders_memory_to_the_text(self, listener: Any) -> None:
        hinted = opened(listener.model, "translate", "because " * 400, "river water", "de", listener.samples)
        tokens = listener.tokenizer.tokenizer
        assert len(hinted.prompt) == 1 + 223 + 4
        assert hinted.prompt[0] == tokens.token_to_id("<|startofprev|>")
        assert hinted.prompt[1:3] == (tokens.token_to_id("Ġriver"), tokens.token_to_id("Ġwater"))
        assert hinted.prompt[-4:] == tuple(
            tokens.token_to_id(f"<|{each}|>")
            for each in ("startoftranscript", "de", "translate", "notimestamps")
        )


class TestDoubts:
    @pytest.fixture
    def doubts(self) -> Any:
        return import_part(ENGINE, "doubts")

    def test_loops_are_repetitive_and_speech_is_not(self, doubts: Any) -> None:
        assert doubts.repetitive(" thank you" * 20)
        assert not doubts.repetitive(" thank you thank you")
        assert not doubts.repetitive(
            " And so, my fellow Americans: ask not what your country can do for you, ask what you can do for"
            " your country."
        )

    def test_silence_is_no_text_only_if_the_text_is_a_guess_too(self, doubts: Any) -> None:
        assert doubts.silent(0.9, -1.5)
        assert not doubts.silent(0.9, -0.2)
        assert not doubts.silent(0.1, -1.5)

    def test_a_word_stands_for_no_more_than_it_can_last(self, doubts: Any) -> None:
        window = Window(((0, 20 * RATE_HZ),))
        words = [("one", 0, RATE_HZ), ("two", RATE_HZ, 19 * RATE_HZ), ("end", 19 * RATE_HZ, 20 * RATE_HZ)]
        ((start, end),) = doubts.unheard(window, words)
        assert 1.5 * RATE_HZ < start < 2.5 * RATE_HZ
        assert end == 19 * RATE_HZ

    def test_words_that_have_no_room_account_for_speech_without_words(self, doubts: Any) -> None:
        window = Window(((0, 12 * RATE_HZ),))
        crowd = [("something", 6 * RATE_HZ, 6 * RATE_HZ + 320)] * 14
        assert doubts.unheard(window, crowd) == []
        assert doubts.unheard(window, crowd[:3]) != []

    def test_speech_with_words_throughout_has_no_hole(self, doubts: Any) -> None:
        words = [("word", second * RATE_HZ, (second + 1) * RATE_HZ) for second in range(20)]
        assert doubts.unheard(Window(((0, 20 * RATE_HZ),)), words) == []
