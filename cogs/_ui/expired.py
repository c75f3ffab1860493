"""Recognises the errors of an answer that did not arrive, and those by which Discord refuses one because the interaction is over."""

from __future__ import annotations

import logging

import aiohttp
import discord
from discord import app_commands

from bot.worker.http import is_unnamed

log = logging.getLogger(__name__)

UNANSWERED = (discord.HTTPException, aiohttp.ClientError)
"""Errors of an answer that did not reach Discord. Handlers answer last, so their work was done before."""
UNKNOWN_INTERACTION, ACKNOWLEDGED, UNKNOWN_WEBHOOK, INVALID_TOKEN = 10062, 40060, 10015, 50027
OVER = {UNKNOWN_INTERACTION, ACKNOWLEDGED, UNKNOWN_WEBHOOK, INVALID_TOKEN}
"""The codes: not answered within three seconds; answered before, as when it was delivered twice; older than fifteen minutes (two codes)
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes).
"""


def is_over(what: str, problem: BaseException | None) -> bool:
    """Whether Discord refused an answer because `what`, an interaction, was answered before or can't be answered any more.

    Every such error is decided here and logged in one line, without a traceback, since nothing can be done about it.
    """
    if not isinstance(problem, discord.HTTPException):
        return False
    is_lost = isinstance(problem, discord.NotFound) and is_unnamed(problem)
    if problem.code not in OVER and not is_lost:
        return False
    why = "was answered before" if problem.code == ACKNOWLEDGED else "came too late to be answered"
    log.info("%s %s (%d).", what.capitalize(), why, problem.code)
    return True


class LostSuggestions(logging.Filter):
    """A logging filter: one line in place of the traceback that discord.py logs for an autocomplete answer that did not arrive."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        if not isinstance(problem, UNANSWERED):
            return True
        if not is_over("a list of suggestions", problem):
            log.warning("A list of suggestions did not arrive: %s", problem)
        return False


_LOST = LostSuggestions()


def suggest_quietly() -> None:
    """Install the filter, once a process."""
    logging.getLogger(app_commands.CommandTree.__module__).addFilter(_LOST)
