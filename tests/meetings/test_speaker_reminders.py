"""Who presents is reminded in the morning list, a week and a day before, once each. On both engines."""

import pytest

from bot.core.db.database import Database
from bot.i18n import words
from bot.meetings.speakers.reminding import DAY, WEEK
from bot.meetings.speakers.seen import Slot
from bot.services import Services
from cogs.meetings.speaker_cards import in_morning_list
from tests.conftest import Clock
from tests.introductions.test_talks import last_list, mornings
from tests.meetings.test_speakers import FIRST, SECOND, meet, plan, queued, speaking
from tests.people import MODERATORS, People, someone

BRUNO = 2
THIRD = "2026-12-08"


async def kinds(services: Services, database: Database) -> list[tuple[str, str]]:
    """The kinds of what Bruno's last list reminds him of, with the meetings' labels."""
    found = (await last_list(services, database, BRUNO)).items
    return [(item.kind, item.record.meeting.label) for item in found if isinstance(item.record, Slot)]


async def reminded(services: Services, database: Database, clock: Clock) -> list[int]:
    """Let a morning come; returns who is reminded in its list that they present."""
    listed = await mornings(services, database, clock)
    found = {user_id: (await last_list(services, database, user_id)).items for user_id in listed}
    return [user_id for user_id, items in found.items() if any(isinstance(item.record, Slot) for item in items)]


async def test_a_week_and_a_day_before(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=THIRD)
    assert [await reminded(services, database, clock) for _ in range(12)] == [[]] * 12, "up to 30 November"
    assert await reminded(services, database, clock) == [BRUNO], "on 1 December"
    assert await kinds(services, database) == [(WEEK, "M-3")]
    assert [await reminded(services, database, clock) for _ in range(5)] == [[]] * 5
    assert await reminded(services, database, clock) == [BRUNO], "on 7 December"
    assert await kinds(services, database) == [(DAY, "M-3")]
    assert await reminded(services, database, clock) == []


async def test_who_got_it_within_the_week_is_reminded_a_day_before_alone(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=FIRST)
    assert [await reminded(services, database, clock) for _ in range(4)] == [[]] * 4
    assert await reminded(services, database, clock) == [BRUNO]
    assert await kinds(services, database) == [(DAY, "M-1")]


async def test_a_list_that_did_not_come_is_made_up_for(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=THIRD)
    await mornings(services, database, clock, 12)
    clock.pass_by(days=2, hours=8)  # the process stood still on 1 and 2 December, and the job of the first is late
    assert await reminded(services, database, clock) == []
    assert await reminded(services, database, clock) == [BRUNO]
    assert await kinds(services, database) == [(WEEK, "M-3")]


async def test_a_moved_meeting_reminds_again(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=THIRD)
    await mornings(services, database, clock, 13)
    assert await kinds(services, database) == [(WEEK, "M-3")]
    await services.meetings.move(people.ana, THIRD, "2026-12-17 07:30", "f:move")
    found = [await reminded(services, database, clock) for _ in range(15)]
    assert found == [[]] * 8 + [[BRUNO]] + [[]] * 5 + [[BRUNO]], "a week and a day before the 17th"


async def test_who_does_not_present_any_more_is_not_reminded(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=SECOND)
    await plan(services, people, BRUNO, date=THIRD)
    await mornings(services, database, clock, 5)
    assert await reminded(services, database, clock) == [BRUNO], "on 24 November"
    await services.speakers.cannot(BRUNO, 1)
    assert (await last_list(services, database, BRUNO)).is_empty
    await services.meetings.skip(people.ana, THIRD, "", "f:skip")
    assert [await reminded(services, database, clock) for _ in range(13)] == [[]] * 13


async def test_on_leave_nobody_is_reminded(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=SECOND)
    await services.roster.pause(people.ana, someone(BRUNO), "2026-11-26", "")
    assert [await reminded(services, database, clock) for _ in range(7)] == [[]] * 7
    await services.roster.resume(people.ana, someone(BRUNO))
    assert await reminded(services, database, clock) == [BRUNO]
    assert await kinds(services, database) == [(WEEK, "M-2")]


async def test_who_is_on_leave_then_can_not(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, date=THIRD)
    await plan(services, people, 3, date=THIRD)
    await services.leave.go(people.bruno, "2026-12-20", "")
    await services.leave.go(people.caio, THIRD, "")
    await mornings(services, database, clock, 12)
    assert await queued(database, "cannot") == [], "up to 30 November"
    await mornings(services, database, clock)
    assert await queued(database, "cannot") == [("speaker.cannot", None, MODERATORS, "")]
    assert await speaking(database, 3) == [(3, "", "planned")], "Caio is back on that morning"
    await mornings(services, database, clock, 3)
    assert len(await queued(database, "cannot")) == 1
    log = await database.read(lambda tx: tx.all("SELECT actor_id, member_id FROM log WHERE action = 'speaker.cannot'"))
    assert [tuple(row) for row in log] == [(0, BRUNO)]


@pytest.mark.parametrize("language", ["en", "pt-BR"])
async def test_the_item_has_both_answers_until_they_are_ready(
    services: Services, database: Database, people: People, clock: Clock, language: str
) -> None:
    await meet(services, people)
    await plan(services, people, BRUNO, "Bread & *salt*", date=SECOND)
    await mornings(services, database, clock, 6)

    async def item() -> tuple[str, list[str]]:
        (found,) = (await last_list(services, database, BRUNO)).items
        text, buttons = in_morning_list(words(language), found.record, 7)
        return text, [each["custom_id"] for each in buttons]

    text, ids = await item()
    assert "M\u20112" in text
    assert r"Bread & \*salt\*" in text
    assert ids == ["speaker:ready:1:7", "speaker:cannot:1:7"]
    await services.speakers.ready(BRUNO, 1)
    assert (await item())[1] == ["speaker:cannot:1:7"]
