"""People who leave the server and come back, as they and the others see it; with the members intent and without."""

import discord
import pytest

from bot.demo.simulator import add_guild_again, bot_scope, take_guild_away
from tests.discord.test_belonging import press
from tests.discord.test_linked import Hill, pass_to_fabio, taking
from tests.discord.test_membership import apply, status_of
from tests.support import MARIA, World, ids_of, said, shown, text_of

TOLD = pytest.mark.parametrize("members_intent", [True], indirect=True)
NIGHT = 10 * 3600
"""From the simulator's first midnight, in UTC, to after the night's look in São Paulo."""


def leave(world: World, name: str) -> None:
    world.guild.remove_member(world.people[name])


def rejoin(world: World, name: str) -> None:
    world.people[name] = world.guild.add_member(world.people[name].user)


async def settled(world: World, seconds: float = 1) -> None:
    await world.env.advance_time(seconds)


@TOLD
async def test_leaving_and_rejoining_twice_is_noticed_at_once(group: World) -> None:
    role = group.guild.create_role("Members")
    await group.ana.slash(group.channel, "group setup", member_role=role)
    await group.refer(group.ana, group.bruno)
    for times in (1, 2):
        leave(group, "bruno")
        await settled(group)
        assert await status_of(group, "bruno") == "left"
        assert "**Bruno** left the server of Chapter" in group.direct(group.ana)[-1]
        assert sum("**Bruno** left the server." in text for text in map(text_of, group.moderators.history())) == times
        rejoin(group, "bruno")
        await settled(group)
        assert await status_of(group, "bruno") == "active"
        assert "You are a member as before" in group.direct(group.bruno)[-1]
        assert role.id in group.env.backend.get_member(group.guild.id, group.bruno.id).role_ids
    assert "**Accepted**" in said(await accept(group))


@TOLD
async def test_who_deletes_their_data_left_and_came_back_under_no_name(group: World) -> None:
    leave(group, "bruno")
    await settled(group)
    rejoin(group, "bruno")
    await settled(group)
    lines = [text_of(each) for each in group.moderators.history()]
    assert [("left the server" in each, "is back in the server" in each) for each in lines if "Bruno" in each] == [
        (True, False),
        (False, True),
    ]
    asked = await group.bruno.slash(group.channel, "privacy delete")
    await group.bruno.click(shown(asked), custom_id="privacy:delete:me")
    await settled(group, 60)
    lines = [text_of(each) for each in group.moderators.history()]
    assert not [each for each in lines if "Bruno" in each or str(group.bruno.id) in each]
    assert "🚪 **A former member** left the server." in lines
    assert "👋 **A former member** is back in the server." in lines
    assert not await group.rows("SELECT subject FROM posted WHERE subject LIKE ?", f"%{group.bruno.id}%")


async def accept(group: World) -> object:
    return await group.bruno.click(await group.open_referral(group.bruno), label="Accept")


@TOLD
async def test_a_ban_is_a_departure(group: World) -> None:
    with bot_scope(group.env):
        await group.bot.get_guild(group.guild.id).ban(discord.Object(group.bruno.id))
    await settled(group)
    assert await status_of(group, "bruno") == "left"


async def test_the_night_finds_who_left_and_who_is_back(group: World) -> None:
    leave(group, "bruno")
    await settled(group)
    assert await status_of(group, "bruno") == "active", "nobody said so"
    await settled(group, NIGHT)
    assert await status_of(group, "bruno") == "left"
    assert "**Bruno** left the server." in text_of(group.moderators.history()[-1])
    rejoin(group, "bruno")
    await settled(group, 24 * 3600)
    assert await status_of(group, "bruno") == "active"
    assert "You are a member as before" in group.direct(group.bruno)[-1]


