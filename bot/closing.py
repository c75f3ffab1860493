"""Waits for the parts of the bot to end when it is closed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.core.errors import Unsaved

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import discord

log = logging.getLogger(__name__)

COMMAND, EVENT = "CommandTree-invoker", "discord.py: "
"""Name, and beginning of the names, that discord.py gives to the tasks of commands and of events, presses and forms among them."""


async def disconnected(client: discord.AutoShardedClient) -> None:
    """Close the gateway's connections, so that nothing more arrives. Requests, and so answers, can still be made."""
    await asyncio.gather(*(shard.disconnect() for shard in client.shards.values()))


async def answered() -> None:
    """Wait until everything that has arrived is handled, and each interaction answered. What a time-out leaves is cancelled."""
    handling = [task for task in asyncio.all_tasks() if task.get_name() == COMMAND or task.get_name().startswith(EVENT)]
    log.debug("Waiting until %d events and commands are handled.", len(handling))
    try:
        if handling:
            await asyncio.wait(handling)
    finally:
        # It would go on with connections that are closed next.
        for task in handling:
            task.cancel()


async def ended(what: str, ending: Coroutine[Any, Any, None], until: float) -> None:
    """Await a part's end until the time `until` of the event loop's clock.

    Logs a failure or a time-out, and returns in each case.
    """
    try:
        async with asyncio.timeout_at(until):
            await ending
    except TimeoutError:
        log.warning("Closing %s took too long, and was left.", what)
    except Unsaved as problem:
        log.warning("Closing %s: %s", what, problem)
    except Exception:
        log.exception("Closing %s failed.", what)
