"""German, Dutch, Swedish, Danish, Norwegian."""

from __future__ import annotations

from .locale import Locale

_NORDIC_UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "kg": "kilo", "g": "gram",
    "mg": "milligram", "l": "liter", "dl": "deciliter", "km/h": "kilometer i timmen", "kw": "kilowatt",
    "°c": "grader celsius", "gb": "gigabyte", "mb": "megabyte", "min": "minuter", "h": "timmar",
}  # fmt: skip

GERMAN = Locale(
    numbers="de",
    point="komma",
    symbols={
        "&": "und", "%": "prozent", "‰": "promille", "+": "plus", "=": "gleich", "@": "at", "§": "paragraf",
        "°": "grad", "#": "nummer", "×": "mal", "÷": "durch", "½": "ein halb", "¼": "ein viertel",
        "¾": "drei viertel", "²": "quadrat", "³": "hoch drei",
    },
    currencies={
        "€": ("euro", "cent"), "eur": ("euro", "cent"), "$": ("dollar", "cent"), "£": ("pfund", "pence"),
        "chf": ("franken", "rappen"), "fr": ("franken", "rappen"), "¥": ("yen", "sen"),
    },
    units={
        "km": "kilometer", "m": "meter", "cm": "zentimeter", "mm": "millimeter", "kg": "kilogramm",
        "g": "gramm", "mg": "milligramm", "t": "tonne/tonnen", "l": "liter", "ml": "milliliter",
        "km/h": "kilometer pro stunde", "kw": "kilowatt", "kwh": "kilowattstunden", "°c": "grad celsius",
        "m²": "quadratmeter", "qm": "quadratmeter", "gb": "gigabyte", "mb": "megabyte", "h": "uhr",
        "min": "minute/minuten", "std": "stunde/stunden", "s": "sekunde/sekunden",
    },
    magnitudes={"mio": "million/millionen", "mrd": "milliarde/milliarden", "tsd": "tausend"},
    abbreviations={
        "z.b": "zum beispiel", "d.h": "das heißt", "u.a": "unter anderem", "bzw": "beziehungsweise",
        "usw": "und so weiter", "etc": "et cetera", "ca": "circa", "dr": "doktor", "prof": "professor",
        "nr": "nummer", "str": "straße", "st": "sankt", "hr": "herr", "fr": "frau", "evtl": "eventuell",
        "ggf": "gegebenenfalls", "inkl": "inklusive", "vgl": "vergleiche", "bspw": "beispielsweise",
        "sog": "sogenannte", "mio": "millionen", "mrd": "milliarden", "v.a": "vor allem",
        "o.ä": "oder ähnliches",
        "i.d.r": "in der regel", "max": "maximal", "min": "minimal", "jh": "jahrhundert", "abs": "absatz",
    },
    stop_ordinal=True, clock="uhr", clock_signs=":.", years="hundreds", to="bis", dot="punkt",
)  # fmt: skip

DUTCH = Locale(
    numbers="nl",
    point="komma",
    symbols={
        "&": "en", "%": "procent", "‰": "promille", "−": "min", "+": "plus", "=": "is", "@": "at",
        "§": "paragraaf",
        "°": "graden", "#": "nummer", "×": "keer", "½": "een half", "¼": "een kwart", "¾": "driekwart",
    },
    currencies={
        "€": ("euro", "cent"), "eur": ("euro", "cent"), "$": ("dollar", "cent"), "£": ("pond", "pence"),
    },
    units={
        "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "kg": "kilo", "g": "gram",
        "mg": "milligram", "l": "liter", "ml": "milliliter", "km/u": "kilometer per uur",
        "km/h": "kilometer per uur", "kw": "kilowatt", "°c": "graden celsius", "m²": "vierkante meter",
        "gb": "gigabyte", "mb": "megabyte", "u": "uur", "min": "minuut/minuten",
    },
    magnitudes={"mln": "miljoen", "mld": "miljard"},
    abbreviations={
        "dhr": "de heer", "mevr": "mevrouw", "mw": "mevrouw", "dr": "doctor", "prof": "professor",
        "bijv": "bijvoorbeeld", "bv": "bijvoorbeeld", "enz": "enzovoort", "d.w.z": "dat wil zeggen",
        "o.a": "onder andere", "m.a.w": "met andere woorden", "nr": "nummer", "ca": "circa",
        "blz": "bladzijde",
        "jl": "jongstleden", "etc": "et cetera", "i.p.v": "in plaats van", "t/m": "tot en met",
        "st": "sint",
    },
    ordinal="e|de|ste", clock="uur", clock_signs=":.", years="pairs", to="tot", dot="punt",
)  # fmt: skip

