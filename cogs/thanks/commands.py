"""Thanking a person: by /thank, from their context menu or profile, or from a referral's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.core.text import plain
from bot.membership.members.model import Person
from bot.referrals.model import NOT_COUNTED, WAITING, Box, State
from bot.referrals.thanks.model import Business
from bot.referrals.thanks.service import Typed
from cogs._ui import forms, referral_card, suggest
from cogs._ui.cards import Card, line, people_menu
from cogs._ui.interaction import InteractionContext, label_number, number, person, read_label
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.thanks.cards import FORM, confirmation, note, post, stands_elsewhere, thank_form, which_referral

if TYPE_CHECKING:
    from discord import ui

    from bot.referrals.service import Referrals
    from bot.referrals.thanks.service import About, ThanksService


class Thanking(commands.Cog):
    def __init__(self, thanks: ThanksService, referrals: Referrals) -> None:
        self._thanks = thanks
        self._referrals = referrals

    @app_commands.command(description="Thank a member, in public; the amount stays with you.")
    @app_commands.describe(
        member="Whom",
        former="Somebody who was a member, by name",
        referral="The referral that became work, such as R-42",
    )
    async def thank(
        self,
        interaction: discord.Interaction,
        member: discord.User | None = None,
        former: str | None = None,
        referral: str | None = None,
    ) -> None:
        ctx = InteractionContext.of(interaction)
        whom = person(member) if member else None
        if former is not None:
            whom = await self._former(ctx, former)
            if member is not None:
                raise Refused(N_("Choose one person to thank: a member, or a former one."))
        if referral is not None:
            opened = await self._referrals.open_number(ctx.actor(), read_label(referral))
            about = await self._thanks.about_referral(ctx.user_id, opened.referral.id)
            if whom is not None and whom.user_id != about.thanked.user_id:
                raise Refused(
                    N_("{referral} came from {name}. Leave the member out, or choose another referral."),
                    referral=opened.referral.label,
                    name=about.thanked.name,
                )
            again = opened.referral.state is State.WON
            await self._ask(ctx, about, Business.REPEAT if again else Business.NEW)
        elif whom is not None:
            await self._ask_whether_for_a_referral(ctx, whom)
        else:
            raise Refused(N_("Choose the member whom you want to thank, or the referral that became work."))

    async def _former(self, ctx: InteractionContext, chosen: str) -> Person:
        """The former member with that id (a suggestion's value) or full name. Raises Refused where there is not exactly one."""
        found = await self._thanks.former(ctx.actor())
        fitting = [each for each in found if chosen == str(each.user_id) or plain(chosen) == plain(each.name)]
        if len(fitting) != 1:
            raise Refused(N_("Choose the former member from the list that opens while you type their name."))
        return Person(fitting[0].user_id, fitting[0].name)

    @thank.autocomplete("former")
    async def suggest_former(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        ctx = InteractionContext.of(interaction)
        try:
            found = await self._thanks.former(ctx.actor())
        except Refused:
            # An autocomplete can't show a refusal; the command itself is refused.
            return []
        return suggest.people(found, typed)

    @thank.autocomplete("referral")
    async def suggest_referral(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        ctx = InteractionContext.of(interaction)
        try:
            found = await self._referrals.suggested(ctx.actor(), Box.RECEIVED, label_number(typed), suggest.LOOKED_THROUGH)
        except Refused:
            return []
        return suggest.referrals(ctx, (each for each in found if each[0].state not in NOT_COUNTED), typed)

    async def thank_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._ask_whether_for_a_referral(InteractionContext.of(interaction), person(member))

    @pressed("thank:open")
    async def thank_from_profile(self, ctx: InteractionContext) -> None:
        await self._ask_whether_for_a_referral(ctx, Person(ctx.id))

    @pressed("panel:thank")
    async def thank_from_panel(self, ctx: InteractionContext) -> None:
        """Ask privately whom to thank: the panel's message is public."""
        await self._referrals.check_member(ctx.actor())
        card = Card().text(ctx.words.t("Whom do you want to thank?"))
        card.menu(people_menu("thank:pick", ctx.words.t("Choose a member")))
        await ctx.show(card.small(ctx.words.t("For a referral that became work, press “Got the job” on its card in /referrals.")))

    @pressed("thank:pick")
    async def thank_picked(self, ctx: InteractionContext) -> None:
        await self._ask_whether_for_a_referral(ctx, Person(number(ctx.chosen)))

    @pressed("thank:other")
    async def thank_for_something_else(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, await self._thanks.about(ctx.actor(), Person(ctx.id)), Business.NEW)

    @pressed("referral:won")
    async def thank_from_card(self, ctx: InteractionContext) -> None:
        """Open the form for a referral in progress; in any other state update the card and say which state it is in."""
        opened = await self._referrals.open(ctx.user_id, ctx.id)
        if opened.referral.state in WAITING:
            await self._ask(ctx, await self._thanks.about_referral(ctx.user_id, ctx.id), Business.NEW)
            return
        await ctx.update(referral_card.card(ctx.words, opened))
        await ctx.show(stands_elsewhere(ctx.words, opened))

    @pressed("referral:more")
    async def thank_for_more(self, ctx: InteractionContext) -> None:
        about = await self._thanks.about_referral(ctx.user_id, ctx.id)
        await self._ask(ctx, about, Business.REPEAT)

    @pressed("thanks:act")
    async def thank_for_act(self, ctx: InteractionContext) -> None:
        """Thank for the referral as such. The referral's card is updated; a message with the client's contact stays as it is."""
        opened = await self._referrals.open(ctx.user_id, ctx.id)
        given = await self._thanks.for_act(ctx.actor(opened.referral.group_id), ctx.id)
        if ctx.pressed_beside("referral:"):
            await ctx.update(referral_card.card(ctx.words, await self._referrals.open(ctx.user_id, ctx.id)))
        await ctx.show(confirmation(ctx.words, given))

    async def _ask_whether_for_a_referral(self, ctx: InteractionContext, whom: Person) -> None:
        """Open the form, or ask first for which referral in progress from that person the thanks are, if there are any."""
        about = await self._thanks.about(ctx.actor(), whom)
        if about.under_way:
            await ctx.show(which_referral(ctx.words, about))
        else:
            await self._ask(ctx, about, Business.NEW)

    async def _ask(self, ctx: InteractionContext, about: About, business: Business) -> None:
        message = ctx.words.t("Thank you for the referral!") if about.referral else ctx.words.t("Thank you so much!")
        typed = {"message": message, "business": business.value}
        await ctx.ask(thank_form(ctx.words, about, forms.nonce(), typed))

    def _form_parts(self, ctx: InteractionContext) -> tuple[int, int, str]:
        """The ids in the form's custom id: whom to thank, for which referral (0 for none), and the form's nonce. Raises Refused."""
        thanked, referral, nonce = ctx.take(3)
        parted = thanked.startswith("-")  # a giver who deleted their data can be thanked by their referral
        return (-number(thanked[1:]) if parted else number(thanked)), number(referral), nonce

    @submitted(FORM)
    async def said(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        thanked_id, referral_id, nonce = self._form_parts(ctx)
        filled = Typed(typed.get("message", ""), typed.get("amount", ""), typed.get("business", ""), SURE in typed)
        group_id = ctx.group_id
        # In a direct message the interaction has no group; the referral's service checks that the user is a party to it.
        if referral_id and not group_id:
            group_id = (await self._referrals.open(ctx.user_id, referral_id)).referral.group_id
        given = await self._thanks.give(
            ctx.actor(group_id), Person(thanked_id), referral_id or None, filled, ctx.form_key(FORM, nonce)
        )
        if referral_id and ctx.interaction.message is not None:  # it was asked for on the referral's card
            opened = await self._referrals.open(ctx.user_id, referral_id)
            await ctx.update(referral_card.card(ctx.words, opened))
        await ctx.show(confirmation(ctx.words, given))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        thanked_id, referral_id, nonce = self._form_parts(ctx)
        if referral_id:
            about = await self._thanks.about_referral(ctx.user_id, referral_id)
        else:
            about = await self._thanks.about(ctx.actor(), Person(thanked_id))
        return thank_form(ctx.words, about, nonce, typed)

    @pressed("thanks:undo")
    async def undo(self, ctx: InteractionContext) -> None:
        given = await self._thanks.undo(ctx.user_id, ctx.id)
        await ctx.update(line(ctx.words.t("↩️ {thanks} is taken back.", thanks=given.thanks.label)))

    @pressed("thanks:pleasure")
    async def pleasure(self, ctx: InteractionContext) -> None:
        given = await self._thanks.answer(ctx.user_id, ctx.id)
        if given.is_linked:
            await ctx.update(note(ctx.words, given))
            return
        group = await self._thanks.group(given.thanks.group_id)
        await ctx.update(post(group.language, given), public=True)
