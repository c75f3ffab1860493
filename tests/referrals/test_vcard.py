"""Contacts as phones share them, and what strangers send instead."""

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.text import clean, shortened
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


def old(*lines: bytes, end: bytes = b"\r\n") -> bytes:
    """A card of version 2.1."""
    return end.join([b"BEGIN:VCARD", b"VERSION:2.1", *lines, b"END:VCARD", b""])


QP = b"ENCODING=QUOTED-PRINTABLE"
PHONE = b"TEL;CELL:+55 11 98888-1234"
JOAO = ContactCard("João", "+55 11 98888-1234")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (old(b"FN;" + QP + b":Jo=C3=A3o=", PHONE), JOAO),
        (old(b"FN;" + QP + b":Jo=C3=A3o=", b"", PHONE), JOAO),
        (old(b"N;" + QP + b":;Jo=C3=A3o;;;=", b"item1.TEL;CELL:+55 11 98888-1234"), JOAO),
        (old(b"FN;" + QP + b":Jo=C3=A3o", PHONE, b"NOTE;" + QP + b":a=", end=b"\r\r\n"), JOAO),
        (old(b"FN;" + QP + b":Jo=C3=", b"=A3o", PHONE), JOAO),
        (old(b"FN;" + QP + b":Jo=C3=", b" =A3o", PHONE), JOAO),
        (old(b"FN;" + QP + b":Jo=C3=", b"\t=A3o", PHONE), JOAO),
        (old(b"FN;" + QP + b":=4A=6F=C3=", b"=A3=6F", PHONE, end=b"\r\r\n"), JOAO),
        (old(b"FN;" + QP + b":Jo=C3=A3o=20=", b" Lima", PHONE), ContactCard("João Lima", JOAO.contact)),
        (old(b"FN;" + QP + b":Jo=C3=A3o=", b" Lima", PHONE), ContactCard("João Lima", JOAO.contact)),
        (old(b"FN;" + QP + b":" + b"=C3=A3" * 11 + b"Lim=", b" a", PHONE), ContactCard("ã" * 11 + "Lima", JOAO.contact)),
        (old(b"FN:Jo\xc3\xa3o", b" Lima", PHONE), ContactCard("João Lima", JOAO.contact)),
        (card("FN:Jo", " ão", "TEL;TYPE=CELL:+55 11 98888-1234").replace(b"\r\n", b"\r\r\n"), JOAO),
        (old(b"FN;CHARSET=UTF-8;ENCODING=BASE64:Sm/Do28=", PHONE), JOAO),
        (old(b"FN;ENCODING=B:Sm/D", b" o28=", PHONE), JOAO),
        (old(b"FN;BASE64:Sm/D", b"o28=", b"", PHONE), JOAO),
        (old(b"FN;ENCODING=BASE64:!!!!", b"N:;Jo\xc3\xa3o", PHONE), JOAO),
        (old(b"FN;CHARSET=SJIS;" + QP + b":=8E=52=93=63", b"TEL:1234567"), ContactCard("山田", "1234567")),
        (old(b"FN;CHARSET=x-sjis:\x8e\x52\x93\x63", b"TEL:1234567"), ContactCard("山田", "1234567")),
        (old(b'FN;CHARSET="MS932":\x8e\x52\x93\x63', b"TEL:1234567"), ContactCard("山田", "1234567")),
        (old(b"FN;CHARSET=Windows-31J:\x87\x40\x8e\x52", b"TEL:1234567"), ContactCard("①山", "1234567")),
        (old(b"FN;CHARSET=GB2312:\xc0\xee\xc3\xf7", b"TEL:1234567"), ContactCard("李明", "1234567")),
        (old(b"FN;CHARSET=KS_C_5601-1987:\xb1\xe8", b"TEL:1234567"), ContactCard("김", "1234567")),
        (old(b"FN;CHARSET=iso8859-1:Jo\xe3o", PHONE), JOAO),
        (old(b"FN;CHARSET=windows-1250:\xa3ukasz", PHONE), ContactCard("Łukasz", JOAO.contact)),
        (old(b"FN;CHARSET=utf8:Jo\xc3\xa3o", PHONE), JOAO),
        (old(b"FN;CHARSET=x-unknown:Jo\xc3\xa3o", PHONE), JOAO),
        (card('FN;X-A="a:b":Maria', 'TEL;TYPE=cell;X-NOTE="x:y;z":1234567'), ContactCard("Maria", "1234567")),
        (card('FN;SORT-AS="Souza;Maria":Maria', 'TEL;TYPE="cell,pref":1234567'), ContactCard("Maria", "1234567")),
        (card('FN;X-A="a:Maria', "N:Souza;Maria", "TEL:1234567"), ContactCard("Maria Souza", "1234567")),
        (card("FN:Maria", encoding="utf-16-le"), ContactCard("Maria", "")),
        (card("FN;PREF=2:M.", "FN;PREF=1:Maria"), ContactCard("Maria", "")),
        (card("FN:+55 11 98888-1234", "N:;;;;", "TEL:+55 11 98888-1234"), ContactCard("", "+55 11 98888-1234")),
        (card("FN:ana@example.org", "NICKNAME:Ana", "EMAIL:ana@example.org"), ContactCard("Ana", "ana@example.org")),
        (card("FN:Maria 11 98888-1234", "NOTE:x"), ContactCard("Maria", "11988881234")),
        (card("FN:Maria", "TEL:Maria\\, 11 98888-1234"), ContactCard("Maria", "11988881234")),
        (card("FN:Maria", "TEL;TYPE=WORK,FAX:11 3333-4444", "TEL:11 98888-1234"), ContactCard("Maria", "11 98888-1234")),
        (card("FN:Maria", "TEL;FAX:11 3333-4444"), ContactCard("Maria", "11 3333-4444")),
        (card("FN:Maria", "TEL:+55 11 98888\u20111234"), ContactCard("Maria", "+55 11 98888-1234")),
        (
            card("FN:Maria", "X-SOCIALPROFILE;type=instagram:https://instagram.com/m_s"),
            ContactCard("Maria", "https://instagram.com/m_s"),
        ),
    ],
)
def test_what_phones_write_against_the_rules(data: bytes, found: ContactCard) -> None:
    assert vcard.read(data) == found


