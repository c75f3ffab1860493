"""Executes the asks of the sample group's plan: their authors post them, others answer them by the buttons of their cards."""

from __future__ import annotations

from datetime import datetime, time
from itertools import count
from typing import TYPE_CHECKING

from bot.demo.people import MEMBERS
from bot.demo.pressing import pressable, submit
from bot.demo.simulator import find_button, has_button, newest_with_button, options_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import simcord

    from bot.demo.plan import Ask, Move, Referral

ANSWERED_BY = {"looking": "know", "tip": "useful"}
"""The verb of the public card's button, by kind; that of the other kinds is OFFER."""
OFFER = "offer"
OWN = frozenset({"choose", "close", "met"})
"""Verbs of the buttons that the author presses on what /ask shows of an ask."""
TRADES = {someone.key: someone.trade for someone in MEMBERS}
STANDS = {"until": "7"}
FORMS: Mapping[str, Mapping[str, str]] = {
    "looking": STANDS,
    "question": STANDS,
    "client_needs": {**STANDS, "agreed": "yes"},
    "cover": {},
    "tip": {},
}
"""The fields of each kind's form besides those of the plan."""


class Asking:
    """What people do about asks, by commands, menus and buttons in the channel and in their direct messages."""

    def __init__(
        self,
        env: simcord.Env,
        channel: simcord.ChannelHandle,
        people: Mapping[str, simcord.MemberActor],
        zone: ZoneInfo,
        language: str,
    ) -> None:
        self._env = env
        self._channel = channel
        self._people = people
        self._zone = zone
        self._language = language
        self._posted: dict[str, tuple[str, simcord.ResponseMessage]] = {}
        """The bot's id and the public card of each ask that was posted, by its key in the plan."""

    async def post(self, ask: Ask) -> None:
        """Fill the form in as the author; the trades that a client needs are chosen before."""
        author = self._people[ask.author]
        if ask.kind == "tip":
            form = await author.slash(self._channel, "tip")
        else:
            form = await author.slash(self._channel, "ask", kind=ask.kind)
        if ask.trades:
            form = await self._choose_trades(author, _shown(form), {TRADES[key].of(self._language) for key in ask.trades})
        await submit(author, form, self._filled(ask))
        button = f"ask:{ANSWERED_BY.get(ask.kind, OFFER)}:"
        card = newest_with_button(self._env, self._channel, button)
        self._posted[ask.key] = find_button(card, button).removeprefix(button), card

    async def move(self, ask: Ask, move: Move) -> None:
        """Press the button, and submit the form that it opens, if any."""
        person = self._people[move.by]
        need_id, card = self._posted[ask.key]
        words = move.words.of(self._language) if move.words else ""
        button = f"ask:{move.verb}:{need_id}"
        if move.about:
            button = f"{button}:{self._people[move.about].id}"
        if move.verb in OWN:
            await self._press_own(person, need_id, button)
        elif move.verb == "helped":  # also of an ask that is over, which /ask does not show
            told = newest_with_button(self._env, person.user.dm_channel, button)
            await person.user.submit_modal(await person.user.click(told, custom_id=button), {"thanks": words})
        else:
            pressed = await person.click(card, custom_id=button)
            if pressed.modal is not None:
                await person.submit_modal(pressed, {"answer": words})

    async def refer(self, referral: Referral) -> simcord.InteractionResult:
        """Open the form of a referral as its giver: by *I know someone*, or, as the asker, by choosing who has the trade."""
        giver, receiver = self._people[referral.giver], self._people[referral.receiver]
        need_id, card = self._posted[referral.ask]
        if has_button(card, f"ask:know:{need_id}"):
            which = await giver.click(card, custom_id=f"ask:know:{need_id}")
            return await giver.click(_shown(which), custom_id=f"ask:know_yes:{need_id}")
        return await self._press_own(giver, need_id, f"ask:choose:{need_id}:{receiver.id}")

    async def _press_own(self, author: simcord.MemberActor, need_id: str, button: str) -> simcord.InteractionResult:
        """Open one's own ask from the list of /ask, and press the first of its buttons that begins so."""
        home = await author.slash(self._channel, "ask")
        opened = await author.select(_shown(home), [need_id], custom_id="ask:open")
        return await author.click(_shown(opened), custom_id=find_button(_shown(opened), button))

    async def _choose_trades(
        self, author: simcord.MemberActor, card: simcord.ResponseMessage, names: set[str]
    ) -> simcord.InteractionResult:
        """Choose these from the pages of the group's trades, and open the form."""
        for page in count(1):
            menu = find_button(card, "ask:trades:")
            chosen = [value for value, label in options_of(card, menu) if label in names]
            if chosen:
                card = _shown(await author.select(card, chosen, custom_id=menu))
            following = pressable(card, f"page:trades:{page}:")
            if not following:
                break
            card = _shown(await author.click(card, custom_id=following[0]))
        return await author.click(card, custom_id=find_button(card, "ask:named:"))

    def _filled(self, ask: Ask) -> dict[str, str]:
        filled = {**FORMS[ask.kind], **{name: text.of(self._language) for name, text in ask.fields.items()}}
        if ask.happens is not None:
            day = datetime.combine(self._env.now().astimezone(self._zone), time(), tzinfo=self._zone)
            filled["when"] = f"{day + ask.happens:%Y-%m-%d %H:%M}"
        return filled


def _shown(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that answers an interaction."""
    assert result.response is not None, "it was answered by a form"
    return result.response
