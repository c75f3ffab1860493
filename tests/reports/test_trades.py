"""Partner trades and missing trades, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.asks.model import NeedKind
from bot.asks.typed import Typed as NeedTyped
from bot.core.actor import Actor
from bot.core.calendar import Period
from bot.core.errors import Refused
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.reports.trades import digest, service
from tests.people import GROUP, People, someone

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock

CROWD = {11: "Painter of signs", 12: "Florist", 13: "Baker", 14: "Baker"}
IN_QUARTER = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTLED = datetime(2027, 1, 20, 12, tzinfo=UTC)
NOVEMBER, DECEMBER = datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 12, 1, 15, tzinfo=UTC)


@pytest.fixture
async def crowd(database: Database, people: People) -> None:
    async def work(tx: Tx) -> None:
        for user_id, seat in CROWD.items():
            await members_store.save(tx, Member(GROUP, user_id, f"Member {user_id}", Status.ACTIVE, seat=seat, joined_at=tx.now))

    await database.write(work)


async def passed(database: Database, clock: Clock, giver: int, receiver: int, times: int, at: datetime = IN_QUARTER) -> list[str]:
    now, clock.now = clock.now, at
    sources = [f"R:{giver}{receiver}0{number}" for number in range(times)]

    async def work(tx: Tx) -> None:
        group = await groups_store.get(tx, GROUP)
        for source in sources:
            await ledger_store.post(tx, group, Entry(GROUP, giver, EntryKind.REFERRAL, 1, receiver, tx.now, source))

    await database.write(work)
    clock.now = now
    return sources


async def told(services: Services, people: People, clock: Clock, at: datetime = SETTLED) -> dict[str, tuple[str, ...]]:
    clock.now = at
    return dict((await services.trade_flows.of_group(people.ana)).partners)


@pytest.mark.usefixtures("crowd")
async def test_a_held_trade_has_those_that_pass_to_it_often(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await passed(database, clock, 1, 12, 3)
    await passed(database, clock, 13, 12, 2)
    await passed(database, clock, 14, 12, 2)
    await passed(database, clock, 2, 12, 2)
    await passed(database, clock, 13, 14, 9)
    assert await told(services, people, clock) == {"Florist": ("Baker", "Trade 1")}
    assert await told(services, people, clock, datetime(2027, 1, 10, tzinfo=UTC)) == {}, "the quarter is not settled"
    with pytest.raises(Refused):
        await services.trade_flows.of_group(people.bruno)


@pytest.mark.usefixtures("crowd")
async def test_a_later_reversal_changes_nothing(services: Services, database: Database, people: People, clock: Clock) -> None:
    """Nobody reads by comparing two looks that a referral was declined or cancelled; one that was before the quarter is settled counts not."""
    (first, *_) = await passed(database, clock, 1, 12, 3)
    (early, *_) = await passed(database, clock, 2, 13, 3)
    clock.now = datetime(2027, 1, 5, tzinfo=UTC)
    await database.write(lambda tx: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, early))
    before = await told(services, people, clock)
    assert before == {"Florist": ("Trade 1",)}
    await database.write(lambda tx: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, first))
    assert await told(services, people, clock) == before


@pytest.mark.usefixtures("crowd")
async def test_who_does_not_appear_on_boards_is_not_counted(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await passed(database, clock, 2, 12, 5)
    await passed(database, clock, 1, 12, 5)
    await services.preferences.appear(people.bruno, on_boards=False)
    assert await told(services, people, clock) == {"Florist": ("Trade 1",)}
    await services.privacy.delete(replace(people.ana, manages_group=False), "A former member")
    assert await told(services, people, clock) == {}


async def search(services: Services, *user_ids: int, trade: str = "Painter") -> None:
    for user_id in user_ids:
        await services.trade_flows.searched(Actor(GROUP, user_id, "Somebody"), trade)


async def seekers(database: Database) -> list[tuple[str, int]]:
    rows = await database.read(lambda tx: tx.all("SELECT trade, user_id FROM missing_trade_seekers ORDER BY trade, user_id"))
    return [(row["trade"], row["user_id"]) for row in rows]


async def close(database: Database, clock: Clock, at: datetime = DECEMBER) -> None:
    clock.now = at
    await database.write(lambda tx: service.tend(tx, GROUP))


async def missing(services: Services, people: People) -> tuple[tuple[str, int], ...]:
    return (await services.trade_flows.of_group(people.ana)).missing.trades


@pytest.mark.usefixtures("crowd")
async def test_three_who_searched_for_a_trade_are_told_once_the_month_is_over(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now = NOVEMBER
    await search(services, 1, 2, 11, 11, 11)
    await search(services, 1, 2, trade="Plumber")
    await search(services, 1, 1, 1, trade="Welder")
    await search(services, 1, 2, 3, trade="Florist")
    await search(services, 1, 2, 3, trade="Somebody who paints")
    assert await missing(services, people) == ()
    await close(database, clock, NOVEMBER + timedelta(days=2))
    assert await missing(services, people) == (), "the month runs"
    await close(database, clock)
    assert await missing(services, people) == (("painter", 3),)
    assert await seekers(database) == [], "who they are is deleted"
    await services.roster.add(people.ana, someone(4), "House painter")
    assert await missing(services, people) == (), "somebody holds it now"


async def test_in_a_group_of_four_three_are_everybody_but_the_reader(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await services.roster.add(people.ana, someone(4), "Florist")
    clock.now = NOVEMBER
    await search(services, 1, 2, 3)
    await close(database, clock)
    assert await missing(services, people) == ()
    assert await seekers(database) == []


@pytest.mark.usefixtures("crowd")
async def test_who_is_no_member_is_not_counted(services: Services, database: Database, people: People, clock: Clock) -> None:
    await services.leave.go(people.caio, "", "")
    await search(services, 3, 4, 999)
    assert await seekers(database) == []


@pytest.mark.usefixtures("crowd")
async def test_clients_who_need_a_trade_are_counted_with_those_who_searched(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now = NOVEMBER
    for person in (people.ana, people.bruno, people.caio):
        typed = NeedTyped("A house", trades=("Painter", "Baker"), other_trades=("Maria Souza",), agreed="own")
        await services.needs.post(person, NeedKind.CLIENT_NEEDS, typed, f"f:ask:{person.user_id}")
    await services.needs.post(people.ana, NeedKind.QUESTION, NeedTyped("Who paints?", trades=("Plumber",)), "f:ask:q")
    await search(services, 1, 11, 12)
    assert await seekers(database) == [("painter", each) for each in (1, 2, 3, 11, 12)], (
        "a held trade and a free text are not noted"
    )
    await close(database, clock)
    assert await missing(services, people) == (("painter", 3),), (
        "two who searched could be found by subtracting who asked in public"
    )


@pytest.mark.usefixtures("crowd")
async def test_a_month_is_counted_once(services: Services, database: Database, people: People, clock: Clock) -> None:
    clock.now = NOVEMBER
    await search(services, 1, 2, 3)
    await close(database, clock)
    await services.privacy.delete(people.caio, "A former member")
    await close(database, clock, DECEMBER + timedelta(days=1))
    assert await missing(services, people) == (("painter", 3),)
    await close(database, clock, DECEMBER + timedelta(days=500))
    assert not await database.read(lambda tx: tx.all("SELECT 1 AS n FROM missing_trades"))


@pytest.mark.usefixtures("crowd")
async def test_the_news_tells_it_in_the_week_after_the_month(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now = NOVEMBER
    await search(services, 1, 2, 11)
    found = []
    for week in range(7):
        clock.now = datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(days=7 * week)

        async def work(tx: Tx) -> object:
            group = await groups_store.get(tx, GROUP)
            await service.close_months(tx, group)
            return await digest.missing(tx, group, Period(tx.now - timedelta(days=7), tx.now))

        found.append(await database.write(work))
    blocks = [(number, block) for number, block in enumerate(found) if block is not None]
    ((number, block),) = blocks
    assert (number, block.facts) == (
        1,
        {"month": date(2026, 11, 1).isoformat(), "trades": [{"trade": "painter", "n": 3}], "more": 0},
    )
    assert not block.news


async def test_their_own_searches_are_exported_and_deleted(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now = NOVEMBER
    await search(services, 2, 3)
    exported = await services.privacy.export(people.bruno)
    assert [row["trade"] for row in exported["missing_trade_seekers"]] == ["painter"]
    await services.privacy.delete(people.bruno, "A former member")
    assert await seekers(database) == [("painter", 3)]
