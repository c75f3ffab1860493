"""The sample group meets every Tuesday morning; one meeting was skipped, and one moved to a Thursday evening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.demo.people import Text

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    import simcord

TUESDAY = 1
"""By `date.weekday`."""
AT, EVENING = time(7, 30), time(18, 30)
PLACE = Text("Café Consolação, upstairs", "Café Consolação, no andar de cima")
HOLIDAY = Text("A holiday. Sleep in!", "Feriado. Durmam até mais tarde!")
SKIPPED, MOVED = 3, 6
"""Which of the Tuesdays, counted from 0."""
SAID_BEFORE = timedelta(days=6)
"""How long before a meeting the moderator skips or moves it."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """What the moderator does about the meetings, by commands in a channel; `first` is the day from which on the group meets."""

    moderator: simcord.MemberActor
    channel: simcord.ChannelHandle
    first: date
    zone: ZoneInfo
    language: str

    async def schedule(self) -> None:
        await self.moderator.slash(
            self.channel,
            "meeting schedule",
            day="tuesday",
            time=AT.isoformat("minutes"),
            minutes=75,
            place=PLACE.of(self.language),
        )

    async def skip(self) -> None:
        day = self.tuesday(SKIPPED).isoformat()
        await self.moderator.slash(self.channel, "meeting skip", date=day, reason=HOLIDAY.of(self.language))

    async def move(self) -> None:
        day = self.tuesday(MOVED)
        to = f"{(day + timedelta(days=2)).isoformat()} {EVENING.isoformat('minutes')}"
        await self.moderator.slash(self.channel, "meeting move", date=day.isoformat(), time=to)

    def tuesday(self, number: int) -> date:
        """The day of that meeting, as the series gives it."""
        return self.first + timedelta(days=(TUESDAY - self.first.weekday()) % 7, weeks=number)

    def said_at(self, number: int) -> datetime:
        """When the moderator skips or moves that meeting."""
        return datetime.combine(self.tuesday(number), AT, tzinfo=self.zone) - SAID_BEFORE
