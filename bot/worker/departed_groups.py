"""Deletes the data of groups whose servers removed the bot longer ago than the configured term. Runs once a day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.worker.http import REQUEST_ERRORS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    from bot.membership.departed_groups.service import DepartedGroups
    from bot.membership.departures.service import Departures

log = logging.getLogger(__name__)

UNKNOWN_SERVER, MISSING_ACCESS = 10004, 50001
"""Discord's error codes for a server that the bot is not in.

A proxy's 403 has no such code (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes).
"""


class Deletion:
    """The daily deletion. `term` is how long a group is kept after its server removed the bot.

    `part_from_linked` erases a group's members from linked groups, where clients that they passed stay, and what they asked.
    """

    def __init__(
        self,
        client: discord.AutoShardedClient,
        departed: DepartedGroups,
        departures: Departures,
        term: timedelta,
        part_from_linked: Callable[[int], Awaitable[None]],
    ) -> None:
        self._client = client
        self._departed = departed
        self._departures = departures
        self._term = term
        self._part_from_linked = part_from_linked

    async def run(self) -> None:
        """Delete the due groups of this process's shards. Each is verified with Discord again before its first row is deleted."""
        for group_id in await self._departed.due(self._term):
            if not is_ours(self._client, group_id):
                continue
            try:
                # A deletion that has begun is completed without asking; before that, a server that has the bot again keeps its
                # group.
                if not await self._departed.is_being_deleted(group_id) and await is_in(self._client, group_id):
                    await self._departures.server_back(group_id)
                    continue
            except REQUEST_ERRORS as problem:
                log.info("Whether the bot is in the server of group %d is not known (%s); it is kept for now.", group_id, problem)
                continue
            # First: a deletion that has begun may be completed elsewhere, where its server adds the bot again.
            await self._part_from_linked(group_id)
            if await self._departed.delete(group_id, self._term):
                log.info("Everything of group %d is deleted: its server took the bot out.", group_id)


def is_ours(client: discord.AutoShardedClient, group_id: int) -> bool:
    """Whether the server belongs to a shard of this process (https://docs.discord.com/developers/topics/gateway#sharding)."""
    return client.shard_ids is None or (group_id >> 22) % (client.shard_count or 1) in client.shard_ids


async def is_in(client: discord.Client, group_id: int) -> bool:
    """Whether the bot is in the server; an unavailable one counts. Raises what discord.py raises where that is not known."""
    if client.get_guild(group_id) is not None:
        return True
    try:
        await client.fetch_guild(group_id, with_counts=False)
    except (discord.Forbidden, discord.NotFound) as problem:
        if problem.code not in {UNKNOWN_SERVER, MISSING_ACCESS}:
            raise
        return False
    return True
