"""The bot as its cogs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.telemetry import Telemetry
    from bot.services import Services
    from bot.worker.rendered import Handler
    from cogs._ui.digest_blocks import Renderer
    from cogs._ui.routing import Router


class BotProtocol(commands.AutoShardedBot):
    """What a cog's `setup` is handed: the use cases, and the tables of handlers for the outbox and of blocks of the weekly news."""

    services: Services
    handlers: dict[str, Handler]
    blocks: dict[str, Renderer]
    router: Router
    telemetry: Telemetry


async def group_name(bot: BotProtocol, group_id: int) -> str:
    """What the server is called; Discord is asked where this process has no connection to it, or not yet."""
    return one_line(await plain_group_name(bot, group_id))


async def plain_group_name(bot: BotProtocol, group_id: int) -> str:
    """The same as it was typed, for a place that knows no markdown."""
    guild = bot.get_guild(group_id) or await bot.fetch_guild(group_id, with_counts=False)
    return guild.name
