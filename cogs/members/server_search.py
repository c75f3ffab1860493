"""Search of the server's members for the people of a roll, by gateway requests that need no members intent."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.membership.roster_import import name_matching
from bot.membership.roster_import.model import Found
from cogs._ui.interaction import called

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import discord

    from bot.membership.members.model import Member
    from bot.membership.roster_import.columns import Row

MOST = 90
"""Maximum number of searches by name for one file. A gateway connection may send 120 events in 60 seconds, heartbeats included
(https://docs.discord.com/developers/events/gateway#rate-limiting).
"""
AT_ONCE = 5
"""Number of requests under way at once."""
IN_ONE = 100
"""Maximum number of members in one answer, and of ids in one request
(https://docs.discord.com/developers/events/gateway-events#request-guild-members).
"""


async def look_up(
    guild: discord.Guild, rows: Sequence[Row], roll: Sequence[Member], tell: Callable[[int, int], None]
) -> list[Found]:
    """The people in the server who may be meant. `tell` is called with how many requests are done, and of how many.

    Raises TimeoutError where Discord does not answer a request.
    """
    ids = name_matching.ids(rows, roll)
    asked = [partial(guild.query_members, user_ids=ids[start : start + IN_ONE]) for start in range(0, len(ids), IN_ONE)]
    asked += [partial(guild.query_members, query=each, limit=IN_ONE) for each in name_matching.prefixes(rows, roll, MOST)]
    found: dict[int, Found] = {}
    for start in range(0, len(asked), AT_ONCE):
        tell(start, len(asked))
        # Not cached, as the bot keeps no members in memory (`member_cache_flags` in bot/app.py).
        for people in await asyncio.gather(*(ask(cache=False) for ask in asked[start : start + AT_ONCE])):
            found |= {member.id: _found(member) for member in people}
    return list(found.values())


def _found(member: discord.Member) -> Found:
    others = (member.name, member.global_name, member.nick)
    return Found(member.id, called(member), tuple(name for name in others if name), is_bot=member.bot)
