"""Delivers one row of the outbox, so that its message is posted once whatever fails.

Within NONCE_LASTS a request is repeated with the same nonce and `enforce_nonce`, for which Discord returns the earlier message.
After that the message is searched for in the channel's history by its mark: the id of the card's first component, which senders
may choose and clients don't show (https://docs.discord.com/developers/components/reference#anatomy-of-a-component). A message
that may stand there and is no longer wanted is searched for too, and edited or deleted.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import discord
from discord.utils import MISSING
from msgspec.structs import replace

from bot.core.outbox.kinds import kind_of
from bot.core.outbox.model import DeliveryState, Message, Outgoing, Posted, Reach
from bot.worker import outcomes
from bot.worker.answered import is_answered
from bot.worker.direct_channels import DirectChannels
from bot.worker.http import REQUEST_ERRORS, Standstill, check_named, is_unnamed, watched
from bot.worker.outcomes import OPEN, Unsure
from bot.worker.payload_view import PayloadView

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from bot.worker.http import Asked, DiscordHttp
    from bot.worker.outcomes import Outcome
    from bot.worker.rendered import Handler, Rendered
    from bot.worker.standing import Standing

log = logging.getLogger(__name__)

NONCE_LASTS = timedelta(minutes=2)
"""How long a nonce is relied on: Discord documents “the past few minutes”
(https://docs.discord.com/developers/resources/message#create-message).
"""
PATIENCE = 60.0
"""Seconds after which a delivery is cancelled; its outcome is then unknown."""
TRIES = 3
"""Attempts to render a message before it is given up."""
NOT_MADE = "not made"
"""Problem of a row whose rendering failed."""
SKEW = timedelta(days=1)
"""Error of the clock that is allowed for when a history is searched. It costs little: the newest messages are read first."""
ARRIVES_WITHIN = timedelta(seconds=30)
"""After this time a request whose response was lost has posted its message or never will."""
LOOK_AGAIN = 5.0
"""Seconds between two searches within ARRIVES_WITHIN."""
NOT_THERE = "not there yet"

MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNFIT = frozenset({50008, 50024, 50083, 160005})
"""Discord's error codes (HTTP 400) for a channel that takes no messages: of another type, or an archived or locked thread
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes).
"""
TOO_FAST = 40003
"""Discord's error code for opening direct messages too fast; it says nothing about the person's settings."""


class _NotMade(Exception):
    """A handler raised an error of the bot's own code, which is the cause."""


