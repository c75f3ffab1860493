"""Looks up the declaration of a message kind, and the channel in which a group receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.declarations import DeclarationError, declared
from bot.core.feature import Destination, Urgency

if TYPE_CHECKING:
    from bot.core.feature import MessageKind
    from bot.core.outbox.model import Message


class Channels(Protocol):
    """The channels that a group chose in its settings; None for one that it did not choose."""

    @property
    def referrals_channel_id(self) -> int | None: ...

    @property
    def asks_channel_id(self) -> int | None: ...

    @property
    def meetings_channel_id(self) -> int | None: ...

    @property
    def digest_channel_id(self) -> int | None: ...

    @property
    def moderators_channel_id(self) -> int | None: ...


def kind_of(name: str) -> MessageKind:
    """The declaration of a message kind. Raises DeclarationError where no feature declares it."""
    found = declared().messages.get(name)
    if found is None:
        raise DeclarationError(f"No feature declares messages of the kind {name}.")
    return found


def urgency_of(message: Message) -> Urgency:
    return Urgency.CLOCK if message.may_wait else kind_of(message.kind).urgency


def channel_of(group: Channels, kind: str) -> int | None:
    """The id of the group's channel for messages of that kind; None where it chose none, or they go to no such channel."""
    match kind_of(kind).destination:
        case Destination.REFERRALS:
            return group.referrals_channel_id
        case Destination.ASKS:
            return group.asks_channel_id or group.referrals_channel_id
        case Destination.MEETINGS:
            return group.meetings_channel_id or group.digest_channel_id
        case Destination.DIGEST:
            return group.digest_channel_id
        case Destination.MODERATORS:
            return group.moderators_channel_id
        case _:
            return None


def channels_of(group: Channels) -> dict[str, int]:
    """Maps each message kind that goes to a channel that the group chose to that channel's id."""
    return {kind: channel for kind in declared().messages if (channel := channel_of(group, kind)) is not None}
