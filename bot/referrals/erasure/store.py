"""Queries on requests of moderators to forget a client, which wait for the job that executes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def add_request(tx: Tx, group_id: int, token: str, contact: str) -> None:
    """Store whom to forget, encrypted."""
    await tx.run(
        "INSERT INTO forget_requests (group_id, token, contact) VALUES (?, ?, ?)",
        group_id,
        token,
        tx.cipher.seal("forget_requests", group_id, token, "contact", contact),
    )


async def take_request(tx: Tx, group_id: int, token: str) -> str | None:
    """Read whom to forget, and delete the request; None where it was executed already."""
    tx.erases()
    row = await tx.one("DELETE FROM forget_requests WHERE group_id = ? AND token = ? RETURNING contact", group_id, token)
    return tx.cipher.open("forget_requests", group_id, token, "contact", row["contact"]) if row else None
