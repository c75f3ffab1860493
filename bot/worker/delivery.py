"""Delivering one row of the outbox, so that it is said once whatever goes wrong.

Discord knows a message by its nonce for a few minutes; later we look for our own mark in the channel's history. The mark is
the component id of the card, which nobody sees (message components are numbered by whoever makes them). What may have arrived and
is not to be said any more is looked for too: it is changed to what it should read now, or deleted.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import discord
from discord.utils import MISSING

from bot.core.outbox.kinds import kind_of
from bot.core.outbox.model import DeliveryState, Message, Outgoing, Posted, Reach
from bot.worker import outcomes
from bot.worker.http import Standstill, watched
from bot.worker.outcomes import OPEN, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from bot.worker.http import Asked, DiscordHttp
    from bot.worker.outcomes import Outcome
    from bot.worker.rendered import Handler, Rendered
    from bot.worker.standing import Standing

log = logging.getLogger(__name__)

NONCE_LASTS = timedelta(minutes=2)
"""Discord documents “a few minutes”; we count on two."""
PATIENCE = 60.0
"""Seconds after which a request that hangs counts as one whose outcome is not known."""
TRIES = 3
NOT_MADE = "not made"
SKEW = timedelta(days=1)
"""How wrong a clock may be when something is looked for in a channel: the newest messages are read first."""
ARRIVES_WITHIN = timedelta(seconds=30)
"""After so long a request whose answer was lost has done what it does, and its message stands in the channel or never will."""
LOOK_AGAIN = 5.0
REPLIES_READ = 100
"""How many of the messages after one are looked through for a reply to it: one request, as many as Discord gives at once."""
NOT_THERE = "not there yet"

MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNFIT = frozenset({50008, 50024, 50083, 160005})
"""What Discord answers (400) for a channel that takes no messages: it became another kind, or is an archived or locked thread."""
TOO_FAST = 40003
"""Direct messages are opened too fast; nobody closed them."""


class _NotMade(Exception):
    """A handler failed; its own error is the cause."""


class Delivery:
    """Carries rows of the outbox to Discord, each rendered by the handler of its kind.

    `on_closed` is called with whom Discord does not let it write to.
    """

    def __init__(
        self,
        client: discord.Client,
        handlers: Mapping[str, Handler],
        wire: DiscordHttp,
        on_closed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._handlers = handlers
        self._wire = wire
        self._on_closed = on_closed

    async def deliver(self, row: Outgoing, standing: Standing) -> Outcome:
        """Deliver a row that was taken in hand, or change what stands of it already; return what is to be noted."""
        with watched(kind_of(row.message.kind).urgency) as asked:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._attempt(row, standing, asked)
            except (Standstill, discord.RateLimited) as problem:
                return outcomes.later(row, problem.retry_after, type(problem).__name__, unknown=asked.unsure)
            except Unsure as problem:
                return outcomes.unsure(row, problem.channel_id)
            except OPEN as problem:
                return outcomes.unknown(row, problem, asked)
            except discord.HTTPException as problem:
                return self._answered(row, standing, problem, asked)
            except _NotMade as problem:
                return _not_made(row, problem)

    def _answered(self, row: Outgoing, standing: Standing, problem: discord.HTTPException, asked: Asked) -> Outcome:
        """Discord, or whoever stands before it, said no."""
        if self._wire.standstill:
            return outcomes.later(row, self._wire.standstill, f"{problem.status}", unknown=asked.unsure)
        if problem.code == TOO_FAST:
            return outcomes.later(row, outcomes.LONGEST_WAIT, f"{problem.code}", unknown=asked.unsure)
        if isinstance(problem, discord.Forbidden | discord.NotFound) or problem.code in UNFIT:
            if row.message.user_id is not None:
                self._on_closed(row.message.user_id)
            return outcomes.refused(row, standing.channel_id, problem, unknown=asked.unsure)
        if problem.status >= 500 or problem.status == 429:  # noqa: PLR2004 - codes of HTTP
            return outcomes.unknown(row, problem, asked)
        return outcomes.given_up(row, problem, unknown=asked.unsure)

    async def _parcel(self, message: Message) -> Rendered | None:
        """What is to be said, from the handler of its kind."""
        try:
            return await self._handlers[message.kind](message)
        except (discord.HTTPException, discord.RateLimited, Standstill, *OPEN):
            raise  # a deed that Discord did not do
        except Exception as problem:
            raise _NotMade from problem

    async def _attempt(self, row: Outgoing, standing: Standing, asked: Asked) -> Outcome:
        parcel = await self._parcel(row.message)
        if standing.posted is not None:
            return outcomes.settled(row, DeliveryState.SENT) if parcel is None else await self._edit(row, standing.posted, parcel)
        wanted = parcel is not None and not row.message.only_edit and standing.reach is Reach.OPEN
        if standing.tried_at is not None and not (wanted and _is_fresh(row)):
            found = [place for each in standing.unsure if (place := await self._find(each, wanted=wanted)) is not None]
            if found:
                present = parcel if wanted else await self._parcel(replace(row.message, only_edit=True))
                shown = [place for place in found if await self._is_put_right(row, place, present)]
                return outcomes.found(row, standing.unsure, shown[-1] if shown else None)
            if not wanted and timedelta() <= discord.utils.utcnow() - standing.tried_at < ARRIVES_WITHIN:
                return outcomes.later(row, LOOK_AGAIN, NOT_THERE, unknown=False)
        if parcel is None or not wanted:
            return outcomes.not_there(row, standing)
        return await self._send(row, parcel, asked)

    async def _edit(self, row: Outgoing, posted: Posted, parcel: Rendered) -> Outcome:
        if not await self._is_changed(posted, parcel):
            log.info("The message for %s was deleted; it is not shown again.", row.message.subject)
        return outcomes.settled(row, DeliveryState.SENT, posted=posted)

    async def _is_put_right(self, row: Outgoing, place: Posted, parcel: Rendered | None) -> bool:
        """Let a message that was found read as it should now, or delete it; whether it stands. A digest stays as it was posted."""
        if kind_of(row.message.kind).at_most_once:
            return True
        if parcel is not None:
            return await self._is_changed(place, parcel)
        log.info("%s arrived, and is not to be said any more: it is deleted.", row.message.key)
        try:
            await self._message(place).delete()
        except discord.NotFound:
            log.info("The message for %s was deleted by somebody else.", row.message.key)
        return False

    async def _is_changed(self, place: Posted, parcel: Rendered) -> bool:
        """Edit a message, or delete it where the card says so and nobody answered it; False where it is not there any more."""
        try:
            if parcel.deleted_unless_answered and not await self._is_answered(place):
                await self._message(place).delete()
                return True
            await self._message(place).edit(view=parcel.view, allowed_mentions=parcel.mentions)
        except discord.NotFound:
            return False
        return True

    async def _is_answered(self, place: Posted) -> bool:
        """Whether somebody reacted to a message, replied to it soon after, or opened a thread on it; True where that can't be read."""
        channel = self._client.get_partial_messageable(place.channel_id)
        try:
            message = await channel.fetch_message(place.message_id)
            if message.reactions or message.flags.has_thread:
                return True
            read = channel.history(limit=REPLIES_READ, after=discord.Object(place.message_id), oldest_first=True)
            async with aclosing(cast("AsyncGenerator[discord.Message]", read)) as history:
                async for later in history:
                    if later.reference is not None and later.reference.message_id == place.message_id:
                        return True
        except discord.Forbidden:
            return True
        return False

    def _message(self, place: Posted) -> discord.PartialMessage:
        return self._client.get_partial_messageable(place.channel_id).get_partial_message(place.message_id)

    async def _send(self, row: Outgoing, parcel: Rendered, asked: Asked) -> Outcome:
        lacking = self._lacks(row)
        if lacking is not None:
            return outcomes.refused(row, None, lacking, unknown=False)
        channel = await self._channel(row.message)
        parcel.view.children[0].id = row.mark
        asked.begun = True
        sent = await channel.send(
            view=parcel.view, files=parcel.files or MISSING, nonce=row.nonce, allowed_mentions=parcel.mentions
        )
        for file in parcel.files:
            file.fp.close()  # aiohttp holds the request until garbage is looked for, its pictures need not wait
        return outcomes.sent(row, Posted(sent.channel.id, sent.id))

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
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:  # gone, or a thread that rests in the archive
            return None
        mine = channel.permissions_for(guild.me)
        if not mine.view_channel:
            return MISSING_ACCESS
        may_send = mine.send_messages_in_threads if isinstance(channel, discord.Thread) else mine.send_messages
        return None if may_send else MISSING_PERMISSIONS

    async def _find(self, row: Outgoing, *, wanted: bool) -> Posted | None:
        """The message of that row by its mark, if it arrived after all.

        Raises Unsure where the channel can't be read: a digest must not be said twice, and what is not `wanted` must not stay.
        """
        assert row.first_sent_at is not None, "it was never sent"
        channel, channel_id = await self._channel(row.message), row.message.channel_id
        try:
            read = channel.history(limit=None, after=row.first_sent_at - SKEW, oldest_first=False)
            async with aclosing(cast("AsyncGenerator[discord.Message]", read)) as history:
                async for message in history:
                    if self._is_marked(message, row.mark):
                        return Posted(message.channel.id, message.id)
            if channel_id and (kind_of(row.message.kind).at_most_once or not wanted) and not await self._may_read(row.message):
                raise Unsure(channel_id)
        except discord.NotFound:
            if wanted:
                raise
            log.info("Where %s was to be said is gone, and it with it.", row.message.key)
        return None

    def _is_marked(self, message: discord.Message, mark: int) -> bool:
        """Whether it is ours, and bears that mark."""
        me = self._client.user
        return (
            me is not None
            and message.author.id == me.id
            and any(getattr(part, "id", None) == mark for part in message.components)
        )

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


def _is_fresh(row: Outgoing) -> bool:
    """Whether Discord still knows it by its nonce, if it arrived."""
    first = row.first_sent_at
    return first is not None and timedelta() <= discord.utils.utcnow() - first < NONCE_LASTS


def _not_made(row: Outgoing, problem: _NotMade) -> Outcome:
    """Ours is the fault, or the store's: try again a few times, then let those behind it pass."""
    if row.attempts >= TRIES and row.problem == NOT_MADE:
        return outcomes.given_up(row, problem)
    log.error("The message %s can't be made; trying again in %d s.", row.message.key, outcomes.AFTER_FAULT, exc_info=problem)
    return outcomes.later(row, outcomes.AFTER_FAULT, NOT_MADE, unknown=False)
