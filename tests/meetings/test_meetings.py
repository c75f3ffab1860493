"""Use cases of meetings, on both engines."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.calendar import Weekday
from bot.core.db.database import Database
from bot.core.errors import Forbidden, Refused
from bot.core.jobs import store as jobs_store
from bot.groups import store as groups_store
from bot.meetings import checks, door, planning
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.model import Every, Meeting, MeetingState
from bot.meetings.service import Scheduled
from bot.meetings.typed import Plan
from bot.services import Services
from tests.conftest import Clock
from tests.people import CHANNEL, GROUP, People

TUESDAY = Plan(Weekday.TUESDAY, "07:00", place="Café Central")
NUMBER = 20


async def schedule(services: Services, people: People, plan: Plan = TUESDAY, key: str = "k:1") -> Scheduled:
    return await services.meetings.schedule(people.ana, plan, key)


async def coming(database: Database) -> list[Meeting]:
    return await database.read(lambda tx: meetings_store.upcoming(tx, GROUP, 50))


def local(meetings: list[Meeting]) -> list[str]:
    """When they are in São Paulo, which is at UTC-3 all year."""
    return [(each.starts_at - timedelta(hours=3)).strftime("%Y-%m-%d %H:%M") for each in meetings]


async def queued(database: Database) -> list[tuple[str, str, int | None, int]]:
    sql = "SELECT kind, key, channel_id, only_edit FROM outbox WHERE kind LIKE 'meeting%' ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def door_due(database: Database) -> object:
    return await database.read(lambda tx: jobs_store.next_of(tx, GROUP, door.JOB))


async def morning(services: Services, database: Database, clock: Clock, days: int = 1) -> None:
    """Pass by that many mornings of the group."""
    for _ in range(days):
        due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
        assert due_at is not None
        clock.now = due_at
        job = next(each for each in await database.read(lambda tx: jobs_store.due(tx, NUMBER)) if each.kind == "care")
        await services.daily_job.run(job)


async def refusal(services: Services, people: People, plan: Plan, key: str = "k:refused") -> str:
    with pytest.raises(Refused) as refused:
        await services.meetings.schedule(people.ana, plan, key)
    sentence = refused.value.sentence
    return sentence.text.format(**sentence.params)


async def test_three_are_made_ahead(services: Services, database: Database, people: People) -> None:
    found = await schedule(services, people)
    assert local(list(found.meetings)) == ["2026-11-24 07:00", "2026-12-01 07:00", "2026-12-08 07:00"]
    assert [each.label for each in found.meetings] == ["M-1", "M-2", "M-3"]
    assert found.meetings[0].place == "Café Central"
    again = await schedule(services, people)
    assert again == found, "the same form again"
    assert len(await coming(database)) == 3
    assert await door_due(database) == found.meetings[0].starts_at - timedelta(minutes=45)


async def test_each_morning_makes_what_is_missing(services: Services, database: Database, people: People, clock: Clock) -> None:
    await schedule(services, people)
    await morning(services, database, clock, 8)
    assert local(await coming(database)) == ["2026-12-01 07:00", "2026-12-08 07:00", "2026-12-15 07:00"]
    numbers = await database.read(lambda tx: tx.all("SELECT number FROM meetings ORDER BY day"))
    assert [row["number"] for row in numbers] == [1, 2, 3, 4]


async def test_the_card_is_posted_three_days_before_and_anew_before_it_begins(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await schedule(services, people)
    assert await queued(database) == []
    await morning(services, database, clock, 2)
    assert await queued(database) == [], "it is Friday"
    await morning(services, database, clock)
    assert await queued(database) == [("meeting.card", "meeting:1:card", CHANNEL, 0)], "on Saturday"
    await morning(services, database, clock, 2)
    due = await door_due(database)
    clock.now = (await coming(database))[0].starts_at - timedelta(minutes=45)
    assert due == clock.now
    jobs = [each for each in await database.read(lambda tx: jobs_store.due(tx, NUMBER)) if each.kind == door.JOB]
    for job in jobs * 2:  # delivered twice
        await services.doors.run(job)
    keys = [key for kind, key, _, _ in await queued(database) if kind == "meeting.card"]
    assert keys == ["meeting:1:card", f"meeting:1:door:{clock.now + timedelta(minutes=45):%Y-%m-%dT%H:%M}:again:1"]
    assert await door_due(database) == clock.now + timedelta(days=7)


async def test_a_meeting_that_is_sooner_has_its_card_at_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await schedule(services, people, replace(TUESDAY, weekday=Weekday.WEDNESDAY, clock="13:00"))
    assert [key for _, key, _, _ in await queued(database)] == ["meeting:1:card"], "today at one"
    assert await door_due(database) == clock.now + timedelta(minutes=15)


async def test_one_that_begins_now_has_its_door_at_once(services: Services, database: Database, people: People) -> None:
    await schedule(services, people, replace(TUESDAY, weekday=Weekday.WEDNESDAY, clock="12:10"))
    for job in await database.read(lambda tx: jobs_store.due(tx, NUMBER)):
        if job.kind == door.JOB:
            await services.doors.run(job)
    first, second = [key for _, key, _, _ in await queued(database)]
    assert first == "meeting:1:card"
    assert second.startswith("meeting:1:door:")


async def test_today_counts_until_it_begins(services: Services, people: People) -> None:
    today = await schedule(services, people, replace(TUESDAY, weekday=Weekday.WEDNESDAY, clock="11:59"))
    assert local(list(today.meetings))[0] == "2026-11-25 11:59"


async def test_doors_are_spread_where_the_operator_says_so(services: Services, database: Database, people: People) -> None:
    found = await schedule(services, people)
    at_once = found.meetings[0].starts_at - timedelta(minutes=45)
    assert await door_due(database) == at_once
    await services.digest.spread(on=True)
    await services.job_repair.put_right()
    due = await door_due(database)
    assert isinstance(due, datetime)
    assert at_once - timedelta(minutes=15) < due < at_once
    await services.digest.spread(on=False)
    await services.job_repair.put_right()
    assert await door_due(database) == at_once


async def test_a_skipped_one_makes_room_for_one_more(services: Services, database: Database, people: People) -> None:
    await schedule(services, people)
    skipped = await services.meetings.skip(people.ana, "2026-12-01", " Holiday ", "k:skip")
    assert (skipped.state, skipped.reason) == (MeetingState.SKIPPED, "Holiday")
    assert await services.meetings.skip(people.ana, "2026-12-01", "Holiday", "k:skip") == skipped, "delivered twice"
    assert local(await coming(database)) == ["2026-11-24 07:00", "2026-12-08 07:00", "2026-12-15 07:00"]


async def test_a_day_that_a_series_gives_can_be_skipped_long_before(
    services: Services, database: Database, people: People
) -> None:
    await schedule(services, people)
    await services.meetings.skip(people.ana, "2026-12-29", "", "k:skip")
    moved = await services.meetings.move(people.ana, "2027-01-05", "2027-01-07 08:00", "k:move")
    assert local(await coming(database)) == [
        "2026-11-24 07:00", "2026-12-01 07:00", "2026-12-08 07:00", "2027-01-07 08:00",
    ]  # fmt: skip
    assert moved.is_moved
    assert moved.day.isoformat() == "2027-01-05"


@pytest.mark.parametrize(
    "date", ["2026-12-02", "25:00", "2020-01-07", "2026-11-17", "tomorrow", "31/31/2026", "2029-01-02", "  "]
)
async def test_a_day_without_a_meeting_names_those_with_one(services: Services, people: People, date: str) -> None:
    await schedule(services, people)
    for act in (services.meetings.skip, services.meetings.move):
        with pytest.raises(Refused) as refused:
            await act(people.ana, date, "08:00", "k:none")
        assert refused.value.sentence.params["days"] == "2026-11-24, 2026-12-01, 2026-12-08"


async def test_the_chosen_one_is_the_next_or_that_of_the_day(services: Services, database: Database, people: People) -> None:
    with pytest.raises(Refused, match="No meeting is planned"):
        await services.attendance.upcoming(people.bruno)
    await schedule(services, people)
    found = await services.attendance.upcoming(people.bruno)
    assert found.first is not None
    assert [found.first.gathering.meeting.number, *(each.number for each in found.following)] == [1, 2, 3]
    by_day = await database.read(lambda tx: checks.chosen(tx, people.bruno, "1 december 2026"))
    assert by_day.number == 2
    await services.meetings.skip(people.ana, "2026-12-01", "", "k:skip")
    with pytest.raises(Refused, match="is skipped"):
        await database.read(lambda tx: checks.chosen(tx, people.bruno, "2026-12-01"))


async def test_it_can_be_moved_within_its_day_and_to_another(services: Services, database: Database, people: People) -> None:
    await schedule(services, people)
    await services.meetings.move(people.ana, "2026-11-24", "8:30", "k:1m")
    moved = await services.meetings.move(people.ana, "2026-12-01", "3 dec 2026 at 6:30 pm", "k:2m")
    assert local(await coming(database)) == ["2026-11-24 08:30", "2026-12-03 18:30", "2026-12-08 07:00"]
    assert await services.meetings.move(people.ana, "2026-12-01", "2026-12-04 9:00", "k:2m") == moved, "delivered twice"
    by_new_day = await database.read(lambda tx: checks.chosen(tx, people.bruno, "2026-12-03"))
    assert by_new_day == moved
    with pytest.raises(Refused, match="no day on which you meet"):
        await services.meetings.skip(people.ana, "2026-12-01", "", "k:skip")
    back = await services.meetings.move(people.ana, "2026-12-03", "2026-12-01 07:00", "k:3m")
    assert (back.number, local([back])) == (2, ["2026-12-01 07:00"]), "its own day is free"


async def test_a_move_changes_the_card_and_the_door(services: Services, database: Database, people: People, clock: Clock) -> None:
    await schedule(services, people)
    await morning(services, database, clock, 3)
    await services.meetings.move(people.ana, "2026-11-24", "09:00", "k:m")
    assert [key for _, key, _, _ in await queued(database)] == ["meeting:1:card", "meeting:1:card:3"]
    assert await door_due(database) == (await coming(database))[0].starts_at - timedelta(minutes=45)
    await services.meetings.skip(people.ana, "2026-11-24", "", "k:s")
    assert await door_due(database) == (await coming(database))[0].starts_at - timedelta(minutes=45)
    assert (await coming(database))[0].number == 2


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("25:00", "not a time I can read"),
        ("later", "not a time I can read"),
        ("2026-12-08 07:00", "You meet on 2026-12-08 already"),
        ("2026-12-22 07:00", "You meet on 2026-12-22 already"),
        ("2026-11-18 11:00", "not within the coming year"),
        ("2028-01-01 07:00", "not within the coming year"),
    ],
)
async def test_a_time_to_which_none_can_be_moved(services: Services, people: People, time: str, said: str) -> None:
    await schedule(services, people)
    with pytest.raises(Refused) as refused:
        await services.meetings.move(people.ana, "2026-12-01", time, "k:m")
    sentence = refused.value.sentence
    assert said in sentence.text.format(**sentence.params)


async def test_an_hour_that_the_clocks_skip_is_refused_with_the_next(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(time_zone="America/New_York"), CHANNEL)
    await schedule(services, people, replace(TUESDAY, start="2027-03-09"))
    with pytest.raises(Refused) as refused:
        await services.meetings.move(people.ana, "2027-03-09", "2027-03-14 02:30", "k:m")
    sentence = refused.value.sentence
    assert sentence.text.format(**sentence.params) == (
        "On 2027-03-14 clocks in America/New_York are set forward, and there is no 02:30. Choose another time, such as 03:30."
    )


async def test_what_began_stays(services: Services, database: Database, people: People, clock: Clock) -> None:
    await schedule(services, people)
    clock.now = (await coming(database))[0].starts_at
    for act in (services.meetings.skip, services.meetings.move):
        with pytest.raises(Refused, match="has begun"):
            await act(people.ana, "2026-11-24", "23:00", "k:x")


async def test_two_series_on_one_day_are_refused(services: Services, database: Database, people: People) -> None:
    await schedule(services, people, replace(TUESDAY, every=Every.FIRST))
    await schedule(services, people, replace(TUESDAY, every=Every.THIRD), "k:2")
    assert "You meet on 2026-12-01 already" in await refusal(services, people, TUESDAY)
    await services.meetings.move(people.ana, "2026-12-01", "2026-12-03 07:00", "k:m")
    thursdays = replace(TUESDAY, weekday=Weekday.THURSDAY)
    assert "You meet on 2026-12-03 already" in await refusal(services, people, thursdays), "one was moved there"
    await schedule(services, people, replace(thursdays, start="2026-12-04"), "k:3")


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (replace(TUESDAY, clock="25:00"), "“25:00” is not a time"),
        (replace(TUESDAY, clock="7"), "“7” is not a time"),
        (replace(TUESDAY, minutes="0"), "“0” is not how long a meeting takes: from 10 to 480"),
        (replace(TUESDAY, minutes="an hour"), "“an hour” is not how long"),
        (replace(TUESDAY, minutes="²"), "“²” is not how long"),
        (replace(TUESDAY, start="2026-11-17"), "“2026-11-17” is not a day within the coming year"),
        (replace(TUESDAY, start="25:00"), "“25:00” is not a day"),
        (replace(TUESDAY, place="x" * 201), "201"),
    ],
)
async def test_what_can_not_be_scheduled(services: Services, database: Database, people: People, plan: Plan, said: str) -> None:
    assert said in await refusal(services, people, plan)
    assert await coming(database) == []


async def test_five_series_are_most(services: Services, people: People) -> None:
    for day in list(Weekday)[:5]:
        await schedule(services, people, replace(TUESDAY, weekday=day), f"k:{day}")
    assert "5 series of meetings run here" in await refusal(services, people, replace(TUESDAY, weekday=Weekday.SUNDAY))


async def test_an_ended_series_skips_what_was_to_come(services: Services, database: Database, people: People) -> None:
    found = await schedule(services, people)
    for _ in range(2):
        await services.meetings.end(people.ana, found.series.id)
    assert await coming(database) == []
    assert await door_due(database) is None
    again = await schedule(services, people, replace(TUESDAY, clock="08:00"), "k:2")
    assert local(list(again.meetings))[0] == "2026-11-24 08:00", "the day is free"
    by_day = await database.read(lambda tx: checks.chosen(tx, people.bruno, "2026-11-24"))
    assert by_day.series_id == again.series.id


async def test_only_moderators_set_it_and_members_read_it(services: Services, people: People) -> None:
    found = await schedule(services, people)
    acts = [
        lambda: services.meetings.schedule(people.bruno, TUESDAY, "k:b"),
        lambda: services.meetings.end(people.bruno, found.series.id),
        lambda: services.meetings.skip(people.bruno, "2026-11-24", "", "k:b"),
        lambda: services.meetings.move(people.bruno, "2026-11-24", "08:00", "k:b"),
        lambda: services.meetings.series(people.bruno),
        lambda: services.attendance.upcoming(people.duda),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            await act()
    elsewhere = replace(people.ana, group_id=999)
    with pytest.raises(Refused):
        await services.meetings.end(elsewhere, found.series.id)


async def test_another_zone_keeps_the_hour_of_the_wall(services: Services, database: Database, people: People) -> None:
    await schedule(services, people)
    await services.meetings.move(people.ana, "2026-12-01", "2026-12-03 08:00", "k:m")
    await services.setup.set_up(people.ana, Changes(time_zone="Australia/Sydney"), CHANNEL)
    at = [each.starts_at.isoformat(timespec="minutes") for each in await coming(database)]
    assert at == ["2026-11-23T20:00+00:00", "2026-12-02T21:00+00:00", "2026-12-07T20:00+00:00"]
    assert await door_due(database) == (await coming(database))[0].starts_at - timedelta(minutes=45)


async def test_changed_rules_of_the_zone_put_meetings_right(services: Services, database: Database, people: People) -> None:
    await schedule(services, people)
    assert await database.read(planning.misplaced) == []
    # As if the rules had put the second one an hour later when it was made.
    second = (await coming(database))[1]
    await database.write(lambda tx: meetings_store.set_start(tx, second, second.starts_at + timedelta(hours=1)))
    assert [job.group_id for job in await database.read(planning.misplaced)] == [GROUP]
    await services.job_repair.put_right()
    assert local(await coming(database)) == ["2026-11-24 07:00", "2026-12-01 07:00", "2026-12-08 07:00"]
    assert await database.read(planning.misplaced) == []


async def test_a_card_is_shown_where_it_was_posted_and_with_each_version_once(
    services: Services, database: Database, people: People
) -> None:
    await schedule(services, people, replace(TUESDAY, weekday=Weekday.WEDNESDAY, clock="13:00"))

    async def show() -> None:
        async def work(tx):
            group = await groups_store.get(tx, GROUP)
            for meeting in await meetings_store.upcoming(tx, GROUP, 2):
                await meetings_notices.show(tx, group, meeting)

        await database.write(work)

    for _ in range(3):
        await show()
    keys = [key for _, key, _, _ in await queued(database)]
    assert keys == ["meeting:1:card", "meeting:1:card:2"], "edits that wait are one; the second has no card yet"


async def test_without_a_channel_nothing_is_posted_until_there_is_one(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await services.setup.set_up(people.ana, Changes(cleared=frozenset({"digest_channel_id"})), 0)
    await schedule(services, people, replace(TUESDAY, weekday=Weekday.WEDNESDAY, clock="13:00"))
    assert await queued(database) == []
    clock.now += timedelta(minutes=15)
    for job in await database.read(lambda tx: jobs_store.due(tx, NUMBER)):
        if job.kind == door.JOB:
            await services.doors.run(job)
    assert await queued(database) == []
    assert await door_due(database) == clock.now + timedelta(days=7)


async def test_what_moderators_did_stands_in_the_log(services: Services, database: Database, people: People) -> None:
    found = await schedule(services, people)
    await services.meetings.skip(people.ana, "2026-12-01", "Holiday", "k:s")
    await services.meetings.move(people.ana, "2026-12-08", "08:00", "k:m")
    await services.meetings.end(people.ana, found.series.id)
    rows = await database.read(lambda tx: tx.all("SELECT action, target FROM log WHERE action LIKE 'meeting.%' ORDER BY id"))
    assert [tuple(row) for row in rows] == [
        ("meeting.schedule", "meeting"), ("meeting.skip", "M-2"), ("meeting.move", "M-3"), ("meeting.end", "meeting"),
    ]  # fmt: skip
