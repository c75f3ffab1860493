"""A member as a vCard that phones import: version 3.0, which all of them read, in UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import EMAIL, LINK, PHONE, PHONE_DIGITS, plain

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from bot.membership.members.model import Member

FOLDED_AT = 75
"""Bytes of a line; what is longer goes on in the next one, after a space."""


def written(member: Member) -> bytes:
    """The card of a member, with of their contact what stands in `member`."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", *_lines(member), "END:VCARD"]
    return b"".join(_folded(line) for line in lines)


def file_name(member: Member) -> str:
    """What the file is called: the member's name in letters that every system takes."""
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in plain(member.name))
    return f"{'-'.join(letters.split())[:40] or 'contact'}.vcf"


def _lines(member: Member) -> Iterator[str]:
    profile = member.profile
    *given, family = member.name.split() or [""]
    first, last = (" ".join(given), family) if given else (family, "")
    yield f"N:{_escaped(last)};{_escaped(first)};;;"
    yield f"FN:{_escaped(' '.join(member.name.split()))}"
    if profile.business:
        yield f"ORG:{_escaped(profile.business)}"
    if member.seat:
        yield f"TITLE:{_escaped(member.seat)}"
    rest, emails = _taken(EMAIL, profile.contact)
    yield from (f"EMAIL;TYPE=INTERNET:{_escaped(each)}" for each in emails)
    rest, links = _taken(LINK, rest)
    rest, phones = _phones(rest)
    yield from (f"TEL;TYPE=CELL:{number}" for number in phones)
    addresses = [link if "://" in link else f"https://{link}" for link in links] + profile.links.split()
    yield from (f"URL:{_escaped(each)}" for each in dict.fromkeys(addresses))
    says_more = any(c.isalnum() for c in rest)
    note = "\n".join(text for text in (profile.offer, profile.contact if says_more else "") if text)
    if note:
        yield f"NOTE:{_escaped(note)}"


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, list[str]]:
    """The text without what fits the pattern, and that."""
    return pattern.sub(" ", text), [found[0].strip(".,;:()<>") for found in pattern.finditer(text)]


def _phones(text: str) -> tuple[str, list[str]]:
    """The text without its phone numbers, and those; two may stand with a stroke between them."""
    numbers: list[str] = []

    def take(found: re.Match[str]) -> str:
        pieces = [found[0]] if _dialled(found[0]) else found[0].split("/")
        dialled = [_dialled(each.strip()) for each in pieces]
        if not all(dialled):
            return found[0]
        numbers.extend(dialled)
        return " "

    return PHONE.sub(take, text), numbers


def _dialled(phone: str) -> str:
    """A phone number as it is dialled; empty where it is too short or long for one."""
    digits = "".join(c for c in phone if c.isdigit())
    return f"{'+' * phone.startswith('+')}{digits}" if len(digits) in PHONE_DIGITS else ""


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """A line with its end, in pieces that no phone finds too long; no letter is cut in two."""
    pieces, room = [b""], FOLDED_AT
    for letter in line:
        encoded = letter.encode()
        if len(encoded) > room:
            pieces.append(b" ")
            room = FOLDED_AT - 1
        pieces[-1] += encoded
        room -= len(encoded)
    return b"\r\n".join(pieces) + b"\r\n"
