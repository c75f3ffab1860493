"""The roll from a spreadsheet and into one. These commands are the roll's; the cog of that name has them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.model.grids import NoHeadings
from bot.model.imports import Upload
from bot.model.sheets import HEADINGS, ROLL, Row, read_roll
from bot.services import namesakes, sheet_files
from bot.services.imports import RollChanged
from cogs._ui.attachments import fetched
from cogs._ui.cards import Card, line
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, XLSX, attach_file, delimiter
from cogs._ui.template import template_card
from cogs._ui.turn import Turn, number, page_number
from cogs._ui.whose import chosen_id
from cogs.members.import_cards import preview_card, roll_rows
from cogs.members.lookups import look_up

if TYPE_CHECKING:
    from bot.model.words import Sentence
    from bot.services.imports import Imports

MANY = 100
"""Rows from which on writing them takes long enough to say so first."""


class Spreadsheets(commands.Cog):
    _imports: Imports

    @app_commands.command(name="import", description="Add or update many members from a file, after showing what would change.")
    @app_commands.describe(file="CSV or XLSX; /member export gives you one with the right columns")
    async def import_roll(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        turn = Turn.of(interaction)
        roll = await self._imports.roll(turn.actor())
        sheet_files.check_size(file.size)
        data = await fetched(file)
        try:
            rows = await asyncio.to_thread(_rows, data)
        except NoHeadings as problem:
            await turn.show(await template_card(turn.words, problem.sentence, HEADINGS))
            return
        assert interaction.guild is not None
        await turn.show(line(turn.words.t("⏳ Reading the file…")))
        try:
            people = await look_up(interaction.guild, rows, roll, lambda done, of: _tell_lookups(turn, done, of))
        except TimeoutError:
            said = turn.words.t(
                "Discord did not answer who is in the server, and nothing was written. Try again in a few minutes."
            )
            await turn.update(line(said))
            return
        meant = await asyncio.to_thread(namesakes.meant, rows, roll, people)
        upload = Upload(tuple(rows), {person.user_id: person for person in people}, meant)
        await self._show(turn, await self._imports.keep(turn.actor(), upload))

    @app_commands.command(name="export", description="The roll as a file for spreadsheets, which /member import reads again.")
    @app_commands.describe(kind="Which kind of file")
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=FORMATS)
    async def export_roll(self, interaction: discord.Interaction, kind: str) -> None:
        turn = Turn.of(interaction)
        exported = await self._imports.export(turn.actor())
        rows = list(roll_rows(turn.words, exported))
        if kind == XLSX:
            data = await asyncio.to_thread(sheet_files.write_xlsx, rows)
        else:
            data = await asyncio.to_thread(sheet_files.write_csv, rows, delimiter(turn.words))
        count = len(exported.roll)
        card = Card().text(f"📤 {turn.words.n('The roll, with {count} person.', 'The roll, with {count} people.', count)}")
        if exported.hidden:
            card.text(
                turn.words.n(
                    "{count} contact is not in it: its owner does not share it with all members.",
                    "{count} contacts are not in it: their owners do not share them with all members.",
                    exported.hidden,
                )
            )
        card.small(
            turn.words.t(
                "Change it in a spreadsheet and bring it back with /member import. It holds contacts: keep it to yourself."
            )
        )
        await turn.show(await attach_file(card, "roll", kind, data))

    @pressed("page:import")
    async def turn_import_page(self, turn: Turn) -> None:
        page, draft = turn.take(2)
        await self._show(turn, draft, page_number(page))

    @pressed("import:who")
    async def choose(self, turn: Turn) -> None:
        draft, row = turn.take(2)
        await self._imports.choose(turn.actor(), draft, number(row), chosen_id(turn))
        await self._show(turn, draft)

    @pressed("import:likeliest")
    async def take_likeliest(self, turn: Turn) -> None:
        (draft,) = turn.take(1)
        await self._imports.take_likeliest(turn.actor(), draft)
        await self._show(turn, draft)

    @pressed("import:cancel")
    async def cancel(self, turn: Turn) -> None:
        (draft,) = turn.take(1)
        await self._imports.cancel(turn.actor(), draft)
        await turn.update(line(turn.words.t("The import is cancelled. Nothing was written.")))

    @pressed("import:apply")
    async def apply(self, turn: Turn) -> None:
        (draft,) = turn.take(1)
        rows = await self._imports.rows_of(turn.actor(), draft)
        if rows >= MANY:
            await turn.update(line(turn.words.n("⏳ Writing {count} row…", "⏳ Writing {count} rows…", rows)))
        try:
            written = await self._imports.apply(turn.actor(), draft)
        except RollChanged as changed:
            await self._show(turn, draft, first=changed.sentence)
            return
        done = turn.words.n("✅ {count} person is written to the roll.", "✅ {count} people are written to the roll.", written)
        await turn.update(line(f"{done} {turn.words.t('See it with /member list.')}"))

    async def _show(self, turn: Turn, draft: str, page: int = 0, first: Sentence | None = None) -> None:
        plan = await self._imports.preview(turn.actor(), draft)
        await turn.update(preview_card(turn.words, plan, draft, page, first))


def _rows(data: bytes) -> list[Row]:
    return read_roll(sheet_files.read(data, ROLL))


async def _tell_lookups(turn: Turn, done: int, of: int) -> None:
    await turn.update(line(turn.words.t("⏳ Looking for who is in the server already: {done} of {of}…", done=done, of=of)))
