"""The calendar files of meetings, and *cover* for one, by buttons; the cog of /meeting inherits them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.asks.model import NeedKind
from bot.asks.service import Needs
from bot.core.computing import beside
from bot.meetings import calendar_files
from bot.meetings.calendars import Calendars
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import Card, button
from cogs._ui.cover_form import cover_form
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import pressed
from cogs.meetings import calendar_entries

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.service import Speakers
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Button

ALL = "all"
"""In place of a meeting's id: all series of the group."""


def calendar_button(words: Words, meeting: Meeting) -> Button:
    """The file of one meeting."""
    return button(f"meeting:calendar:{meeting.id}", words.t("Calendar"), "🗓️")


def series_button(words: Words) -> Button:
    """The file of all that is to come, for the card of /meeting next."""
    return button(f"meeting:calendar:{ALL}", words.t("All meetings, for my calendar"), "🗓️")


def cover_button(words: Words, meeting_id: int) -> Button:
    """*Cover*: the form of /ask, filled with when and where; where somebody says that they can't come."""
    return button(f"meeting:cover:{meeting_id}", words.t("Ask who stands in for me"), "🙋")


class CalendarButtons(commands.Cog):
    _bot: BotProtocol
    _calendars: Calendars
    _needs: Needs
    _speakers: Speakers

    def _take_calendars(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._calendars = bot.services.of(Calendars)
        self._needs = bot.services.of(Needs)

    @pressed("meeting:calendar")
    async def calendar(self, ctx: InteractionContext) -> None:
        (chosen,) = ctx.take(1)
        now, card = discord.utils.utcnow(), Card().text(ctx.words.t("🗓️ Open this file with your calendar."))
        if chosen == ALL:
            zone, several = await self._calendars.series(ctx.actor())
            title = await self._title(ctx, ctx.group_id)
            series = [calendar_entries.of_series(each, zone, title) for each in several]
            data, name = await beside(calendar_files.file_of_series, series, zone, now), "meetings.ics"
        else:
            found = await self._calendars.meeting(ctx.actor(), number(chosen))
            entry = calendar_entries.of_meeting(found.meeting, await self._title(ctx, found.meeting.group_id))
            data, name = await beside(calendar_files.file_of, entry, found.zone, now), f"{found.meeting.label}.ics"
            card.small(
                ctx.words.t(
                    "If your calendar has all meetings already, take that file again instead: /meeting next. This one would show the"
                    " meeting a second time."
                )
            )
        await ctx.show(card.file(name, data))

    async def _title(self, ctx: InteractionContext, group_id: int) -> str:
        return ctx.words.t("Meeting of {group}", group=await plain_group_name(self._bot, group_id))

    @pressed("meeting:cover")
    async def cover(self, ctx: InteractionContext) -> None:
        """Open the form of a cover with what is known of the meeting."""
        await self._needs.check_new(ctx.actor(), NeedKind.COVER)
        found = await self._speakers.to_cover(ctx.actor(), ctx.id)
        what = ctx.words.t("Come to our meeting in my place")
        if found.presents:
            what = ctx.words.t("Present at our meeting in my place")
            what = f"{what}: {found.topic}" if found.topic else what
        when = found.meeting.starts_at.astimezone(found.zone).strftime("%Y-%m-%d %H:%M")
        typed = {"what": what, "when": when, "where": found.meeting.place}
        await ctx.ask(cover_form(ctx.words, typed))
