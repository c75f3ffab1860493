"""Asks Discord whether a person is in a server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord

from bot.core.actor import Actor
from bot.worker.http import REQUEST_ERRORS, check_named

if TYPE_CHECKING:
    from discord.http import HTTPClient

    from bot.groups.model import Group
    from cogs._ui.bot_protocol import BotProtocol

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
"""Discord's error codes for a user who is not in the server, and for a deleted account."""
PATIENCE = 5.0
"""Seconds to wait for Discord's answer while a person waits for ours."""


async def is_gone(http: HTTPClient, group_id: int, user_id: int) -> bool:
    """Whether Discord answers that there is no such member. A 403, or a 404 for the server, proves nothing and is False.

    Raises what discord.py raises during an outage.
    """
    try:
        await http.get_member(group_id, user_id)
    except discord.NotFound as problem:
        # A 404 with another code is about something else, such as 10004 about the server.
        return problem.code in {UNKNOWN_MEMBER, UNKNOWN_USER}
    except discord.Forbidden:
        return False
    return False


async def is_proven_gone(http: HTTPClient, group_id: int, user_id: int) -> bool:
    """`is_gone` with a time limit; False during an outage, which proves nothing either."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await is_gone(http, group_id, user_id)
    except REQUEST_ERRORS:
        return False


async def is_here(http: HTTPClient, group_id: int, user_id: int) -> bool:
    """Whether the person is in the server; False also where the bot or the server is not there. Raises discord.py's other errors."""
    try:
        await http.get_member(group_id, user_id)
    except (discord.NotFound, discord.Forbidden) as problem:
        check_named(problem)
        return False
    return True


async def moderates(bot: BotProtocol, group: Group, user_id: int) -> bool:
    """Whether Discord says at present that a person moderates the group; False for who is not in the server. Raises discord.py's other errors."""
    guild = bot.get_guild(group.group_id)
    if guild is None or guild.unavailable:
        guild = await bot.fetch_guild(group.group_id, with_counts=False)
    try:
        member = await bot.http.get_member(group.group_id, user_id)
    except (discord.NotFound, discord.Forbidden) as problem:
        check_named(problem)
        return False
    role_ids = frozenset(map(int, member["roles"]))
    granted = [role.permissions for role in guild.roles if role.id in role_ids or role.is_default()]
    manages = guild.owner_id == user_id or any(each.manage_guild or each.administrator for each in granted)
    return group.moderated_by(Actor(group.group_id, user_id, "", manages_group=manages, role_ids=role_ids))


def named_strangers(interaction: discord.Interaction[Any]) -> set[int]:
    """The ids of users named in a command's options who are no members of the server: `resolved` holds no member of them."""
    data: Any = interaction.data
    named = data.get("resolved")
    if not named or interaction.guild_id is None:
        return set()
    return {int(user_id) for user_id in named.get("users", {}).keys() - named.get("members", {}).keys()}
