"""What must be said in Discord because of a commit, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    HELD = "held"
    """It waited in a backup that was restored, and may have been said since: a person decides."""


MARK_FROM, MARK_BELOW = 1_000_000, 2**31
"""Between these are the component ids that mark messages: above any that Discord itself gives, and as wide as it takes them."""


class Trouble(StrEnum):
    """What a notice says, in place of the code with which Discord refused a channel."""

    UNSURE = "unsure"
    """It may have arrived, and the channel can't be read."""
    UNSEEN = "unseen"
    """Not of a digest: something that was taken back may stand in a channel that can't be read."""
    FAULT = "fault"


class Reach(StrEnum):
    """Whether a direct message of some kind gets to somebody."""

    OPEN = "open"
    CLOSED = "direct messages closed"
    UNWANTED = "not wanted"
    """They switched that kind off."""


@dataclass(frozen=True, slots=True)
class Message:
    """A row yet to be written. It names records, never their content; only a digest's `facts` are frozen in it.

    It goes to `channel_id`, or to `user_id` as a direct message; with neither it is a deed in the group, such as giving a
    role. `subject` names the one message that later rows with
    the same subject edit; a row with `only_edit` is dropped where that message was never sent. Rows of one destination
    leave in order; a row with `after` (a key) also waits until that one is settled.
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

    @property
    def is_deed(self) -> bool:
        return self.channel_id is None and self.user_id is None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox as the worker takes it up.

    `first_sent_at` is when its message may first have arrived in Discord without our knowing; None where it can't have.
    """

    id: int
    message: Message
    nonce: str
    attempts: int
    created_at: datetime
    first_sent_at: datetime | None
    problem: str | None = None
    """Why it was not said the last time."""
    mark: int = 0
    """The component id that tells its message among all of a channel; nobody sees it."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours in Discord that is kept right."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Pile:
    """Messages of one kind that are not said, for the same reason; `since` is when the oldest was written."""

    state: DeliveryState
    kind: str
    problem: str
    number: int
    since: datetime
