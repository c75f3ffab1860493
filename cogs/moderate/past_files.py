"""Past referrals from a spreadsheet. The command is one of /moderate; the cog of that name has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.model.grids import NoHeadings
from bot.model.past import HEADINGS, PAST, read_past
from bot.model.past_plan import DayOrder
from bot.services import past, sheet_files
from bot.services.past import PastChanged
from cogs._ui.attachments import fetched
from cogs._ui.cards import line
from cogs._ui.routing import pressed
from cogs._ui.template import template_card
from cogs._ui.turn import Turn, number, one_of, page_number
from cogs._ui.whose import chosen_id
from cogs.moderate.past_cards import brought_card, preview_card

if TYPE_CHECKING:
    from bot.model.past import Slip
    from bot.model.words import Sentence
    from bot.services.past import PastFiles


class Past(commands.Cog):
    _past: PastFiles

    @app_commands.command(name="import", description="Referrals of past months from a file, after showing what it would bring.")
    @app_commands.describe(file="CSV or XLSX with giver, receiver, date and, if you like, kind; no clients, no amounts")
    async def import_past(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        turn = Turn.of(interaction)
        roll = await self._past.roll(turn.actor())
        sheet_files.check_size(file.size)
        data = await fetched(file)
        try:
            slips = await asyncio.to_thread(_slips, data)
        except NoHeadings as problem:
            await turn.show(await template_card(turn.words, problem.sentence, HEADINGS))
            return
        draft = await self._past.keep(turn.actor(), await asyncio.to_thread(past.read, slips, roll))
        await turn.show(preview_card(turn.words, await self._past.preview(turn.actor(), draft), draft, 0))

    @pressed("page:past")
    async def turn_past_page(self, turn: Turn) -> None:
        page, draft = turn.take(2)
        await self._show(turn, draft, page_number(page))

    @pressed("past:who")
    async def choose_giver(self, turn: Turn) -> None:
        draft, place = turn.take(2)
        await self._past.choose(turn.actor(), draft, number(place), chosen_id(turn))
        await self._show(turn, draft)

    @pressed("past:likeliest")
    async def take_likeliest(self, turn: Turn) -> None:
        (draft,) = turn.take(1)
        await self._past.take_likeliest(turn.actor(), draft)
        await self._show(turn, draft)

    @pressed("past:days")
    async def read_days(self, turn: Turn) -> None:
        draft, order = turn.take(2)
        await self._past.read_days(turn.actor(), draft, one_of(DayOrder, order))
        await self._show(turn, draft)

    @pressed("past:cancel")
    async def cancel(self, turn: Turn) -> None:
        (draft,) = turn.take(1)
        await self._past.cancel(turn.actor(), draft)
        await turn.update(line(turn.words.t("The import is cancelled. Nothing was written.")))

    @pressed("past:apply")
    async def apply(self, turn: Turn) -> None:
        (draft,) = turn.take(1)
        try:
            brought = await self._past.apply(turn.actor(), draft)
        except PastChanged as changed:
            await self._show(turn, draft, first=changed.sentence)
            return
        await turn.update(brought_card(turn.words, brought))

    @pressed("past:undo")
    async def undo(self, turn: Turn) -> None:
        await turn.update(brought_card(turn.words, await self._past.undo(turn.actor(), turn.id)))

    @pressed("past:open")
    async def open(self, turn: Turn) -> None:
        await turn.show(brought_card(turn.words, await self._past.get(turn.actor(), number(turn.chosen))))

    async def _show(self, turn: Turn, draft: str, page: int = 0, first: Sentence | None = None) -> None:
        plan = await self._past.preview(turn.actor(), draft)
        await turn.update(preview_card(turn.words, plan, draft, page, first))


def _slips(data: bytes) -> list[Slip]:
    return read_past(sheet_files.read(data, PAST))
