"""Servers of the simulated Discord with their channels and people, before anybody has used the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
from msgspec import Struct

from bot.demo import avatars
from bot.demo.people import APPLICANT, FRIEND, MEMBERS, MODERATOR, Text
from bot.demo.preview import Seat
from bot.demo.simulator import close_messages, make_private

if TYPE_CHECKING:
    import simcord

    from bot.demo.people import Someone

ZONE = ZoneInfo("America/Sao_Paulo")
GROUP = Text("Paulista Circle", "Círculo Paulista")
CHANNEL = Text("good-words", "boas-indicações")
TOPIC = Text("Who helped whom, and thank you.", "Quem ajudou quem, e os agradecimentos.")
MODERATORS = Text("Moderators", "Moderação")
MODERATORS_CHANNEL = Text("moderators", "moderação")
DIRECT = Text("direct messages", "mensagens diretas")
CLOSED = frozenset({"heitor"})
"""Keys of the people who accept no direct messages."""


class Place(Struct, frozen=True):
    """A simulated server with its channels and people; `moderators` is the channel that only moderators can read.

    `beside` is another server in the same Discord.
    """

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    moderators: simcord.ChannelHandle
    role: simcord.RoleHandle
    people: dict[str, simcord.MemberActor]
    moderator: str
    language: str
    beside: Place | None = None

    @property
    def viewers(self) -> list[simcord.MemberActor]:
        """The people as whom the page can show the server."""
        return list(self.people.values())

    @property
    def users(self) -> dict[int, str]:
        """The names of everybody in both servers."""
        here = {person.id: _name(person) for person in self.viewers}
        return here if self.beside is None else self.beside.users | here

    def seats(self) -> list[Seat]:
        """Each person in the channels that they can read, their direct messages with the bot included."""
        seats: list[Seat] = []
        for person in self.viewers:
            seats += [*_in_server(self, person, _name(person)), _direct(self, person)]
        if self.beside is not None:
            known = {person.id for person in self.viewers}
            for person in self.beside.viewers:
                seats += _in_server(self.beside, person, f"{_name(person)} · {self.beside.guild.name}")
                seats += [] if person.id in known else [_direct(self.beside, person)]
        return seats

    def amount(self, amount: int | None) -> str:
        """A whole amount as it is typed in the language."""
        written = "" if amount is None else f"{amount:,}.00"
        return written.translate(str.maketrans(",.", ".,")) if self.language == "pt-BR" else written


def build(env: simcord.Env, language: str) -> Place:
    """Make the sample group's server."""
    place = found(env, GROUP.of(language), CHANNEL.of(language), TOPIC.of(language), MODERATOR, language)
    for someone in (*MEMBERS, FRIEND, APPLICANT):
        join(place, someone)
    return place


def found(env: simcord.Env, name: str, channel: str, topic: str, moderator: str, language: str) -> Place:
    """Make a server in which nobody is yet. `moderator` is the key of who will moderate it."""
    guild = env.create_guild(name, preferred_locale=language if language == "pt-BR" else "en-US")
    role = guild.create_role(MODERATORS.of(language), permissions=discord.Permissions(manage_guild=True))
    public = guild.create_text_channel(channel, topic=topic)
    moderators = guild.create_text_channel(MODERATORS_CHANNEL.of(language))
    make_private(env, moderators, role)
    return Place(env, guild, public, moderators, role, {}, moderator, language)


def join(place: Place, someone: Someone, user: simcord.UserHandle | None = None) -> None:
    """Somebody, with an account or with a new one, joins the server."""
    if user is None:
        user = place.env.create_user(someone.key, global_name=someone.name, avatar=avatars.HASH)
        if someone.key in CLOSED:
            close_messages(place.env, user)
    roles = [place.role] if someone.key == place.moderator else []
    place.people[someone.key] = place.guild.add_member(user, roles=roles)


def _name(person: simcord.MemberActor) -> str:
    return person.user.global_name or person.name


def _in_server(place: Place, person: simcord.MemberActor, label: str) -> list[Seat]:
    seats = [Seat(label, person, place.channel)]
    if person is place.people[place.moderator]:
        seats.append(Seat(f"{label} · #{place.moderators.name}", person, place.moderators, counts=True))
    return seats


def _direct(place: Place, person: simcord.MemberActor) -> Seat:
    return Seat(f"{_name(person)} · {DIRECT.of(place.language)}", person.user, person.user.dm_channel, counts=True)
