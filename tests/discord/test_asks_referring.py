"""A need that is met by referrals, through the whole bot: what its author, those chosen, and everybody else reads."""

from typing import Any

import pytest

from tests.discord.cells import answer_of, send_all
from tests.discord.test_asks import LOOKING, card_of, filled, first_need, need_trades, post
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.test_passing_on import filled as opened_with
from tests.discord.wire import PRESS, SUBMIT, press
from tests.support import MARIA, World, ids_of, said, shown, text_of

TERESA = MARIA | {"prospect": "Teresa Quintela", "contact": "teresa@example.org"}


async def both_offer(group: World, *, may_know: bool = False) -> None:
    await need_trades(group, group.ana, ["Baker", "Photographer"])
    if may_know:
        await group.bot.database.write(lambda tx: tx.run("UPDATE needs SET may_know = 1"))
    for person in (group.bruno, group.caio):
        await send_all(group, [person], (PRESS, press("ask:offer:1")), group.channel)


def choice_of(message: Any, person: Any, trade: int = 0) -> str:
    """The custom id of the button that chooses one of the person's offers: the first, or that of another trade."""
    return [each for each in ids_of(message) if each.startswith(f"ask:choose:1:{person.id}:")][trade]


async def choose(group: World, person: Any, **changes: str) -> Any:
    """Choose somebody on one's own list of asks, and send the form."""
    mine = await first_need(group, group.ana)
    form = await group.ana.click(mine, custom_id=choice_of(mine, person))
    return await group.ana.submit_modal(form, TERESA | changes)


async def test_one_for_each_trade_by_forms_that_carry_name_and_contact(group: World) -> None:
    await both_offer(group)
    told = [each for each in group.ana.user.dm_channel.history() if "offers:" in text_of(each)]
    assert len(told) == 2
    form = await group.ana.user.click(told[0], custom_id=choice_of(told[0], group.bruno))
    assert form.modal is not None
    assert form.modal["title"] == "A referral for Bruno"
    assert opened_with(form) == dict.fromkeys(MARIA) | {"need": "A kitchen is done anew"}
    assert "R-1 is on its way to Bruno" in text_of(shown(await group.ana.user.submit_modal(form, TERESA)))
    mine = await first_need(group, group.ana)
    form = await group.ana.click(mine, custom_id=choice_of(mine, group.caio))
    carried = {"prospect": TERESA["prospect"], "contact": TERESA["contact"], "need": "A kitchen is done anew"}
    assert opened_with(form) == dict.fromkeys(MARIA) | carried, "consent is asked anew"
    refused = await group.ana.submit_modal(form, TERESA | {"contact": "call her"})
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert again.modal is not None
    assert "call her" in str(again.modal)
    assert "R-2 is on its way to Caio" in text_of(shown(await group.ana.submit_modal(again, TERESA)))
    assert await group.rows("SELECT user_id, state FROM offers ORDER BY id") == [
        (group.bruno.id, "chosen"),
        (group.caio.id, "chosen"),
    ]
    assert await group.rows("SELECT need_id, referral_id FROM need_referrals ORDER BY referral_id") == [(1, 1), (1, 2)]
    assert "2 referrals came of it" in text_of(card_of(group, "A-1"))
    assert "Teresa Quintela · 2 of 2 under way" in said(await group.ana.slash(group.channel, "referrals"))
    for person, label, other in ((group.bruno, "R-1", "Caio"), (group.caio, "R-2", "Bruno")):
        card = text_of(await group.open_referral(person, label))
        assert "It came of A-1." in card
        assert other not in card
        assert not [each for each in group.direct(person) if other in each]
    assert "Caio" in text_of(await group.open_referral(group.ana, "R-1"))
    for text in group.public():
        assert "Teresa" not in text
        assert "teresa@" not in text
    group.refusals()


async def test_those_chosen_know_of_each_other_where_that_is_ticked(group: World) -> None:
    await both_offer(group, may_know=True)
    await choose(group, group.bruno)
    await choose(group, group.caio)
    for person, label, other in ((group.bruno, "R-1", "Caio"), (group.caio, "R-2", "Bruno")):
        assert f"The same client also went to: {other}" in text_of(await group.open_referral(person, label))
    form = await group.caio.click(await group.open_referral(group.caio, "R-2"), label="Can't take it")
    await group.caio.submit_modal(form, {"reason": "No time"})
    assert "also went to" not in text_of(await group.open_referral(group.caio, "R-2")), "who declined has nothing of the client"
    assert "also went to" not in text_of(await group.open_referral(group.bruno)), "a no is its giver's alone"
    group.refusals()


