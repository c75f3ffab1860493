"""A member as a vCard 3.0 (RFC 2426) in UTF-8, the version that all phones import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts import reader
from bot.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.contacts.phones import Phone
    from bot.membership.members.model import Member

FOLDED_AT = 75
"""Octets of a line; a longer one is folded: it goes on in the next line, after a space (RFC 2426, 2.6)."""


def written(member: Member, region: str = "") -> bytes:
    """The card of a member, with what `member` has of their contact. `region` is where that was written: it tells mobile numbers."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", *_lines(member, region), "END:VCARD"]
    return b"".join(_folded(line) for line in lines)


def file_name(member: Member) -> str:
    """The file's name: the member's, in ASCII letters and digits."""
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in plain(member.name))
    return f"{'-'.join(letters.split())[:40] or 'contact'}.vcf"


def _lines(member: Member, region: str) -> Iterator[str]:
    profile = member.profile
    *given, family = member.name.split() or [""]
    first, last = (" ".join(given), family) if given else (family, "")
    # N and FN are both required (RFC 2426, 3.1.1 and 3.1.2).
    yield f"N:{_escaped(last)};{_escaped(first)};;;"
    yield f"FN:{_escaped(' '.join(member.name.split()))}"
    if profile.business:
        yield f"ORG:{_escaped(profile.business)}"
    if member.seat:
        yield f"TITLE:{_escaped(member.seat)}"
    contact = reader.read(profile.contact, region)
    yield from (f"EMAIL;TYPE=INTERNET:{_escaped(each)}" for each in contact.emails)
    yield from (f"TEL;TYPE={'CELL' if each.is_mobile else 'VOICE'}:{_escaped(_dialled(each))}" for each in contact.phones)
    addresses = [link if "://" in link else f"https://{link}" for link in contact.links] + profile.links.split()
    yield from (f"URL:{_escaped(each)}" for each in dict.fromkeys(addresses))
    says_more = bool(contact.handles) or any(c.isalnum() for c in contact.rest)
    note = "\n".join(text for text in (profile.offer, profile.contact if says_more else "") if text)
    if note:
        yield f"NOTE:{_escaped(note)}"


def _dialled(phone: Phone) -> str:
    """The number as a phone dials it; a comma makes it wait before the extension."""
    return f"{phone.dialled},{phone.extension}" if phone.extension else phone.dialled


def _escaped(text: str) -> str:
    # The backslash first, else those of the other escapes would be doubled (RFC 2426, section 4).
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """A line with its end, folded; no character's octets are parted."""
    pieces, room = [b""], FOLDED_AT
    for letter in line:
        encoded = letter.encode()
        if len(encoded) > room:
            pieces.append(b" ")
            room = FOLDED_AT - 1
        pieces[-1] += encoded
        room -= len(encoded)
    return b"\r\n".join(pieces) + b"\r\n"
