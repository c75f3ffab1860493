"""Passing the client of a declined referral to another member, in the server and in direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.membership.members.model import Person
from bot.referrals.service import Typed
from cogs._ui import forms
from cogs._ui.cards import Card, menu, people_menu
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.referral_card import client_name
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.referrals import cards
from cogs.referrals.giving import FIELDS, MOST_OTHERS, refer_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.core.actor import Actor
    from bot.i18n import Words
    from bot.referrals.passing_on import PassingOn, PassingOnService
    from bot.referrals.service import Referrals

FORM = "referral:pass_form"


class PassingOnCog(commands.Cog):
    def __init__(self, passing_on: PassingOnService, referrals: Referrals) -> None:
        self._passing_on = passing_on
        self._referrals = referrals

    @pressed("referral:pass")
    async def choose(self, ctx: InteractionContext) -> None:
        found = await self._passing_on.candidates(ctx.actor(), ctx.id)
        await ctx.show(choice_card(ctx.words, found, in_server=bool(ctx.group_id)))

    @pressed("referral:pass_to")
    async def ask(self, ctx: InteractionContext) -> None:
        await self._ask(ctx)

    # Two menus on one message need two custom ids (https://docs.discord.com/developers/components/reference#custom-id).
    @pressed("referral:pass_any")
    async def ask_for_anybody(self, ctx: InteractionContext) -> None:
        await self._ask(ctx)

    async def _ask(self, ctx: InteractionContext) -> None:
        referral = (await self._passing_on.check(ctx.actor(), ctx.id)).referral
        client = referral.client
        typed = {"prospect": client.prospect, "contact": client.contact, "need": client.need, "kind": referral.kind.value}
        typed["warmth"] = str(int(referral.warmth))
        await ctx.ask(await self._form(ctx, referral.id, number(ctx.chosen), forms.nonce(), typed))

    @submitted(FORM)
    async def passed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        referral_id, receiver, nonce = ctx.take(3)
        actor = await self._actor(ctx, number(referral_id))
        filled = Typed(**{field: typed.get(field, "") for field in FIELDS}, sure=SURE in typed)
        opened = await self._referrals.give(actor, Person(number(receiver)), filled, ctx.form_key(FORM, nonce))
        await ctx.show(cards.confirmation(ctx.words, opened))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        referral_id, receiver, nonce = ctx.take(3)
        return await self._form(ctx, number(referral_id), number(receiver), nonce, typed)

    async def _form(
        self, ctx: InteractionContext, referral_id: int, receiver: int, nonce: str, typed: Mapping[str, str]
    ) -> ui.Modal:
        member = await self._referrals.receiver(await self._actor(ctx, referral_id), Person(receiver))
        return refer_form(ctx.words, member, f"{FORM}:{referral_id}:{receiver}:{nonce}", typed)

    async def _actor(self, ctx: InteractionContext, referral_id: int) -> Actor:
        """The actor in the referral's group, also in a direct message. Raises Refused."""
        return ctx.actor((await self._passing_on.check(ctx.actor(), referral_id)).referral.group_id)


def choice_card(words: Words, found: PassingOn, *, in_server: bool) -> Card:
    """A menu of active members; in the server also a select of all, which Discord does not offer in direct messages."""
    referral = found.opened.referral
    client = client_name(words, referral)
    card = Card().text(words.t("Who should get {client} ({referral}) instead?", client=client, referral=referral.label))
    options = [(str(each.user_id), f"{each.name} · {each.seat}") for each in found.candidates[:MOST_OTHERS]]
    if options:
        card.menu(menu(f"referral:pass_to:{referral.id}", words.t("Choose a member"), options))
    else:
        card.text(words.t("Nobody else is active in the group now."))
    if in_server:
        card.menu(people_menu(f"referral:pass_any:{referral.id}", words.t("Somebody else")))
    elif len(found.candidates) > MOST_OTHERS:
        card.small(words.t("Somebody else? Open it with /referrals in the server: there you can choose anybody."))
    return card.small(words.t("The form opens with everything that you wrote."))