async def test_they_said_yes_links_the_referral_to_the_looking(group: World) -> None:
    await post(group, group.ana, "looking", LOOKING)
    which = shown(await group.bruno.click(card_of(group, "A-1"), custom_id="ask:know:1"))
    form = await group.bruno.click(which, label="They said yes")
    assert "R-1 is on its way to Ana" in text_of(shown(await group.bruno.submit_modal(form, TERESA)))
    for person in (group.ana, group.bruno):
        assert "It came of A-1." in text_of(await group.open_referral(person))
    card = text_of(card_of(group, "A-1"))
    assert "1 referral came of it" in card
    assert "Bruno" not in card
    again = await group.caio.click(
        shown(await group.caio.click(card_of(group, "A-1"), custom_id="ask:know:1")), label="They said yes"
    )
    assert opened_with(again) == dict.fromkeys(MARIA) | {"need": LOOKING["text"]}, "another's client is not shown"
    group.refusals()


@pytest.mark.parametrize("where", ["server", "direct"])
async def test_the_form_that_arrives_twice_and_late_is_one_referral(group: World, where: str) -> None:
    await both_offer(group)
    place = group.channel if where == "server" else None
    data = filled(f"ask:refer_form:1:{group.bruno.id}:0:nonce", TERESA)
    for result in await send_all(group, [group.ana, group.ana], (SUBMIT, data), place):
        assert "R-1 is on its way to Bruno" in answer_of(result)
    await send_all(group, [group.ana], (PRESS, press("ask:close:1")), group.channel)
    (late,) = await send_all(group, [group.ana], (SUBMIT, data), place)
    assert "R-1 is on its way to Bruno" in answer_of(late)
    (other,) = await send_all(group, [group.ana], (SUBMIT, filled(f"ask:refer_form:1:{group.caio.id}:0:m", TERESA)), place)
    assert "A-1 is closed since <t:" in answer_of(other)
    assert await group.rows("SELECT id FROM referrals") == [(1,)]
    group.refusals()


