"""The languages that the models know, and a guess at which one a text is in: the network writes what it hears
without saying in what language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from worker.adapter import JobFailed

ENGLISH = "en"

# The commonest short words of each language, after the letters that few others write with.
_SIGNS: dict[str, tuple[str, str]] = {
    "bg": (
        "ъщ",
        "и на да се за от не в са с е че по със или като които което този това ще бъде имат всички",
    ),
    "cs": (
        "ěřůťďň",
        "a se v na je že to s z do o i ale jako být jsou by které která aby nebo jsem má k všichni",
    ),
    "da": (
        "æø",
        "og i at det er en til på af for ikke der som med de den har et jeg var men fra skal alle også",
    ),
    "de": (
        "äöüß",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an",
    ),
    "el": ("αάεέηήιίοόωώς", "και το της η την του να τα με για είναι από που στο δεν οι ο τους μια ότι θα"),
    "en": (
        "",
        "the of and to in a is that for it as was with be by on not he his but are this have you from they",
    ),
    "es": (
        "ñ¿¡",
        "de la que el en y a los se del las por un con una su para es al lo como más pero sus todos",
    ),
    "et": (
        "õäü",
        "ja on ei et see ta ning kui oma mis ka aga või olema kes nad seda oli kõik tema kuid nende siis",
    ),
    "fi": (
        "äö",
        "ja on ei että se hän oli mutta ovat kun myös tai kuin joka sen ole niin heidän kaikki mitä ne",
    ),
    "fr": (
        "çœêàèù",
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il",
    ),
    "hr": (
        "đćčšž",
        "i je u se na da su za od s kao koji bi ne što biti koja iz će sva ali ili svi bio treba jedni",
    ),
    "hu": (
        "őűéáö",
        "a az és hogy nem is egy meg ez de van volt csak már még vagy mint el kell ki azt minden",
    ),
    "it": (
        "",
        "di e il la che in a per è un del non della i le con si da una sono gli al alla più anche come ma",
    ),
    "lt": ("ąęėįųūž", "ir kad į iš su yra tai ne bet kaip apie buvo jis už visi jų ar tik jie turi nuo būti"),
    "lv": (
        "āēīūļņķģ",
        "un ir ka ar no par uz tas kas bet nav viņš lai kā arī vai tika bija visi pie pēc viņi to",
    ),
    "mt": (
        "ħġżċ",
        "il li ta u ma hija huma dan kull għal minn fil tal lil hu jew din kien fuq biex mhux għandu",
    ),
    "nl": (
        "",
        "de het een en van in is dat op te zijn met voor niet aan er die maar als ook door naar ze wij bij",
    ),
    "pl": (
        "łąęśćźżń",
        "i w na z się nie do że to jest o jak ale po co za od są tak przez dla ich był być czy",
    ),
    "pt": (
        "ãõç",
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele são",
    ),
    "ro": ("ășțâî", "și de în la a cu nu o că din pe care este un mai sunt să lor sau pentru ca al ei toate"),
    "ru": ("ыэё", "и в не на что он с как это по но из у за от так они о его же вы бы был быть или все"),
    "sk": ("ľĺŕôä", "a sa v na je že to s z do o aj ale ako byť sú by ktoré ktorá aby alebo som má k všetci"),
    "sl": (
        "čšž",
        "in je v da se na za so z ki ne pa bi po s kot od ali tudi biti imajo bil vsi do med iz ima",
    ),
    "sv": (
        "åäö",
        "och i att det är en som på för av med inte den till har de ett om men var jag alla från de sig",
    ),
    "uk": ("іїєґ", "і в на не що з та до у як за він це є про але від вони його бути або по які всі так"),
}

LANGUAGES = frozenset(_SIGNS)

_ENOUGH_WORDS = 4
"""Fewer say nothing."""

_ENOUGH_SIGNS = 1.0
"""As much as one word that no other language has."""

_LETTER_WEIGHT = 0.3
"""Of a word with a letter that few languages have, against one of the common words."""


def check_language(language: str | None, known: frozenset[str]) -> None:
    """Raises `JobFailed("language")` for one that the model does not know. `de-AT` counts as `de`."""
    if language is None or language.lower().replace("_", "-").split("-")[0] in {*known, "und"}:
        return
    which = "English only" if known == {ENGLISH} else f"{len(known)} European languages"
    sentence = f"This model knows {which}. Choose another one for this recording."
    raise JobFailed("language", f"no language {language[:40]}", sentence, retriable=False)


def writes_english_only(vocabulary: Iterable[str]) -> bool:
    """True for the models that were made for English: they cannot write any other letter."""
    return all(piece.isascii() for piece in vocabulary)


def likely_language(words: Sequence[str], known: frozenset[str]) -> tuple[str, float] | None:
    """The language of a text and how sure that is (0-1); None for too little text.

    By common short words, and by letters; what several languages share counts as much less."""
    if len(known) == 1:
        return next(iter(known)), 1.0
    texts = [text for word in words if (text := re.sub(r"[\W\d_]+", "", word.casefold()))]
    scores: dict[str, float] = {}
    for text, times in Counter(texts).items():
        for language in _COMMON.get(text, ()):
            scores[language] = scores.get(language, 0.0) + times / len(_COMMON[text])
        for letter in set(text):
            for language in _LETTERS.get(letter, ()):
                share = _LETTER_WEIGHT * times / len(_LETTERS[letter])
                scores[language] = scores.get(language, 0.0) + share
    best = max(scores, key=lambda language: scores[language], default=ENGLISH)
    if len(texts) < _ENOUGH_WORDS or scores.get(best, 0.0) < _ENOUGH_SIGNS:
        return None
    return best, scores[best] / sum(scores.values())


def _turned(signs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, parts in signs:
        for part in dict.fromkeys(parts):
            found.setdefault(part, []).append(language)
    return found


_COMMON = _turned((language, words.split()) for language, (_, words) in _SIGNS.items())
_LETTERS = _turned((language, letters) for language, (letters, _) in _SIGNS.items())
