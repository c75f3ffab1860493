"""The bot's answer to an interaction."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.standin.ids import snowflake
from tests.standin.world import Message, Payload, User, texts

if TYPE_CHECKING:
    from tests.standin.world import Channel, Guild


class Unanswered(Exception):
    """The bot went away or took too long: the client shows “The application did not respond”."""


@dataclass(eq=False)
class Reply:
    """An interaction and the bot's answer to it."""

    kind: int
    user: User
    channel: Channel
    guild: Guild | None
    source: Message | None = None
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: f"interaction-token-{secrets.token_hex(16)}")
    started: float = field(default_factory=time.monotonic)
    deliveries: int = 0
    acknowledged: int | None = None
    seconds: float = 0.0
    """Seconds from dispatch to acknowledgement."""
    copied: bool = False
    """Whether the bot asked for a copy of the response (`with_response`)."""
    loading: bool = False
    private: bool = False
    modal: Payload | None = None
    choices: list[Payload] | None = None
    messages: list[Message] = field(default_factory=list)
    lost: bool = False
    excused: bool = False
    """Whether it met a fault or was delivered twice, so that a second or late acknowledgement is no violation."""

    @property
    def answered(self) -> bool:
        return self.acknowledged is not None and not self.loading

    @property
    def message(self) -> Message:
        """The last message of the answer."""
        assert self.messages, f"no message came; acknowledged by {self.acknowledged}"
        return self.messages[-1]

    @property
    def text(self) -> str:
        """All text of the answer."""
        shown = [message.text for message in self.messages]
        return "\n".join([*shown, *(texts(self.modal) if self.modal else [])])
