"""Many people answer at the same moment, on both engines: each answer is kept, and the card tells of all."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actor import Actor
from bot.meetings.attendance.model import Answer, State
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from tests.meetings.met import meet
from tests.people import GROUP, People

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock

MANY = 200


async def crowd(database: Database) -> list[Actor]:
    async def work(tx: Tx) -> None:
        for number in range(1000, 1000 + MANY):
            await members_store.save(tx, Member(GROUP, number, f"Member {number}", Status.ACTIVE, joined_at=tx.now))

    await database.write(work)
    return [Actor(GROUP, number, f"Member {number}") for number in range(1000, 1000 + MANY)]


async def test_two_hundred_say_at_once_that_they_come(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting = await meet(database, clock.now + timedelta(days=1), is_posted=True)
    everybody = await crowd(database)
    await asyncio.gather(*(services.attendance.answer(each, meeting.id, Answer.COMING) for each in everybody))
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert (found.tally.coming, len(found.names)) == (MANY, 20)
    edits = await database.read(lambda tx: tx.all("SELECT id FROM outbox WHERE kind = 'meeting.card' AND only_edit = 1"))
    assert len(edits) == 1, "edits that wait together are one"


async def test_who_presses_while_a_moderator_ticks_is_there_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting = await meet(database, clock.now, is_posted=True)
    ticked = [each.user_id for each in (people.ana, people.bruno, people.caio)]
    await asyncio.gather(
        services.marking.tick(people.ana, meeting.id, 0, ticked, ticked),
        *(services.attendance.here(each, meeting.id) for each in (people.ana, people.bruno, people.caio) * 2),
    )
    rows = await database.read(lambda tx: tx.all("SELECT user_id, state FROM presences ORDER BY user_id"))
    assert [(row["user_id"], row["state"]) for row in rows] == [(each, State.PRESENT.value) for each in ticked]
