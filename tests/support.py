"""A group in the simulated Discord, and helpers to read what its people see.

simcord runs the whole bot on the real discord.py. Its private names are used in `bot/demo/simulator.py` and `settling.py` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord
import simcord
from discord import app_commands
from simcord.backend.access import can_access_channel
from simcord.components import walk_components

from bot.app import Goodword
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.open import open_database
from bot.core.errors import Refused
from bot.worker.checked_clock import CheckedClock
from tests.sealed import opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARIA = {"prospect": "Maria Souza", "contact": "maria@example.org", "need": "A wedding cake", "kind": "direct", "warmth": "3"}
BAKERY = {
    "business": "Duda's Bread",
    "offer": "Cakes and bread",
    "ideal_referral": "Cafés without a baker",
    "contact": "duda@example.org",
}
WORDS = {"message": "You saved my week!"}
"""A thank-you for help of any kind, and one for a referral."""
WARM = WORDS | {"business": "new"}


async def open_bot(
    folder: Path, address: str | None = None, *, members_intent: bool = False, voice_intent: bool = False
) -> Goodword:
    """The bot over a store at the URL `address`, or in a file of `folder`."""
    url = address or f"sqlite:///{folder / 'goodword.db'}"
    clock = CheckedClock(is_compared=False)
    database = await open_database(url, Cipher(b"k" * KEY_BYTES), clock)
    return Goodword(database, clock=clock, shard_count=1, members_intent=members_intent, voice_intent=voice_intent)


@dataclass
class World:
    """Ana has Manage Server, Lia the moderator role; Ana, Bruno and Caio are members after `settle_in`; Duda is no member."""

    env: simcord.Env
    folder: Path
    bot: Goodword
    guild: Any
    channel: Any
    moderators: Any
    role: Any
    people: dict[str, Any] = field(default_factory=dict)
    clients: int = 0

    def __getattr__(self, name: str) -> Any:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    async def settle_in(self, **settings: Any) -> None:
        """Set the group up and add its first members."""
        chosen = {"referrals_channel": self.channel, "digest_channel": self.channel, "moderators_channel": self.moderators}
        chosen |= {"time_zone": "America/Sao_Paulo", "currency": "BRL", "moderator_role": self.role} | settings
        await self.ana.slash(self.channel, "group setup", **chosen)
        for name, seat in (("ana", "Lawyer"), ("bruno", "Baker"), ("caio", "Photographer")):
            await self.ana.slash(self.channel, "member add", member=self.people[name], seat=seat)

    async def refer(self, giver: Any, receiver: Any, **changes: str) -> simcord.InteractionResult:
        """Fill in and submit the form of /refer, each time with a new contact of a client of the same name."""
        asked = await giver.slash(self.channel, "refer", member=receiver)
        self.clients += 1
        contact = MARIA["contact"] if self.clients == 1 else f"maria{self.clients}@example.org"
        return await giver.submit_modal(asked, MARIA | {"contact": contact} | changes)

    async def open_referral(self, person: Any, label: str = "R-1") -> simcord.ResponseMessage:
        """The referral's card, as /referral shows it."""
        return shown(await person.slash(self.channel, "referral", id=label))

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.bot.database.read(lambda tx: tx.all(sql, *values))]

    async def opened(self, table: str, *columns: str, where: str = "1 = 1") -> list[tuple[Any, ...]]:
        """The same of a table with sealed columns."""
        return await opened(self.bot.database, table, *columns, where=where)

    async def restart(self) -> None:
        """Close the bot and start another on the same store."""
        old = self.bot
        await old.close()
        self.bot = await open_bot(self.folder)
        await self.env.restart_bot(self.bot)

    def refusals(self) -> list[str]:
        """The refusals of commands since the last call. Fails if anything else was raised."""
        refused = [_cause(error) for error in self.env.errors]
        assert all(isinstance(error, Refused) for error in refused), refused
        return [str(error) for error in refused]

    def public(self, channel: Any = None) -> list[str]:
        """The texts of a channel that everybody can read."""
        read, reader = channel or self.channel, self.people["duda"].user
        assert can_access_channel(self.env, read.id, reader, history=True), "it is not open to everybody"
        return self._texts(read, reader)

    def direct(self, person: Any) -> list[str]:
        """The texts of a person's direct messages."""
        return self._texts(person.user.dm_channel)

    def _texts(self, channel: Any, viewer: Any = None) -> list[str]:
        """The texts of what `channel.history` gives, without making a discord.Message of each."""
        messages = self.env.backend.messages.get(channel.id, {})
        seen = [messages[number] for number in sorted(messages) if messages[number].visible_to(viewer and viewer.id)]
        return [text_of(simcord.ResponseMessage(self.env, message)) for message in seen]


def furnish(env: simcord.Env, bot: Goodword, folder: Path, locale: str) -> World:
    """A server that just added the bot, with five people."""
    guild = env.create_guild("Chapter", preferred_locale=locale)
    channel, moderators = guild.create_text_channel("general"), guild.create_text_channel("moderators")
    leading = guild.create_role("Leaders", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    role = guild.create_role("Helpers")
    world = World(env, folder, bot, guild, channel, moderators, role)
    for name, roles in {"ana": [leading], "lia": [role], "bruno": [], "caio": [], "duda": []}.items():
        world.people[name] = guild.add_member(env.create_user(name, global_name=name.title()), roles=roles)
    return world


def shown(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that answers an interaction."""
    assert result.response is not None, result
    return result.response


def said(result: simcord.InteractionResult) -> str:
    """The text of an ephemeral answer."""
    message = shown(result)
    assert message.ephemeral, text_of(message)
    return text_of(message)


def text_of(message: Any) -> str:
    """All text of a message, its components included, with the labels of records as they are typed (`core.labels`)."""
    parts = [component["content"] for component in _walk(message) if "content" in component]
    return "\n".join([message.content, *parts]).strip().replace("\u2011", "-")


def ids_of(message: Any) -> list[str]:
    """The custom ids of a message's buttons and menus."""
    return [component["custom_id"] for component in _walk(message) if "custom_id" in component]


def labels_of(message: Any) -> list[str]:
    return [component["label"] for component in _walk(message) if component.get("label")]


def placeholders_of(message: Any) -> list[str]:
    """What the menus of a message say before anything is chosen."""
    return [component["placeholder"] for component in _walk(message) if component.get("placeholder")]


def options_of(message: Any, custom_id: str) -> list[dict[str, Any]]:
    """What a menu lets one choose from."""
    return next(part["options"] for part in _walk(message) if part.get("custom_id") == custom_id)


def alts_of(message: Any) -> list[str]:
    """The alternative texts of a message's images. Fails if an image is not attached."""
    pictures = [item for component in _walk(message) for item in component.get("items", [])]
    names = {attachment.filename for attachment in message.attachments}
    assert all(item["media"]["url"].rsplit("/", 1)[-1].split("?")[0] in names for item in pictures), (pictures, names)
    return [item["description"] for item in pictures]


def _walk(message: Any) -> Sequence[dict[str, Any]]:
    raw = [each if isinstance(each, dict) else each.to_dict() for each in message.components]
    return list(walk_components(raw))


def _cause(error: BaseException) -> BaseException:
    while isinstance(error, app_commands.AppCommandError) and error.__cause__ is not None:
        error = error.__cause__
    return error
