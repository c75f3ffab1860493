"""Queries on the ledger: posting and reversing entries, and the sums that leaderboards, digests and /me show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.calendar import THE_BEGINNING, Period
from bot.core.db.database import instant, micros
from bot.core.ledger import weeks
from bot.core.ledger.model import EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.calendar import WeekRules
    from bot.core.db.database import Row, Tx
    from bot.core.ledger.model import Entry

EVER = Period(THE_BEGINNING, THE_BEGINNING)
"""Marks a query without bounds of time. It is compared by identity."""
SLICE = 2000
"""Entries of one `part`: about three milliseconds of the store's thread."""


class Part(Struct, frozen=True):
    """Entries of a part of a period, each as (member id, counterpart id, week, sign); `rest` is what of the period follows it."""

    entries: Sequence[Row]
    rest: Period | None


async def post(tx: Tx, group: WeekRules, entry: Entry) -> None:
    """Insert an entry; the same source and kind again changes nothing."""
    await _write(tx, group, entry, 1)


async def post_again(tx: Tx, group: WeekRules, entry: Entry) -> None:
    """Insert the entry again after a reversal, as a new round with the `at` of the first; where there was none, act as `post`."""
    row = await tx.one(
        "SELECT MAX(round) AS round, MIN(at) AS at FROM entries WHERE group_id = ? AND source = ? AND kind = ? AND sign = 1",
        entry.group_id,
        entry.source,
        entry.kind.value,
    )
    if row is None or row["round"] is None:
        await _write(tx, group, entry, 1)
    else:
        # The round is part of the unique key, where the first entry stays beside its reversal.
        await _write(tx, group, replace(entry, at=instant(row["at"])), row["round"] + 1)


async def _write(tx: Tx, group: WeekRules, entry: Entry, number: int) -> None:
    # Stored with the entry: a later change of the group's zone leaves it.
    week = weeks.week_of(entry.at, group)
    written = await tx.run(
        "INSERT INTO entries (group_id, member_id, kind, sign, counterpart_id, at, week, recorded_at, source, round)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (group_id, source, kind, sign, round) DO NOTHING",
        entry.group_id,
        entry.member_id,
        entry.kind.value,
        entry.sign,
        entry.counterpart_id,
        micros(entry.at),
        week,
        micros(tx.now),
        entry.source,
        number,
    )
    if written:
        await weeks.changed(tx, entry.group_id, week, entry.kind, entry.sign)


async def reverse(tx: Tx, group_id: int, kind: EntryKind, source: str) -> None:
    """Insert the reversal of an entry with its `at`. Does nothing where there is no entry or it is already reversed."""
    reversals = await tx.all(
        "INSERT INTO entries (group_id, member_id, kind, sign, counterpart_id, at, week, recorded_at, source, round)"
        # `week` is copied: the group's zone may have changed, and entry and reversal must be in the same week.
        " SELECT group_id, member_id, kind, -1, counterpart_id, at, week, ?, source, round FROM entries"
        " WHERE group_id = ? AND source = ? AND kind = ? AND sign = 1"
        " ON CONFLICT (group_id, source, kind, sign, round) DO NOTHING RETURNING week",
        micros(tx.now),
        group_id,
        source,
        kind.value,
    )
    for reversal in reversals:
        await weeks.changed(tx, group_id, reversal["week"], kind, -1)


async def part(tx: Tx, group_id: int, kind: EntryKind, period: Period) -> Part:
    """Read the first SLICE entries of the period, and others of the same instant as the last of them.

    Both queries are answered from an index alone, by `at`: a reversal has that of its entry, so that one part has both.
    """
    start, end = micros(period.start), micros(period.end)
    last = await tx.one(
        "SELECT at FROM entries WHERE group_id = ? AND kind = ? AND at >= ? AND at < ? ORDER BY at LIMIT 1 OFFSET ?",
        group_id,
        kind.value,
        start,
        end,
        SLICE - 1,
    )
    until = end if last is None else last["at"] + 1
    entries = await tx.all(
        "SELECT member_id, counterpart_id, week, sign FROM entries WHERE group_id = ? AND kind = ? AND at >= ? AND at < ?",
        group_id,
        kind.value,
        start,
        until,
    )
    return Part(entries, None if last is None else Period(instant(until), period.end))


async def last_id(tx: Tx) -> int:
    """The newest entry's id, over all groups: while it is the same, nothing was posted or reversed. 0 where there is none."""
    # `id > 0` is always true; it makes both engines read the primary key from its end.
    row = await tx.one("SELECT id FROM entries WHERE id > 0 ORDER BY id DESC LIMIT 1")
    return row["id"] if row else 0


async def totals(tx: Tx, group_id: int, kind: EntryKind, period: Period) -> tuple[int, int]:
    """The number of entries in the period less reversals, and of members who received one. Not capped per pair, unlike ranks."""
    row = await tx.one(
        "SELECT COALESCE(SUM(n), 0) AS n, COUNT(DISTINCT counterpart_id) AS receivers FROM ("
        # Summed by pair first, so that a receiver whose only entry was reversed is not counted.
        " SELECT member_id, counterpart_id, SUM(sign) AS n FROM entries WHERE group_id = ? AND kind = ? AND at >= ? AND at < ?"
        " GROUP BY member_id, counterpart_id HAVING SUM(sign) > 0) AS pairs",
        group_id,
        kind.value,
        micros(period.start),
        micros(period.end),
    )
    assert row is not None
    # PostgreSQL's sum of bigint is numeric, which asyncpg returns as Decimal.
    return int(row["n"]), row["receivers"]