async def test_without_the_intent_the_first_command_of_who_is_back_works(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for _ in range(2):
        leave(group, "bruno")
        await settled(group, 24 * 3600)
        assert await status_of(group, "bruno") == "left"
        rejoin(group, "bruno")
        assert (await group.bruno.slash(group.channel, "profile edit")).modal is not None
        assert await status_of(group, "bruno") == "active"
    assert "**Accepted**" in said(await accept(group))


async def test_a_button_brings_back_too_and_a_new_process_knows(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    mine = await group.open_referral(group.bruno)
    leave(group, "bruno")
    await settled(group, NIGHT)
    rejoin(group, "bruno")
    await group.restart()
    assert "**Accepted**" in said(await group.bruno.click(mine, label="Accept"))


async def test_what_another_process_noticed_is_mended_by_help(group: World) -> None:
    with bot_scope(group.env):
        await group.bot.services.departures.left(group.guild.id, group.bruno.id)
    group.bot.services.departures._gone.clear()
    assert "Use /help once" in said(await group.bruno.slash(group.channel, "profile edit"))
    assert "/refer" in said(await group.bruno.slash(group.channel, "help"))
    assert (await group.bruno.slash(group.channel, "profile edit")).modal is not None


async def test_a_command_that_names_somebody_who_left_finds_it_out(group: World) -> None:
    left = group.bruno.user
    leave(group, "bruno")
    await group.caio.slash(group.channel, "profile show", member=left)
    await settled(group)
    assert await status_of(group, "bruno") == "left"
    assert "Bruno left the server" in said(await group.caio.slash(group.channel, "profile show", member=left))
    refused = said(await group.ana.slash(group.channel, "member add", member=left, seat="Baker"))
    assert refused == "Bruno is not in this server. Invite them first, then add them."


async def test_a_name_without_a_member_alone_proves_nothing(group: World) -> None:
    """Discord named Bruno without his membership, though he is there."""
    await group.caio.slash(group.channel, "profile show", member=group.bruno.user)
    await settled(group)
    assert await status_of(group, "bruno") == "active"


async def test_a_role_that_finds_nobody_is_a_proof(group: World) -> None:
    role = group.guild.create_role("Members")
    await group.ana.slash(group.channel, "group setup", member_role=role)
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="x")
    group.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=404, code=10007, message="Unknown Member")
    await group.ana.slash(group.channel, "member add", member=group.bruno, seat="Baker")
    assert await status_of(group, "bruno") == "left"


