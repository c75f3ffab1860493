"""Delivering one row of the outbox, so that it is said once whatever goes wrong.

Discord knows a message by its nonce for a few minutes; later we look for our own mark in the channel's history. The mark is
the component id of the card, which nobody sees (message components are numbered by whoever makes them).
"""

from __future__ import annotations

import asyncio
import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.model.outbox import Delivery, Message, Outgoing, Posted, Reach
from bot.store import groups, members, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.engine.database import Database, Tx
    from bot.worker.parcel import Handler, Parcel

log = logging.getLogger(__name__)

NONCE_LASTS = timedelta(minutes=2)
"""Discord documents “a few minutes”; we count on two."""
PATIENCE = 60.0
"""Seconds after which a request that hangs counts as one whose outcome is not known."""
CHANNEL_RETRY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=2)
TRIES = 3
AFTER_FAULT = timedelta(minutes=1)
LONGEST_WAIT = 600.0
SKEW = timedelta(seconds=30)
MARK_FROM = 1_000_000
"""Marks start above any component id that Discord itself gives."""

SERVER_ERRORS, TOO_MANY = 500, 429
UNKNOWN = (aiohttp.ClientError, OSError, asyncio.TimeoutError)
"""After these the message may have arrived or not. discord.py does not retry all of them."""


class _NotMade(Exception):
    """A handler failed; its own error is the cause."""


class Courier:
    """Carries rows of the outbox to Discord, each rendered by the handler of its kind.

    Where the store is `shared` with other processes, a row is taken in hand before anything is done for it.
    """

    def __init__(
        self, database: Database, client: discord.Client, handlers: Mapping[str, Handler], *, shared: bool = False
    ) -> None:
        self._database = database
        self._client = client
        self._handlers = handlers
        self._shared = shared

    async def deliver(self, row: Outgoing) -> None:
        """Deliver a row, or note when to try again. Raises only where the store itself fails."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._attempt(row)
        except (discord.Forbidden, discord.NotFound) as problem:
            await self._refused(row, problem)
        except UNKNOWN as problem:
            await self._unknown(row, problem)
        except discord.RateLimited as problem:
            await self._later(row, timedelta(seconds=problem.retry_after), "rate limited", unknown=False)
        except discord.HTTPException as problem:
            if problem.status >= SERVER_ERRORS or problem.status == TOO_MANY:
                await self._unknown(row, problem)
            else:
                await self._give_up(row, problem)
        except _NotMade as problem:
            await self._not_made(row, problem)

    async def _parcel(self, message: Message) -> Parcel | None:
        """What is to be said, from the handler of its kind."""
        try:
            return await self._handlers[message.kind](message)
        except (discord.HTTPException, discord.RateLimited, *UNKNOWN):
            raise  # a deed that Discord did not do
        except Exception as problem:
            raise _NotMade from problem

    async def _not_made(self, row: Outgoing, problem: _NotMade) -> None:
        """Ours is the fault, or the store's: try again a few times, then let those behind it pass."""
        if row.attempts >= TRIES:
            await self._give_up(row, problem)
            return
        log.error("The message %s can't be made; trying again in %s.", row.message.key, AFTER_FAULT, exc_info=problem)
        await self._later(row, AFTER_FAULT, "not made", unknown=row.first_sent_at is not None)

    async def _give_up(self, row: Outgoing, problem: Exception) -> None:
        log.error("The message %s can't be made, or Discord does not take it.", row.message.key, exc_info=problem)
        await self._settle(row, Delivery.DEAD, problem=type(problem).__name__)

    async def _attempt(self, row: Outgoing) -> None:
        message = row.message
        posted, ending = await self._database.read(lambda tx: _before_sending(tx, message))
        if ending is not None:
            await self._settle(row, ending[0], problem=ending[1])
            return
        sends = posted is None and not message.is_deed
        if self._shared and not sends and (await self._database.write(lambda tx: _begin(tx, row)))[0] is None:
            return
        parcel = await self._parcel(message)
        if parcel is None:
            await self._settle(row, Delivery.SENT)
        elif posted is not None:
            await self._edit(row, posted, parcel)
        else:
            await self._send(row, parcel)

    async def _edit(self, row: Outgoing, posted: Posted, parcel: Parcel) -> None:
        channel = self._client.get_partial_messageable(posted.channel_id)
        try:
            await channel.get_partial_message(posted.message_id).edit(view=parcel.view, allowed_mentions=parcel.mentions)
        except discord.NotFound:
            log.info("The message for %s was deleted; it is not shown again.", row.message.subject)
        await self._settle(row, Delivery.SENT, posted=posted)

    async def _send(self, row: Outgoing, parcel: Parcel) -> None:
        channel = await self._channel(row.message)
        mark = MARK_FROM + row.id
        parcel.view.children[0].id = mark
        first_sent_at, now = await self._database.write(lambda tx: _begin(tx, row))
        if first_sent_at is None:
            return
        if row.first_sent_at is not None and now - first_sent_at >= NONCE_LASTS:
            found = await self._look_for(channel, mark, first_sent_at)
            if found is not None:
                await self._settle(row, Delivery.SENT, posted=found)
                return
        sent = await channel.send(view=parcel.view, nonce=row.nonce, allowed_mentions=parcel.mentions)
        await self._settle(row, Delivery.SENT, posted=Posted(sent.channel.id, sent.id))

    async def _channel(self, message: Message) -> discord.abc.Messageable:
        if message.channel_id is not None:
            return self._client.get_partial_messageable(message.channel_id, guild_id=message.group_id)
        assert message.user_id is not None, "a deed has no message to send"
        return await self._client.create_dm(discord.Object(message.user_id))

    async def _look_for(self, channel: discord.abc.Messageable, mark: int, since: datetime) -> Posted | None:
        """Our own message with that mark, if it arrived after all."""
        me = self._client.user
        async for message in channel.history(limit=None, after=since - SKEW):
            if (
                me is not None
                and message.author.id == me.id
                and any(getattr(part, "id", None) == mark for part in message.components)
            ):
                return Posted(message.channel.id, message.id)
        return None

    async def _refused(self, row: Outgoing, problem: discord.Forbidden | discord.NotFound) -> None:
        """Closed direct messages are final: the card waits in /referrals. For a channel somebody must mend something."""
        message = row.message
        if message.user_id is not None:
            await self._settle(row, Delivery.DEAD, problem=f"direct messages closed ({problem.code})", closed=True)
            return
        late = discord.utils.utcnow() - row.created_at >= GIVE_UP_AFTER
        log.warning("Discord refused %s in group %d: %s", message.key, message.group_id, problem)

        async def work(tx: Tx) -> None:
            if late:
                await outbox.settle(tx, row, Delivery.DEAD, str(problem.code))
            else:
                await outbox.later(tx, row, tx.now + CHANNEL_RETRY, str(problem.code), unknown=False)
            await _tell_moderators(tx, row, problem.code)

        await self._database.write(work)

    async def _unknown(self, row: Outgoing, problem: BaseException) -> None:
        if discord.utils.utcnow() - row.created_at >= GIVE_UP_AFTER:
            await self._settle(row, Delivery.DEAD, problem=type(problem).__name__)
            return
        log.info("Whether %s arrived is not known (%s); trying again.", row.message.key, problem)
        wait = min(LONGEST_WAIT, 2.0**row.attempts) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards nothing
        await self._later(row, timedelta(seconds=wait), type(problem).__name__, unknown=True)

    async def _later(self, row: Outgoing, wait: timedelta, problem: str, *, unknown: bool) -> None:
        await self._database.write(lambda tx: outbox.later(tx, row, tx.now + wait, problem, unknown=unknown))

    async def _settle(
        self,
        row: Outgoing,
        state: Delivery,
        *,
        problem: str | None = None,
        posted: Posted | None = None,
        closed: bool = False,
    ) -> None:
        """Note how it ended; `closed` where Discord just refused a direct message."""
        message = row.message

        async def work(tx: Tx) -> None:
            await outbox.settle(tx, row, state, problem, posted.message_id if posted else None)
            if posted is not None and message.subject is not None and not message.only_edit:
                await outbox.keep_posted(tx, message.group_id, message.subject, posted)
            if message.user_id is not None and (closed or posted is not None):
                await members.messages_closed(tx, message.group_id, message.user_id, closed=closed)

        await self._database.write(work)


