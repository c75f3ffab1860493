"""A message as its handler renders it at the time of delivery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import discord
from msgspec import Struct, field

from bot.core.outbox.model import Message


class Card(Protocol):
    """A message's components, as Discord's API takes them, and the files that they show (`cogs._ui.cards`)."""

    @property
    def components(self) -> Sequence[Any]: ...

    @property
    def files(self) -> Sequence[discord.File]: ...


class Rendered(Struct, frozen=True):
    """A card, and whom it may ping: nobody unless said.

    With `deleted_unless_answered` the posted message is deleted; where somebody answered it, it is edited to show the card instead.
    """

    card: Card
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    deleted_unless_answered: bool = False


Handler = Callable[[Message], Awaitable[Rendered | None]]
"""Renders a row of the outbox, or executes its request; returns None where there is nothing to post any more."""
