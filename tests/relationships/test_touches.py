"""Contacts of two members, on both engines."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database, Tx
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import CONFIRM_WITHIN, TALKS, Kind, Touch
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


async def test_kinds_of_a_day_are_apart_and_the_last_is_by_its_day(database: Database, people: People) -> None:
    async def work(tx: Tx) -> list[object]:
        for kind, day in ((Kind.KNOWN, 20), (Kind.MET, 18), (Kind.TALKED, 18), (Kind.CALLED, 19)):
            await touches_store.note(tx, GROUP, 2, 3, kind, date(2026, 11, day))
        last = await touches_store.last(tx, GROUP, 2, 3, TALKS)
        assert last is not None
        return [last.day, await touches_store.last(tx, GROUP, 3, 2, TALKS)]

    # What only Bruno noted is nothing to Caio.
    assert await database.write(work) == [TODAY, None]


async def test_topics_are_sealed_and_their_writers_alone(services: Services, database: Database, people: People) -> None:
    async def work(tx: Tx) -> Touch:
        met = await touches_store.note(tx, GROUP, 2, 3, Kind.MET, TODAY)
        met = await touches_store.keep_topics(tx, met, 2, "His boat")
        met = await touches_store.note(tx, GROUP, 3, 2, Kind.MET, TODAY)
        return await touches_store.keep_topics(tx, met, 3, "Her bike")

    met = await database.write(work)
    assert (met.is_mutual, met.topics_of(2), met.topics_of(3)) == (True, "His boat", "Her bike")
    stored = await database.read(lambda tx: tx.all("SELECT low_topics, high_topics FROM touches"))
    assert not any(word in str(list(stored[0])) for word in ("boat", "bike"))
    exported = str(await services.privacy.export(people.bruno))
    assert ("boat" in exported, "bike" in exported) == (True, False)


async def test_what_the_other_noted_too_does_not_lapse(database: Database, people: People, clock: Clock) -> None:
    async def work(tx: Tx) -> None:
        for other in (3, 1):
            await touches_store.ask_to_confirm(tx, await touches_store.note(tx, GROUP, 2, other, Kind.MET, TODAY))
        await touches_store.note(tx, GROUP, 3, 2, Kind.MET, TODAY)
        await touches_store.note(tx, GROUP, 2, 1, Kind.MET, TODAY)  # noted again by the same, it waits as before

    await database.write(work)
    assert await database.read(lambda tx: touches_store.lapsed(tx, GROUP, 9)) == []
    clock.now += CONFIRM_WITHIN
    assert [each.two for each in await database.read(lambda tx: touches_store.lapsed(tx, GROUP, 9))] == [(1, 2)]
