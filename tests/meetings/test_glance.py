"""What anybody may know of a group's meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.calendar import Weekday
from bot.meetings import store as meetings_store
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import Answer, State
from bot.meetings.glance.model import LATELY, Usual, usual
from bot.meetings.guests.inviting import Typed as GuestTyped
from bot.meetings.speakers.service import Chosen
from bot.meetings.typed import Plan
from tests.meetings.met import meet
from tests.people import GROUP, People, someone

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock


async def held(database: Database, clock: Clock, days_ago: int, *present: int, late: tuple[int, ...] = ()) -> None:
    """A meeting at which these people were."""
    meeting = await meet(database, clock.now - timedelta(days=days_ago))

    async def work(tx: Tx) -> None:
        for user_id in present:
            await attendance_store.mark(tx, meeting, user_id, State.PRESENT, 1)
        for user_id in late:
            await attendance_store.mark(tx, meeting, user_id, State.LATE, 1)

    await database.write(work)


@pytest.mark.parametrize(
    ("turnouts", "people"),
    [([], None), ([9, 9], None), ([3, 9, 5], 5), ([3, 4, 5, 40], 4), ([1, 1, 1], 1)],
)
def test_how_many_usually_come(turnouts: list[int], people: int | None) -> None:
    assert usual(turnouts) == (None if people is None else Usual(people, len(turnouts)))


async def test_a_group_without_meetings_has_nothing_to_tell(services: Services, people: People) -> None:
    found = await services.glances.of(people.ana.group_id)
    assert (found.series, found.following, found.usual, found.has_talk) == ((), None, None, False)


async def test_from_three_meetings_up_it_says_how_many_come(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await held(database, clock, 7, 1, 2, 3)
    await held(database, clock, 14, 1, late=(2,))
    assert (await services.glances.of(people.ana.group_id)).usual is None
    await held(database, clock, 21, 1, 2)
    assert (await services.glances.of(people.ana.group_id)).usual == Usual(2, 3)


async def test_meetings_that_say_nothing_do_not_count(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    """Where nobody was noted, that were skipped, that go on, and at which people only said that they come."""
    for days_ago in (7, 14):
        await held(database, clock, days_ago, 1, 2)
    await held(database, clock, 21)
    skipped = await meet(database, clock.now - timedelta(days=28))
    running = await meet(database, clock.now - timedelta(minutes=10))

    async def work(tx: Tx) -> None:
        await attendance_store.mark(tx, skipped, 1, State.PRESENT, 1)
        await meetings_store.skip(tx, skipped, "Holiday")
        await attendance_store.mark(tx, running, 1, State.PRESENT, 1)
        await attendance_store.mark(tx, running, 2, State.EXCUSED, 1)
        await attendance_store.answer(tx, running, 3, Answer.COMING)

    await database.write(work)
    assert (await services.glances.of(people.ana.group_id)).usual is None


async def test_the_last_meetings_alone_count(services: Services, database: Database, people: People, clock: Clock) -> None:
    for week in range(1, LATELY + 4):
        await held(database, clock, 7 * week, *((1, 2, 3) if week <= LATELY else (1,)))
    assert (await services.glances.of(people.ana.group_id)).usual == Usual(3, LATELY)


async def test_guests_who_came_count_and_those_who_did_not_do_not(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    for days_ago in (14, 21):
        await held(database, clock, days_ago, 1, 2)
    meeting = (await services.meetings.schedule(people.ana, Plan(Weekday.TUESDAY, "07:00"), "f:meeting:1:n")).meetings[0]
    for number, name in enumerate(("Rosa Lima", "Otto Reis")):
        typed = GuestTyped(name, "Florist" if number else "Baker", "guest", "yes")
        await services.guests.invite(people.bruno, meeting.id, typed, f"f:guest:{number}")
    await database.write(lambda tx: tx.run("UPDATE guests SET state = 'came' WHERE id = 1"))
    await database.write(lambda tx: tx.run("UPDATE guests SET state = 'did_not_come' WHERE id = 2"))
    await database.write(lambda tx: attendance_store.mark(tx, meeting, 1, State.PRESENT, 1))
    clock.now = meeting.starts_at + timedelta(days=1)
    assert (await services.glances.of(people.ana.group_id)).usual == Usual(2, 3), "one member and one guest at the last"


async def test_what_comes_next_and_whether_somebody_presents(services: Services, people: People) -> None:
    await services.meetings.schedule(people.ana, Plan(Weekday.TUESDAY, "07:00"), "f:meeting:1:n")
    found = await services.glances.of(GROUP)
    assert found.following is not None
    assert (len(found.series), found.has_talk) == (1, False)
    chosen = Chosen(someone(2), "Bread")
    await services.speakers.plan(people.ana, found.following.id, chosen, "k:2")
    assert (await services.glances.of(GROUP)).has_talk
    await services.meetings.skip(people.ana, found.following.day.isoformat(), "Holiday", "k:skip")
    after = await services.glances.of(GROUP)
    assert after.following is not None
    assert after.following.day > found.following.day
