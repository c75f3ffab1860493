"""What makes a good one for you: from the receiver's press to what the giver reads, and the hint in the receiver's own profile."""

import re

import pytest

from bot.core.text import units
from bot.i18n import words
from bot.referrals.fit.model import FROM, LAST, OFTEN, Fit, Hint
from cogs._ui.fit_text import hint_text
from cogs._ui.limits import FIELD_DESCRIPTION
from tests.support import WARM, World, ids_of, said, shown, text_of


async def ended(group: World, label: str = "Didn't work out", number: int = 1) -> object:
    """The card of Ana's referral, as Bruno sees it who just ended it."""
    await group.refer(group.ana, group.bruno, prospect=f"Client {number}", contact=f"c{number}@example.org")
    await group.bruno.click(await group.open_referral(group.bruno, f"R-{number}"), label="Accept")
    form = await group.bruno.click(await group.open_referral(group.bruno, f"R-{number}"), label=label)
    return shown(await group.bruno.submit_modal(form, {"reason": ""}))


@pytest.mark.parametrize("label", ["Didn't work out", "Can't take it"])
async def test_what_fitted_goes_to_the_giver_alone(group: World, label: str) -> None:
    card = await ended(group, label)
    form = await group.bruno.click(card, custom_id="fit:open:1")
    assert form.modal is not None
    (field,) = [row["component"] for row in form.modal["components"]]
    assert (field["custom_id"], [each["value"] for each in field["options"]]) == ("fit", [each.value for each in Fit])
    before = group.public()
    answered = await group.bruno.submit_modal(form, {"fit": ["expected"]})
    expected = "**Bruno**: they expected my call. For next time: outside my area."
    assert expected in said(answered)
    assert group.direct(group.ana)[-1] == f"🎯 **R-1** · {expected}\n-# Only you read this."
    assert expected in text_of(await group.open_referral(group.ana))
    assert group.public() == before
    assert "outside my area" not in text_of(await group.open_referral(group.bruno))
    for command in ("moderate log", "digest preview", "me"):
        assert "my area" not in said(await group.ana.slash(group.channel, command))
    told = len(group.direct(group.ana))
    again = await group.bruno.click(card, custom_id="fit:open:1")
    assert again.modal is not None
    assert [each["value"] for each in again.modal["components"][0]["component"]["options"] if each.get("default")] == ["expected"]
    await group.bruno.submit_modal(again, {"fit": ["expected"]})
    changed = await group.bruno.click(card, custom_id="fit:open:1")
    await group.bruno.submit_modal(changed, {"fit": ["expected", "place", "client", "time"]})
    assert len(group.direct(group.ana)) == told, "the message is edited"
    assert "For next time" not in group.direct(group.ana)[-1]


async def test_after_a_job_the_confirmation_offers_it(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    confirmed = shown(await group.bruno.submit_modal(await group.bruno.slash(group.channel, "thank", referral="R-1"), WARM))
    assert "fit:open:1" in ids_of(confirmed)
    await group.bruno.submit_modal(await group.bruno.click(confirmed, custom_id="fit:open:1"), {"fit": []})
    assert group.direct(group.ana)[-1].startswith("🎯 **R-1** · **Bruno**: For next time: outside my area.")
    other = shown(
        await group.bruno.submit_modal(await group.bruno.slash(group.channel, "thank", member=group.caio), {"message": "Hi"})
    )
    assert not [each for each in ids_of(other) if each.startswith("fit:")], "there was no job"


async def test_it_works_in_direct_messages_and_for_the_receiver_alone(group: World) -> None:
    await ended(group)
    card = group.bruno.user.dm_channel.history()[-1]
    form = await group.bruno.user.click(card, custom_id="fit:open:1")
    await group.bruno.user.submit_modal(form, {"fit": ["time"]})
    assert "the right time" in group.direct(group.ana)[-1]
    assert not [each for each in ids_of(await group.open_referral(group.ana)) if each.startswith("fit:")]


async def test_the_profile_form_hints_from_the_third_on(group: World) -> None:
    async def hint() -> str | None:
        form = await group.bruno.slash(group.channel, "profile edit")
        assert form.modal is not None
        (field,) = [row for row in form.modal["components"] if row["component"]["custom_id"] == "ideal_referral"]
        return field.get("description")

    for number in range(1, 6):
        form = await group.bruno.click(await ended(group, number=number), custom_id=f"fit:open:{number}")
        assert await hint() is None or number > FROM
        await group.bruno.submit_modal(form, {"fit": [each.value for each in Fit if each is not Fit.PLACE or number > OFTEN]})
    assert await hint() == "Two of your last five were outside your area. Say where you work."


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_every_hint_fits_under_a_field(language: str) -> None:
    for missed in Fit:
        for total in range(FROM, LAST + 1):
            for count in range(OFTEN, total + 1):
                text = hint_text(words(language), Hint(missed, count, total))
                assert units(text) <= FIELD_DESCRIPTION, text
                assert not re.search(r"[{}]|\d", text)
