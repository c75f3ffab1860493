"""The life of a membership, as its people see it."""

import pytest

from tests.support import BAKERY, MARIA, World, ids_of, labels_of, said, shown, text_of


async def apply(group: World, seat: str = "Florist", **changes: object) -> str:
    form = await group.duda.slash(group.channel, "join", seat=seat)
    return said(await group.duda.submit_modal(form, BAKERY | changes))


async def status_of(group: World, name: str) -> str:
    ((status,),) = await group.rows("SELECT status FROM members WHERE user_id = ?", group.people[name].id)
    return status


async def test_a_question_is_answered_in_the_direct_message(group: World) -> None:
    await apply(group)
    card = group.moderators.history()[-1]
    form = await group.lia.click(card, label="Ask a question")
    asked = await group.lia.submit_modal(form, {"question": "Do you deliver? @everyone"})
    assert said(asked) == f"❓ <@{group.duda.id}> **Duda** has your question; their answer will stand on the card."
    message = group.duda.user.dm_channel.history()[-1]
    assert "The moderators of Chapter ask" in text_of(message)
    assert "Do you deliver?" in text_of(message)
    form = await group.duda.user.click(message, label="Answer")
    assert form.modal is not None
    assert "Do you deliver?" in str(form.modal), "the question stands over the answer"
    await group.duda.user.submit_modal(form, {"answer": "Every *day*."})
    assert "💬" in text_of(group.moderators.history()[-1])
    assert r"Every \*day\*." in text_of(group.moderators.history()[-1])
    assert await group.opened("application_notes", "author_id", "text") == [
        (group.lia.id, "Do you deliver? @everyone"),
        (group.duda.id, "Every *day*."),
    ]


async def test_who_deletes_their_data_stands_on_no_card_of_an_application(group: World) -> None:
    """Neither as who vouches for the applicant, nor as the moderator who asked them something."""
    await apply(group, sponsor=[group.bruno])
    form = await group.lia.click(group.moderators.history()[-1], label="Ask a question")
    await group.lia.submit_modal(form, {"question": "Do you deliver?"})
    card = text_of(group.moderators.history()[-1])
    assert f"They heard of us from <@{group.bruno.id}>" in card
    assert f"❓ <@{group.lia.id}>" in card
    for person in (group.bruno, group.lia):
        asked = await person.slash(group.channel, "privacy delete")
        await person.click(shown(asked), custom_id="privacy:delete:me")
        await group.env.advance_time(60)
    card = text_of(group.moderators.history()[-1])
    assert "They heard of us from **A former member**." in card
    assert "❓ **A former member**:" in card
    assert str(group.bruno.id) not in card
    assert str(group.lia.id) not in card
    assert "<@-" not in card
    group.refusals()


async def test_declining_with_a_reason_is_kind_and_private(group: World) -> None:
    await apply(group)
    form = await group.lia.click(group.moderators.history()[-1], label="Decline, with a reason")
    await group.lia.submit_modal(form, {"reason": "We have two florists."})
    told = group.direct(group.duda)[-1]
    assert "Thank you for applying to Chapter" in told
    assert "> We have two florists." in told
    assert "two florists" not in "\n".join(group.public() + group.public(group.moderators))
    assert await status_of(group, "duda") == "declined"
    refused = said(await group.duda.slash(group.channel, "join", seat="Florist"))
    assert "You may apply again from <t:" in refused
    await group.env.advance_time(7 * 86400)
    assert (await group.duda.slash(group.channel, "join", seat="Florist")).modal is not None


async def test_the_second_moderator_reads_who_was_quicker(group: World) -> None:
    await apply(group)
    card = group.moderators.history()[-1]
    await group.lia.click(card, label="Approve")
    late = said(await group.ana.slash(group.channel, "member decline", member=group.duda))
    assert late == f"Duda is already here as: member, by <@{group.lia.id}>. Nothing was changed."
    assert await status_of(group, "duda") == "active"


async def test_the_sponsor_hears_of_both(group: World) -> None:
    await apply(group, sponsor=[group.bruno])
    assert "heard of it from you" in group.direct(group.bruno)[-1]
    await group.ana.slash(group.channel, "member approve", member=group.duda)
    assert "is a member now. Introduce them to somebody!" in group.direct(group.bruno)[-1]


async def test_on_leave_one_is_waited_for_or_replaced(group: World) -> None:
    await group.ana.slash(group.channel, "member seat", member=group.caio, seat="Baker")
    gone = said(await group.bruno.slash(group.channel, "away", until="2026-03-03", note="Baby!"))
    assert "You are back by yourself on <t:" in gone
    asked = await group.ana.slash(group.channel, "refer", member=group.bruno)
    card = said(asked)
    assert "Bruno is on leave" in card
    assert "> Baby!" in card
    assert "Back on <t:1772506800:D>" in card, "the third of March in the group's zone"
    remind, other = ids_of(shown(asked))[-1], ids_of(shown(asked))[0]
    assert "when **Bruno** is back" in said(await group.ana.click(shown(asked), custom_id=remind))
    form = await group.ana.select(shown(asked), [str(group.caio.id)], custom_id=other)
    assert form.modal is not None
    assert form.modal["title"] == "A referral for Caio"
    back = await group.bruno.click(shown(await group.bruno.slash(group.channel, "away")), label="I'm back")
    assert "Welcome back!" in text_of(shown(back))
    assert "**Bruno** is back in Chapter" in group.direct(group.ana)[-1]
    assert (await group.ana.slash(group.channel, "refer", member=group.bruno)).modal is not None


