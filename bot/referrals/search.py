"""Matching a search against a member's own referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.contacts import reader
from bot.core.contacts.addresses import canonical_link, handle_in
from bot.core.contacts.characters import plain_characters
from bot.core.contacts.keys import same
from bot.core.contacts.reader import Contact
from bot.core.text import plain, unaccented

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_DIGITS = 3
"""The fewest digits of a phone that are searched for."""
_NO_CONTACT = Contact()
_BETWEEN_DIGITS = str.maketrans("", "", " +-().-/")


class Search(Struct, frozen=True):
    """What was typed: words that must all be found, accents and case aside, or digits of a phone, or a whole contact.

    `traces` are what a text has at least where it holds the contact: taking every text apart would take long.
    """

    words: tuple[str, ...]
    digits: str = ""
    contact: Contact = _NO_CONTACT
    traces: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Search:
        """What was typed, read as words, as digits of a phone and as a contact."""
        typed = plain_characters(typed)
        bare = typed.translate(_BETWEEN_DIGITS)
        is_phone = bare.isascii() and bare.isdigit() and len(bare) >= FEW_DIGITS
        contact = reader.read(typed)
        return cls(tuple(plain(typed).split()), bare if is_phone else "", contact, _traces(contact))

    def fits(self, texts: Iterable[str]) -> bool:
        """Whether the texts together hold every word, or one of them the digits or the contact; they are read as far as needed."""
        left = set(self.words)
        for text in texts:
            folded = unaccented(plain_characters(text))
            left = {word for word in left if word not in folded}
            if not left:
                return True
            # Compared without what stands between digits, as “98888-1234” is typed for “988881234” and the reverse.
            digits = _digits(folded)
            if self.digits and self.digits in digits:
                return True
            if any(trace in digits or trace in folded for trace in self.traces) and same(reader.read(text), self.contact):
                return True
        return False


def _traces(contact: Contact) -> tuple[str, ...]:
    names = [
        *(each.partition("@")[0] for each in contact.emails),
        *contact.handles,
        *filter(None, map(handle_in, contact.links)),
        *(canonical_link(each).partition("/")[0] for each in contact.links),
    ]
    return (*(phone.national[-FEW_DIGITS:] for phone in contact.phones), *map(unaccented, names))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
