"""Finnish, Hungarian, Turkish, Greek, and languages of which only the numbers are known."""

from __future__ import annotations

from .greek import cardinal as greek_cardinal
from .locale import Locale, same_plural

FINNISH = Locale(
    numbers="fi",
    groups=". ",
    point="pilkku",
    symbols={
        "&": "ja", "%": "prosentti/prosenttia", "‰": "promille/promillea", "−": "miinus", "+": "plus",
        "=": "on",
        "@": "ät", "§": "pykälä", "°": "aste/astetta", "#": "numero", "½": "puoli", "¼": "neljännes",
    },
    currencies={
        "€": ("euro/euroa", "sentti/senttiä"), "eur": ("euro/euroa", "sentti/senttiä"),
        "$": ("dollari/dollaria", "sentti/senttiä"), "£": ("punta/puntaa", "penny/pennyä"),
    },
    units={
        "km": "kilometri/kilometriä", "m": "metri/metriä", "cm": "senttimetri/senttimetriä",
        "mm": "millimetri/millimetriä", "kg": "kilo/kiloa", "g": "gramma/grammaa", "t": "tonni/tonnia",
        "l": "litra/litraa", "dl": "desilitra/desilitraa", "km/h": "kilometriä tunnissa",
        "°c": "aste/astetta", "h": "tunti/tuntia", "min": "minuutti/minuuttia", "s": "sekunti/sekuntia",
        "m²": "neliö/neliötä", "milj": "miljoona/miljoonaa",
    },
    magnitudes={"milj": "miljoona/miljoonaa", "mrd": "miljardi/miljardia"},
    abbreviations={
        "esim": "esimerkiksi", "ym": "ynnä muuta", "jne": "ja niin edelleen", "yms": "ynnä muuta sellaista",
        "ns": "niin sanottu", "n": "noin", "mm": "muun muassa", "klo": "kello", "nro": "numero",
        "tri": "tohtori",
        "prof": "professori", "eli": "eli", "ts": "toisin sanoen", "vrt": "vertaa", "milj": "miljoonaa",
    },
    stop_ordinal=True, clock_signs=":.", to="viiva", dot="piste",
)  # fmt: skip

HUNGARIAN = Locale(
    numbers="hu",
    groups=". ",
    point="egész",
    symbols={
        "&": "és", "%": "százalék", "‰": "ezrelék", "−": "mínusz", "+": "plusz", "=": "egyenlő",
        "@": "kukac",
        "§": "paragrafus", "°": "fok", "#": "szám", "½": "fél", "¼": "negyed", "¾": "háromnegyed",
    },
    currencies={
        "ft": ("forint", "fillér"), "huf": ("forint", "fillér"), "€": ("euró", "cent"),
        "$": ("dollár", "cent"), "£": ("font", "penny"),
    },
    units={
        "km": "kilométer", "m": "méter", "cm": "centiméter", "mm": "milliméter", "kg": "kiló", "g": "gramm",
        "dkg": "deka", "t": "tonna", "l": "liter", "dl": "deci", "km/h": "kilométer per óra", "°c": "fok",
        "h": "óra", "min": "perc", "gb": "gigabájt",
    },
    magnitudes={"e": "ezer", "m": "millió", "mrd": "milliárd"},
    abbreviations={
        "pl": "például", "stb": "satöbbi", "kb": "körülbelül", "dr": "doktor", "prof": "professzor",
        "ún": "úgynevezett",
        "ill": "illetve", "u": "utca", "sz": "század", "ker": "kerület", "vö": "vesd össze",
        "kft": "káefté",
    },
    ordinal="-ik", stop_ordinal=True, clock_signs=":.", to="től", dot="pont", plural=same_plural,
)  # fmt: skip


