"""/meeting schedule, which the cog of /meeting inherits: what is set, the form of a new series, and ending one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.core.text import Field
from bot.meetings.model import LONGEST, PLACE, SHORTEST, Every
from bot.meetings.typed import USUAL_MINUTES, Plan
from cogs._ui import forms
from cogs._ui.interaction import InteractionContext, number, one_of, searched
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.weekdays import DAYS, day_options, read_day
from cogs.meetings.cards import scheduled_card, series_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.meetings.service import Meetings
    from cogs._ui.routing import Router

FORM = "meeting:form"
CLOCK = Field(N_("At what time"), 20)
MINUTES = Field(N_("How many minutes"), 3, required=False)
LONGEST_DAY = 20
"""Maximum length of the first day, as it was typed, in the form's custom id."""
OFTEN = {
    Every.WEEK: N_("Every week"),
    Every.TWO_WEEKS: N_("Every two weeks"),
    Every.FIRST: N_("The first one of each month"),
    Every.SECOND: N_("The second one of each month"),
    Every.THIRD: N_("The third one of each month"),
    Every.FOURTH: N_("The fourth one of each month"),
    Every.LAST: N_("The last one of each month"),
}
MeetingChannel = discord.VoiceChannel | discord.StageChannel | discord.TextChannel
HOW_OFTEN = [app_commands.Choice(name=every.value, value=every.value) for every in Every]


class Scheduling(commands.Cog):
    """Sets when the group meets. The form's custom id holds what it has no field for: the channel, whether there are events, the first day."""

    _meetings: Meetings
    _router: Router

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
        day=DAYS,
        every=HOW_OFTEN,
        event=[app_commands.Choice(name="on", value="on"), app_commands.Choice(name="off", value="off")],
    )
    async def schedule(
        self,
        interaction: discord.Interaction,
        day: str | None = None,
        time: str | None = None,
        every: str | None = None,
        minutes: app_commands.Range[int, SHORTEST, LONGEST] | None = None,
        place: str | None = None,
        channel: MeetingChannel | None = None,
        event: str | None = None,
        start: str | None = None,
    ) -> None:
        ctx = InteractionContext.of(interaction)
        group, running = await self._meetings.series(ctx.actor())
        if event == "on":
            check_events(interaction)
        given = {"day": day, "time": time, "every": every, "minutes": minutes and str(minutes), "place": place}
        typed = {name: value for name, value in given.items() if value is not None}
        if not typed and (channel, event, start) == (None, None, None):
            await ctx.show(series_card(ctx.words, running, group.time_zone, interaction.guild))
            return
        ctx.args = (str(channel.id if channel else 0), event or "off", searched(start or "", LONGEST_DAY), forms.nonce())
        if day is None or time is None:
            await ctx.ask(series_form(ctx.words, ctx.take(4), typed))
            return
        try:
            await self._schedule(ctx, typed, ctx.key)
        except Refused as problem:
            await self._router.refuse(ctx, FORM, typed, problem)

    @pressed("meeting:new")
    async def new(self, ctx: InteractionContext) -> None:
        await self._meetings.series(ctx.actor())
        ctx.args = ("0", "off", "", forms.nonce())
        await ctx.ask(series_form(ctx.words, ctx.args, {}))

    @submitted(FORM)
    async def submitted(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._meetings.series(ctx.actor())  # who may not set it reads so, whatever they sent
        await self._schedule(ctx, typed, ctx.form_key(FORM, ctx.take(4)[3]))

    @reopens(FORM)
    async def open_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return series_form(ctx.words, ctx.take(4), typed)

    @pressed("meeting:end")
    async def end(self, ctx: InteractionContext) -> None:
        await self._meetings.end(ctx.actor(), ctx.id)
        group, running = await self._meetings.series(ctx.actor())
        await ctx.update(series_card(ctx.words, running, group.time_zone, ctx.interaction.guild))

    async def _schedule(self, ctx: InteractionContext, typed: Mapping[str, str], key: str) -> None:
        channel_id, event, start, _ = ctx.take(4)
        guild = ctx.interaction.guild
        if number(channel_id) and guild is not None and guild.get_channel(number(channel_id)) is None:
            raise Refused(
                N_("The channel in which you wanted to meet is gone. Use /meeting schedule again, with another channel or none.")
            )
        plan = Plan(
            read_day(typed.get("day", "")),
            typed.get("time", ""),
            one_of(Every, typed.get("every") or Every.WEEK),
            typed.get("minutes", ""),
            typed.get("place", ""),
            number(channel_id) or None,
            event == "on",
            start,
        )
        scheduled = await self._meetings.schedule(ctx.actor(), plan, key, sure=SURE in typed)
        await ctx.show(scheduled_card(ctx.words, scheduled))


def check_events(interaction: discord.Interaction) -> None:
    """Raise Refused where the bot may not make events in the server."""
    if not interaction.app_permissions.create_events:
        raise Refused(
            N_(
                "To make events I need Create Events. Give my role that permission and send it again, or choose off for the event."
            )
        )


def series_form(words: Words, rest: tuple[str, ...], typed: Mapping[str, str]) -> ui.Modal:
    """The form of a series; `rest` is the channel's id or 0, whether there are events, the first day, and a nonce."""
    return forms.form(
        ":".join((FORM, *rest)),
        words.t("When do you meet?"),
        forms.radio_item("day", words.t("Day of the week"), day_options(words), typed.get("day")),
        forms.text_item(words, "time", CLOCK, typed, words.t("Such as 07:30, in the group's time zone")),
        forms.radio_item(
            "every",
            words.t("How often"),
            [(every.value, words.t(text)) for every, text in OFTEN.items()],
            typed.get("every", Every.WEEK.value),
        ),
        forms.text_item(words, "minutes", MINUTES, {"minutes": str(USUAL_MINUTES), **typed}),
        forms.text_item(words, "place", PLACE, typed, words.t("An address, or the name of a place; the group reads it")),
    )
