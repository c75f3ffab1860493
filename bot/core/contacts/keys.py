"""Keys by which a contact is found again: two contacts match where the `index_keys` of one intersect the `lookup_keys` of the other.

What is stored has `index_keys`; what is looked for has `lookup_keys`. They differ so that the same number is found with and without
its country, area and extension: of a number with all of it, a shorter one holds the end. None depends on the group's region, which
a moderator may change.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from bot.core.contacts.addresses import canonical_email, canonical_link, handle_in
from bot.core.contacts.characters import plain_characters

if TYPE_CHECKING:
    from bot.core.contacts.phones import Phone
    from bot.core.contacts.reader import Contact

_LOCAL, _LONG = 7, 8
"""How many last digits are compared with a local number, and between numbers that have more. Eight also equal a Brazilian mobile
number with and without the ninth digit that was put before it (Anatel, Resolução 553/2010)."""


def index_keys(contact: Contact, text: str) -> frozenset[str]:
    """The keys under which a contact is stored. `text` is what it was parsed from: it is the key where that had no address."""
    return _keys(contact, text, [key for phone in contact.phones for key in _indexed(phone)])


def lookup_keys(contact: Contact, text: str) -> frozenset[str]:
    """The keys under which the same contact may have been stored."""
    return _keys(contact, text, [key for phone in contact.phones for key in _looked_for(phone)])


def same(one: Contact, other: Contact) -> bool:
    """Whether the two contacts have an address in common."""
    return one.reaches and not index_keys(one, "").isdisjoint(lookup_keys(other, ""))


def _keys(contact: Contact, text: str, phones: list[str]) -> frozenset[str]:
    handles = [*contact.handles, *filter(None, map(handle_in, contact.links))]
    found = [
        *phones,
        *(f"email:{canonical_email(each)}" for each in contact.emails),
        *(f"link:{canonical_link(each)}" for each in contact.links),
        *(f"handle:{each.casefold()}" for each in handles),
    ]
    return frozenset(found or [f"text:{''.join(plain_characters(text).casefold().split())}"])


def _indexed(phone: Phone) -> list[str]:
    ends = [("long", _LONG), ("end", _LOCAL)] if _is_long(phone) else [("local", _LOCAL)]
    extensions = [phone.extension, "any"] if phone.extension else [""]
    return _joined(phone, ends, extensions)


def _looked_for(phone: Phone) -> list[str]:
    ends = [("long", _LONG), ("local", _LOCAL)] if _is_long(phone) else [("local", _LOCAL), ("end", _LOCAL)]
    extensions = [phone.extension, ""] if phone.extension else ["", "any"]
    return _joined(phone, ends, extensions)


def _is_long(phone: Phone) -> bool:
    return len(phone.national) >= _LONG


def _joined(phone: Phone, ends: list[tuple[str, int]], extensions: list[str]) -> list[str]:
    return [f"{name}:{phone.national[-digits:]}#{extension}" for (name, digits), extension in product(ends, extensions)]
