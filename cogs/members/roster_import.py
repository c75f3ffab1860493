"""The roll from a spreadsheet and into one. These commands are the roll's; the cog of that name has them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.spreadsheet import files as spreadsheet_files
from bot.core.spreadsheet.grid import NoHeadings
from bot.membership.roster_import import name_matching
from bot.membership.roster_import.columns import HEADINGS, ROLL, Row, read_roll
from bot.membership.roster_import.model import Upload
from bot.membership.roster_import.service import RollChanged
from cogs._ui.attachments import fetched
from cogs._ui.cards import Card, line
from cogs._ui.interaction import InteractionContext, number, page_number
from cogs._ui.name_choice import chosen_id
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, XLSX, attach_file, delimiter
from cogs._ui.template import template_card
from cogs.members.roster_import_cards import preview_card, roll_rows
from cogs.members.server_search import look_up

if TYPE_CHECKING:
    from bot.core.errors import Sentence
    from bot.membership.roster_import.service import RosterImport

MANY = 100
"""Rows from which on writing them takes long enough to say so first."""


class Spreadsheets(commands.Cog):
    _roster_import: RosterImport

    @app_commands.command(name="import", description="Add or update many members from a file, after showing what would change.")
    @app_commands.describe(file="CSV or XLSX; /member export gives you one with the right columns")
    async def import_roll(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        ctx = InteractionContext.of(interaction)
        roll = await self._roster_import.roll(ctx.actor())
        spreadsheet_files.check_size(file.size)
        data = await fetched(file)
        try:
            rows = await asyncio.to_thread(_rows, data)
        except NoHeadings as problem:
            await ctx.show(await template_card(ctx.words, problem.sentence, HEADINGS))
            return
        assert interaction.guild is not None
        await ctx.show(line(ctx.words.t("⏳ Reading the file…")))
        try:
            people = await look_up(interaction.guild, rows, roll, lambda done, of: _tell_lookups(ctx, done, of))
        except TimeoutError:
            said = ctx.words.t(
                "Discord did not answer who is in the server, and nothing was written. Try again in a few minutes."
            )
            await ctx.update(line(said))
            return
        meant = await asyncio.to_thread(name_matching.meant, rows, roll, people)
        upload = Upload(tuple(rows), {person.user_id: person for person in people}, meant)
        await self._show(ctx, await self._roster_import.keep(ctx.actor(), upload))

    @app_commands.command(name="export", description="The roll as a file for spreadsheets, which /member import reads again.")
    @app_commands.describe(kind="Which kind of file")
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=FORMATS)
    async def export_roll(self, interaction: discord.Interaction, kind: str) -> None:
        ctx = InteractionContext.of(interaction)
        exported = await self._roster_import.export(ctx.actor())
        rows = list(roll_rows(ctx.words, exported))
        if kind == XLSX:
            data = await asyncio.to_thread(spreadsheet_files.write_xlsx, rows)
        else:
            data = await asyncio.to_thread(spreadsheet_files.write_csv, rows, delimiter(ctx.words))
        count = len(exported.roll)
        card = Card().text(f"📤 {ctx.words.n('The roll, with {count} person.', 'The roll, with {count} people.', count)}")
        if exported.hidden:
            card.text(
                ctx.words.n(
                    "{count} contact is not in it: its owner does not share it with all members.",
                    "{count} contacts are not in it: their owners do not share them with all members.",
                    exported.hidden,
                )
            )
        card.small(
            ctx.words.t(
                "Change it in a spreadsheet and bring it back with /member import. It holds contacts: keep it to yourself."
            )
        )
        await ctx.show(await attach_file(card, "roll", kind, data))

    @pressed("page:import")
    async def turn_import_page(self, ctx: InteractionContext) -> None:
        page, draft = ctx.take(2)
        await self._show(ctx, draft, page_number(page))

    @pressed("import:who")
    async def choose(self, ctx: InteractionContext) -> None:
        draft, row = ctx.take(2)
        await self._roster_import.choose(ctx.actor(), draft, number(row), chosen_id(ctx))
        await self._show(ctx, draft)

    @pressed("import:likeliest")
    async def take_likeliest(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        await self._roster_import.take_likeliest(ctx.actor(), draft)
        await self._show(ctx, draft)

    @pressed("import:cancel")
    async def cancel(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        await self._roster_import.cancel(ctx.actor(), draft)
        await ctx.update(line(ctx.words.t("The import is cancelled. Nothing was written.")))

    @pressed("import:apply")
    async def apply(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        rows = await self._roster_import.rows_of(ctx.actor(), draft)
        if rows >= MANY:
            await ctx.update(line(ctx.words.n("⏳ Writing {count} row…", "⏳ Writing {count} rows…", rows)))
        try:
            written = await self._roster_import.apply(ctx.actor(), draft)
        except RollChanged as changed:
            await self._show(ctx, draft, first=changed.sentence)
            return
        done = ctx.words.n("✅ {count} person is written to the roll.", "✅ {count} people are written to the roll.", written)
        await ctx.update(line(f"{done} {ctx.words.t('See it with /member list.')}"))

    async def _show(self, ctx: InteractionContext, draft: str, page: int = 0, first: Sentence | None = None) -> None:
        plan = await self._roster_import.preview(ctx.actor(), draft)
        await ctx.update(preview_card(ctx.words, plan, draft, page, first))


def _rows(data: bytes) -> list[Row]:
    return read_roll(spreadsheet_files.read(data, ROLL))


async def _tell_lookups(ctx: InteractionContext, done: int, of: int) -> None:
    await ctx.update(line(ctx.words.t("⏳ Looking for who is in the server already: {done} of {of}…", done=done, of=of)))
