"""Giving a referral: by command, from a menu of a member or message, from a profile or the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.core.text import shortened
from bot.i18n import date_stamp
from bot.membership.members.model import Person
from bot.referrals import model as referrals_model
from bot.referrals import vcard
from bot.referrals.model import Verb
from bot.referrals.typed import Typed
from cogs._ui import forms, referral_card, suggest
from cogs._ui.attachments import fetched
from cogs._ui.cards import Card, button, menu, people_menu
from cogs._ui.interaction import InteractionContext, number, person
from cogs._ui.passed_card import confirmation
from cogs._ui.refer_form import FIELDS, refer_form
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line, quoted
from cogs.referrals.message_text import message_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.referrals.service import Referrals, Whom
    from cogs.referrals.linked import LinkedGiving

PREFIX = "refer:form"
NOTHING: Mapping[str, str] = {}
BOTH = N_("Choose either a member of this group, or somebody of a linked group with in_group.")
NOBODY = N_("Choose who should get it: a member of this group, or somebody of a linked group with in_group.")
MOST_OTHERS = 25
"""Maximum number of options of a select menu.

https://docs.discord.com/developers/components/reference#string-select"""


class Giving(commands.Cog):
    def __init__(self, referrals: Referrals, linked: LinkedGiving) -> None:
        self._referrals = referrals
        self._linked = linked

    @app_commands.command(description="Pass a member a referral; for somebody of a linked group type their name into in_group.")
    @app_commands.describe(
        member="Who should get it",
        contact_card="The client's contact, as your phone shares it (.vcf)",
        in_group="A linked group, or a member of it by name, in place of a member of this one",
    )
    async def refer(
        self,
        interaction: discord.Interaction,
        member: discord.User | None = None,
        contact_card: discord.Attachment | None = None,
        in_group: str = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        if member is not None and in_group:
            raise Refused(BOTH)
        if contact_card is not None and member is None and not in_group:
            raise Refused(NOBODY)
        typed: dict[str, str] = {}
        if contact_card is not None:
            # Authorised first: a file is fetched for members alone.
            await (
                self._referrals.check_member(ctx.actor()) if member is None else self._referrals.whom(ctx.actor(), person(member))
            )
            # By the size that Discord states, before the file is downloaded.
            vcard.check_size(contact_card.size)
            found = vcard.read(await fetched(contact_card))
            typed = {"prospect": found.name, "contact": found.contact}
        if in_group:
            await self._linked.ask(ctx, in_group, typed)
        elif member is None:
            await self.refer_from_panel(ctx)
        else:
            await self._ask(ctx, person(member), typed)

    @refer.autocomplete("in_group")
    async def suggest_in_group(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return await self._linked.suggested(InteractionContext.of(interaction), typed)

    async def refer_from_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Fill the need with the message's text, also a forwarded one; its author is the receiver."""
        need = shortened(message_text(message), referrals_model.NEED.limit)
        await self._ask(InteractionContext.of(interaction), person(message.author), {"need": need})

    async def refer_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._ask(InteractionContext.of(interaction), person(member))

    @pressed("refer:open")
    async def refer_from_profile(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Person(ctx.id))

    @pressed("panel:refer")
    async def refer_from_panel(self, ctx: InteractionContext) -> None:
        """Ask privately for the receiver: the panel's message is public."""
        await self._referrals.check_member(ctx.actor())
        card = Card().text(ctx.words.t("Who should get the referral?"))
        await ctx.show(card.menu(people_menu("refer:pick", ctx.words.t("Choose a member"))))

    @pressed("refer:pick")
    async def refer_to_picked(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Person(number(ctx.chosen)))

    @pressed("refer:other")
    async def refer_to_another(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Person(number(ctx.chosen)))

    async def _ask(self, ctx: InteractionContext, receiver: Person, typed: Mapping[str, str] = NOTHING) -> None:
        whom = await self._referrals.whom(ctx.actor(), receiver)
        # A form can't follow a deferral, so the answer is chosen before anything is sent
        # (https://docs.discord.com/developers/interactions/receiving-and-responding).
        if whom.member.is_active:
            await ctx.ask(refer_form(ctx.words, whom.member, f"{PREFIX}:{receiver.user_id}:{forms.nonce()}", typed))
        else:
            await ctx.show(on_leave_card(ctx.words, whom))

    @submitted(PREFIX)
    async def passed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        receiver, nonce = ctx.take(2)
        filled = Typed(**{field: typed.get(field, "") for field in FIELDS}, sure=SURE in typed)
        opened = await self._referrals.give(ctx.actor(), Person(number(receiver)), filled, ctx.form_key(PREFIX, nonce))
        await ctx.show(confirmation(ctx.words, opened))

    @reopens(PREFIX)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        receiver, nonce = ctx.take(2)
        member = await self._referrals.receiver(ctx.actor(), Person(number(receiver)))
        return refer_form(ctx.words, member, f"{PREFIX}:{receiver}:{nonce}", typed)

    @pressed("referral:undo")
    async def undo(self, ctx: InteractionContext) -> None:
        opened = await self._referrals.move(ctx.user_id, ctx.id, Verb.UNDO)
        await ctx.update(referral_card.card(ctx.words, opened))


def on_leave_card(words: Words, whom: Whom) -> Card:
    """The answer where the chosen receiver is on leave: when they return, others of the trade, a reminder of the return."""
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
