"""Goals of a group, on both engines."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.actor import Actor
from bot.core.calendar import Period, PeriodName
from bot.core.errors import Refused
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.reports.goals import digest
from bot.reports.goals.model import SCHEMES, Measure, Scheme, bar
from tests.meetings.met import meet
from tests.people import GROUP, People

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.core.digest_block import Block
    from bot.services import Services
    from tests.conftest import Clock

CROWD = range(11, 17)
"""With the three of `people` nine members."""
FIRST, SECOND = datetime(2026, 11, 4, 12, tzinfo=UTC), datetime(2026, 11, 11, 12, tzinfo=UTC)
"""A day in each of two closed weeks of November, of which five end in it. The tests' day is in the third."""


@pytest.fixture
async def crowd(database: Database, people: People, clock: Clock) -> None:
    async def work(tx: Tx) -> None:
        joined = tx.now - timedelta(days=300)
        for user_id in CROWD:
            await members_store.save(
                tx, Member(GROUP, user_id, f"Member {user_id}", Status.ACTIVE, seat=f"Trade {user_id}", joined_at=joined)
            )
        await tx.run("UPDATE members SET joined_at = joined_at - 30000000000000")

    await database.write(work)


async def post(database: Database, clock: Clock, kind: EntryKind, member: int, counterpart: int, at: datetime = FIRST) -> str:
    now, clock.now = clock.now, at
    source = f"{kind}:{member}:{counterpart}:{at.timestamp()}"

    async def work(tx: Tx) -> None:
        group = await groups_store.get(tx, GROUP)
        await ledger_store.post(tx, group, Entry(GROUP, member, kind, 1, counterpart, tx.now, source))

    await database.write(work)
    clock.now = now
    return source


async def told(database: Database) -> dict[str, int]:
    async def work(tx: Tx) -> Block | None:
        group = await groups_store.get(tx, GROUP)
        return await digest.goals(tx, group, Period(tx.now - timedelta(days=7), tx.now))

    block = await database.read(work)
    return {} if block is None else {each["goal"]: each["tenths"] for each in block.facts["bars"]}


@pytest.mark.usefixtures("crowd")
async def test_moderators_choose_and_it_is_logged_once(services: Services, database: Database, people: People) -> None:
    assert (await services.goals.chosen(people.ana)).bars == ()
    assert await told(database) == {}
    for _ in range(2):
        chosen = await services.goals.choose(people.ana, Scheme.STEADY)
    assert [each.goal.measure for each in chosen.bars] == [Measure.RECEIVERS, Measure.REFERRALS, Measure.THANKS]
    rows = await database.read(lambda tx: tx.all("SELECT actor_id, member_id FROM log WHERE action = 'goals.choose'"))
    assert [tuple(row) for row in rows] == [(1, None)]
    for refused in (services.goals.choose(people.bruno, Scheme.NONE), services.goals.chosen(people.bruno)):
        with pytest.raises(Refused):
            await refused
    mine, scheme = await services.goals.beside_activity(people.bruno, PeriodName.ALL_TIME)
    assert (mine, scheme) == (await services.activity.mine(people.bruno), Scheme.STEADY)
    await services.goals.choose(people.ana, Scheme.NONE)
    assert await told(database) == {}


@pytest.mark.usefixtures("crowd")
async def test_bars_are_of_closed_weeks(services: Services, database: Database, people: People, clock: Clock) -> None:
    await services.goals.choose(people.ana, Scheme.STEADY)
    for receiver in (2, 3, 11, 12):
        await post(database, clock, EntryKind.REFERRAL, 1, receiver)
    assert await told(database) == {"receivers": 4, "referrals": 2, "thanks": 0}
    await post(database, clock, EntryKind.REFERRAL, 1, 13, SECOND)
    await post(database, clock, EntryKind.REFERRAL, 1, 14, clock.now - timedelta(hours=1))
    assert await told(database) == {"receivers": 5, "referrals": 2, "thanks": 0}, "the running week is not told"
    for number in range(5):
        await post(database, clock, EntryKind.THANKS, 1, 2, FIRST + timedelta(minutes=number))
    assert (await told(database))["thanks"] == 10


@pytest.mark.usefixtures("crowd")
async def test_a_reversal_after_the_week_closed_changes_no_bar(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await services.goals.choose(people.ana, Scheme.STEADY)
    sources = [await post(database, clock, EntryKind.REFERRAL, 1, receiver) for receiver in (2, 3, 11, 12, 13)]
    now, clock.now = clock.now, FIRST + timedelta(days=1)
    await database.write(lambda tx: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, sources[0]))
    clock.now = now
    before = await told(database)
    assert before["receivers"] == 4, "what was declined in its own week never counted"
    await database.write(lambda tx: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, sources[1]))
    assert await told(database) == before


