"""What several people do with a meeting's speakers at the same moment. On both engines."""

import asyncio
from typing import Any

from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.meetings.speakers.model import MOST_ANNOUNCEMENTS, MOST_SPEAKERS
from bot.meetings.speakers.service import Chosen
from bot.membership.members.model import Person
from bot.services import Services
from tests.meetings.test_speakers import meet, plan, queued, speaking
from tests.people import People, someone


async def at_once(*acts: Any) -> list[object]:
    return await asyncio.gather(*acts, return_exceptions=True)


def refused(found: list[object]) -> int:
    assert all(isinstance(each, Refused) for each in found if isinstance(each, BaseException)), found
    return sum(isinstance(each, Refused) for each in found)


async def test_a_meeting_gets_no_more_speakers_than_it_has_room_for(
    services: Services, database: Database, people: People
) -> None:
    await meet(services, people)
    guests = [Person(number, f"Person {number}") for number in range(5, 11)]
    for each in guests:
        await services.roster.add(people.ana, each, f"Trade {each.user_id}")
    plans = (services.speakers.plan(people.ana, 1, Chosen(each), f"k:{each.user_id}") for each in guests)
    assert refused(await at_once(*plans)) == len(guests) - MOST_SPEAKERS
    assert len(await speaking(database)) == MOST_SPEAKERS


async def test_one_person_chosen_twice_speaks_once(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await services.speakers.wish(people.bruno, "Bread")
    plans = [services.speakers.plan(people.ana, 1, Chosen(someone(2)), key) for key in ("k:1", "k:1", "k:2", "k:3")]
    assert refused(await at_once(*plans)) == 0
    assert await speaking(database) == [(2, "Bread", "planned")]
    assert len(await queued(database, "planned")) == 1


async def test_one_wish_however_often_it_is_said(services: Services, database: Database, people: People) -> None:
    assert refused(await at_once(*(services.speakers.wish(people.bruno, "Bread") for _ in range(5)))) == 0
    rows = await database.read(lambda tx: tx.all("SELECT state FROM speakers"))
    assert [row["state"] for row in rows] == ["wished"]


async def test_moderators_are_told_once_of_who_can_not(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    answers = [services.speakers.cannot(2, 1), services.speakers.ready(2, 1), services.speakers.cannot(2, 1)]
    await at_once(*answers, services.speakers.take_off(people.ana, 1, 2))
    assert await speaking(database) == []
    told = [*await queued(database, "cannot"), *await queued(database, "dropped")]
    assert len(told) == 1


async def test_announcements_stay_within_their_number(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    texts = [f"Number {number}" for number in range(MOST_ANNOUNCEMENTS + 4)]
    said = (services.announcements.announce(people.ana, 1, text, f"k:{text}") for text in texts)
    assert refused(await at_once(*said)) == 4
    assert len((await services.announcements.of(people.ana, "")).announcements) == MOST_ANNOUNCEMENTS
