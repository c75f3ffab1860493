"""One reader takes contacts apart, however they are written."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.contacts.keys import index_keys, lookup_keys, same
from bot.core.contacts.reader import Contact, read
from bot.core.contacts.regions import region_of

MOBILE, LANDLINE = "11988881234", "1133334444"


def ways(text: str, region: str = "BR") -> tuple[list[str], ...]:
    found = read(text, region)
    return [each.dialled for each in found.phones], list(found.emails), list(found.links), list(found.handles)


@pytest.mark.parametrize("region", ["BR", "US", ""])
@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("+55 11 98888-1234", [f"+55{MOBILE}"]),
        ("+55 11 98888\u20111234", [f"+55{MOBILE}"]),
        ("+55\u00a011\u202f98888\u20131234", [f"+55{MOBILE}"]),
        ("\u202a+55 11 98888\u00ad-1234\u202c", [f"+55{MOBILE}"]),
        ("＋５５（１１）９８８８８－１２３４", [f"+55{MOBILE}"]),
        ("٠١١ ٩٨٨٨٨-١٢٣٤", [f"0{MOBILE}"]),
        ("+55 (0)11 98888-1234", [f"+55{MOBILE}"]),
        ("(0xx11) 98888-1234", [f"0{MOBILE}"]),
        ("(11) 3333-4444 / 98888-1234", [LANDLINE, "988881234"]),
        ("98888-1234/97777-1234", ["988881234", "977771234"]),
        ("11 98888-1234 11 3333-4444", [MOBILE, LANDLINE]),
        ("(11)98888-1234 (11)3333-4444", [MOBILE, LANDLINE]),
        ("11-98888-1234 - 11-3333-4444", [MOBILE, LANDLINE]),
        ("+55 11 98888-1234+55 11 97777-1234", [f"+55{MOBILE}", "+5511977771234"]),
        ("3333-4444/5555", ["33334444", "33335555"]),
        ("11 98888.1234", [MOBILE]),
        ("Seg-Sex 08:00-18:00 11 98888-1234", [MOBILE]),
        ("seg a sex das 8h às 18h30, 11 98888-1234", [MOBILE]),
        ("9am-5pm 555-1234", ["5551234"]),
        ("since 12/11/2026: 98888-1234", ["988881234"]),
        ("CPF 123.456.789-09, 98888-1234", ["988881234"]),
        ("CNPJ 12.345.678/0001-90", []),
        ("CEP 01310-100, 98888-1234", ["988881234"]),
        ("01.23.45.67.89", ["0123456789"]),
        ("030/1234567", ["0301234567"]),
        ("tel:+55-11-3333-4444;ext=5", [f"+55{LANDLINE}"]),
        ("https://wa.me/5511988881234", [f"+55{MOBILE}"]),
        ("https://api.whatsapp.com/send?phone=5511988881234&text=oi", [f"+55{MOBILE}"]),
        ("98888-1234, 98888 1234", ["988881234"]),
        ("1" * 30, []),
        ("<@123456789012345678>", []),
    ],
)
def test_phones(text: str, phones: list[str], region: str) -> None:
    assert ways(text, region)[0] == phones


@pytest.mark.parametrize(
    ("text", "emails", "links", "handles"),
    [
        ("ana@example.org;bia@example.org", ["ana@example.org", "bia@example.org"], [], []),
        ("ana@example.org,bia@example.org", ["ana@example.org", "bia@example.org"], [], []),
        ("ana@example.org/bia@example.org", ["ana@example.org", "bia@example.org"], [], []),
        ("ana@example.org|Bia <bia@example.org>", ["ana@example.org", "bia@example.org"], [], []),
        ("mailto:ana@example.org,bia@example.org?subject=Oi", ["ana@example.org", "bia@example.org"], [], []),
        ("ana@ example.org.", ["ana@example.org"], [], []),
        ("ana.lima+x@example.org", ["ana.lima+x@example.org"], [], []),
        ("ANA@example.org ana@EXAMPLE.org", ["ANA@example.org"], [], []),
        ("ana＠example．org", ["ana@example.org"], [], []),
        (
            "ana@example.org - bia@example.org\ncaio@example.org",
            ["ana@example.org", "bia@example.org", "caio@example.org"],
            [],
            [],
        ),
        ("e-mail:ana@example.org, site www.example.org", ["ana@example.org"], ["www.example.org"], []),
        ("example.org/maria", [], ["example.org/maria"], []),
        ("https://a.org;https://b.org/x", [], ["https://a.org", "https://b.org/x"], []),
        ("Dra.Maria", [], [], []),
        ("@padaria_real", [], [], ["padaria_real"]),
        ("Instagram: @padaria.real", [], [], ["padaria.real"]),
        ("insta padaria_real", [], [], ["padaria_real"]),
        ("facebook: Padaria Real", [], [], []),
        ("@everyone <@123>", [], [], []),
        ("a@b", [], [], []),
    ],
)
def test_addresses_links_and_handles(text: str, emails: list[str], links: list[str], handles: list[str]) -> None:
    assert ways(text)[1:] == (emails, links, handles)


@pytest.mark.parametrize("text", ["", "nope", "call me", "12345", "Av. Paulista 1578, 01310-100", "R$ 1.250,00", "5th street"])
def test_what_reaches_nobody(text: str) -> None:
    assert not read(text, "BR").reaches


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("11 3333-4444 ramal 12", "12"),
        ("(11) 3333-4444 x12", "12"),
        ("11 3333-4444 #7", "7"),
        ("+55 11 3333-4444;ext=5", "5"),
        (LANDLINE, ""),
    ],
)
def test_extensions(text: str, extension: str) -> None:
    [phone] = read(text, "BR").phones
    assert (phone.extension, phone.dialled.endswith(LANDLINE)) == (extension, True)


@pytest.mark.parametrize(
    ("text", "region", "is_mobile"),
    [
        ("11 98888-1234", "BR", True),
        ("11 3333-4444", "BR", False),
        ("98888-1234", "BR", None),
        ("212 555 0123", "US", None),
        ("+55 11 98888-1234", "", True),
    ],
)
def test_mobile_or_landline(text: str, region: str, is_mobile: bool | None) -> None:
    [phone] = read(text, region).phones
    assert phone.is_mobile is is_mobile


@pytest.mark.parametrize(
    ("zone", "currency", "language", "region"),
    [
        ("America/Sao_Paulo", "USD", "en", "BR"),
        ("Europe/Lisbon", "BRL", "pt-BR", "PT"),
        ("Asia/Kolkata", "USD", "en", "IN"),
        ("US/Eastern", "EUR", "en", "US"),
        ("UTC", "BRL", "en", "BR"),
        ("UTC", "GBP", "en", "GB"),
        ("UTC", "EUR", "pt-BR", "BR"),
        ("UTC", "XOF", "en", ""),
    ],
)
def test_the_region_is_the_zones_the_currencys_or_the_languages(zone: str, currency: str, language: str, region: str) -> None:
    assert region_of(zone, currency, language) == region


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+55 11 98888-1234", "11 988881234"),
        ("+55 11 98888-1234", "98888-1234"),
        ("+55 11 98888-1234", "8888-1234"),
        ("+55 11 98888-1234", "11 8888-1234"),
        ("11 98888-1234", "+55 (11) 8888-1234"),
        ("+1 212 555 0123", "555-0123"),
        ("+354 555 1234", "00 354 555 1234"),
        ("+354 555 1234", "555 1234"),
        ("0 15 11 98888-1234", "+5511988881234"),
        ("11 3333-4444 ramal 12", "+55 11 3333-4444"),
        ("Maria@Example.org", "<maria@example.org>"),
        ("ana@exämple.org", "ana@xn--exmple-cua.org"),
        ("https://X.co/a", "x.co/a/"),
        ("https://www.example.org/a?utm_source=x", "example.org/a"),
        ("https://www.instagram.com/padaria_real?igsh=abc", "@Padaria_Real"),
        ("linkedin.com/in/maria", "https://br.linkedin.com/in/maria/"),
        ("wa.me/5511988881234", "98888-1234"),
    ],
)
def test_the_same_contact_written_differently(one: str, other: str) -> None:
    pair = read(one, "BR"), read(other, "BR")
    assert same(*pair)
    assert same(*reversed(pair))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("11 3333-4444 ramal 12", "11 3333-4444 ramal 15"),
        ("+55 11 98888-1234", "+55 11 97777-1234"),
        ("+55 11 98888-1234", "+55 21 98888-1234"),
        ("11 98888-1234", "21 98888-1234"),
        ("11 8888-1234", "21 98888-1234"),
        ("11 3333-4444", "21 3333-4444"),
        ("11 3333-4444", "+351 213 333 444"),
        ("+351 912 345 678", "+34 912 345 678"),
        ("+49 30 12345678", "+43 1 12345678"),
        ("+1 212 555 0123", "+1 415 555 0123"),
        ("11 98888-1234", "11 9888-1234"),
        ("ana@example.org", "bia@example.org"),
        ("example.org/a", "example.org/b"),
        ("@ana", "ana.org"),
        ("call me", "call me"),
    ],
)
def test_other_contacts(one: str, other: str) -> None:
    assert not same(read(one, "BR"), read(other, "BR"))


def test_what_can_not_be_read_is_its_own_key() -> None:
    assert index_keys(Contact(), "Call  Her") == lookup_keys(Contact(), "call her") == {"text:callher"}


WITH_COUNTRY: list[Callable[[str, str], str]] = [
    lambda area, number: f"+55 {area} {number[:5]}-{number[5:]}",
    lambda area, number: f"+55 ({area}) {number[:5]}\u2011{number[5:]}",
    lambda area, number: f"0055 {area} {number}",
    lambda area, number: f"＋55 {area} {number[0]} {number[1:5]} {number[5:]}",
    lambda area, number: f"https://wa.me/55{area}{number}",
    lambda area, number: f"tel:+55-{area}-{number[:5]}-{number[5:]}",
]
SPELLINGS: list[Callable[[str, str], str]] = [
    *WITH_COUNTRY,
    lambda area, number: f"({area}){number}",
    lambda area, number: f"0{area} {number[:5]}.{number[5:]}",
    lambda area, number: f"55{area}{number}",
    lambda area, number: f"{number[:5]} {number[5:]}",
    lambda area, number: f"Seg-Sex 8h-18h: (0xx{area}) {number[:5]} {number[5:]} ramal 3",
]
areas = st.sampled_from("11 21 31 41 51 61 71 81 85 91".split())
numbers = st.integers(60_000_000, 99_999_999).map(lambda n: f"9{n}")
others = st.sampled_from(["", "ana@example.org", "@ana_lima", "example.org/ana", "Seg-Sex 08:00-18:00", "(19) 3333-4444"])
separators = st.sampled_from([", ", "; ", " / ", " | ", " ou ", "\n"])


@given(areas, numbers, others, separators, st.sampled_from(["BR", "US", "DE", ""]))
@example("11", "988881234", "(19) 3333-4444", " / ", "BR")
def test_whatever_is_kept_is_found_by_each_spelling(area: str, number: str, other: str, separator: str, region: str) -> None:
    """In another region a number without its country is that region's, and another client's."""
    spellings = SPELLINGS if region in {"BR", ""} else WITH_COUNTRY
    for kept in spellings:
        text = separator.join(filter(None, [other, kept(area, number)]))
        keys = index_keys(read(text, region), text)
        for asked in spellings:
            looked_for = asked(area, number)
            assert not keys.isdisjoint(lookup_keys(read(looked_for, region), looked_for)), (text, looked_for)


@given(st.text(max_size=80), st.sampled_from(["BR", "US", "DE", ""]))
def test_any_text_is_taken_apart_and_finds_itself(text: str, region: str) -> None:
    found = read(text, region)
    assert not index_keys(found, text).isdisjoint(lookup_keys(found, text))
    assert found.reaches == bool(found.phones or found.emails or found.links or found.handles)
