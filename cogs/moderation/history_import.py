"""Past referrals from a spreadsheet. The command is one of /moderate; the cog of that name has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.spreadsheet import files as spreadsheet_files
from bot.core.spreadsheet.grid import NoHeadings
from bot.referrals.history import service as history_service
from bot.referrals.history.model import HEADINGS, PAST, read_past
from bot.referrals.history.plan import DayOrder
from bot.referrals.history.service import PastChanged
from cogs._ui.attachments import fetched
from cogs._ui.cards import line
from cogs._ui.interaction import InteractionContext, number, one_of, page_number
from cogs._ui.name_choice import chosen_id
from cogs._ui.routing import pressed
from cogs._ui.template import template_card
from cogs.moderation.history_cards import brought_card, preview_card

if TYPE_CHECKING:
    from bot.core.errors import Sentence
    from bot.referrals.history.model import Slip
    from bot.referrals.history.service import HistoryImport


class Past(commands.Cog):
    _history_import: HistoryImport

    @app_commands.command(name="import", description="Referrals of past months from a file, after showing what it would bring.")
    @app_commands.describe(file="CSV or XLSX with giver, receiver, date and, if you like, kind; no clients, no amounts")
    async def import_past(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        ctx = InteractionContext.of(interaction)
        roll = await self._history_import.roll(ctx.actor())
        spreadsheet_files.check_size(file.size)
        data = await fetched(file)
        try:
            slips = await asyncio.to_thread(_slips, data)
        except NoHeadings as problem:
            await ctx.show(await template_card(ctx.words, problem.sentence, HEADINGS))
            return
        draft = await self._history_import.keep(ctx.actor(), await asyncio.to_thread(history_service.read, slips, roll))
        await ctx.show(preview_card(ctx.words, await self._history_import.preview(ctx.actor(), draft), draft, 0))

    @pressed("page:past")
    async def turn_past_page(self, ctx: InteractionContext) -> None:
        page, draft = ctx.take(2)
        await self._show(ctx, draft, page_number(page))

    @pressed("past:who")
    async def choose_giver(self, ctx: InteractionContext) -> None:
        draft, place = ctx.take(2)
        await self._history_import.choose(ctx.actor(), draft, number(place), chosen_id(ctx))
        await self._show(ctx, draft)

    @pressed("past:likeliest")
    async def take_likeliest(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        await self._history_import.take_likeliest(ctx.actor(), draft)
        await self._show(ctx, draft)

    @pressed("past:days")
    async def read_days(self, ctx: InteractionContext) -> None:
        draft, order = ctx.take(2)
        await self._history_import.read_days(ctx.actor(), draft, one_of(DayOrder, order))
        await self._show(ctx, draft)

    @pressed("past:cancel")
    async def cancel(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        await self._history_import.cancel(ctx.actor(), draft)
        await ctx.update(line(ctx.words.t("The import is cancelled. Nothing was written.")))

    @pressed("past:apply")
    async def apply(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        try:
            brought = await self._history_import.apply(ctx.actor(), draft)
        except PastChanged as changed:
            await self._show(ctx, draft, first=changed.sentence)
            return
        await ctx.update(brought_card(ctx.words, brought))

    @pressed("past:undo")
    async def undo(self, ctx: InteractionContext) -> None:
        await ctx.update(brought_card(ctx.words, await self._history_import.undo(ctx.actor(), ctx.id)))

    @pressed("past:open")
    async def open(self, ctx: InteractionContext) -> None:
        await ctx.show(brought_card(ctx.words, await self._history_import.get(ctx.actor(), number(ctx.chosen))))

    async def _show(self, ctx: InteractionContext, draft: str, page: int = 0, first: Sentence | None = None) -> None:
        plan = await self._history_import.preview(ctx.actor(), draft)
        await ctx.update(preview_card(ctx.words, plan, draft, page, first))


def _slips(data: bytes) -> list[Slip]:
    return read_past(spreadsheet_files.read(data, PAST))
