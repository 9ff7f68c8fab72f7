"""French, Spanish, Italian, Portuguese, Catalan, Romanian."""

from __future__ import annotations

from .locale import Locale

FRENCH = Locale(
    numbers="fr",
    groups=". ",
    point="virgule",
    symbols={
        "&": "et", "%": "pour cent", "‰": "pour mille", "−": "moins", "+": "plus", "=": "égale",
        "@": "arobase",
        "§": "paragraphe", "°": "degrés", "#": "numéro", "×": "fois", "½": "un demi", "¼": "un quart",
        "¾": "trois quarts", "²": "carré", "³": "cube",
    },
    currencies={
        "€": ("euro/euros", "centime/centimes"), "eur": ("euro/euros", "centime/centimes"),
        "$": ("dollar/dollars", "cent/cents"), "£": ("livre/livres", "penny/pence"),
        "chf": ("franc/francs", "centime/centimes"), "¥": ("yen/yens", "sen"),
    },
    units={
        "km": "kilomètre/kilomètres", "m": "mètre/mètres", "cm": "centimètre/centimètres",
        "mm": "millimètre/millimètres", "kg": "kilo/kilos", "g": "gramme/grammes",
        "mg": "milligramme/milligrammes", "t": "tonne/tonnes", "l": "litre/litres",
        "cl": "centilitre/centilitres",
        "ml": "millilitre/millilitres", "km/h": "kilomètre heure/kilomètres heure",
        "kw": "kilowatt/kilowatts",
        "°c": "degré/degrés", "m²": "mètre carré/mètres carrés", "go": "gigaoctet/gigaoctets",
        "mo": "mégaoctet/mégaoctets", "h": "heure/heures", "min": "minute/minutes", "s": "seconde/secondes",
    },
    magnitudes={"k": "mille", "m": "million/millions", "md": "milliard/milliards", "mds": "milliards"},
    abbreviations={
        "m": "monsieur", "mm": "messieurs", "mme": "madame", "mlle": "mademoiselle", "dr": "docteur",
        "pr": "professeur", "st": "saint", "ste": "sainte", "etc": "et cetera", "p.ex": "par exemple",
        "n°": "numéro", "c.-à-d": "c'est-à-dire", "av": "avenue", "bd": "boulevard", "cf": "confer",
    },
    ordinal="er|ère|re|e|è|ème|eme|ième|nd|nde", clock="heures", clock_signs=":h", to="à", dot="point",
)  # fmt: skip

SPANISH = Locale(
    numbers="es",
    groups=". ",
    point="coma",
    symbols={
        "&": "y", "%": "por ciento", "‰": "por mil", "−": "menos", "+": "más", "=": "igual a",
        "@": "arroba",
        "§": "sección", "°": "grados", "#": "número", "×": "por", "½": "un medio", "¼": "un cuarto",
        "¾": "tres cuartos", "²": "al cuadrado", "³": "al cubo",
    },
    currencies={
        "€": ("euro/euros", "céntimo/céntimos"), "eur": ("euro/euros", "céntimo/céntimos"),
        "$": ("dólar/dólares", "centavo/centavos"), "£": ("libra/libras", "penique/peniques"),
        "¥": ("yen/yenes", "sen"),
    },
    between_money="con",
    units={
        "km": "kilómetro/kilómetros", "m": "metro/metros", "cm": "centímetro/centímetros",
        "mm": "milímetro/milímetros", "kg": "kilo/kilos", "g": "gramo/gramos", "mg": "miligramo/miligramos",
        "t": "tonelada/toneladas", "l": "litro/litros", "ml": "mililitro/mililitros",
        "km/h": "kilómetro por hora/kilómetros por hora", "kw": "kilovatio/kilovatios",
        "°c": "grado/grados", "m²": "metro cuadrado/metros cuadrados", "gb": "gigabyte/gigabytes",
        "mb": "megabyte/megabytes", "h": "hora/horas", "min": "minuto/minutos", "s": "segundo/segundos",
    },
    magnitudes={"m": "millón/millones", "mm": "mil millones", "k": "mil"},
    abbreviations={
        "sr": "señor", "sra": "señora", "srta": "señorita", "sres": "señores", "dr": "doctor",
        "dra": "doctora",
        "d": "don", "dña": "doña", "ud": "usted", "uds": "ustedes", "vd": "usted", "etc": "etcétera",
        "p.ej": "por ejemplo", "ej": "ejemplo", "n°": "número", "núm": "número", "av": "avenida",
        "avda": "avenida", "ee.uu": "estados unidos", "prof": "profesor", "sto": "santo", "sta": "santa",
    },
    ordinal=r"\.?º|\.?ª|\.?er|ro|ra|do|da|to|ta|mo|ma|vo|va", clock_signs=":h", to="a", dot="punto",
)  # fmt: skip

