"""The moderators' commands: the roll, and each step of a membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import date_stamp
from bot.model.members import STATUS_LABELS, Person, Status
from bot.model.membership import Step
from cogs._ui import suggest
from cogs._ui.routing import pressed
from cogs._ui.text import one_line
from cogs._ui.turn import Turn, number, page_number, person
from cogs.members import cards
from cogs.members.spreadsheets import Spreadsheets

if TYPE_CHECKING:
    from bot.services.imports import Imports
    from bot.services.members import Members
    from bot.services.profiles import Profiles
    from cogs._ui.cards import Card
    from cogs.members.decisions import Decisions


class Roll(Spreadsheets, commands.GroupCog, group_name="member", group_description="For moderators: the roll of the group."):
    def __init__(self, decisions: Decisions, members: Members, profiles: Profiles, imports: Imports) -> None:
        self._decisions = decisions
        self._members = members
        self._profiles = profiles
        self._imports = imports

    @app_commands.command(description="Let an applicant in.")
    @app_commands.describe(member="Who applied")
    async def approve(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._decisions.make(Turn.of(interaction), person(member), Step.APPROVE)

    @app_commands.command(description="Decline an application, kindly.")
    @app_commands.describe(member="Who applied", reason="They will read it")
    async def decline(self, interaction: discord.Interaction, member: discord.User, reason: str = "") -> None:
        await self._decisions.make(Turn.of(interaction), person(member), Step.DECLINE, reason)

    @app_commands.command(description="Add somebody as a member at once.")
    @app_commands.describe(member="Who", seat="Their trade")
    async def add(self, interaction: discord.Interaction, member: discord.User, seat: str) -> None:
        turn = Turn.of(interaction)
        added = await self._members.add(turn.actor(), person(member), seat)
        await turn.say(turn.words.t(cards.DONE[Step.ADD], name=f"**{one_line(added.name)}**"))

    @app_commands.command(description="Send a member on leave: they keep their trade, and reminders rest.")
    @app_commands.describe(member="Who", until="The day on which they are back, such as 2027-03-03", reason="They will read it")
    async def pause(self, interaction: discord.Interaction, member: discord.User, until: str = "", reason: str = "") -> None:
        turn = Turn.of(interaction)
        paused = await self._members.pause(turn.actor(), person(member), until, reason)
        name = f"**{one_line(paused.name)}**"
        if paused.away is None or paused.away.until is None:
            await turn.say(turn.words.t("{name} is on leave until you bring them back with /member resume.", name=name))
        else:
            day = date_stamp(paused.away.until)
            await turn.say(turn.words.t("{name} is on leave and comes back by themselves on {day}.", name=name, day=day))

    @app_commands.command(description="Bring a member back from leave.")
    @app_commands.describe(member="Who")
    async def resume(self, interaction: discord.Interaction, member: discord.User) -> None:
        turn = Turn.of(interaction)
        back = await self._members.resume(turn.actor(), person(member))
        await turn.say(turn.words.t(cards.DONE[Step.RESUME], name=f"**{one_line(back.name)}**"))

    @app_commands.command(description="Remove a member; what they did stays counted.")
    @app_commands.describe(member="Who", reason="They will read it")
    async def remove(self, interaction: discord.Interaction, member: discord.User, reason: str) -> None:
        await self._decisions.make(Turn.of(interaction), person(member), Step.REMOVE, reason)

    @app_commands.command(description="Give a member another trade.")
    @app_commands.describe(member="Who", seat="Their new trade")
    async def seat(self, interaction: discord.Interaction, member: discord.User, seat: str) -> None:
        turn = Turn.of(interaction)
        moved = await self._members.move_seat(turn.actor(), person(member), seat)
        name, trade = f"**{one_line(moved.name)}**", one_line(moved.seat)
        await turn.say(turn.words.t("{name} is here as {seat} now.", name=name, seat=trade))

    @add.autocomplete("seat")
    @seat.autocomplete("seat")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.seats(Turn.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @pause.autocomplete("until")
    async def suggest_day(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.days(Turn.of(interaction), typed)

    @app_commands.command(name="list", description="The roll of the group.")
    @app_commands.describe(status="Only those who are this")
    @app_commands.choices(status=[app_commands.Choice(name=label, value=status.value) for status, label in STATUS_LABELS.items()])
    async def roll(self, interaction: discord.Interaction, status: str | None = None) -> None:
        turn = Turn.of(interaction)
        found = await self._members.roll(turn.actor(), Status(status) if status else None)
        await turn.show(cards.roll_card(turn.words, found))

    @app_commands.command(description="What happened to one person here, and who did it.")
    @app_commands.describe(member="Whose history")
    async def history(self, interaction: discord.Interaction, member: discord.User) -> None:
        turn = Turn.of(interaction)
        await turn.show(await self._history(turn, person(member), 0))

    @pressed("page:history")
    async def turn_page(self, turn: Turn) -> None:
        page, user_id = turn.take(2)
        await turn.update(await self._history(turn, Person(number(user_id)), page_number(page)))

    async def _history(self, turn: Turn, who: Person, page: int) -> Card:
        found = await self._members.history(turn.actor(), who, cards.HISTORY_PAGE + 1, page * cards.HISTORY_PAGE)
        return cards.history_card(turn.words, found, page)
