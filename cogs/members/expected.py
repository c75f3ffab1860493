"""/member expected, which the cog of /member inherits: people on the roll who are not recognised in Discord yet, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.core.text import plain
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from cogs._ui import suggest
from cogs._ui.interaction import InteractionContext
from cogs._ui.routing import pressed
from cogs.members import cards

if TYPE_CHECKING:
    from bot.membership.associates.service import Associates
    from bot.membership.members.model import Listed
    from bot.membership.profiles.service import Profiles
    from bot.membership.roster.service import Roster


class Expected(commands.Cog):
    """Looks up expected members, changes or takes their trade and removes them. A user option can't name them, since they have no Discord id."""

    _associates: Associates
    _roster: Roster
    _profiles: Profiles

    @app_commands.command(name="expected", description="Look up somebody expected, give them another trade, or remove them.")
    @app_commands.describe(name="Their name as on the roll", seat="Their new trade")
    async def look_after_expected(self, interaction: discord.Interaction, name: str, seat: str | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        found = _found(await self._roster.expected(ctx.actor()), name)
        if seat is not None:
            await self._roster.move_seat(ctx.actor(), Person(found.user_id, found.name), seat)
        history = await self._roster.history(ctx.actor(), Person(found.user_id), cards.EXPECTED_HISTORY)
        await ctx.show(cards.expected_card(ctx.words, history))

    @look_after_expected.autocomplete("name")
    async def suggest_expected(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        ctx = InteractionContext.of(interaction)
        try:
            return suggest.people(await self._roster.expected(ctx.actor()), typed)
        except Refused:
            # Suggestions are authorised as the command is; who may not use it gets none, since an autocomplete can't show a refusal.
            return []

    @look_after_expected.autocomplete("seat")
    async def suggest_their_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.seats(InteractionContext.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @pressed("expected:associate")
    async def expect_without_trade(self, ctx: InteractionContext) -> None:
        made = await self._associates.make(ctx.actor(), Person(-ctx.id))
        history = await self._roster.history(ctx.actor(), Person(made.user_id), cards.EXPECTED_HISTORY)
        await ctx.update(cards.expected_card(ctx.words, history))

    @pressed("expected:remove")
    async def remove_expected(self, ctx: InteractionContext) -> None:
        removed = await self._roster.decide(ctx.actor(), Person(-ctx.id), Step.REMOVE)
        await ctx.update(cards.expected_card(ctx.words, await self._roster.history(ctx.actor(), Person(removed.user_id), 1)))


def _found(expected: list[Listed], typed: str) -> Listed:
    """The person with that id (a suggestion's value), or that name, or the only one whose name contains it. Raises Refused."""
    chosen = [each for each in expected if str(each.user_id) == typed]
    named = [each for each in expected if plain(each.name) == plain(typed)]
    holding = [each for each in expected if plain(typed) and plain(typed) in plain(each.name)]
    for those in (chosen, named, holding):
        if len(those) == 1:
            return those[0]
    raise Refused(
        N_("Choose somebody expected from the list that opens while you type their name; /member list shows all of them.")
    )