async def done_between(tx: Tx, group_id: int, kind: EntryKind, period: Period) -> list[tuple[int, int, datetime]]:
    """(member id, counterpart id, instant) of each entry in the period that is not reversed."""
    rows = await tx.all(
        "SELECT member_id, counterpart_id, at, SUM(sign) AS n FROM entries WHERE group_id = ? AND kind = ? AND at >= ? AND at < ?"
        " GROUP BY member_id, counterpart_id, at HAVING SUM(sign) > 0",
        group_id,
        kind.value,
        micros(period.start),
        micros(period.end),
    )
    return [(row["member_id"], row["counterpart_id"], instant(row["at"])) for row in rows for _ in range(int(row["n"]))]


async def known_at(tx: Tx, group_id: int, kind: EntryKind, period: Period, moment: datetime) -> list[tuple[int, int, int]]:
    """(member id, counterpart id, number) of each pair with entries in the period, as the ledger stood at that moment: later reversals are not in it."""
    rows = await tx.all(
        "SELECT member_id, counterpart_id, SUM(sign) AS n FROM entries WHERE group_id = ? AND kind = ? AND at >= ? AND at < ?"
        " AND recorded_at < ? GROUP BY member_id, counterpart_id HAVING SUM(sign) > 0",
        group_id,
        kind.value,
        micros(period.start),
        micros(period.end),
        micros(moment),
    )
    return [(row["member_id"], row["counterpart_id"], int(row["n"])) for row in rows]


async def exchanged(tx: Tx, group_id: int, one: int, other: int, kind: EntryKind) -> bool:
    """Whether one of the two members has an entry of this kind for the other that is not reversed."""
    row = await tx.one(
        "SELECT member_id FROM entries WHERE group_id = ? AND member_id IN (?, ?) AND kind = ? AND counterpart_id IN (?, ?)"
        " GROUP BY member_id HAVING SUM(sign) > 0",
        group_id,
        one,
        other,
        kind.value,
        one,
        other,
    )
    return row is not None


async def last_between(tx: Tx, group_id: int, one: int, other: int, kinds: Sequence[EntryKind]) -> dict[EntryKind, datetime]:
    """By kind the last instant at which one of the two members has an entry for the other that is not reversed."""
    of_kind = (
        "SELECT '{kind}' AS kind, MAX(at) AS at FROM (SELECT at FROM entries WHERE group_id = ? AND member_id IN (?, ?) AND kind = ?"
        # By member first, as the index has them: with several kinds, or by source alone, SQLite reads the whole group along another.
        " AND counterpart_id IN (?, ?) GROUP BY member_id, source, at HAVING SUM(sign) > 0) AS standing"
    )
    values = [value for kind in kinds for value in (group_id, one, other, kind.value, one, other)]
    rows = await tx.all(" UNION ALL ".join(of_kind.format(kind=kind.value) for kind in kinds), *values)
    return {EntryKind(row["kind"]): instant(row["at"]) for row in rows if row["at"] is not None}


async def by_counterpart(tx: Tx, group_id: int, user_id: int, kind: EntryKind, period: Period = EVER) -> dict[int, int]:
    """How many entries `user_id` has for each other member in the period, less reversals; members with none are left out."""
    return (await _pairs(tx, "member_id", "counterpart_id", group_id, user_id, period, kind))[kind]


async def by_member(tx: Tx, group_id: int, user_id: int, kind: EntryKind, period: Period = EVER) -> dict[int, int]:
    """How many entries each other member has for `user_id` in the period, less reversals; members with none are left out."""
    return (await _pairs(tx, "counterpart_id", "member_id", group_id, user_id, period, kind))[kind]


async def all_by_counterpart(tx: Tx, group_id: int, user_id: int, period: Period = EVER) -> dict[EntryKind, dict[int, int]]:
    """As `by_counterpart`, for each kind of entry."""
    return await _pairs(tx, "member_id", "counterpart_id", group_id, user_id, period)


async def all_by_member(tx: Tx, group_id: int, user_id: int, period: Period = EVER) -> dict[EntryKind, dict[int, int]]:
    """As `by_member`, for each kind of entry."""
    return await _pairs(tx, "counterpart_id", "member_id", group_id, user_id, period)


async def _pairs(
    tx: Tx, mine: str, theirs: str, group_id: int, user_id: int, period: Period, kind: EntryKind | None = None
) -> dict[EntryKind, dict[int, int]]:
    """By kind {other id: sum of signs} of the entries with `user_id` in the column `mine`, of one kind or of all.

    Without a period all columns are in an index.
    """
    of_kind, kinds = (" AND kind = ?", (kind.value,)) if kind else ("", ())
    within, bounds = ("", ()) if period is EVER else (" AND at >= ? AND at < ?", (micros(period.start), micros(period.end)))
    rows = await tx.all(
        f"SELECT {theirs} AS other, kind, SUM(sign) AS n FROM entries WHERE group_id = ? AND {mine} = ?{of_kind}{within}"
        # A pair whose entries were all reversed has a sum of 0.
        f" GROUP BY kind, {theirs} HAVING SUM(sign) > 0",
        *(group_id, user_id, *kinds, *bounds),
    )
    found: dict[EntryKind, dict[int, int]] = {each: {} for each in EntryKind}
    for other, of, n in rows:
        found[of][other] = int(n)
    return found
