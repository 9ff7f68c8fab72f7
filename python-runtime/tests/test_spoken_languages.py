"""Written words to spoken ones in many languages: a table of what people say."""

from __future__ import annotations

import pytest

from speech.spoken.spoken import spoken_forms


def first(text: str, language: str) -> list[str]:
    """The likeliest reading of each word; "" for one that nobody says."""
    return [" ".join(readings[0]) if readings else "" for readings in spoken_forms(text.split(), language)]


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "£13.60", "thirteen pounds and sixty pence"),
        ("en", "2014.", "twenty fourteen"),
        ("en", "3rd", "third"),
        ("en", "50%", "fifty percent"),
        ("en", "10:30", "ten thirty"),
        ("en", "1,000,000", "one million"),
        ("en", "U.S.A.", "u s a."),
        ("en", "AT&T", "at and t"),
        ("en", "C++", "c plus plus"),
        ("en", "don't", "don't"),
        ("de", "1.000.000,50", "eine million komma fünfzig"),
        ("de", "13,60€", "dreizehn euro sechzig"),
        ("de", "0,99€", "neunundneunzig cent"),
        ("de", "1999", "neunzehnhundertneunundneunzig"),
        ("de", "2014.", "zweitausendvierzehn"),
        ("de", "50%", "fünfzig prozent"),
        ("de", "20°C", "zwanzig grad celsius"),
        ("de", "10:30", "zehn uhr dreißig"),
        ("de", "z.B.", "zum beispiel"),
        ("de", "„Straße“,", "straße"),
        ("de", "AT&T", "at und t"),
        ("de", "-5", "minus fünf"),
        ("de", "5kg", "fünf kilogramm"),
        ("de", "3,14159", "drei komma eins vier eins fünf neun"),
        ("de", "10-20", "zehn bis zwanzig"),
        ("de", "24.12.2024", "vierundzwanzig zwölf zweitausendvierundzwanzig"),
        ("de", "COVID-19", "covid neunzehn"),
        ("de", "007", "null null sieben"),
        ("de", "beispiel.de", "beispiel punkt de"),
        ("fr", "l’homme", "l'homme"),
        ("fr", "10h30", "dix heures trente"),
        ("fr", "1er", "premier"),
        ("fr", "2e", "deuxième"),
        ("fr", "œuvre", "œuvre"),
        ("fr", "13,60€", "treize euros soixante"),
        ("fr", "1€", "un euro"),
        ("fr", "M.", "monsieur"),
        ("fr", "«oui»", "oui"),
        ("fr", "3.11.7", "trois onze sept"),
        ("es", "1º", "primero"),
        ("es", "3ª", "tercera"),
        ("es", "¿Qué?", "qué"),
        ("es", "$5", "cinco dólares"),
        ("es", "EE.UU.", "estados unidos"),
        ("es", "2,5", "dos coma cinco"),
        ("it", "3º", "terzo"),
        ("it", "10:00", "dieci"),
        ("it", "13,60€", "tredici euro e sessanta"),
        ("it", "50%", "cinquanta per cento"),
        ("pt", "R$5,50", "cinco reais e cinquenta"),
        ("pt-BR", "2.ª", "segunda"),
        ("nl", "3e", "derde"),
        ("nl", "1999", "negentien negenennegentig"),
        ("nl", "€13,60", "dertien euro zestig"),
        ("pl", "5km", "pięć kilometrów"),
        ("pl", "2km", "dwa kilometry"),
        ("pl", "m.in.", "między innymi"),
        ("ru", "1999", "тысяча девятьсот девяносто девять"),
        ("ru", "21%", "двадцать один процент"),
        ("ru", "5%", "пять процентов"),
        ("ru", "2%", "два процента"),
        ("ru", "т.д.", "так далее"),
        ("ru", "5-й", "пятый"),
        ("uk", "5км", "п'ять кілометрів"),
        ("cs", "2,5", "dva celá pět"),
        ("cs", "např.", "například"),
        ("sv", "3:e", "tredje"),
        ("sv", "1999", "nittonhundra nittionio"),
        ("da", "f.eks.", "for eksempel"),
        ("da", "1999", "nittenhundrede nioghalvfems"),
        ("nb", "1999", "nitten nittini"),
        ("fi", "20°C", "kaksikymmentä astetta"),
        ("fi", "esim.", "esimerkiksi"),
        ("tr", "%50", "yüzde elli"),
        ("tr", "İSTANBUL", "istanbul"),
        ("tr", "IŞIK", "ışık"),
        ("tr", "3'üncü", "üçüncü"),
        ("hu", "500Ft", "ötszáz forint"),
        ("hu", "5%", "öt százalék"),
        ("el", "2014", "δύο χιλιάδες δεκατέσσερα"),
        ("el", "21.300", "είκοσι μία χιλιάδες τριακόσια"),
        ("el", "5€", "πέντε ευρώ"),
        ("ro", "3-lea", "al treilea"),
        ("ca", "2,5", "dos coma cinc"),
        ("ko", "2014년", "이천십사 년"),
        ("ar", "٢٠١٤", "ألفان و أربعة عشر"),
        ("vi", "5", "năm"),
        ("hi", "नमस्ते।", "नमस्ते"),
        ("zh", "2014年", "二零一四年"),
        ("zh", "50%", "百分之五十"),
        ("zh", "20140", "二万零一百四十"),
        ("zh", "１０，", "十"),
        ("ja", "2014年", "二千十四年"),
        ("ja", "「こんにちは」", "こんにちは"),
        ("yue", "3.5", "三點五"),
        ("th", "2014", "สองพันสิบสี่"),
    ],
)  # fmt: skip
def test_the_first_reading_is_the_usual_one(language: str, written: str, said: str) -> None:
    assert first(written, language) == [said]


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "1.000.000,50 €", ["eine million euro fünfzig", ""]),
        ("de", "am 3. Mai", ["am", "dritte", "mai"]),
        ("de", "um 10:30 Uhr", ["um", "zehn uhr dreißig", ""]),
        ("de", "5 km/h", ["fünf", "kilometer pro stunde"]),
        ("de", "50 %", ["fünfzig", "prozent"]),
        ("fr", "12 500 personnes", ["douze mille", "cinq cents", "personnes"]),
        ("fr", "1 000 000.", ["un million", "", ""]),
        ("fr", "13,60 €", ["treize euros soixante", ""]),
        ("pt", "R$ 5,50", ["", "cinco reais e cinquenta"]),
        ("nl", "€ 5", ["", "vijf euro"]),
        ("pl", "13,60 zł", ["trzynaście złotych sześćdziesiąt groszy", ""]),
        ("ru", "в 1999 г.", ["в", "тысяча девятьсот девяносто девять", "год"]),
        ("es", "20 °C", ["veinte", "grados"]),
        ("hu", "500 Ft", ["ötszáz", "forint"]),
        ("da", "3. maj", ["tredje", "maj"]),
        ("it", "l'8 maggio", ["l otto", "maggio"]),
        ("de", "ja [lacht laut] nein", ["ja", "", "", "nein"]),
    ],
)  # fmt: skip
def test_neighbours_decide_how_a_word_is_said(language: str, written: str, said: list[str]) -> None:
    assert first(written, language) == said


