"""/meeting agenda, which the cog of /meeting inherits: what is read aloud, as a card, a page, a text, or posted in the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.meetings.agenda.model import Agenda
from bot.meetings.agenda.service import Agendas
from bot.weekly.business.service import ClosedBusiness
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.drawing import page_awaited
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import pressed
from cogs._ui.to_send import read_in, text_card
from cogs.meetings import agenda_cards as cards
from cogs.meetings.agenda_screens import screens
from cogs.meetings.agenda_text import text_of

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Card
    from cogs._ui.page.model import Screen

CARD, PAGE = "card", "page"


class AgendaFiles:
    """Makes screens and files of an agenda: it reads the group's name and the last week's total, and has the page drawn."""

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._business: ClosedBusiness = bot.services.of(ClosedBusiness)

    async def screens(self, agenda: Agenda, words: Words) -> tuple[Screen, ...]:
        total = await self._business.of_week(agenda.group, agenda.week.period)
        return screens(agenda, words, await plain_group_name(self._bot, agenda.group.group_id), total)

    async def of(self, agenda: Agenda, made: tuple[Screen, ...], words: Words) -> dict[str, bytes]:
        """The page and the text of its screens, by the names of their files. Raises NotDrawn."""
        page = cards.page_of(agenda, made, words, await plain_group_name(self._bot, agenda.group.group_id))
        return {
            cards.file_name(agenda, words, "html"): await self._bot.drawing.drawn_once(page),
            cards.file_name(agenda, words, "txt"): text_of(made).encode(),
        }


class AgendaCommands(commands.Cog):
    """What whoever leads a meeting reads aloud."""

    _agendas: Agendas
    _files: AgendaFiles

    def _take_agendas(self, bot: BotProtocol) -> None:
        self._agendas = bot.services.of(Agendas)
        self._files = AgendaFiles(bot)

    @app_commands.command(description="For moderators and the host: what the meeting reads aloud, to project or on the phone.")
    @app_commands.describe(
        date="The day of the meeting, such as 2026-12-29; the next one if you leave it out",
        format="A card to turn here, or a page to project and print",
    )
    @app_commands.choices(format=[app_commands.Choice(name=each, value=each) for each in (CARD, PAGE)])
    async def agenda(self, interaction: discord.Interaction, date: str = "", format: str = CARD) -> None:  # noqa: A002 - the option's name
        ctx = InteractionContext.of(interaction)
        found = await self._agendas.on(ctx.actor(), date)
        await ctx.show(await (self._page(ctx, found) if format == PAGE else self._screen(ctx, found, 0)))

    @pressed("agenda:turn")
    async def turn_agenda(self, ctx: InteractionContext) -> None:
        meeting, screen, _ = ctx.take(3)
        await ctx.update(await self._screen(ctx, await self._agendas.of(ctx.actor(), number(meeting)), number(screen)))

    @pressed("agenda:part")
    async def turn_to_part(self, ctx: InteractionContext) -> None:
        found = await self._agendas.of(ctx.actor(), ctx.id)
        await ctx.update(await self._screen(ctx, found, number(ctx.chosen)))

    @pressed("agenda:page")
    async def agenda_page(self, ctx: InteractionContext) -> None:
        await ctx.show(await self._page(ctx, await self._agendas.of(ctx.actor(), ctx.id)))

    @pressed("agenda:text")
    async def agenda_text(self, ctx: InteractionContext) -> None:
        found = await self._agendas.of(ctx.actor(), ctx.id)
        spoken = read_in(found.group, ctx.words.tag)
        text = text_of(await self._files.screens(found, spoken))
        await ctx.show(text_card(ctx.words, text, cards.file_name(found, spoken, "txt")))

    @pressed("agenda:share")
    async def share_agenda(self, ctx: InteractionContext) -> None:
        channel_id = await self._agendas.share(ctx.actor(), ctx.id, ctx.key)
        await ctx.say(ctx.words.t("📋 The agenda is on its way to {channel}.", channel=f"<#{channel_id}>"))

    async def _screen(self, ctx: InteractionContext, found: Agenda, screen: int) -> Card:
        made = await self._files.screens(found, read_in(found.group, ctx.words.tag))
        return cards.screen_card(ctx.words, found, made, screen)

    async def _page(self, ctx: InteractionContext, found: Agenda) -> Card:
        spoken = read_in(found.group, ctx.words.tag)
        made = await self._files.screens(found, spoken)
        with page_awaited():
            return cards.page_card(ctx.words, found, await self._files.of(found, made, spoken))


class AgendaMessages:
    """Renders the posted agenda."""

    def __init__(self, bot: BotProtocol) -> None:
        self._agendas: Agendas = bot.services.of(Agendas)
        self._files = AgendaFiles(bot)

    async def card(self, message: Message) -> Rendered | None:
        found = await self._agendas.posted(message.group_id, message.record_id)
        if found is None:
            return None
        if not isinstance(found, Agenda):
            return Rendered(cards.closed_card(message.language, found))
        spoken = read_in(found.group, "")
        made = await self._files.screens(found, spoken)
        return Rendered(cards.posted_card(found, made, await self._files.of(found, made, spoken)))
