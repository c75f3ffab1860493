"""Two processes of one bot on one PostgreSQL store: nothing is posted twice, and each takes over what the other leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests import postgres
from tests.outside.test_postgres import BUSY, KEY
from tests.patience import until
from tests.standin import Permission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.outside.process import Operator
    from tests.standin import Channel, Standin, User

GROUPS = 6
MISCONFIGURED = 78


@pytest.fixture
async def settings(standin: Standin, postgres_server: str) -> AsyncIterator[dict[str, str]]:
    standin.shard_count = 2
    async with postgres.empty_database(postgres_server) as address:
        yield {"GOODWORD_DATABASE__URL": address, "GOODWORD_STORE__KEY": KEY, "GOODWORD_DISCORD__SHARD_COUNT": "2"}


def group(standin: Standin, shard: int) -> tuple[User, Channel]:
    """A group of that shard: its moderator and its channel."""
    while standin.shard_of(guild := standin.add_guild("Vila Boa")) != shard:
        del standin.guilds[guild.id]
    standin.add_channel(guild, "lobby")  # the first channel, in which the bot greets
    channel = standin.add_channel(guild, "news")
    return standin.add_member(guild, "Carla", standin.add_role(guild, "Manager", Permission.MANAGE_GUILD)), channel


async def set_up(standin: Standin, groups: list[tuple[User, Channel]], address: str) -> None:
    """Set up all groups, and wait until no messages are pending."""
    guilds = {channel.guild for _, channel in groups}
    lobbies = [channel for channel in standin.channels.values() if channel.name == "lobby" and channel.guild in guilds]
    await standin.until(lambda: all(lobby.messages for lobby in lobbies), "the greetings")
    for moderator, channel in groups:
        await standin.slash(moderator, "group setup", digest_channel=channel)
    await standin.until(lambda: all("It is set up" in lobby.messages[0].text for lobby in lobbies), "the greetings to say so")

    async def all_said() -> bool:
        return set(await states(address, but="digest")) == {"sent"}

    await until(all_said, "everything to be said")


async def test_one_is_killed_in_the_middle_of_the_weekly_news(
    standin: Standin, operator: Operator, settings: dict[str, str]
) -> None:
    groups = [group(standin, number % 2) for number in range(GROUPS)]
    of_first, of_second = groups[::2], groups[1::2]
    first = await operator.start(**settings, GOODWORD_DISCORD__SHARDS="0")
    await set_up(standin, of_first, settings["GOODWORD_DATABASE__URL"])
    slow = [
        standin.fault("POST", rf"/channels/{channel.id}/messages", acted=number == 0, held=True)
        for number, (_, channel) in enumerate(of_first)
    ]
    for moderator, _ in of_first:
        await standin.slash(moderator, "digest post")
    await standin.until(lambda: all(fault.met for fault in slow), "the first one's news to be under way")
    await standin.until(lambda: of_first[0][1].messages, "the last thing that the first one does")
    second = await operator.start(**settings, GOODWORD_DISCORD__SHARDS="1")
    await set_up(standin, of_second, settings["GOODWORD_DATABASE__URL"])
    for moderator, _ in of_second:
        await standin.slash(moderator, "digest post")
    await standin.until(lambda: all(channel.messages for _, channel in of_second), "the second one's news")
    first.kill()
    standin.faults.clear()
    assert [len(channel.messages) for _, channel in of_first] == [1, 0, 0]

    await let_leases_expire(settings["GOODWORD_DATABASE__URL"])
    await standin.slash(of_second[0][0], "digest post")
    await standin.until(lambda: all(channel.messages for _, channel in groups), "the news of those whose process is gone")
    await standin.until(lambda: len(of_second[0][1].messages) == 2, "what was just asked for")
    assert await second.stop() == 0
    assert [len(channel.messages) for _, channel in groups] == [1, 2, 1, 1, 1, 1]
    assert await states(settings["GOODWORD_DATABASE__URL"]) == {"sent": (2 + 1) * GROUPS + 1}, "a greeting, and that it is set up"


async def test_two_that_live_say_everything_once(standin: Standin, operator: Operator, settings: dict[str, str]) -> None:
    groups = [group(standin, number % 2) for number in range(GROUPS)]
    processes = [await operator.start(**settings, GOODWORD_DISCORD__SHARDS=str(shard)) for shard in (0, 1)]
    await set_up(standin, groups, settings["GOODWORD_DATABASE__URL"])
    for _ in range(3):
        for moderator, _channel in groups:
            await standin.slash(moderator, "digest post")
    await standin.until(lambda: all(len(channel.messages) == 3 for _, channel in groups), "three of each")
    for process in processes:
        assert await process.stop() == 0
    posts = [path for method, path in standin.requests if method == "POST" and path.endswith("/messages")]
    assert len(posts) == (1 + 3) * GROUPS, "a row was sent by both"
    assert await states(settings["GOODWORD_DATABASE__URL"]) == {"sent": (2 + 3) * GROUPS}


async def test_ranges_that_overlap_are_refused_before_anything_is_connected(
    standin: Standin, operator: Operator, settings: dict[str, str]
) -> None:
    first = await operator.start(**settings, GOODWORD_DISCORD__SHARDS="1")
    again = operator.begin(**settings, GOODWORD_DISCORD__SHARDS="0-1")
    assert await again.ended() == BUSY
    assert f"shard 1 of 2, process {first.pid} on" in again.output()
    otherwise = operator.begin(**settings | {"GOODWORD_DISCORD__SHARD_COUNT": "4"}, GOODWORD_DISCORD__SHARDS="0")
    assert await otherwise.ended() == MISCONFIGURED
    assert "discord.shard_count is 4, but" in otherwise.output()
    assert standin.gateway.identifies == 1
    assert await first.stop() == 0


async def let_leases_expire(address: str) -> None:
    """Make leases expire, as after two minutes."""
    connection = await asyncpg.connect(address)
    await connection.execute("UPDATE outbox SET not_before = created_at WHERE state IN ('pending', 'sending')")
    await connection.close()


async def states(address: str, but: str = "") -> dict[str, int]:
    connection = await asyncpg.connect(address)
    rows = await connection.fetch("SELECT state, COUNT(*) AS n FROM outbox WHERE kind <> $1 GROUP BY state", but)
    await connection.close()
    return {row["state"]: row["n"] for row in rows}
