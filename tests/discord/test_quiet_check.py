"""A quiet member is asked in the morning list whether all is well; the moderators read of who would like a word, and a number."""

from typing import Any

from tests.discord.cells import send_all
from tests.discord.test_asks import QUESTION, post
from tests.discord.wire import PRESS, answer, press
from tests.support import World, ids_of, shown, text_of

DAY = 24 * 3600
ASKS = "We hope all is well. Can we do anything?"


async def grow_quiet(world: World, *names: str) -> None:
    """Let these people have joined long ago; the simulator takes its time for each day."""
    ids = ", ".join(str(world.people[name].id) for name in names)
    long_ago = 60 * DAY * 1_000_000
    await world.bot.database.write(
        lambda tx: tx.run(
            "UPDATE members SET joined_at = joined_at - ?, status_at = status_at - ? WHERE user_id IN (" + ids + ")",
            long_ago,
            long_ago,
        )
    )


def lists(world: World, person: Any) -> list[str]:
    return [text for text in world.direct(person) if ASKS in text]


async def test_who_is_quiet_is_asked_in_private_and_a_word_reaches_the_moderators(group: World) -> None:
    await grow_quiet(group, "bruno")
    before = group.public(), await _moderators(group)
    await group.env.advance_time(DAY)
    (text,) = lists(group, group.bruno)
    assert "Nobody reads that you were asked." in text
    assert (group.public(), await _moderators(group)) == before
    assert not lists(group, group.caio)
    message = group.bruno.user.dm_channel.history()[-1]
    word = next(each for each in ids_of(message) if each.startswith("quiet_check:word:"))
    assert ids_of(message)[0] == word, "it comes first"
    await group.restart()
    pressed = await group.bruno.user.click(message, custom_id=word)
    assert "The moderators read now that you would like a word." in text_of(pressed.followups[0])
    assert not lists(group, group.bruno), "it waits no more"
    (told,) = [each for each in await _moderators(group) if each not in before[1]]
    assert "would like a word with you" in told
    assert "Bruno" in told
    assert "asked" not in told, "not why"
    await answer(group, group.bruno, group.channel, PRESS, press(word))
    assert len([each for each in await _moderators(group) if "would like a word" in each]) == 1
    refused, _ = await answer(group, group.caio, group.channel, PRESS, press(word))
    assert "There is nothing here by that name" in refused
    group.refusals()


async def test_who_deletes_their_data_would_like_a_word_under_no_name(group: World) -> None:
    await grow_quiet(group, "bruno")
    await group.env.advance_time(DAY)
    message = group.bruno.user.dm_channel.history()[-1]
    word = next(each for each in ids_of(message) if each.startswith("quiet_check:word:"))
    await group.bruno.user.click(message, custom_id=word)
    asked = await group.bruno.slash(group.channel, "privacy delete")
    await group.bruno.click(shown(asked), custom_id="privacy:delete:me")
    await group.env.advance_time(60)
    (told,) = [each for each in await _moderators(group) if "would like a word" in each]
    assert "A former member" in told
    assert "Bruno" not in told
    assert str(group.bruno.id) not in told
    assert not await group.rows("SELECT subject FROM posted WHERE subject LIKE ?", f"%{group.bruno.id}%")
    group.refusals()


