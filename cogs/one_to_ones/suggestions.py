"""/one-to-one suggest and its buttons, which the cog of /one-to-one inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.asks.matching.service import Matching
from bot.relationships.suggestions.service import Suggestions
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.limits import OPTIONS
from cogs._ui.pressed_message import chosen
from cogs._ui.routing import pressed
from cogs.one_to_ones.suggested import suggested_card

if TYPE_CHECKING:
    import discord

    from bot.core.actor import Actor
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Card


def addressed(ctx: InteractionContext) -> tuple[Actor, int]:
    """The actor and the other member of `<user>`, or of `<group>:<user>` on a card in a direct message. Raises Refused.

    In a server the group is the server's own, whatever the custom id says.
    """
    group_id, _, user_id = ":".join(ctx.args).rpartition(":")
    return ctx.actor(number(group_id or "0")), number(user_id)


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
        await ctx.show(await self._card(ctx, ctx.actor()))

    @pressed("panel:meet")
    async def suggest_from_panel(self, ctx: InteractionContext) -> None:
        await ctx.show(await self._card(ctx, ctx.actor()))

    @pressed("touch:suggest")
    async def suggest_in_group(self, ctx: InteractionContext) -> None:
        await ctx.show(await self._card(ctx, ctx.actor(ctx.id)))

    @pressed("touch:others")
    async def suggest_others(self, ctx: InteractionContext) -> None:
        actor, user_id = addressed(ctx)
        await self._suggestions.leave_out(actor, user_id)
        await ctx.update(await self._card(ctx, actor))

    @pressed("touch:others_back")
    async def suggest_again(self, ctx: InteractionContext) -> None:
        actor = ctx.actor(ctx.id)
        await self._suggestions.take_back(actor, [number(each) for each in chosen(ctx.interaction)][:OPTIONS])
        await ctx.update(await self._card(ctx, actor))

    async def _card(self, ctx: InteractionContext, actor: Actor) -> Card:
        found = await self._suggestions.suggest(actor, self._matching.in_common)
        return suggested_card(ctx.words, found, 0 if actor.in_group else actor.group_id)
