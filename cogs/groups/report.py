"""/group report, which the cog of /group inherits."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import not_found
from bot.reports.group_report.model import Span
from bot.reports.group_report.service import GroupReports
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.drawing import page_awaited
from cogs._ui.interaction import InteractionContext, one_of
from cogs._ui.progress import counted, written
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, attach
from cogs._ui.to_send import read_in
from cogs.groups import report_cards as cards

if TYPE_CHECKING:
    from bot.reports.group_report.model import Report
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Card


CARD, PAGE = "card", "page"
_SPANS = {Span.MONTH: "month", Span.QUARTER: "quarter", Span.HALF_YEAR: "half a year", Span.YEAR: "year"}


class ReportCommands(commands.Cog):
    """The part of the cog `group` that reports on closed periods."""

    _bot: BotProtocol
    _reports: GroupReports

    def _take_report(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._reports = bot.services.of(GroupReports)

    @app_commands.command(description="What the group did in the last whole month, quarter, half year or year.")
    @app_commands.describe(period="The last one that is over", kind="A card here, a page to print, or a file with the members")
    @app_commands.rename(kind="format")
    @app_commands.choices(
        period=[app_commands.Choice(name=name, value=span.value) for span, name in _SPANS.items()],
        kind=[*(app_commands.Choice(name=each, value=each) for each in (CARD, PAGE)), *FORMATS],
    )
    async def report(self, interaction: discord.Interaction, period: str = Span.MONTH.value, kind: str = CARD) -> None:
        ctx, span = InteractionContext.of(interaction), one_of(Span, period)
        if kind not in {CARD, PAGE}:
            await self._files(ctx, span, kind)
            return
        found = await self._reports.last(ctx.actor(), span)
        await ctx.show(await self._page(ctx, found) if kind == PAGE else cards.report_card(ctx.words, found))

    @pressed("report:page")
    async def report_page(self, ctx: InteractionContext) -> None:
        span, first = ctx.take(2)
        try:
            day = date.fromisoformat(first)
        except ValueError:
            raise not_found() from None
        await ctx.show(await self._page(ctx, await self._reports.of(ctx.actor(), one_of(Span, span), day)))

    async def _page(self, ctx: InteractionContext, found: Report) -> Card:
        spoken = read_in(found.group, ctx.words.tag)
        sheet = cards.sheet_of(spoken, found, await plain_group_name(self._bot, ctx.group_id))
        name = f"{cards.file_name(spoken, found.of)}.html"
        with page_awaited():
            page = await self._bot.drawing.drawn_once(sheet)
        return cards.page_card(ctx.words, found, (name, page))

    async def _files(self, ctx: InteractionContext, span: Span, kind: str) -> None:
        found = await self._reports.files(ctx.actor(), span)
        card = cards.files_card(ctx.words, found.report)
        async with counted(ctx, partial(written, ctx.words)) as counter:
            name = cards.file_name(ctx.words, found.report.of)
            await counter.answer(await attach(card, ctx.words, name, kind, cards.tables(ctx.words, found), counter))
