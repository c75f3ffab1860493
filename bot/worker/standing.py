"""What the store knows about a row's message when the worker takes the row: where it is or may be posted, and who gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.outbox import missed, shown
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import kind_of
from bot.core.outbox.model import DeliveryState, Reach
from bot.membership import missed_messages
from bot.membership.members import store as members_store
from bot.membership.muted_senders import store as muted_senders_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message, Outgoing, Posted


class Standing(Struct, frozen=True):
    """Either where the subject's message is `posted`, or the rows of the subject, this one included, whose outcome is unknown.

    `reach` is whether a direct message reaches its addressee.
    """

    posted: Posted | None = None
    unsure: tuple[Outgoing, ...] = ()
    reach: Reach = Reach.OPEN

    @property
    def tried_at(self) -> datetime | None:
        """When the newest of the rows with unknown outcome was first sent; None where there is none."""
        return max((each.first_sent_at for each in self.unsure if each.first_sent_at is not None), default=None)

    @property
    def channel_id(self) -> int | None:
        """The channel of the message that is to be edited; None for a new or a direct message."""
        if self.posted is not None:
            return self.posted.channel_id
        return self.unsure[-1].message.channel_id if self.unsure else None


async def standing(tx: Tx, row: Outgoing) -> Standing | None:
    """Read what is known about a row's message.

    Returns None where no request is to be made: the row was settled here, or waits for messages that its addressee missed before.
    """
    message = row.message
    unsure: list[Outgoing] = []
    if message.subject is not None:
        posted = await outbox_store.posted(tx, message.group_id, message.subject)
        if posted is not None:
            return Standing(posted)
        unsure = await shown.unsure(tx, message.group_id, message.subject)
    # An edit or another request may be repeated, so its unknown outcome needs no search.
    if row.first_sent_at is not None and not message.only_edit and not message.is_request:
        unsure.append(row)
    # Only new messages depend on whether direct messages are open and wanted.
    reach = Reach.OPEN
    if message.user_id is not None and not message.only_edit:
        reach = await members_store.reach(tx, message.group_id, message.user_id, message.kind)
        if reach is Reach.OPEN and await _is_muted(tx, message):
            reach = await _as_if_sent(tx, message.user_id)
        if reach is Reach.OPEN and await missed_messages.opened(tx, message.user_id, tx.now - members_store.CLOSED_FOR):
            return None  # messages that they missed while direct messages were closed are delivered first
    if unsure or (reach is Reach.OPEN and not message.only_edit):
        return Standing(None, tuple(unsure), reach)
    await not_said(tx, row, reach)
    return None


async def _is_muted(tx: Tx, message: Message) -> bool:
    """Whether the addressee muted the person who caused the message."""
    sender = kind_of(message.kind).sender
    sender_id = None if sender is None else await sender(tx, message)
    if sender_id is None or message.user_id is None:
        return False
    return await muted_senders_store.is_muted(tx, message.group_id, message.user_id, sender_id)


async def _as_if_sent(tx: Tx, user_id: int) -> Reach:
    """The reach for a message of a muted sender, who must read the same of it as if it had been sent.

    Where the last direct message was refused, for whichever group, this one would be too, and the public line would mention its
    addressee. Nothing is tried, so the time of that refusal stays: with a new one, messages of others would not be tried either.

    Where direct messages were closed since the last one, the public line does not mention the addressee until another message of
    the bot was refused. Discord tells it by a message alone; one sent to find it out would reach who muted the sender.
    """
    return Reach.CLOSED if await members_store.has_closed_messages(tx, user_id) else Reach.UNWANTED


async def not_said(tx: Tx, row: Outgoing, reach: Reach) -> None:
    """Settle a row without a request: an edit of a message that does not exist, or a message whose addressee does not get it."""
    row = replace(row, first_sent_at=None)
    if row.message.only_edit:
        await outbox_store.settle(tx, row, DeliveryState.SENT, "never shown")
    elif reach is Reach.CLOSED:
        await missed.miss(tx, row, reach.value)
    else:
        await outbox_store.settle(tx, row, DeliveryState.SENT, None if reach is Reach.OPEN else reach.value)
