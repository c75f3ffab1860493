"""How the delivery of a row ended: what the store is to note of it, in the transaction that takes up the next rows.

An ending is a function of a transaction. What is noted may be noted again: the same ending twice changes nothing more.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp

from bot.model.outbox import Delivery, Message, Outgoing, Posted, Trouble
from bot.store import groups, members, outbox
from bot.store.engine.database import Tx

if TYPE_CHECKING:
    import discord

    from bot.worker.wire import Asked

log = logging.getLogger(__name__)

Ending = Callable[[Tx], Awaitable[None]]

CHANNEL_RETRY = timedelta(hours=1)
MOST_DOUBLINGS = 4
"""After a day of refusals a channel is asked every sixteen hours."""
KEPT_FOR_A_CHANNEL = timedelta(days=40)
GIVE_UP_AFTER = 300
"""Tries during an outage, ten minutes apart at last: two days of them."""
AFTER_FAULT = 60.0
LONGEST_WAIT = 600.0
A_DAY = 86_400.0
MISSING_ROLE = 0
"""Where a notice is about no channel, it is about the member role."""

OPEN = (aiohttp.ClientError, OSError, asyncio.TimeoutError)
"""After these the message may have arrived or not. discord.py does not retry all of them."""


class Unsure(Exception):
    """Whether it arrived can't be found out, and it must not be said twice."""


def settled(row: Outgoing, state: Delivery, *, problem: str | None = None, posted: Posted | None = None) -> Ending:
    """It is said, or nothing of it is to be said."""
    message = row.message

    async def note(tx: Tx) -> None:
        await outbox.settle(tx, row, state, problem, posted.message_id if posted else None)
        if posted is not None and message.subject is not None and not message.only_edit:
            await outbox.keep_posted(tx, message.group_id, message.subject, posted)
        if message.user_id is not None and posted is not None:
            await members.messages_closed(tx, message.group_id, message.user_id, closed=False)

    return note


def later(row: Outgoing, seconds: float, problem: str, *, unknown: bool) -> Ending:
    """Try again after so many seconds, or a day where that is never."""
    wait = timedelta(seconds=min(seconds, A_DAY))

    async def note(tx: Tx) -> None:
        await outbox.later(tx, row, tx.now + wait, problem, unknown=unknown)

    return note


def unknown(row: Outgoing, problem: BaseException, asked: Asked) -> Ending:
    """No answer, or one that leaves open whether Discord did it."""
    name = type(problem).__name__
    if row.attempts >= GIVE_UP_AFTER:
        return given_up(row, problem)
    log.info("Whether %s arrived is not known (%s); trying again.", row.message.key, problem)
    wait = min(LONGEST_WAIT, 2.0 ** min(row.attempts, 10)) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries
    reached = asked.begun and not isinstance(problem, aiohttp.ClientConnectorError)
    return later(row, wait, name, unknown=asked.unsure or reached)


def given_up(row: Outgoing, problem: BaseException) -> Ending:
    """It can't be made, or Discord does not take it, and that will not change."""
    log.error("The message %s can't be made, or Discord does not take it.", row.message.key, exc_info=problem)

    async def note(tx: Tx) -> None:
        await outbox.settle(tx, row, Delivery.DEAD, type(problem).__name__)
        if row.message.is_digest:
            await _tell_moderators(tx, row, Trouble.FAULT)

    return note


def unsure(row: Outgoing) -> Ending:
    """Somebody looks into the channel, and posts the digest by hand if it is not there."""
    log.warning("Whether %s arrived can't be found out without Read Message History; it is not sent again.", row.message.key)

    async def note(tx: Tx) -> None:
        await outbox.settle(tx, row, Delivery.DEAD, Trouble.UNSURE)
        await _tell_moderators(tx, row, Trouble.UNSURE)

    return note


def refused(row: Outgoing, posted: Posted | None, problem: discord.HTTPException | int, *, unknown: bool) -> Ending:
    """Closed direct messages are final: the card waits in /referrals. For a channel somebody must mend something."""
    message, code = row.message, problem if isinstance(problem, int) else problem.code
    if message.user_id is not None:
        return _closed(row, code)
    log.warning("Discord refuses %s in group %d: %s", message.key, message.group_id, problem)
    if posted is not None and posted.channel_id != message.channel_id:
        return settled(row, Delivery.DEAD, problem=f"{code}")  # an old channel: nothing that is said today waits for it

    async def note(tx: Tx) -> None:
        oldest = tx.now - KEPT_FOR_A_CHANNEL
        until = tx.now + CHANNEL_RETRY * 2 ** min(row.attempts, MOST_DOUBLINGS)
        if row.created_at < oldest and tx.clock_is_trusted:
            await outbox.bury(tx, row, oldest, f"{code}")
            await outbox.shut(tx, message, until)
            return
        await outbox.later(tx, row, until, f"{code}", unknown=unknown)
        await outbox.shut(tx, message, until)
        await _tell_moderators(tx, row, f"{code}")

    return note


def _closed(row: Outgoing, code: int) -> Ending:
    message = row.message
    assert message.user_id is not None, "it goes to somebody"
    user_id = message.user_id

    async def note(tx: Tx) -> None:
        await outbox.settle(tx, row, Delivery.DEAD, f"direct messages closed ({code})")
        await members.messages_closed(tx, message.group_id, user_id, closed=True)

    return note


async def _tell_moderators(tx: Tx, row: Outgoing, detail: str) -> None:
    """Once for a row and a problem: in the moderators' channel, or to who set the group up."""
    message = row.message
    group = await groups.get(tx, message.group_id)
    elsewhere = group.moderators_channel_id if group.moderators_channel_id != message.channel_id else None
    if elsewhere is None and group.set_up_by is None:
        return
    await outbox.add(
        tx,
        Message(
            message.group_id,
            "notice",
            f"notice:{message.group_id}:{message.channel_id}:{detail}:{row.id}",
            message.channel_id or MISSING_ROLE,
            channel_id=elsewhere,
            user_id=group.set_up_by if elsewhere is None else None,
            language=group.language.value if elsewhere else group.language.first,
            detail=detail,
        ),
    )
