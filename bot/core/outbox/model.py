"""Records of the outbox: messages to be delivered, rows in delivery, and posted messages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime


class DeliveryState(StrEnum):
    """Where a row is in its delivery, as stored. Rows that are SENT or DEAD are settled, and nothing more is sent for them."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    HELD = "held"
    """It was waiting in a backup that was restored, and may have been delivered since: the operator decides."""


MARK_FROM, MARK_BELOW = 1_000_000, 2**31
"""Range of the component ids that mark messages: above those that Discord assigns itself (1, 2, ...), within its 32 bits
(https://docs.discord.com/developers/components/reference#anatomy-of-a-component).
"""


class Trouble(StrEnum):
    """Reasons of a notice to the moderators that are not one of Discord's error codes."""

    UNSURE = "unsure"
    """The message may have been delivered, and the channel's history can't be read."""
    UNSEEN = "unseen"
    """As UNSURE, for a message other than a digest: its text may still be in the channel after it was withdrawn."""
    FAULT = "fault"
    """Rendering or delivery raised an error of the bot's own code."""


class Reach(StrEnum):
    """Whether a direct message of some kind reaches a person."""

    OPEN = "open"
    CLOSED = "direct messages closed"
    UNWANTED = "not wanted"
    """The person switched that kind off."""


class Message(Struct, frozen=True):
    """A message to be written as a row.

    It holds ids of records, not their content, which is read when it is rendered; only a digest's `facts` are stored in it.

    It goes to `channel_id`, or to `user_id` as a direct message; with neither it is another request to Discord, such as to give a
    role. `subject` names the posted message that later rows with the same subject edit; a row with `only_edit` is dropped where
    that message was never sent. Rows with one destination are delivered in order; a row with `after` (another row's key) also
    waits until that one is settled.
    """

    group_id: int
    kind: str
    key: str
    record_id: int
    channel_id: int | None = None
    user_id: int | None = None
    language: str = "en"
    detail: str = ""
    subject: str | None = None
    only_edit: bool = False
    after: str | None = None
    facts: str = ""
    may_wait: bool = False
    """Delivered with what the clock causes, also where its kind is more urgent."""

    @property
    def is_request(self) -> bool:
        """Whether the row posts nothing, but makes another request to Discord."""
        return self.channel_id is None and self.user_id is None


class Outgoing(Struct, frozen=True):
    """A row of the outbox that the worker delivers.

    `first_sent_at` is the time of the first request whose outcome is unknown, so that its message may be posted; None
    where there is none.
    """

    id: int
    message: Message
    nonce: str
    attempts: int
    created_at: datetime
    first_sent_at: datetime | None
    problem: str | None = None
    """Why the last attempt failed."""
    mark: int = 0
    """The component id by which the message is found in a channel's history; people don't see it."""


class Posted(Struct, frozen=True):
    """A posted message that later rows of its subject edit."""

    channel_id: int
    message_id: int


class Pile(Struct, frozen=True):
    """A count of messages of one kind in one state with the same problem; `since` is when the oldest was written."""

    state: DeliveryState
    kind: str
    problem: str
    number: int
    since: datetime
