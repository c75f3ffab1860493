"""What Discord says of who is in a server, and what a proxy before it can't say."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

import discord
import pytest

from bot.admin.setup import GroupSetup
from bot.demo.simulator import bot_scope
from bot.groups.model import Group
from cogs._ui.member_lookup import is_gone, is_here, moderates
from tests.support import World

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol

MEMBERS = "/guilds/*/members/*"

Look = Callable[[World, Group], Awaitable[bool]]


async def here(world: World, group: Group) -> bool:
    return await is_here(world.bot.http, group.group_id, world.ana.id)


async def leads(world: World, group: Group) -> bool:
    return await moderates(cast("BotProtocol", world.bot), group, world.ana.id)


async def gone(world: World, group: Group) -> bool:
    return await is_gone(world.bot.http, group.group_id, world.ana.id)


@pytest.mark.parametrize(
    ("look", "code", "found"), [(here, 10007, False), (leads, 10007, False), (gone, 10007, True), (gone, 0, False)]
)
async def test_a_404_with_a_code(group: World, look: Look, code: int, found: bool) -> None:
    chapter = await group.bot.services.of(GroupSetup).get(group.guild.id)
    with bot_scope(group.env):
        assert await look(group, chapter) != (look is gone)
    group.env.inject_error("GET", MEMBERS, status=404, code=code)
    with bot_scope(group.env):
        assert await look(group, chapter) == found


@pytest.mark.parametrize(("status", "error"), [(403, discord.Forbidden), (404, discord.NotFound)])
@pytest.mark.parametrize("look", [here, leads])
async def test_an_answer_of_a_proxy_is_none(group: World, look: Look, status: int, error: type[Exception]) -> None:
    chapter = await group.bot.services.of(GroupSetup).get(group.guild.id)
    group.env.inject_error("GET", MEMBERS, status=status)
    with bot_scope(group.env), pytest.raises(error):
        await look(group, chapter)
