"""/ask and /tip: what the group asks for, one need, what it knows; all of it in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.asks.model import NeedKind
from bot.core.errors import N_, Refused
from bot.core.text import is_blank
from cogs._ui import suggest
from cogs._ui.interaction import InteractionContext, number, page_number, searched
from cogs._ui.routing import pressed
from cogs.asks import lists
from cogs.asks.cards import need_card
from cogs.asks.kinds import CHOICES
from cogs.asks.trades import mark, marked, named

if TYPE_CHECKING:
    from bot.asks.offers import Offers
    from bot.asks.service import Needs
    from bot.membership.profiles.service import Profiles
    from cogs._ui.cards import Card
    from cogs.asks.across import AcrossCog
    from cogs.asks.knowledge import Knowledge
    from cogs.asks.posting import Posting

SEARCH = 60
"""Maximum length of a search: it is in the custom ids of the buttons to other pages."""
UNKNOWN_TRADE = N_(
    "“{text}” is no trade that I know, and nobody here holds it. Choose one from the list that opens while you type."
)


class AskCog(commands.Cog):
    def __init__(
        self, needs: Needs, offers: Offers, profiles: Profiles, posting: Posting, knowledge: Knowledge, across: AcrossCog
    ) -> None:
        self._across = across
        self._needs = needs
        self._offers = offers
        self._profiles = profiles
        self._posting = posting
        self._knowledge = knowledge

    @app_commands.command(description="What the group asks for; ask something yourself, or search what was answered.")
    @app_commands.describe(
        kind="What you need, to come straight to its form",
        trade="Only what is about this trade",
        search="Words of a question, an answer or a tip",
    )
    @app_commands.choices(kind=[app_commands.Choice(name=name, value=kind.value) for kind, name in CHOICES.items()])
    async def ask(
        self,
        interaction: discord.Interaction,
        kind: str | None = None,
        trade: app_commands.Range[str, 0, suggest.LENGTH] = "",
        search: app_commands.Range[str, 0, SEARCH] = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        chosen = "" if is_blank(trade) else await self._trade(ctx, trade)
        wanted = searched(search, SEARCH)
        if not is_blank(wanted):
            await ctx.show(await self._found(ctx, wanted, 0))
        elif kind is not None:
            await self._posting.begin(ctx, NeedKind(kind), chosen)
        else:
            await ctx.show(await self._home(ctx, 0, mark(chosen) if chosen else ""))

    @ask.autocomplete("trade")
    async def suggest_trade(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        # Not authorised, as the trades are shown to anybody in the server (`Openings.introduction`).
        return suggest.seats(InteractionContext.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @app_commands.command(description="Tell the group something that helps; whoever it helped presses a button.")
    async def tip(self, interaction: discord.Interaction) -> None:
        await self._posting.begin(InteractionContext.of(interaction), NeedKind.TIP)

    @pressed("panel:ask")
    async def open_from_panel(self, ctx: InteractionContext) -> None:
        """Show it privately: the panel's message is public."""
        await ctx.show(await self._home(ctx, 0, ""))

    @pressed("page:asks")
    async def turn_page(self, ctx: InteractionContext) -> None:
        page, trade = ctx.take(2)
        await ctx.update(await self._home(ctx, page_number(page), trade))

    @pressed("page:knowledge")
    async def turn_found(self, ctx: InteractionContext) -> None:
        page, search = ctx.take(2)
        await ctx.update(await self._found(ctx, search, page_number(page)))

    @pressed("ask:open")
    async def open(self, ctx: InteractionContext) -> None:
        seen = await self._needs.get(ctx.actor(), number(ctx.chosen))
        await ctx.show(need_card(ctx.words, seen).buttons(await self._across.buttons(ctx, seen.need)))

    @pressed("page:offers")
    async def turn_offers(self, ctx: InteractionContext) -> None:
        page, need_id = ctx.take(2)
        await ctx.update(need_card(ctx.words, await self._needs.get(ctx.actor(), number(need_id)), page_number(page)))

    @pressed("ask:answers")
    async def answers(self, ctx: InteractionContext) -> None:
        await ctx.show(await self._answers(ctx, ctx.id, 0))

    @pressed("page:answers")
    async def turn_answers(self, ctx: InteractionContext) -> None:
        page, need_id = ctx.take(2)
        await ctx.update(await self._answers(ctx, number(need_id), page_number(page)))

    async def _answers(self, ctx: InteractionContext, need_id: int, page: int) -> Card:
        seen = await self._needs.get(ctx.actor(), need_id)
        return lists.answers_card(ctx.words, seen, await self._offers.answers(ctx.actor(), need_id), page)

    async def _home(self, ctx: InteractionContext, page: int, trade: str) -> Card:
        chosen = marked(trade, await self._profiles.seats(ctx.group_id))[0] if trade else ""
        home = await self._needs.home(ctx.actor(), page, chosen)
        return lists.home_card(ctx.words, home, trade, await self._knowledge.fits(ctx.group_id, home))

    async def _found(self, ctx: InteractionContext, search: str, page: int) -> Card:
        return lists.found_card(ctx.words, await self._knowledge.search(ctx.actor(), search), search, page)

    async def _trade(self, ctx: InteractionContext, typed: str) -> str:
        """The trade of the catalogue or the group that is meant. Raises Refused."""
        found = named(typed, await self._profiles.seats(ctx.group_id))
        if found:
            return found
        raise Refused(UNKNOWN_TRADE, text=typed[:40])
