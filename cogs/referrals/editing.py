"""Editing a referral that has no answer yet, and the receiver's private label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.referrals import model as referrals_model
from bot.referrals.model import Kind, Verb
from bot.referrals.typed import Typed
from cogs._ui import forms, referral_card
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.refer_form import warmth_item
from cogs._ui.routing import pressed, reopens, submitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.referrals.model import Referral
    from bot.referrals.service import Referrals

EDIT = "referral:edit_form"
LABEL = "referral:label_form"


class Editing(commands.Cog):
    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals

    @pressed("referral:edit")
    async def edit(self, ctx: InteractionContext) -> None:
        referral = await self._editable(ctx, ctx.id)
        client = referral.client
        typed = {"prospect": client.prospect, "contact": client.contact, "need": client.need, "warmth": str(int(referral.warmth))}
        await ctx.ask(edit_form(ctx.words, referral, forms.nonce(), typed))

    @submitted(EDIT)
    async def edited(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        referral_id, nonce = ctx.take(2)
        prospect, contact, need, warmth = (typed.get(field, "") for field in ("prospect", "contact", "need", "warmth"))
        filled = Typed(prospect, contact, need, "", warmth)
        opened = await self._referrals.edit(ctx.user_id, number(referral_id), filled, ctx.form_key(EDIT, nonce))
        await ctx.update(referral_card.card(ctx.words, opened))

    @reopens(EDIT)
    async def edit_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        referral_id, nonce = ctx.take(2)
        return edit_form(ctx.words, await self._editable(ctx, number(referral_id)), nonce, typed)

    async def _editable(self, ctx: InteractionContext, referral_id: int) -> Referral:
        return (await self._referrals.check(ctx.user_id, referral_id, Verb.EDIT)).referral

    @pressed("referral:label")
    async def label(self, ctx: InteractionContext) -> None:
        referral = (await self._referrals.check_label(ctx.user_id, ctx.id)).referral
        await ctx.ask(label_form(ctx.words, referral.id, forms.nonce(), {"label": referral.private_label}))

    @submitted(LABEL)
    async def labelled(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        referral_id, nonce = ctx.take(2)
        opened = await self._referrals.name(ctx.user_id, number(referral_id), typed.get("label", ""), nonce)
        await ctx.update(referral_card.card(ctx.words, opened))

    @reopens(LABEL)
    async def label_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        referral_id, nonce = ctx.take(2)
        opened = await self._referrals.check_label(ctx.user_id, number(referral_id))
        return label_form(ctx.words, opened.referral.id, nonce, typed)


def edit_form(words: Words, referral: Referral, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form for client and need, and for the warmth where the client said yes."""
    return forms.form(
        f"{EDIT}:{referral.id}:{nonce}",
        words.t("Change the referral"),
        forms.text_item(words, "prospect", referrals_model.PROSPECT, typed),
        forms.text_item(words, "contact", referrals_model.CONTACT, typed),
        forms.text_item(words, "need", referrals_model.NEED, typed),
        *([warmth_item(words, typed)] if referral.kind is Kind.DIRECT else []),
    )


def label_form(words: Words, referral_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    described = words.t("Only you see it, and it stays when the client's data is deleted.")
    item = forms.text_item(words, "label", referrals_model.LABEL, typed, description=described)
    return forms.form(f"{LABEL}:{referral_id}:{nonce}", words.t("Private label"), item)
