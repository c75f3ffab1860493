"""Once a day: groups whose servers took the bot out so long ago that everything of them is deleted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.worker.http import Standstill
from bot.worker.outcomes import OPEN

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.membership.departed_groups.service import DepartedGroups
    from bot.membership.departures.service import Departures

log = logging.getLogger(__name__)

UNKNOWN_SERVER, MISSING_ACCESS = 10004, 50001
"""With these Discord says that the bot is not in a server. A proxy that refuses says no such thing."""


class Deletion:
    """`term` is how long a group is kept after its server took the bot out."""

    def __init__(
        self, client: discord.AutoShardedClient, departed: DepartedGroups, presence: Departures, term: timedelta
    ) -> None:
        self._client = client
        self._departed = departed
        self._presence = presence
        self._term = term

    async def run(self) -> None:
        """Of the servers whose connection is this process's. Discord is asked once more before the first row goes."""
        for group_id in await self._departed.due(self._term):
            if not is_ours(self._client, group_id):
                continue
            try:
                if not await self._departed.is_being_deleted(group_id) and await is_in(self._client, group_id):
                    await self._presence.server_back(group_id)
                    continue
            except (*OPEN, discord.HTTPException, discord.RateLimited, Standstill) as problem:
                log.info("Whether the bot is in the server of group %d is not known (%s); it is kept for now.", group_id, problem)
                continue
            if await self._departed.delete(group_id, self._term):
                log.info("Everything of group %d is deleted: its server took the bot out.", group_id)


def is_ours(client: discord.AutoShardedClient, group_id: int) -> bool:
    """Whether the server's connection is this process's."""
    return client.shard_ids is None or (group_id >> 22) % (client.shard_count or 1) in client.shard_ids


async def is_in(client: discord.Client, group_id: int) -> bool:
    """Whether the bot is in the server; one with an outage counts. Raises what discord.py raises where Discord does not say it."""
    if client.get_guild(group_id) is not None:
        return True
    try:
        await client.fetch_guild(group_id, with_counts=False)
    except (discord.Forbidden, discord.NotFound) as problem:
        if problem.code not in {UNKNOWN_SERVER, MISSING_ACCESS}:
            raise
        return False
    return True
