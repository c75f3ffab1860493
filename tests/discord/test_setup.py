"""A server that adds the bot is offered to be set up, once; the setup asks one question at a time."""

from typing import Any

import discord
import pytest

from bot.demo.simulator import bot_scope, forbid_bot, limit_bot, speak
from tests.support import BAKERY, WARM, World, ids_of, labels_of, said, shown, text_of

SETTINGS = "SELECT language, time_zone, currency, week_starts, seats, amounts, set_up_by FROM groups"


async def arrive(world: World, *, joined: bool = True) -> None:
    """The bot's process learns that the server has it: added just now, or found at the start."""
    with bot_scope(world.env):
        guild = world.bot.get_guild(world.guild.id)
        world.bot.dispatch("guild_join" if joined else "guild_available", guild)
    await world.env.settle()


async def forget(world: World) -> None:
    """As if the bot had never been here."""
    await world.ana.delete(world.channel.history()[-1])
    for table in ("groups", "outbox", "posted"):
        await world.bot.database.write(lambda tx, table=table: tx.run(f"DELETE FROM {table}"))


def greetings(world: World) -> list[str]:
    return [text for text in world.public() if "sets it up in two minutes" in text]


async def test_a_server_is_greeted_once_whatever_happens(empty: World) -> None:
    assert len(greetings(empty)) == 1
    assert ids_of(empty.channel.history()[-1]) == ["setup:start"]
    await arrive(empty)
    await arrive(empty, joined=False)
    await empty.restart()
    await empty.env.settle()
    assert len(greetings(empty)) == 1
    assert await empty.rows("SELECT key, state FROM outbox") == [(f"welcome:{empty.guild.id}", "sent")]
    await forget(empty)
    with bot_scope(empty.env):
        empty.bot.dispatch("guild_available", discord.Object(2**70))  # one that the store can't look for
    await arrive(empty, joined=False)
    assert len(greetings(empty)) == 1


async def test_a_server_that_added_the_bot_while_it_was_not_running_is_greeted_at_its_start(empty: World) -> None:
    await forget(empty)
    await arrive(empty, joined=False)
    assert len(greetings(empty)) == 1


async def test_of_servers_that_wait_to_be_greeted_at_a_stop_one_is_refused(
    empty: World, caplog: pytest.LogCaptureFixture
) -> None:
    """By the thousand, as at a start that is stopped: the stop does not wait until each was refused."""
    cog: Any = empty.bot.get_cog("GuildJoin")
    with bot_scope(empty.env):
        guild = empty.bot.get_guild(empty.guild.id)
        cog._available.extend([guild] * 50)
        await empty.bot.database.close()
        await cog.on_guild_available(guild)
    (line,) = [record for record in caplog.records if "could not be greeted" in record.getMessage()]
    assert line.exc_info is None
    assert "I am being restarted" in line.getMessage()
    assert not cog._available


async def test_a_greeting_that_was_not_sent_is_sent_after_a_restart(empty: World) -> None:
    await forget(empty)
    empty.env.inject_error("POST", f"/channels/{empty.channel.id}/messages", status=503, times=None)
    await arrive(empty)
    assert greetings(empty) == []
    await empty.restart()
    empty.env.backend.faults.clear()
    await empty.env.advance_time(600)
    assert len(greetings(empty)) == 1


async def test_the_greeting_goes_where_the_bot_may_write(empty: World) -> None:
    await forget(empty)
    forbid_bot(empty.env, empty.channel, discord.Permissions(send_messages=True))
    await arrive(empty)
    assert "sets it up in two minutes" in text_of(empty.moderators.history()[-1])


async def test_where_it_may_write_nowhere_the_owner_is_told(empty: World) -> None:
    await forget(empty)
    owner = empty.env.create_user("olga", global_name="Olga")
    empty.env.backend.get_guild(empty.guild.id).owner_id = owner.id
    empty.bot.get_guild(empty.guild.id).owner_id = owner.id
    for channel in (empty.channel, empty.moderators):
        forbid_bot(empty.env, channel, discord.Permissions(send_messages=True))
    await arrive(empty)
    (message,) = owner.dm_channel.history()
    assert "added to Chapter, but may not write in any channel" in text_of(message)
    assert ids_of(message) == [], "no server vouches for anybody in a direct message"


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_a_greeting_speaks_the_servers_language_and_the_group_starts_with_it(empty: World) -> None:
    card = empty.channel.history()[-1]
    assert labels_of(card) == ["Configurar"]
    await empty.ana.slash(empty.channel, "group setup")
    assert await empty.rows("SELECT language FROM groups") == [("pt-BR",)]
    card = empty.channel.history()[-1]
    assert "✅ Está configurado aqui" in text_of(card)
    assert ids_of(card) == []


