"""What a handler hands to the worker: a message as it reads at the moment of its delivery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import discord

from bot.model.outbox import Message


@dataclass(frozen=True, slots=True)
class Parcel:
    """A card with its files, and whom it may ping: nobody unless said."""

    view: discord.ui.LayoutView
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    files: Sequence[discord.File] = ()


Handler = Callable[[Message], Awaitable[Parcel | None]]
"""Renders a row of the outbox, or does what it asks for; None when nothing is to be said any more."""
