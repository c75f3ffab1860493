"""/meeting: when the group meets, for members; set, skipped and moved by moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Doubt
from bot.core.text import LINE, Field
from bot.i18n import time_stamp
from bot.meetings.attendance.marking import Marking
from bot.meetings.attendance.service import Attendance
from bot.meetings.model import REASON
from bot.meetings.service import Meetings
from cogs._ui import forms
from cogs._ui.cards import Card
from cogs._ui.interaction import InteractionContext
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.meetings.agenda import AgendaCommands
from cogs.meetings.attendance import AttendanceCommands
from cogs.meetings.card import next_card
from cogs.meetings.cards import when_and_where
from cogs.meetings.guests import GuestCommands
from cogs.meetings.scheduling import Scheduling
from cogs.meetings.speakers import SpeakerCommands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from cogs._ui.bot_protocol import BotProtocol

SKIP_FORM = "meeting:skip_form"
DATE = Field(N_("The day of the meeting"), LINE)


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
        try:
            meeting = await self._meetings.skip(ctx.actor(), date, reason, ctx.key)
        except Doubt as doubt:
            # A command has no form to open again: answered as if the form had been submitted with a nonce of its own.
            ctx.args = (forms.nonce(),)
            await self._router.refuse(ctx, SKIP_FORM, {"date": date, "reason": reason}, doubt)
            return
        await ctx.show(Card().text(when_and_where(ctx.words, meeting)))

    @submitted(SKIP_FORM)
    async def skipped(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        date, reason = typed.get("date", ""), typed.get("reason", "")
        key = ctx.form_key(SKIP_FORM, ctx.take(1)[0])
        meeting = await self._meetings.skip(ctx.actor(), date, reason, key, sure=SURE in typed)
        await ctx.show(Card().text(when_and_where(ctx.words, meeting)))

    @reopens(SKIP_FORM)
    async def skip_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return skip_form(ctx.words, ctx.take(1)[0], typed)

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


def skip_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(
        f"{SKIP_FORM}:{nonce}",
        words.t("Skip a meeting"),
        forms.text_item(words, "date", DATE, typed, words.t("Such as 2026-12-29")),
        forms.text_item(words, "reason", REASON, typed, words.t("Everyone in the group reads this")),
    )
