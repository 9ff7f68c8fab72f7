"""Russian, Ukrainian, Polish, Czech, Slovak, Slovene."""

from __future__ import annotations

from .locale import Locale, czech_plural, polish_plural, slavic_plural

RUSSIAN = Locale(
    numbers="ru",
    groups=". ",
    point="и",
    symbols={
        "&": "и", "%": "процент/процента/процентов", "‰": "промилле", "−": "минус", "+": "плюс",
        "=": "равно",
        "@": "собака", "§": "параграф", "°": "градус/градуса/градусов", "#": "номер", "№": "номер",
        "×": "на", "½": "одна вторая", "¼": "одна четвертая", "¾": "три четверти",
    },
    currencies={
        "₽": ("рубль/рубля/рублей", "копейка/копейки/копеек"),
        "руб": ("рубль/рубля/рублей", "копейка/копейки/копеек"),
        "€": ("евро", "цент/цента/центов"), "$": ("доллар/доллара/долларов", "цент/цента/центов"),
        "£": ("фунт/фунта/фунтов", "пенс/пенса/пенсов"), "коп": ("копейка/копейки/копеек", "копейка"),
    },
    says_hundredths=True,
    units={
        "км": "километр/километра/километров", "м": "метр/метра/метров",
        "см": "сантиметр/сантиметра/сантиметров",
        "мм": "миллиметр/миллиметра/миллиметров", "кг": "килограмм/килограмма/килограммов",
        "г": "грамм/грамма/граммов", "т": "тонна/тонны/тонн", "л": "литр/литра/литров",
        "мл": "миллилитр/миллилитра/миллилитров", "км/ч": "километр в час/километра в час/километров в час",
        "°c": "градус/градуса/градусов", "°с": "градус/градуса/градусов", "ч": "час/часа/часов",
        "мин": "минута/минуты/минут", "с": "секунда/секунды/секунд", "гб": "гигабайт/гигабайта/гигабайт",
    },
    magnitudes={
        "тыс": "тысяча/тысячи/тысяч", "млн": "миллион/миллиона/миллионов",
        "млрд": "миллиард/миллиарда/миллиардов",
    },
    abbreviations={
        "т.е": "то есть", "т.д": "так далее", "т.п": "тому подобное", "т.к": "так как", "др": "другие",
        "г": "год", "гг": "годы", "в": "век", "вв": "века", "ул": "улица", "им": "имени", "см": "смотри",
        "руб": "рублей", "тыс": "тысяч", "млн": "миллионов", "млрд": "миллиардов", "н.э": "нашей эры",
        "напр": "например", "стр": "страница", "проф": "профессор", "д-р": "доктор", "обл": "область",
    },
    ordinal="-й|-я|-е|-го|-му|-м|-х|-ый|-ой|-ая|-ое|-ого|-ых", clock_signs=":.", to="до", dot="точка",
    plural=slavic_plural,
)  # fmt: skip

UKRAINIAN = Locale(
    numbers="uk",
    groups=". ",
    point="кома",
    symbols={
        "&": "і", "%": "відсоток/відсотки/відсотків", "‰": "проміле", "−": "мінус", "+": "плюс",
        "=": "дорівнює",
        "@": "равлик", "§": "параграф", "°": "градус/градуси/градусів", "#": "номер", "№": "номер",
        "½": "одна друга", "¼": "одна четверта",
    },
    currencies={
        "₴": ("гривня/гривні/гривень", "копійка/копійки/копійок"),
        "грн": ("гривня/гривні/гривень", "копійка/копійки/копійок"),
        "€": ("євро", "цент/центи/центів"), "$": ("долар/долари/доларів", "цент/центи/центів"),
        "£": ("фунт/фунти/фунтів", "пенс/пенси/пенсів"),
    },
    says_hundredths=True,
    units={
        "км": "кілометр/кілометри/кілометрів", "м": "метр/метри/метрів",
        "см": "сантиметр/сантиметри/сантиметрів",
        "мм": "міліметр/міліметри/міліметрів", "кг": "кілограм/кілограми/кілограмів",
        "г": "грам/грами/грамів",
        "т": "тонна/тонни/тонн", "л": "літр/літри/літрів", "км/год": "кілометрів на годину",
        "°c": "градус/градуси/градусів", "°с": "градус/градуси/градусів", "год": "година/години/годин",
        "хв": "хвилина/хвилини/хвилин", "с": "секунда/секунди/секунд",
    },
    magnitudes={
        "тис": "тисяча/тисячі/тисяч", "млн": "мільйон/мільйони/мільйонів",
        "млрд": "мільярд/мільярди/мільярдів",
    },
    abbreviations={
        "т.д": "так далі", "т.п": "тому подібне", "тобто": "тобто", "р": "рік", "рр": "роки",
        "ст": "століття",
        "вул": "вулиця", "ім": "імені", "грн": "гривень", "тис": "тисяч", "млн": "мільйонів",
        "млрд": "мільярдів",
        "напр": "наприклад", "ін": "інше", "проф": "професор", "див": "дивись",
    },
    ordinal="-й|-я|-є|-го|-му|-м|-х|-ий|-ій|-та|-те|-ого", clock_signs=":.", to="до", dot="крапка",
    plural=slavic_plural,
)  # fmt: skip

