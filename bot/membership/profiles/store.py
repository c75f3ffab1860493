"""Queries of the directory, which read of a member what a line shows: most of a row is in texts that would be decrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant
from bot.membership.members.model import BELONGING, Status
from bot.membership.profiles.model import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx


async def lines(tx: Tx, group_id: int, user_ids: Sequence[int]) -> list[Line]:
    """Read the members with these ids, in their order. Who is no member now is left out."""
    if not user_ids:
        return []
    places, statuses = ", ".join("?" * len(user_ids)), [status.value for status in BELONGING]
    rows = await tx.all(
        f"SELECT user_id, name, status, seat, ideal_referral, CASE status WHEN 'paused' THEN away_until END FROM members"
        f" WHERE group_id = ? AND user_id IN ({places})",
        group_id,
        *user_ids,
    )
    found = {
        user_id: Line(
            user_id,
            name,
            Status(status),
            seat,
            tx.cipher.open("members", group_id, user_id, "ideal_referral", ideal_referral),
            maybe_instant(back_at),
        )
        for user_id, name, status, seat, ideal_referral, back_at in rows
        if status in statuses
    }
    return [found[user_id] for user_id in user_ids if user_id in found]
