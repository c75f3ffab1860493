"""/moderate import, which the cog of /moderate inherits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.dates import DayOrder
from bot.core.spreadsheet import files as spreadsheet_files
from bot.referrals.history import service as history_service
from bot.referrals.history.model import HEADINGS, PAST, read_sheet
from cogs._ui.import_wizard import ImportKind, ImportWizard
from cogs._ui.interaction import InteractionContext, number, one_of
from cogs._ui.routing import pressed
from cogs.moderation.history_cards import brought_card, preview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.membership.members.model import Member
    from bot.referrals.history.model import Sheet
    from bot.referrals.history.plan import Upload
    from bot.referrals.history.service import HistoryImport


class Past(commands.Cog):
    """The part of the cog `moderate` that imports past referrals."""

    _history_import: HistoryImport

    def _take_history_import(self, history_import: HistoryImport) -> None:
        self._history_import = history_import
        self._wizard = ImportWizard(history_import, ImportKind("past", HEADINGS, _sheet, _resolve, preview, brought_card))

    @app_commands.command(name="import", description="Referrals of past months from a file, after showing what it would bring.")
    @app_commands.describe(file="CSV, XLSX, XLS or ODS with giver, receiver, date and, if you like, kind; no clients, no amounts")
    async def import_past(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        await self._wizard.upload(InteractionContext.of(interaction), file)

    @pressed("page:past")
    async def turn_past_page(self, ctx: InteractionContext) -> None:
        await self._wizard.turn_page(ctx)

    @pressed("past:encoding")
    async def choose_encoding(self, ctx: InteractionContext) -> None:
        await self._wizard.choose_encoding(ctx)

    @pressed("past:who")
    async def choose_giver(self, ctx: InteractionContext) -> None:
        await self._wizard.choose(ctx)

    @pressed("past:likeliest")
    async def take_likeliest(self, ctx: InteractionContext) -> None:
        await self._wizard.take_likeliest(ctx)

    @pressed("past:days")
    async def read_days(self, ctx: InteractionContext) -> None:
        draft, order = ctx.take(2)
        await self._history_import.read_days(ctx.actor(), draft, one_of(DayOrder, order))
        await self._wizard.show(ctx, draft)

    @pressed("past:cancel")
    async def cancel(self, ctx: InteractionContext) -> None:
        await self._wizard.cancel(ctx)

    @pressed("past:apply")
    async def apply(self, ctx: InteractionContext) -> None:
        await self._wizard.apply(ctx)

    @pressed("past:undo")
    async def undo(self, ctx: InteractionContext) -> None:
        await ctx.update(brought_card(ctx.words, await self._history_import.undo(ctx.actor(), ctx.id)))

    @pressed("past:open")
    async def open(self, ctx: InteractionContext) -> None:
        await ctx.show(brought_card(ctx.words, await self._history_import.get(ctx.actor(), number(ctx.chosen))))


async def _resolve(_: InteractionContext, sheet: Sheet, roll: Sequence[Member]) -> Upload:
    """Match the file's names with the roll."""
    # In a thread, as comparing many names would block the event loop.
    return await asyncio.to_thread(history_service.read, sheet.slips, roll, sheet.unread)


def _sheet(data: bytes, encoding: str | None) -> Sheet:
    return read_sheet(spreadsheet_files.read(data, PAST, encoding))