POLISH = Locale(
    numbers="pl",
    groups=". ",
    point="przecinek",
    symbols={
        "&": "i", "%": "procent", "‰": "promil", "+": "plus", "=": "równa się", "@": "małpa",
        "§": "paragraf", "°": "stopień/stopnie/stopni", "#": "numer", "½": "pół", "¼": "jedna czwarta",
    },
    currencies={
        "zł": ("złoty/złote/złotych", "grosz/grosze/groszy"),
        "pln": ("złoty/złote/złotych", "grosz/grosze/groszy"),
        "€": ("euro", "cent/centy/centów"), "$": ("dolar/dolary/dolarów", "cent/centy/centów"),
        "£": ("funt/funty/funtów", "pens/pensy/pensów"), "gr": ("grosz/grosze/groszy", "grosz"),
    },
    says_hundredths=True,
    units={
        "km": "kilometr/kilometry/kilometrów", "m": "metr/metry/metrów",
        "cm": "centymetr/centymetry/centymetrów",
        "mm": "milimetr/milimetry/milimetrów", "kg": "kilogram/kilogramy/kilogramów",
        "g": "gram/gramy/gramów",
        "t": "tona/tony/ton", "l": "litr/litry/litrów", "ml": "mililitr/mililitry/mililitrów",
        "km/h": "kilometr na godzinę/kilometry na godzinę/kilometrów na godzinę",
        "°c": "stopień/stopnie/stopni", "h": "godzina/godziny/godzin", "min": "minuta/minuty/minut",
        "s": "sekunda/sekundy/sekund", "gb": "gigabajt/gigabajty/gigabajtów",
    },
    magnitudes={
        "tys": "tysiąc/tysiące/tysięcy", "mln": "milion/miliony/milionów",
        "mld": "miliard/miliardy/miliardów",
    },
    abbreviations={
        "np": "na przykład", "itd": "i tak dalej", "itp": "i tym podobne", "tzn": "to znaczy",
        "tj": "to jest",
        "m.in": "między innymi", "dr": "doktor", "prof": "profesor", "ul": "ulica", "al": "aleja",
        "św": "święty",
        "godz": "godzina", "r": "roku", "w": "wieku", "ok": "około", "nr": "numer", "tys": "tysięcy",
        "mln": "milionów", "mld": "miliardów", "mgr": "magister", "inż": "inżynier", "ds": "do spraw",
        "tzw": "tak zwany",
        "zob": "zobacz", "im": "imienia", "wg": "według", "pkt": "punkt",
    },
    ordinal="-szy|-gi|-ci|-ty|-my|-go|-ego|-ej", stop_ordinal=True, clock_signs=":.", to="do", dot="kropka",
    plural=polish_plural,
)  # fmt: skip