async def test_a_leave_ends_by_the_clock(group: World) -> None:
    await group.ana.slash(group.channel, "member pause", member=group.bruno, until="2026-01-05", reason="Holidays")
    assert "> Holidays" in group.direct(group.bruno)[-1]
    assert "A moderator put you" in said(
        await group.bruno.click(shown(await group.bruno.slash(group.channel, "away")), label="I'm back")
    )
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    assert form.modal is None
    await group.env.advance_time(5 * 86400)
    assert await status_of(group, "bruno") == "active"
    assert "Your leave in Chapter is over" in group.direct(group.bruno)[-1]


async def test_a_receiver_who_goes_on_leave_while_the_form_is_open_is_told_to_the_giver(group: World) -> None:
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    await group.bruno.slash(group.channel, "away")
    refused = await group.ana.submit_modal(form, MARIA)
    assert "Bruno is on leave" in said(refused)
    assert labels_of(shown(refused)) == ["Open the form again, with what you typed"]


async def test_a_taken_trade_can_be_waited_for(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    taken = await group.duda.slash(group.channel, "join", seat="Bakery")
    assert "is taken by Bruno" in said(taken)
    assert labels_of(shown(taken)) == ["Tell me when it opens", "We are the same business"]
    assert "when Bakery opens" in said(await group.duda.click(shown(taken), label="Tell me when it opens"))
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    assert "A trade you waited for is open in Chapter" in group.direct(group.duda)[-1]
    assert (await group.duda.slash(group.channel, "join", seat="Bakery")).modal is not None


async def test_two_of_one_business_share_its_trade(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    form = await group.bruno.slash(group.channel, "profile edit")
    await group.bruno.submit_modal(form, BAKERY)
    taken = await group.duda.slash(group.channel, "join", seat="Baker")
    form = await group.duda.click(shown(taken), label="We are the same business")
    refused = said(await group.duda.submit_modal(form, BAKERY | {"business": "Another"}))
    assert "is taken by Bruno" in refused
    form = await group.duda.click(shown(taken), label="We are the same business")
    assert "with the moderators now" in said(await group.duda.submit_modal(form, BAKERY))


async def test_the_history_of_a_person(group: World) -> None:
    await apply(group)
    await group.lia.slash(group.channel, "member approve", member=group.duda)
    await group.lia.slash(group.channel, "member seat", member=group.duda, seat="Gardener")
    await group.refer(group.ana, group.duda)
    await group.ana.slash(group.channel, "member remove", member=group.duda, reason="No show")
    history = said(await group.lia.slash(group.channel, "member history", member=group.duda))
    lines = [line for line in history.splitlines() if line.startswith("<t:")]
    assert [line.split(" · ")[1] for line in lines] == ["removed", "trade changed", "let in", "applied"]
    assert "**Ana**" in lines[0]
    assert f"<@{group.lia.id}>" in lines[1], "she is on no roll, so Discord names her"
    assert "Florist → Gardener" in lines[1]
    assert "> No show" in history
    assert "Maria" not in history
    assert "not a member" in said(await group.lia.slash(group.channel, "member history", member=group.lia))


async def test_a_long_history_has_pages_that_survive_a_restart(group: World) -> None:
    for seat in range(12):
        await group.ana.slash(group.channel, "member seat", member=group.bruno, seat=f"Trade {seat}")
    first = await group.ana.slash(group.channel, "member history", member=group.bruno)
    assert "Trade 10 → Trade 11" in said(first)
    await group.restart()
    second = await group.ana.click(shown(first), label="Next")
    assert "added as a member" in text_of(shown(second))
    assert "Trade 10 → Trade 11" not in text_of(shown(second))


@pytest.mark.parametrize("seat", ["x" * 10_000, "\u202e\u200b", "🎂" * 71])
async def test_a_trade_that_cannot_be_is_refused_in_a_sentence(group: World, seat: str) -> None:
    assert "“Trade”" in said(await group.duda.slash(group.channel, "join", seat=seat))
    assert "“Trade”" in said(await group.ana.slash(group.channel, "member seat", member=group.bruno, seat=seat))
    assert await group.rows("SELECT seat FROM members WHERE user_id = ?", group.bruno.id) == [("Baker",)]


async def test_no_moderator_removes_themselves(group: World) -> None:
    refused = said(await group.ana.slash(group.channel, "member remove", member=group.ana, reason="Bye"))
    assert "You can't remove yourself" in refused
    assert await status_of(group, "ana") == "active"


async def test_a_former_member_reads_in_help_that_they_may_come_back(group: World) -> None:
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    card = said(await group.bruno.slash(group.channel, "help"))
    assert "You are not a member any more. You may apply again with **/join**" in card
    assert "not a member yet" not in card


async def test_an_applicant_who_deletes_their_data_reads_that_the_application_goes(group: World) -> None:
    await apply(group)
    asked = shown(await group.duda.slash(group.channel, "privacy delete"))
    assert "an application is taken back" in text_of(asked)
    await group.duda.click(asked, label="Delete it")
    assert await group.rows("SELECT status FROM members WHERE user_id = ?", group.duda.id) == []
