"""A store without room: the moderators of each group are told once, past the outbox, which is in that store."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.core.errors import Unsaved
from bot.worker.http import REQUEST_ERRORS
from bot.worker.payload_view import PayloadView
from cogs._ui.cards import Card, public

if TYPE_CHECKING:
    from bot.admin.job_repair import JobRepair
    from bot.admin.setup import GroupSetup
    from bot.i18n import Words
    from cogs._ui.bot_protocol import BotProtocol

log = logging.getLogger(__name__)

LOOK_AGAIN = 60.0
"""Seconds between two attempts to save, while the store has no room."""
ENDED_AFTER = 10
"""So many attempts have to succeed before moderators would be told again: a small row may find room where a larger one does not."""


class FullStore(commands.Cog):
    def __init__(self, bot: BotProtocol, setup: GroupSetup, repair: JobRepair) -> None:
        self._bot = bot
        self._setup = setup
        self._repair = repair
        self._told: set[int] = set()
        self._saved = 0
        self._timer: asyncio.TimerHandle | None = None
        self._attempt: asyncio.Task[None] | None = None

    async def cog_unload(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    @commands.Cog.listener()
    async def on_store_full(self) -> None:
        """Something could not be saved for want of room: a person's work, or the bot's own, of which nobody reads a refusal."""
        self._bot.telemetry.is_store_full, self._saved = True, 0
        if self._timer is None:
            log.error("The store has no room left: nothing is saved until there is. Make room on its disk; no restart is needed.")
            self._look_later()
        for guild in [*self._bot.guilds]:
            if not self._bot.telemetry.is_store_full:
                break  # there was room again before all were told
            if guild.id not in self._told:
                # Before the request: this listener is called for every failure, also while a request is under way.
                self._told.add(guild.id)
                await self._tell(guild.id)

    async def _tell(self, group_id: int) -> None:
        """Reading works on a full disk."""
        group = await self._setup.get(group_id)
        if group.moderators_channel_id is None:
            return
        channel = self._bot.get_partial_messageable(group.moderators_channel_id, guild_id=group_id)
        try:
            view = PayloadView(public(group.language.value, said).components)
            await channel.send(view=view, allowed_mentions=discord.AllowedMentions.none())
        except REQUEST_ERRORS as problem:
            log.warning("The moderators of group %d could not be told that the store has no room: %s", group_id, problem)

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_AGAIN, self._look)

    def _look(self) -> None:
        self._attempt = asyncio.create_task(self._try(), name="goodword room")

    async def _try(self) -> None:
        """Save one small row; after ENDED_AFTER successes it is over."""
        try:
            await self._repair.note_room()
        except Unsaved:
            self._saved = 0
        else:
            if self._bot.telemetry.is_store_full:
                log.info("The store has room again.")
            self._bot.telemetry.is_store_full = False
            self._saved += 1
        if self._saved < ENDED_AFTER:
            self._look_later()
        else:
            self._timer, self._saved = None, 0
            self._told.clear()


def said(card: Card, words: Words) -> None:
    card.text(
        words.t(
            "⚠️ The disk of the computer that I run on is full: I can save nothing, so whatever people do with me is refused. What they"
            " typed comes back to them for fifteen minutes. Whoever runs me has to make room; then I go on by myself."
        )
    )
