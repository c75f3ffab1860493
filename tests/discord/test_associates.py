"""Members without a trade: what they, others and moderators see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.simulator import speak
from tests.discord.test_portuguese import english_in, everything
from tests.support import WARM, World, ids_of, labels_of, options_of, said, shown, text_of

if TYPE_CHECKING:
    import simcord

FRIEND = "friend of the group"
TAKES_NONE = f"Bruno is a {FRIEND}, without a trade, and takes no referrals."
FORM = {"business": "", "offer": "Books on loan", "ideal_referral": "Somebody who binds books", "contact": "", "links": ""}


@pytest.fixture
async def friendly(group: World) -> World:
    """Bruno has no trade any more."""
    made = said(await group.ana.slash(group.channel, "member associate", member=group.bruno))
    assert made == f"<@{group.bruno.id}> **Bruno** is a {FRIEND} now, without a trade."
    return group


async def roll(world: World) -> str:
    return said(await world.ana.slash(world.channel, "member list"))


async def profile_of(world: World, member: Any, reader: Any) -> simcord.ResponseMessage:
    return shown(await reader.slash(world.channel, "profile show", member=member))


async def test_who_becomes_one_is_told_and_gets_a_trade_again(friendly: World) -> None:
    group = friendly
    assert (
        "🤗 You are a friend of Chapter now: without a trade, so nobody refers clients to you." in group.direct(group.bruno)[-1]
    )
    assert f"**Bruno** · {FRIEND}" in await roll(group)
    again = said(await group.ana.slash(group.channel, "member associate", member=group.bruno))
    assert again == f"Bruno is a {FRIEND} already. Give them a trade with /member seat."
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    assert f"**member** · {FRIEND}" in history
    assert "made a friend of the group" in history
    assert "Baker" not in said(await group.ana.slash(group.channel, "group seats")).split("Also open")[0]
    await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Baker")
    assert "**Bruno** · Baker" in await roll(group)
    assert (await group.caio.slash(group.channel, "refer", member=group.bruno)).modal is not None


async def test_somebody_new_is_welcomed_and_need_not_have_a_business(group: World) -> None:
    await group.ana.slash(group.channel, "member associate", member=group.duda)
    welcome = group.duda.user.dm_channel.history()[-1]
    assert "You are a friend of Chapter now" in text_of(welcome)
    step = shown(await group.duda.user.click(welcome, label="Take the first steps"))
    assert "what to ask you, and with whom to bring you together" in text_of(step)
    assert "Still missing: What you offer, Whom would you like to meet?, and How members reach you." in text_of(step)
    form = await group.duda.user.click(step, label="Write it")
    assert form.modal is not None
    assert "Whom would you like to meet?" in str(form.modal)
    assert "Who should we send you?" not in str(form.modal)
    assert "what may I do?" in text_of(shown(await group.duda.user.submit_modal(form, FORM)))
    assert (await group.opened("members", "business", "offer", where=f"user_id = {group.duda.id}")) == [("", "Books on loan")]
    own = await profile_of(group, group.duda, group.duda)
    assert f"**{FRIEND}**" in text_of(own)
    assert "🎯 Whom they would like to meet" in text_of(own)
    assert "Say how members reach you." in text_of(own), "neither a business nor whom to send is missed"


async def test_nobody_refers_to_them(friendly: World) -> None:
    group = friendly
    card = await profile_of(group, group.bruno, group.caio)
    assert f"**{FRIEND}**" in text_of(card)
    assert "Refer someone" not in labels_of(card)
    assert "Thank" in labels_of(card)
    refused = said(await group.caio.slash(group.channel, "refer", member=group.bruno))
    assert refused == f"{TAKES_NONE} Choose another in /directory, or let two people meet with /introduce."
    assert TAKES_NONE in said(await group.caio.context_menu(group.channel, "Refer someone to them", group.bruno))
    assert await group.rows("SELECT 1 FROM referrals") == []


async def test_they_give_and_are_thanked(friendly: World) -> None:
    group = friendly
    await group.refer(group.bruno, group.caio)
    assert "**Bruno** passed **Caio** a referral" in "\n".join(group.public())
    await group.caio.submit_modal(await group.caio.slash(group.channel, "thank", referral="R-1"), WARM)
    board = said(await group.ana.slash(group.channel, "leaderboard", period="this_week"))
    assert "Bruno" in board
    mine = said(await group.bruno.slash(group.channel, "me"))
    assert "given" in mine


async def test_the_directory_finds_them_as_what_they_are(friendly: World) -> None:
    group = friendly
    everybody = shown(await group.caio.slash(group.channel, "directory"))
    assert f"**Bruno** · {FRIEND}" in text_of(everybody)
    assert f"Bruno · {FRIEND}" in [each["label"] for each in options_of(everybody, "directory:show")]
    assert "Bruno" not in said(await group.caio.slash(group.channel, "directory", seat="Baker"))
    friends = said(await group.caio.slash(group.channel, "directory", seat="Friend of the group"))
    assert f"**Bruno** · {FRIEND}" in friends
    assert "Ana" not in friends


async def test_the_words_for_it_are_no_trade(group: World) -> None:
    no_trade = "A friend of the group has no trade. A moderator makes somebody one with /member associate."
    assert said(await group.duda.slash(group.channel, "join", seat="Friend of the group")) == no_trade
    assert said(await group.ana.slash(group.channel, "member add", member=group.duda, seat="amigo do grupo")) == no_trade
    assert said(await group.ana.slash(group.channel, "group seats", look_for="friend of the group")) == no_trade


async def test_joining_says_how_to_get_a_trade(friendly: World) -> None:
    refused = said(await friendly.bruno.slash(friendly.channel, "join", seat="Florist"))
    assert refused == f"You are a {FRIEND}, without a trade. Ask a moderator for yours: they use /member seat."


async def test_on_leave_no_trade_is_spoken_of(friendly: World) -> None:
    group = friendly
    gone = said(await group.bruno.slash(group.channel, "away", until="2026-03-03"))
    assert "Reminders rest until you are back." in gone
    assert "trade" not in gone
    await group.bruno.click(shown(await group.bruno.slash(group.channel, "away")), label="I'm back")
    await group.ana.slash(group.channel, "member pause", member=group.bruno)
    assert "put you on leave, and reminders rest." in group.direct(group.bruno)[-1]
    assert TAKES_NONE in said(await group.caio.slash(group.channel, "refer", member=group.bruno))
    await group.ana.slash(group.channel, "member resume", member=group.bruno)
    assert group.direct(group.bruno)[-1] == "☀️ Welcome back! Your leave in Chapter is over."


async def test_whom_they_look_for_is_a_member_alone(friendly: World) -> None:
    group = friendly
    form = await group.bruno.slash(group.channel, "ask", kind="looking")
    await group.bruno.submit_modal(form, {"text": "Somebody who binds books", "until": "7"})
    public = next(each for each in group.channel.history() if "A-1" in text_of(each))
    card = shown(await group.caio.click(public, custom_id="ask:know:1"))
    assert f"Bruno is a {FRIEND} and takes no clients. Is it a member here?" in text_of(card).replace("*", "")
    assert "ask:know_yes:1" not in ids_of(card)
    assert any(each.startswith("ask:know_member:1") for each in ids_of(card))


async def test_the_weekly_news_greets_them_and_sends_them_nobody(group: World) -> None:
    await group.ana.slash(group.channel, "member associate", member=group.duda)
    await group.duda.submit_modal(await group.duda.slash(group.channel, "profile edit"), FORM)
    news = said(await group.ana.slash(group.channel, "digest preview"))
    assert f"**Duda** · {FRIEND}" in news
    assert "Somebody who binds books" not in news
    for _ in range(4):
        await group.env.advance_time(7 * 86400)
        assert "Somebody who binds books" not in said(await group.ana.slash(group.channel, "digest preview"))


async def test_the_agenda_calls_them_what_they_are(friendly: World) -> None:
    group = friendly
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "profile edit"), FORM)
    await group.ana.slash(group.channel, "meeting schedule", day="tuesday", time="07:30")
    card = shown(await group.ana.slash(group.channel, "meeting agenda"))
    text = said(await group.ana.click(card, custom_id="agenda:text:1"))
    assert f"- Bruno ({FRIEND}): Somebody who binds books" in text
    card = shown(await group.ana.select(card, ["4"], custom_id="agenda:part:1"))
    while "Bruno" not in text_of(card):
        onward = next(each for each in ids_of(card) if each.startswith("agenda:turn:") and each.endswith(":n"))
        card = shown(await group.ana.click(card, custom_id=onward))
    assert FRIEND in text_of(card)
    assert "Whom they would like to meet" in text_of(card)


@pytest.mark.parametrize("members_intent", [True], indirect=True)
async def test_who_leaves_the_server_and_returns(friendly: World) -> None:
    group = friendly
    group.guild.remove_member(group.bruno)
    await group.env.advance_time(1)
    told = text_of(group.moderators.history()[-1])
    assert "left the server. Their referrals stay" in told
    assert "trade" not in told
    group.people["bruno"] = group.guild.add_member(group.bruno.user)
    await group.env.advance_time(1)
    assert "You are a friend of the group as before" in group.direct(group.bruno)[-1]
    assert f"**Bruno** · {FRIEND}" in await roll(group)


async def test_moderators_see_how_many_have_no_trade(friendly: World) -> None:
    seats = said(await friendly.ana.slash(friendly.channel, "group seats"))
    assert "and 1 friend of the group, without a trade" in seats
    log = said(await friendly.ana.slash(friendly.channel, "moderate log"))
    assert "made a friend of the group" in log


async def test_a_trade_they_waited_for_is_asked_of_a_moderator(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    taken = shown(await group.duda.slash(group.channel, "join", seat="Baker"))
    await group.duda.click(taken, custom_id="seat:wait:Baker")
    await group.ana.slash(group.channel, "member associate", member=group.duda)
    await group.ana.slash(group.channel, "member associate", member=group.bruno)
    told = group.direct(group.duda)[-1]
    assert "A trade you waited for is open in Chapter. Ask a moderator for it: they use /member seat." in told
    assert "> Baker" in told
    await group.ana.slash(group.channel, "member seat", member=group.duda, seat="Baker")
    assert "**Duda** · Baker" in await roll(group)
    refused = said(await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Baker"))
    assert "is taken by Duda" in refused


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_in_portuguese(empty: World) -> None:
    group = empty
    with speak("pt-BR"):
        await group.settle_in(language="pt-BR")
        made = said(await group.ana.slash(group.channel, "member associate", member=group.bruno))
        assert made == f"<@{group.bruno.id}> **Bruno** agora é amigo do grupo, sem ramo."
        assert "**amigo do grupo**" in text_of(await profile_of(group, group.bruno, group.caio))
        refused = said(await group.caio.slash(group.channel, "refer", member=group.bruno))
        assert refused.startswith("Bruno é amigo do grupo, sem ramo, e não recebe indicações.")
        assert group.direct(group.bruno)[-1].startswith("🤗 Agora você é amigo de Chapter")
    assert english_in(everything(group)) == set()
