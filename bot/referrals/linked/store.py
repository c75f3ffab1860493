"""Queries on who takes clients from linked groups, and on referrals between linked groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import literals, micros
from bot.core.morning_items import WaitingItem
from bot.membership.members.model import Listed
from bot.referrals.model import NOT_COUNTED, Kind
from bot.referrals.reminders import morning_items

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Tx


async def open_to_linked(tx: Tx, group_id: int, user_id: int) -> bool:
    """Note that a member takes clients from linked groups too; False where they did."""
    return bool(
        await tx.run(
            "INSERT INTO linked_members (group_id, user_id, at) VALUES (?, ?, ?) ON CONFLICT (group_id, user_id) DO NOTHING",
            *(group_id, user_id, micros(tx.now)),
        )
    )


async def close(tx: Tx, group_id: int, user_id: int) -> bool:
    """Note that they do so no more; False where they did not."""
    return bool(await tx.run("DELETE FROM linked_members WHERE group_id = ? AND user_id = ?", group_id, user_id))


async def is_open(tx: Tx, group_id: int, user_id: int) -> bool:
    """Whether a member takes clients from linked groups."""
    row = await tx.one("SELECT 1 FROM linked_members WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return row is not None


async def takers(tx: Tx, group_id: int) -> list[Listed]:
    """The active members with a trade who take clients from linked groups, in no order."""
    rows = await tx.all(
        "SELECT members.user_id, name, seat FROM linked_members JOIN members ON members.group_id = linked_members.group_id"
        " AND members.user_id = linked_members.user_id"
        " WHERE linked_members.group_id = ? AND status = 'active' AND seat <> ''",
        group_id,
    )
    return [Listed(*row) for row in rows]


async def leads_since(tx: Tx, group_id: int, item: str, before: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Leads to linked groups that rest since `before`, with their givers in this group, whose ids are above `after`."""
    rows = await tx.all(
        "SELECT giver_id, id FROM referrals WHERE giver_group_id = ? AND giver_id > ? AND waits = 1 AND kind = 'lead'"
        f" AND wiped_at IS NULL AND changed_at <= ? AND {morning_items.not_named('giver_id', item, 'referrals.id')}"
        " ORDER BY giver_id, id LIMIT ?",
        *(group_id, after, micros(before), group_id, limit),
    )
    return [WaitingItem(row["giver_id"], row["id"]) for row in rows]


async def passed_to(tx: Tx, group_id: int) -> list[int]:
    """The ids of the groups to which members of this one passed clients."""
    rows = await tx.all("SELECT DISTINCT group_id FROM referrals WHERE giver_group_id = ? ORDER BY group_id", group_id)
    return [row["group_id"] for row in rows]


async def groups_named_in(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of the groups to which a member of this one passed clients."""
    rows = await tx.all(
        "SELECT DISTINCT group_id FROM referrals WHERE giver_group_id = ? AND giver_id = ? ORDER BY group_id", group_id, user_id
    )
    return [row["group_id"] for row in rows]


async def given_here(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of what a person gave to members of this group as a member of a linked one that is known."""
    rows = await tx.all(
        "SELECT id FROM referrals WHERE group_id = ? AND giver_id = ? AND waits IN (0, 1) AND giver_group_id > 0 ORDER BY id",
        *(group_id, user_id),
    )
    return [row["id"] for row in rows]


async def homes_of(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of the groups as whose member a person gave to members of this one."""
    rows = await tx.all(
        "SELECT DISTINCT giver_group_id FROM referrals"
        " WHERE group_id = ? AND giver_id = ? AND waits IN (0, 1) AND giver_group_id > 0",
        *(group_id, user_id),
    )
    return [row["giver_group_id"] for row in rows]


async def next_giver_of(tx: Tx, group_id: int) -> tuple[int, int] | None:
    """Somebody who passed a client to a linked group as a member of this one: that group's id and theirs; None where nobody is named any more."""
    row = await tx.one(
        "SELECT group_id, giver_id FROM referrals WHERE giver_group_id = ? AND giver_id > 0 ORDER BY giver_id LIMIT 1", group_id
    )
    return (row["group_id"], row["giver_id"]) if row else None


async def leave_origin(tx: Tx, group_id: int) -> None:
    """Note of everything that was passed from this group that its givers' group is not known any more."""
    await tx.run("UPDATE referrals SET giver_group_id = 0 WHERE giver_group_id = ?", group_id)


async def settle_here(tx: Tx, home_id: int, group_id: int, user_id: int) -> None:
    """Note that what a person gave in this group as a member of that other one is theirs as a member of this one."""
    await tx.run(
        "UPDATE referrals SET giver_group_id = 0 WHERE giver_group_id = ? AND giver_id = ? AND group_id = ?",
        *(home_id, user_id, group_id),
    )


async def thanks_to(tx: Tx, group_id: int, user_id: int, period: Period, limit: int) -> list[int]:
    """The ids of the last `limit` thanks in force of the period, with words, for what a member gave to linked groups."""
    rows = await tx.all(
        "SELECT t.id FROM referrals AS r JOIN thanks AS t ON t.group_id = r.group_id AND t.referral_id = r.id"
        " WHERE r.giver_group_id = ? AND r.giver_id = ? AND t.undone_at IS NULL AND t.at >= ? AND t.at < ?"
        " AND t.for_act = 0 AND t.message <> '' ORDER BY t.at DESC, t.id DESC LIMIT ?",
        *(group_id, user_id, micros(period.start), micros(period.end), limit),
    )
    return [row["id"] for row in rows]


async def counted(tx: Tx, group_id: int, user_id: int, period: Period | None) -> tuple[int, int]:
    """How many referrals a member gave to linked groups and got from them, in the period or of all time, as far as they count for givers."""
    lost = literals(NOT_COUNTED)
    of_those = f"kind <> '{Kind.LEAD}' AND state NOT IN ({lost})"
    within, bounds = (" AND given_at >= ? AND given_at < ?", (micros(period.start), micros(period.end))) if period else ("", ())
    given = await tx.one(
        f"SELECT COUNT(*) AS n FROM referrals WHERE giver_group_id = ? AND giver_id = ? AND waits IN (0, 1) AND {of_those}{within}",
        *(group_id, user_id, *bounds),
    )
    received = await tx.one(
        # Without `waits`: with it SQLite reads all that the member received, not the few from linked groups.
        f"SELECT COUNT(*) AS n FROM referrals WHERE group_id = ? AND receiver_id = ? AND {of_those}{within}"
        " AND giver_group_id IS NOT NULL",
        *(group_id, user_id, *bounds),
    )
    assert given is not None
    assert received is not None
    return given["n"], received["n"]
