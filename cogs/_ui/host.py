"""The bot as its cogs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from bot.services import Services
    from bot.worker.parcel import Handler


class Host(commands.AutoShardedBot):
    """What a cog's `setup` is handed: the use cases, and the table of handlers for the outbox."""

    services: Services
    handlers: dict[str, Handler]
