"""Discord's word that somebody is not in a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from discord.http import HTTPClient

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
"""They are not in the server; their account was deleted."""


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
