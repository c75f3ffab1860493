"""Delivering one row of the outbox, so that it is said once whatever goes wrong.

Discord knows a message by its nonce for a few minutes; later we look for our own mark in the channel's history. The mark is
the component id of the card, which nobody sees (message components are numbered by whoever makes them).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.utils import MISSING

from bot.model.outbox import Delivery, Message, Outgoing, Posted
from bot.worker import endings
from bot.worker.endings import OPEN, Unsure
from bot.worker.wire import Standstill, watched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.worker.endings import Ending
    from bot.worker.parcel import Handler, Parcel
    from bot.worker.wire import Asked, Wire

log = logging.getLogger(__name__)

NONCE_LASTS = timedelta(minutes=2)
"""Discord documents “a few minutes”; we count on two."""
PATIENCE = 60.0
"""Seconds after which a request that hangs counts as one whose outcome is not known."""
TRIES = 3
NOT_MADE = "not made"
SKEW = timedelta(days=1)
"""How wrong a clock may be when something is looked for in a channel: the newest messages are read first."""
MARK_FROM = 1_000_000
"""Marks start above any component id that Discord itself gives."""

UNKNOWN_CHANNEL, MISSING_ACCESS, MISSING_PERMISSIONS = 10003, 50001, 50013
UNFIT = frozenset({50008, 50024, 50083, 160005})
"""What Discord answers (400) for a channel that takes no messages: it became another kind, or is an archived or locked thread."""
TOO_FAST = 40003
"""Direct messages are opened too fast; nobody closed them."""


class _NotMade(Exception):
    """A handler failed; its own error is the cause."""


class Courier:
    """Carries rows of the outbox to Discord, each rendered by the handler of its kind."""

    def __init__(self, client: discord.Client, handlers: Mapping[str, Handler], wire: Wire) -> None:
        self._client = client
        self._handlers = handlers
        self._wire = wire

    async def deliver(self, row: Outgoing, posted: Posted | None) -> Ending:
        """Deliver a row that was taken in hand, or edit what it is about where that is `posted`; return what is to be noted."""
        with watched(row.message.urgency) as asked:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._attempt(row, posted, asked)
            except (Standstill, discord.RateLimited) as problem:
                return endings.later(row, problem.retry_after, type(problem).__name__, unknown=asked.unsure)
            except Unsure:
                return endings.unsure(row)
            except OPEN as problem:
                return endings.unknown(row, problem, asked)
            except discord.HTTPException as problem:
                return self._answered(row, posted, problem, asked)
            except _NotMade as problem:
                return _not_made(row, problem)

    def _answered(self, row: Outgoing, posted: Posted | None, problem: discord.HTTPException, asked: Asked) -> Ending:
        """Discord, or whoever stands before it, said no."""
        if self._wire.standstill:
            return endings.later(row, self._wire.standstill, f"{problem.status}", unknown=asked.unsure)
        if problem.code == TOO_FAST:
            return endings.later(row, endings.LONGEST_WAIT, f"{problem.code}", unknown=asked.unsure)
        if isinstance(problem, discord.Forbidden | discord.NotFound) or problem.code in UNFIT:
            return endings.refused(row, posted, problem, unknown=asked.unsure)
        if problem.status >= 500 or problem.status == 429:  # noqa: PLR2004 - codes of HTTP
            return endings.unknown(row, problem, asked)
        return endings.given_up(row, problem)

    async def _parcel(self, message: Message) -> Parcel | None:
        """What is to be said, from the handler of its kind."""
        try:
            return await self._handlers[message.kind](message)
        except (discord.HTTPException, discord.RateLimited, Standstill, *OPEN):
            raise  # a deed that Discord did not do
        except Exception as problem:
            raise _NotMade from problem

    async def _attempt(self, row: Outgoing, posted: Posted | None, asked: Asked) -> Ending:
        parcel = await self._parcel(row.message)
        if parcel is None:
            return endings.settled(row, Delivery.SENT)
        if posted is not None:
            return await self._edit(row, posted, parcel)
        return await self._send(row, parcel, asked)

    async def _edit(self, row: Outgoing, posted: Posted, parcel: Parcel) -> Ending:
        channel = self._client.get_partial_messageable(posted.channel_id)
        try:
            await channel.get_partial_message(posted.message_id).edit(view=parcel.view, allowed_mentions=parcel.mentions)
        except discord.NotFound:
            log.info("The message for %s was deleted; it is not shown again.", row.message.subject)
        return endings.settled(row, Delivery.SENT, posted=posted)

    async def _send(self, row: Outgoing, parcel: Parcel, asked: Asked) -> Ending:
        lacking = self._lacks(row)
        if lacking is not None:
            return endings.refused(row, None, lacking, unknown=False)
        channel = await self._channel(row.message)
        mark = MARK_FROM + row.id
        parcel.view.children[0].id = mark
        if row.first_sent_at is not None and not timedelta() <= discord.utils.utcnow() - row.first_sent_at < NONCE_LASTS:
            found = await self._look_for(row, channel, mark)
            if found is not None:
                return endings.settled(row, Delivery.SENT, posted=found)
        asked.begun = True
        sent = await channel.send(
            view=parcel.view, files=parcel.files or MISSING, nonce=row.nonce, allowed_mentions=parcel.mentions
        )
        for file in parcel.files:
            file.fp.close()  # aiohttp holds the request until garbage is looked for, its pictures need not wait
        return endings.settled(row, Delivery.SENT, posted=Posted(sent.channel.id, sent.id))

    async def _channel(self, message: Message) -> discord.abc.Messageable:
        if message.channel_id is not None:
            return self._client.get_partial_messageable(message.channel_id, guild_id=message.group_id)
        assert message.user_id is not None, "a deed has no message to send"
        return await self._client.create_dm(discord.Object(message.user_id))

    def _lacks(self, row: Outgoing) -> int | None:
        """The code with which Discord would refuse it, where that is known without asking: refusals count against the bot."""
        guild, channel_id = self._client.get_guild(row.message.group_id), row.message.channel_id
        if guild is None or guild.unavailable or channel_id is None:
            return None
        channel = guild.get_channel(channel_id)
        if channel is None:
            return UNKNOWN_CHANNEL if row.attempts else None
        mine = channel.permissions_for(guild.me)
        if not mine.view_channel:
            return MISSING_ACCESS
        return None if mine.send_messages else MISSING_PERMISSIONS

    async def _look_for(self, row: Outgoing, channel: discord.abc.Messageable, mark: int) -> Posted | None:
        """Our own message with that mark, if it arrived after all. Raises Unsure where a digest's channel can't be read."""
        assert row.first_sent_at is not None, "it was never sent"
        if row.message.is_digest and not await self._may_read(row.message):
            raise Unsure
        me = self._client.user
        async for message in channel.history(limit=None, after=row.first_sent_at - SKEW, oldest_first=False):
            if (
                me is not None
                and message.author.id == me.id
                and any(getattr(part, "id", None) == mark for part in message.components)
            ):
                return Posted(message.channel.id, message.id)
        return None

    async def _may_read(self, message: Message) -> bool:
        """Whether we see what stands in the channel: to whom may not, Discord shows an empty one."""
        assert message.channel_id is not None, "only a channel's messages are looked for so"
        guild = self._client.get_guild(message.group_id)
        if guild is None or guild.unavailable:
            guild = await self._client.fetch_guild(message.group_id, with_counts=False)
        channel = guild.get_channel(message.channel_id) or await guild.fetch_channel(message.channel_id)
        assert self._client.user is not None, "we are logged in"
        me = guild.me or await guild.fetch_member(self._client.user.id)
        return channel.permissions_for(me).read_message_history


def _not_made(row: Outgoing, problem: _NotMade) -> Ending:
    """Ours is the fault, or the store's: try again a few times, then let those behind it pass."""
    if row.attempts >= TRIES and row.problem == NOT_MADE:
        return endings.given_up(row, problem)
    log.error("The message %s can't be made; trying again in %d s.", row.message.key, endings.AFTER_FAULT, exc_info=problem)
    return endings.later(row, endings.AFTER_FAULT, NOT_MADE, unknown=False)
