"""Queries of the directory, which read of a member what a line shows: most of a row is in texts that would be decrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant
from bot.membership.members.model import BELONGING, Status
from bot.membership.profiles.model import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Row, Tx
    from bot.core.db.encryption import Cipher


_LINE = "user_id, name, status, seat, ideal_referral, CASE status WHEN 'paused' THEN away_until END"
"""The columns of `_line`."""
_THOSE = "FROM members WHERE group_id = ? AND status IN ('active', 'paused')"
"""BELONGING as literals, as in the condition of the partial index `members_by_name`."""


async def count(tx: Tx, group_id: int) -> int:
    """The number of the members, active or on leave."""
    row = await tx.one(f"SELECT COUNT(*) AS n {_THOSE}", group_id)
    assert row is not None, "it counts"
    return row["n"]


async def by_name(tx: Tx, group_id: int, first: int, limit: int) -> list[Line]:
    """Read `limit` of the members, active or on leave, in the order of their names, from the one at place `first` on."""
    rows = await tx.all(f"SELECT {_LINE} {_THOSE} ORDER BY name_key, user_id LIMIT ? OFFSET ?", group_id, limit, first)
    return [_line(tx.cipher, group_id, row) for row in rows]


async def lines(tx: Tx, group_id: int, user_ids: Sequence[int]) -> list[Line]:
    """Read the members with these ids, in their order. Who is no member now is left out."""
    if not user_ids:
        return []
    places, statuses = ", ".join("?" * len(user_ids)), [status.value for status in BELONGING]
    rows = await tx.all(f"SELECT {_LINE} FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *user_ids)
    found = {row["user_id"]: _line(tx.cipher, group_id, row) for row in rows if row["status"] in statuses}
    return [found[user_id] for user_id in user_ids if user_id in found]


def _line(cipher: Cipher, group_id: int, row: Row) -> Line:
    user_id, name, status, seat, ideal_referral, back_at = row
    ideal_referral = cipher.open("members", group_id, user_id, "ideal_referral", ideal_referral)
    return Line(user_id, name, Status(status), seat, ideal_referral, maybe_instant(back_at))
