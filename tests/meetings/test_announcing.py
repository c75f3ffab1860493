"""Use cases of announcements, and how long they are kept. On both engines."""

from typing import Any

import pytest

from bot.core.db.database import Database
from bot.core.errors import Doubt, Forbidden, Refused
from bot.meetings.speakers import following
from bot.meetings.speakers.announcing import Announced
from bot.meetings.speakers.model import MOST_ANNOUNCEMENTS
from bot.services import Services
from tests.conftest import Clock
from tests.meetings.test_speakers import SECOND, meet, sentence
from tests.passing import give
from tests.people import GROUP, People

FAIR = "The fair opens on Friday"


async def announce(
    services: Services, people: People, text: str = FAIR, date: str = "", key: str = "k", **more: Any
) -> Announced:
    meeting = (await services.announcements.of(people.ana, date)).meeting
    return await services.announcements.announce(people.ana, meeting.id, text, key, **more)


def texts(found: Announced) -> list[str]:
    return [each.text for each in found.announcements]


async def test_a_moderator_has_something_read_aloud(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    for _ in range(2):
        assert texts(await announce(services, people)) == [FAIR]
    assert texts(await announce(services, people, "Dues are due", key="k2")) == [FAIR, "Dues are due"]
    assert texts(await announce(services, people, "Elections", SECOND, key="k3")) == ["Elections"]
    found = await services.announcements.of(people.ana, "")
    assert (found.meeting.label, texts(found)) == ("M-1", [FAIR, "Dues are due"])
    for _ in range(2):
        left = await services.announcements.withdraw(people.ana, 1, found.announcements[0].id)
        assert texts(left) == ["Dues are due"]
    other = await services.announcements.of(people.ana, SECOND)
    assert texts(await services.announcements.withdraw(people.ana, 1, other.announcements[0].id)) == ["Dues are due"]
    assert texts(await services.announcements.of(people.ana, SECOND)) == ["Elections"], "that of another meeting stays"
    sealed = await database.read(lambda tx: tx.all("SELECT text FROM announcements"))
    assert all(row["text"].startswith("\x02") for row in sealed)
    log = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE action LIKE 'meeting.%announce' ORDER BY id"))
    assert [row["action"] for row in log] == [*["meeting.announce"] * 3, "meeting.unannounce"]


async def test_bad_input_says_what_works(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="No meeting is planned"):
        await announce(services, people)
    await meet(services, people)
    with pytest.raises(Refused, match="is empty"):
        await announce(services, people, " \u200b")
    with pytest.raises(Refused) as problem:
        await announce(services, people, "x" * 401)
    assert "401 characters" in sentence(problem)
    for number in range(MOST_ANNOUNCEMENTS):
        await announce(services, people, f"Number {number}", key=f"k{number}")
    with pytest.raises(Refused) as problem:
        await announce(services, people, key="k:more")
    assert "M\u20111 has 10 announcements" in sentence(problem)


async def test_a_client_in_it_is_asked_of(services: Services, people: People) -> None:
    await meet(services, people)
    await give(services, people)
    with pytest.raises(Doubt, match="seems to name a client"):
        await announce(services, people, "Maria Souza marries")
    assert texts(await announce(services, people, "Maria Souza marries", sure=True)) == ["Maria Souza marries"]


async def test_only_moderators_announce(services: Services, people: People) -> None:
    await meet(services, people)
    await announce(services, people)
    acts: list[Any] = [
        lambda: services.announcements.of(people.bruno, ""),
        lambda: services.announcements.check(people.bruno),
        lambda: services.announcements.announce(people.bruno, 1, FAIR, "k:b"),
        lambda: services.announcements.withdraw(people.bruno, 1, 1),
    ]
    for act in acts:
        with pytest.raises(Forbidden, match="Only the group's moderators"):
            await act()
    with pytest.raises(Forbidden, match="There is nothing here"):
        await services.announcements.announce(people.ana, 99, FAIR, "k:c")


async def test_they_are_deleted_a_month_after_the_meeting(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)
    await announce(services, people)
    await announce(services, people, "Elections", "2026-12-08", key="k2")

    async def left(days: float) -> list[int]:
        clock.pass_by(days=days)
        await database.write(lambda tx: following.forget_old(tx, GROUP))
        return [row["meeting_id"] for row in await database.read(lambda tx: tx.all("SELECT meeting_id FROM announcements"))]

    assert await left(35) == [1, 3], "the meeting was 29 days ago"
    assert await left(2) == [3]
    assert await left(20) == []
