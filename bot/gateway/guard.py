"""Installs this package in discord.py, whose own way with what it can't read is to end the client."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import discord
from discord import shard

from bot.gateway import json_text
from bot.gateway.interactions import check, reduced
from bot.gateway.oddities import UnreadReady, said_of
from bot.gateway.socket import Socket

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord.ext import commands

    Parser = Callable[[Any], None]

log = logging.getLogger(__name__)


def guard(client: commands.AutoShardedBot) -> None:
    """Check what the client gets. An event that can't be read is logged in one line without its text, and skipped.

    An interaction that can't be read is dispatched as the event `odd_interaction`, with what of it is needed to answer.
    """
    json_text.install()
    shard.DiscordWebSocket = Socket  # pyright: ignore[reportPrivateImportUsage]
    parsers = client._connection.parsers  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    for event, parse in [*parsers.items()]:
        parsers[event] = _interactions(client, parse) if event == "INTERACTION_CREATE" else _events(event, parse)


def _events(event: str, parse: Parser) -> Parser:
    def guarded(data: Any) -> None:
        try:
            parse(data)
        except Exception as problem:
            if event == "READY":  # there is no session without it
                raise UnreadReady from problem
            log.warning("The event %s could not be read, and was skipped: %s.", event, said_of(problem))

    return guarded


def _interactions(client: commands.AutoShardedBot, parse: Parser) -> Parser:
    def guarded(data: Any) -> None:
        try:
            data["application_id"] = str(client.application_id or 0)
            check(data, client.tree)
            parse(data)
        except Exception as problem:  # noqa: BLE001 - it is input: whatever reading it raises
            log.warning("An interaction could not be read, and was refused: %s.", said_of(problem))
            _refuse(client, data)

    return guarded


def _refuse(client: commands.AutoShardedBot, data: Any) -> None:
    """Have it answered, where anybody can be."""
    with suppress(TypeError, ValueError, LookupError, AttributeError):  # so odd that not even an answer's part of it can be read
        least = reduced(data)
        if least is None:
            return
        state: Any = client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        client.dispatch("odd_interaction", discord.Interaction[Any](data=least, state=state))  # pyright: ignore[reportArgumentType]
