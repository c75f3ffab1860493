"""Small things that a fresh pair of eyes found: what is promised, to whom, and what is said in odd places."""

import pytest

from bot.core.actor import Actor
from bot.demo.simulator import bot_scope, close_messages, find_button
from bot.membership.members.model import Person
from tests.support import BAKERY, MARIA, WARM, WORDS, World, ids_of, said, shown, text_of

ODD_IDS = [
    "referral:accept",
    "referral:accept:1:2",
    "page:referrals:9",
    "page:referrals:0:zz:",
    f"page:referrals:{2**63 - 1}:all:",
    "page:directory",
    "page:directory:99999::",
    "board:share",
    "board:share:x:y",
    "form:again",
    "form:anyway",
    "member:approve",
    "thanks:undo",
    "refer:open",
    "referral:decline",
    "profile:card",
    "profile:card:-5",
    "settings:switch",
    "settings:switch:thanks",
    "settings:switch:thanks:maybe",
    "settings:switch:__class__:on",
    "settings:boards:x",
    "settings:contact",
    "settings:language",
]


async def press(world: World, person: object, custom_id: str) -> object:
    """Press a button that a modified client made up."""
    own = shown(await person.slash(world.channel, "help"))
    own._message.components.append({"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]})
    return await person.click(own, custom_id=custom_id)


@pytest.mark.parametrize("custom_id", ODD_IDS)
async def test_an_id_of_an_odd_shape_is_no_incident(group: World, custom_id: str, caplog: pytest.LogCaptureFixture) -> None:
    result = await press(group, group.ana, custom_id)
    answer = text_of(shown(result))
    assert "went wrong" not in answer
    assert "Incident" not in caplog.text
    assert answer


async def test_one_nonce_in_two_forms_opens_nobody_elses_amount(group: World) -> None:
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    await group.bruno.submit_modal(form, WORDS | {"amount": "98,765.00"})
    asked = await group.caio.slash(group.channel, "refer", member=group.bruno)
    await group.caio.submit_modal(asked, MARIA)
    nonce = asked.modal["custom_id"].rsplit(":", 1)[-1]
    forged = await group.caio.slash(group.channel, "thank", member=group.ana)
    forged._interaction.modal["custom_id"] = f"thank:form:{group.ana.id}:0:{nonce}"
    answer = said(await group.caio.submit_modal(forged, WORDS))
    assert "98,765" not in answer
    assert "T-2" in answer


async def test_everyone_is_no_role_to_moderate_by(group: World) -> None:
    for option in ("moderator_role", "member_role"):
        refused = await group.ana.slash(group.channel, "group setup", **{option: group.guild.default_role})
        assert "can't be given to members one by one" in said(refused)
    assert "Only the group's moderators" in said(await group.duda.slash(group.channel, "member list"))
    group.refusals()


async def test_who_gave_a_lead_is_named_where_it_waits(group: World) -> None:
    await group.refer(group.ana, group.bruno, kind="lead")
    await group.bruno.click(await group.open_referral(group.bruno), custom_id="referral:contacted:1")
    assert "**R-1** · In touch · Maria Souza · from Ana" in said(await group.bruno.slash(group.channel, "me"))


async def test_accepting_a_lead_does_not_promise_a_call(group: World) -> None:
    await group.refer(group.ana, group.bruno, kind="lead")
    await group.bruno.click(await group.open_referral(group.bruno), custom_id="referral:accept:1")
    assert "takes R-1 as soon as Maria Souza has agreed" in group.direct(group.ana)[-1]


async def test_a_nickname_survives_a_direct_message(group: World) -> None:
    group.env.backend.get_member(group.guild.id, group.bruno.id).nick = "Bruno (Bakery)"
    await group.bruno.slash(group.channel, "profile edit")
    await group.refer(group.bruno, group.caio)
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    form = await group.bruno.user.click(card, custom_id="referral:won:2")
    await group.bruno.user.submit_modal(form, WARM)
    assert await group.rows("SELECT name FROM members WHERE user_id = ?", group.bruno.id) == [("Bruno (Bakery)",)]
    assert "**Bruno (Bakery)** thanks" in group.public()[-1]


async def test_another_time_zone_moves_the_next_digest(group: World) -> None:
    await group.ana.slash(group.channel, "digest schedule", day="monday", time="09:00")
    before = said(await group.ana.slash(group.channel, "digest show"))
    await group.ana.slash(group.channel, "group setup", time_zone="Asia/Tokyo")
    after = said(await group.ana.slash(group.channel, "digest show"))
    assert after.split("Next:")[1] != before.split("Next:")[1]
    assert "09:00 (Asia/Tokyo)" in after


async def test_an_application_without_a_channel_reaches_who_set_the_group_up(empty: World) -> None:
    await empty.ana.slash(empty.channel, "group setup", time_zone="UTC")
    form = await empty.duda.slash(empty.channel, "join", seat="Florist")
    await empty.duda.submit_modal(form, BAKERY)
    assert "**Duda** applies to Chapter as: Florist" in empty.direct(empty.ana)[-1]
    assert "no channel for applications yet" in said(await empty.ana.slash(empty.channel, "group show"))
    await empty.ana.slash(empty.channel, "group setup", moderators_channel=empty.moderators)
    assert f"member:approve:{empty.duda.id}" in ids_of(empty.moderators.history()[-1])


async def test_a_decision_is_found_in_help_where_messages_are_closed(group: World) -> None:
    close_messages(group.env, group.duda)
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    await group.duda.submit_modal(form, BAKERY | {"sponsor": [group.duda]})
    assert "what they decide is shown" in said(await group.duda.slash(group.channel, "help"))
    await group.ana.slash(group.channel, "member decline", member=group.duda)
    assert "could not let you in the last time" in said(await group.duda.slash(group.channel, "help"))


async def test_a_removed_receiver_sees_no_contact_and_moves_nothing(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    card = await group.open_referral(group.bruno)
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    for button in ("accept", "show", "decline", "contacted"):
        answer = said(await group.bruno.click(card, custom_id=f"referral:{button}:1"))
        assert "not a member of that group any more" in answer, button
    assert await group.rows("SELECT state FROM referrals") == [("open",)]
    await group.ana.click(await group.open_referral(group.ana), custom_id="referral:withdraw:1")
    assert await group.rows("SELECT state FROM referrals") == [("withdrawn",)]


async def test_what_a_removed_receiver_accepted_before_shows_no_contact_when_it_is_pressed_again(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    card = await group.open_referral(group.bruno)
    await group.bruno.click(await group.open_referral(group.bruno), custom_id="referral:accept:1")
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    pressed = await group.bruno.click(card, custom_id="referral:accept:1")
    assert "not a member of that group any more" in said(pressed)
    assert pressed.followups == []


async def test_a_client_named_in_a_profile_is_asked_about(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "profile edit")
    asked = await group.bruno.submit_modal(form, BAKERY | {"offer": "I made the cake of Maria Souza"})
    assert "seems to name a client, Maria Souza" in said(asked)
    assert await group.opened("members", "offer", where=f"user_id = {group.bruno.id}") == [("",)]
    await group.bruno.click(shown(asked), custom_id=find_button(shown(asked), "form:anyway:"))
    assert await group.opened("members", "offer", where=f"user_id = {group.bruno.id}") == [("I made the cake of Maria Souza",)]


async def test_what_was_typed_is_gone_after_its_quarter_of_an_hour(group: World) -> None:
    await group.refer(group.ana, group.bruno, contact="nope")
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(1,)]
    await group.env.advance_time(15 * 60 + 1)
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(0,)]


async def test_the_second_thanks_speak_of_more_work(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "thank", referral="R-1"), WARM)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    chosen = [o["value"] for o in form.modal["components"][2]["component"]["options"] if o.get("default")]
    assert chosen == ["repeat"]
    again = await group.bruno.submit_modal(form, WARM | {"business": "repeat"})
    assert "now stands at" not in said(again)
    assert "More work came from R-1" in group.direct(group.ana)[-1]
    refused = await group.bruno.slash(group.channel, "thank", referral="R-1", member=group.caio)
    assert "R-1 came from Ana" in said(refused)


async def test_a_long_roll_says_how_many_it_leaves_out(group: World) -> None:
    for number in range(120):
        person = group.guild.add_member(group.env.create_user(f"p{number}", global_name=f"Person {number:03} of the Chapter"))
        ana = Actor(group.guild.id, group.ana.id, "Ana", manages_group=True)
        with bot_scope(group.env):
            await group.bot.services.roster.add(ana, Person(person.id, person.name), "Somebody of a trade")
    roll = said(await group.ana.slash(group.channel, "member list"))
    assert "member (123)" in roll
    assert "more: /directory finds them" in roll
    assert len(roll) <= 4000


async def test_a_long_digest_in_two_languages_loses_no_explanation(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="both")
    for number in range(30):
        # As if over hours: one person may thank another six times an hour.
        await group.bot.database.write(lambda tx: tx.run("DELETE FROM allowances"))
        form = await group.bruno.slash(group.channel, "thank", member=group.ana)
        await group.bruno.submit_modal(form, WORDS | {"message": f"{number} " + "so very kind of you " * 40})
    result = await group.ana.slash(group.channel, "digest preview")
    preview, *later = [text_of(message) for message in (shown(result), *result.followups)]
    assert all(len(text) <= 4000 for text in (preview, *later))
    assert preview.count("New members, and whom to send them") == 1
    assert preview.count("on the board at most 3 a week for the same two people") == 1
    assert [text.splitlines()[0] for text in later[:2]] == [f"{preview.splitlines()[0]} ({part})" for part in (2, 3)]
    assert "more thank-yous" in later[1]
    copied = text_of(shown(await group.ana.click(result.followups[-1], label="Text to copy")))
    assert copied.startswith("```\n*📰 Good words")
    assert "*Bruno* thanks *Ana*" in copied
    assert len(copied) <= 4000
    assert "Equal numbers share a rank" in preview
    await group.ana.slash(group.channel, "digest post")
    assert group.public()[-3:] == [preview, *later[:2]], "exactly what was shown"
