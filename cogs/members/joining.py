"""Applying, and answering what moderators ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.model import applications as model
from bot.model import profiles as fields
from bot.model.membership import SeatTaken
from bot.services.applications import Application
from cogs._ui import arrival_card, forms, suggest
from cogs._ui.cards import Card, button, primary
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line
from cogs._ui.turn import Turn, names_of, number, stale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words
    from bot.services.applications import Applications
    from bot.services.arrivals import Arrivals
    from bot.services.profiles import Profiles

FORM = "join:form"
ANSWER = "join:answer_form"


class Joining(commands.Cog):
    def __init__(self, applications: Applications, profiles: Profiles, arrivals: Arrivals) -> None:
        self._applications = applications
        self._arrivals = arrivals
        self._profiles = profiles

    @app_commands.command(description="Apply to become a member of this group.")
    @app_commands.describe(seat="Your trade: what you do for a living")
    async def join(self, interaction: discord.Interaction, seat: str) -> None:
        turn = Turn.of(interaction)
        taken = None
        try:
            seat = await self._applications.check_may_apply(turn.actor(), seat)
        except SeatTaken as problem:
            seat, taken = problem.seat, problem  # maybe by themselves, whom the group expects
        awaited = await self._arrivals.awaited(turn.actor(), names_of(interaction.user))
        if awaited.alike and awaited.claimed is None:
            asked = arrival_card.ask(Card(), turn.words, turn.group_id, awaited)
            await turn.show(asked.buttons([button(f"join:none:{seat}", turn.words.t("None of them: apply"), "📨")]))
        elif taken is not None:
            await turn.show(taken_card(turn.words, taken))
        else:
            await turn.ask(join_form(turn.words, seat, forms.nonce(), {}))

    @join.autocomplete("seat")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.seats(Turn.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @pressed("join:none")
    async def apply_after_all(self, turn: Turn) -> None:
        """They are none of those whom the group expects."""
        try:
            seat = await self._applications.check_may_apply(turn.actor(), _seat(turn))
        except SeatTaken as taken:
            await turn.show(taken_card(turn.words, taken))
        else:
            await turn.ask(join_form(turn.words, seat, forms.nonce(), {}))

    @pressed("join:partner")
    async def apply_as_partner(self, turn: Turn) -> None:
        """Two people of one business may share its trade; whether they do, the form tells."""
        seat = await self._applications.check_may_apply(turn.actor(), _seat(turn), as_partner=True)
        await turn.ask(join_form(turn.words, seat, forms.nonce(), {}))

    @pressed("seat:wait")
    async def wait_for_seat(self, turn: Turn) -> None:
        seat = _seat(turn)
        await self._applications.wait_for_seat(turn.actor(), seat)
        await turn.say(turn.words.t("👂 I will write to you when {seat} opens here.", seat=one_line(seat)))

    @submitted(FORM)
    async def applied(self, turn: Turn, typed: forms.Typed) -> None:
        seat, nonce = _form_parts(turn)
        sponsor = typed.get("sponsor", "")
        application = Application(
            seat=seat,
            business=typed.get("business", ""),
            offer=typed.get("offer", ""),
            ideal_referral=typed.get("ideal_referral", ""),
            contact=typed.get("contact", ""),
            sponsor_id=number(sponsor) if sponsor else None,
        )
        await self._applications.apply(turn.actor(), application, turn.form_key(FORM, nonce))
        await turn.say(
            turn.words.t(
                "📨 Your application is with the moderators now. You will get a message as soon as they decide; /help shows it too."
            )
        )

    @reopens(FORM)
    async def reopened(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return join_form(turn.words, *_form_parts(turn), typed)

    @pressed("join:answer")
    async def ask_for_answer(self, turn: Turn) -> None:
        """Pressed in a direct message too, so the group stands in the button."""
        asked = await self._applications.open_question(turn.id, turn.user_id)
        await turn.ask(answer_form(turn.words, turn.id, forms.nonce(), asked, {}))

    @submitted(ANSWER)
    async def answered(self, turn: Turn, typed: forms.Typed) -> None:
        group, nonce = turn.take(2)
        action = turn.form_key(ANSWER, nonce)
        await self._applications.answer(number(group), turn.user_id, typed.get("answer", ""), action)
        await turn.say(turn.words.t("📨 The moderators have your answer. You will hear from them."))

    @reopens(ANSWER)
    async def answer_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        group, nonce = turn.take(2)
        asked = await self._applications.open_question(number(group), turn.user_id)
        return answer_form(turn.words, number(group), nonce, asked, typed)


def _seat(turn: Turn) -> str:
    """The trade in a custom id, which may hold colons itself. Raises Refused where there is none."""
    if not turn.args:
        raise stale()
    return ":".join(turn.args)


def _form_parts(turn: Turn) -> tuple[str, str]:
    """The trade and the form's nonce. Raises Refused."""
    *seat, nonce = turn.args or ("",)
    if not seat:
        raise stale()
    return ":".join(seat), nonce


def join_form(words: Words, seat: str, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(
        f"{FORM}:{seat}:{nonce}",
        words.t("Apply as: {seat}", seat=seat),
        forms.text_item(words, "business", fields.BUSINESS, typed),
        forms.text_item(words, "offer", fields.OFFER, typed),
        forms.text_item(words, "ideal_referral", fields.IDEAL_REFERRAL, typed),
        forms.text_item(words, "contact", fields.CONTACT, typed),
        forms.user_item("sponsor", words.t("Who told you about us?"), words.t("A member of the group, if you like.")),
    )


def answer_form(words: Words, group_id: int, nonce: str, asked: model.Note, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "answer", model.ANSWER, typed, description=" ".join(asked.text.split()))
    return forms.form(f"{ANSWER}:{group_id}:{nonce}", words.t("Your answer"), item)


def taken_card(words: Words, taken: SeatTaken) -> Card:
    """Why one can't apply as that, and what one can do: wait for it, or share it with one's own business."""
    card = Card().text(words.say(taken.sentence, one_line))
    return card.buttons(
        [
            primary(f"seat:wait:{taken.seat}", words.t("Tell me when it opens"), "👂"),
            button(f"join:partner:{taken.seat}", words.t("We are the same business"), "🤝"),
        ]
    )
