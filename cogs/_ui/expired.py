"""Answers that Discord refuses because nobody can give them any more."""

from __future__ import annotations

import logging

import discord
from discord import app_commands

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION, ACKNOWLEDGED, UNKNOWN_WEBHOOK, INVALID_TOKEN = 10062, 40060, 10015, 50027
OVER = {UNKNOWN_INTERACTION, ACKNOWLEDGED, UNKNOWN_WEBHOOK, INVALID_TOKEN}
"""It took over three seconds; it was answered before, for it came twice; fifteen minutes are over, in two of Discord's words."""
NOT_FOUND, UNNAMED = 404, 0
"""So whoever stands before Discord says it; what else may be missing Discord names by a code."""


def is_over(what: str, problem: BaseException | None) -> bool:
    """Whether Discord refused an answer because `what`, an interaction, was answered before or can't be answered any more.

    Whatever it refuses so, wherever that is raised, goes through here: it is one line in the log, for nothing can be done about it.
    """
    if not isinstance(problem, discord.HTTPException):
        return False
    if problem.code not in OVER and (problem.status, problem.code) != (NOT_FOUND, UNNAMED):
        return False
    why = "was answered before" if problem.code == ACKNOWLEDGED else "came too late to be answered"
    log.info("%s %s (%d).", what.capitalize(), why, problem.code)
    return True


class LateSuggestions(logging.Filter):
    """Drops what discord.py logs with a traceback while it offers suggestions, where that was just too late."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None or not is_over("a list of suggestions", record.exc_info[1])


_LATE = LateSuggestions()


def suggest_quietly() -> None:
    """Install the filter, once a process."""
    logging.getLogger(app_commands.CommandTree.__module__).addFilter(_LATE)
