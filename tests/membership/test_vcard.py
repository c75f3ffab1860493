"""A member's card for a phone, read back by a parser that others wrote."""

from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import clean
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile
from bot.membership.profiles import vcard

AT = datetime(2026, 11, 18, tzinfo=UTC)


def member(name: str = "Ana Beatriz Souza", seat: str = "Baker", **profile: str) -> Member:
    return Member(1, 2, name, Status.ACTIVE, seat, Profile(**profile), joined_at=AT)


def parsed(who: Member) -> vobject.base.Component:
    card = vobject.readOne(vcard.written(who).decode())
    card.validate()
    return card


def values(card: vobject.base.Component, name: str) -> list[str]:
    return [each.value for each in card.contents.get(name, [])]


def test_a_whole_profile() -> None:
    contact = "WhatsApp (11) 98888-1234 / +55 11 3333-4444, ana@example.org or ana.example/hi"
    card = parsed(
        member(
            business="Duda's Bread, Cakes; & more",
            offer="Cakes\nand bread: \\o/",
            contact=contact,
            links="https://bread.example/a_b\nhttp://cake.example",
        )
    )
    assert (card.n.value.family, card.n.value.given) == ("Souza", "Ana Beatriz")
    assert (card.fn.value, card.version.value) == ("Ana Beatriz Souza", "3.0")
    assert (card.org.value, card.title.value) == (["Duda's Bread, Cakes; & more"], "Baker")
    assert values(card, "tel") == ["11988881234", "+551133334444"]
    assert values(card, "email") == ["ana@example.org"]
    assert values(card, "url") == ["https://ana.example/hi", "https://bread.example/a_b", "http://cake.example"]
    assert card.note.value.splitlines() == ["Cakes", "and bread: \\o/", contact], "what it says besides is not lost"


@pytest.mark.parametrize(
    ("contact", "tel", "email", "note"),
    [
        ("", [], [], []),
        ("+55 11 98888-1234", ["+5511988881234"], [], []),
        ("maria@example.org", [], ["maria@example.org"], []),
        ("030/1234567", ["0301234567"], [], []),
        ("98888-1234/97777-1234", ["988881234", "977771234"], [], []),
        ("Call after 6 pm: 98888-1234", ["988881234"], [], ["Call after 6 pm: 98888-1234"]),
        ("Room 12345678901234567890", [], [], ["Room 12345678901234567890"]),
        ("+55 11 98888\u20111234", ["+5511988881234"], [], []),
        ("Seg-Sex 08:00-18:00 11 98888-1234", ["11988881234"], [], ["Seg-Sex 08:00-18:00 11 98888-1234"]),
        ("08:00-18:00 11 98888-1234", ["11988881234"], [], ["08:00-18:00 11 98888-1234"]),
        ("ana@example.org;bia@example.org", [], ["ana@example.org", "bia@example.org"], []),
        ("ana@example.org, bia@example.org / +55 (0)11 3333-4444", ["+551133334444"], ["ana@example.org", "bia@example.org"], []),
        ("11 3333-4444 ramal 12", ["1133334444,12"], [], []),
        ("@padaria_real", [], [], ["@padaria_real"]),
    ],
)
def test_a_contact_is_taken_apart(contact: str, tel: list[str], email: list[str], note: list[str]) -> None:
    card = parsed(member(contact=contact))
    assert (values(card, "tel"), values(card, "email"), values(card, "note")) == (tel, email, note)


@pytest.mark.parametrize(
    ("contact", "region", "kinds"),
    [
        ("11 98888-1234, 11 3333-4444", "BR", ["CELL", "VOICE"]),
        ("+55 11 98888-1234, +55 11 3333-4444", "", ["CELL", "VOICE"]),
        ("11 98888-1234", "", ["VOICE"]),
        ("212 555 0123", "US", ["VOICE"]),
    ],
)
def test_a_landline_is_no_mobile(contact: str, region: str, kinds: list[str]) -> None:
    card = vobject.readOne(vcard.written(member(contact=contact), region).decode())
    assert [each.type_param for each in card.contents["tel"]] == kinds


def test_nothing_that_is_no_address_is_one() -> None:
    card = parsed(member(contact="ana@example.org;bia@example.org"))
    assert values(card, "url") == []


def test_lines_are_folded_as_phones_want_them() -> None:
    data = vcard.written(member(offer="Pão é 🍞 " * 50))
    assert data.endswith(b"END:VCARD\r\n")
    lines = data.split(b"\r\n")
    assert lines[:2] == [b"BEGIN:VCARD", b"VERSION:3.0"]
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no letter is cut in two


@given(st.text(max_size=200).map(clean), st.text(max_size=200).map(clean), st.text(max_size=200).map(clean))
def test_whatever_is_written_comes_back(name: str, business: str, offer: str) -> None:
    who = member(name or "x", "", business=" ".join(business.split()), offer="\n".join(offer.splitlines()))
    card = parsed(who)
    assert card.fn.value.split() == who.name.split()
    assert "".join(values(card, "note")) == who.profile.offer
    assert [*values(card, "org")] == ([[who.profile.business]] if who.profile.business else [])


@pytest.mark.parametrize(
    ("name", "file"),
    [("Ana Beatriz Souza", "ana-beatriz-souza.vcf"), ("Zoë (Café) D'Ávila", "zoe-cafe-d-avila.vcf"), ("李 🍞", "contact.vcf")],
)
def test_the_file_is_called_after_its_member(name: str, file: str) -> None:
    assert vcard.file_name(member(name)) == file
