"""Thanks for the act itself, to former members, and again for later work."""

import pytest
import simcord

from bot.demo.simulator import find_button
from tests.support import WARM, WORDS, World, ids_of, labels_of, said, shown, text_of


async def accepted(group: World) -> simcord.InteractionResult:
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    return await group.bruno.user.click(card, custom_id="referral:accept:1")


async def test_one_press_thanks_for_having_been_thought_of(group: World) -> None:
    contact = (await accepted(group)).followups[0]
    assert "thanks:act:1" in ids_of(contact)
    said_once = await group.bruno.user.click(contact, custom_id="thanks:act:1")
    assert "Your thank-you (T-1) is on its way to everybody." in text_of(shown(said_once))
    assert "Got the job" not in text_of(shown(said_once))
    assert group.public()[-1] == "💚 **Bruno** thanks **Ana**\n> Thank you for thinking of me!\n-# T-1"
    assert group.direct(group.ana)[-1] == "💚 **Bruno** thanks you for R-1.\n> Thank you for thinking of me!"
    card = group.bruno.user.dm_channel.history()[-1]
    assert "thanks:act:1" not in ids_of(card), "the card follows"
    assert "✅ **Accepted**" in text_of(card)
    again = await group.bruno.user.click(contact, custom_id="thanks:act:1")
    assert "T-1" in text_of(shown(again))
    assert await group.rows("SELECT number, for_act, message FROM thanks") == [(1, 1, "")]
    undone = await group.bruno.user.click(shown(said_once), custom_id=find_button(shown(said_once), "thanks:undo:"))
    assert "T-1 is taken back" in text_of(shown(undone))
    assert group.public()[1:] == ["🤝 **Ana** passed **Bruno** a referral. (R-1)"], "nobody answered it, so it is gone"
    assert "thanks:act:1" in ids_of(group.bruno.user.dm_channel.history()[-1])
    assert await group.rows("SELECT state FROM referrals") == [("accepted",)]


async def test_on_a_card_the_press_changes_it_in_place(group: World) -> None:
    await accepted(group)
    card = await group.open_referral(group.bruno)
    pressed = await group.bruno.click(card, custom_id="thanks:act:1")
    assert "thanks:act:1" not in ids_of(shown(pressed))
    assert "Where it stands: ✅ **Accepted**" in text_of(shown(pressed))
    assert "T-1" in text_of(pressed.followups[0])
    assert not [each for each in ids_of(await group.open_referral(group.ana)) if each.startswith("thanks:act")]
    await group.env.advance_time(601)
    late = await group.bruno.click(pressed.followups[0], label="Undo")
    assert "ten minutes" in said(late)
    group.refusals()


async def test_both_languages_read_it_in_their_own(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="both")
    contact = (await accepted(group)).followups[0]
    await group.bruno.user.click(contact, custom_id="thanks:act:1")
    assert "> Thank you for thinking of me!" in group.public()[-1]
    assert "> Agradeço por pensar em mim!" in group.public()[-1]
    digest = said(await group.ana.slash(group.channel, "digest preview"))
    assert "“Thank you for thinking of me!”" in digest