def test_a_library_reads_less() -> None:
    """Why `vobject` does not read these files: one line spoils the whole, and a value may be bytes."""
    folded = old(b"FN;" + QP + b":Jo=C3=", b" =A3o", PHONE)
    with pytest.raises(UnicodeDecodeError):
        vobject.readOne(folded.decode())
    assert isinstance(vobject.readOne(old(b"FN;ENCODING=BASE64:Sm/Do28=", PHONE).decode()).fn.value, bytes)


@given(
    st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=60),
    st.sampled_from([b"\r\n", b"\n", b"\r\r\n", b"\r"]),
    st.sampled_from(["", " ", "\t"]),
    st.integers(8, 76),
)
def test_names_in_quoted_printable_stay_apart_from_phones(name: str, end: bytes, indent: str, width: int) -> None:
    """However a writer breaks the lines, with or without the space of a fold, and with a stray “=” at the end."""
    octets = "".join(f"={octet:02X}" for octet in name.encode())
    pieces = [octets[at : at + width // 3 * 3] for at in range(0, len(octets), width // 3 * 3)]
    value = f"={end.decode()}{indent}".join(pieces)
    for stray in ("", "="):
        data = old(b"FN;CHARSET=UTF-8;" + QP + b":" + value.encode() + stray.encode(), PHONE, end=end)
        assert vcard.read(data) == ContactCard(shortened(clean(name, multiline=False), PROSPECT.limit), JOAO.contact)


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