async def _before_sending(tx: Tx, message: Message) -> tuple[Posted | None, tuple[Delivery, str] | None]:
    """Where the message stands already; if nowhere, how it ends unsaid where its addressee does not get or want it."""
    posted = None if message.subject is None else await outbox.posted(tx, message.group_id, message.subject)
    if posted is not None:
        return posted, None
    if message.only_edit:
        return None, (Delivery.SENT, "never shown")
    if message.user_id is None:
        return None, None
    reach = await members.reach(tx, message.group_id, message.user_id, message.kind)
    if reach is Reach.OPEN:
        return None, None
    return None, (Delivery.DEAD if reach is Reach.CLOSED else Delivery.SENT, reach.value)


async def _begin(tx: Tx, row: Outgoing) -> tuple[datetime | None, datetime]:
    return await outbox.sending(tx, row), tx.now


async def _tell_moderators(tx: Tx, row: Outgoing, code: int) -> None:
    """Once for a channel and a problem in a month: in the moderators' channel, or to who set the group up."""
    message = row.message
    if message.kind == "notice":
        return
    group = await groups.get(tx, message.group_id)
    elsewhere = group.moderators_channel_id if group.moderators_channel_id != message.channel_id else None
    if elsewhere is None and group.set_up_by is None:
        return
    await outbox.add(
        tx,
        Message(
            message.group_id,
            "notice",
            f"notice:{message.group_id}:{message.channel_id}:{code}:{tx.now:%Y-%m}",
            message.channel_id or 0,
            channel_id=elsewhere,
            user_id=group.set_up_by if elsewhere is None else None,
            language=group.language.value if elsewhere else group.language.first,
            detail=str(code),
        ),
    )
