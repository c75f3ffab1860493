"""Queries on keyed hashes of the contacts that stand in sealed notes: phones, addresses, links and handles of people outside the group.

A row names the key by which it was made; a search hashes by every key that the store keeps. It is deleted with its record by the
database (ON DELETE CASCADE), for a person's erasure deletes records by table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.contacts import reader
from bot.groups import region as groups_region
from bot.referrals import contact_schemes

if TYPE_CHECKING:
    from bot.core.db.database import Tx


class Of(StrEnum):
    """The column that names the record in which the note stands."""

    TOUCH = "touch_id"
    PLAN = "plan_id"
    ACQUAINTANCE = "acquaintance_id"


async def keep(tx: Tx, group_id: int, of: Of, record_id: int, field: str, text: str) -> None:
    """Index one note of a record by the contacts that stand in it now, and by no others."""
    await tx.run(
        f"DELETE FROM note_prints WHERE group_id = ? AND {of.value} = ? AND field = ?",
        group_id,
        record_id,
        field,
    )
    if not text:
        return
    region = await groups_region.of(tx, group_id)
    if not reader.read(text, region).reaches:
        return
    for each in contact_schemes.stored(tx.cipher, group_id, text, region):
        await tx.run(
            f"INSERT INTO note_prints (group_id, print, field, {of.value}, scheme, key_id) VALUES (?, ?, ?, ?, ?, ?)",
            group_id,
            each.digest,
            field,
            record_id,
            each.scheme,
            tx.cipher.key_id,
        )


async def with_contact(tx: Tx, group_id: int, of: Of, contact: str) -> list[tuple[int, str]]:
    """The notes in which any part of this contact stands, each as (record id, field), the oldest record first."""
    region = await groups_region.of(tx, group_id)
    wanted = contact_schemes.wanted_by_any_key(tx.cipher, group_id, contact, region)
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        f"SELECT {of.value} AS record_id, field FROM note_prints WHERE group_id = ? AND print IN ({places})"
        f" AND {of.value} IS NOT NULL",
        group_id,
        *wanted,
    )
    # Sorted here: with ORDER BY SQLite would read all hashes of the group, instead of using the index on `print`.
    return sorted({(row["record_id"], row["field"]) for row in rows})