ITALIAN = Locale(
    numbers="it",
    point="virgola",
    symbols={
        "&": "e", "%": "per cento", "‰": "per mille", "−": "meno", "+": "più", "=": "uguale",
        "@": "chiocciola",
        "§": "paragrafo", "°": "gradi", "#": "numero", "×": "per", "½": "un mezzo", "¼": "un quarto",
        "¾": "tre quarti", "²": "quadrato", "³": "cubo",
    },
    currencies={
        "€": ("euro", "centesimo/centesimi"), "eur": ("euro", "centesimo/centesimi"),
        "$": ("dollaro/dollari", "centesimo/centesimi"), "£": ("sterlina/sterline", "penny/pence"),
        "chf": ("franco/franchi", "centesimo/centesimi"),
    },
    between_money="e",
    units={
        "km": "chilometro/chilometri", "m": "metro/metri", "cm": "centimetro/centimetri",
        "mm": "millimetro/millimetri", "kg": "chilo/chili", "g": "grammo/grammi",
        "mg": "milligrammo/milligrammi", "t": "tonnellata/tonnellate", "l": "litro/litri",
        "ml": "millilitro/millilitri", "km/h": "chilometro orario/chilometri orari", "kw": "chilowatt",
        "°c": "grado/gradi", "m²": "metro quadro/metri quadri", "mq": "metro quadro/metri quadri",
        "gb": "gigabyte", "mb": "megabyte", "h": "ora/ore", "min": "minuto/minuti", "s": "secondo/secondi",
    },
    magnitudes={"mln": "milione/milioni", "mld": "miliardo/miliardi"},
    abbreviations={
        "sig": "signor", "sig.ra": "signora", "sigg": "signori", "dott": "dottor", "dott.ssa": "dottoressa",
        "dr": "dottor", "prof": "professor", "avv": "avvocato", "ing": "ingegner", "ecc": "eccetera",
        "es": "esempio", "p.es": "per esempio", "n°": "numero", "s": "san", "on": "onorevole",
        "pag": "pagina",
        "a.c": "avanti cristo", "d.c": "dopo cristo",
    },
    ordinal="º|ª|°|o|a", clock="e", clock_joins=True, clock_signs=":.", to="a", dot="punto",
)  # fmt: skip

