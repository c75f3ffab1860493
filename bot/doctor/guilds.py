"""Checks of each group at Discord: that the bot is in its server, may write into its channels, and may give its member role."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord

from bot.doctor.findings import Finding, Health
from bot.groups import store as groups_store
from bot.meetings import store as meetings_store
from bot.worker.http import check_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from discord.http import HTTPClient

    from bot.core.db.database import Database
    from bot.groups.model import Group

MOST = 200
"""Groups that are looked at in one call; of more the first by id. Each takes two requests and one a channel."""
PAGE = 50
SECONDS = 15.0
EVERY = 2.0
"""Seconds between two lines of progress."""
WANTED = discord.Permissions(
    view_channel=True, send_messages=True, embed_links=True, attach_files=True, read_message_history=True
)
SHOWN = 3
"""Problems that the sentence names; `facts` has them all."""
CURE = "In Discord: Server Settings, Roles, or the channel's Permissions; a role is moved by dragging it. /group show tells the rest."


async def check(http: HTTPClient, database: Database, me: int, say: Callable[[str], None]) -> Finding:
    """Look at one group after the other as the bot, whose user is `me`, with progress. Raises what discord.py raises where Discord does not answer."""
    groups = await _groups(database)
    loop, facts = asyncio.get_running_loop(), list[dict[str, Any]]()
    said_at = loop.time()
    for number, group in enumerate(groups[:MOST], 1):
        async with asyncio.timeout(SECONDS):
            problems = await _problems(http, group, me, has_events=await _has_events(database, group.group_id))
        facts += [{"group": group.group_id, "problem": problem} for problem in problems]
        if loop.time() - said_at >= EVERY:
            said_at = loop.time()
            say(f"Looked at {number} of {len(groups)} groups.")
    more = f" (the first {MOST} of {len(groups)})" if len(groups) > MOST else ""
    looked = f"{min(len(groups), MOST)} looked at{more}"
    if not facts:
        return Finding("groups", Health.GOOD, f"{looked}; permissions and roles suffice")
    first = "; ".join(f"group {fact['group']}: {fact['problem']}" for fact in facts[:SHOWN])
    return Finding(
        "groups", Health.NOTE, f"{looked}; {len(facts)} problems: {first}{' …' if len(facts) > SHOWN else ''}", facts, CURE
    )


async def _groups(database: Database) -> list[Group]:
    """One group more than are looked at, page by page."""
    found: list[Group] = []
    after = 0
    while page := await database.read(lambda tx, after=after: groups_store.set_up_after(tx, after, PAGE)):
        found += page
        after = page[-1].group_id
    return found


async def _has_events(database: Database, group_id: int) -> bool:
    """Whether the meetings of a group are events in Discord too."""
    return any(each.has_events for each in await database.read(lambda tx: meetings_store.running(tx, group_id)))


async def _problems(http: HTTPClient, group: Group, me: int, *, has_events: bool) -> list[str]:
    try:
        guild: Mapping[str, Any] = dict(await http.get_guild(group.group_id, with_counts=False))
    except (discord.NotFound, discord.Forbidden) as problem:
        check_named(problem)
        return ["the bot is not in the server any more"]
    member: Mapping[str, Any] = dict(await http.get_member(group.group_id, me))
    # @everyone is a role with the server's id, and is not listed among a member's roles.
    mine = {int(role) for role in member["roles"]} | {group.group_id}
    roles = {int(role["id"]): role for role in guild["roles"]}
    found = _of_role(group, roles, mine)
    if has_events and not _granted(roles, mine).create_events:
        found.append("the bot lacks Create Events, to make the events of meetings")
    channels = {
        group.referrals_channel_id,
        group.asks_channel_id,
        group.digest_channel_id,
        group.meetings_channel_id,
        group.moderators_channel_id,
    }
    for channel_id in sorted(each for each in channels if each is not None):
        found += await _of_channel(http, channel_id, roles, mine, me)
    return found


def _of_role(group: Group, roles: Mapping[int, Mapping[str, Any]], mine: set[int]) -> list[str]:
    """Whether the bot may give the member role: by Manage Roles, and by a role of its own above it."""
    if group.member_role_id is None:
        return []
    role = roles.get(group.member_role_id)
    if role is None:
        return ["the member role was deleted"]
    if not _granted(roles, mine).manage_roles:
        return ["the bot lacks Manage Roles, to give the member role"]
    # A bot gives only roles below its highest one
    # (https://docs.discord.com/developers/topics/permissions#permission-hierarchy).
    highest = max((roles[each]["position"] for each in mine if each in roles), default=0)
    return [] if highest > role["position"] else ["the member role stands above the bot's own"]


async def _of_channel(
    http: HTTPClient, channel_id: int, roles: Mapping[int, Mapping[str, Any]], mine: set[int], me: int
) -> list[str]:
    try:
        channel: Mapping[str, Any] = dict(await http.get_channel(channel_id))
    except (discord.NotFound, discord.Forbidden) as problem:
        check_named(problem)
        is_gone = isinstance(problem, discord.NotFound)
        return [f"channel {channel_id} was deleted" if is_gone else f"the bot does not see channel {channel_id}"]
    lacks = WANTED.value & ~_within(channel, _granted(roles, mine), mine, me).value
    names = [name for name, is_set in discord.Permissions(lacks) if is_set]
    return [f"in channel {channel_id} the bot lacks {', '.join(names)}"] if names else []


def _granted(roles: Mapping[int, Mapping[str, Any]], mine: set[int]) -> discord.Permissions:
    value = 0
    for each in mine & roles.keys():
        value |= int(roles[each]["permissions"])
    granted = discord.Permissions(value)
    return discord.Permissions.all() if granted.administrator else granted


def _within(channel: Mapping[str, Any], granted: discord.Permissions, mine: set[int], me: int) -> discord.Permissions:
    """The permissions in a channel: overwrites of @everyone, then of all roles together, then of the member.

    Source: https://docs.discord.com/developers/topics/permissions#permission-overwrites
    """
    if granted.administrator:
        return granted
    overwrites = {int(each["id"]): each for each in channel.get("permission_overwrites") or ()}
    everyone = int(channel.get("guild_id") or 0)
    value = granted.value
    for among in ({everyone}, mine - {everyone}, {me}):
        chosen = [overwrites[each] for each in among if each in overwrites]
        for each in chosen:
            value &= ~int(each["deny"])
        for each in chosen:
            value |= int(each["allow"])
    return discord.Permissions(value)
