"""Query of a board: the sums of each active member's ledger entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.lookalikes import told_apart
from bot.membership.members.model import Status
from bot.weekly.boards.model import Standing

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.core.ledger.model import EntryKind
    from bot.groups.model import Group


async def standings(tx: Tx, group: Group, kind: EntryKind, period: Period) -> list[Standing]:
    """The standings of active members in the period: distinct counterparts, and entries capped per pair and week.

    Entries less reversals are summed per pair and week first, since the cap is per week. Two members of one business in an
    exclusive trade (`partner_of`) count as one counterpart.
    """
    rows = await tx.all(
        "SELECT p.member_id, m.name, m.seat, m.on_boards, COUNT(DISTINCT COALESCE(c.partner_of, p.counterpart_id)) AS people,"
        " SUM(p.times) AS times FROM ("
        " SELECT member_id, counterpart_id, SUM(CASE WHEN n > ? THEN ? ELSE n END) AS times FROM ("
        " SELECT member_id, counterpart_id, week, SUM(sign) AS n FROM entries"
        " WHERE group_id = ? AND kind = ? AND at >= ? AND at < ?"
        " GROUP BY member_id, counterpart_id, week HAVING SUM(sign) > 0) AS by_week"
        " GROUP BY member_id, counterpart_id) AS p"
        " JOIN members AS m ON m.group_id = ? AND m.user_id = p.member_id AND m.status = ?"
        " LEFT JOIN members AS c ON c.group_id = ? AND c.user_id = p.counterpart_id"
        # PostgreSQL wants each selected column of `m` here, though a member has one value of each.
        " GROUP BY p.member_id, m.name, m.seat, m.on_boards",
        group.pair_cap,
        group.pair_cap,
        group.group_id,
        kind.value,
        micros(period.start),
        micros(period.end),
        group.group_id,
        Status.ACTIVE.value,
        group.group_id,
    )
    names = told_apart((row["member_id"], row["name"], row["seat"]) for row in rows)
    return [
        Standing(row["member_id"], names[row["member_id"]], int(row["people"]), int(row["times"]), bool(row["on_boards"]))
        for row in rows
    ]
