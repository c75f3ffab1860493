"""The schemes by which clients' contacts are hashed: what of a contact goes into its keyed hashes.

A hash that is stored carries the number of its scheme and the id of its key. A new scheme gets the next number; an old one stays
here as it was, for the tombstones of erased clients hold no contact and can't be hashed anew.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.contacts import reader
from bot.core.contacts.keys import address_keys, index_keys, lookup_keys
from bot.core.text import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.contacts.phones import Phone
    from bot.core.contacts.reader import Contact
    from bot.core.db.encryption import Cipher

FIRST, SECOND, CURRENT = 1, 2, 3
_LOCAL, _LONG = 7, 8
"""How many last digits scheme 2 compared with a local number, and between numbers that have more."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9\s().\-/]{5,}[0-9]")
_PHONE_DIGITS = range(7, 16)


class Fingerprint(Struct, frozen=True):
    """A keyed hash of one way to reach a client, and the scheme by which it was made."""

    scheme: int
    digest: bytes


def stored(
    cipher: Cipher, group_id: int, contact: str, region: str, scheme: int = CURRENT, key_id: bytes | None = None
) -> list[Fingerprint]:
    """What a referral with this contact is found by; hashed with that key, None for the present one."""
    read = reader.read(contact, region)
    if scheme == FIRST:
        keys = first_keys(contact)
    elif scheme == SECOND:
        keys = _second_keys(read, contact, _second_indexed)
    else:
        keys = index_keys(read, contact)
    return _hashed(cipher, group_id, scheme, keys, key_id)


def wanted(cipher: Cipher, group_id: int, contact: str, region: str, key_id: bytes | None = None) -> list[Fingerprint]:
    """What finds the records with this contact, by whichever scheme they were stored; hashed with that key, None for the present one."""
    by_scheme = _looked_for(contact, region).items()
    return [each for scheme, keys in by_scheme for each in _hashed(cipher, group_id, scheme, keys, key_id)]


def wanted_digests(cipher: Cipher, group_id: int, contact: str, region: str) -> list[bytes]:
    """The hashes of `wanted` by the present key, each once: what a client is looked for by."""
    # Of all but phones the schemes have the same keys, which are hashed once.
    keys = frozenset[str]().union(*_looked_for(contact, region).values())
    return [cipher.fingerprint(group_id, each) for each in keys]


def _looked_for(contact: str, region: str) -> dict[int, frozenset[str]]:
    """The keys under which each scheme may have stored this contact."""
    read = reader.read(contact, region)
    return {
        FIRST: first_keys(contact),
        SECOND: _second_keys(read, contact, _second_looked_for),
        CURRENT: lookup_keys(read, contact),
    }


def wanted_by_any_key(cipher: Cipher, group_id: int, contact: str, region: str) -> list[bytes]:
    """What finds the records of scheme CURRENT with this contact, hashed with every key that the store keeps."""
    return [
        each.digest
        for key_id in cipher.hash_key_ids
        for each in wanted(cipher, group_id, contact, region, key_id)
        if each.scheme == CURRENT
    ]


def _hashed(cipher: Cipher, group_id: int, scheme: int, keys: Iterable[str], key_id: bytes | None = None) -> list[Fingerprint]:
    return [Fingerprint(scheme, cipher.fingerprint(group_id, each, key_id)) for each in sorted(keys)]


def first_keys(text: str) -> frozenset[str]:
    """Scheme 1, until schema 7: the last eight digits of each phone, each e-mail address, else the text without spaces and case.

    It knew ASCII digits and hyphens alone, and of several addresses with a comma or semicolon between them made one.
    """
    mails = [key(found[0]).strip(".,;:()<>") for found in _EMAIL.finditer(text)]
    # The digits of an e-mail address are no phone.
    digits = ("".join(c for c in found[0] if c.isdigit()) for found in _PHONE.finditer(_EMAIL.sub(" ", text)))
    phones = [number[-8:] for number in digits if len(number) in _PHONE_DIGITS]
    return frozenset([*mails, *phones] or ["".join(key(text).split())])


def _second_keys(contact: Contact, text: str, of_phone: Callable[[Phone], list[str]]) -> frozenset[str]:
    """Scheme 2, until schema 11: the last eight digits of each phone, seven where one of the two has no more."""
    phones = [key for phone in contact.phones for key in of_phone(phone)]
    return address_keys(contact, text, phones)


def _second_indexed(phone: Phone) -> list[str]:
    ends = [("long", _LONG), ("end", _LOCAL)] if len(phone.national) >= _LONG else [("local", _LOCAL)]
    return _joined(phone, ends, [phone.extension, "any"] if phone.extension else [""])


def _second_looked_for(phone: Phone) -> list[str]:
    others = ("local", _LOCAL) if len(phone.national) >= _LONG else ("end", _LOCAL)
    ends = [("long", _LONG), others] if len(phone.national) >= _LONG else [("local", _LOCAL), others]
    return _joined(phone, ends, [phone.extension, ""] if phone.extension else ["", "any"])


def _joined(phone: Phone, ends: list[tuple[str, int]], extensions: list[str]) -> list[str]:
    return [f"{name}:{phone.national[-digits:]}#{extension}" for (name, digits), extension in product(ends, extensions)]
