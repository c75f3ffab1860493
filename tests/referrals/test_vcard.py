"""Contacts as phones share them, and what strangers send instead."""

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile
from bot.membership.profiles.vcard import written
from bot.referrals import vcard
from bot.referrals.model import CONTACT, PROSPECT
from bot.referrals.vcard import LARGEST, ContactCard

IPHONE = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 18.0//EN\r\nN:Souza;Maria;;Dra.;\r\nFN:Dra. Maria Souza\r\n"
    b"ORG:Souza\\, Lima & Filhos;\r\nitem1.EMAIL;type=INTERNET;type=pref:maria@example.org\r\nitem1.X-ABLabel:_$!<Work>!$_\r\n"
    b"TEL;type=HOME;type=VOICE:(11) 3333-4444\r\nTEL;type=CELL;type=VOICE;type=pref:+55 11 98888-1234\r\n"
    b"PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAASABIAAD\r\n /4QBMRXhpZgAATU0AKgAAAAg=\r\nEND:VCARD\r\n"
)
ANDROID = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4C=69=6D=61;=4A=6F=\r\n=C3=A3=6F;;;\r\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4A=6F=C3=A3=6F=20=\r\n=4C=69=6D=61\r\nTEL;CELL;PREF:+5511988881234\r\n"
    b"EMAIL;HOME:joao@example.org\r\nEND:VCARD\r\n"
)
V4 = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:individual\r\nFN;PID=1.1:João\r\n  Lima\r\nN:Lima;João;;;\r\n"
    'TEL;VALUE=uri;PREF=2;TYPE="voice,home":tel:+55-11-3333-4444\r\nTEL;VALUE=uri;PREF=1;TYPE="cell,text":tel:+55-11-98888-1234\r\n'
    "EMAIL;PID=4.1,5.2:joao@example.org\r\nPHOTO:data:image/jpeg;base64,/9j/4AAQ\r\nEND:VCARD\r\n"
).encode()


def card(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""]).encode(encoding)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (IPHONE, ContactCard("Dra. Maria Souza", "+55 11 98888-1234, (11) 3333-4444, maria@example.org")),
        (ANDROID, ContactCard("João Lima", "+5511988881234, joao@example.org")),
        (ANDROID + IPHONE, ContactCard("João Lima", "+5511988881234, joao@example.org")),
        (card("N:Souza;Maria;;;"), ContactCard("Maria Souza", "")),
        (card("ORG:Souza\\; Lima;Sales", "TEL:+55 11 3333-4444"), ContactCard("Souza; Lima", "+55 11 3333-4444")),
        (card("FN:Maria", "TEL;VALUE=uri:tel:+55-11-3333-4444;ext=5"), ContactCard("Maria", "+55-11-3333-4444")),
        (card("FN:Maria", "EMAIL:mailto:m@example.org", "URL:https://m.example"), ContactCard("Maria", "m@example.org")),
        (card("FN:Maria", "URL:https://m.example"), ContactCard("Maria", "https://m.example")),
        (card("TEL:1234567"), ContactCard("", "1234567")),
        (V4, ContactCard("João Lima", "+55-11-98888-1234, +55-11-3333-4444, joao@example.org")),
        (card("FN:Maria", "TEL:ask her"), ContactCard("Maria", "")),
        (card("FN:Maria", "TEL:1234567", "TEL:1234567"), ContactCard("Maria", "1234567")),
        (card("FN:Ma", " ria\\nSouza\u202e"), ContactCard("Maria Souza", "")),
        (card("FN:João", encoding="cp1252"), ContactCard("João", "")),
        (card("FN;CHARSET=ISO-8859-1:João", encoding="latin-1"), ContactCard("João", "")),
        (card("FN;CHARSET=punycode:João"), ContactCard("João", "")),
        (card("FN:João", encoding="utf-16"), ContactCard("João", "")),
        (b"\xef\xbb\xbf" + card("FN:João"), ContactCard("João", "")),
        (card("FN:Maria").replace(b"\r\n", b"\n").replace(b"END:VCARD", b""), ContactCard("Maria", "")),
        (card("AGENT:", "BEGIN:VCARD", "FN:Helper", "END:VCARD", "FN:Maria"), ContactCard("Maria", "")),
        (b"begin:vcard\nfn:Maria\nend:vcard", ContactCard("Maria", "")),
    ],
)
def test_what_phones_write(data: bytes, found: ContactCard) -> None:
    assert vcard.read(data) == found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "as a contact"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "as a contact"),
        (b"Name,Phone\nMaria,1234567\n", "as a contact"),
        (b"BEGIN:VCALENDAR\nSUMMARY:x\nEND:VCALENDAR\n", "as a contact"),
        (card("FN:\u200b", "N:;;;;"), "as a contact"),
        (b"x" * (LARGEST + 1), "too large"),
    ],
)
def test_what_is_none_gets_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        vcard.read(data)


def test_a_name_and_contacts_of_any_length_fit_the_form() -> None:
    found = vcard.read(card(f"FN:{'Maria ' * 100}", *(f"TEL:+55 11 9{n:04}-0000" for n in range(100))))
    assert (len(found.name) <= PROSPECT.limit, len(found.contact) <= CONTACT.limit) == (True, True)
    assert found.contact.count(",") > 5


@given(st.text(min_size=1, max_size=40).filter(lambda name: any(c.isalnum() for c in name)))
def test_our_own_cards_and_those_of_another_writer_are_read_back(name: str) -> None:
    ours = written(Member(1, 2, name, Status.ACTIVE, "Baker", Profile(contact="+55 11 98888-1234 ana@example.org")))
    assert vcard.read(ours).contact == "+5511988881234, ana@example.org"
    theirs = vobject.vCard()
    theirs.add("fn").value = "João, o Lima; Filho"
    theirs.add("n").value = vobject.vcard.Name(family="Lima", given="João")
    assert vcard.read(theirs.serialize().encode()).name == "João, o Lima; Filho"


@given(st.binary(max_size=300))
def test_anything_else_is_a_card_or_a_sentence(data: bytes) -> None:
    for each in (data, b"BEGIN:VCARD\n" + data, card("FN:x").replace(b"x", data)):
        try:
            found = vcard.read(each)
        except Refused:
            continue
        assert found.name or found.contact
        assert len(found.name) <= PROSPECT.limit


@pytest.mark.parametrize(
    "line", [b"FN;ENCODING=QUOTED-PRINTABLE:=", b"\\n" * 50, b" folded", b"FN:" + b"\xc3" * 90, b";" * 99, b":"]
)
def test_the_largest_file_is_read_and_nothing_of_it_is_logged(line: bytes, caplog: pytest.LogCaptureFixture) -> None:
    data = (b"BEGIN:VCARD\nFN:Maria\n" + (line + b"\n") * LARGEST)[:LARGEST]
    vcard.read(data)
    assert not caplog.records
