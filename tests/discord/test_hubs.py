"""A client who needs several trades: the same client to further members, and what giver and receivers see of it."""

from typing import Any

import simcord

from tests.discord.test_passing_on import filled
from tests.support import MARIA, World, ids_of, labels_of, options_of, said, shown, text_of

ALSO = "They need more trades"


async def also(group: World, card: simcord.ResponseMessage, to: Any, **changes: str) -> simcord.InteractionResult:
    """Press *They need more trades* on a card of R-1, choose a member, and send the form."""
    choice = shown(await group.ana.click(card, label=ALSO))
    form = await group.ana.select(choice, [str(to.id)], custom_id="referral:also_to:1")
    return await group.ana.submit_modal(form, MARIA | changes)


async def test_from_the_confirmation_with_consent_asked_anew(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    choice = shown(await group.ana.click(shown(given), label=ALSO))
    assert ids_of(choice) == ["referral:also_to:1", "referral:also_any:1"]
    offered = {option["value"] for option in options_of(choice, "referral:also_to:1")}
    assert str(group.bruno.id) not in offered, "who has the client already"
    form = await group.ana.select(choice, [group.caio], custom_id="referral:also_any:1")
    assert filled(form) == {**dict.fromkeys(MARIA), "prospect": MARIA["prospect"], "contact": MARIA["contact"]}
    refused = await group.ana.submit_modal(form, MARIA | {"contact": "call her"})
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert "R-2 is on its way to Caio" in text_of(shown(await group.ana.submit_modal(again, MARIA | {"need": "Photos"})))
    hub = [(1, 1, 0), (2, 1, 0)]
    assert await group.rows("SELECT referral_id, hub_id, is_known FROM referral_origins ORDER BY referral_id") == hub
    assert await group.rows("SELECT COUNT(*) FROM entries WHERE kind = 'referral'") == [(2,)]


async def test_its_giver_sees_one_group_and_how_far_each_is(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await also(group, await group.open_referral(group.ana), group.caio)
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    listed = said(await group.ana.slash(group.channel, "referrals"))
    assert "🧩 **Maria Souza · 2 of 2 under way**" in listed
    assert listed.index("↳ 🆕 **R-2**") < listed.index("↳ ✅ **R-1**")
    card = text_of(await group.open_referral(group.ana, "R-2"))
    assert "The same client also went to:\n✅ Bruno · Accepted" in card
    received = said(await group.bruno.slash(group.channel, "referrals"))
    assert "under way" not in received
    assert "also went to" not in text_of(await group.open_referral(group.bruno))


async def test_one_that_is_left_is_no_group(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await also(group, await group.open_referral(group.ana), group.caio)
    await group.ana.click(await group.open_referral(group.ana, "R-2"), label="Take back")
    assert "under way" not in said(await group.ana.slash(group.channel, "referrals"))


async def test_another_client_is_no_part_of_it(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    sent = await also(group, await group.open_referral(group.ana), group.caio, prospect="Otto Brandt", contact="otto@example.org")
    assert "R-2 is on its way to Caio" in text_of(shown(sent))
    assert await group.rows("SELECT * FROM referral_origins") == []


async def test_who_comes_in_place_of_one_who_declined_is_part_of_it(group: World) -> None:
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Wedding planner")
    await group.refer(group.ana, group.bruno)
    await also(group, await group.open_referral(group.ana), group.caio)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Can't take it")
    await group.bruno.submit_modal(form, {"reason": "No time"})
    choice = shown(await group.ana.click(await group.open_referral(group.ana), label="Pass it to another member"))
    form = await group.ana.select(choice, [str(group.duda.id)], custom_id="referral:pass_to:1")
    await group.ana.submit_modal(form, MARIA)
    assert await group.rows("SELECT referral_id, hub_id FROM referral_origins ORDER BY referral_id") == [(1, 1), (2, 1), (3, 1)]
    assert "Maria Souza · 2 of 2 under way" in said(await group.ana.slash(group.channel, "referrals"))


async def test_its_giver_alone_and_not_after_it_was_taken_back(group: World) -> None:
    given = shown(await group.refer(group.ana, group.bruno))
    assert ALSO not in labels_of(await group.open_referral(group.bruno))
    await group.ana.click(await group.open_referral(group.ana), label="Take back")
    assert ALSO not in labels_of(await group.open_referral(group.ana))
    assert "can't be passed to another member now" in said(await group.ana.click(given, label=ALSO))
