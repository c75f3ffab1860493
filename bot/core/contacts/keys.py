"""Keys by which a contact is found again: two contacts match where the `index_keys` of one intersect the `lookup_keys` of the other.

Two phone numbers are the same where one is the end of the other: all digits that both have decide. Of most the country is known, for it was
typed or the number is one of the group's region, so that countries and areas tell numbers apart; a local number without its area is the end
of several. What is stored has `index_keys`; what is looked for has `lookup_keys`: the one has all its ends, the other itself whole,
and the reverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts.addresses import canonical_email, canonical_link, handle_in
from bot.core.contacts.characters import plain_characters

if TYPE_CHECKING:
    from bot.core.contacts.phones import Phone
    from bot.core.contacts.reader import Contact

_FEWEST = 7
"""Digits of the shortest number that is compared with a longer one: a local one, typed without its area."""


def index_keys(contact: Contact, text: str) -> frozenset[str]:
    """The keys under which a contact is stored. `text` is what it was parsed from: it is the key where that had no address."""
    return address_keys(contact, text, [key for phone in contact.phones for key in _indexed(phone)])


def lookup_keys(contact: Contact, text: str) -> frozenset[str]:
    """The keys under which the same contact may have been stored."""
    return address_keys(contact, text, [key for phone in contact.phones for key in _looked_for(phone)])


def same(one: Contact, other: Contact) -> bool:
    """Whether the two contacts have an address in common."""
    return one.reaches and not index_keys(one, "").isdisjoint(lookup_keys(other, ""))


def address_keys(contact: Contact, text: str, phones: list[str]) -> frozenset[str]:
    """Those of its phones, and those of its addresses, links and handles; the text itself where there are none."""
    handles = [*contact.handles, *filter(None, map(handle_in, contact.links))]
    found = [
        *phones,
        *(f"email:{canonical_email(each)}" for each in contact.emails),
        *(f"link:{canonical_link(each)}" for each in contact.links),
        *(f"handle:{each.casefold()}" for each in handles),
    ]
    return frozenset(found or [f"text:{''.join(plain_characters(text).casefold().split())}"])


def _indexed(phone: Phone) -> list[str]:
    # A number with an extension is the same contact as the number alone, and another one than the number with a
    # different extension.
    extensions = [phone.extension, "any"] if phone.extension else [""]
    return [f"{key}#{each}" for each in extensions for key in (f"whole:{phone.full}", *_ends("end", phone))]


def _looked_for(phone: Phone) -> list[str]:
    extensions = [phone.extension, ""] if phone.extension else ["", "any"]
    return [f"{key}#{each}" for each in extensions for key in (f"end:{phone.full}", *_ends("whole", phone))]


def _ends(name: str, phone: Phone) -> list[str]:
    """A key for each end of the number that may be typed for it, itself included."""
    return [f"{name}:{phone.full[-digits:]}" for digits in range(min(_FEWEST, len(phone.full)), len(phone.full) + 1)]
