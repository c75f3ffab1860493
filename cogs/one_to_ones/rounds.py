"""/one-to-one rounds and its buttons, which the cog of /one-to-one inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import not_found
from bot.core.share_once import ShareOnce
from bot.membership.members.model import Person
from bot.relationships.rounds.model import Answer, Every
from bot.relationships.rounds.service import RoundsOfGroup
from cogs._ui.interaction import InteractionContext, number, one_of
from cogs._ui.morning_list import show_again
from cogs._ui.routing import pressed
from cogs._ui.share_once import share
from cogs.one_to_ones.cards import asked
from cogs.one_to_ones.round_cards import announced_card, answered, counted_card, rounds_card

if TYPE_CHECKING:
    from bot.relationships.one_to_ones.asking import Asking
    from cogs._ui.bot_protocol import BotProtocol


class RoundCommands(commands.Cog):
    """Rounds of one-to-ones: how often, for moderators; counting oneself in, and whether one met."""

    _bot: BotProtocol
    _rounds: RoundsOfGroup
    _asking: Asking

    def _take_rounds(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._rounds = bot.services.of(RoundsOfGroup)

    @app_commands.command(description="For moderators: pair those who want to, every two weeks or every month.")
    @app_commands.describe(every="How often; what is set, if you leave it out")
    @app_commands.choices(every=[app_commands.Choice(name=every.value, value=every.value) for every in Every])
    async def rounds(self, interaction: discord.Interaction, every: str | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        if every is None:
            found = await self._rounds.show(ctx.actor())
        else:
            found = await self._rounds.set_every(ctx.actor(), one_of(Every, every))
        await ctx.show(rounds_card(ctx.words, found))

    @pressed("round:share")
    async def share(self, ctx: InteractionContext) -> None:
        found = await self._rounds.announced(ctx.actor())
        await share(ctx, self._bot.services.of(ShareOnce), announced_card(found))

    @pressed("round:in")
    async def count_in(self, ctx: InteractionContext) -> None:
        await ctx.update(counted_card(ctx.words, await self._rounds.count_in(ctx.actor(), on=True)))

    @pressed("round:out")
    async def count_out(self, ctx: InteractionContext) -> None:
        await ctx.update(counted_card(ctx.words, await self._rounds.count_in(ctx.actor(), on=False)))

    @pressed("round:ask")
    async def ask_partner(self, ctx: InteractionContext) -> None:
        place_id, user_id = (number(part) for part in ctx.take(2))
        place = await self._rounds.place(ctx.user_id, place_id)
        if user_id not in dict(place.others):
            raise not_found()
        found = await self._asking.ask(ctx.actor(place.group_id), Person(user_id), ctx.key)
        await ctx.show(asked(ctx.words, found))

    @pressed("round:met")
    async def met(self, ctx: InteractionContext) -> None:
        await self._say(ctx, Answer.MET)

    @pressed("round:not_yet")
    async def not_yet(self, ctx: InteractionContext) -> None:
        await self._say(ctx, Answer.NOT_YET)

    async def _say(self, ctx: InteractionContext, said: Answer) -> None:
        place_id, stamp = (number(part) for part in ctx.take(2))
        place = await self._rounds.answer(ctx.user_id, place_id, said)
        await show_again(ctx, self._bot, place.group_id, stamp)
        await ctx.show(answered(ctx.words, place))
