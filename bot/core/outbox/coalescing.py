"""Edits of one message that wait together become one: it is rendered at delivery, so it shows the last state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox.kinds import urgency_of
from bot.core.outbox.rows import WAITING, stored

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def is_covered(tx: Tx, message: Message) -> bool:
    """Whether a waiting edit of the same message now shows what `message` would; it takes over what that says.

    Only an edit that no worker has leased: a leased one may have been rendered before this transaction commits. The UPDATE conflicts with
    a lease that is taken at the same time, so that one of the two transactions is run again on PostgreSQL.
    """
    if not message.only_edit or message.subject is None:
        return False
    row = await tx.one(
        f"SELECT id, nonce FROM outbox WHERE group_id = ? AND subject = ? AND {WAITING} AND state = 'pending' AND only_edit = 1"
        " AND kind = ? ORDER BY id DESC LIMIT 1",
        message.group_id,
        message.subject,
        message.kind,
    )
    if row is None:
        return False
    await tx.run(
        "UPDATE outbox SET record_id = ?, language = ?, detail = ?, facts = ?,"
        " urgency = CASE WHEN urgency > ? THEN ? ELSE urgency END WHERE id = ?",
        message.record_id,
        message.language,
        stored(tx.cipher, message, row["nonce"], "detail"),
        stored(tx.cipher, message, row["nonce"], "facts"),
        *[urgency_of(message).value] * 2,
        row["id"],
    )
    return True
