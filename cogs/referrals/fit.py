"""What makes a good referral for its receiver: the form, its answer, and what the giver reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.labels import unbroken
from bot.i18n import words
from bot.referrals.fit.model import FITTED
from bot.worker.rendered import Rendered
from cogs._ui import forms
from cogs._ui.cards import Card
from cogs._ui.fit_text import sentence
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.referrals.fit.model import Told
    from bot.referrals.fit.service import FitService

FORM = "fit:form"


class FitCog(commands.Cog):
    def __init__(self, fit: FitService) -> None:
        self._fit = fit

    @pressed("fit:open")
    async def open(self, ctx: InteractionContext) -> None:
        told = await self._fit.before(ctx.user_id, ctx.id)
        await ctx.ask(fit_form(ctx.words, told, ctx.id, {"fit": ",".join(told.fitted)}))

    @submitted(FORM)
    async def told(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        referral_id, _ = ctx.take(2)
        await ctx.show(answer(ctx.words, await self._fit.tell(ctx.user_id, number(referral_id), typed.get("fit", ""))))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        referral_id = number(ctx.take(2)[0])
        return fit_form(ctx.words, await self._fit.before(ctx.user_id, referral_id), referral_id, typed)

    async def message(self, message: Message) -> Rendered | None:
        """Render the message to the giver."""
        told = await self._fit.for_giver(message.group_id, message.record_id)
        return None if told is None else Rendered(for_giver(words(message.language), told))


def fit_form(words: Words, told: Told, referral_id: int, typed: Mapping[str, str]) -> ui.Modal:
    options = [(fit.value, words.t(label)) for fit, label in FITTED.items()]
    only = words.t("Only {name} reads it, from you.", name=told.giver_name)
    return forms.form(
        f"{FORM}:{referral_id}:{forms.nonce()}",
        words.t("What makes a good one for you"),
        forms.ticks_item("fit", words.t("What fitted?"), options, typed, only),
    )


def answer(words: Words, told: Told) -> Card:
    """The receiver's private answer: what the giver reads."""
    card = Card().text(words.t("🎯 {name} reads of {referral}:", name=one_line(told.giver_name), referral=told.label))
    card.text(f"> {sentence(words, told.receiver_name, told.fitted)}")
    return card.small(words.t("Nobody else reads it, and it counts nowhere. Press the button again to change it."))


def for_giver(words: Words, told: Told) -> Card:
    """The message to the giver."""
    card = Card().text(f"🎯 **{unbroken(told.label)}** · {sentence(words, told.receiver_name, told.fitted)}")
    return card.small(words.t("Only you read this."))
