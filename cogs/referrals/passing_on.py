"""Passing a referral's client to another member, in place of one who declined or also; in the server and in direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.membership.members.model import Person
from bot.referrals.origins import UNCAUSED, Origin
from bot.referrals.passing_on import Way
from bot.referrals.typed import Typed
from cogs._ui import forms
from cogs._ui.cards import Card, menu, people_menu
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.passed_card import confirmation
from cogs._ui.refer_form import FIELDS, refer_form
from cogs._ui.referral_card import client_name
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.referrals.giving import MOST_OTHERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.referrals.model import Referral
    from bot.referrals.passing_on import PassingOn, PassingOnService
    from bot.referrals.service import Referrals

FORMS = {Way.IN_PLACE: "referral:pass_form", Way.ALSO: "referral:also_form"}


class PassingOnCog(commands.Cog):
    def __init__(self, passing_on: PassingOnService, referrals: Referrals) -> None:
        self._passing_on = passing_on
        self._referrals = referrals

    @pressed("referral:pass")
    async def choose(self, ctx: InteractionContext) -> None:
        await self._choose(ctx, Way.IN_PLACE)

    @pressed("referral:also")
    async def choose_also(self, ctx: InteractionContext) -> None:
        await self._choose(ctx, Way.ALSO)

    async def _choose(self, ctx: InteractionContext, way: Way) -> None:
        found = await self._passing_on.candidates(ctx.actor(), ctx.id, way)
        await ctx.show(choice_card(ctx.words, found, way, in_server=bool(ctx.group_id)))

    # Two menus on one message need two custom ids (https://docs.discord.com/developers/components/reference#custom-id).
    @pressed("referral:pass_to")
    async def ask(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Way.IN_PLACE)

    @pressed("referral:pass_any")
    async def ask_for_anybody(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Way.IN_PLACE)

    @pressed("referral:also_to")
    async def ask_also(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Way.ALSO)

    @pressed("referral:also_any")
    async def ask_anybody_also(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Way.ALSO)

    async def _ask(self, ctx: InteractionContext, way: Way) -> None:
        referral = (await self._passing_on.check(ctx.actor(), ctx.id, way)).referral
        typed = {"prospect": referral.client.prospect, "contact": referral.client.contact, **_kept(referral, way)}
        await ctx.ask(await self._form(ctx, way, referral, number(ctx.chosen), forms.nonce(), typed))

    @submitted(FORMS[Way.IN_PLACE])
    async def passed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._passed(ctx, Way.IN_PLACE, typed)

    @submitted(FORMS[Way.ALSO])
    async def passed_also(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._passed(ctx, Way.ALSO, typed)

    async def _passed(self, ctx: InteractionContext, way: Way, typed: forms.Typed) -> None:
        referral_id, receiver, nonce = ctx.take(3)
        action = ctx.form_key(FORMS[way], nonce)
        earlier = await self._passing_on.check(ctx.actor(), number(referral_id), way, action)
        filled = Typed(**{field: typed.get(field, "") for field in FIELDS}, sure=SURE in typed)
        # Who comes in place of one who declined has the client together with the others, where there are others.
        origin = Origin(earlier.referral.id) if way is Way.ALSO or earlier.hub.parts else UNCAUSED
        actor, person = ctx.actor(earlier.referral.group_id), Person(number(receiver))
        opened = await self._referrals.give(actor, person, filled, action, origin)
        await ctx.show(confirmation(ctx.words, opened))

    @reopens(FORMS[Way.IN_PLACE])
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return await self._reopened(ctx, Way.IN_PLACE, typed)

    @reopens(FORMS[Way.ALSO])
    async def reopened_also(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return await self._reopened(ctx, Way.ALSO, typed)

    async def _reopened(self, ctx: InteractionContext, way: Way, typed: forms.Typed) -> ui.Modal:
        referral_id, receiver, nonce = ctx.take(3)
        referral = (await self._passing_on.check(ctx.actor(), number(referral_id), way)).referral
        return await self._form(ctx, way, referral, number(receiver), nonce, typed)

    async def _form(
        self, ctx: InteractionContext, way: Way, referral: Referral, receiver: int, nonce: str, typed: Mapping[str, str]
    ) -> ui.Modal:
        # In the referral's group, also in a direct message.
        member = await self._referrals.receiver(ctx.actor(referral.group_id), Person(receiver))
        return refer_form(ctx.words, member, f"{FORMS[way]}:{referral.id}:{receiver}:{nonce}", typed)


def _kept(referral: Referral, way: Way) -> dict[str, str]:
    """What the form keeps besides who the client is. Whether they agreed to be called, by another member too, is asked anew."""
    if way is Way.ALSO:
        return {}
    return {"need": referral.client.need, "kind": referral.kind.value, "warmth": str(int(referral.warmth))}


def choice_card(words: Words, found: PassingOn, way: Way, *, in_server: bool) -> Card:
    """A menu of active members; in the server also a select of all, which Discord does not offer in direct messages."""
    referral = found.opened.referral
    client = client_name(words, referral)
    if way is Way.IN_PLACE:
        card = Card().text(words.t("Who should get {client} ({referral}) instead?", client=client, referral=referral.label))
    else:
        card = Card().text(words.t("Who should get {client} ({referral}) too?", client=client, referral=referral.label))
    options = [(str(each.user_id), f"{each.name} · {each.seat}") for each in found.candidates[:MOST_OTHERS]]
    if options:
        card.menu(menu(f"referral:{way.value}_to:{referral.id}", words.t("Choose a member"), options))
    else:
        card.text(words.t("Nobody else is active in the group now."))
    if in_server:
        card.menu(people_menu(f"referral:{way.value}_any:{referral.id}", words.t("Somebody else")))
    elif len(found.candidates) > MOST_OTHERS:
        card.small(words.t("Somebody else? Open it with /referrals in the server: there you can choose anybody."))
    if way is Way.IN_PLACE:
        return card.small(words.t("The form opens with everything that you wrote."))
    return card.small(
        words.t("The form opens with their name and contact. Whether they agreed to hear from this member too, you say anew.")
    )
