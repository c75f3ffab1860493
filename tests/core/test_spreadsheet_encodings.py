"""Text files as old programs wrote them: read in the one code page in which every word can be a word, else asked about."""

import pytest

from bot.core.spreadsheet.encodings import CODE_PAGES, NotText, UnsureEncoding, decoded

PORTUGUESE = "Nome;Profissão\r\nJoão Conceição;Padeiro\r\nÉrica Gonçalves;Avó\r\n"
CAPITALS = "NOME;RAMO\r\nJOSÉ CONCEIÇÃO;PÃES\r\nÂNGELA;FÍSICA\r\n"
ONE_NAME = "Name;Trade\r\nJosé;Baker\r\n"
SPANISH = "Nombre;Oficio\r\nMaría García;Niñera\r\nÍñigo Núñez;Español\r\n"
FRENCH = "Nom;Métier\r\nFrançois Lefèvre;Pâtissier\r\nZoé Noël;Hôtelière\r\n"
CZECH = "Jméno;Obor\r\nJiří Dvořák;Pekař\r\nŽaneta Šťastná;Účetní\r\n"
POLISH = "Name;Trade\r\nŁukasz;Baker\r\nPaweł;Cook\r\n"
RUSSIAN = "Имя;Профессия\r\nИван Петров;Пекарь\r\nОльга Смирнова;Юрист\r\n"
RUSSIAN_WITHIN = "Name;Trade\r\nИван Петров;Baker\r\n"
SIGNS = "Name;Note\r\nCafé – Ana’s;€ 5\r\nD’Ávila;nº 1, ½ “sim”\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, page) for text in (PORTUGUESE, ONE_NAME, SPANISH, FRENCH) for page in ("cp1252", "mac_roman", "cp850")),
        *((CAPITALS, page) for page in ("cp1252", "mac_roman", "cp850")),
        *((text, "cp1250") for text in (CZECH, POLISH)),
        *((text, "cp1251") for text in (RUSSIAN, RUSSIAN_WITHIN)),
        ("Name;Trade\r\nJürgen Müller;Bäcker\r\n", "cp850"),
        (SIGNS, "cp1252"),
    ],
)
def test_one_code_page_makes_words_of_it(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Név;Szakma\r\nErdős Győző;Pék\r\n", "cp1250"),
        ("Name;Trade\r\nŁukasz;Baker\r\n", "cp1250"),
        ("Name;Trade\r\nKsięgowa;Świecki\r\n", "cp1250"),
        ("Name;Trade\r\nBjørn Sørensen;Baker\r\n", "cp1252"),
        ("Name;Trade\r\nJürgen Müller;Bäcker\r\n", "mac_roman"),
        ("Imię;Zawód\r\nŁukasz Żółć;Piekarz\r\n", "cp1250"),
    ],
)
def test_where_several_do_it_is_asked_with_what_each_would_read(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    with pytest.raises(UnsureEncoding) as unsure:
        decoded(data)
    choices = dict(unsure.value.choices)
    assert encoding in choices
    assert len(set(choices.values())) == len(choices) > 1, "no two choices read alike"
    assert choices[encoding].split(" · ")[0] in text
    assert choices.keys() <= CODE_PAGES.keys()
    assert decoded(data, encoding) == text


def test_lines_of_utf_8_stay_what_they_are_whatever_the_others_are() -> None:
    data = "Nome;Ramo\nJosé;Pão\n".encode() + "Érica;Avó\n".encode("mac_roman")
    assert decoded(data) == "Nome;Ramo\nJosé;Pão\nÉrica;Avó\n"


def test_binary_data_is_no_text() -> None:
    with pytest.raises(NotText):
        decoded(b"Name;Trade\n" * 30 + b"\0\1\2")
