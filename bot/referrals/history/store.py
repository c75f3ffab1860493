"""Queries on past referrals, and on the imports that inserted them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from bot.core.db.database import instant, maybe_instant, micros
from bot.referrals.history.model import Past, PastImport, PastReferral
from bot.referrals.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.db.database import Row, Tx

_IMPORT = "id, group_id, moderator_id, at, added, since, until, undone_at"
_REFERRAL = "giver_id, receiver_id, day, kind, ordinal"
_AT_ONCE = 100
"""Maximum number of rows in one INSERT statement: 700 parameters, where SQLite before 3.32 allows 999 and newer ones 32,766
(https://www.sqlite.org/limits.html#max_variable_number).
"""


async def between(tx: Tx, group_id: int, since: date, until: date) -> set[PastReferral]:
    """The group's past referrals from `since` to `until`, both included."""
    rows = await tx.all(
        # Days are stored in ISO 8601, so their order as text is that of the calendar.
        f"SELECT {_REFERRAL} FROM past_referrals WHERE group_id = ? AND day >= ? AND day <= ?",
        group_id,
        since.isoformat(),
        until.isoformat(),
    )
    return {_referral(row) for row in rows}


async def add(
    tx: Tx, group_id: int, moderator_id: int, referrals: Sequence[PastReferral], tell: Callable[[int, int], None]
) -> PastImport:
    """Write them as one import; a referral that the group has already is not written again.

    `tell` is called with how many are written, and of how many.
    """
    days = [each.day for each in referrals]
    row = await tx.one(
        "INSERT INTO past_imports (group_id, moderator_id, at, added, since, until) VALUES (?, ?, ?, ?, ?, ?)"
        f" RETURNING {_IMPORT}",
        group_id,
        moderator_id,
        micros(tx.now),
        len(referrals),
        min(days).isoformat(),
        max(days).isoformat(),
    )
    assert row is not None
    for start in range(0, len(referrals), _AT_ONCE):
        tell(start, len(referrals))
        some = referrals[start : start + _AT_ONCE]
        values = [
            value
            for each in some
            for value in (
                group_id,
                each.day.isoformat(),
                each.giver_id,
                each.receiver_id,
                each.kind.value,
                each.ordinal,
                row["id"],
            )
        ]
        await tx.run(
            "INSERT INTO past_referrals (group_id, day, giver_id, receiver_id, kind, ordinal, import_id)"
            f" VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?)'] * len(some))} ON CONFLICT DO NOTHING",
            *values,
        )
    return _import(row)


async def get(tx: Tx, group_id: int, import_id: int) -> PastImport | None:
    """Read an import of the group, undone or not; None where there is none of that id."""
    row = await tx.one(f"SELECT {_IMPORT} FROM past_imports WHERE group_id = ? AND id = ?", group_id, import_id)
    return None if row is None else _import(row)


async def undo(tx: Tx, found: PastImport) -> int:
    """Delete an import's referrals and mark it as undone; returns the number of referrals."""
    await tx.run("UPDATE past_imports SET undone_at = ? WHERE group_id = ? AND id = ?", micros(tx.now), found.group_id, found.id)
    return await tx.run("DELETE FROM past_referrals WHERE group_id = ? AND import_id = ?", found.group_id, found.id)


async def renumber(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    """Replace `old_id` by `new_id` in all rows; rows that `new_id` has already are dropped.

    INSERT ... SELECT and DELETE instead of UPDATE, which would violate the primary key where such a row exists.
    """
    for mine, other in (("giver_id", "receiver_id"), ("receiver_id", "giver_id")):
        columns = f"group_id, day, {other}, kind, ordinal, import_id"
        await tx.run(
            f"INSERT INTO past_referrals ({mine}, {columns}) SELECT ?, {columns} FROM past_referrals"
            f" WHERE group_id = ? AND {mine} = ? AND {other} <> ? ON CONFLICT DO NOTHING",
            new_id,
            group_id,
            old_id,
            new_id,
        )
        await tx.run(f"DELETE FROM past_referrals WHERE group_id = ? AND {mine} = ?", group_id, old_id)


async def names(tx: Tx, group_id: int, user_id: int) -> bool:
    """Whether the person gave or received a past referral."""
    return bool(await own(tx, group_id, user_id))


async def own(tx: Tx, group_id: int, user_id: int) -> list[PastReferral]:
    """The past referrals that the person gave or received, newest first."""
    found: list[PastReferral] = []
    # A query for each side: each has its own index, which a condition with OR over both would not use.
    for mine in ("giver_id", "receiver_id"):
        rows = await tx.all(f"SELECT {_REFERRAL} FROM past_referrals WHERE group_id = ? AND {mine} = ?", group_id, user_id)
        found += map(_referral, rows)
    return sorted(found, key=lambda each: (each.day, each.giver_id, each.receiver_id, each.ordinal), reverse=True)


async def of_member(tx: Tx, group_id: int, user_id: int) -> Past:
    """The person's numbers of past referrals, by the other member."""
    given, received, leads = Counter[int](), Counter[int](), Counter[str]()
    days: list[str] = []
    for mine, other, counted in (("giver_id", "receiver_id", given), ("receiver_id", "giver_id", received)):
        rows = await tx.all(
            f"SELECT {other} AS other, kind, COUNT(*) AS n, MIN(day) AS since, MAX(day) AS until FROM past_referrals"
            f" WHERE group_id = ? AND {mine} = ? GROUP BY {other}, kind",
            group_id,
            user_id,
        )
        for row in rows:
            if row["kind"] == Kind.LEAD:
                leads[mine] += row["n"]
            else:
                counted[row["other"]] += row["n"]
            days += [row["since"], row["until"]]
    since, until = (date.fromisoformat(each(days)) if days else None for each in (min, max))
    return Past(given, received, leads["giver_id"], leads["receiver_id"], since, until)


def _referral(row: Row) -> PastReferral:
    return PastReferral(row["giver_id"], row["receiver_id"], date.fromisoformat(row["day"]), Kind(row["kind"]), row["ordinal"])


def _import(row: Row) -> PastImport:
    return PastImport(
        row["id"],
        row["group_id"],
        row["moderator_id"],
        instant(row["at"]),
        row["added"],
        date.fromisoformat(row["since"]),
        date.fromisoformat(row["until"]),
        maybe_instant(row["undone_at"]),
    )
