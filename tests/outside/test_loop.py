"""The whole loop from outside: `python -m bot run` as a process, against a stand-in for Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.outside.town import CLIENT

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.outside.town import Town
    from tests.standin import Standin


async def test_a_referral_becomes_work_and_everybody_reads_the_thanks(town: Town, standin: Standin, operator: Operator) -> None:
    reply = await town.refer()
    assert "R-1" in reply.text
    card, line = await town.said()
    assert CLIENT["prospect"] in card.text
    assert CLIENT["contact"] not in card.text
    assert not set(line.text.split()) & set(CLIENT["prospect"].split())

    accepted = await standin.click(town.bruno, card, "referral:accept:")
    await standin.until(lambda: accepted.messages, "the contact")
    assert accepted.message.seen_by is town.bruno
    assert CLIENT["contact"] in accepted.message.text.replace("\\", "")
    await standin.message_in(standin.direct_channel(town.ana), "accepted")

    form = await standin.click(town.bruno, card, "referral:won:")
    thanked = await standin.submit(town.bruno, form, {"message": "Grateful, Ana!", "amount": "1,250.00"})
    assert "T-1" in thanked.text
    public = await standin.message_in(town.referrals, "Grateful, Ana!")
    assert "1,250" not in public.text
    await standin.message_in(standin.direct_channel(town.ana), "Grateful, Ana!")
    await standin.until(lambda: "referral:more:" in "".join(card.custom_ids), "the card to follow")

    assert await operator.started[0].stop() == 0
