"""What a handler hands to the worker: a message as it reads at the moment of its delivery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import discord

from bot.core.outbox.model import Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card with its files, and whom it may ping: nobody unless said."""

    view: discord.ui.LayoutView
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    files: Sequence[discord.File] = ()


Handler = Callable[[Message], Awaitable[Rendered | None]]
"""Renders a row of the outbox, or does what it asks for; None when nothing is to be said any more."""
