"""What a setup asks about or points out: what was deleted, who reads what, trades in conflict, and what moderators do next."""

from typing import Any

import discord
import pytest

from bot.asks.matching.meaning import PRESENT
from bot.demo.simulator import speak
from tests.discord.test_setup import press
from tests.support import BAKERY, World, said, shown, text_of


def private_channel(world: World) -> Any:
    """A channel that Ana and the bot see alone."""
    seen = discord.PermissionOverwrite(view_channel=True)
    who = {world.guild.default_role: discord.PermissionOverwrite(view_channel=False), world.ana: seen, world.bot.user: seen}
    return world.guild.create_text_channel("backroom", overwrites=who)


def deleted(group: World, role: Any) -> None:
    """Delete a role in Discord; simcord's handles have no call for it."""
    group.env.backend.delete_role(group.guild.id, role.id)


async def test_a_role_that_was_deleted_is_told_with_its_cure(group: World) -> None:
    members, helpers = group.guild.create_role("Members"), group.guild.create_role("More helpers")
    await group.ana.slash(group.channel, "group setup", member_role=members, moderator_role=helpers)
    deleted(group, members)
    deleted(group, helpers)
    shown_then = said(await group.ana.slash(group.channel, "group show"))
    assert "**Member role** · gone: it was deleted" in shown_then
    assert "**Moderator role** · gone: it was deleted" in shown_then
    assert "The member role is gone: it was deleted. Choose another with /group setup member_role" in shown_then
    assert f"<@&{members.id}>" not in shown_then
    group.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=404, code=10011)
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Florist")
    told = [text_of(message) for message in group.moderators.history()]
    assert any("I can't switch the member role: it is gone" in text for text in told), told
    assert not any("my own role above it" in text for text in told)


async def test_setup_in_a_private_channel_asks_where_to_post(empty: World) -> None:
    private = private_channel(empty)
    asked = await empty.ana.slash(private, "group setup", currency="EUR")
    assert "2 of 13: Referrals channel" in said(asked)
    assert await empty.rows("SELECT referrals_channel_id, digest_channel_id FROM groups") == [(None, None)]
    await empty.ana.select(shown(asked), [empty.channel], custom_id="setup:set:referrals_channel")
    assert await empty.rows("SELECT referrals_channel_id FROM groups") == [(empty.channel.id,)]
    assert "How Goodword works here" in said(await empty.ana.slash(private, "group setup", currency="USD"))


async def test_a_moderators_channel_that_everybody_reads_is_asked_about(group: World) -> None:
    asked = said(await group.ana.slash(group.channel, "group setup", moderators_channel=group.channel))
    assert "6 of 13: Moderators' channel" in asked
    assert "Everybody reads" in asked
    private = private_channel(group)
    fine = said(await group.ana.slash(group.channel, "group setup", moderators_channel=private))
    assert "How Goodword works here" in fine
    assert "Everybody reads" not in fine


async def test_switching_to_exclusive_lists_the_conflicts(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="shared")
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="padaria")
    switched = said(await group.ana.slash(group.channel, "group setup", seats="exclusive"))
    assert "These trades are held by several" in switched
    assert f"**Baker** · <@{group.bruno.id}> **Bruno** and <@{group.duda.id}> **Duda**" in switched
    assert "These trades" not in said(await group.ana.slash(group.channel, "group setup", seats="shared"))
    card = shown(await group.ana.slash(group.channel, "group show"))
    asked = shown(await group.ana.click(card, custom_id="setup:ask:language"))
    asked = shown(await press(group, asked, "setup:ask:seats"))
    assert f"**Baker** · <@{group.bruno.id}> **Bruno** and <@{group.duda.id}> **Duda**" in text_of(
        shown(await press(group, asked, "setup:pick:seats:exclusive"))
    )


