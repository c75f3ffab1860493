"""Contacts of two members, on both engines."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind, Touch
from bot.services import Services
from tests.conftest import Clock
from tests.people import GROUP, People

MADE, TODAY = date(2026, 11, 10), date(2026, 11, 18)


async def note(database: Database, user_id: int, other_id: int, day: date = TODAY, since: date = MADE) -> Touch:
    return await database.write(lambda tx: touches_store.note(tx, GROUP, user_id, other_id, Kind.TALKED, day, since))


async def test_noted_by_one_it_is_theirs_and_by_both_it_is_one(database: Database, people: People, clock: Clock) -> None:
    first = await note(database, 3, 2)
    assert (first.low_id, first.high_id, first.low_noted_at, first.is_mutual) == (2, 3, None, False)
    clock.now += timedelta(days=2)
    both = await note(database, 2, 3, TODAY + timedelta(days=2))
    assert both.is_mutual
    assert both.day == TODAY, "it is the contact that the other noted two days ago"
    clock.now += timedelta(days=1)
    assert await note(database, 2, 3, TODAY + timedelta(days=3)) == both, "noted again it stays as it is"
    assert await database.read(lambda tx: tx.one("SELECT 1 FROM log WHERE action LIKE 'touch%'")) is None


async def test_what_was_before_is_another_contact(database: Database, people: People) -> None:
    await note(database, 2, 3, date(2026, 11, 1), date(2026, 11, 1))
    later = await note(database, 3, 2)
    assert (later.day, later.is_mutual) == (TODAY, False)
    rows = await database.read(lambda tx: tx.all("SELECT day FROM touches ORDER BY day"))
    assert [row["day"] for row in rows] == ["2026-11-01", "2026-11-18"]


async def test_both_at_once_are_one(database: Database, people: People) -> None:
    await asyncio.gather(note(database, 2, 3), note(database, 3, 2), note(database, 3, 2))
    rows = await database.read(lambda tx: tx.all("SELECT low_noted_at, high_noted_at FROM touches"))
    assert len(rows) == 1
    assert None not in {rows[0]["low_noted_at"], rows[0]["high_noted_at"]}


async def test_each_has_in_their_export_what_they_noted(services: Services, database: Database, people: People) -> None:
    await note(database, 2, 3)
    assert [row["day"] for row in (await services.privacy.export(people.bruno))["touches"]] == ["2026-11-18"]
    assert (await services.privacy.export(people.caio))["touches"] == [], "that Bruno noted it is his alone to know"
    assert (await services.privacy.export(people.ana))["touches"] == []
    await note(database, 3, 2)
    assert len((await services.privacy.export(people.caio))["touches"]) == 1


@pytest.mark.parametrize("gone", [2, 3])
async def test_it_goes_with_either(services: Services, database: Database, people: People, gone: int) -> None:
    await note(database, 2, 3)
    await note(database, 3, 2)
    await services.privacy.delete(Actor(GROUP, gone, "Gone"), "A former member")
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM touches")) == []
