"""The interface of the bot that cogs use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.telemetry import Telemetry
    from bot.services import Services
    from bot.worker.callbacks import Callbacks
    from bot.worker.rendered import Handler
    from cogs._ui.answering import Answering
    from cogs._ui.digest_blocks import Renderer
    from cogs._ui.drawing import Drawing
    from cogs._ui.morning_items import BeforeDelivery, ItemRenderer
    from cogs._ui.routing import Router


class BotProtocol(commands.AutoShardedBot):
    """The argument of a cog's `setup`: services, handlers of outbox kinds, renderers of digest blocks and of the morning list, and the router."""

    services: Services
    handlers: dict[str, Handler]
    blocks: dict[str, Renderer]
    morning: dict[str, ItemRenderer]
    before_morning: dict[str, BeforeDelivery]
    router: Router
    telemetry: Telemetry
    answering: Answering
    callbacks: Callbacks
    drawing: Drawing


async def group_name(bot: BotProtocol, group_id: int) -> str:
    """The server's name, escaped for Markdown; requested from Discord where this process does not have the server in its cache."""
    return one_line(await plain_group_name(bot, group_id))


async def plain_group_name(bot: BotProtocol, group_id: int) -> str:
    """The server's name without escapes, for places that do not render Markdown."""
    guild = bot.get_guild(group_id) or await bot.fetch_guild(group_id, with_counts=False)
    return guild.name