@pytest.mark.parametrize(
    ("button", "state"),
    [
        ("member:other_seat", ("active", "Florist")),
        ("member:same_business", ("active", "Baker")),
        ("member:let_wait", ("applicant", "Baker")),
    ],
)
async def test_approving_somebody_for_a_taken_trade_offers_more(group: World, button: str, state: tuple[str, str]) -> None:
    form = await group.duda.slash(group.channel, "join", seat="Baker")
    await group.duda.submit_modal(form, BAKERY)
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    taken = shown(await group.lia.slash(group.channel, "member approve", member=group.duda))
    assert "The trade Baker is taken by Bruno" in text_of(taken)
    pressed = await group.lia.click(taken, custom_id=f"{button}:{group.duda.id}")
    if pressed.modal is not None:
        await group.lia.submit_modal(pressed, {"seat": "Florist"})
    assert await group.rows("SELECT status, seat FROM members WHERE user_id = ?", group.duda.id) == [state]
    if button == "member:let_wait":
        await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Painter")
        assert any("Baker" in text for text in group.direct(group.duda))


async def test_the_log_on_screen_says_before_and_after(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", currency="EUR", week_starts="sunday")
    await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Painter")
    log = said(await group.ana.slash(group.channel, "moderate log"))
    assert "Currency: BRL → EUR; Week starts: Monday → Sunday" in log
    assert "Trade: Baker → Painter" in log
    assert "set_up_at" not in log
    await group.ana.slash(group.channel, "group setup", seats="exclusive", amounts="off", clear="digest_channel")
    await group.ana.slash(group.channel, "group setup", keep_clients=30, language="pt-BR")
    log = said(await group.ana.slash(group.channel, "moderate log"))
    assert (
        f"Digest channel: <#{group.channel.id}> → –; Trades: a trade may be held by several → one business a trade; Amounts: on → off"
        in log
    )
    assert "Language: English → Português (Brasil); Clients are kept: 90 → 30" in log


async def test_moderators_by_role_are_told_how_they_see_the_commands_of_the_group(group: World) -> None:
    assert "Server Settings, Integrations" in said(await group.ana.slash(group.channel, "group show"))
    assert "Server Settings, Integrations" in said(await group.lia.slash(group.channel, "help"))
    assert "Integrations" not in said(await group.ana.slash(group.channel, "help"))
    assert "Integrations" not in said(await group.bruno.slash(group.channel, "help"))


async def test_a_leave_can_be_changed(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "away", until="2026-03-03", note="Sailing"))
    form = await group.bruno.click(card, custom_id="away:change:me")
    fields = {row["component"]["custom_id"]: row["component"].get("value") for row in form.modal["components"]}
    assert fields == {"until": "2026-03-03", "note": "Sailing"}
    changed = shown(await group.bruno.submit_modal(form, {"until": "", "note": "Still sailing"}))
    assert "Until you say that you are back." in text_of(changed)
    assert "Still sailing" in text_of(changed)
    assert "is on leave until you bring them back" in said(
        await group.ana.slash(group.channel, "member pause", member=group.caio)
    )
    later = said(await group.ana.slash(group.channel, "member pause", member=group.caio, until="2026-04-01"))
    assert "comes back by themselves on <t:" in later


async def test_matching_by_meaning_is_offered_where_the_operator_switched_it_on(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = said(await group.ana.slash(group.channel, "group setup", smart="on"))
    assert "Whoever runs this bot does not offer matching by meaning" in refused
    card = shown(await group.ana.slash(group.channel, "group show"))
    assert "Matching by meaning" not in text_of(card)
    stale = await group.ana.click(card, custom_id="setup:ask:language")
    assert "1 of 13" in text_of(shown(stale))
    monkeypatch.setattr(PRESENT, "is_offered", True)
    assert "**Matching by meaning** · off" in said(await group.ana.slash(group.channel, "group show"))
    assert "**Matching by meaning** · on" in said(await group.ana.slash(group.channel, "group setup", smart="on"))
    asked = shown(await press(group, card, "setup:ask:smart"))
    assert "14 of 14: Matching by meaning" in text_of(asked)
    assert "Now: **on**" in text_of(asked)
    answered = await group.ana.select(asked, ["off"], custom_id="setup:set:smart")
    assert "**Matching by meaning** · off" in text_of(shown(answered))
    assert await group.rows("SELECT smart FROM groups") == [(0,)]
    assert "Matching by meaning: on → off" in said(await group.ana.slash(group.channel, "moderate log"))
    with speak("pt-BR"):
        assert "Comparação por significado" in said(await group.ana.slash(group.channel, "group show"))
    group.refusals()
