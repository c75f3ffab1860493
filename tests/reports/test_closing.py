"""The group's daily run closes the weeks of the ledger that are over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.jobs import store as jobs_store
from bot.core.ledger import weeks
from bot.groups import store as groups_store
from tests.passing import give
from tests.people import GROUP

if TYPE_CHECKING:
    import pytest

    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People


async def run_daily(services: Services, database: Database, clock: Clock) -> None:
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    clock.now = max(clock.now, due_at)
    (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 20)) if job.kind == "care"]
    await services.daily_job.run(job)


async def closed(database: Database) -> dict[int, int]:
    rows = await database.read(lambda tx: tx.all("SELECT week, n FROM weeks WHERE kind = 'referral'"))
    return {row["week"]: row["n"] for row in rows}


async def test_the_daily_run_closes_a_week_once_it_is_over(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))
    week = weeks.week_of(clock.now, group)
    await give(services, people)
    await run_daily(services, database, clock)
    assert await closed(database) == {}, "it runs until Sunday"
    clock.now += timedelta(days=7)
    await run_daily(services, database, clock)
    assert await closed(database) == {week: 1}


async def test_what_it_finds_of_years_ago_it_closes_in_several_transactions(
    services: Services, people: People, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        await give(services, people, key=f"f:1:{number}")
        clock.now += timedelta(days=70)
    calls: list[int] = []
    close = weeks.close

    async def counted(*values: object) -> bool:
        calls.append(1)
        return await close(*values)

    monkeypatch.setattr(weeks, "close", counted)
    monkeypatch.setattr(weeks, "SLICE", 2)
    await run_daily(services, database, clock)
    assert len(calls) > 2
    assert sum((await closed(database)).values()) == 6
