"""Executes the referrals and the thanks of a plan: their givers and receivers fill in the forms and press the cards' buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.demo.pressing import submit
from bot.demo.simulator import find_button, newest_message

if TYPE_CHECKING:
    import simcord

    from bot.demo.places import Place
    from bot.demo.plan import Referral, Step, Thanks

BY_GIVER = frozenset({"withdraw", "agreed"})
"""Verbs of the moves that the giver makes; the receiver makes all others."""
LABEL = re.compile(r"\bR\u2011\d+")


class Referring:
    """What people do about referrals in one server. A referral is named by a number of the plan's."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._labels: dict[int, str] = {}
        """The label that the bot gave each referral."""
        self._cards: dict[tuple[int, str], simcord.ResponseMessage] = {}
        """The card that a person has open, by the referral and the person; its buttons follow the state."""

    async def refer(self, number: int, referral: Referral, form: simcord.InteractionResult | None = None) -> None:
        """Fill in `form`, else the one of /refer, as the giver."""
        place = self._place
        giver = place.people[referral.giver]
        if form is None:
            form = await giver.slash(place.channel, "refer", member=place.people[referral.receiver])
        await self.fill(number, referral, giver, form)

    async def fill(self, number: int, referral: Referral, giver: simcord.MemberActor, form: simcord.InteractionResult) -> None:
        """Fill a form of /refer in as `giver`, who may be in another server."""
        filled = {
            "prospect": referral.client or giver.user.global_name or "",
            "contact": referral.contact,
            "need": referral.need.of(self._place.language),
            "kind": referral.kind,
            "warmth": str(referral.warmth),
        }
        confirmed = (await submit(giver, form, filled)).response
        assert confirmed is not None
        found = LABEL.search(repr(confirmed.components))
        assert found is not None, "the confirmation names the referral"
        self._labels[number] = found[0]

    async def step(self, number: int, referral: Referral, step: Step) -> None:
        """The giver or receiver, whoever may make the move, opens the card, presses the button, and submits the form, if any."""
        place = self._place
        by = referral.giver if step.verb in BY_GIVER else referral.receiver
        person = place.people[by]
        card = self._cards.get((number, by))
        if card is None:
            card = (await person.slash(place.channel, "referral", id=self._labels[number])).response
            assert card is not None
            self._cards[number, by] = card
        pressed = await person.click(card, custom_id=find_button(card, f"referral:{step.verb}:"))
        if pressed.modal is None:
            return
        if step.verb in {"won", "more"}:
            assert step.words is not None
            del self._cards[number, by]  # the answer is a new message; the old card's buttons stay
            filled = {"message": step.words.of(place.language), "amount": place.amount(step.amount), "business": "new"}
            await person.submit_modal(pressed, filled)
        else:
            await person.submit_modal(pressed, {"reason": step.words.of(place.language) if step.words else ""})
        if step.answered:
            await self._answer(place.people[referral.giver])

    async def thank(self, thanks: Thanks) -> None:
        place = self._place
        author = place.people[thanks.author]
        form = await author.slash(place.channel, "thank", member=place.people[thanks.thanked])
        if (asked := form.response) is not None and form.modal is None:  # it asks whether it is for a referral that is under way
            form = await author.click(asked, custom_id=find_button(asked, "thank:other:"))
        await author.submit_modal(form, {"message": thanks.words.of(place.language), "amount": ""})

    async def _answer(self, person: simcord.MemberActor) -> None:
        said = newest_message(self._place.env, self._place.channel)
        await person.click(said, custom_id=find_button(said, "thanks:pleasure:"))
