"""The channels of direct messages: their ids alone, where discord.py's `create_dm` keeps the names of those to whom it wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import discord

MOST = 4096
"""Channels that are kept, each for a request less."""


class DirectChannels:
    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._ids: dict[int, int] = {}

    async def of(self, user_id: int) -> discord.PartialMessageable:
        """The channel of a person, opened where it is not known. Raises what discord.py raises."""
        if user_id not in self._ids:
            opened = await self._client.http.start_private_message(user_id)
            if len(self._ids) >= MOST:
                self._ids.clear()
            self._ids[user_id] = int(opened["id"])
        return self._client.get_partial_messageable(self._ids[user_id])

    def forget(self) -> None:
        """Drop all."""
        self._ids.clear()
