"""The stand-in's state, and waiting for its changes."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from typing import TYPE_CHECKING, TypeVar

from tests.patience import PATIENCE
from tests.standin.faults import Faults
from tests.standin.world import (
    COMPONENTS_V2,
    DIRECT,
    EVERYONE,
    Channel,
    Guild,
    Member,
    Message,
    Payload,
    Permission,
    Role,
    User,
    parts,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.standin.replies import Reply

T = TypeVar("T")

NONCE_LASTS = 180.0
"""Seconds; Discord documents “the past few minutes”."""


class Core:
    """All objects by id, and `violations`: what the bot did against Discord's rules."""

    acknowledge_within = PATIENCE
    """Seconds; Discord waits three. Whether the bot meets that is measured in `benchmarks/`, on a known machine."""

    def __init__(self) -> None:
        self.bot = User("Goodword", is_bot=True)
        self.token = (
            f"{base64.urlsafe_b64encode(str(self.bot.id).encode()).decode().rstrip('=')}.St4nd1.canary-token-of-the-standin"
        )
        self.accepts_token = True
        self.shard_count = 1
        self.application_flags = 0
        self.session_start_limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.messages: dict[int, Message] = {}
        self.commands: list[Payload] = []
        self.times_synced = 0
        self.requests: list[tuple[str, str]] = []
        self.interactions: dict[str, Reply] = {}
        self.violations: list[str] = []
        self.faults = Faults(self.notify)
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self._changed = asyncio.get_running_loop().create_future()

    def add_guild(self, name: str, *, locale: str = "en-US") -> Guild:
        """A server with the bot in it, which has only the permissions of @everyone."""
        guild = Guild(name, locale)
        guild.members[self.bot.id] = Member(self.bot)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(name, guild)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def add_role(self, guild: Guild, name: str, permissions: Permission = Permission.NONE) -> Role:
        role = Role(name, permissions, position=len(guild.roles))
        guild.roles[role.id] = role
        return role

    def add_member(
        self, guild: Guild, name: str, *roles: Role, locale: str = "en-US", takes_direct_messages: bool = True
    ) -> User:
        user = User(name, locale, takes_direct_messages=takes_direct_messages, home=guild)
        guild.members[user.id] = Member(user, list(roles))
        self.users[user.id] = user
        return user

    def direct_channel(self, user: User) -> Channel:
        """The direct message channel of the bot and `user`."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def direct_messages(self, user: User) -> list[Message]:
        return self.direct_channel(user).messages

    def shard_of(self, guild: Guild | None) -> int:
        """The shard that gets the server's events; shard 0 gets those of direct messages."""
        return 0 if guild is None else (guild.id >> 22) % self.shard_count

    def allowed(self, channel: Channel) -> Permission:
        """The bot's permissions in a channel."""
        if channel.guild is None:
            return EVERYONE
        return channel.guild.permissions(self.bot, channel)

    def post(self, channel: Channel, body: Payload, *, seen_by: User | None = None) -> Message:
        """Store a new message of the bot; with an enforced nonce that was used within NONCE_LASTS, return the earlier one."""
        nonce = body.get("nonce")
        key = (channel.id, str(nonce))
        made_at, earlier = self._nonces.get(key, (0.0, None))
        if nonce and body.get("enforce_nonce") and earlier is not None and time.monotonic() - made_at < NONCE_LASTS:
            return earlier
        number_components(body)
        message = Message(channel, self.bot, body, seen_by=seen_by, pings=pings(body))
        self.messages[message.id] = message
        if seen_by is None:
            channel.messages.append(message)
        if nonce:
            self._nonces[key] = (time.monotonic(), message)
        self.notify()
        return message

    def edit(self, message: Message, body: Payload) -> None:
        number_components(body)
        message.edits.append(body)
        flags = message.body.get("flags", 0) | (body.get("flags", 0) & COMPONENTS_V2)
        message.show(message.body | body | {"flags": flags})
        self.notify()

    def delete(self, message: Message) -> None:
        del self.messages[message.id]
        if message in message.channel.messages:
            message.channel.messages.remove(message)
        self.notify()

    def forget_nonces(self) -> None:
        """Forget all nonces, as after NONCE_LASTS."""
        self._nonces.clear()

    def violated(self, where: str, problems: Iterable[str]) -> bool:
        """Note a request's violations; whether there were any."""
        found = [f"{where}: {problem}" for problem in problems]
        self.violations += found
        return bool(found)

    def notify(self) -> None:
        """Wake the tasks that wait in `until`."""
        self._changed.set_result(None)
        self._changed = asyncio.get_running_loop().create_future()

    async def until(self, look: Callable[[], T], what: str) -> T:
        """Wait until `look` returns something true, and return that."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := look()):
                    await asyncio.shield(self._changed)
                return found
        except TimeoutError:
            raise AssertionError(f"waited {PATIENCE:g} s in vain for {what}; violations: {self.violations}") from None

    async def message_in(self, channel: Channel, text: str) -> Message:
        """Wait for a message in `channel` that contains `text`, and return the newest."""
        found = await self.until(
            lambda: [message for message in channel.messages if text in message.text],
            f"{text!r} in {channel.name}, which has {[message.text for message in channel.messages]}",
        )
        return found[-1]


def number_components(body: Payload) -> None:
    """Give each component without an id the next free one, as Discord does."""
    every = parts(body.get("components") or [])
    taken = {part["id"] for part in every if part.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    for part in every:
        if not part.get("id"):
            part["id"] = next(free)


def pings(body: Payload) -> frozenset[int]:
    """The ids of those whom a message notifies."""
    mentions = body.get("allowed_mentions") or {}
    named = {int(found) for text in texts(body) for found in re.findall(r"<@!?(\d+)>", text)}
    if "users" in mentions.get("parse", []):
        return frozenset(named)
    return frozenset(named & {int(user) for user in mentions.get("users") or []})


def channel_summary(channel: Channel, bot: User) -> Payload:
    """The partial channel of an interaction's payload."""
    payload = channel.payload(bot)
    return payload if payload["type"] == DIRECT else payload | {"permissions": "0"}
