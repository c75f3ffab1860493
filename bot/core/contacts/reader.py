"""The one reader of contacts: it takes a text apart into phones, e-mail addresses, links and handles.

Whoever asks whether a text reaches somebody, whether two reach the same person, or what a phone can import, asks this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.contacts import addresses
from bot.core.contacts.characters import plain_characters
from bot.core.contacts.phones import Phone, take_phone_of_letters, take_phones

if TYPE_CHECKING:
    from collections.abc import Callable

_SPACED_AT = re.compile(r"(?<=[\w.]) ?@ (?=[\w-]+\.[a-z]{2})", re.IGNORECASE)
"""Keyboards that correct what is typed put a space after the sign."""
_MAILTO = re.compile(r"mailto:([^\s?<>]*)(?:\?\S*)?", re.IGNORECASE)
"""RFC 6068: addresses that commas part, and header fields after a question mark."""
_APART = " ; "
_HOURS = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}")
_MANY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """The ways in a text by which somebody is reached, each once, in the order in which they stand there.

    `emails`, `links` and `handles` are as typed, without what stands around them; a handle without its “@”. `rest` is the text
    without all of them.
    """

    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    rest: str = ""

    @property
    def reaches(self) -> bool:
        """Whether there is any way at all."""
        return bool(self.phones or self.emails or self.links or self.handles)

    @property
    def unread(self) -> str:
        """The first word of the rest that looks like a contact and is none: digits of a number, an “@”."""
        words = (addresses.tidy(word) for word in _HOURS.sub(" ", self.rest).split())
        return next((word for word in words if "@" in word or sum(map(str.isdigit, word)) >= _MANY_DIGITS), "")


def read(text: str, region: str = "") -> Contact:
    """The ways in `text`, written in the region of that code of ISO 3166; without one, numbers are told by their length."""
    rest = _MAILTO.sub(r" \1 ", _SPACED_AT.sub("@", plain_characters(text)))
    rest, urls = _take(addresses.URL, rest)
    rest, emails = _take(addresses.EMAIL, rest)
    rest, named = _take(addresses.NAMED_HANDLE, rest, addresses.is_handle)
    rest, domains = _take(addresses.DOMAIN, rest)
    rest, handles = _take(addresses.HANDLE, rest, addresses.is_handle)
    rest, phones = take_phones(rest, region)
    links = [*urls, *domains]
    called = {link: number for link in links if (number := addresses.phone_in(link))}
    for number in called.values():
        phones += take_phones(number, region)[1]
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
    """The text without what fits the pattern (its group, where it has one), and that."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        each = addresses.tidy(match[match.re.groups])
        if not fits(each):
            return match[0]
        found.append(each)
        return _APART

    return pattern.sub(take, text), found


def _once(found: list[str], canonical: Callable[[str], str]) -> tuple[str, ...]:
    """Those that differ in their canonical form, each as it was first typed."""
    kept: dict[str, str] = {}
    for each in found:
        kept.setdefault(canonical(each), each)
    return tuple(kept.values())
