"""Waits for the parts of the bot to end when it is closed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.core.errors import Unsaved

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = logging.getLogger(__name__)

ANSWERING = {"CommandTree-invoker", "discord.py: on_interaction"}
"""Names that discord.py gives to the tasks in which interactions are answered."""


async def answered() -> None:
    """Wait until every interaction being handled has been answered."""
    answering = [task for task in asyncio.all_tasks() if task.get_name() in ANSWERING]
    if answering:
        await asyncio.wait(answering)


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