async def test_the_form_of_more_trades_that_arrives_late_is_one_referral(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    data = filled(f"referral:also_form:1:{group.caio.id}:nonce", MARIA)
    for result in await send_all(group, [group.ana, group.ana], (SUBMIT, data), group.channel):
        assert "R-2 is on its way to Caio" in answer_of(result)
    await group.ana.click(await group.open_referral(group.ana), label="Take back")
    (late,) = await send_all(group, [group.ana], (SUBMIT, data), group.channel)
    assert "R-2 is on its way to Caio" in answer_of(late)
    assert await group.rows("SELECT id FROM referrals") == [(1,), (2,)]


async def test_forged_ids_pass_nobody_anything(group: World) -> None:
    await both_offer(group)
    ana, bruno, caio, duda = (person.id for person in (group.ana, group.bruno, group.caio, group.duda))
    for person, need, receiver in (
        (group.bruno, 1, caio),
        (group.bruno, 1, ana),
        (group.caio, 1, ana),
        (group.ana, 1, ana),
        (group.ana, 1, duda),
        (group.ana, 99, bruno),
        (group.duda, 1, bruno),
    ):
        data = filled(f"ask:refer_form:{need}:{receiver}:0:n", TERESA)
        for place in (group.channel, None):
            (answered,) = await send_all(group, [person], (SUBMIT, data), place)
            assert "on its way" not in answer_of(answered)
            assert "Bruno" not in answer_of(answered) or person is not group.duda
        (pressed,) = await send_all(group, [person], (PRESS, press(f"ask:choose:{need}:{receiver}")), group.channel)
        assert pressed.modal is None
        if person in (group.bruno, group.caio):
            assert answer_of(pressed) == ABSENT
    for odd in (
        "ask:refer_form:1",
        "ask:refer_form:x:y:0:z",
        f"ask:refer_form:1:{bruno}:0:",
        f"ask:refer_form:{10**30}:{bruno}:0:n",
    ):
        await send_all(group, [group.ana], (SUBMIT, filled(odd, TERESA)), group.channel)
    assert await group.rows("SELECT id FROM referrals WHERE receiver_id <> ?", bruno) == []
    assert await group.rows("SELECT state FROM offers WHERE user_id = ?", caio) == [("offered",)]


async def test_whoever_is_on_leave_takes_none_and_the_need_stays(group: World) -> None:
    await both_offer(group)
    await group.bruno.slash(group.channel, "away")
    (pressed,) = await send_all(group, [group.ana], (PRESS, press(f"ask:choose:1:{group.bruno.id}")), group.channel)
    assert pressed.modal is None
    assert await group.rows("SELECT id FROM referrals") == []


async def test_another_chosen_after_a_moderator_cancelled_the_referral(group: World) -> None:
    await need_trades(group, group.ana, ["Baker"])
    for person in (group.bruno, group.caio):
        await send_all(group, [person], (PRESS, press("ask:offer:1")), group.channel)
    await group.bot.database.write(
        lambda tx: tx.run(
            "INSERT INTO offers (group_id, need_id, user_id, trade, text, state, offered_at, changed_at)"
            " SELECT group_id, need_id, ?, trade, '', 'offered', offered_at, changed_at FROM offers",
            group.caio.id,
        )
    )
    await choose(group, group.bruno)
    (pressed,) = await send_all(group, [group.ana], (PRESS, press(f"ask:choose:1:{group.caio.id}")), group.channel)
    assert "A-1 has gone to Bruno for that trade" in answer_of(pressed)
    await group.lia.slash(group.channel, "moderate void", id="R-1", reason="A test")
    assert "R-2 is on its way to Caio" in text_of(shown(await choose(group, group.caio)))
    mine = await first_need(group, group.bruno)
    assert "Caio" not in text_of(mine)
    assert "Teresa" not in text_of(await group.open_referral(group.bruno))
    group.refusals()


async def test_what_a_person_is_handed_and_what_is_left_of_them(group: World) -> None:
    await both_offer(group, may_know=True)
    await choose(group, group.bruno)
    await choose(group, group.caio)
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    seen = text_of(await group.open_referral(group.caio, "R-2"))
    assert "teresa" in seen.casefold()
    gone = await group.bruno.slash(group.channel, "referral", id="R-1")
    assert "Teresa" not in said(gone)
    assert "Caio" not in said(gone)
    (pressed,) = await send_all(group, [group.bruno], (PRESS, press("ask:open", "1", kind=3)), group.channel)
    assert "kitchen" not in answer_of(pressed)


async def test_after_undo_the_same_one_can_be_chosen_again(group: World) -> None:
    await both_offer(group, may_know=True)
    await choose(group, group.caio)
    await group.ana.click(shown(await choose(group, group.bruno, prospect="Teresa Quintella")), label="Undo")
    seen = await first_need(group, group.bruno)
    assert "Caio" not in text_of(seen), "who has no client reads nothing of who has it"
    assert "Ana chose you" not in text_of(seen).replace("*", "")
    assert "1 referral came of it" in text_of(seen), "what was taken back did not come of it"
    assert "R-3 is on its way to Bruno" in text_of(shown(await choose(group, group.bruno)))
    assert "2 referrals came of it" in text_of(card_of(group, "A-1"))
    seen = await first_need(group, group.bruno)
    assert "Chosen beside you: **Caio** (Photographer)" in text_of(seen)
    group.refusals()


@pytest.mark.parametrize("by", ["the giver", "a moderator"])
async def test_the_card_counts_no_referral_that_was_taken_back(group: World, by: str) -> None:
    await both_offer(group)
    passed = await choose(group, group.bruno)
    await choose(group, group.caio)
    assert "2 referrals came of it" in text_of(card_of(group, "A-1"))
    if by == "the giver":
        await group.ana.click(shown(passed), label="Undo")
    else:
        await group.lia.slash(group.channel, "moderate void", id="R-1", reason="A test")
    assert "1 referral came of it" in text_of(card_of(group, "A-1"))
    await group.lia.slash(group.channel, "moderate void", id="R-2", reason="A test")
    card = text_of(card_of(group, "A-1"))
    assert "came of it" not in card
    assert "2 can help" in card
    group.refusals()


async def test_of_two_trades_that_one_person_has_the_asker_chooses_which(group: World) -> None:
    await need_trades(group, group.ana, ["Baker", "Photographer"])
    await send_all(group, [group.bruno], (PRESS, press("ask:offer:1")), group.channel)
    await group.bot.database.write(
        lambda tx: tx.run(
            "INSERT INTO offers (group_id, need_id, user_id, trade, text, state, offered_at, changed_at)"
            " SELECT group_id, need_id, user_id, 'Photographer', '', 'offered', offered_at, changed_at FROM offers"
        )
    )
    mine = await first_need(group, group.ana)
    assert "🙋 **Bruno** · Baker" in text_of(mine)
    assert "🙋 **Bruno** · Photographer" in text_of(mine)
    form = await group.ana.click(mine, custom_id=choice_of(mine, group.bruno, 1))
    assert "R-1 is on its way to Bruno" in text_of(shown(await group.ana.submit_modal(form, TERESA)))
    assert await group.rows("SELECT trade FROM need_referrals") == [("Photographer",)]
    mine = await first_need(group, group.ana)
    assert "✅ **Bruno** · Photographer" in text_of(mine)
    assert "🙋 **Bruno** · Baker" in text_of(mine)
    # A button of a message that was sent before buttons named the offer.
    (pressed,) = await send_all(group, [group.ana], (PRESS, press(f"ask:choose:1:{group.bruno.id}")), group.channel)
    assert pressed.modal is not None
    assert pressed.modal["custom_id"].startswith(f"ask:refer_form:1:{group.bruno.id}:0:")
    form = await group.ana.click(mine, custom_id=choice_of(mine, group.bruno))
    doubt = shown(await group.ana.submit_modal(form, TERESA))
    assert "You sent this client to Bruno already: R-1" in text_of(doubt)
    sure = next(each for each in ids_of(doubt) if each.startswith("form:anyway:"))
    assert "R-2 is on its way to Bruno" in text_of(shown(await group.ana.click(doubt, custom_id=sure)))
    assert await group.rows("SELECT trade FROM need_referrals ORDER BY referral_id") == [("Photographer",), ("Baker",)]
    group.refusals()
