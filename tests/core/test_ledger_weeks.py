"""Totals of closed weeks: they equal the entries, whatever is posted, reversed and posted again, and whenever a week is closed."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.core.calendar import MIDNIGHT, Period, Weekday, at_local, week_start
from bot.core.db.postgres import PostgresDatabase
from bot.core.ledger import store as ledger_store
from bot.core.ledger import weeks
from bot.core.ledger.model import Entry, EntryKind
from tests.people import GROUP

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from tests.conftest import Clock
    from tests.people import People

WEEK = timedelta(days=7)


@dataclass
class Rules:
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Sao_Paulo"))
    week_starts: Weekday = Weekday.MONDAY

    def weeks_around(self, first: datetime, last: datetime) -> Period:
        """The whole weeks from that of `first` to that of `last`."""
        begins = week_start(first, self.zone, self.week_starts)
        ends = week_start(last, self.zone, self.week_starts) + WEEK
        return Period(at_local(begins, MIDNIGHT, self.zone), at_local(ends, MIDNIGHT, self.zone))


def entry(number: int, at: datetime, kind: EntryKind = EntryKind.REFERRAL) -> Entry:
    return Entry(GROUP, 1, kind, 1, 2, at, f"R-{number}")


async def close_all(database: Database, rules: Rules) -> int:
    """Close what there is to close; returns in how many steps."""
    steps = 1
    while await database.write(lambda tx: weeks.close(tx, GROUP, weeks.week_of(tx.now, rules))):
        steps += 1
    return steps


async def totals(database: Database, rules: Rules, whole: Period) -> dict[EntryKind, int]:
    """The sums of all parts."""
    sums = Counter[EntryKind]()
    since: int | None = None
    while True:
        part = await database.read(lambda tx, since=since: weeks.part(tx, rules, GROUP, whole, since))
        sums.update(part.totals)
        if part.rest is None:
            return dict.fromkeys(EntryKind, 0) | sums
        assert since is None or part.rest > since
        since = part.rest


async def stored(database: Database) -> dict[tuple[int, str], int]:
    rows = await database.read(lambda tx: tx.all("SELECT week, kind, n FROM weeks WHERE group_id = ?", GROUP))
    return {(row["week"], row["kind"]): row["n"] for row in rows if row["n"]}


async def summed_up(database: Database) -> dict[tuple[int, str], int]:
    """By a plain query over all entries, what `weeks` should hold."""
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT e.week, e.kind, SUM(e.sign) AS n FROM entries AS e JOIN groups AS g ON g.group_id = e.group_id"
            " WHERE e.week < g.weeks_until GROUP BY e.week, e.kind"
        )
    )
    return {(row["week"], row["kind"]): int(row["n"]) for row in rows if row["n"]}


async def test_a_week_is_stored_once_it_is_over(database: Database, people: People, clock: Clock) -> None:
    rules = Rules()
    await database.write(lambda tx: ledger_store.post(tx, rules, entry(1, tx.now)))
    await close_all(database, rules)
    assert await stored(database) == {}, "the week runs"
    week = weeks.week_of(clock.now, rules)
    clock.now += WEEK
    await close_all(database, rules)
    assert await stored(database) == {(week, "referral"): 1}
    assert not await database.write(lambda tx: weeks.close(tx, GROUP, weeks.week_of(tx.now, rules))), "once"


async def test_a_reversal_and_a_second_round_change_the_closed_week_in_their_own_transaction(
    database: Database, people: People, clock: Clock
) -> None:
    rules = Rules()
    first = entry(1, clock.now)
    for number in (1, 2):
        await database.write(lambda tx, number=number: ledger_store.post(tx, rules, entry(number, tx.now)))
    week = weeks.week_of(clock.now, rules)
    clock.now += 2 * WEEK
    await close_all(database, rules)
    told = {(week, "referral"): 2}
    assert await stored(database) == told
    for _ in range(2):  # a second time nothing is reversed
        await database.write(lambda tx: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, "R-1"))
        assert await stored(database) == {(week, "referral"): 1}
    await database.write(lambda tx: ledger_store.post_again(tx, rules, entry(1, tx.now)))
    assert await stored(database) == told, "in the week of the first, not of today"
    await database.write(lambda tx: ledger_store.post(tx, rules, first))
    assert await stored(database) == told, "the same again changes nothing"
    with suppress(ZeroDivisionError):
        await database.write(_reverse_and_fail)
    assert await stored(database) == told


async def _reverse_and_fail(tx: Tx) -> None:
    await ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, "R-1")
    raise ZeroDivisionError


async def test_a_store_of_before_is_rolled_up_in_steps(
    database: Database, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two years, of which none is in the table, as after the migration."""
    rules = Rules()
    began = clock.now - timedelta(days=730)

    async def fill(tx: Tx) -> None:
        for number in range(200):
            kind = EntryKind.THANKS if number % 3 else EntryKind.REFERRAL
            await ledger_store.post(tx, rules, entry(number, began + number * timedelta(days=3.5), kind))

    await database.write(fill)
    read: list[int] = []
    by_week = weeks._by_week

    async def counted(tx: Tx, group_id: int, kind: EntryKind, first: int, after: int) -> object:
        found = await by_week(tx, group_id, kind, first, after)
        read.append(sum(int(row["n"]) for row in found))
        return found

    monkeypatch.setattr(weeks, "_by_week", counted)
    monkeypatch.setattr(weeks, "SLICE", 20)
    whole = rules.weeks_around(began, clock.now - WEEK)
    before = await totals(database, rules, whole)
    assert (max(read), sum(read)) == (20, sum(before.values())), "weeks that are not closed are read in steps too"
    read.clear()
    assert await close_all(database, rules) > 5
    assert max(read) <= 20
    assert await stored(database) == await summed_up(database)
    read.clear()
    assert await totals(database, rules, whole) == before
    assert not read, "no entry is read for weeks that are closed"


