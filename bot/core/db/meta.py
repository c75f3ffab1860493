"""Key and value pairs about the store itself (table `meta`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def get(tx: Tx, name: str) -> str | None:
    """The value of a row of `meta`; None where there is no such row."""
    row = await tx.one("SELECT value FROM meta WHERE name = ?", name)
    return row["value"] if row else None


async def drop(tx: Tx, name: str) -> None:
    """Delete a row of `meta`; without one nothing happens."""
    await tx.run("DELETE FROM meta WHERE name = ?", name)


async def put(tx: Tx, name: str, value: str) -> None:
    """Insert or replace a row of `meta`."""
    await tx.run(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
    )
