"""What came of an interaction."""

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
    """The bot was gone, or took too long: the person reads “The application did not respond”."""


@dataclass(eq=False)
class Reply:
    """An interaction, and what the bot answered to it."""

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
    """How long the acknowledgement took."""
    copied: bool = False
    """Whether the bot asked to be sent the answer back."""
    loading: bool = False
    private: bool = False
    modal: Payload | None = None
    choices: list[Payload] | None = None
    messages: list[Message] = field(default_factory=list)
    lost: bool = False
    excused: bool = False
    """A fault lay on its way, so that a second or late acknowledgement is nobody's mistake."""

    @property
    def answered(self) -> bool:
        return self.acknowledged is not None and not self.loading

    @property
    def message(self) -> Message:
        """The last message that came of it."""
        assert self.messages, f"no message came; acknowledged by {self.acknowledged}"
        return self.messages[-1]

    @property
    def text(self) -> str:
        """Everything that the person reads as the answer."""
        shown = [message.text for message in self.messages]
        return "\n".join([*shown, *(texts(self.modal) if self.modal else [])])
