"""Whether every sealed value of a store opens with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.declarations import declared

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def open_all(tx: Tx) -> int:
    """Open every sealed value that the features declare; returns how many there are. Raises StoreError for one that does not open."""
    number = 0
    for table in declared().tables.values():
        for column in table.sealed:
            rows = await tx.all(f"SELECT group_id, {table.sealed_by} AS place, {column} AS sealed FROM {table.name}")
            for row in rows:
                if row["sealed"] and tx.cipher.is_sealed(row["sealed"]):
                    tx.cipher.open(table.name, row["group_id"], row["place"], column, row["sealed"])
                    number += 1
    return number
