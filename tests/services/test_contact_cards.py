"""Contacts as phones share them: of any version, or refused in a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.referrals import CONTACT, PROSPECT
from bot.model.words import Refused
from bot.services.contact_cards import LARGEST, ContactCard, check_size, read

OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Souza;Jo=C3=A3o\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jo=C3=A3o Souza\r\nTEL;CELL:+5511988881234\r\nEND:VCARD\r\n"
)
APPLE = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Souza;Maria;;;\nFN:Maria Souza\nitem1.TEL;type=CELL:+55 11 98888-1234\n"
    "item1.X-ABLabel:_$!<Mobile>!$_\nEMAIL;type=WORK:maria@example.org\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\nEND:VCARD\n"
)
NEW = "BEGIN:VCARD\nVERSION:4.0\nFN:Maria\nTEL;VALUE=uri:tel:+5511988881234\nEND:VCARD"


@pytest.mark.parametrize(
    ("text", "name", "contact"),
    [
        (OLD, "João Souza", "+5511988881234"),
        (APPLE, "Maria Souza", "+55 11 98888-1234, maria@example.org"),
        (NEW, "Maria", "+5511988881234"),
        (APPLE + OLD, "Maria Souza", "+55 11 98888-1234, maria@example.org"),
        ("BEGIN:VCARD\nVERSION:3.0\nN:Souza;Maria;;;\nTEL:1234567\nEND:VCARD", "Maria Souza", "1234567"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Only a name\nEND:VCARD", "Only a name", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_every_kind_of_card_is_read(text: str, name: str, contact: str, encoding: str) -> None:
    assert read(text.encode(encoding)) == ContactCard(name, contact)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"\x89PNG\r\n\x1a\n\x00\x01",
        b"BEGIN:VCALENDAR\nEND:VCALENDAR",
        b"BEGIN:VCARD\nEND:VCARD",
        b"BEGIN:VCARD\nFN:x",
    ],
)
def test_anything_else_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Refused, match="as a contact"):
        read(data)


def test_a_large_file_is_refused_before_it_is_fetched() -> None:
    check_size(LARGEST)
    for attempt in (lambda: check_size(5_000_000), lambda: read(b"x" * (LARGEST + 1))):
        with pytest.raises(Refused, match="too large"):
            attempt()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.lists(st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True), max_size=40))
def test_what_is_read_fits_into_the_form(name: str, phones: list[str]) -> None:
    one_line = " ".join(name.split())
    lines = ["BEGIN:VCARD", "VERSION:3.0", "FN:x" + one_line, *(f"TEL:{phone}" for phone in phones), "END:VCARD"]
    found = read("\n".join(lines).encode("utf-8", "replace"))
    assert len(found.name) <= PROSPECT.limit
    assert len(found.contact) <= CONTACT.limit


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_are_an_incident(data: bytes) -> None:
    for wrapped in (data, b"BEGIN:VCARD\n" + data + b"\nEND:VCARD"):
        try:
            read(wrapped)
        except Refused:
            continue
