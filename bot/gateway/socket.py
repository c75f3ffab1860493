"""The websocket of a shard, which survives frames that can't be read; discord.py would end the client at the first one."""

from __future__ import annotations

import asyncio
import logging
import zlib
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.gateway.oddities import UnreadReady, said_of

log = logging.getLogger(__name__)

OF_THE_CONNECTION = (ReconnectWebSocket, discord.ConnectionClosed, OSError, aiohttp.ClientError, asyncio.TimeoutError)
"""What discord.py handles by connecting again."""


class Socket(DiscordWebSocket):
    """A frame that raises is logged in one line, without its text, and skipped."""

    async def received_message(self, msg: Any, /) -> None:
        try:
            await super().received_message(msg)
        except OF_THE_CONNECTION:
            raise
        except (zlib.error, UnreadReady) as problem:  # nothing that follows could be read either
            log.warning("Shard %s connects again: %s.", self.shard_id, said_of(problem))
            await self.close()
            raise ReconnectWebSocket(self.shard_id, resume=isinstance(problem, zlib.error)) from problem
        except Exception as problem:  # noqa: BLE001 - a frame is input: whatever reading it raises
            log.warning("A frame of the gateway could not be read, and was skipped: %s.", said_of(problem))
