"""Outcomes of deliveries: what the store notes about a row, in the transaction that leases the next rows.

An outcome is a function of a transaction. It is idempotent, because that transaction may be tried again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from msgspec.structs import replace

from bot.core.db.database import Tx
from bot.core.outbox import missed, shown
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of, kind_of
from bot.core.outbox.model import DeliveryState, Message, Outgoing, Posted, Trouble
from bot.groups import store as groups_store
from bot.membership import missed_messages
from bot.membership.members import store as members_store
from bot.membership.tell_moderators import tell_moderators
from bot.worker.standing import not_said

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from bot.worker.http import Asked
    from bot.worker.standing import Standing

log = logging.getLogger(__name__)

Outcome = Callable[[Tx], Awaitable[None]]

CHANNEL_RETRY = timedelta(hours=1)
"""How long a channel that refuses is left alone after the first refusal; doubled after each further one."""
MOST_DOUBLINGS = 4
"""Maximum number of doublings: at last a channel is tried every sixteen hours."""
KEPT_FOR_A_CHANNEL = timedelta(days=40)
"""How long messages wait for a channel that refuses them."""
GIVE_UP_AFTER = 300
"""Number of attempts during an outage; with LONGEST_WAIT between them they take two days."""
AFTER_FAULT = 60.0
"""Seconds to the next attempt after rendering failed."""
LONGEST_WAIT = 600.0
"""Upper limit, in seconds, of the exponential back-off."""
A_DAY = 86_400.0
"""Upper limit, in seconds, of a wait that Discord asks for."""
OF_A_REQUEST = 0
"""The record id of a notice that is about no channel, but about a request, such as to give the member role: its kind follows the code."""

UNKNOWN_CHANNEL = 10003
"""Discord's error code for a channel that was deleted."""

OPEN = (aiohttp.ClientError, OSError, asyncio.TimeoutError)
"""Errors after which the message may have been posted or not. discord.py retries only some of them."""


class Unsure(Exception):
    """Whether the message was posted can't be determined, because the channel's history can't be read."""

    def __init__(self, channel_id: int) -> None:
        super().__init__(f"the messages of channel {channel_id} can't be read")
        self.channel_id = channel_id


def settled(row: Outgoing, state: DeliveryState, *, problem: str | None = None, posted: Posted | None = None) -> Outcome:
    """The row is done, or is not to be done; `posted` is the message that was edited."""

    async def note(tx: Tx) -> None:
        await outbox_store.settle(tx, row, state, problem, posted.message_id if posted else None)

    return note


def sent(row: Outgoing, posted: Posted) -> Outcome:
    """The message was posted. A direct message that arrived shows that the person's direct messages are open."""
    message = row.message

    async def note(tx: Tx) -> None:
        await outbox_store.settle(tx, row, DeliveryState.SENT, None, posted.message_id)
        if message.subject is not None:
            await outbox_store.keep_posted(tx, message.group_id, message.subject, posted)
        if message.user_id is not None:
            await missed_messages.opened(tx, message.user_id)

    return note


def found(row: Outgoing, unsure: Iterable[Outgoing], posted: Posted | None) -> Outcome:
    """The message of this row, or an earlier one of its subject, was found and corrected; `posted` is None where it is gone."""
    message = row.message

    async def note(tx: Tx) -> None:
        for each in unsure:
            await shown.looked_for(tx, each)
        await outbox_store.settle(tx, row, DeliveryState.SENT, None, posted.message_id if posted else None)
        if posted is not None and message.subject is not None:
            await outbox_store.keep_posted(tx, message.group_id, message.subject, posted)

    return note


def not_there(row: Outgoing, standing: Standing) -> Outcome:
    """The message was searched for and not found, and is not to be sent."""

    async def note(tx: Tx) -> None:
        for each in standing.unsure:
            await shown.looked_for(tx, each)
        await not_said(tx, row, standing.reach)

    return note


def later(row: Outgoing, seconds: float, problem: str, *, unknown: bool) -> Outcome:
    """Retry after `seconds`, at most a day."""
    wait = timedelta(seconds=min(seconds, A_DAY))

    async def note(tx: Tx) -> None:
        await outbox_store.later(tx, row, tx.now + wait, problem, unknown=unknown)

    return note


