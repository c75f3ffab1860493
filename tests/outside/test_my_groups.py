"""A member in three groups, two on one shard and one on another, each shard in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.outside.sample_guild import CLIENT
from tests.outside.test_shards import group, settings
from tests.standin.world import Member

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.standin import Channel, Reply, Standin, User

__all__ = ["settings"]

NAMES = ("Vila Boa", "Harbour <Group>", "Old Town")
SHARDS = (0, 0, 1)
BOB = "Bob"


async def member_of(standin: Standin, ana: User, carla: User, channel: Channel, count: int) -> None:
    """Set the group up, with Ana, who gives that many referrals there."""
    guild = channel.guild
    assert guild is not None
    guild.members[ana.id] = Member(ana)
    bob = standin.add_member(guild, BOB)
    await standin.slash(carla, "group setup", channel=channel, referrals_channel=channel, digest_channel=channel, seats="shared")
    for person in (ana, bob):
        await standin.slash(carla, "member add", channel=channel, member=person, seat="Baker")
    for number in range(count):
        form = await standin.slash(ana, "refer", channel=channel, member=bob)
        reply = await standin.submit(ana, form, CLIENT | {"contact": f"client{number}@example.org"})
        assert "R-" in reply.text, reply.text


@pytest.mark.parametrize("asked_in", [0, 2])
async def test_each_process_shows_all_three(
    standin: Standin, operator: Operator, settings: dict[str, str], asked_in: int
) -> None:
    made = [group(standin, shard) for shard in SHARDS]
    for (_, channel), name in zip(made, NAMES, strict=True):
        assert channel.guild is not None
        channel.guild.name = name
    first_guild = made[0][1].guild
    assert first_guild is not None
    ana = standin.add_member(first_guild, "Ana")
    for shard in (0, 1):
        await operator.start(**settings, GOODWORD_DISCORD__SHARDS=str(shard))
    for count, (carla, channel) in enumerate(made, 1):
        await member_of(standin, ana, carla, channel, count)

    async def shown() -> Reply:
        return await standin.slash(ana, "me", channel=made[asked_in][1], show="groups")

    text = (await shown()).text
    assert text.count("🤝") == 3
    places = [text.index(each) for each in ("**Vila Boa**", r"**Harbour \<Group>**", "**Old Town**")]
    for number, place in enumerate(places, 1):
        assert text.find(f"given {number}, jobs 0", place) > place, text
    assert f"**{NAMES[asked_in].replace('<', chr(92) + '<')}**, here" in text
    other = made[2 - asked_in][1].guild
    assert other is not None
    del standin.guilds[other.id]  # as after a removal of which the store does not know yet
    text = (await shown()).text
    assert text.count("🤝") == 2
    assert f"**{NAMES[2 - asked_in]}**" not in text
