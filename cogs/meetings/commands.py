"""/meeting: when the group meets, for members; set, skipped and moved by moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.calendar import Weekday
from bot.i18n import time_stamp
from bot.meetings.model import LONGEST, SHORTEST, Every
from bot.meetings.typed import USUAL_MINUTES, Plan
from cogs._ui.cards import Card
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import pressed
from cogs.meetings.cards import next_card, scheduled_card, series_card, when_and_where

if TYPE_CHECKING:
    from bot.meetings.service import Meetings

MeetingChannel = discord.VoiceChannel | discord.StageChannel | discord.TextChannel


class MeetingCommands(commands.GroupCog, group_name="meeting", group_description="When the group meets."):
    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings

    @app_commands.command(description="For moderators: set when the group meets; without options it shows what is set.")
    @app_commands.describe(
        day="The day of the week",
        time="Such as 07:30, in the group's time zone",
        every="How often; every week if you leave it out",
        minutes="How long a meeting takes",
        place="Where you meet",
        channel="The channel in which you meet, if it is one",
        event="Whether each meeting is an event of the server too",
        start="The first day, such as 2026-12-01; today if you leave it out",
    )
    @app_commands.choices(
        day=[app_commands.Choice(name=day.name.lower(), value=day.name.lower()) for day in Weekday],
        every=[app_commands.Choice(name=every.value, value=every.value) for every in Every],
        event=[app_commands.Choice(name="on", value="on"), app_commands.Choice(name="off", value="off")],
    )
    async def schedule(
        self,
        interaction: discord.Interaction,
        day: str | None = None,
        time: str | None = None,
        every: str = Every.WEEK.value,
        minutes: app_commands.Range[int, SHORTEST, LONGEST] = USUAL_MINUTES,
        place: str = "",
        channel: MeetingChannel | None = None,
        event: str = "off",
        start: str = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        if day is None or time is None:
            group, running = await self._meetings.series(ctx.actor())
            await ctx.show(series_card(ctx.words, running, group.time_zone))
            return
        channel_id = channel.id if channel else None
        plan = Plan(Weekday[day.upper()], time, Every(every), str(minutes), place, channel_id, event == "on", start)
        await ctx.show(scheduled_card(ctx.words, await self._meetings.schedule(ctx.actor(), plan, ctx.key)))

    @pressed("meeting:end")
    async def end(self, ctx: InteractionContext) -> None:
        await self._meetings.end(ctx.actor(), number(ctx.args[0]))
        group, running = await self._meetings.series(ctx.actor())
        await ctx.show(series_card(ctx.words, running, group.time_zone))

    @app_commands.command(description="For moderators: skip a meeting, such as on a holiday.")
    @app_commands.describe(date="The day of the meeting, such as 2026-12-29", reason="The group reads it")
    async def skip(self, interaction: discord.Interaction, date: str, reason: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        meeting = await self._meetings.skip(ctx.actor(), date, reason, ctx.key)
        await ctx.show(Card().text(when_and_where(ctx.words, meeting)))

    @app_commands.command(description="For moderators: move one meeting to another time.")
    @app_commands.describe(date="The day of the meeting, such as 2026-12-29", time="Such as 08:00, or another day with it")
    async def move(self, interaction: discord.Interaction, date: str, time: str) -> None:
        ctx = InteractionContext.of(interaction)
        meeting = await self._meetings.move(ctx.actor(), date, time, ctx.key)
        await ctx.say(ctx.words.t("{meeting} is on {time} now.", meeting=meeting.label, time=time_stamp(meeting.starts_at)))

    @app_commands.command(description="The next meeting, and those after it.")
    async def next(self, interaction: discord.Interaction) -> None:
        await self._show_next(InteractionContext.of(interaction))

    @pressed("panel:meeting")
    async def next_from_panel(self, ctx: InteractionContext) -> None:
        await self._show_next(ctx)

    async def _show_next(self, ctx: InteractionContext) -> None:
        meeting = await self._meetings.next(ctx.actor())
        following = await self._meetings.upcoming(ctx.actor())
        await ctx.show(next_card(ctx.words, meeting, [each for each in following if each.id != meeting.id]))
