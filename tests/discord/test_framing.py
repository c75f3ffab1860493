"""A name that somebody chose frames nobody: moderators read mentions, and who looks alike has the trade beside the name."""

import csv
import io

import pytest

from tests.discord.test_membership import apply
from tests.support import World, said, shown, text_of

THIEVES = ("Bruno", "Вrunо", "BRUNO\u200b", "Bruno\n> Lia · removed · Bruno", "**Bruno** — a moderator", "<@1> Lia")
"""The second with two Cyrillic letters."""


@pytest.mark.parametrize("name", THIEVES)
async def test_moderators_read_who_it_was_whatever_they_call_themselves(group: World, name: str) -> None:
    thief, victim = group.caio, group.bruno
    group.env.backend.get_member(group.guild.id, thief.id).nick = name
    await group.refer(thief, victim)  # by which the new name is stored
    stored = (await group.rows("SELECT name FROM members WHERE user_id = ?", thief.id))[0][0]
    assert stored.startswith(name[:2]), "the nickname is what is tried"
    log = said(await group.lia.slash(group.channel, "moderate log"))
    passed = next(line for line in log.splitlines() if "passed" in line)
    assert f"<@{thief.id}>" in passed.split(" · passed · ")[0]
    assert f"<@{victim.id}>" in passed.split(" · passed · ")[1]
    assert [line for line in log.splitlines() if line.startswith("> ")] == [], "no line that looks like a reason"
    roll = said(await group.lia.slash(group.channel, "member list"))
    assert [f"<@{each.id}>" in roll for each in (thief, victim, group.ana)] == [True] * 3
    history = said(await group.lia.slash(group.channel, "member history", member=thief))
    assert f"<@{thief.id}>" in history
    assert f"<@{group.ana.id}> **Ana**" in history
    (file,) = shown(await group.lia.slash(group.channel, "moderate log", format="csv")).attachments
    rows = [*csv.reader(io.StringIO((await file.read()).decode("utf-8-sig")))]
    assert any(str(thief.id) in row and str(victim.id) in row for row in rows)
    for request in group.env.http_requests:
        if request.json and f"<@{thief.id}>" in str(request.json) and "allowed_mentions" in request.json:
            assert not request.json["allowed_mentions"].get("users"), "nobody is pinged"


@pytest.mark.parametrize("members_intent", [True], indirect=True)
async def test_a_departure_names_who_left_by_their_id(group: World) -> None:
    group.env.backend.get_member(group.guild.id, group.caio.id).nick = "Bruno"
    await group.refer(group.caio, group.bruno)
    group.guild.remove_member(group.caio)
    await group.env.advance_time(1)
    assert f"<@{group.caio.id}>" in text_of(group.moderators.history()[-1])


@pytest.mark.parametrize("name", THIEVES[:3])
async def test_who_looks_alike_has_the_trade_beside_the_name(group: World, name: str) -> None:
    group.env.backend.get_member(group.guild.id, group.caio.id).nick = name
    await group.refer(group.caio, group.ana)
    await group.refer(group.bruno, group.ana)
    listed = said(await group.ana.slash(group.channel, "referrals"))
    assert "(Baker)" in listed
    assert "(Photographer)" in listed
    board = said(await group.ana.slash(group.channel, "leaderboard"))
    assert "(Baker)" in board
    assert "(Photographer)" in board
    offered = await group.ana.autocomplete(group.channel, "referral", "id", "")
    assert {"Baker", "Photographer"} <= {part for each in offered for part in each["name"].replace("(", ")").split(")")}


async def test_a_heading_has_the_mention_beside_the_chosen_name(group: World) -> None:
    await apply(group)
    card = text_of(group.moderators.history()[-1])
    assert f"<@{group.duda.id}> **" in card.splitlines()[0]
    history = text_of(shown(await group.lia.slash(group.channel, "member history", member=group.bruno)))
    assert f"<@{group.bruno.id}> **Bruno**" in history.splitlines()[0]
