"""/meeting host and /meeting export, which the cog of /meeting inherits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_
from bot.i18n import time_stamp
from bot.meetings.attendance.model import State
from cogs._ui.cards import Card
from cogs._ui.interaction import InteractionContext, person
from cogs._ui.people import mentioned
from cogs._ui.progress import counted, written
from cogs._ui.seats import plain_held_trade
from cogs._ui.tables import FORMATS, Table, attach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.i18n import Words
    from bot.meetings.attendance.marking import History, Marking

STATES = {
    State.PRESENT: N_("present"),
    State.LATE: N_("late"),
    State.EXCUSED: N_("excused"),
    State.SUBSTITUTE: N_("substitute"),
    State.NONE: "",
}


class AttendanceCommands(commands.Cog):
    """The part of the cog `meeting` that is about who comes."""

    _marking: Marking

    def _take_attendance(self, marking: Marking) -> None:
        self._marking = marking

    @app_commands.command(description="For moderators: choose who notes at the door who is there.")
    @app_commands.describe(member="Who hosts it", date="The day of the meeting; the next one without it")
    async def host(self, interaction: discord.Interaction, member: discord.User, date: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        meeting, chosen = await self._marking.host(ctx.actor(), person(member), date)
        await ctx.say(
            ctx.words.t(
                "{name} hosts {meeting} on {time}, and reads so in a message.",
                name=mentioned(chosen.user_id, chosen.name),
                meeting=meeting.label,
                time=time_stamp(meeting.starts_at),
            )
        )

    @app_commands.command(name="export", description="For moderators: a file of who was at which meeting.")
    @app_commands.describe(kind="Which kind of file")
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=FORMATS)
    async def export_attendance(self, interaction: discord.Interaction, kind: str) -> None:
        ctx = InteractionContext.of(interaction)
        history = await self._marking.history(ctx.actor())
        table = Table("attendance", ctx.words.t("Attendance"), history_rows(ctx.words, history), len(history.people))
        count = len(history.meetings)
        card = Card().text(
            f"📤 {ctx.words.n('Who was there, at {count} meeting.', 'Who was there, at {count} meetings.', count)}"
        )
        card.small(ctx.words.t("It is about others: keep it to yourself."))
        async with counted(ctx, partial(written, ctx.words)) as counter:
            await counter.answer(await attach(card, ctx.words, "attendance", kind, [table], counter))


def history_rows(words: Words, history: History) -> Iterator[list[str]]:
    """A row for each member, with a column for each meeting."""
    days = [each.starts_at.astimezone(history.zone).date().isoformat() for each in history.meetings]
    yield [words.t("Name"), words.t("Trade"), *days]
    for who in history.people:
        states = [history.states.get((each.id, who.user_id), State.NONE) for each in history.meetings]
        yield [who.name, plain_held_trade(words, who.seat), *(words.t(STATES[each]) if STATES[each] else "" for each in states)]
