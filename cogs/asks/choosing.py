"""Choosing one of those who offered, and the referral by which a need is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.asks.model import NeedKind
from bot.membership.members.model import Person
from bot.referrals.typed import Typed
from cogs._ui import forms
from cogs._ui.interaction import InteractionContext, number, stale
from cogs._ui.passed_card import confirmation
from cogs._ui.refer_form import FIELDS, refer_form
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.asks import notes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discord import ui

    from bot.asks.offers import Offers
    from bot.asks.referring import Prepared, Referring
    from bot.referrals.service import Referrals

FORM = "ask:refer_form"


class Choosing(commands.Cog):
    def __init__(self, offers: Offers, referring: Referring, referrals: Referrals) -> None:
        self._offers = offers
        self._referring = referring
        self._referrals = referrals

    @pressed("ask:choose")
    async def choose(self, ctx: InteractionContext) -> None:
        """Choose who stands in, or open the form of the referral to whoever has the trade that a client needs."""
        need_id, user_id, offer_id = _chosen(ctx.args)
        seen = await self._offers.of(ctx.actor(), need_id)
        theirs = [each for each in seen.offers if each.user_id == user_id and offer_id in {0, each.id}]
        # Of an offer with a text somebody outside is meant, to whom no referral can be passed.
        if seen.need.kind is NeedKind.CLIENT_NEEDS and any(not each.text for each in theirs):
            await ctx.ask(await self._new_form(ctx, need_id, user_id, offer_id))
            return
        trade = theirs[0].trade if theirs and offer_id else ""
        await ctx.update(notes.chose(ctx.words, await self._offers.choose(ctx.actor(), need_id, user_id, trade), user_id))

    @pressed("ask:know_yes")
    async def refer_to_asker(self, ctx: InteractionContext) -> None:
        """Open the form of the referral to whoever looks for somebody."""
        seen = await self._offers.check(ctx.actor(), ctx.id)
        await ctx.ask(await self._new_form(ctx, seen.need.id, seen.need.author_id))

    async def _new_form(self, ctx: InteractionContext, need_id: int, receiver_id: int, offer_id: int = 0) -> ui.Modal:
        prepared = await self._referring.prepare(ctx.actor(), need_id, receiver_id, offer_id=offer_id)
        client = prepared.client
        typed = {"prospect": client.prospect, "contact": client.contact, "need": client.need}
        return await self._form(ctx, prepared, forms.nonce(), typed)

    async def _form(self, ctx: InteractionContext, prepared: Prepared, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
        need = prepared.seen.need
        # In the need's group, also in a direct message.
        member = await self._referrals.receiver(ctx.actor(need.group_id), Person(prepared.receiver_id))
        name = f"{FORM}:{need.id}:{member.user_id}:{prepared.offer_id}:{nonce}"
        return refer_form(ctx.words, member, name, typed)

    @submitted(FORM)
    async def passed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        *ids, nonce = ctx.take(4)
        need_id, receiver_id, offer_id = map(number, ids)
        action = ctx.form_key(FORM, nonce)
        prepared = await self._referring.prepare(ctx.actor(), need_id, receiver_id, action, offer_id)
        filled = Typed(**{field: typed.get(field, "") for field in FIELDS}, sure=SURE in typed)
        actor, person = ctx.actor(prepared.seen.need.group_id), Person(prepared.receiver_id)
        opened = await self._referrals.give(actor, person, filled, action, prepared.origin)
        await ctx.show(confirmation(ctx.words, opened))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        *ids, nonce = ctx.take(4)
        need_id, receiver_id, offer_id = map(number, ids)
        prepared = await self._referring.prepare(ctx.actor(), need_id, receiver_id, offer_id=offer_id)
        return await self._form(ctx, prepared, nonce, typed)


def _chosen(args: Sequence[str]) -> tuple[int, int, int]:
    """The ids of need, person and offer; that of the offer is 0 on buttons that don't name it. Raises Refused."""
    if len(args) not in {2, 3}:
        raise stale()
    need_id, user_id, *offer_id = map(number, args)
    return need_id, user_id, offer_id[0] if offer_id else 0
