"""Search of the server's members for the people of a roll, by gateway requests that need no members intent."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.membership.roster_import import name_matching
from bot.membership.roster_import.model import Found
from cogs._ui.interaction import called

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import discord

    from bot.membership.members.model import Member
    from bot.membership.roster_import.columns import Row

MOST = 90
"""Lookups by name for one file. Discord lets a bot ask 120 times a minute, heartbeats and all."""
AT_ONCE = 5
TOLD_EVERY = 20
IN_ONE = 100
"""As many people as Discord names in one answer, and ids as it takes in one question."""


async def look_up(
    guild: discord.Guild, rows: Sequence[Row], roll: Sequence[Member], tell: Callable[[int, int], Awaitable[None]]
) -> list[Found]:
    """Whoever may be meant. `tell` is called now and then with how many lookups are done, and of how many. Raises TimeoutError."""
    ids = name_matching.ids(rows, roll)
    asked = [partial(guild.query_members, user_ids=ids[start : start + IN_ONE]) for start in range(0, len(ids), IN_ONE)]
    asked += [partial(guild.query_members, query=each, limit=IN_ONE) for each in name_matching.prefixes(rows, roll, MOST)]
    found: dict[int, Found] = {}
    for start in range(0, len(asked), AT_ONCE):
        if start % TOLD_EVERY == 0:
            await tell(start, len(asked))
        for people in await asyncio.gather(*(ask(cache=False) for ask in asked[start : start + AT_ONCE])):
            found |= {member.id: _found(member) for member in people}
    return list(found.values())


def _found(member: discord.Member) -> Found:
    others = (member.name, member.global_name, member.nick)
    return Found(member.id, called(member), tuple(name for name in others if name), is_bot=member.bot)
