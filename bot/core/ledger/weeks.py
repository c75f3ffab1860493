"""Totals of the ledger's closed weeks, from which the sums of a year are read instead of from all its entries.

Weeks are named by their first day, in days since 1970, as in the column `week` of `entries`. Those that began before `groups.weeks_until`
are closed: their totals are stored, and change with each entry that is posted or reversed in them. Only numbers of entries add up over
weeks; distinct people of a longer period are counted from its entries.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.core.calendar import week_start
from bot.core.db.database import instant, micros
from bot.core.ledger.model import EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.calendar import Period, WeekRules
    from bot.core.db.database import Row, Tx


class Sums(NamedTuple):
    """Numbers of entries by kind, less reversals; `rest` is the day from which on the weeks begin that are not in them, None at the end."""

    totals: dict[EntryKind, int]
    rest: int | None


_DAY_ZERO = 719163
"""`date.toordinal()` of 1970-01-01."""
SLICE = 2000
"""About how many entries of each kind one call of `close` or `part` reads; at least those of a week."""
_WEEK = 7


def week_of(moment: datetime, group: WeekRules) -> int:
    """The first day of the group's week of that instant."""
    # Computed here, since SQL can't cut weeks in a time zone portably.
    return week_start(moment, group.zone, group.week_starts).toordinal() - _DAY_ZERO


async def changed(tx: Tx, group_id: int, week: int, kind: EntryKind, by: int) -> None:
    """Add to the total of a week in which an entry was written, where the week is closed."""
    # A no-op UPDATE that locks the row: `close` in a concurrent transaction may be summing up this week without the entry.
    row = await tx.one("UPDATE groups SET weeks_until = weeks_until WHERE group_id = ? RETURNING weeks_until", group_id)
    assert row is not None, "entries refer to their group"
    if row["weeks_until"] is not None and week < row["weeks_until"]:
        await tx.run(
            "INSERT INTO weeks (group_id, week, kind, n) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (group_id, week, kind) DO UPDATE SET n = weeks.n + excluded.n",
            group_id,
            week,
            kind.value,
            by,
        )


async def close(tx: Tx, group_id: int, current: int) -> bool:
    """Store the totals of weeks that began before `current`, the first day of the running week, the earliest first.

    One call reads about SLICE entries of a kind; returns whether there are more weeks to close.
    """
    start = await _until(tx, group_id)
    if start is None:
        start = await _first_week(tx, group_id, current)
    elif start >= current:
        return False
    after = min(current, max(start + _WEEK, await _within_reach(tx, group_id, start)))
    for kind in EntryKind:
        for row in await _by_week(tx, group_id, kind, start, after):
            await tx.run(
                "INSERT INTO weeks (group_id, week, kind, n) VALUES (?, ?, ?, ?)",
                group_id,
                row["week"],
                kind.value,
                int(row["n"]),
            )
    await tx.run("UPDATE groups SET weeks_until = ? WHERE group_id = ?", after, group_id)
    return after < current


async def part(tx: Tx, group: WeekRules, group_id: int, period: Period, since: int | None = None) -> Sums:
    """Sum up the first weeks of a period of whole weeks, or of those of its weeks that begin from the day `since` on.

    Stored totals are read of all weeks that are closed. Of the entries of weeks that are not closed yet, about SLICE of each kind are read,
    at least those of a week.
    """
    first, after = week_of(period.start, group) if since is None else since, week_of(period.end, group)
    until = min(max(await _until(tx, group_id) or first, first), after)
    rows = await tx.all(
        "SELECT kind, SUM(n) AS n FROM weeks WHERE group_id = ? AND week >= ? AND week < ? GROUP BY kind", group_id, first, until
    )
    # PostgreSQL's sum of bigint is numeric, which asyncpg returns as Decimal.
    found = dict.fromkeys(EntryKind, 0) | {EntryKind(row["kind"]): int(row["n"]) for row in rows}
    if until == after:
        return Sums(found, None)
    rest = min(after, max(until + _WEEK, await _within_reach(tx, group_id, until)))
    for kind in EntryKind:
        found[kind] += sum(int(row["n"]) for row in await _by_week(tx, group_id, kind, until, rest))
    return Sums(found, None if rest == after else rest)


async def _until(tx: Tx, group_id: int) -> int | None:
    row = await tx.one("SELECT weeks_until FROM groups WHERE group_id = ?", group_id)
    return None if row is None else row["weeks_until"]


async def _first_week(tx: Tx, group_id: int, current: int) -> int:
    """A day before which no week with entries began, at most `current`."""
    first = [await _nth(tx, group_id, kind, 0, 0) for kind in EntryKind]
    return min([current, *(_utc_day(at) - _WEEK for at in first if at is not None)])


async def _within_reach(tx: Tx, group_id: int, start: int) -> int:
    """A day so that the weeks which began from `start` on and before it have at most about SLICE entries of each kind."""
    last = [await _nth(tx, group_id, kind, _from(start), SLICE) for kind in EntryKind]
    return min([_utc_day(micros(tx.now)), *(_utc_day(at) - _WEEK for at in last if at is not None)])


async def _nth(tx: Tx, group_id: int, kind: EntryKind, since: int, number: int) -> int | None:
    """When the entry was, that number of entries after the first since that instant; None where there is none."""
    row = await tx.one(
        "SELECT at FROM entries WHERE group_id = ? AND kind = ? AND at >= ? ORDER BY at LIMIT 1 OFFSET ?",
        group_id,
        kind.value,
        since,
        number,
    )
    return None if row is None else row["at"]


async def _by_week(tx: Tx, group_id: int, kind: EntryKind, first: int, after: int) -> Sequence[Row]:
    """The sums of the weeks that began from the day `first` on and before `after`, from an index alone."""
    return await tx.all(
        # By `at`, as the index has them: it is within eight days of the week's first day in any time zone.
        "SELECT week, SUM(sign) AS n FROM entries WHERE group_id = ? AND kind = ? AND at >= ? AND at < ? AND week >= ? AND week < ?"
        " GROUP BY week",
        group_id,
        kind.value,
        _from(first),
        _from(after + _WEEK + 1),
        first,
        after,
    )


def _from(day: int) -> int:
    """The earliest instant, in microseconds, of that day in any time zone."""
    midnight = datetime.combine(date.fromordinal(day + _DAY_ZERO), time(), tzinfo=UTC)
    return micros(midnight - timedelta(days=1))


def _utc_day(at: int) -> int:
    return instant(at).date().toordinal() - _DAY_ZERO
