"""/join: applying, waiting for a trade, and answering the moderators' questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.membership.applications import model as applications_model
from bot.membership.applications.service import Application
from bot.membership.members import profile as profile_model
from bot.membership.members.lifecycle import SeatTaken
from cogs._ui import claim_offer, forms, suggest
from cogs._ui.cards import Card, button, primary
from cogs._ui.interaction import InteractionContext, names_of, number, stale
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words
    from bot.membership.applications.service import Applications
    from bot.membership.claims.service import Claims
    from bot.membership.profiles.service import Profiles

FORM = "join:form"
ANSWER = "join:answer_form"


class Applying(commands.Cog):
    def __init__(self, applications: Applications, profiles: Profiles, claims: Claims) -> None:
        self._applications = applications
        self._claims = claims
        self._profiles = profiles

    @app_commands.command(description="Apply to become a member of this group.")
    @app_commands.describe(seat="Your trade: what you do for a living")
    async def join(self, interaction: discord.Interaction, seat: str) -> None:
        ctx = InteractionContext.of(interaction)
        taken = None
        try:
            # Checked before the form is opened, so that nobody fills it in vain; a form can't follow a deferred answer.
            seat = await self._applications.check_may_apply(ctx.actor(), seat)
        except SeatTaken as problem:
            seat, taken = problem.seat, problem  # the holder may be an expected person, who is the applicant themselves
        awaited = await self._claims.awaited(ctx.actor(), names_of(interaction.user))
        if awaited.alike and awaited.claimed is None:
            asked = claim_offer.ask(Card(), ctx.words, ctx.group_id, awaited)
            await ctx.show(asked.buttons([button(f"join:none:{seat}", ctx.words.t("None of them: apply"), "📨")]))
        elif taken is not None:
            await ctx.show(taken_card(ctx.words, taken))
        else:
            await ctx.ask(join_form(ctx.words, seat, forms.nonce(), {}))

    @join.autocomplete("seat")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.seats(InteractionContext.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @pressed("join:none")
    async def apply_after_all(self, ctx: InteractionContext) -> None:
        """The person says that they are none of the expected people: go on with the form."""
        try:
            seat = await self._applications.check_may_apply(ctx.actor(), _seat(ctx))
        except SeatTaken as taken:
            await ctx.show(taken_card(ctx.words, taken))
        else:
            await ctx.ask(join_form(ctx.words, seat, forms.nonce(), {}))

    @pressed("join:partner")
    async def apply_as_partner(self, ctx: InteractionContext) -> None:
        """Show the form to a person who says that they share the holder's business; the service compares it when the form is submitted."""
        seat = await self._applications.check_may_apply(ctx.actor(), _seat(ctx), as_partner=True)
        await ctx.ask(join_form(ctx.words, seat, forms.nonce(), {}))

    @pressed("seat:wait")
    async def wait_for_seat(self, ctx: InteractionContext) -> None:
        seat = _seat(ctx)
        await self._applications.wait_for_seat(ctx.actor(), seat)
        await ctx.say(ctx.words.t("👂 I will write to you when {seat} opens here.", seat=one_line(seat)))

    @submitted(FORM)
    async def applied(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        seat, nonce = _form_parts(ctx)
        sponsor = typed.get("sponsor", "")
        application = Application(
            seat=seat,
            business=typed.get("business", ""),
            offer=typed.get("offer", ""),
            ideal_referral=typed.get("ideal_referral", ""),
            contact=typed.get("contact", ""),
            sponsor_id=number(sponsor) if sponsor else None,
        )
        await self._applications.apply(ctx.actor(), application, ctx.form_key(FORM, nonce), sure=SURE in typed)
        await ctx.say(
            ctx.words.t(
                "📨 Your application is with the moderators now. You will get a message as soon as they decide; /help shows it too."
            )
        )

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return join_form(ctx.words, *_form_parts(ctx), typed)

    @pressed("join:answer")
    async def ask_for_answer(self, ctx: InteractionContext) -> None:
        """The button is in a direct message too, so its custom id holds the group."""
        asked = await self._applications.open_question(ctx.id, ctx.user_id)
        await ctx.ask(answer_form(ctx.words, ctx.id, forms.nonce(), asked, {}))

    @submitted(ANSWER)
    async def answered(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        group, nonce = ctx.take(2)
        action = ctx.form_key(ANSWER, nonce)
        await self._applications.answer(number(group), ctx.user_id, typed.get("answer", ""), action)
        await ctx.say(ctx.words.t("📨 The moderators have your answer. You will hear from them."))

    @reopens(ANSWER)
    async def answer_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        group, nonce = ctx.take(2)
        asked = await self._applications.open_question(number(group), ctx.user_id)
        return answer_form(ctx.words, number(group), nonce, asked, typed)


def _seat(ctx: InteractionContext) -> str:
    """The trade in a custom id, which may hold colons itself. Raises Refused where there is none."""
    if not ctx.args:
        raise stale()
    return ":".join(ctx.args)


def _form_parts(ctx: InteractionContext) -> tuple[str, str]:
    """The trade and the form's nonce. Raises Refused."""
    *seat, nonce = ctx.args or ("",)
    if not seat:
        raise stale()
    return ":".join(seat), nonce


def join_form(words: Words, seat: str, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(
        f"{FORM}:{seat}:{nonce}",
        words.t("Apply as: {seat}", seat=seat),
        # Five items are the most that a modal has
        # (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal).
        forms.text_item(words, "business", profile_model.BUSINESS, typed),
        forms.text_item(words, "offer", profile_model.OFFER, typed),
        forms.text_item(words, "ideal_referral", profile_model.IDEAL_REFERRAL, typed),
        forms.text_item(words, "contact", profile_model.CONTACT, typed),
        forms.user_item("sponsor", words.t("Who told you about us?"), words.t("A member of the group, if you like."), typed),
    )


def answer_form(words: Words, group_id: int, nonce: str, asked: applications_model.Note, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "answer", applications_model.ANSWER, typed, description=" ".join(asked.text.split()))
    return forms.form(f"{ANSWER}:{group_id}:{nonce}", words.t("Your answer"), item)


def taken_card(words: Words, taken: SeatTaken) -> Card:
    """A trade is taken: the reason, with buttons to join its waiting list or to say that the business is the same."""
    card = Card().text(words.say(taken.sentence, one_line))
    return card.buttons(
        [
            primary(f"seat:wait:{taken.seat}", words.t("Tell me when it opens"), "👂"),
            button(f"join:partner:{taken.seat}", words.t("We are the same business"), "🤝"),
        ]
    )
