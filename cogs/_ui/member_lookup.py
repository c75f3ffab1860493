"""Discord's word that somebody is in a server, or is not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

if TYPE_CHECKING:
    from discord.http import HTTPClient

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
"""They are not in the server; their account was deleted."""
PATIENCE = 5.0
"""Seconds for which somebody who pressed a button waits for Discord to say it."""


async def is_gone(http: HTTPClient, group_id: int, user_id: int) -> bool:
    """Whether Discord says that there is no such member. That we may not look, or that the server is gone, proves nothing.

    Raises what discord.py raises during an outage.
    """
    try:
        await http.get_member(group_id, user_id)
    except discord.NotFound as problem:
        return problem.code in {UNKNOWN_MEMBER, UNKNOWN_USER}
    except discord.Forbidden:
        return False
    return False


async def is_proven_gone(http: HTTPClient, group_id: int, user_id: int) -> bool:
    """The same for somebody who waits for it: an outage proves nothing either."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await is_gone(http, group_id, user_id)
    except (TimeoutError, OSError, aiohttp.ClientError, discord.HTTPException, discord.RateLimited):
        return False


async def is_here(http: HTTPClient, group_id: int, user_id: int) -> bool:
    """Whether Discord says that they are in the server. False where it says that they, we or the server are not."""
    try:
        await http.get_member(group_id, user_id)
    except (discord.NotFound, discord.Forbidden):
        return False
    return True


def named_strangers(interaction: discord.Interaction[Any]) -> set[int]:
    """The ids of users named in a command's options who are no members of the server: `resolved` holds no member of them."""
    data: Any = interaction.data
    named = data.get("resolved")
    if not named or interaction.guild_id is None:
        return set()
    return {int(user_id) for user_id in named.get("users", {}).keys() - named.get("members", {}).keys()}