CZECH = Locale(
    numbers="cs",
    groups=". ",
    point="celá",
    symbols={
        "&": "a", "%": "procento/procenta/procent", "‰": "promile", "+": "plus", "=": "rovná se",
        "@": "zavináč", "§": "paragraf", "°": "stupeň/stupně/stupňů", "#": "číslo", "½": "půl",
        "¼": "čtvrt",
    },
    currencies={
        "kč": ("koruna/koruny/korun", "haléř/haléře/haléřů"),
        "czk": ("koruna/koruny/korun", "haléř/haléře/haléřů"),
        "€": ("euro/eura/eur", "cent/centy/centů"), "$": ("dolar/dolary/dolarů", "cent/centy/centů"),
        "£": ("libra/libry/liber", "pence"),
    },
    says_hundredths=True,
    units={
        "km": "kilometr/kilometry/kilometrů", "m": "metr/metry/metrů",
        "cm": "centimetr/centimetry/centimetrů",
        "mm": "milimetr/milimetry/milimetrů", "kg": "kilogram/kilogramy/kilogramů", "g": "gram/gramy/gramů",
        "t": "tuna/tuny/tun", "l": "litr/litry/litrů", "km/h": "kilometrů za hodinu",
        "°c": "stupeň/stupně/stupňů", "h": "hodina/hodiny/hodin", "min": "minuta/minuty/minut",
        "s": "sekunda/sekundy/sekund",
    },
    magnitudes={"tis": "tisíc", "mil": "milion/miliony/milionů", "mld": "miliarda/miliardy/miliard"},
    abbreviations={
        "např": "například", "atd": "a tak dále", "apod": "a podobně", "tj": "to jest", "tzv": "takzvaný",
        "mj": "mimo jiné", "dr": "doktor", "prof": "profesor", "ing": "inženýr", "sv": "svatý",
        "č": "číslo",
        "tis": "tisíc", "mil": "milionů", "mld": "miliard", "str": "strana", "resp": "respektive",
        "cca": "cirka",
        "hod": "hodin", "ul": "ulice", "stol": "století", "př": "před", "n.l": "našeho letopočtu",
    },
    stop_ordinal=True, clock_signs=":.", to="až", dot="tečka", plural=czech_plural,
)  # fmt: skip

SLOVAK = Locale(
    numbers="sk",
    groups=". ",
    point="celá",
    symbols={
        "&": "a", "%": "percento/percentá/percent", "+": "plus", "=": "rovná sa", "@": "zavináč",
        "§": "paragraf", "°": "stupeň/stupne/stupňov", "#": "číslo",
    },
    currencies={
        "€": ("euro/eurá/eur", "cent/centy/centov"), "$": ("dolár/doláre/dolárov", "cent/centy/centov"),
        "£": ("libra/libry/libier", "pencí"),
    },
    says_hundredths=True,
    units={
        "km": "kilometer/kilometre/kilometrov", "m": "meter/metre/metrov",
        "cm": "centimeter/centimetre/centimetrov",
        "kg": "kilogram/kilogramy/kilogramov", "g": "gram/gramy/gramov", "l": "liter/litre/litrov",
        "km/h": "kilometrov za hodinu", "°c": "stupeň/stupne/stupňov", "h": "hodina/hodiny/hodín",
        "min": "minúta/minúty/minút",
    },
    magnitudes={"tis": "tisíc", "mil": "milión/milióny/miliónov", "mld": "miliarda/miliardy/miliárd"},
    abbreviations={
        "napr": "napríklad", "atď": "a tak ďalej", "apod": "a podobne", "tzv": "takzvaný", "dr": "doktor",
        "prof": "profesor", "ing": "inžinier", "sv": "svätý", "č": "číslo", "t.j": "to jest",
        "str": "strana",
    },
    stop_ordinal=True, clock_signs=":.", to="až", dot="bodka", plural=czech_plural,
)  # fmt: skip

SLOVENE = Locale(
    numbers="sl",
    point="vejica",
    symbols={
        "&": "in", "%": "odstotkov", "+": "plus", "=": "je", "@": "afna", "°": "stopinj",
        "#": "številka",
    },
    currencies={"€": ("evro/evrov", "cent/centov"), "$": ("dolar/dolarjev", "cent/centov")},
    units={
        "km": "kilometrov", "m": "metrov", "cm": "centimetrov", "kg": "kilogramov", "g": "gramov",
        "l": "litrov", "°c": "stopinj", "h": "ur", "min": "minut", "km/h": "kilometrov na uro",
    },
    abbreviations={
        "npr": "na primer", "itd": "in tako dalje", "itn": "in tako naprej", "dr": "doktor",
        "prof": "profesor",
        "oz": "oziroma", "t.i": "tako imenovani", "št": "številka", "g": "gospod", "ga": "gospa",
    },
    stop_ordinal=True, clock_signs=":.", to="do", dot="pika",
)  # fmt: skip
