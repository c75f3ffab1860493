"""Choosing one of those who offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import pressed
from cogs.asks import notes

if TYPE_CHECKING:
    from bot.asks.offers import Offers


class Choosing(commands.Cog):
    def __init__(self, offers: Offers) -> None:
        self._offers = offers

    @pressed("ask:choose")
    async def choose(self, ctx: InteractionContext) -> None:
        need_id, user_id = (number(each) for each in ctx.take(2))
        seen = await self._offers.choose(ctx.actor(), need_id, user_id)
        await ctx.update(notes.chose(ctx.words, seen, user_id))
