"""/one-to-one suggest and its buttons, which the cog of /one-to-one inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.asks.matching.service import Matching
from bot.relationships.suggestions.service import Suggested, Suggestions
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.limits import OPTIONS
from cogs._ui.pressed_message import chosen
from cogs._ui.routing import pressed
from cogs.one_to_ones.suggested import suggested_card

if TYPE_CHECKING:
    import discord

    from cogs._ui.bot_protocol import BotProtocol


class SuggestCommands(commands.Cog):
    """Whom to meet next, and why."""

    _suggestions: Suggestions
    _matching: Matching

    def _take_suggestions(self, bot: BotProtocol) -> None:
        self._suggestions = bot.services.of(Suggestions)
        self._matching = bot.services.of(Matching)

    @app_commands.command(description="Whom to meet next, and why.")
    async def suggest(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(suggested_card(ctx.words, await self._suggested(ctx)))

    @pressed("panel:meet")
    async def suggest_from_panel(self, ctx: InteractionContext) -> None:
        await ctx.show(suggested_card(ctx.words, await self._suggested(ctx)))

    @pressed("touch:others")
    async def suggest_others(self, ctx: InteractionContext) -> None:
        await self._suggestions.leave_out(ctx.actor(), ctx.id)
        await ctx.update(suggested_card(ctx.words, await self._suggested(ctx)))

    @pressed("touch:others_back")
    async def suggest_again(self, ctx: InteractionContext) -> None:
        user_ids = [number(each) for each in chosen(ctx.interaction)][:OPTIONS]
        await self._suggestions.take_back(ctx.actor(), user_ids)
        await ctx.update(suggested_card(ctx.words, await self._suggested(ctx)))

    async def _suggested(self, ctx: InteractionContext) -> Suggested:
        return await self._suggestions.suggest(ctx.actor(), self._matching.in_common)
