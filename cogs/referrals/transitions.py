"""The buttons on a referral's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.referrals import model as referrals_model
from bot.referrals.model import MOVES, STATE_LABELS, Verb
from cogs._ui import forms, referral_card
from cogs._ui.interaction import InteractionContext, number, stale
from cogs._ui.routing import pressed, reopens, submitted
from cogs.referrals import cards

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.referrals.service import Referrals
    from bot.referrals.transitions import Opened

NO_FIT = "referral:no_fit_form"
DECLINE = "referral:decline_form"


class Transitions(commands.Cog):
    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals

    @pressed("referral:accept")
    async def accept(self, ctx: InteractionContext) -> None:
        opened = await self._move(ctx, Verb.ACCEPT)
        await ctx.show(cards.contact(ctx.words, opened))

    @pressed("referral:show")
    async def show_contact(self, ctx: InteractionContext) -> None:
        await ctx.show(cards.contact(ctx.words, await self._referrals.contact(ctx.user_id, ctx.id)))

    @pressed("referral:contacted")
    async def contacted(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.CONTACTED)

    @pressed("referral:withdraw")
    async def withdraw(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.WITHDRAW)

    @pressed("referral:agreed")
    async def agreed(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.AGREED)

    @pressed("referral:reopen")
    async def reopen(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.REOPEN)

    @pressed("referral:same")
    async def same_client(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.SAME)

    @pressed("referral:no_fit")
    async def no_fit(self, ctx: InteractionContext) -> None:
        await self._ask_why(ctx, Verb.NO_FIT, NO_FIT)

    @pressed("referral:decline")
    async def decline(self, ctx: InteractionContext) -> None:
        await self._ask_why(ctx, Verb.DECLINE, DECLINE)

    @submitted(NO_FIT)
    async def no_fit_told(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._move(ctx, Verb.NO_FIT, typed.get("reason", ""))

    @submitted(DECLINE)
    async def decline_told(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._move(ctx, Verb.DECLINE, typed.get("reason", ""))

    @reopens(NO_FIT)
    async def no_fit_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return await self._why_form(ctx, Verb.NO_FIT, NO_FIT, typed)

    @reopens(DECLINE)
    async def decline_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return await self._why_form(ctx, Verb.DECLINE, DECLINE, typed)

    async def _move(self, ctx: InteractionContext, verb: Verb, reason: str = "") -> Opened:
        if not ctx.args:
            raise stale()
        opened = await self._referrals.move(ctx.user_id, number(ctx.args[0]), verb, reason)
        await ctx.update(referral_card.card(ctx.words, opened))
        return opened

    async def _ask_why(self, ctx: InteractionContext, verb: Verb, prefix: str) -> None:
        await ctx.ask(await self._why_form(ctx, verb, prefix, {}))

    async def _why_form(self, ctx: InteractionContext, verb: Verb, prefix: str, typed: Mapping[str, str]) -> ui.Modal:
        """The form for a reason. Raises Refused where the move would fail."""
        if not ctx.args:
            raise stale()
        await self._referrals.check(ctx.user_id, number(ctx.args[0]), verb)
        state, words = MOVES[verb].to, ctx.words
        assert state is not None, "both moves end a referral"
        return forms.form(
            f"{prefix}:{ctx.args[0]}:{forms.nonce()}",
            words.t(STATE_LABELS[state]),
            forms.text_item(
                words, "reason", referrals_model.WHY, typed, description=words.t("Only the other one of you two reads it.")
            ),
        )
