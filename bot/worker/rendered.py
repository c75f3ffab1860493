"""A message as its handler renders it at the time of delivery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import discord

from bot.core.outbox.model import Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card with its files, and whom it may ping: nobody unless said.

    With `deleted_unless_answered` the posted message is deleted; where somebody answered it, it is edited to show the card instead.
    """

    view: discord.ui.LayoutView
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    files: Sequence[discord.File] = ()
    deleted_unless_answered: bool = False


Handler = Callable[[Message], Awaitable[Rendered | None]]
"""Renders a row of the outbox, or executes its request; returns None where there is nothing to post any more."""