def unknown(row: Outgoing, problem: BaseException, asked: Asked) -> Outcome:
    """There was no response, or one that leaves open whether Discord posted the message: retry with exponential back-off."""
    name = type(problem).__name__
    # Without a connection the request can't have reached Discord, so the outcome is not unknown.
    reached = asked.begun and not isinstance(problem, aiohttp.ClientConnectorError)
    if row.attempts >= GIVE_UP_AFTER:
        return given_up(row, problem, unknown=asked.unsure or reached)
    log.info("Whether %s arrived is not known (%s); trying again.", row.message.key, problem)
    # Exponential back-off with jitter, so that messages of an outage are not retried all at once.
    wait = min(LONGEST_WAIT, 2.0 ** min(row.attempts, 10)) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries
    return later(row, wait, name, unknown=asked.unsure or reached)


def given_up(row: Outgoing, problem: BaseException, *, unknown: bool = False) -> Outcome:
    """Rendering fails or Discord refuses the payload, permanently."""
    log.error("The message %s can't be made, or Discord does not take it.", row.message.key, exc_info=problem)

    async def note(tx: Tx) -> None:
        await outbox_store.settle(tx, row, DeliveryState.DEAD, type(problem).__name__, unknown=unknown)
        if kind_of(row.message.kind).at_most_once:
            await _tell_moderators(tx, row, Trouble.FAULT, row.message.channel_id)

    return note


def unsure(row: Outgoing, channel_id: int) -> Outcome:
    """The message can't be searched for. A digest is given up, and the moderators are asked to look for it.

    Any other message is given up too: a later edit of its subject searches for it, and is retried until the channel can be read.
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
    """Discord refuses the destination: a direct message waits for the person to open them, a channel for a moderator.

    `channel_id` is that of the message that was to be edited; None for a new one.
    """
    message, code = row.message, problem if isinstance(problem, int) else problem.code
    if message.user_id is not None:
        return _closed(row, code, unknown=unknown)
    log.warning("Discord refuses %s in group %d: %s", message.key, message.group_id, problem)
    if channel_id is not None and channel_id != message.channel_id:
        # The edited message stands in a channel that the group uses no more, so nothing else waits for that channel.
        return settled(row, DeliveryState.DEAD, problem=f"{code}")

    async def note(tx: Tx) -> None:
        oldest = tx.now - KEPT_FOR_A_CHANNEL
        until = tx.now + CHANNEL_RETRY * 2 ** min(row.attempts, MOST_DOUBLINGS)
        # The channel has refused for KEPT_FOR_A_CHANNEL: give up what is as old, and go on testing the channel with newer rows.
        if row.created_at < oldest and tx.clock_is_trusted:
            await outbox_store.bury(tx, row, oldest, f"{code}", unknown=unknown)
            await outbox_store.shut(tx, message, until)
            return
        current = channel_of(await groups_store.get(tx, message.group_id), message.kind)
        # What may have arrived earlier is searched for in its channel, unless that was deleted, and the message with it.
        is_nowhere = not unknown and (row.first_sent_at is None or code == UNKNOWN_CHANNEL)
        if is_nowhere and not message.only_edit and current is not None and current != message.channel_id:
            # The group chose another channel, and `release` did not move the row: this or an earlier request was under way.
            await outbox_store.later(tx, replace(row, first_sent_at=None), tx.now, f"{code}", unknown=False)
            await outbox_store.release(tx, message.group_id, {message.kind: current})
            return
        await outbox_store.later(tx, row, until, f"{code}", unknown=unknown)
        await outbox_store.shut(tx, message, until)
        await _tell_moderators(tx, row, f"{code} {message.kind}" if message.is_request else f"{code}", message.channel_id)

    return note


def _closed(row: Outgoing, code: int, *, unknown: bool) -> Outcome:
    """The person's direct messages are closed: keep the row for `missed_messages`, and note it on the member."""
    message = row.message
    assert message.user_id is not None, "it goes to somebody"
    user_id = message.user_id

    async def note(tx: Tx) -> None:
        await missed.miss(tx, row, f"{missed.CLOSED} ({code})", unknown=unknown)
        await members_store.messages_closed(tx, message.group_id, user_id, closed=True)

    return note


async def _tell_moderators(tx: Tx, row: Outgoing, detail: str, about: int | None) -> None:
    """Queue a notice, once for a row and problem: in the moderators' channel, or to the person who set the group up.

    `about` is the id of the channel that the problem is about; a notice is not sent to that channel.
    """
    message = row.message
    group = await groups_store.get(tx, message.group_id)
    if group.moderators_channel_id == about:
        # A notice about the moderators' channel itself can't be posted there.
        group = replace(group, moderators_channel_id=None)
    key = f"notice:{message.group_id}:{about}:{detail}:{row.id}"
    await tell_moderators(tx, group, Message(message.group_id, "notice", key, about or OF_A_REQUEST, detail=detail))
