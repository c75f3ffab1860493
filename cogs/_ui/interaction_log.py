"""What the log says about an interaction: what was done, by whom, in which group; never what was typed."""

from __future__ import annotations

import logging
import re
import secrets
from typing import TYPE_CHECKING, Any

import discord

from bot.core.errors import Forbidden, Refused

if TYPE_CHECKING:
    from bot.core.telemetry import Status

log = logging.getLogger(__name__)

_KNOWN = re.compile(r"[a-z_]{1,32}:[a-z_]{1,32}")
"""Feature and verb of a custom id, which is input: a client may send anything."""


def done(interaction: discord.Interaction[Any]) -> str:
    """The command's name, or feature and verb of the custom id."""
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    data: Any = interaction.data or {}
    name = ":".join(str(data.get("custom_id", "")).split(":")[:2])
    return name if _KNOWN.fullmatch(name) else "an unknown component"


def count(interaction: discord.Interaction[Any], status: Status) -> None:
    """Count how an interaction ended, at its first answer."""
    if "counted" not in interaction.extras:
        interaction.extras["counted"] = status
        interaction.client.telemetry.answered(status, (discord.utils.utcnow() - interaction.created_at).total_seconds())


def refused(interaction: discord.Interaction[Any], refusal: Refused) -> None:
    """Take note of a refusal that concerns more than the person: an attempt at what they may not do."""
    if isinstance(refusal, Forbidden):
        refused_attempt(interaction)


def refused_attempt(interaction: discord.Interaction[Any]) -> None:
    """Log and count an attempt at what the person may not do, or at what is not theirs."""
    interaction.client.telemetry.refused_attempts += 1
    log.info("Refused %s to %s.", done(interaction), _who(interaction), extra=_fields(interaction))


def incident(interaction: discord.Interaction[Any], error: BaseException) -> str:
    """Log an unforeseen error with its traceback; returns the number that the person is told."""
    number = secrets.token_hex(3).upper()
    extra = _fields(interaction) | {"incident": number}
    log.error("Incident %s in %s by %s", number, done(interaction), _who(interaction), exc_info=error, extra=extra)
    return number


def _who(interaction: discord.Interaction[Any]) -> str:
    return f"person {interaction.user.id} in group {interaction.guild_id or 0}"


def _fields(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    return {"group": interaction.guild_id or 0, "person": interaction.user.id, "command": done(interaction)}
