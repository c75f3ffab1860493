"""Waits before a session with Discord's gateway is opened: for the shard's own limit, and for the bot's daily one."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.core.identify import model as identify_model

if TYPE_CHECKING:
    from bot.core.identify.service import Identifies

log = logging.getLogger(__name__)

LONGEST = 3600.0
"""Upper limit, in seconds, of a wait before Discord is asked for the limit again, whatever `reset_after` says."""
SHORTEST = 5.0
"""Lower limit, in seconds, of that wait."""


class NotNow(TimeoutError):
    """A session may not be opened yet. discord.py handles it as a failed connection and tries again later."""


class Identifying:
    """The waits of one client. They run in the client's own tasks, which are cancelled when it is closed."""

    def __init__(self, client: discord.AutoShardedClient, counted: Identifies) -> None:
        self._client = client
        self._counted = counted

    async def granted(self) -> None:
        """Wait until Discord grants enough sessions for all shards of this process."""
        while wait := await self._until_granted(None):  # noqa: ASYNC110 - only Discord knows
            await asyncio.sleep(wait)

    async def room(self, shard_id: int) -> None:
        """Wait until the shard may open a session by its own limit."""
        while wait := (await self._counted.pause(shard_id)).total_seconds():
            log.warning(
                "Shard %d was connected anew too often: it waits %d s, so that Discord does not reset the token.", shard_id, wait
            )
            await asyncio.sleep(wait)

    async def take(self, shard_id: int, *, again: bool) -> None:
        """Count the session that is about to be opened; `again`: the shard had one in this process. Raises NotNow."""
        # A reconnect checks Discord's daily limit; the first session of each shard was checked by `granted` at start.
        if again and await self._until_granted(1):
            raise NotNow
        if wait := await self._counted.take(shard_id):
            raise NotNow(f"shard {shard_id} may open a session in {wait.total_seconds():.0f} s")

    async def may_restart(self) -> bool:
        """Whether a new process could open a session for every shard now: Discord answers, and neither limit is reached."""
        shards = [*self._client.shards]
        pauses = [await self._counted.pause(shard) for shard in shards]
        return not any(pauses) and not await self._until_granted(len(shards))

    async def _until_granted(self, needed: int | None) -> float:
        """Seconds until Discord is to be asked again; 0 where it grants `needed` sessions, by default one for each shard.

        Source: GET /gateway/bot, https://docs.discord.com/developers/topics/gateway#session-start-limit-object.
        """
        client = self._client
        try:
            recommended, _, limit = await client.http.get_bot_gateway()
        except discord.GatewayNotFound as problem:
            log.warning("Discord does not say how many sessions it grants (%s); asking again in %d s.", problem, LONGEST / 60)
            return LONGEST / 60
        shards = needed or (len(client.shard_ids) if client.shard_ids else client.shard_count or recommended)
        remaining = limit["remaining"]
        if not identify_model.is_low(remaining, limit["total"], shards):
            return 0.0
        wait = limit["reset_after"] / 1000
        log.warning(
            "Discord grants only %d more sessions to this bot for the next %d s, and resets its token when they are used up: it"
            " connects when there are more. Look for another process with the same token, or for what makes it start so often.",
            remaining,
            wait,
        )
        # Bounded at both ends, so that a `reset_after` of zero is no busy loop and one of a day is looked at again.
        return min(max(wait, SHORTEST), LONGEST)