PORTUGUESE = Locale(
    numbers="pt",
    groups=". ",
    point="vírgula",
    symbols={
        "&": "e", "%": "por cento", "‰": "por mil", "−": "menos", "+": "mais", "=": "igual a",
        "@": "arroba",
        "§": "parágrafo", "°": "graus", "#": "número", "×": "vezes", "½": "meio", "¼": "um quarto",
        "¾": "três quartos", "²": "ao quadrado", "³": "ao cubo",
    },
    currencies={
        "r$": ("real/reais", "centavo/centavos"), "€": ("euro/euros", "cêntimo/cêntimos"),
        "us$": ("dólar/dólares", "cêntimo/cêntimos"), "$": ("dólar/dólares", "cêntimo/cêntimos"),
        "£": ("libra/libras", "pence"), "eur": ("euro/euros", "cêntimo/cêntimos"),
    },
    between_money="e",
    units={
        "km": "quilómetro/quilómetros", "m": "metro/metros", "cm": "centímetro/centímetros",
        "mm": "milímetro/milímetros", "kg": "quilo/quilos", "g": "grama/gramas",
        "mg": "miligrama/miligramas",
        "t": "tonelada/toneladas", "l": "litro/litros", "ml": "mililitro/mililitros",
        "km/h": "quilómetro por hora/quilómetros por hora", "kw": "quilowatt/quilowatts",
        "°c": "grau/graus",
        "m²": "metro quadrado/metros quadrados", "gb": "gigabyte/gigabytes", "mb": "megabyte/megabytes",
        "h": "hora/horas", "min": "minuto/minutos", "s": "segundo/segundos",
    },
    magnitudes={"mi": "milhão/milhões", "bi": "bilhão/bilhões", "mil": "mil"},
    abbreviations={
        "sr": "senhor", "sra": "senhora", "dr": "doutor", "dra": "doutora", "prof": "professor",
        "etc": "etcétera", "p.ex": "por exemplo", "ex": "exemplo", "n°": "número", "nº": "número",
        "av": "avenida",
        "r": "rua", "d": "dona", "sto": "santo", "sta": "santa", "pág": "página", "vs": "versus",
    },
    ordinal=r"\.?º|\.?ª|°|o|a", clock="e", clock_joins=True, clock_signs=":h", to="a", dot="ponto",
)  # fmt: skip

CATALAN = Locale(
    numbers="ca",
    point="coma",
    symbols={
        "&": "i", "%": "per cent", "−": "menys", "+": "més", "=": "igual a", "@": "arrova", "°": "graus",
        "#": "número",
    },
    currencies={
        "€": ("euro/euros", "cèntim/cèntims"), "$": ("dòlar/dòlars", "centau/centaus"),
        "£": ("lliura/lliures", "penic/penics"),
    },
    between_money="amb",
    units={
        "km": "quilòmetre/quilòmetres", "m": "metre/metres", "cm": "centímetre/centímetres",
        "kg": "quilo/quilos", "g": "gram/grams", "l": "litre/litres", "h": "hora/hores",
        "km/h": "quilòmetre per hora/quilòmetres per hora", "°c": "grau/graus", "min": "minut/minuts",
    },
    abbreviations={
        "sr": "senyor", "sra": "senyora", "dr": "doctor", "dra": "doctora", "etc": "etcètera",
        "núm": "número",
        "p.ex": "per exemple", "av": "avinguda",
    },
    ordinal="r|n|t|è|a|º|ª", clock_signs=":h.", to="a", dot="punt",
)  # fmt: skip

ROMANIAN = Locale(
    numbers="ro",
    point="virgulă",
    symbols={
        "&": "și", "%": "la sută", "+": "plus", "=": "egal", "@": "arond", "°": "grade", "#": "numărul",
    },
    currencies={
        "lei": ("leu/lei", "ban/bani"), "ron": ("leu/lei", "ban/bani"), "€": ("euro", "cent/cenți"),
        "$": ("dolar/dolari", "cent/cenți"), "£": ("liră/lire", "penny"),
    },
    between_money="și",
    units={
        "km": "kilometru/kilometri", "m": "metru/metri", "cm": "centimetru/centimetri",
        "kg": "kilogram/kilograme",
        "g": "gram/grame", "l": "litru/litri", "km/h": "kilometri pe oră", "°c": "grade", "h": "oră/ore",
        "min": "minut/minute",
    },
    magnitudes={"mil": "milioane", "mld": "miliarde"},
    abbreviations={
        "dl": "domnul", "d-na": "doamna", "dr": "doctor", "prof": "profesor", "nr": "numărul",
        "str": "strada",
        "etc": "etcetera", "ș.a": "și altele", "ex": "exemplu",
    },
    ordinal="-lea|-a", clock="și", clock_joins=True, clock_signs=":.", to="la", dot="punct",
)  # fmt: skip