async def test_the_other_buttons_lead_on_from_the_direct_message(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    await grow_quiet(group, "bruno")
    await group.env.advance_time(DAY)
    message = group.bruno.user.dm_channel.history()[-1]
    asks, away = (next(each for each in ids_of(message) if each.startswith(f"quiet_check:{name}:")) for name in ("asks", "away"))
    listed = text_of(shown(await group.bruno.user.click(message, custom_id=asks)))
    assert "A-1" in listed
    assert "Ana" in listed
    assert f"<#{group.channel.id}>" in listed
    rested = await group.bruno.user.click(message, custom_id=away)
    assert "You are on leave: your trade is kept" in text_of(rested.followups[0])
    assert await group.rows("SELECT name, status FROM members WHERE user_id = ?", group.bruno.id) == [("Bruno", "paused")]
    assert not lists(group, group.bruno)
    for custom_id in (asks, away):
        refused, _ = await answer(group, group.caio, group.channel, PRESS, press(custom_id))
        assert "There is nothing here by that name" in refused
    group.refusals()


async def test_whom_to_meet_is_asked_from_the_direct_message(group: World) -> None:
    await grow_quiet(group, "bruno")
    await group.env.advance_time(DAY)
    message = group.bruno.user.dm_channel.history()[-1]
    buttons = [each.rpartition(":")[0] for each in ids_of(message) if each.startswith(("quiet_check:", "touch:"))]
    word, asks, meet, away = buttons
    assert (word, asks, meet, away) == (
        f"quiet_check:word:{group.guild.id}",
        "quiet_check:asks",
        "touch:suggest",
        f"quiet_check:away:{group.guild.id}",
    )
    await group.restart()
    suggested = shown(await group.bruno.user.click(message, custom_id=f"{meet}:{group.guild.id}"))
    caio, ana = (f"{group.guild.id}:{each.id}" for each in (group.caio, group.ana))
    assert sorted(ids_of(suggested)) == sorted(f"touch:{verb}:{each}" for each in (caio, ana) for verb in ("ask", "others"))
    less = shown(await group.bruno.user.click(suggested, custom_id=f"touch:others:{caio}"))
    back = f"touch:others_back:{group.guild.id}"
    assert ids_of(less) == [f"touch:ask:{ana}", f"touch:others:{ana}", back]
    again = shown(await group.bruno.user.select(less, [str(group.caio.id)], custom_id=back))
    assert f"touch:ask:{caio}" in ids_of(again)
    asked = text_of(shown(await group.bruno.user.click(again, custom_id=f"touch:ask:{caio}")))
    assert "I ask Caio: shall we talk?" in asked
    (told,) = [text for text in group.direct(group.caio) if "asks: shall we talk?" in text]
    assert "Bruno" in told
    assert await group.rows("SELECT name FROM members WHERE user_id = ?", group.bruno.id) == [("Bruno",)]
    group.refusals()


async def test_in_a_direct_message_a_group_that_one_is_not_in_is_none(group: World) -> None:
    guild, caio = group.guild.id, group.caio.id
    ids = [f"touch:suggest:{guild}", f"touch:ask:{guild}:{caio}", f"touch:others:{guild}:{caio}", f"touch:ask:{caio}"]
    for custom_id in ids:
        for real in (custom_id, custom_id.replace(str(guild), str(guild + 1))):
            [refused] = await send_all(group, [group.duda], (PRESS, press(real)))
            assert "There is nothing here by that name" in text_of(shown(refused))
    [refused] = await send_all(group, [group.bruno], (PRESS, press(f"touch:ask:{guild}:{caio}:1")))
    assert "does not lead anywhere" in text_of(shown(refused))
    # In a server the server itself is meant, whatever a custom id says.
    asked, _ = await answer(group, group.bruno, group.channel, PRESS, press(f"touch:ask:{guild + 1}:{caio}"))
    assert "I ask Caio: shall we talk?" in asked
    group.refusals()


async def test_who_moderates_is_not_asked(group: World) -> None:
    """Ana by Manage Server, Caio by the group's role, which Discord knows when the list is delivered."""
    backend: Any = group.env.backend
    backend.get_guild(group.guild.id).members[group.caio.id].role_ids.append(group.role.id)
    await grow_quiet(group, "ana", "bruno", "caio")
    await group.env.advance_time(DAY)
    assert [len(lists(group, person)) for person in (group.ana, group.bruno, group.caio)] == [0, 1, 0]
    spared = await group.rows("SELECT user_id, spared FROM quiet_checks ORDER BY user_id")
    assert dict(spared) == {group.ana.id: 1, group.bruno.id: 0, group.caio.id: 1}
    await group.env.advance_time(DAY)
    assert [len(lists(group, person)) for person in (group.ana, group.bruno, group.caio)] == [0, 1, 0]


async def _moderators(world: World) -> list[str]:
    return world._texts(world.moderators)
