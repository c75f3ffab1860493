"""/member, for moderators: the roll, and a command for each step of a membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import date_stamp
from bot.membership.associates.service import Associates
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import STATUS_LABELS, Person, Status
from bot.membership.profiles.service import Profiles
from bot.membership.roster.service import Roster
from bot.membership.roster_import.service import RosterImport
from bot.membership.terms.service import Terms
from cogs._ui import suggest
from cogs._ui.interaction import InteractionContext, number, page_number, person
from cogs._ui.people import mentioned
from cogs._ui.routing import pressed
from cogs._ui.text import one_line
from cogs.members import cards
from cogs.members.expected import Expected
from cogs.members.roster_import import Spreadsheets
from cogs.members.terms import TermCommands

if TYPE_CHECKING:
    from bot.services import Services
    from cogs._ui.cards import Card
    from cogs.members.status_changes import StatusChanges


class MemberCommands(
    Spreadsheets,
    Expected,
    TermCommands,
    commands.GroupCog,
    group_name="member",
    group_description="For moderators: the roll of the group.",
):
    def __init__(self, decisions: StatusChanges, services: Services) -> None:
        self._decisions = decisions
        self._associates = services.of(Associates)
        self._roster = services.of(Roster)
        self._profiles = services.of(Profiles)
        self._terms = services.of(Terms)
        self._take_roster_import(services.of(RosterImport))

    @app_commands.command(description="Let an applicant in.")
    @app_commands.describe(member="Who applied")
    async def approve(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._decisions.make(InteractionContext.of(interaction), person(member), Step.APPROVE)

    @app_commands.command(description="Decline an application, kindly.")
    @app_commands.describe(member="Who applied", reason="They will read it")
    async def decline(self, interaction: discord.Interaction, member: discord.User, reason: str = "") -> None:
        await self._decisions.make(InteractionContext.of(interaction), person(member), Step.DECLINE, reason)

    @app_commands.command(description="Add somebody as a member at once.")
    @app_commands.describe(member="Who", seat="Their trade")
    async def add(self, interaction: discord.Interaction, member: discord.User, seat: str) -> None:
        ctx = InteractionContext.of(interaction)
        added = await self._roster.add(ctx.actor(), person(member), seat)
        await ctx.say(ctx.words.t(cards.DONE[Step.ADD], name=mentioned(added.user_id, added.name)))

    @app_commands.command(description="Send a member on leave: they keep their trade, and reminders rest.")
    @app_commands.describe(member="Who", until="The day on which they are back, such as 2027-03-03", reason="They will read it")
    async def pause(self, interaction: discord.Interaction, member: discord.User, until: str = "", reason: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        paused = await self._roster.pause(ctx.actor(), person(member), until, reason)
        name = mentioned(paused.user_id, paused.name)
        if paused.away is None or paused.away.until is None:
            await ctx.say(ctx.words.t("{name} is on leave until you bring them back with /member resume.", name=name))
        else:
            day = date_stamp(paused.away.until)
            await ctx.say(ctx.words.t("{name} is on leave and comes back by themselves on {day}.", name=name, day=day))

    @app_commands.command(description="Bring a member back from leave.")
    @app_commands.describe(member="Who")
    async def resume(self, interaction: discord.Interaction, member: discord.User) -> None:
        ctx = InteractionContext.of(interaction)
        back = await self._roster.resume(ctx.actor(), person(member))
        await ctx.say(ctx.words.t(cards.DONE[Step.RESUME], name=mentioned(back.user_id, back.name)))

    @app_commands.command(description="Remove a member; what they did stays counted.")
    @app_commands.describe(member="Who", reason="They will read it")
    async def remove(self, interaction: discord.Interaction, member: discord.User, reason: str) -> None:
        await self._decisions.make(InteractionContext.of(interaction), person(member), Step.REMOVE, reason)

    @app_commands.command(description="Give a member another trade.")
    @app_commands.describe(member="Who", seat="Their new trade")
    async def seat(self, interaction: discord.Interaction, member: discord.User, seat: str) -> None:
        ctx = InteractionContext.of(interaction)
        moved = await self._roster.move_seat(ctx.actor(), person(member), seat)
        name, trade = mentioned(moved.user_id, moved.name), one_line(moved.seat)
        await ctx.say(ctx.words.t("{name} is here as {seat} now.", name=name, seat=trade))

    @app_commands.command(
        description="Make somebody a friend of the group: a member without a trade, to whom nobody refers clients."
    )
    @app_commands.describe(member="Who; /member seat gives them a trade again")
    async def associate(self, interaction: discord.Interaction, member: discord.User) -> None:
        ctx = InteractionContext.of(interaction)
        made = await self._associates.make(ctx.actor(), person(member))
        await ctx.say(
            ctx.words.t("{name} is a friend of the group now, without a trade.", name=mentioned(made.user_id, made.name))
        )

    @add.autocomplete("seat")
    @seat.autocomplete("seat")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.seats(InteractionContext.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @pause.autocomplete("until")
    async def suggest_day(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.days(InteractionContext.of(interaction), typed)

    @app_commands.command(name="list", description="The roll of the group.")
    @app_commands.describe(status="Only those who are this")
    @app_commands.choices(status=[app_commands.Choice(name=label, value=status.value) for status, label in STATUS_LABELS.items()])
    async def roll(self, interaction: discord.Interaction, status: str | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        found = await self._roster.roll(ctx.actor(), Status(status) if status else None)
        await ctx.show(cards.roll_card(ctx.words, found))

    @app_commands.command(description="What happened to one person here, and who did it.")
    @app_commands.describe(member="Whose history")
    async def history(self, interaction: discord.Interaction, member: discord.User) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(await self._history(ctx, person(member), 0))

    @pressed("page:history")
    async def turn_page(self, ctx: InteractionContext) -> None:
        page, user_id = ctx.take(2)
        await ctx.update(await self._history(ctx, Person(number(user_id)), page_number(page)))

    async def _history(self, ctx: InteractionContext, who: Person, page: int) -> Card:
        found = await self._roster.history(ctx.actor(), who, cards.HISTORY_PAGE + 1, page * cards.HISTORY_PAGE)
        return cards.history_card(ctx.words, found, page)
