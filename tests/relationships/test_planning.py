"""Planned talks of two members, on both engines."""

from datetime import timedelta

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.groups import store as groups_store
from bot.membership.members.lifecycle import Step
from bot.referrals.reminders import morning_items
from bot.relationships.one_to_ones import planning
from bot.relationships.one_to_ones.model import Answer
from bot.relationships.one_to_ones.planning import ITEM, Planned, forget_old
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.people import GROUP, People, someone

KEPT = {"talk_plans", "outbox", "actions", "allowances", "morning_items", "log", "entries"}


@pytest.fixture
async def agreed(services: Services, people: People) -> People:
    asked = await services.talk_asking.ask(people.bruno, someone(3), "i:ask")
    await services.talk_asking.answer(3, asked.request.id, Answer.YES)
    return people


def at(clock: Clock, **later: int) -> str:
    """A time by the group's clock, as it is typed."""
    return f"<t:{int((clock.now + timedelta(**later)).timestamp())}>"


async def plan(services: Services, who: Actor, other: int, when: str, place: str = "", action: str = "i:1") -> Planned:
    return await services.talk_planning.plan(who, someone(other), when, place, action)


async def due(database: Database, clock: Clock) -> list[int]:
    async def work(tx: object) -> list[int]:
        group = await groups_store.get(tx, GROUP)
        return [each.user_id for each in await planning.due(tx, group, clock.now, 0, 50)]

    return await database.read(work)


async def test_either_of_the_two_plans_it_after_a_yes(
    services: Services, agreed: People, database: Database, clock: Clock
) -> None:
    when = at(clock, days=3)
    found = await plan(services, agreed.caio, 2, when, "Café Central")
    assert (found.plan.two, found.plan.place, found.reader.user_id, found.other.user_id) == ((2, 3), "Café Central", 3, 2)
    assert (await plan(services, agreed.caio, 2, when)).plan == found.plan, "the same press delivered twice"
    rows = await database.read(lambda tx: tx.all("SELECT kind, user_id FROM outbox WHERE kind = 'touch.planned'"))
    assert [tuple(row) for row in rows] == [("touch.planned", 2)]
    stored = await database.read(lambda tx: tx.all("SELECT place FROM talk_plans"))
    assert "Central" not in str([row["place"] for row in stored])
    for reader in (2, 3):
        assert (await services.talk_planning.open(reader, found.plan.id)).plan == found.plan
    for third in (1, 4, 99):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.talk_planning.open(third, found.plan.id)


async def test_without_a_yes_nobody_plans(services: Services, people: People, database: Database, clock: Clock) -> None:
    asked = await services.talk_asking.ask(people.bruno, someone(3), "i:ask")
    await services.talk_asking.ask(people.bruno, someone(1), "i:silent")
    await services.talk_asking.answer(3, asked.request.id, Answer.ANOTHER_TIME)
    for other in (1, 3):
        with pytest.raises(Refused, match="Ask .* first"):
            await plan(services, people.bruno, other, at(clock, days=3), action=f"i:{other}")
    assert await rows_of(database, {"talk_plans"}) == {"talk_plans": []}


async def test_a_yes_holds_for_sixty_days(services: Services, agreed: People, clock: Clock) -> None:
    clock.now += timedelta(days=60)
    with pytest.raises(Refused, match="Ask .* first"):
        await plan(services, agreed.bruno, 3, at(clock, days=3))


async def test_moved_it_is_the_same_entry_and_is_named_again(
    services: Services, agreed: People, database: Database, clock: Clock
) -> None:
    first = await plan(services, agreed.bruno, 3, at(clock, days=1), "Café Central")
    assert await due(database, clock) == [2, 3]
    for user_id in (2, 3):
        await database.write(lambda tx, user_id=user_id: morning_items.name(tx, GROUP, user_id, tx.now, [(ITEM, first.plan.id)]))
    assert await due(database, clock) == []
    moved = await plan(services, agreed.caio, 2, at(clock, days=1, hours=1), action="i:2")
    assert (moved.plan.id, moved.plan.version, moved.plan.place) == (first.plan.id, first.plan.version + 1, "")
    assert await due(database, clock) == [2, 3]


@pytest.mark.parametrize("when", ["", "some day", "2020-01-01 12:00", "2027-13-01 12:00", "2031-01-01 10:00"])
async def test_a_time_that_can_not_be(services: Services, agreed: People, database: Database, when: str) -> None:
    with pytest.raises(Refused):
        await plan(services, agreed.bruno, 3, when)
    assert await rows_of(database, {"talk_plans"}) == {"talk_plans": []}


async def test_it_is_nobodys_once_one_of_them_left(services: Services, agreed: People, database: Database, clock: Clock) -> None:
    found = await plan(services, agreed.bruno, 3, at(clock, days=1))
    await services.roster.decide(agreed.ana, someone(3), Step.REMOVE, "Moved")
    assert await services.talk_planning.get(GROUP, found.plan.id, 2) is None
    assert await services.talk_planning.get(GROUP, found.plan.id, 3) is None
    assert 2 not in await due(database, clock)


async def test_once_it_is_over_it_is_deleted(services: Services, agreed: People, database: Database, clock: Clock) -> None:
    found = await plan(services, agreed.bruno, 3, at(clock, days=1))
    clock.now += timedelta(days=1, seconds=1)
    assert await services.talk_planning.get(GROUP, found.plan.id, 2) is None
    assert await due(database, clock) == []
    later = await plan(services, agreed.bruno, 3, at(clock, days=5), action="i:2")
    assert later.plan.id != found.plan.id, "another talk is another entry"
    clock.now += timedelta(days=1, seconds=1)
    await database.write(lambda tx: forget_old(tx, GROUP))
    rows = await database.read(lambda tx: tx.all("SELECT id FROM talk_plans"))
    assert [row["id"] for row in rows] == [later.plan.id]


@pytest.mark.scenario
async def test_nothing_is_kept_of_what_failed(services: Services, agreed: People, database: Database, clock: Clock) -> None:
    first = await plan(services, agreed.bruno, 3, at(clock, days=1))
    await database.write(lambda tx: morning_items.name(tx, GROUP, 2, tx.now, [(ITEM, first.plan.id)]))
    before = await rows_of(database, KEPT)
    number = await fail_at_each_statement(
        database,
        lambda: plan(services, agreed.caio, 2, at(clock, days=2), "Café", "i:2"),
        lambda: rows_of(database, KEPT),
    )
    assert await rows_of(database, KEPT) != before
    assert number > 3, "it failed at each of its statements"


async def test_who_belongs_no_more_opens_no_planned_talk(services: Services, agreed: People, clock: Clock) -> None:
    found = await plan(services, agreed.caio, 2, at(clock, days=3), "Café Central")
    await services.roster.decide(agreed.ana, someone(2), Step.REMOVE, "Moved")
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.talk_planning.open(2, found.plan.id)
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.talk_planning.open(3, found.plan.id)
    assert await services.talk_planning.get(GROUP, found.plan.id, 2) is None