class Delivery:
    """Delivers rows of the outbox, each rendered by the handler of its kind.

    `on_closed` is called with the id of a person whose direct messages Discord refuses.
    """

    def __init__(
        self,
        client: discord.Client,
        handlers: Mapping[str, Handler],
        http: DiscordHttp,
        on_closed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._handlers = handlers
        self._http = http
        self._on_closed = on_closed
        self.direct = DirectChannels(client)

    async def deliver(self, row: Outgoing, standing: Standing) -> Outcome:
        """Deliver a leased row, or edit the message that it is about; returns the outcome, which the worker stores."""
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
                return _rendering_failed(row, problem)

    def _answered(self, row: Outgoing, standing: Standing, problem: discord.HTTPException, asked: Asked) -> Outcome:
        """The outcome of an error response from Discord or a proxy."""
        # A ban or the global limit explains the error, whatever its status says.
        if self._http.standstill:
            return outcomes.later(row, self._http.standstill, f"{problem.status}", unknown=asked.unsure)
        if problem.code == TOO_FAST:
            return outcomes.later(row, outcomes.LONGEST_WAIT, f"{problem.code}", unknown=asked.unsure)
        # 429 after discord.py's own retries, a proxy's 403 or 404, or a server error: the message may have been posted.
        if problem.status >= 500 or problem.status == 429 or is_unnamed(problem):  # noqa: PLR2004 - codes of HTTP
            return outcomes.unknown(row, problem, asked)
        if isinstance(problem, discord.Forbidden | discord.NotFound) or problem.code in UNFIT:
            if row.message.user_id is not None:
                self._on_closed(row.message.user_id)
            return outcomes.refused(row, standing.channel_id, problem, unknown=asked.unsure)
        return outcomes.given_up(row, problem, unknown=asked.unsure)

    async def _rendered(self, message: Message) -> Rendered | None:
        """Render the row by the handler of its kind.

        Raises _NotMade, and what discord.py raises where the handler makes a request.
        """
        try:
            return await self._handlers[message.kind](message)
        except REQUEST_ERRORS:
            raise  # a request of the handler failed
        except Exception as problem:
            raise _NotMade from problem

    async def _attempt(self, row: Outgoing, standing: Standing, asked: Asked) -> Outcome:
        """Post, edit, search or delete, as the row and its standing require. Raises Unsure and what discord.py raises."""
        rendered = await self._rendered(row.message)
        # The subject's message stands in Discord: edit it. A handler that returns None has nothing to change.
        if standing.posted is not None:
            return (
                outcomes.settled(row, DeliveryState.SENT)
                if rendered is None
                else await self._edit(row, standing.posted, rendered)
            )
        # The message does not stand there, or is not known to: decide between a search and a post.
        wanted = rendered is not None and not row.message.only_edit and standing.reach is Reach.OPEN
        if standing.tried_at is not None and not (wanted and _is_fresh(row)):
            # Its nonce is too old to rely on, or it is not wanted any more: look in the channel's history.
            found = [place for each in standing.unsure if (place := await self._find(each, wanted=wanted)) is not None]
            if found:
                # A row that is not wanted is rendered as an edit, which shows what it should read now; None deletes it.
                present = rendered if wanted else await self._rendered(replace(row.message, only_edit=True))
                shown = [place for place in found if await self._corrected(row, place, present)]
                return outcomes.found(row, standing.unsure, shown[-1] if shown else None)
            # A request whose response was lost may still be executed by Discord; don't settle the row before that is over.
            if not wanted and timedelta() <= discord.utils.utcnow() - standing.tried_at < ARRIVES_WITHIN:
                return outcomes.later(row, LOOK_AGAIN, NOT_THERE, unknown=False)
        if rendered is None or not wanted:
            return outcomes.not_there(row, standing)
        return await self._send(row, rendered, asked)

    async def _edit(self, row: Outgoing, posted: Posted, rendered: Rendered) -> Outcome:
        if not await self._edited(posted, rendered):
            log.info("The message for %s was deleted; it is not shown again.", row.message.subject)
        return outcomes.settled(row, DeliveryState.SENT, posted=posted)

    async def _corrected(self, row: Outgoing, place: Posted, rendered: Rendered | None) -> bool:
        """Edit a message that was found, or delete it where `rendered` is None; returns whether it is in Discord afterwards.

        A digest is left unchanged.
        """
        if kind_of(row.message.kind).at_most_once:
            return True
        if rendered is not None:
            return await self._edited(place, rendered)
        log.info("%s arrived, and is not to be said any more: it is deleted.", row.message.key)
        try:
            await self._message(place).delete()
        except discord.NotFound as problem:
            check_named(problem)
            log.info("The message for %s was deleted by somebody else.", row.message.key)
        return False

    async def _edited(self, place: Posted, rendered: Rendered) -> bool:
        """Edit a message, or delete it where the card says so and nobody answered it; False where it was deleted before."""
        try:
            if rendered.deleted_unless_answered and not await is_answered(
                self._client.get_partial_messageable(place.channel_id), place.message_id
            ):
                await self._message(place).delete()
                return True
            view, files = PayloadView(rendered.card.components), rendered.card.files
            # Also where it has none: without the list Discord would keep those of before.
            await self._message(place).edit(view=view, attachments=files, allowed_mentions=rendered.mentions)
        except discord.NotFound as problem:
            check_named(problem)
            return False
        return True

    def _message(self, place: Posted) -> discord.PartialMessage:
        return self._client.get_partial_messageable(place.channel_id).get_partial_message(place.message_id)

    async def _send(self, row: Outgoing, rendered: Rendered, asked: Asked) -> Outcome:
        """Post the message with its mark and nonce."""
        lacking = self._lacks(row)
        if lacking is not None:
            return outcomes.refused(row, None, lacking, unknown=False)
        channel = await self._channel(row.message)
        # From here on the request may reach Discord, so that any error leaves the outcome unknown.
        asked.begun = True
        first, *others = rendered.card.components
        view, files = PayloadView([{**first, "id": row.mark}, *others]), rendered.card.files
        sent = await channel.send(view=view, files=files or MISSING, nonce=row.nonce, allowed_mentions=rendered.mentions)
        for file in files:
            file.fp.close()  # frees the pictures now; aiohttp's request object is a reference cycle and lives until garbage collection
        return outcomes.sent(row, Posted(sent.channel.id, sent.id))

    async def _channel(self, message: Message) -> discord.abc.Messageable:
        if message.channel_id is not None:
            return self._client.get_partial_messageable(message.channel_id, guild_id=message.group_id)
        assert message.user_id is not None, "a request has no message to send"
        return await self.direct.of(message.user_id)

    def _lacks(self, row: Outgoing) -> int | None:
        """The error code with which Discord would refuse the message, where the cache shows it; each 403 counts towards a ban."""
        guild, channel_id = self._client.get_guild(row.message.group_id), row.message.channel_id
        if guild is None or guild.unavailable or channel_id is None:
            return None
        # Threads need a permission of their own, Send Messages in Threads.
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:  # deleted, or an archived thread, which the cache does not have
            return None
        mine = channel.permissions_for(guild.me)
        if not mine.view_channel:
            return MISSING_ACCESS
        may_send = mine.send_messages_in_threads if isinstance(channel, discord.Thread) else mine.send_messages
        return None if may_send else MISSING_PERMISSIONS

    async def _find(self, row: Outgoing, *, wanted: bool) -> Posted | None:
        """Search the channel's history for the message with the row's mark; None where it is not there.

        Raises Unsure where the history can't be read and it matters: a digest must not be posted twice, and a message that is not
        `wanted` must not stay.
        """
        assert row.first_sent_at is not None, "it was never sent"
        channel, channel_id = await self._channel(row.message), row.message.channel_id
        try:
            # Newest first: the message is probably among the last ones, and a wrong clock only makes the search longer.
            read = channel.history(limit=None, after=row.first_sent_at - SKEW, oldest_first=False)
            async with aclosing(cast("AsyncGenerator[discord.Message]", read)) as history:
                async for message in history:
                    if self._is_marked(message, row.mark):
                        return Posted(message.channel.id, message.id)
            if channel_id and (kind_of(row.message.kind).at_most_once or not wanted) and not await self._may_read(row.message):
                raise Unsure(channel_id)
        except discord.NotFound as problem:
            if wanted:
                raise
            check_named(problem)
            log.info("Where %s was to be said is gone, and it with it.", row.message.key)
        return None

    def _is_marked(self, message: discord.Message, mark: int) -> bool:
        """Whether the bot is the author, and a component has that id."""
        me = self._client.user
        return (
            me is not None
            and message.author.id == me.id
            and any(getattr(part, "id", None) == mark for part in message.components)
        )

    async def _may_read(self, message: Message) -> bool:
        """Whether the bot may read the channel's history. Without that permission Discord returns an empty one, not an error."""
        assert message.channel_id is not None, "only a channel's messages are looked for so"
        # Without a cached server, such as on another process's shard, ask Discord; permissions need server, channel and member.
        guild = self._client.get_guild(message.group_id)
        if guild is None or guild.unavailable:
            guild = await self._client.fetch_guild(message.group_id, with_counts=False)
        channel = guild.get_channel(message.channel_id) or await guild.fetch_channel(message.channel_id)
        assert self._client.user is not None, "we are logged in"
        me = guild.me or await guild.fetch_member(self._client.user.id)
        return channel.permissions_for(me).read_message_history


def _is_fresh(row: Outgoing) -> bool:
    """Whether the first attempt is recent enough for its nonce."""
    first = row.first_sent_at
    return first is not None and timedelta() <= discord.utils.utcnow() - first < NONCE_LASTS


def _rendering_failed(row: Outgoing, problem: _NotMade) -> Outcome:
    """The outcome of failed rendering: retried TRIES times, then given up, so that later rows of the destination are delivered."""
    if row.attempts >= TRIES and row.problem == NOT_MADE:
        return outcomes.given_up(row, problem)
    log.error("The message %s can't be made; trying again in %d s.", row.message.key, outcomes.AFTER_FAULT, exc_info=problem)
    return outcomes.later(row, outcomes.AFTER_FAULT, NOT_MADE, unknown=False)
