"""The sample group's plan on any day on which somebody may start the demo, without the bot."""

from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from bot.core.calendar import Weekday
from bot.demo import group
from bot.demo.meetings import AT, MOVED, SKIPPED, TUESDAY, Meetings
from bot.demo.places import ZONE
from bot.groups.model import Group
from bot.meetings import occurrences
from bot.meetings.typed import Plan, read_plan

DAYS = (
    *(f"2026-11-{day}T12:20" for day in range(22, 29)),
    *("2026-11-01T12:20", "2026-11-30T12:20", "2026-12-31T12:20", "2027-01-01T12:20", "2028-02-29T12:20", "2028-03-01T12:20"),
    *("2018-11-04T12:20", "2019-02-17T12:20"),  # Sundays on which clocks in the group's zone were changed, for the last time
    *("2018-12-25T12:20", "2019-03-26T12:20"),  # with such a Sunday within the eight weeks
    *(f"2026-11-24T{clock}" for clock in ("00:10", "06:50", "07:10", "07:35", "08:50", "23:50")),  # around a meeting
)


class Noted(Meetings):
    """Keeps what the moderator would type."""

    typed: ClassVar = {}

    async def moderate(self, command, **options):
        self.typed[command] = options


@pytest.mark.parametrize("day", DAYS)
async def test_its_meetings_are_those_of_the_series_and_all_is_done_in_time(day):
    now = datetime.fromisoformat(day).replace(tzinfo=ZONE)
    began = group.beginning(now)
    first = began.date() + timedelta(days=1)
    meetings = Noted(None, {}, None, None, first, ZONE, "en")

    await meetings.schedule(first)
    typed = Noted.typed["schedule"]
    plan = Plan(Weekday[typed["day"].upper()], typed["time"], start=typed["start"])
    rule = read_plan(plan, Group(1, time_zone=ZONE.key), began, "en")
    days = occurrences.days(rule, began.date())
    given = [next(days) for _ in range(group.WEEKS + 1)]
    assert [meetings.starts_by_series(number).date() for number in range(group.WEEKS + 1)] == given
    assert {each.weekday() for each in given} == {TUESDAY}

    acts = list(meetings.acts(now))
    assert all(began < at <= now for at, _ in acts)
    names = [act.__name__ for _, act in acts]
    for name, number in (("_skip", SKIPPED), ("_move", MOVED)):
        assert names.count(name) == 1
        assert acts[names.index(name)][0] < min(meetings.starts(number), meetings.starts_by_series(number))
    over = [number for number in range(group.WEEKS) if meetings.starts(number) <= now]
    assert len(over) >= group.WEEKS - 1
    assert {(meetings.starts(number).time(), number == MOVED) for number in over} == {
        (AT, False),
        (meetings.starts(MOVED).time(), True),
    }
