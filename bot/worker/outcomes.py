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

from bot.core.db.database import Tx
from bot.core.outbox import missed, shown
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of, kind_of
from bot.core.outbox.model import DeliveryState, Message, Outgoing, Posted, Trouble
from bot.groups import store as groups_store
from bot.membership import missed_messages
from bot.membership.members import store as members_store
from bot.worker.standing import not_said

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from bot.worker.http import Asked
    from bot.worker.standing import Standing

log = logging.getLogger(__name__)

Outcome = Callable[[Tx], Awaitable[None]]

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
    """Whether it arrived can't be found out in that channel, and it must not be said twice, or not stay."""

    def __init__(self, channel_id: int) -> None:
        super().__init__(f"the messages of channel {channel_id} can't be read")
        self.channel_id = channel_id


def settled(row: Outgoing, state: DeliveryState, *, problem: str | None = None, posted: Posted | None = None) -> Outcome:
    """What it asked for is done, or nothing of it is to be done; `posted` is what was changed for it."""

    async def note(tx: Tx) -> None:
        await outbox_store.settle(tx, row, state, problem, posted.message_id if posted else None)

    return note


def sent(row: Outgoing, posted: Posted) -> Outcome:
    """It is said. A direct message that got through tells that others will, too."""
    message = row.message

    async def note(tx: Tx) -> None:
        await outbox_store.settle(tx, row, DeliveryState.SENT, None, posted.message_id)
        if message.subject is not None:
            await outbox_store.keep_posted(tx, message.group_id, message.subject, posted)
        if message.user_id is not None:
            await missed_messages.opened(tx, message.user_id)

    return note


def found(row: Outgoing, unsure: Iterable[Outgoing], posted: Posted | None) -> Outcome:
    """Its message, or an earlier one of its subject, had arrived unnoticed and was put right; None where it was deleted."""
    message = row.message

    async def note(tx: Tx) -> None:
        for each in unsure:
            await shown.looked_for(tx, each)
        await outbox_store.settle(tx, row, DeliveryState.SENT, None, posted.message_id if posted else None)
        if posted is not None and message.subject is not None:
            await outbox_store.keep_posted(tx, message.group_id, message.subject, posted)

    return note


def not_there(row: Outgoing, standing: Standing) -> Outcome:
    """It was looked for where it may stand, and is not to be said."""

    async def note(tx: Tx) -> None:
        for each in standing.unsure:
            await shown.looked_for(tx, each)
        await not_said(tx, row, standing.reach)

    return note


def later(row: Outgoing, seconds: float, problem: str, *, unknown: bool) -> Outcome:
    """Try again after so many seconds, or a day where that is never."""
    wait = timedelta(seconds=min(seconds, A_DAY))

    async def note(tx: Tx) -> None:
        await outbox_store.later(tx, row, tx.now + wait, problem, unknown=unknown)

    return note


def unknown(row: Outgoing, problem: BaseException, asked: Asked) -> Outcome:
    """No answer, or one that leaves open whether Discord did it."""
    name = type(problem).__name__
    reached = asked.begun and not isinstance(problem, aiohttp.ClientConnectorError)
    if row.attempts >= GIVE_UP_AFTER:
        return given_up(row, problem, unknown=asked.unsure or reached)
    log.info("Whether %s arrived is not known (%s); trying again.", row.message.key, problem)
    wait = min(LONGEST_WAIT, 2.0 ** min(row.attempts, 10)) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries
    return later(row, wait, name, unknown=asked.unsure or reached)


def given_up(row: Outgoing, problem: BaseException, *, unknown: bool = False) -> Outcome:
    """It can't be made, or Discord does not take it, and that will not change."""
    log.error("The message %s can't be made, or Discord does not take it.", row.message.key, exc_info=problem)

    async def note(tx: Tx) -> None:
        await outbox_store.settle(tx, row, DeliveryState.DEAD, type(problem).__name__, unknown=unknown)
        if kind_of(row.message.kind).at_most_once:
            await _tell_moderators(tx, row, Trouble.FAULT, row.message.channel_id)

    return note


def unsure(row: Outgoing, channel_id: int) -> Outcome:
    """It can't be looked for. A digest somebody looks for, and posts it by hand if it is not there.

    Anything else is not to be said any more: it gives way, and the change that follows on it looks for it until it may.
    """
    log.warning("Whether %s arrived can't be found out without Read Message History.", row.message.key)

    async def note(tx: Tx) -> None:
        if row.message.only_edit and row.created_at >= tx.now - KEPT_FOR_A_CHANNEL:
            until = tx.now + CHANNEL_RETRY * 2 ** min(row.attempts, MOST_DOUBLINGS)
            await outbox_store.later(tx, row, until, Trouble.UNSEEN, unknown=False)
            await _tell_moderators(tx, row, Trouble.UNSEEN, channel_id)
            return
        await outbox_store.settle(tx, row, DeliveryState.DEAD, Trouble.UNSURE)
        if kind_of(row.message.kind).at_most_once:
            await _tell_moderators(tx, row, Trouble.UNSURE, channel_id)

    return note


def refused(row: Outgoing, channel_id: int | None, problem: discord.HTTPException | int, *, unknown: bool) -> Outcome:
    """Closed direct messages wait for the person, a channel until somebody mends something.

    `channel_id` is that of the message that was to be changed; None for a new one.
    """
    message, code = row.message, problem if isinstance(problem, int) else problem.code
    if message.user_id is not None:
        return _closed(row, code, unknown=unknown)
    log.warning("Discord refuses %s in group %d: %s", message.key, message.group_id, problem)
    if channel_id is not None and channel_id != message.channel_id:
        return settled(row, DeliveryState.DEAD, problem=f"{code}")  # an old channel: nothing that is said today waits for it

    async def note(tx: Tx) -> None:
        oldest = tx.now - KEPT_FOR_A_CHANNEL
        until = tx.now + CHANNEL_RETRY * 2 ** min(row.attempts, MOST_DOUBLINGS)
        if row.created_at < oldest and tx.clock_is_trusted:
            await outbox_store.bury(tx, row, oldest, f"{code}", unknown=unknown)
            await outbox_store.shut(tx, message, until)
            return
        await outbox_store.later(tx, row, until, f"{code}", unknown=unknown)
        await outbox_store.shut(tx, message, until)
        await _tell_moderators(tx, row, f"{code}", message.channel_id)

    return note


def _closed(row: Outgoing, code: int, *, unknown: bool) -> Outcome:
    message = row.message
    assert message.user_id is not None, "it goes to somebody"
    user_id = message.user_id

    async def note(tx: Tx) -> None:
        await missed.miss(tx, row, f"{missed.CLOSED} ({code})", unknown=unknown)
        await members_store.messages_closed(tx, message.group_id, user_id, closed=True)

    return note


async def _tell_moderators(tx: Tx, row: Outgoing, detail: str, about: int | None) -> None:
    """Once for a row and a problem, which is `about` a channel: in the moderators' channel, or to who set the group up."""
    message = row.message
    group = await groups_store.get(tx, message.group_id)
    channel_id = channel_of(group, "notice")
    elsewhere = channel_id if channel_id != about else None
    if elsewhere is None and group.set_up_by is None:
        return
    await outbox_store.add(
        tx,
        Message(
            message.group_id,
            "notice",
            f"notice:{message.group_id}:{about}:{detail}:{row.id}",
            about or MISSING_ROLE,
            channel_id=elsewhere,
            user_id=group.set_up_by if elsewhere is None else None,
            language=group.language.value if elsewhere else group.language.first,
            detail=detail,
        ),
    )