async def test_a_group_in_which_nothing_happened_is_closed_too(database: Database, people: People) -> None:
    assert await close_all(database, Rules()) == 1
    row = await database.read(lambda tx: tx.one("SELECT weeks_until FROM groups WHERE group_id = ?", GROUP))
    assert row is not None
    assert row["weeks_until"] is not None


@pytest.mark.parametrize("seed", range(6))
async def test_they_equal_the_entries_whatever_happens(database: Database, people: People, clock: Clock, seed: int) -> None:
    """Also where the group's zone and the first day of its week change in between, and where the clock is set back."""
    chance, rules = random.Random(seed), Rules()
    began = clock.now
    for step in range(60):
        clock.now += timedelta(days=chance.choice((0, 1, 2, 9, -2)), hours=chance.randrange(24))
        deed = chance.choice(("post", "post", "post", "late", "reverse", "again", "close", "rules"))
        number = chance.randrange(1, 20)
        kind = chance.choice((EntryKind.REFERRAL, EntryKind.THANKS))
        if deed == "rules":
            rules = Rules(
                ZoneInfo(chance.choice(("Pacific/Kiritimati", "Pacific/Honolulu", "America/Sao_Paulo"))),
                chance.choice([*Weekday]),
            )
        elif deed == "close":
            await database.write(lambda tx, rules=rules: weeks.close(tx, GROUP, weeks.week_of(tx.now, rules)))
        elif deed == "reverse":
            await database.write(lambda tx, kind=kind, number=number: ledger_store.reverse(tx, GROUP, kind, f"R-{number}"))
        else:
            at = clock.now - timedelta(days=chance.randrange(40) if deed == "late" else 0)
            write = ledger_store.post_again if deed == "again" else ledger_store.post
            await database.write(
                lambda tx, write=write, at=at, rules=rules, kind=kind, number=number: write(tx, rules, entry(number, at, kind))
            )
        assert await stored(database) == await summed_up(database), (seed, step, deed)
    whole = rules.weeks_around(began - timedelta(days=60), clock.now + timedelta(days=60))
    found = await totals(database, rules, whole)
    rows = await database.read(lambda tx: tx.all("SELECT kind, SUM(sign) AS n FROM entries GROUP BY kind"))
    assert found == dict.fromkeys(EntryKind, 0) | {EntryKind(row["kind"]): int(row["n"]) for row in rows}


async def test_a_reversal_while_the_week_is_being_closed_is_in_its_total(
    database: Database, people: People, clock: Clock
) -> None:
    """On PostgreSQL both transactions are open at once; the one that loses begins again."""
    rules = Rules()
    for number in range(12):
        await database.write(lambda tx, number=number: ledger_store.post(tx, rules, entry(number, tx.now)))
    week = weeks.week_of(clock.now, rules)
    clock.now += WEEK
    await asyncio.gather(
        *(
            database.write(lambda tx, n=number: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, f"R-{n}"))
            for number in range(6)
        ),
        database.write(lambda tx: weeks.close(tx, GROUP, weeks.week_of(tx.now, rules))),
        *(
            database.write(lambda tx, n=number: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, f"R-{n}"))
            for number in range(6, 11)
        ),
    )
    assert await stored(database) == {(week, "referral"): 1}


async def test_a_reversal_that_began_before_the_week_was_closed_is_in_its_total(
    database: Database, people: People, clock: Clock
) -> None:
    """The reversal's snapshot is of before, and it is written after: without the lock neither would know of the other."""
    if not isinstance(database, PostgresDatabase):
        pytest.skip("SQLite has one writer")
    rules = Rules()
    await database.write(lambda tx: ledger_store.post(tx, rules, entry(1, tx.now)))
    clock.now += WEEK
    seen, closed = asyncio.Event(), asyncio.Event()

    async def reverse(tx: Tx) -> None:
        await tx.one("SELECT 1 AS one FROM entries WHERE group_id = ? AND kind = 'referral' AND at > 0", GROUP)
        seen.set()
        await closed.wait()
        await ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, "R-1")

    reversing = asyncio.create_task(database.write(reverse))
    await seen.wait()
    await database.write(lambda tx: weeks.close(tx, GROUP, weeks.week_of(tx.now, rules)))
    closed.set()
    await reversing
    assert await stored(database) == {} == await summed_up(database)


def test_a_week_is_named_by_its_first_local_day() -> None:
    rules = Rules(ZoneInfo("Pacific/Kiritimati"), Weekday.SUNDAY)
    assert weeks.week_of(datetime(1970, 1, 1, 9, tzinfo=UTC), rules) == -4, "Sunday, 28 December 1969"
