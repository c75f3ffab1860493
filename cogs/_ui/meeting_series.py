"""When and where a group meets, as several cogs say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.meetings.model import Every
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.meetings.model import Meeting, Series

EVERY = {
    Every.WEEK: N_("Every {day}"),
    Every.TWO_WEEKS: N_("Every second {day}"),
    Every.FIRST: N_("The first {day} of each month"),
    Every.SECOND: N_("The second {day} of each month"),
    Every.THIRD: N_("The third {day} of each month"),
    Every.FOURTH: N_("The fourth {day} of each month"),
    Every.LAST: N_("The last {day} of each month"),
}


def where(meeting: Meeting | Series) -> list[str]:
    """A line with the place and the channel; none where neither is set."""
    channel = f"<#{meeting.channel_id}>" if meeting.channel_id else ""
    places = [each for each in (one_line(meeting.place), channel) if each]
    return [f"📍 {' · '.join(places)}"] if places else []


def how_often(words: Words, series: Series, zone: str) -> list[str]:
    """“Every Tuesday, 07:00 (America/Sao_Paulo), 90 minutes”, and a line with the place where there is one."""
    said = words.t(
        "{days}, {time} ({zone}), {minutes} minutes",
        days=words.t(EVERY[series.every], day=words.weekday(series.weekday)),
        time=series.clock.isoformat("minutes"),
        zone=zone,
        minutes=series.minutes,
    )
    return [f"**{said}**", *where(series)]