@pytest.mark.usefixtures("crowd")
async def test_of_three_members_no_bar_of_everybody_is_told(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await database.write(lambda tx: tx.run("UPDATE members SET status = 'paused' WHERE user_id > 10"))
    await services.goals.choose(people.ana, Scheme.GIVE_FIRST)
    for giver in (1, 2):
        await post(database, clock, EntryKind.REFERRAL, giver, 3)
    assert set(await told(database)) == {"introductions", "answers"}


@pytest.mark.usefixtures("crowd")
async def test_ones_own_part_is_ones_own(services: Services, database: Database, people: People, clock: Clock) -> None:
    await services.goals.choose(people.ana, Scheme.GIVE_FIRST)
    await post(database, clock, EntryKind.REFERRAL, 2, 3)
    await post(database, clock, EntryKind.REFERRAL, 2, 11, SECOND)
    await post(database, clock, EntryKind.REFERRAL, 3, 2)
    for other in (3, 11):
        await post(database, clock, EntryKind.INTRODUCTION, 2, other)
    await post(database, clock, EntryKind.ANSWER, 2, 3)
    mine = await services.goals.mine(people.bruno)
    assert mine.own == {Measure.GIVERS: 2, Measure.INTRODUCTIONS: 1, Measure.ANSWERS: 1}
    assert [each.tenths for each in mine.bars] == [0, 3, 3]
    assert (await services.goals.chosen(people.ana)).own == dict.fromkeys(mine.own, 0), "moderators read nobody's"
    with pytest.raises(Refused):
        await services.goals.mine(people.duda)


@pytest.mark.usefixtures("crowd")
async def test_an_open_house(services: Services, database: Database, people: People, clock: Clock) -> None:
    await services.goals.choose(people.ana, Scheme.OPEN_HOUSE)
    meeting = await meet(database, FIRST)

    async def work(tx: Tx) -> None:
        for state in ("came", "again", "withdrawn", "invited"):
            await tx.run(
                "INSERT INTO guests (group_id, meeting_id, inviter_id, kind, name, trade, contact, state, invited_at)"
                " VALUES (?, ?, 2, 'guest', '', '', '', ?, 0)",
                GROUP,
                meeting.id,
                state,
            )
        await members_store.save(tx, Member(GROUP, 50, "New", Status.ACTIVE, seat="New", joined_at=SECOND, sponsor_id=2))

    await database.write(work)
    mine = await services.goals.mine(people.bruno)
    assert [each.tenths for each in mine.bars] == [2 * 10 // 3, 10, 0]
    assert mine.own == {Measure.GUESTS: 2, Measure.NEWCOMERS: 1, Measure.INTRODUCTIONS: 0}
    assert (await services.goals.mine(Actor(GROUP, 3, "Caio"))).own[Measure.NEWCOMERS] == 0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.usefixtures("crowd")
async def test_bars_follow_from_what_each_week_held_when_it_closed(
    services: Services, database: Database, people: People, clock: Clock, seed: int
) -> None:
    """Referrals are passed and taken back at random; each Monday's bars are those of a plain count, whatever is taken back later."""
    await services.goals.choose(people.ana, Scheme.STEADY)
    chance = random.Random(seed)
    everybody = [1, 2, 3, *CROWD]
    standing: list[tuple[str, int, datetime]] = []
    kept: set[tuple[int, int]] = set()
    counted = 0
    for week in range(4):
        monday = datetime(2026, 11, 2, 3, tzinfo=UTC) + timedelta(days=7 * week)
        held: dict[str, tuple[int, datetime]] = {}
        for hour in sorted(chance.sample(range(160), 14)):
            clock.now = monday + timedelta(hours=hour)
            if standing and chance.random() < 0.35:
                source, _, _ = standing.pop(chance.randrange(len(standing)))
                held.pop(source, None)
                await database.write(lambda tx, source=source: ledger_store.reverse(tx, GROUP, EntryKind.REFERRAL, source))
            else:
                giver, receiver = chance.sample(everybody, 2)
                source = await post(database, clock, EntryKind.REFERRAL, giver, receiver, clock.now)
                standing.append((source, receiver, clock.now))
                held[source] = (receiver, clock.now)
        kept |= {(week, receiver) for receiver, _ in held.values()}
        counted += len(held)
        clock.now = monday + timedelta(days=7, hours=6)
        reached = len({receiver for _, receiver in kept})
        bars = await told(database)
        assert bars["receivers"] == bar(SCHEMES[Scheme.STEADY][0], reached, len(everybody)).tenths
        assert bars["referrals"] == min(10, counted * 10 // (2 * len(everybody)))