async def test_only_who_moderates_starts_the_setup(empty: World) -> None:
    card = empty.channel.history()[-1]
    for person in (empty.duda, empty.lia):
        assert "Only the group's moderators" in said(await person.click(card, label="Set it up"))
    assert await empty.rows("SELECT set_up_at FROM groups") == [(None,)]
    first = await empty.ana.click(card, label="Set it up")
    assert "1 of 13: Language" in said(first)
    assert ids_of(empty.channel.history()[-1]) == ["setup:start"], "the public card stays as it is"


async def test_the_walk_from_the_first_question_to_the_last(empty: World) -> None:
    card = shown(await empty.ana.click(empty.channel.history()[-1], label="Set it up"))

    async def choose(value: object, setting: str) -> str:
        answered = await empty.ana.select(card, [value], custom_id=f"setup:set:{setting}")
        return text_of(shown(answered))

    assert "✅ Language · both" in await choose("both", "language")
    assert await empty.rows("SELECT language, set_up_by FROM groups") == [("both", empty.ana.id)], "saved as it is given"
    news = empty.guild.create_text_channel("news")
    assert "3 of 13: Channel for asks" in await choose(empty.channel, "referrals_channel")
    assert "Now: **the referrals channel**" in text_of(card)
    asks = empty.guild.create_text_channel("asks")
    assert "✅ Channel for asks · <#" in await choose(asks, "asks_channel")
    assert await empty.rows("SELECT asks_channel_id FROM groups") == [(asks.id,)]
    assert "4 of 13: Digest channel" in text_of(card)
    assert "✅ Digest channel · <#" in await choose(news, "digest_channel")
    assert "5 of 13: Channel for meetings" in text_of(card)
    meetings = empty.guild.create_text_channel("meetings")
    assert "✅ Channel for meetings · <#" in await choose(meetings, "meetings_channel")
    assert await empty.rows("SELECT meetings_channel_id FROM groups") == [(meetings.id,)]
    await choose(empty.moderators, "moderators_channel")
    assert "8 of 13: Member role" in await choose(empty.role, "moderator_role")
    skipped = text_of(shown(await empty.ana.click(card, label="Skip")))
    assert "9 of 13: Time zone" in skipped
    await empty.ana.click(card, label="America/Chicago")
    assert "11 of 13: Week starts" in text_of(shown(await empty.ana.click(card, label="EUR")))
    assert "10 of 13: Currency" in text_of(shown(await empty.ana.click(card, label="Back")))
    await empty.ana.click(card, label="Skip")
    await choose("sunday", "week_starts")
    await empty.restart()
    assert "13 of 13: Amounts" in await choose("exclusive", "seats")
    assert "Skip" not in labels_of(card)
    assert "How Goodword works here" in await choose("off", "amounts")
    assert await empty.rows(SETTINGS) == [("both", "America/Chicago", "EUR", 6, "exclusive", 0, empty.ana.id)]
    places = (
        "SELECT referrals_channel_id, digest_channel_id, moderators_channel_id, moderator_role_id, member_role_id FROM groups"
    )
    assert await empty.rows(places) == [(empty.channel.id, news.id, empty.moderators.id, empty.role.id, None)]


async def test_a_group_that_skips_everything_works_with_what_it_starts_with(empty: World) -> None:
    first = shown(await empty.ana.click(empty.channel.history()[-1], label="Set it up"))
    done = text_of(shown(await empty.ana.click(first, label="Done")))
    assert f"**Referrals channel** · <#{empty.channel.id}>" in done
    assert "is not a member" not in said(await empty.ana.slash(empty.channel, "group show"))


async def test_setup_without_options_shows_what_is_set_and_offers_to_ask(empty: World) -> None:
    card = shown(await empty.ana.slash(empty.channel, "group setup"))
    assert "How Goodword works here" in text_of(card)
    asked = await empty.ana.click(card, label="Ask me one by one")
    assert "1 of 13: Language" in text_of(shown(asked))
    assert shown(asked).ephemeral


async def test_what_does_not_work_is_told_where_it_is_chosen(group: World) -> None:
    card = shown(await group.ana.slash(group.channel, "group show"))
    closed = group.guild.create_text_channel("closed")
    forbid_bot(group.env, closed, discord.Permissions(send_messages=True))
    for setting, chosen, problem in (
        ("digest_channel", closed, "lack: Send Messages"),
        ("member_role", group.role, "I need Manage Roles"),
    ):
        limit_bot(group.guild, discord.Permissions(view_channel=True, send_messages=True, read_message_history=True))
        await press(group, card, f"setup:ask:{setting}")
        answered = text_of(shown(await group.ana.select(card, [chosen], custom_id=f"setup:set:{setting}")))
        assert problem in answered
        assert f"of 13: {setting.replace('_', ' ').capitalize()}" in answered, "the question stays"
    await press(group, card, "setup:ask:member_role")
    refused = await group.ana.select(card, [group.guild.default_role], custom_id="setup:set:member_role")
    assert "can't be given to members" in said(refused)


