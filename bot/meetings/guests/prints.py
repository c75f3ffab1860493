"""Keyed hashes by which the same guest is found again: of each way in which the contact reaches them, and of name with trade.

A row names the key by which it was made; a search hashes by every key that the store keeps, for a guest is erased before long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import same_name_key
from bot.membership.trades import seat_key
from bot.referrals import contact_schemes
from bot.referrals.contact_schemes import Fingerprint

if TYPE_CHECKING:
    from bot.core.db.database import Tx

NAMED = 0
"""The scheme of a hash of name and trade; those of contacts have the numbers of `contact_schemes`."""


async def keep(tx: Tx, group_id: int, guest_id: int, name: str, trade: str, contact: str, region: str) -> None:
    """Index the guest by these, and by nothing else. `region` is the group's."""
    await drop(tx, group_id, guest_id)
    found = [_named(tx, group_id, name, trade)]
    if contact:
        found += contact_schemes.stored(tx.cipher, group_id, contact, region)
    for each in found:
        await tx.run(
            "INSERT INTO guest_prints (group_id, print, guest_id, scheme, key_id) VALUES (?, ?, ?, ?, ?)",
            group_id,
            each.digest,
            guest_id,
            each.scheme,
            tx.cipher.key_id,
        )


async def drop(tx: Tx, group_id: int, guest_id: int) -> None:
    await tx.run("DELETE FROM guest_prints WHERE group_id = ? AND guest_id = ?", group_id, guest_id)


async def alike(tx: Tx, group_id: int, name: str, trade: str, contact: str, region: str) -> list[int]:
    """The ids of guests with this contact, or with this name and trade, the first invited first."""
    wanted = [_named(tx, group_id, name, trade, key_id).digest for key_id in tx.cipher.hash_key_ids]
    if contact:
        wanted += contact_schemes.wanted_by_any_key(tx.cipher, group_id, contact, region)
    return await _with(tx, group_id, wanted)


async def with_contact(tx: Tx, group_id: int, contact: str, region: str) -> list[int]:
    """The ids of guests whom any part of this contact reaches, the first invited first."""
    return await _with(tx, group_id, contact_schemes.wanted_by_any_key(tx.cipher, group_id, contact, region))


def _named(tx: Tx, group_id: int, name: str, trade: str, key_id: bytes | None = None) -> Fingerprint:
    text = f"guest|{same_name_key(name)}|{seat_key(trade)}"
    return Fingerprint(NAMED, tx.cipher.fingerprint(group_id, text, key_id))


async def _with(tx: Tx, group_id: int, digests: list[bytes]) -> list[int]:
    places = ", ".join("?" * len(digests))
    rows = await tx.all(f"SELECT guest_id FROM guest_prints WHERE group_id = ? AND print IN ({places})", group_id, *digests)
    # Sorted here: with ORDER BY SQLite would read all hashes of the group, instead of using the index on `print`.
    return sorted({row["guest_id"] for row in rows})
