"""/meeting: when the group meets, for members; set, skipped and moved by moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import time_stamp
from bot.meetings.attendance.marking import Marking
from bot.meetings.attendance.service import Attendance
from bot.meetings.service import Meetings
from cogs._ui.cards import Card
from cogs._ui.interaction import InteractionContext
from cogs._ui.routing import pressed
from cogs.meetings.agenda import AgendaCommands
from cogs.meetings.attendance import AttendanceCommands
from cogs.meetings.card import next_card
from cogs.meetings.cards import when_and_where
from cogs.meetings.guests import GuestCommands
from cogs.meetings.scheduling import Scheduling
from cogs.meetings.speakers import SpeakerCommands

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


class MeetingCommands(
    AttendanceCommands,
    GuestCommands,
    SpeakerCommands,
    AgendaCommands,
    Scheduling,
    commands.GroupCog,
    group_name="meeting",
    group_description="When the group meets.",
):
    def __init__(self, bot: BotProtocol) -> None:
        self._meetings = bot.services.of(Meetings)
        self._attendance = bot.services.of(Attendance)
        self._router = bot.router
        self._take_attendance(bot.services.of(Marking))
        self._take_guests(bot)
        self._take_speakers(bot)
        self._take_agendas(bot)

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
        await ctx.show(next_card(ctx.words, await self._attendance.upcoming(ctx.actor())))
