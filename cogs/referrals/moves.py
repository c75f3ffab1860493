"""The buttons on a referral's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.model import referrals as model
from bot.model.referrals import STATE_LABELS, State, Verb
from cogs._ui import forms, referral_card
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.turn import Turn, number, stale
from cogs.referrals import cards

if TYPE_CHECKING:
    from discord import ui

    from bot.services.referral_moves import Opened
    from bot.services.referrals import Referrals

NO_FIT = "referral:no_fit_form"
DECLINE = "referral:decline_form"


class Moves(commands.Cog):
    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals

    @pressed("referral:accept")
    async def accept(self, turn: Turn) -> None:
        opened = await self._move(turn, Verb.ACCEPT)
        await turn.show(cards.contact(turn.words, opened))

    @pressed("referral:show")
    async def show_contact(self, turn: Turn) -> None:
        await turn.show(cards.contact(turn.words, await self._referrals.contact(turn.user_id, turn.id)))

    @pressed("referral:contacted")
    async def contacted(self, turn: Turn) -> None:
        await self._move(turn, Verb.CONTACTED)

    @pressed("referral:withdraw")
    async def withdraw(self, turn: Turn) -> None:
        await self._move(turn, Verb.WITHDRAW)

    @pressed("referral:agreed")
    async def agreed(self, turn: Turn) -> None:
        await self._move(turn, Verb.AGREED)

    @pressed("referral:reopen")
    async def reopen(self, turn: Turn) -> None:
        await self._move(turn, Verb.REOPEN)

    @pressed("referral:same")
    async def same_client(self, turn: Turn) -> None:
        await self._move(turn, Verb.SAME)

    @pressed("referral:no_fit")
    async def no_fit(self, turn: Turn) -> None:
        await self._ask_why(turn, Verb.NO_FIT, NO_FIT)

    @pressed("referral:decline")
    async def decline(self, turn: Turn) -> None:
        await self._ask_why(turn, Verb.DECLINE, DECLINE)

    @submitted(NO_FIT)
    async def no_fit_told(self, turn: Turn, typed: forms.Typed) -> None:
        await self._move(turn, Verb.NO_FIT, typed.get("reason", ""))

    @submitted(DECLINE)
    async def decline_told(self, turn: Turn, typed: forms.Typed) -> None:
        await self._move(turn, Verb.DECLINE, typed.get("reason", ""))

    @reopens(NO_FIT)
    async def no_fit_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return self._why_form(turn, State.NO_FIT, NO_FIT, typed)

    @reopens(DECLINE)
    async def decline_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return self._why_form(turn, State.DECLINED, DECLINE, typed)

    async def _move(self, turn: Turn, verb: Verb, reason: str = "") -> Opened:
        if not turn.args:
            raise stale()
        opened = await self._referrals.move(turn.user_id, number(turn.args[0]), verb, reason)
        await turn.update(referral_card.card(turn.words, opened))
        return opened

    async def _ask_why(self, turn: Turn, verb: Verb, prefix: str) -> None:
        await self._referrals.check(turn.user_id, turn.id, verb)
        state = State.NO_FIT if verb is Verb.NO_FIT else State.DECLINED
        await turn.ask(self._why_form(turn, state, prefix, {}))

    def _why_form(self, turn: Turn, state: State, prefix: str, typed: forms.Typed) -> ui.Modal:
        words = turn.words
        return forms.form(
            f"{prefix}:{turn.args[0]}:{forms.nonce()}",
            words.t(STATE_LABELS[state]),
            forms.text_item(words, "reason", model.WHY, typed, description=words.t("Only the other one of you two reads it.")),
        )
