"""What is known of the message of a row when the worker takes it up: where it stands, or may stand, and whether it is still wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.outbox import missed, shown
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import DeliveryState, Reach
from bot.membership import missed_messages
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing, Posted


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the message is `posted`; else the rows of its subject, itself among them, whose trying left open whether it is there.

    `reach` is whether its addressee gets it where it is not there yet.
    """

    posted: Posted | None = None
    unsure: tuple[Outgoing, ...] = ()
    reach: Reach = Reach.OPEN

    @property
    def tried_at(self) -> datetime | None:
        """When it was first tried, of the last that was."""
        return max((each.first_sent_at for each in self.unsure if each.first_sent_at is not None), default=None)

    @property
    def channel_id(self) -> int | None:
        """The channel in which something is to be changed; None for a message that is new, or a direct one."""
        if self.posted is not None:
            return self.posted.channel_id
        return self.unsure[-1].message.channel_id if self.unsure else None


async def standing(tx: Tx, row: Outgoing) -> Standing | None:
    """None where nothing is to be done in Discord: the row is settled, or has to wait for others."""
    message = row.message
    unsure: list[Outgoing] = []
    if message.subject is not None:
        posted = await outbox_store.posted(tx, message.group_id, message.subject)
        if posted is not None:
            return Standing(posted)
        unsure = await shown.unsure(tx, message.group_id, message.subject)
    if row.first_sent_at is not None and not message.only_edit and not message.is_deed:
        unsure.append(row)
    reach = Reach.OPEN
    if message.user_id is not None and not message.only_edit:
        reach = await members_store.reach(tx, message.group_id, message.user_id, message.kind)
        if reach is Reach.OPEN and await missed_messages.opened(tx, message.user_id, tx.now - members_store.CLOSED_FOR):
            return None  # what they missed while theirs were closed goes first
    if unsure or (reach is Reach.OPEN and not message.only_edit):
        return Standing(None, tuple(unsure), reach)
    await not_said(tx, row, reach)
    return None


async def not_said(tx: Tx, row: Outgoing, reach: Reach) -> None:
    """Settle what is not there and not to be said: it only was to be changed, or its addressee does not get or want it."""
    row = replace(row, first_sent_at=None)
    if row.message.only_edit:
        await outbox_store.settle(tx, row, DeliveryState.SENT, "never shown")
    elif reach is Reach.CLOSED:
        await missed.miss(tx, row, reach.value)
    else:
        await outbox_store.settle(tx, row, DeliveryState.SENT, None if reach is Reach.OPEN else reach.value)
