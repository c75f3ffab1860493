"""What stands in the calendar files of a group, from its records. On both engines."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.calendar import at_local
from bot.core.db.database import Database
from bot.core.errors import Forbidden, Refused
from bot.meetings import calendar_files
from bot.services import Services
from cogs.meetings import calendar_entries
from tests.conftest import Clock
from tests.meetings.test_calendar_files import SEVEN, occurrences
from tests.meetings.test_speakers import FIRST, SECOND, TUESDAY, meet
from tests.people import CHANNEL, GROUP, People

DAYS = [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15), date(2026, 12, 22)]


async def read(services: Services, people: People, clock: Clock) -> bytes:
    zone, series = await services.calendars.series(people.bruno)
    entries = [calendar_entries.of_series(each, zone, "Meeting of Chapter") for each in series]
    return calendar_files.file_of_series(entries, zone, clock.now)


@pytest.mark.parametrize("name", ["America/New_York", "Australia/Sydney", "America/Sao_Paulo"])
async def test_a_series_with_a_skip_and_a_move(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    zone = ZoneInfo(name)
    await services.setup.set_up(people.ana, Changes(time_zone=name), CHANNEL)
    await meet(services, people)
    assert occurrences(await read(services, people, clock), 3) == [at_local(day, SEVEN, zone) for day in DAYS[:3]]
    await services.meetings.skip(people.ana, SECOND, "Holiday", "f:skip")
    await services.meetings.move(people.ana, "2026-12-08", "2026-12-10 18:30", "f:move")
    data = await read(services, people, clock)
    moved = datetime(2026, 12, 10, 18, 30, tzinfo=zone).astimezone(UTC)
    assert occurrences(data, 3) == [at_local(DAYS[0], SEVEN, zone), moved, at_local(DAYS[3], SEVEN, zone)]


async def test_its_version_goes_up_with_each_change(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)

    async def version() -> int:
        events = icalendar.Calendar.from_ical(await read(services, people, clock)).walk("VEVENT")
        assert len({each["SEQUENCE"] for each in events}) == 1
        return events[0]["SEQUENCE"]

    found = [await version()]
    await services.meetings.skip(people.ana, SECOND, "", "f:skip")
    found.append(await version())
    await services.meetings.move(people.ana, FIRST, "08:00", "f:move")
    found.append(await version())
    assert found == sorted(set(found))


async def test_it_begins_with_what_is_to_come(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    await services.meetings.move(people.ana, FIRST, "2026-11-27 07:00", "f:move")
    clock.pass_by(days=7)  # 25 November: the day that the series gave is past, the meeting is not
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    expected = [at_local(day, SEVEN, sao_paulo) for day in (date(2026, 11, 27), *DAYS[1:3])]
    assert occurrences(await read(services, people, clock), 3) == expected
    clock.pass_by(days=9)  # 4 December
    assert occurrences(await read(services, people, clock), 1) == [at_local(DAYS[2], SEVEN, sao_paulo)]


async def test_where_it_is_may_be_a_channel(services: Services, database: Database, people: People, clock: Clock) -> None:
    await services.meetings.schedule(people.ana, replace(TUESDAY, place="Café", channel_id=CHANNEL), "f:meeting:1:n")
    [event] = icalendar.Calendar.from_ical(await read(services, people, clock)).walk("VEVENT")
    assert event["LOCATION"] == f"Café · https://discord.com/channels/{GROUP}/{CHANNEL}"
    assert "EXDATE" not in event


async def test_one_meeting_is_the_same_entry_after_it_was_moved(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)

    async def entry() -> icalendar.Event:
        found = await services.calendars.meeting(people.bruno, 1)
        data = calendar_files.file_of(calendar_entries.of_meeting(found.meeting, "Meeting"), found.zone, clock.now)
        [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
        return event

    before = await entry()
    await services.meetings.move(people.ana, FIRST, "18:00", "f:move")
    after = await entry()
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert after["DTSTART"].dt.astimezone(UTC) == datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert after["DESCRIPTION"] == "M-1"


async def test_who_may_not_read_it(services: Services, database: Database, people: People, clock: Clock) -> None:
    with pytest.raises(Refused, match="No meeting is planned"):
        await services.calendars.series(people.bruno)
    await meet(services, people)
    for act in (services.calendars.series(people.duda), services.calendars.meeting(people.duda, 1)):
        with pytest.raises(Forbidden, match="This is for members of the group"):
            await act
    with pytest.raises(Refused):
        await services.calendars.meeting(replace(people.bruno, group_id=GROUP + 1), 1)
    moderator = replace(people.duda, manages_group=True)
    assert (await services.calendars.meeting(moderator, 1)).meeting.label == "M-1"
    with pytest.raises(Forbidden, match="There is nothing here"):
        await services.calendars.meeting(people.bruno, 99)
    await services.meetings.skip(people.ana, FIRST, "", "f:skip")
    with pytest.raises(Refused, match="is skipped"):
        await services.calendars.meeting(people.bruno, 1)
