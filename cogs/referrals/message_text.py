"""Reads the text of a Discord message wherever it stands: its content, a forwarded message, embeds, components, a poll."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord

from bot.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MENTION = re.compile(r"<(@[!&]?|#)([0-9]{15,20})>")


def message_text(message: discord.Message) -> str:
    """All text of the message, cleaned, each passage once, in the order of reading. Empty for a picture alone.

    A forward has no content of its own: the text is in its snapshots
    (https://docs.discord.com/developers/resources/message#message-snapshot-object).
    """
    added = [*_attached(message)]
    for snapshot in message.message_snapshots:
        added += [snapshot.content, *_attached(snapshot)]
    if message.poll is not None:
        added.append(message.poll.question)
    passages = [message.clean_content, *(_with_names(message.guild, text) for text in added)]
    return "\n".join(dict.fromkeys(filter(None, map(clean, passages))))


def _attached(message: discord.Message | discord.MessageSnapshot) -> Iterator[str]:
    for embed in message.embeds:
        yield from filter(None, (embed.title, embed.description))
        yield from (f"{field.name}: {field.value}" for field in embed.fields)
    yield from _displayed(message.components)


def _displayed(components: Iterable[discord.Component]) -> Iterator[str]:
    """The texts of layout components, at any depth."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        elif isinstance(component, discord.Container | discord.SectionComponent):
            yield from _displayed(component.children)


def _with_names(guild: discord.Guild | None, text: str) -> str:
    """`text` with each mention replaced by the name that the server's cache has for it, or by nothing.

    Syntax: https://docs.discord.com/developers/reference#message-formatting-formats
    """

    def name(found: re.Match[str]) -> str:
        sign, number = found[1], int(found[2])
        if guild is None:
            return ""
        if sign == "#":
            channel = guild.get_channel_or_thread(number)
            return f"#{channel.name}" if channel else ""
        someone = guild.get_role(number) if sign == "@&" else guild.get_member(number)
        return f"@{someone.name if isinstance(someone, discord.Role) else someone.display_name}" if someone else ""

    return _MENTION.sub(name, text)
