"""What a handler hands to the worker: a message as it reads at the moment of its delivery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import discord

from bot.core.outbox.model import Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card with its files, and whom it may ping: nobody unless said.

    With `deleted_unless_answered` the message that stands is deleted, but where somebody answered it: there the card takes its place.
    """

    view: discord.ui.LayoutView
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    files: Sequence[discord.File] = ()
    deleted_unless_answered: bool = False


Handler = Callable[[Message], Awaitable[Rendered | None]]
"""Renders a row of the outbox, or does what it asks for; None when nothing is to be said any more."""
