"""/meeting announce: what moderators have read aloud at a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import Doubt
from bot.core.text import PARAGRAPH
from bot.meetings.speakers.announcing import Announcements
from bot.meetings.speakers.model import ANNOUNCEMENT
from cogs._ui import forms
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.meetings.speaker_cards import announcements_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from cogs._ui.bot_protocol import BotProtocol

FORM = "announce:form"
Text = app_commands.Range[str, 0, PARAGRAPH]


class AnnouncementCommands(commands.Cog):
    _bot: BotProtocol
    _announcements: Announcements

    def _take_announcements(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._announcements = bot.services.of(Announcements)

    @app_commands.command(description="For moderators: have something read aloud; without a text, see what is announced.")
    @app_commands.describe(
        text="What is read aloud at the meeting",
        date="The day of the meeting, such as 2026-12-29; the next one if you leave it out",
    )
    async def announce(
        self,
        interaction: discord.Interaction,
        text: Text = "",
        date: str = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        found = await self._announcements.of(ctx.actor(), date)
        if text.strip():
            try:
                found = await self._announcements.announce(ctx.actor(), found.meeting.id, text, ctx.key)
            except Doubt as doubt:
                # A command has no form to open again: answered as if the form had been submitted with a nonce of its own.
                ctx.args = (str(found.meeting.id), forms.nonce())
                await self._bot.router.refuse(ctx, FORM, {"text": text}, doubt)
                return
        await ctx.show(announcements_card(ctx.words, found))

    @pressed("announce:new")
    async def announce_new(self, ctx: InteractionContext) -> None:
        await self._announcements.check(ctx.actor())
        await ctx.ask(announcement_form(ctx.words, ctx.id, forms.nonce(), {}))

    @submitted(FORM)
    async def announced(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        meeting_id, nonce = ctx.take(2)
        found = await self._announcements.announce(
            ctx.actor(), number(meeting_id), typed.get("text", ""), ctx.form_key(FORM, nonce), sure=SURE in typed
        )
        await ctx.update(announcements_card(ctx.words, found))

    @reopens(FORM)
    async def announce_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        meeting_id, nonce = ctx.take(2)
        await self._announcements.check(ctx.actor())
        return announcement_form(ctx.words, number(meeting_id), nonce, typed)

    @pressed("announce:remove")
    async def remove(self, ctx: InteractionContext) -> None:
        meeting_id, announcement_id = (number(part) for part in ctx.take(2))
        found = await self._announcements.withdraw(ctx.actor(), meeting_id, announcement_id)
        await ctx.update(announcements_card(ctx.words, found))


def announcement_form(words: Words, meeting_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    everybody = words.t("Everyone in the group reads this")
    item = forms.text_item(words, "text", ANNOUNCEMENT, typed, everybody)
    return forms.form(f"{FORM}:{meeting_id}:{nonce}", words.t("Announce something"), item)