def _turkish_lower(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


TURKISH = Locale(
    numbers="tr",
    point="virgül",
    symbols={
        "&": "ve", "%": "yüzde", "‰": "binde", "−": "eksi", "+": "artı", "=": "eşittir", "@": "et",
        "§": "paragraf",
        "°": "derece", "#": "numara", "½": "yarım", "¼": "çeyrek",
    },
    currencies={
        "₺": ("lira", "kuruş"), "tl": ("lira", "kuruş"), "€": ("avro", "sent"), "$": ("dolar", "sent"),
        "£": ("sterlin", "peni"),
    },
    units={
        "km": "kilometre", "m": "metre", "cm": "santimetre", "mm": "milimetre", "kg": "kilo", "g": "gram",
        "gr": "gram", "t": "ton", "l": "litre", "lt": "litre", "km/s": "kilometre", "km/h": "kilometre",
        "°c": "derece", "sa": "saat", "dk": "dakika", "sn": "saniye", "gb": "gigabayt", "mb": "megabayt",
    },
    magnitudes={"mn": "milyon", "mr": "milyar"},
    abbreviations={
        "vb": "ve benzeri", "vs": "vesaire", "örn": "örneğin", "dr": "doktor", "prof": "profesör",
        "doç": "doçent",
        "av": "avukat", "sn": "sayın", "no": "numara", "cad": "caddesi", "sok": "sokak", "mah": "mahallesi",
        "m.ö": "milattan önce", "m.s": "milattan sonra", "bkz": "bakınız", "yy": "yüzyıl", "st": "saat",
    },
    ordinal="'?ıncı|'?inci|'?uncu|'?üncü|'?ncı|'?nci|'?ncu|'?ncü", stop_ordinal=True, clock_signs=":.",
    dot="nokta",
    plural=same_plural, lower=_turkish_lower,
)  # fmt: skip

GREEK = Locale(
    numbers=None,
    cardinal=greek_cardinal,
    point="κόμμα",
    symbols={
        "&": "και", "%": "τοις εκατό", "‰": "τοις χιλίοις", "−": "μείον", "+": "συν", "=": "ίσον",
        "@": "παπάκι",
        "§": "παράγραφος", "°": "βαθμός/βαθμοί", "#": "νούμερο", "½": "μισό", "¼": "ένα τέταρτο",
    },
    currencies={
        "€": ("ευρώ", "λεπτό/λεπτά"), "$": ("δολάριο/δολάρια", "σεντ"), "£": ("λίρα/λίρες", "πένα/πένες"),
    },
    between_money="και",
    units={
        "km": "χιλιόμετρο/χιλιόμετρα", "χλμ": "χιλιόμετρο/χιλιόμετρα", "m": "μέτρο/μέτρα",
        "μ": "μέτρο/μέτρα",
        "cm": "εκατοστό/εκατοστά", "kg": "κιλό/κιλά", "g": "γραμμάριο/γραμμάρια", "l": "λίτρο/λίτρα",
        "km/h": "χιλιόμετρα την ώρα", "°c": "βαθμός/βαθμοί", "h": "ώρα/ώρες",
    },
    magnitudes={"εκατ": "εκατομμύρια", "δισ": "δισεκατομμύρια"},
    abbreviations={
        "π.χ": "παραδείγματος χάρη", "κ.λπ": "και λοιπά", "κλπ": "και λοιπά", "δηλ": "δηλαδή",
        "κ": "κύριος",
        "κα": "κυρία", "δρ": "δόκτωρ", "αρ": "αριθμός", "τηλ": "τηλέφωνο", "μ.χ": "μετά χριστόν",
        "π.μ": "πριν το μεσημέρι", "μ.μ": "μετά το μεσημέρι", "ευρ": "ευρώ",
    },
    clock="και", clock_joins=True, clock_signs=":.", to="έως", dot="τελεία",
)  # fmt: skip


def numbers_only(code: str, decimal: str, groups: str) -> Locale:
    """A language of which num2words knows the numbers and nothing else is known here."""
    return Locale(numbers=code, decimal=decimal, groups=groups)


UNKNOWN = Locale(numbers=None, groups="")
"""Words are said as they are written; a word with a digit is known to be said, but not how."""
