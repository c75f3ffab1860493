"""/me show: groups through the whole bot, and what /privacy says of other groups."""

from typing import Any

import discord

from bot.demo.simulator import take_guild_away
from tests.discord.cells import send_all
from tests.discord.wire import COMMAND
from tests.support import WORDS, World, ids_of, said, shown, text_of

OLGA = "Olga"


class Elsewhere:
    """Another server of the bot, which Olga leads, and in which Ana is."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.guild = world.env.create_guild("Harbour *Group*")
        self.channel = self.guild.create_text_channel("general")
        leading = self.guild.create_role("Leaders", permissions=discord.Permissions(manage_guild=True))
        self.olga = self.guild.add_member(world.env.create_user("olga", global_name=OLGA), roles=[leading])
        self.ana = self.guild.add_member(world.ana.user)

    async def settle_in(self) -> None:
        chosen = {"referrals_channel": self.channel, "digest_channel": self.channel, "moderators_channel": self.channel}
        await self.olga.slash(self.channel, "group setup", **chosen, time_zone="Europe/Lisbon", currency="EUR")
        for person, seat in ((self.olga, "Lawyer"), (self.ana, "Baker")):
            await self.olga.slash(self.channel, "member add", member=person, seat=seat)

    async def thank(self) -> None:
        form = await self.ana.slash(self.channel, "thank", member=self.olga)
        await self.ana.submit_modal(form, WORDS | {"amount": "20.00"})


async def elsewhere(world: World) -> Elsewhere:
    made = Elsewhere(world)
    await made.settle_in()
    return made


async def groups_of(world: World, person: Any, channel: Any = None, **options: str) -> str:
    return said(await person.slash(channel or world.channel, "me", show="groups", **options))


async def test_ones_groups_stand_side_by_side(group: World) -> None:
    alone = await groups_of(group, group.ana)
    assert "You are in no other group" in alone
    other = await elsewhere(group)
    await other.thank()
    await group.refer(group.ana, group.bruno)
    text = await groups_of(group, group.ana)
    assert text.index("**Chapter**, here") < text.index("given 1, jobs 0") < text.index("**Harbour \\*Group\\***")
    assert "thanked by others 0, thanks said 1\n💼 Work it brought you: €20.00." in text
    there = await groups_of(group, other.ana, other.channel)
    assert there.index("**Harbour \\*Group\\***, here") < there.index("**Chapter**")
    assert "Harbour" not in await groups_of(group, group.bruno)
    card = await group.ana.slash(group.channel, "me", show="groups", period="last_week")
    assert "· last week" in said(card)
    changed = shown(await group.ana.select(shown(card), ["year"], custom_id="me:groups"))
    assert "· this year" in text_of(changed)
    assert "given 1, jobs 0" not in text_of(changed).partition("Harbour")[2]


async def test_a_group_whose_name_is_not_told_is_there_and_one_without_the_bot_is_not(group: World) -> None:
    other = await elsewhere(group)
    untold = "A group whose name Discord does not tell right now"
    group.bot._connection._guilds.pop(other.guild.id)  # as on another process's shard
    for status, code, is_shown in ((503, 0, True), (404, 0, True), (404, 10004, False)):
        group.env.inject_error("GET", f"/guilds/{other.guild.id}", status=status, code=code)
        assert (untold in await groups_of(group, group.ana)) == is_shown


async def test_what_was_left_erased_or_removed_is_not_there(group: World) -> None:
    other = await elsewhere(group)
    await other.thank()
    card = shown(await group.ana.slash(group.channel, "privacy delete"))
    assert "{count} other group" not in text_of(card)
    assert "1 other group that this bot serves has you on its roll" in text_of(card)
    assert "1 other group" in said(await group.ana.slash(group.channel, "privacy export", format="json"))
    assert "other group" not in said(await group.bruno.slash(group.channel, "privacy export", format="json"))
    asked = shown(await other.ana.slash(other.channel, "privacy delete"))
    assert "1 other group" in text_of(asked)
    await other.ana.click(asked, custom_id="privacy:delete:me")
    assert "Harbour" not in await groups_of(group, group.ana)
    assert "other group" not in said(await group.ana.slash(group.channel, "privacy export", format="json"))
    await other.olga.slash(other.channel, "member add", member=other.ana, seat="Baker")
    assert "€20.00" not in await groups_of(group, group.ana), "what was erased stays so"
    take_guild_away(group.env, other.guild)
    await group.env.advance_time(1)
    assert "Harbour" not in await groups_of(group, group.ana)


async def test_in_direct_messages_it_leads_to_the_server(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    data = {"id": "1", "name": "me", "type": 1, "options": [{"name": "show", "type": 3, "value": "groups"}], "resolved": {}}
    [refused] = await send_all(group, [group.bruno], (COMMAND, data))
    assert "works in the group's server only" in text_of(shown(refused))
    menu = {"custom_id": "me:groups", "component_type": 3, "values": ["year"], "resolved": {}}
    [refused] = await send_all(group, [group.bruno], (3, menu))
    assert "works in the group's server only" in text_of(shown(refused))


async def test_odd_values_are_refused(group: World) -> None:
    data = {"id": "1", "name": "me", "type": 1, "options": [{"name": "show", "type": 3, "value": "everything"}], "resolved": {}}
    [refused] = await send_all(group, [group.bruno], (COMMAND, data), group.channel)
    assert "can't read" in text_of(shown(refused))
    assert "me:groups" in ids_of(shown(await group.bruno.slash(group.channel, "me", show="groups")))
