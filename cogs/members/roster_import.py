"""/member import and /member export, which the cog of /member inherits."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.dates import DayOrder
from bot.core.spreadsheet import files as spreadsheet_files
from bot.membership.roster_import import name_matching
from bot.membership.roster_import.columns import HEADINGS, ROLL, Sheet, read_sheet
from bot.membership.roster_import.model import Answer, Upload
from cogs._ui.cards import Card, line
from cogs._ui.import_wizard import ImportKind, ImportWizard
from cogs._ui.interaction import InteractionContext, number, one_of
from cogs._ui.progress import counted, written
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, XLSX, attach_file, delimiter
from cogs.members.roster_import_cards import applied_card, preview, roll_rows
from cogs.members.server_search import look_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.membership.members.model import Member
    from bot.membership.roster_import.service import RosterImport


class Spreadsheets(commands.Cog):
    """The part of the cog `member` that imports and exports the roll."""

    _roster_import: RosterImport

    def _take_roster_import(self, roster_import: RosterImport) -> None:
        self._roster_import = roster_import
        kind = ImportKind("import", HEADINGS, _sheet, self._resolve, preview, applied_card, _writing)
        self._wizard = ImportWizard(roster_import, kind)

    @app_commands.command(name="import", description="Add or update many members from a file, after showing what would change.")
    @app_commands.describe(file="CSV, XLSX, XLS or ODS; /member export gives you one with the right columns")
    async def import_roll(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        await self._wizard.upload(InteractionContext.of(interaction), file)

    @app_commands.command(name="export", description="The roll as a file for spreadsheets, which /member import reads again.")
    @app_commands.describe(kind="Which kind of file")
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=FORMATS)
    async def export_roll(self, interaction: discord.Interaction, kind: str) -> None:
        ctx = InteractionContext.of(interaction)
        exported = await self._roster_import.export(ctx.actor())
        rows = list(roll_rows(ctx.words, exported))
        async with counted(ctx, partial(written, ctx.words)) as counter:
            counting = counter.each(rows, len(rows))
            # In a thread: a roll of thousands would block the event loop, and with it every other answer.
            if kind == XLSX:
                data = await asyncio.to_thread(spreadsheet_files.write_xlsx, counting)
            else:
                data = await asyncio.to_thread(spreadsheet_files.write_csv, counting, delimiter(ctx.words))
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
        await counter.answer(await attach_file(card, "roll", kind, data))

    @pressed("page:import")
    async def turn_import_page(self, ctx: InteractionContext) -> None:
        await self._wizard.turn_page(ctx)

    @pressed("import:encoding")
    async def choose_encoding(self, ctx: InteractionContext) -> None:
        await self._wizard.choose_encoding(ctx)

    @pressed("import:who")
    async def choose(self, ctx: InteractionContext) -> None:
        await self._wizard.choose(ctx)

    @pressed("import:means")
    async def say_standing(self, ctx: InteractionContext) -> None:
        draft, place = ctx.take(2)
        await self._roster_import.say_standing(ctx.actor(), draft, number(place), one_of(Answer, ctx.chosen))
        await self._wizard.show(ctx, draft)

    @pressed("import:days")
    async def read_days(self, ctx: InteractionContext) -> None:
        draft, order = ctx.take(2)
        await self._roster_import.read_days(ctx.actor(), draft, one_of(DayOrder, order))
        await self._wizard.show(ctx, draft)

    @pressed("import:likeliest")
    async def take_likeliest(self, ctx: InteractionContext) -> None:
        await self._wizard.take_likeliest(ctx)

    @pressed("import:cancel")
    async def cancel(self, ctx: InteractionContext) -> None:
        await self._wizard.cancel(ctx)

    @pressed("import:undo")
    async def undo(self, ctx: InteractionContext) -> None:
        await ctx.update(applied_card(ctx.words, await self._roster_import.undo(ctx.actor(), ctx.id)))

    @pressed("import:open")
    async def open(self, ctx: InteractionContext) -> None:
        await ctx.show(applied_card(ctx.words, await self._roster_import.get(ctx.actor(), number(ctx.chosen))))

    @pressed("import:apply")
    async def apply(self, ctx: InteractionContext) -> None:
        await self._wizard.apply(ctx)

    async def _resolve(self, ctx: InteractionContext, sheet: Sheet, roll: Sequence[Member]) -> Upload | None:
        """Search the server for the people whom the rows may mean; None where Discord does not answer, which is said."""
        rows = sheet.rows
        assert ctx.interaction.guild is not None
        await ctx.show(line(ctx.words.t("⏳ Reading the file…")))
        client, words = ctx.interaction.client, ctx.words
        waits_for = partial(_waits_for, client, words)
        try:
            async with counted(ctx, partial(_looked_up, words), waits_for) as counter:
                people = await look_up(ctx.interaction.guild, rows, roll, counter.tell)
        except TimeoutError:
            said = ctx.words.t(
                "Discord did not answer who is in the server, and nothing was written. Try again in a few minutes."
            )
            await ctx.update(line(said))
            return None
        # In a thread: comparing a thousand names would block the event loop, and with it every other answer.
        meant = await asyncio.to_thread(name_matching.meant, rows, roll, people)
        return Upload(rows, {person.user_id: person for person in people}, meant, sheet.unread)


def _sheet(data: bytes, encoding: str | None) -> Sheet:
    return read_sheet(spreadsheet_files.read(data, ROLL, encoding))


def _looked_up(words: Words, done: int, of: int) -> str:
    return words.t("⏳ Looking for who is in the server already: {done} of {of}…", done=done, of=of)


def _waits_for(client: discord.Client, words: Words) -> str:
    """Why no look-up is made now: discord.py delays what exceeds the gateway's limit.

    https://docs.discord.com/developers/topics/gateway#rate-limiting
    """
    if not client.is_ws_ratelimited():
        return ""
    return words.t("Discord answers about a hundred such questions a minute: the next ones wait for up to a minute.")


def _writing(words: Words, rows: int) -> str:
    return words.n("⏳ Writing {count} row…", "⏳ Writing {count} rows…", rows)
