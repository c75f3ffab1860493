"""The stand-in's objects: users, servers, channels, roles and messages, with their payloads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

from tests.standin.ids import snowflake, timestamp

EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
TEXT, DIRECT = 0, 1

Payload = dict[str, Any]


class Permission(IntFlag):
    NONE = 0
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MANAGE_ROLES = 1 << 28
    CREATE_EVENTS = 1 << 44


EVERYONE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
)


@dataclass(eq=False)
class User:
    """A user, with the settings of their client."""

    name: str
    locale: str = "en-US"
    is_bot: bool = False
    takes_direct_messages: bool = True
    id: int = field(default_factory=snowflake)
    home: Guild | None = None
    """The server in which they act where a test names no other."""

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.is_bot,
            "public_flags": 0,
        }


@dataclass(eq=False)
class Role:
    name: str
    permissions: Permission = Permission.NONE
    position: int = 1
    id: int = field(default_factory=snowflake)

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": self.position,
            "permissions": str(int(self.permissions)),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Member:
    user: User
    roles: list[Role] = field(default_factory=list)

    def payload(self) -> Payload:
        return {
            "user": self.user.payload(),
            "nick": None,
            "avatar": None,
            "roles": [str(role.id) for role in self.roles],
            "joined_at": timestamp(self.user.id),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Message:
    """A message. `seen_by` is the one person who sees it, where it is ephemeral."""

    channel: Channel
    author: User
    body: Payload
    id: int = field(default_factory=snowflake)
    edits: list[Payload] = field(default_factory=list)
    seen_by: User | None = None
    pings: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.show(self.body)

    def show(self, body: Payload) -> None:
        """Replace the body."""
        self.body = body
        self.text = "\n".join(texts(body)).replace("\u2011", "-")
        """All text in it, labels of buttons included; the labels of records as they are typed (`core.labels`)."""
        self.custom_ids = [part["custom_id"] for part in parts(body.get("components", [])) if "custom_id" in part]

    def find(self, custom_id: str) -> Payload:
        """The component whose custom id starts with `custom_id`. Raises LookupError."""
        for part in parts(self.body.get("components", [])):
            if str(part.get("custom_id", "")).startswith(custom_id):
                return part
        raise LookupError(f"no component {custom_id!r} in a message that has {self.custom_ids}")

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.body.get("content") or "",
            "timestamp": timestamp(self.id),
            "edited_timestamp": timestamp(snowflake()) if self.edits else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": self.body.get("embeds", []),
            "pinned": False,
            "type": 0,
            "flags": self.body.get("flags", 0),
            "components": self.body.get("components", []),
            **({"nonce": self.body["nonce"]} if "nonce" in self.body else {}),
        }


@dataclass(eq=False)
class Channel:
    """A text channel of a server, or the direct message channel with `recipient`."""

    name: str
    guild: Guild | None = None
    recipient: User | None = None
    denied: Permission = Permission.NONE
    """Permissions denied to the bot here, whatever its roles allow."""
    kind: int = TEXT
    messages: list[Message] = field(default_factory=list)
    id: int = field(default_factory=snowflake)

    def payload(self, bot: User) -> Payload:
        if self.recipient is not None:
            return {
                "id": str(self.id),
                "type": DIRECT,
                "last_message_id": None,
                "flags": 0,
                "recipients": [self.recipient.payload()],
            }
        assert self.guild is not None
        overwrite = {"id": str(bot.id), "type": 1, "allow": "0", "deny": str(int(self.denied))}
        return {
            "id": str(self.id),
            "type": self.kind,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "position": 0,
            "permission_overwrites": [overwrite] if self.denied else [],
            "nsfw": False,
            "parent_id": None,
            "topic": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }


@dataclass(eq=False)
class Guild:
    name: str
    locale: str = "en-US"
    id: int = field(default_factory=snowflake)
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    events: dict[int, Payload] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.roles[self.id] = Role("@everyone", EVERYONE, 0, self.id)

    def permissions(self, user: User, channel: Channel | None = None) -> Permission:
        """A member's permissions; a channel's overwrite is for the bot only."""
        granted = self.roles[self.id].permissions
        for role in self.members[user.id].roles:
            granted |= role.permissions
        return granted & ~channel.denied if channel is not None and user.is_bot else granted

    def payload(self, bot: User) -> Payload:
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": "1",
            "member_count": len(self.members),
            "preferred_locale": self.locale,
            "unavailable": False,
            "large": False,
            "features": [],
            "emojis": [],
            "stickers": [],
            "threads": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": list(self.events.values()),
            "roles": [role.payload() for role in self.roles.values()],
            "channels": [channel.payload(bot) for channel in self.channels.values()],
            "members": [self.members[bot.id].payload()],
        }


def parts(components: list[Payload]) -> list[Payload]:
    """All components of a message or form, nested ones included."""
    found: list[Payload] = []
    for part in components:
        inner = [*part.get("components", []), *([part["accessory"]] if part.get("accessory") else [])]
        found += [part, *parts([*inner, *([part["component"]] if part.get("component") else [])])]
    return found


def texts(body: Payload) -> list[str]:
    """All text in a message or form."""
    found = [str(body[name]) for name in ("title", "content") if body.get(name)]
    for part in parts(body.get("components", [])):
        found += [str(part[name]) for name in ("content", "label", "description", "placeholder", "value") if part.get(name)]
        found += [option["label"] for option in part.get("options", [])]
    return found