async def test_what_it_brought_never_stands_beside_the_clients_name(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for amount, business in (("100", "new"), ("50.50", "repeat")):
        form = await group.bruno.slash(group.channel, "thank", referral="R-1")
        await group.bruno.submit_modal(form, WARM | {"amount": amount, "business": business})
    mine = text_of(await group.open_referral(group.bruno))
    assert "Maria Souza" in mine
    assert "You noted work from it 2 times." in mine
    await group.refer(group.ana, group.bruno, prospect="Paulo Lima")
    activity = await group.bruno.slash(group.channel, "me")
    assert "Work it brought you: R$150.50" in said(activity)
    assert "R-2" not in said(activity)
    (waiting,) = activity.followups
    assert "**R-2** · New · Paulo Lima · from Ana" in text_of(waiting)
    everything = [*group.public(), *group.direct(group.ana), *group.direct(group.bruno), mine, str(shown(activity).components)]
    everything.append(str(waiting.components))
    for text in everything:
        assert not ("150.50" in text and ("Maria" in text or "Paulo" in text)), text
    assert "150" not in text_of(await group.open_referral(group.ana))

    asked = await group.bruno.click(await group.open_referral(group.bruno), label="Forget the client")
    await group.bruno.click(shown(asked), label="Yes, forget them")
    assert "Work it brought: R$150.50, in 2 thank-yous. Only you see this." in text_of(await group.open_referral(group.bruno))
    assert "R$150.50" in group.direct(group.bruno)[-2], "the card in the direct messages follows"
    assert not any("150" in text for text in [*group.public(), *group.direct(group.ana)])


async def test_former_members_are_thanked_by_name(group: World) -> None:
    await group.ana.slash(group.channel, "member remove", member=group.caio, reason="Moved away")
    suggested = await group.bruno.autocomplete(group.channel, "thank", "former", "cai")
    assert suggested == [{"name": "Caio · Photographer", "value": str(group.caio.id)}]
    assert await group.duda.autocomplete(group.channel, "thank", "former", "") == []
    for chosen in (str(group.caio.id), "caio"):
        form = await group.bruno.slash(group.channel, "thank", former=chosen)
        assert form.modal is not None
        assert form.modal["custom_id"].startswith(f"thank:form:{group.caio.id}:0:")
        await group.bruno.submit_modal(form, WORDS)
    assert "**Bruno** thanks **Caio**" in group.public()[-1]
    for options in ({"former": "Nobody"}, {"former": str(group.ana.id)}):
        assert "from the list" in said(await group.bruno.slash(group.channel, "thank", **options))
    both = await group.bruno.slash(group.channel, "thank", former=str(group.caio.id), member=group.ana)
    assert "Choose one person" in said(both)
    assert "This is for members" in said(await group.duda.slash(group.channel, "thank", former=str(group.caio.id)))
    group.refusals()


async def test_thanks_for_a_coffee_ask_nothing_about_work_of_a_referral(group: World) -> None:
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    assert form.modal is not None
    fields = [row["component"] for row in form.modal["components"]]
    assert [field["custom_id"] for field in fields] == ["message", "amount"]
    assert fields[0]["value"] == "Thank you so much!"


async def test_whoever_passed_one_something_is_thanked_for_that_or_for_something_else(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    asked = shown(await group.bruno.slash(group.channel, "thank", member=group.ana))
    assert "Is this for R-1?" in text_of(asked)
    assert "**R-1** · Maria Souza" in text_of(asked)
    other = await group.bruno.click(asked, label="For something else")
    assert other.modal is not None
    assert other.modal["custom_id"].startswith(f"thank:form:{group.ana.id}:0:")
    await group.bruno.submit_modal(other, WORDS)
    assert await group.rows("SELECT state FROM referrals") == [("open",)]
    form = await group.bruno.click(asked, label="For R\u20111")
    assert form.modal is not None
    assert form.modal["components"][0]["component"]["value"] == "Thank you for the referral!"
    await group.bruno.submit_modal(form, WARM)
    assert await group.rows("SELECT state FROM referrals") == [("won",)]
    again = await group.bruno.slash(group.channel, "thank", member=group.ana)
    assert again.modal is not None, "nothing is under way any more"


@pytest.mark.parametrize(("label", "state"), [("Didn't work out", "no_fit"), ("Can't take it", "declined")])
async def test_an_old_card_tells_of_no_job_but_offers_to_open_it_again(group: World, label: str, state: str) -> None:
    await accepted(group)
    old = await group.open_referral(group.bruno)
    await group.bruno.submit_modal(await group.bruno.click(await group.open_referral(group.bruno), label=label), {"reason": ""})
    pressed = await group.bruno.click(old, label="Got the job")
    assert pressed.modal is None
    assert "Open again" in str(labels_of(shown(pressed))), "the card shows where it stands"
    said_why = pressed.followups[0]
    assert "R-1 stands at" in text_of(said_why)
    assert await group.rows("SELECT state FROM referrals") == [(state,)]
    assert "no work to thank for yet" in said(await group.bruno.slash(group.channel, "thank", referral="R-1"))
    await group.bruno.click(said_why, label="Open again")
    assert await group.rows("SELECT state FROM referrals") == [("accepted",)]
    assert await group.rows("SELECT COUNT(*) FROM thanks") == [(0,)]
    group.refusals()


async def test_got_the_job_pressed_on_an_old_card_is_not_a_second_job(group: World) -> None:
    await accepted(group)
    old = await group.open_referral(group.bruno)
    forms = [await group.bruno.click(old, label="Got the job") for _ in range(2)]
    for form in forms:
        await group.bruno.submit_modal(form, WARM)
    assert await group.rows("SELECT business FROM thanks ORDER BY id") == [("new",), ("repeat",)]
    pressed = await group.bruno.click(
        shown(await group.bruno.slash(group.channel, "referral", id="R-1")), label="More work came from this"
    )
    assert pressed.modal is not None


async def test_what_others_answered_stays_without_naming_anybody(group: World) -> None:
    """Reactions, replies and the answer of who was thanked are others' words: the post is emptied, not deleted."""
    gone = "↩️ A thank-you that stood here was taken back."
    for answer in ("react", "reply", "pleasure"):
        form = await group.bruno.slash(group.channel, "thank", member=group.ana)
        given = await group.bruno.submit_modal(form, WORDS)
        posted = group.channel.history()[-1]
        if answer == "react":
            await group.caio.react(posted, "❤️")
        elif answer == "reply":
            await group.caio.send(group.channel, "Well deserved", reply_to=posted)
        else:
            await group.ana.click(posted, label="It's a pleasure")
        await group.bruno.click(shown(given), label="Undo")
        assert gone in group.public(), answer
        assert "**Bruno** thanks" not in str(group.public())


async def test_an_amount_is_shown_as_it_was_kept_in_every_currency(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for currency, typed, written in (
        ("RSD", "12.50", "RSD\u00a012.50"),
        ("INR", "₹1,234.50", "₹1,234.50"),
        ("XCG", "Cg 5", "Cg.\u00a05.00"),
    ):
        await group.ana.slash(group.channel, "group setup", currency=currency)
        form = await group.bruno.slash(group.channel, "thank", referral="R-1")
        given = await group.bruno.submit_modal(form, WARM | {"amount": typed})
        assert written in said(given)
        assert written in said(await group.bruno.slash(group.channel, "me"))


async def test_a_withdrawn_currency_is_no_setting_and_no_other_currency_is_taken_for_ones_own(group: World) -> None:
    assert "not a currency" in said(await group.ana.slash(group.channel, "group setup", currency="BGN"))
    await group.ana.slash(group.channel, "group setup", currency="CAD")
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    assert "can't read “US$ 5”" in said(await group.bruno.submit_modal(form, WARM | {"amount": "US$ 5"}))
    group.refusals()


async def test_thanks_for_a_coffee_ask_for_no_referral_and_no_kind_of_work(group: World) -> None:
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    fields = {row["component"]["custom_id"]: row["component"].get("value") for row in form.modal["components"]}
    assert (list(fields), fields["message"]) == (["message", "amount"], "Thank you so much!")
    given = await group.bruno.submit_modal(form, {"message": "The coffee was good!"})
    assert "T-1" in said(given)
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    fields = {row["component"]["custom_id"]: row["component"].get("value") for row in form.modal["components"]}
    assert (list(fields), fields["message"]) == (["message", "amount", "business"], "Thank you for the referral!")