async def test_an_unknown_zone_comes_back_with_what_is_near(group: World) -> None:
    card = shown(await group.ana.slash(group.channel, "group show"))
    await press(group, card, "setup:ask:time_zone")
    with speak("pt-BR", group.ana):
        await press(group, card, "setup:ask:time_zone")
        assert labels_of(card)[:3] == ["America/Sao_Paulo", "America/Fortaleza", "America/Manaus"]
    form = await press(group, card, "setup:zone")
    refused = await group.ana.submit_modal(form, {"time_zone": "Sao Paolo"})
    assert "Did you mean America/Sao_Paulo" in said(refused)
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert "Sao Paolo" in str(again.modal)
    typed = await group.ana.submit_modal(again, {"time_zone": "lisbon"} | {"time_zone": "Europe/Lisbon"})
    assert "10 of 13: Currency" in text_of(shown(typed))
    form = await press(group, shown(typed), "setup:currency")
    assert "three letters" in said(await group.ana.submit_modal(form, {"currency": "REAL"}))
    form = await press(group, shown(typed), "setup:currency")
    await group.ana.submit_modal(form, {"currency": "gbp"})
    assert await group.rows("SELECT time_zone, currency FROM groups") == [("Europe/Lisbon", "GBP")]


async def test_a_role_or_channel_can_be_none_again_and_a_pairs_number_is_told(group: World) -> None:
    card = shown(await group.ana.slash(group.channel, "group setup", member_role=group.guild.create_role("Members"), pair_cap=1))
    assert "**Counted for one pair** · at most 1 a week" in text_of(card)
    await press(group, card, "setup:ask:moderator_role")
    await group.ana.click(card, label="None any more")
    assert "✅ Moderator role · none" in text_of(card)
    assert "**Member role** · none" in said(await group.ana.slash(group.channel, "group setup", clear="member_role"))
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")
    assert "has no channel" in said(await group.ana.slash(group.channel, "group setup", clear="digest_channel"))
    assert await group.rows("SELECT moderator_role_id, member_role_id, digest_channel_id FROM groups") == [(None, None, None)]
    for _ in range(2):
        await group.refer(group.ana, group.bruno)
    board = said(await group.caio.slash(group.channel, "leaderboard"))
    assert "1 member helped · 1 referral" in board
    assert "at most 1 a week count for the same two people" in board


async def test_what_was_posted_changes_after_its_channel_is_none_any_more(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM)
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    await group.duda.submit_modal(form, BAKERY)
    for setting in ("referrals_channel", "moderators_channel"):
        await group.ana.slash(group.channel, "group setup", clear=setting)
    for label in ("R-1", "T-1"):
        await group.ana.slash(group.channel, "moderate void", id=label, reason="For show")
    await group.ana.slash(group.channel, "member approve", member=group.duda)
    assert "\n".join(group.public()).count("was cancelled by a moderator") == 2
    assert ids_of(group.moderators.history()[-1]) == []
    before = len(group.public())
    await group.refer(group.caio, group.bruno)
    assert len(group.public()) == before
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE state != 'sent'") == [(0,)]


async def test_made_up_answers_change_nothing(group: World) -> None:
    before = await group.rows("SELECT * FROM groups")
    card = shown(await group.ana.slash(group.channel, "group show"))
    for custom_id in (
        "setup:pick:language:xx",
        "setup:pick:digest_channel:1",
        "setup:pick:member_role:1",
        "setup:pick:week_starts:x",
    ):
        assert "does not lead anywhere" in said(await press(group, card, custom_id)), custom_id
    assert "not a currency" in said(await press(group, card, "setup:pick:currency:XXL"))
    assert await group.rows("SELECT * FROM groups") == before


async def test_a_form_of_somebody_who_moderates_no_more_is_refused(group: World) -> None:
    card = shown(await group.lia.slash(group.channel, "help"))
    form = await press(group, card, "setup:zone", group.lia)
    await group.ana.slash(group.channel, "group setup", moderator_role=group.guild.create_role("Others"))
    assert "Only the group's moderators" in said(await group.lia.submit_modal(form, {"time_zone": "UTC"}))
    assert await group.rows("SELECT time_zone FROM groups") == [("America/Sao_Paulo",)]


async def press(world: World, card, custom_id: str, person=None):
    """Press a button that the card may not have, as a modified client could."""
    if custom_id not in ids_of(card):
        made = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
        card._message.components.append(made)
    return await (person or world.ana).click(card, custom_id=custom_id)