async def test_the_other_side_sees_it_on_the_card(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    with bot_scope(group.env):
        await group.bot.services.departures.left(group.guild.id, group.bruno.id)
    card = await group.open_referral(group.ana)
    assert "🚪 Bruno left the server." in text_of(card)
    assert "Take back" in str(card.components), "it is still the giver's"
    leave(group, "bruno")
    for verb in ("accept", "contacted"):
        answer = text_of(shown(await press(group, group.bruno, f"referral:{verb}:1")))
        assert answer.startswith("You left that group's server")
        assert MARIA["contact"] not in answer


@pytest.mark.parametrize(("status", "code"), [(500, 0), (503, 0), (403, 50001), (404, 10004)])
async def test_an_outage_marks_nobody(group: World, status: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is found, and whoever is asked for by name can't be looked up."""

    async def nobody(*_: object, **__: object) -> list[discord.Member]:
        return []

    monkeypatch.setattr(discord.Guild, "query_members", nobody)
    group.env.inject_error("GET", "/guilds/*/members/*", status=status, code=code, times=None)
    await settled(group, NIGHT)
    assert await group.rows("SELECT DISTINCT status FROM members") == [("active",)]
    group.env.backend.faults.clear()
    await settled(group, NIGHT)
    assert await group.rows("SELECT DISTINCT status FROM members") == [("active",)]
    assert "left the server" not in "".join(map(text_of, group.moderators.history()))


async def test_an_outage_of_the_server_itself_marks_nobody(group: World) -> None:
    leave(group, "bruno")
    group.bot.get_guild(group.guild.id).unavailable = True
    await settled(group, NIGHT)
    assert await status_of(group, "bruno") == "active"
    group.bot.get_guild(group.guild.id).unavailable = False
    await settled(group, 24 * 3600)
    assert await status_of(group, "bruno") == "left"


async def test_a_process_without_the_connection_asks_one_by_one(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Client, "get_guild", lambda *_: None)
    leave(group, "bruno")
    await settled(group, NIGHT)
    assert await group.rows("SELECT name FROM members WHERE status = 'left'") == [("Bruno",)]
    rejoin(group, "bruno")
    group.env.inject_error("GET", f"/guilds/{group.guild.id}", status=503, times=3)
    await settled(group, 24 * 3600)
    assert await status_of(group, "bruno") == "active", "an outage is waited for"
    group.env.inject_error("GET", f"/guilds/{group.guild.id}", status=403, code=50001)
    await settled(group, 24 * 3600)
    assert await group.bot.services.departures.resting() == [group.guild.id], "it was taken out of the server meanwhile"


async def test_when_most_vanish_nobody_is_marked_and_moderators_hear_of_it_once(group: World) -> None:
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Florist")
    await group.ana.slash(group.channel, "member add", member=group.lia, seat="Cook")
    for name in ("bruno", "caio", "duda", "lia"):
        leave(group, name)
    await settled(group, NIGHT)
    await settled(group, 24 * 3600)
    assert await group.rows("SELECT DISTINCT status FROM members") == [("active",)]
    notices = [text for text in map(text_of, group.moderators.history()) if "can't find" in text]
    assert len(notices) == 1
    assert "4 members" in notices[0]


@pytest.mark.parametrize("way", ["button", "command"])
async def test_approving_somebody_who_left_is_refused(group: World, way: str) -> None:
    await apply(group)
    card = group.moderators.history()[-1]
    left = group.duda.user
    leave(group, "duda")
    if way == "button":
        answer = said(await group.lia.click(card, label="Approve"))
    else:
        answer = said(await group.lia.slash(group.channel, "member approve", member=left))
    assert answer == "Duda is not in the server any more. What they were here rests, and is back when they are."
    assert await status_of(group, "duda") == "left"
    card = next(each for each in group.moderators.history() if each.id == card.id)
    assert "The application rests" in text_of(card)
    assert ids_of(card) == []
    rejoin(group, "duda")
    assert "already with the moderators" in said(await group.duda.slash(group.channel, "join", seat="Florist"))
    card = next(each for each in group.moderators.history() if each.id == card.id)
    assert "member:approve" in str(ids_of(card))
    assert "is a member now" in said(await group.lia.click(card, label="Approve"))


async def test_an_outage_does_not_stop_an_approval(group: World) -> None:
    await apply(group)
    group.env.inject_error("GET", "/guilds/*/members/*", status=403, code=50001)
    assert "is a member now" in said(await group.lia.click(group.moderators.history()[-1], label="Approve"))


async def test_a_server_that_takes_the_bot_out_and_back_finds_all_as_it_was(group: World) -> None:
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")
    taken = take_guild_away(group.env, group.guild)
    await settled(group, 3 * 7 * 24 * 3600)
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE kind IN ('digest', 'presence.call')") == [(0,)]
    add_guild_again(group.env, taken)
    await settled(group, 7 * 24 * 3600)
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE kind = 'digest'") == [(1,)]
    assert "Good words" in text_of(group.channel.history()[-1])
    assert await group.rows("SELECT DISTINCT status FROM members") == [("active",)]


async def test_a_server_that_was_lost_and_found_while_the_bot_was_away(group: World) -> None:
    with bot_scope(group.env):
        await group.bot.services.departures.server_gone(group.guild.id)
    await group.restart()
    assert await group.bot.services.departures.resting() == []


DAY = 24 * 3600


async def departed(world: World) -> list[int]:
    return await world.bot.services.departures.resting()


async def hasten_the_term(world: World) -> None:
    """Let it have been taken out ninety days earlier: the simulator takes its time for each day."""
    span = 90 * DAY * 1_000_000
    await world.bot.database.write(lambda tx: tx.run("UPDATE departed_groups SET at = at - ?", span))


async def test_after_its_term_everything_of_a_server_without_the_bot_is_deleted(
    group: World, caplog: pytest.LogCaptureFixture
) -> None:
    await group.refer(group.ana, group.bruno)
    taken = take_guild_away(group.env, group.guild)
    await settled(group)
    assert await departed(group) == [group.guild.id]
    await hasten_the_term(group)
    with caplog.at_level("INFO", "bot.worker.departed_groups"):
        await settled(group, DAY + 60)
    assert await departed(group) == []
    assert await group.rows("SELECT group_id FROM groups UNION SELECT group_id FROM members") == []
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.worker.departed_groups"]
    assert lines == [f"Everything of group {group.guild.id} is deleted: its server took the bot out."]
    add_guild_again(group.env, taken)
    await settled(group)
    assert await group.rows("SELECT kind FROM outbox") == [("welcome",)], "it is greeted as a new one"


async def test_after_its_term_a_linked_group_reads_nobody_of_it(group: World) -> None:
    hill = Hill(group)
    await settled(group)
    await hill.settle_in()
    await taking(group, hill)
    await pass_to_fabio(group, hill)
    form = await group.bruno.slash(group.channel, "ask", kind="question")
    posted = shown(await group.bruno.submit_modal(form, {"text": "Who knows a program?", "until": "28"}))
    await group.bruno.click(posted, custom_id="ask:linked:1")
    assert any("**Bruno** asks:" in text for text in group._texts(hill.channel))
    line = next(text for text in group._texts(hill.channel) if "(R-1)" in text)
    assert "**Bruno (Chapter)** passed **Fabio** a referral." in line
    take_guild_away(group.env, group.guild)
    await settled(group)
    assert "Bruno" in said(await hill.fabio.slash(hill.channel, "referral", id="R-1")), "within the term all is as it was"
    await hasten_the_term(group)
    await settled(group, DAY + 60)
    assert await departed(group) == []
    card = said(await hill.fabio.slash(hill.channel, "referral", id="R-1"))
    assert "A former member of a linked group refers Maria Souza to you" in card
    assert "Bruno" not in card
    texts = group._texts(hill.channel)
    assert not any("Bruno" in text or "program" in text or str(group.bruno.id) in text for text in texts)
    assert "🔗 What somebody of another group asked here is over. Thank you." in texts
    assert await group.rows("SELECT user_id FROM members WHERE name = 'Bruno' OR user_id = ?", group.bruno.id) == []


async def test_a_server_that_is_there_after_all_is_not_deleted(group: World) -> None:
    """Its return was not noticed; Discord is asked before anything goes."""
    with bot_scope(group.env):
        await group.bot.services.departures.server_gone(group.guild.id)
    await hasten_the_term(group)
    await settled(group, DAY + 60)
    assert await departed(group) == []
    assert await group.rows("SELECT name FROM members WHERE name = 'Bruno'") == [("Bruno",)]


@pytest.mark.parametrize(("status", "code"), [(500, 0), (503, 0), (403, 0), (403, 40333)])
async def test_where_discord_does_not_say_that_it_is_gone_it_is_kept(group: World, status: int, code: int) -> None:
    take_guild_away(group.env, group.guild)
    await settled(group)
    await hasten_the_term(group)
    group.env.inject_error("GET", f"/guilds/{group.guild.id}", status=status, code=code, times=None)
    await settled(group, DAY + 60)
    assert await departed(group) == [group.guild.id]
    assert await group.rows("SELECT name FROM members WHERE name = 'Bruno'") == [("Bruno",)]
    group.env.backend.faults.clear()
    await settled(group, DAY + 60)
    assert await group.rows("SELECT name FROM members") == []


async def test_a_server_that_took_the_bot_out_while_it_was_away_is_noticed_at_the_start(group: World) -> None:
    """One with an outage is named by Discord, and is not meant."""
    lost = group.env.create_guild("Lost chapter")
    await settled(group)
    await group.bot.close()
    take_guild_away(group.env, lost)
    await group.restart()
    await settled(group)
    assert await departed(group) == [lost.id]


async def test_an_outage_begins_no_term(group: World) -> None:
    with bot_scope(group.env):
        group.bot._connection.parse_guild_delete({"id": str(group.guild.id), "unavailable": True})
    await settled(group)
    assert group.bot.get_guild(group.guild.id).unavailable
    await group.bot.get_cog("DeparturesCog").on_ready()
    await settled(group, NIGHT)
    assert await departed(group) == []
