"""What is said in one window: whisper.cpp decodes it and times its tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from speech.samples import Samples
from speech.whisper_windows import Window
from speech.whisper_words import Piece

from .tokens import Token, words_of_tokens

_BEAMS = 5

_LONG_ENOUGH = 16_000 // 2
"""whisper.cpp hears nothing in less than 0.1 s and is unsure of its times below half a second."""


@dataclass(frozen=True)
class Listener:
    """How to listen for one job."""

    model: Any
    params: Any
    samples: Samples


def open_listener(
    model: Any, language: str, translate: bool, hints: str | None, threads: int, samples: Samples
) -> Listener:
    import _pywhispercpp as native

    params = native.whisper_full_default_params(native.whisper_sampling_strategy.WHISPER_SAMPLING_BEAM_SEARCH)
    settings = {
        "n_threads": threads,
        "language": language,
        "translate": translate,
        "token_timestamps": True,
        # Sounds in brackets and notes are not said.
        "suppress_nst": True,
        # Each window stands alone: a loop must not be carried on into the next.
        "no_context": True,
        "beam_search": {"beam_size": _BEAMS, "patience": -1.0},
        "initial_prompt": hints or "",
        "print_progress": False,
        "print_realtime": False,
        "print_timestamps": False,
        "print_special": False,
    }
    for name, value in settings.items():
        setattr(params, name, value)
    return Listener(model, params, samples)


def language_chances(model: Any, window: Window, samples: Samples, threads: int) -> dict[str, float]:
    """How likely the window is spoken in each language, by Whisper's codes."""
    _, chances = model.auto_detect_language(window.read(samples), offset_ms=0, n_threads=threads)
    return {language: float(chance) for language, chance in chances.items()}


def hear(listener: Listener, window: Window, stop: Callable[[], bool]) -> list[Piece]:
    """Words with times in milliseconds of the window. `stop` is asked many times a second, from any thread.

    Returns what was found so far when it answers True."""
    import _pywhispercpp as native

    audio = window.read(listener.samples)
    if len(audio) < _LONG_ENOUGH:
        import numpy as np

        audio = np.pad(audio, (0, _LONG_ENOUGH - len(audio)))
    stopped = False

    def ask() -> bool:
        nonlocal stopped
        stopped = stopped or stop()
        return stopped

    native.assign_abort_callback(listener.params, ask)
    try:
        failed = native.whisper_full(listener.model._ctx, listener.params, audio, len(audio))
    finally:
        native.assign_abort_callback(listener.params, None)
    if failed and not stopped:
        raise RuntimeError(f"whisper.cpp gave up with {failed}")
    return words_of_tokens(_tokens(listener.model._ctx))


def _tokens(context: Any) -> list[Token]:
    import _pywhispercpp as native

    end = native.whisper_token_eot(context)
    found: list[Token] = []
    for segment in range(native.whisper_full_n_segments(context)):
        for index in range(native.whisper_full_n_tokens(context, segment)):
            token = native.whisper_full_get_token_data(context, segment, index)
            if token.id < end:
                raw = native.whisper_token_to_bytes(context, token.id)
                found.append(Token(raw, token.t0, token.t1, token.p))
    return found
