"""Parses a contact into phone numbers, e-mail addresses, links and handles.

Validation, duplicates, erasure, search and vCards all use this parser, so that a contact that one of them accepts the others find.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.contacts import addresses
from bot.core.contacts.characters import plain_characters
from bot.core.personal_caches import personal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.contacts.phones import Phone

_SPACED_AT = re.compile(r"(?<=[\w.]) ?@ (?=[\w-]+\.[a-z]{2})", re.IGNORECASE)
"""“ana@ example.org”: autocorrecting keyboards put a space after the sign."""
_MAILTO = re.compile(r"mailto:([^\s?<>]*)(?:\?\S*)?", re.IGNORECASE)
"""RFC 6068: addresses that commas part, and header fields after a question mark."""
_APART = " ; "
_HOURS = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}")
_MANY_DIGITS = 4


class Contact(Struct, frozen=True):
    """The addresses in a text by which a person can be reached, each once, in the order of the text.

    `emails`, `links` and `handles` are as typed, without the punctuation around them; a handle without its “@”. `rest` is the text
    without all of them.
    """

    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    rest: str = ""

    @property
    def reaches(self) -> bool:
        """Whether there is at least one address."""
        return bool(self.phones or self.emails or self.links or self.handles)

    @property
    def unread(self) -> str:
        """The first word of the rest that looks like a contact and is none: digits of a number, an “@”."""
        words = (addresses.tidy(word) for word in _HOURS.sub(" ", self.rest).split())
        return next((word for word in words if "@" in word or sum(map(str.isdigit, word)) >= _MANY_DIGITS), "")


@personal
@lru_cache(maxsize=1)  # what a form brought is checked, looked for and indexed, one after the other
def read(text: str, region: str = "") -> Contact:
    """The addresses in `text`. `region` is the ISO 3166 code of where it was written; without one, numbers are told by their length."""
    # Its numbering plans take as long to load as a twentieth of the bot's start.
    from bot.core.contacts.phones import take_phone_of_letters, take_phones

    rest = _MAILTO.sub(r" \1 ", _SPACED_AT.sub("@", plain_characters(text)))
    # In this order: a URL may hold an address, a domain and digits, an e-mail address a domain, and a handle digits.
    rest, urls = _take(addresses.URL, rest)
    rest, emails = _take(addresses.EMAIL, rest)
    rest, named = _take(addresses.NAMED_HANDLE, rest, addresses.is_handle)
    rest, domains = _take(addresses.DOMAIN, rest)
    rest, handles = _take(addresses.HANDLE, rest, addresses.is_handle)
    rest, phones = take_phones(rest, region)
    links = [*urls, *domains]
    # A link that opens a chat with a number (wa.me) is that phone, so that it equals the number typed as such.
    called = {link: number for link in links if (number := addresses.phone_in(link))}
    for number in called.values():
        phones += take_phones(number, region)[1]
    # Only where nothing else was found, and by the whole text: words beside a contact are not meant for a keypad.
    if not (phones or links or emails or named or handles):
        phones = take_phone_of_letters(rest.strip(), region)
    return Contact(
        tuple(dict.fromkeys(phones)),
        _once(emails, addresses.canonical_email),
        _once([link for link in links if link not in called], addresses.canonical_link),
        _once([*named, *handles], str.casefold),
        rest,
    )


def reaches(text: str, region: str = "") -> bool:
    """Whether `text` holds a phone number, an e-mail address, a link or a handle."""
    return read(text, region).reaches


def _take(pattern: re.Pattern[str], text: str, fits: Callable[[str], bool] = bool) -> tuple[str, list[str]]:
    """The text with the matches of a pattern replaced by a separator, and the matches (their group, where the pattern has one).

    A match that does not satisfy `fits` stays in the text.
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        each = addresses.tidy(match[match.re.groups])
        if not fits(each):
            return match[0]
        found.append(each)
        return _APART

    return pattern.sub(take, text), found


def _once(found: list[str], canonical: Callable[[str], str]) -> tuple[str, ...]:
    """The texts that differ in their canonical form, each as it was typed first."""
    kept: dict[str, str] = {}
    for each in found:
        kept.setdefault(canonical(each), each)
    return tuple(kept.values())