@pytest.mark.parametrize("language", ["de", "fr", "ru", "ja", "hi", "xx"])
@pytest.mark.parametrize("written", ["—", "…", "♪", "😀", "!!!", "？"])
def test_what_has_no_sound_has_no_reading(language: str, written: str) -> None:
    assert first(written, language) == [""]


def test_an_unknown_language_is_read_as_it_is_written() -> None:
    assert first("Sawubona, mhlaba 12!", "zu") == ["sawubona", "mhlaba", ""]


LANGUAGES = (
    "en de fr es it pt nl pl ru uk cs sv da no fi tr hu el ca ro sk sl ko ar he fa vi zh ja yue th hi xx"
)
ODD = (
    "$ 1/0 25:99 1e9 ..5 % 0 00 -5 1,2,3 5'10\" ² ½ € 1.2.3.4 ٣٫٥ 10^3 9999999999999999 a&b @ # x² 3-4-5 --"
    " 1. 1.234.567,8 12,34,56 №5 Ⅳ ①"
)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_odd_tokens_never_fail_and_every_part_can_be_said(language: str) -> None:
    for readings in spoken_forms(ODD.split(), language):
        for reading in readings:
            assert reading
            assert all(part and not part.isspace() and part == part.strip() for part in reading)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_every_number_up_to_a_million_can_be_said_or_is_known_not_to_be(language: str) -> None:
    numbers = [str(n) for n in (0, 1, 2, 11, 21, 100, 101, 999, 1000, 1984, 2024, 12_345, 999_999, 1_000_000)]
    said = spoken_forms(numbers, language)
    assert all(said) or language in ("hi", "xx")
    texts = ["".join(readings[0]) for readings in said if readings]
    assert len(set(texts)) == len(texts)
    assert not any(c.isdigit() for text in texts for c in text)
