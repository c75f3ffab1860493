"""The schemes by which clients' contacts are hashed: what of a contact goes into its keyed hashes.

A hash that is stored carries the number of its scheme and the id of its key. A new scheme gets the next number; an old one stays
here as it was, for the tombstones of erased clients hold no contact and can't be hashed anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.contacts import reader
from bot.core.contacts.keys import index_keys, lookup_keys
from bot.core.text import key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.encryption import Cipher

FIRST, CURRENT = 1, 2
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9\s().\-/]{5,}[0-9]")
_PHONE_DIGITS = range(7, 16)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A keyed hash of one way to reach a client, and the scheme by which it was made."""

    scheme: int
    digest: bytes


def stored(cipher: Cipher, group_id: int, contact: str, region: str, scheme: int = CURRENT) -> list[Fingerprint]:
    """What a referral with this contact is found by."""
    keys = first_keys(contact) if scheme == FIRST else index_keys(reader.read(contact, region), contact)
    return _hashed(cipher, group_id, scheme, keys)


def wanted(cipher: Cipher, group_id: int, contact: str, region: str) -> list[Fingerprint]:
    """What finds the referrals with this contact, by whichever scheme they were stored."""
    keys = lookup_keys(reader.read(contact, region), contact)
    return _hashed(cipher, group_id, FIRST, first_keys(contact)) + _hashed(cipher, group_id, CURRENT, keys)


def _hashed(cipher: Cipher, group_id: int, scheme: int, keys: Iterable[str]) -> list[Fingerprint]:
    return [Fingerprint(scheme, cipher.fingerprint(group_id, each)) for each in sorted(keys)]


def first_keys(text: str) -> frozenset[str]:
    """Scheme 1, until schema 7: the last eight digits of each phone, each e-mail address, else the text without spaces and case.

    It knew ASCII digits and hyphens alone, and of several addresses with a comma or semicolon between them made one.
    """
    mails = [key(found[0]).strip(".,;:()<>") for found in _EMAIL.finditer(text)]
    digits = ("".join(c for c in found[0] if c.isdigit()) for found in _PHONE.finditer(_EMAIL.sub(" ", text)))
    phones = [number[-8:] for number in digits if len(number) in _PHONE_DIGITS]
    return frozenset([*mails, *phones] or ["".join(key(text).split())])
