"""Passing a referral: by command, from somebody's menu, from a profile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import date_stamp
from bot.model import contact_cards
from bot.model import referrals as model
from bot.model.members import Person
from bot.model.referrals import KIND_LABELS, WARMTH_LABELS, Verb, Warmth
from bot.model.texts import clean, shortened
from bot.services.referrals import Typed
from cogs._ui import forms, referral_card
from cogs._ui.attachments import IN_TIME_FOR_A_FORM, fetched
from cogs._ui.cards import Card, button, menu, people_menu
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line, quoted
from cogs._ui.turn import Turn, number, person
from cogs.referrals import cards

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.model.members import Member
    from bot.model.texts import Field
    from bot.services.referrals import Referrals, Whom

PREFIX = "refer:form"
NOTHING: Mapping[str, str] = {}
MOST_OTHERS = 25
"""As many as a menu takes."""


class Giving(commands.Cog):
    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals

    @app_commands.command(description="Pass a member a referral: somebody who needs what they do.")
    @app_commands.describe(member="Who should get it", contact_card="The client's contact, as your phone shares it (.vcf)")
    async def refer(
        self, interaction: discord.Interaction, member: discord.User, contact_card: discord.Attachment | None = None
    ) -> None:
        turn = Turn.of(interaction)
        typed: dict[str, str] = {}
        if contact_card is not None:
            await self._referrals.whom(turn.actor(), person(member))
            contact_cards.check_size(contact_card.size)
            found = contact_cards.read(await fetched(contact_card, IN_TIME_FOR_A_FORM))
            typed = {"prospect": found.name, "contact": found.contact}
        await self._ask(turn, person(member), typed)

    async def refer_from_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """What somebody wrote that they need becomes the need: for them, the author."""
        need = shortened(clean(message.clean_content), model.NEED.limit)
        await self._ask(Turn.of(interaction), person(message.author), {"need": need})

    async def refer_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._ask(Turn.of(interaction), person(member))

    @pressed("refer:open")
    async def refer_from_profile(self, turn: Turn) -> None:
        await self._ask(turn, Person(turn.id))

    @pressed("panel:refer")
    async def refer_from_panel(self, turn: Turn) -> None:
        """On a message that everybody sees, so what follows is one's own."""
        await self._referrals.check_member(turn.actor())
        card = Card().text(turn.words.t("Who should get the referral?"))
        await turn.show(card.menu(people_menu("refer:pick", turn.words.t("Choose a member"))))

    @pressed("refer:pick")
    async def refer_to_picked(self, turn: Turn) -> None:
        await self._ask(turn, Person(number(turn.chosen)))

    @pressed("refer:other")
    async def refer_to_another(self, turn: Turn) -> None:
        await self._ask(turn, Person(number(turn.chosen)))

    async def _ask(self, turn: Turn, receiver: Person, typed: Mapping[str, str] = NOTHING) -> None:
        whom = await self._referrals.whom(turn.actor(), receiver)
        if whom.member.is_active:
            await turn.ask(refer_form(turn.words, whom.member, forms.nonce(), typed))
        else:
            await turn.show(on_leave_card(turn.words, whom))

    @submitted(PREFIX)
    async def passed(self, turn: Turn, typed: forms.Typed) -> None:
        receiver, nonce = turn.take(2)
        fields = {field: typed.get(field, "") for field in ("prospect", "contact", "need", "kind", "warmth")}
        filled = Typed(**fields, sure=SURE in typed)
        opened = await self._referrals.give(turn.actor(), Person(number(receiver)), filled, turn.form_key(PREFIX, nonce))
        await turn.show(cards.confirmation(turn.words, opened))

    @reopens(PREFIX)
    async def reopened(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        receiver, nonce = turn.take(2)
        member = await self._referrals.receiver(turn.actor(), Person(number(receiver)))
        return refer_form(turn.words, member, nonce, typed)

    @pressed("referral:undo")
    async def undo(self, turn: Turn) -> None:
        opened = await self._referrals.move(turn.user_id, turn.id, Verb.UNDO)
        await turn.update(referral_card.card(turn.words, opened))


def optional(field: Field) -> Field:
    """A field that the form may leave empty, since only the rest of it tells whether it is needed."""
    return replace(field, required=False)


def on_leave_card(words: Words, whom: Whom) -> Card:
    """The member is on leave: when they are back, and what the giver can do meanwhile."""
    member = whom.member
    name = one_line(member.name)
    until = member.away.until if member.away else None
    card = Card().title(f"🌙 {words.t('{name} is on leave', name=name)}")
    if until is not None:
        card.text(words.t("Back on {day}: send it when they are back, or choose another in the trade.", day=date_stamp(until)))
    else:
        card.text(words.t("Send it when they are back, or choose another in the trade."))
    if member.away is not None and member.away.note:
        card.text(quoted(member.away.note))
    if whom.others:
        options = [(str(other.user_id), f"{other.name} · {other.seat}") for other in whom.others[:MOST_OTHERS]]
        card.menu(menu("refer:other", words.t("Refer to another"), options))
    else:
        card.small(words.t("Nobody else has this trade here. /directory finds others who may help."))
    return card.buttons([button(f"refer:remind:{member.user_id}", words.t("Tell me when they are back"), "👂")])


def refer_form(words: Words, receiver: Member, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form for a referral to `receiver`; what they look for stands under the need."""
    listens_for = receiver.profile.ideal_referral
    kinds = [(kind.value, words.t(label)) for kind, label in KIND_LABELS.items()]
    warmths = [(str(int(level)), words.t(label)) for level, label in WARMTH_LABELS.items()]
    return forms.form(
        f"{PREFIX}:{receiver.user_id}:{nonce}",
        words.t("A referral for {name}", name=receiver.name),
        forms.text_item(words, "prospect", optional(model.PROSPECT), typed, words.t("If it is for you, you may leave it empty.")),
        forms.text_item(words, "contact", optional(model.CONTACT), typed),
        forms.text_item(
            words,
            "need",
            model.NEED,
            typed,
            description=words.t("They look for: {text}", text=" ".join(listens_for.split())) if listens_for else "",
        ),
        forms.radio_item("kind", words.t("Did they agree to be called?"), kinds, typed.get("kind")),
        forms.radio_item("warmth", words.t("How warm is it?"), warmths, typed.get("warmth") or str(int(Warmth.MAY_CALL))),
    )
