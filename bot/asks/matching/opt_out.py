"""What is deleted once a group does not want to be matched by meaning any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def forget_group(tx: Tx, group_id: int) -> None:
    """Delete all vectors of a group: some thousands of rows at most."""
    if await tx.run("DELETE FROM text_vectors WHERE group_id = ?", group_id):
        tx.erases()