SWEDISH = Locale(
    numbers="sv",
    point="komma",
    symbols={
        "&": "och", "%": "procent", "‰": "promille", "+": "plus", "=": "lika med", "@": "snabel-a",
        "§": "paragraf", "°": "grader", "#": "nummer", "½": "en halv", "¼": "en fjärdedel",
    },
    currencies={
        "kr": ("krona/kronor", "öre"), "sek": ("krona/kronor", "öre"), "€": ("euro", "cent"),
        "$": ("dollar", "cent"), "£": ("pund", "pence"), ":-": ("krona/kronor", "öre"),
    },
    between_money="och",
    units=_NORDIC_UNITS,
    magnitudes={"mkr": "miljoner kronor", "mn": "miljoner", "md": "miljarder"},
    abbreviations={
        "t.ex": "till exempel", "bl.a": "bland annat", "osv": "och så vidare", "dvs": "det vill säga",
        "m.m": "med mera", "ca": "cirka", "kl": "klockan", "nr": "nummer", "st": "stycken", "dr": "doktor",
        "s.k": "så kallade", "t.o.m": "till och med", "etc": "et cetera", "tex": "till exempel",
    },
    ordinal=":a|:e", clock_signs=":.", years="hundreds", to="till", dot="punkt",
)  # fmt: skip

DANISH = Locale(
    numbers="da",
    point="komma",
    symbols={
        "&": "og", "%": "procent", "‰": "promille", "+": "plus", "=": "lig med", "@": "snabel-a",
        "§": "paragraf", "°": "grader", "#": "nummer", "½": "en halv", "¼": "en kvart",
    },
    currencies={
        "kr": ("krone/kroner", "øre"), "dkk": ("krone/kroner", "øre"), "€": ("euro", "cent"),
        "$": ("dollar", "cent"), "£": ("pund", "pence"), ",-": ("krone/kroner", "øre"),
    },
    between_money="og",
    units={**_NORDIC_UNITS, "km/t": "kilometer i timen", "min": "minutter", "h": "timer"},
    magnitudes={"mio": "million/millioner", "mia": "milliard/milliarder"},
    abbreviations={
        "f.eks": "for eksempel", "bl.a": "blandt andet", "osv": "og så videre", "dvs": "det vil sige",
        "m.m": "med mere", "ca": "cirka", "kl": "klokken", "nr": "nummer", "hr": "herr", "fr": "fru",
        "dr": "doktor", "evt": "eventuelt", "pga": "på grund af", "etc": "et cetera",
        "mht": "med hensyn til",
    },
    stop_ordinal=True, clock_signs=":.", years="hundreds", to="til", dot="punktum",
)  # fmt: skip

NORWEGIAN = Locale(
    numbers="no",
    point="komma",
    symbols={
        "&": "og", "%": "prosent", "‰": "promille", "+": "pluss", "=": "er lik", "@": "krøllalfa",
        "§": "paragraf", "°": "grader", "#": "nummer", "½": "en halv", "¼": "en kvart",
    },
    currencies={
        "kr": ("krone/kroner", "øre"), "nok": ("krone/kroner", "øre"), "€": ("euro", "cent"),
        "$": ("dollar", "cent"), "£": ("pund", "pence"),
    },
    between_money="og",
    units={**_NORDIC_UNITS, "km/t": "kilometer i timen", "min": "minutter", "h": "timer"},
    magnitudes={"mill": "millioner", "mrd": "milliarder"},
    abbreviations={
        "f.eks": "for eksempel", "bl.a": "blant annet", "osv": "og så videre", "dvs": "det vil si",
        "m.m": "med mer", "ca": "cirka", "kl": "klokka", "nr": "nummer", "dr": "doktor", "etc": "et cetera",
    },
    stop_ordinal=True, clock_signs=":.", years="pairs", to="til", dot="punktum",
)  # fmt: skip
