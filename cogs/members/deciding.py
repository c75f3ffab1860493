"""The buttons on the moderators' card of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.model import applications as model
from bot.model.members import Person
from bot.model.membership import Step
from bot.services.members import REASON_FIELD
from cogs._ui import forms
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line
from cogs._ui.turn import Turn, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.services.applications import Applications
    from cogs.members.decisions import Decisions

DECLINE = "member:decline_form"
ASK = "member:ask_form"


class Deciding(commands.Cog):
    def __init__(self, decisions: Decisions, applications: Applications) -> None:
        self._decisions = decisions
        self._applications = applications

    @pressed("member:approve")
    async def approve(self, turn: Turn) -> None:
        await self._decisions.make(turn, Person(turn.id), Step.APPROVE)

    @pressed("member:decline")
    async def decline(self, turn: Turn) -> None:
        await self._decisions.make(turn, Person(turn.id), Step.DECLINE)

    @pressed("member:decline_why")
    async def ask_why(self, turn: Turn) -> None:
        await self._applications.check_may_ask(turn.actor(), Person(turn.id))
        await turn.ask(why_form(turn.words, turn.id, forms.nonce(), {}))

    @submitted(DECLINE)
    async def decline_with_reason(self, turn: Turn, typed: forms.Typed) -> None:
        await self._decisions.make(turn, Person(number(turn.take(2)[0])), Step.DECLINE, typed.get("reason", ""))

    @reopens(DECLINE)
    async def decline_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        applicant, nonce = turn.take(2)
        return why_form(turn.words, number(applicant), nonce, typed)

    @pressed("member:ask")
    async def ask(self, turn: Turn) -> None:
        applicant = await self._applications.check_may_ask(turn.actor(), Person(turn.id))
        await turn.ask(question_form(turn.words, applicant.user_id, forms.nonce(), {}))

    @submitted(ASK)
    async def asked(self, turn: Turn, typed: forms.Typed) -> None:
        applicant, nonce = turn.take(2)
        action = turn.form_key(ASK, nonce)
        asked = await self._applications.ask(turn.actor(), Person(number(applicant)), typed.get("question", ""), action)
        await turn.say(
            turn.words.t("❓ {name} has your question; their answer will stand on the card.", name=f"**{one_line(asked.name)}**")
        )

    @reopens(ASK)
    async def ask_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        applicant, nonce = turn.take(2)
        return question_form(turn.words, number(applicant), nonce, typed)


def why_form(words: Words, applicant_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "reason", REASON_FIELD, typed, description=words.t("They read it, under a kind sentence."))
    return forms.form(f"{DECLINE}:{applicant_id}:{nonce}", words.t("Decline the application"), item)


def question_form(words: Words, applicant_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "question", model.QUESTION, typed)
    return forms.form(f"{ASK}:{applicant_id}:{nonce}", words.t("Ask the applicant"), item)
