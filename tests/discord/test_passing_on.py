"""A declined referral is passed to another member, with everything kept."""

from typing import Any

import pytest
import simcord

from tests.support import MARIA, World, ids_of, labels_of, options_of, said, shown, text_of

PASS = "Pass it to another member"


async def declined(group: World, **changes: str) -> None:
    await group.refer(group.ana, group.bruno, **changes)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Can't take it")
    await group.bruno.submit_modal(form, {"reason": "No time"})


def filled(form: simcord.InteractionResult) -> dict[str, Any]:
    """What stands in the form, by field."""
    assert form.modal is not None
    fields = [row["component"] for row in form.modal["components"]]
    return {
        each["custom_id"]: each.get("value") or next((o["value"] for o in each.get("options", ()) if o.get("default")), None)
        for each in fields
    }


async def test_from_the_direct_message_with_everything_kept(group: World) -> None:
    await declined(group)
    told = group.ana.user.dm_channel.history()[-1]
    assert PASS in labels_of(told)
    await group.restart()
    choice = shown(await group.ana.user.click(told, label=PASS))
    assert ids_of(choice) == ["referral:pass_to:1"]
    assert "Caio · Photographer" in labels_of(choice) or "Caio" in str(choice._message.components)
    form = await group.ana.user.select(choice, [str(group.caio.id)], custom_id="referral:pass_to:1")
    assert filled(form) == MARIA
    refused = await group.ana.user.submit_modal(form, MARIA | {"contact": "call her"})
    again = await group.ana.user.click(shown(refused), label="Open the form again, with what you typed")
    assert filled(again) == MARIA | {"contact": "call her"}
    given = await group.ana.user.submit_modal(again, MARIA)
    assert "R-2 is on its way to Caio" in text_of(shown(given))
    assert await group.rows("SELECT receiver_id, state FROM referrals ORDER BY id") == [
        (group.bruno.id, "declined"),
        (group.caio.id, "open"),
    ]
    assert any("R-2 · Ana refers Maria Souza to you" in text for text in group.direct(group.caio))


@pytest.mark.parametrize(
    "need",
    ["A wedding planner", "She gets married in May, with forty guests, and looks for a planner who knows the churches here"],
)
async def test_from_the_card_in_the_server_those_who_fit_the_need_come_first(group: World, need: str) -> None:
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Wedding planner")
    await declined(group, need=need, kind="lead")
    card = await group.open_referral(group.ana)
    choice = shown(await group.ana.click(card, label=PASS))
    assert ids_of(choice) == ["referral:pass_to:1", "referral:pass_any:1"]
    assert [option["value"] for option in options_of(choice, "referral:pass_to:1")] == [str(group.duda.id), str(group.caio.id)]
    form = await group.ana.select(choice, [group.duda], custom_id="referral:pass_any:1")
    assert (filled(form)["kind"], filled(form)["need"]) == ("lead", need)


async def test_only_its_giver_and_only_after_a_decline(group: World) -> None:
    await declined(group)
    told = group.ana.user.dm_channel.history()[-1]
    receiver = await group.open_referral(group.bruno)
    assert PASS not in labels_of(receiver)
    await group.bruno.click(receiver, label="Open again")
    assert PASS not in labels_of(await group.open_referral(group.ana))
    assert "can't be passed to another member now" in text_of(shown(await group.ana.user.click(told, label=PASS)))
    assert "R-1" in said(await group.ana.slash(group.channel, "referral", id="R-1"))
