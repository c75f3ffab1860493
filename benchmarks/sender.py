"""The floor of deliveries: a bare discord.py bot that posts “ok” in each channel of SENDER_CHANNELS when it gets SIGUSR1."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from pathlib import Path

import discord

AT_ONCE = 64


class Sender(discord.AutoShardedClient):
    def __init__(self, channels: list[int]) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._channels = channels
        self._sending: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._begin)

    def _begin(self) -> None:
        self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        left = iter(self._channels)

        async def send() -> None:
            for channel in left:
                await self.get_partial_messageable(channel).send("ok")

        await asyncio.gather(*(send() for _ in range(AT_ONCE)))


def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    channels = json.loads(Path(os.environ["SENDER_CHANNELS"]).read_text(encoding="utf-8"))
    Sender(channels).run(os.environ["GOODWORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
