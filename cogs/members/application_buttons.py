"""The buttons on the moderators' card of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.membership.applications import model as applications_model
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import SEAT
from bot.membership.roster.service import REASON_FIELD
from cogs._ui import forms
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.people import mentioned
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.applications.service import Applications
    from cogs.members.status_changes import StatusChanges

DECLINE = "member:decline_form"
ASK = "member:ask_form"
OTHER_SEAT = "member:other_seat_form"


class ApplicationButtons(commands.Cog):
    def __init__(self, decisions: StatusChanges, applications: Applications) -> None:
        self._decisions = decisions
        self._applications = applications

    @pressed("member:approve")
    async def approve(self, ctx: InteractionContext) -> None:
        await self._decisions.make(ctx, Person(ctx.id), Step.APPROVE)

    @pressed("member:decline")
    async def decline(self, ctx: InteractionContext) -> None:
        await self._decisions.make(ctx, Person(ctx.id), Step.DECLINE)

    @pressed("member:other_seat")
    async def ask_seat(self, ctx: InteractionContext) -> None:
        applicant = await self._applications.check_may_ask(ctx.actor(), Person(ctx.id))
        await ctx.ask(seat_form(ctx.words, applicant.user_id, forms.nonce(), {"seat": applicant.seat}))

    @submitted(OTHER_SEAT)
    async def approve_as(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._decisions.make(ctx, Person(number(ctx.take(2)[0])), Step.APPROVE, seat=typed.get("seat", ""))

    @reopens(OTHER_SEAT)
    async def seat_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        applicant, nonce = ctx.take(2)
        return seat_form(ctx.words, number(applicant), nonce, typed)

    @pressed("member:same_business")
    async def approve_as_partner(self, ctx: InteractionContext) -> None:
        await self._decisions.make(ctx, Person(ctx.id), Step.APPROVE, same_business=True)

    @pressed("member:let_wait")
    async def let_wait(self, ctx: InteractionContext) -> None:
        waiting = await self._applications.let_wait(ctx.actor(), Person(ctx.id))
        name, seat = mentioned(waiting.user_id, waiting.name), one_line(waiting.seat)
        await ctx.say(ctx.words.t("👂 I write to {name} when {seat} opens. The application stays open.", name=name, seat=seat))

    @pressed("member:decline_why")
    async def ask_why(self, ctx: InteractionContext) -> None:
        await self._applications.check_may_ask(ctx.actor(), Person(ctx.id))
        await ctx.ask(why_form(ctx.words, ctx.id, forms.nonce(), {}))

    @submitted(DECLINE)
    async def decline_with_reason(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._decisions.make(ctx, Person(number(ctx.take(2)[0])), Step.DECLINE, typed.get("reason", ""))

    @reopens(DECLINE)
    async def decline_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        applicant, nonce = ctx.take(2)
        return why_form(ctx.words, number(applicant), nonce, typed)

    @pressed("member:ask")
    async def ask(self, ctx: InteractionContext) -> None:
        applicant = await self._applications.check_may_ask(ctx.actor(), Person(ctx.id))
        await ctx.ask(question_form(ctx.words, applicant.user_id, forms.nonce(), {}))

    @submitted(ASK)
    async def asked(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        applicant, nonce = ctx.take(2)
        action = ctx.form_key(ASK, nonce)
        asked = await self._applications.ask(ctx.actor(), Person(number(applicant)), typed.get("question", ""), action)
        await ctx.say(
            ctx.words.t(
                "❓ {name} has your question; their answer will stand on the card.", name=mentioned(asked.user_id, asked.name)
            )
        )

    @reopens(ASK)
    async def ask_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        applicant, nonce = ctx.take(2)
        return question_form(ctx.words, number(applicant), nonce, typed)


def why_form(words: Words, applicant_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "reason", REASON_FIELD, typed, description=words.t("They read it, under a kind sentence."))
    return forms.form(f"{DECLINE}:{applicant_id}:{nonce}", words.t("Decline the application"), item)


def seat_form(words: Words, applicant_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "seat", SEAT, typed)
    return forms.form(f"{OTHER_SEAT}:{applicant_id}:{nonce}", words.t("Give another trade"), item)


def question_form(words: Words, applicant_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "question", applications_model.QUESTION, typed)
    return forms.form(f"{ASK}:{applicant_id}:{nonce}", words.t("Ask the applicant"), item)
