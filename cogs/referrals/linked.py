"""Passing a client to a member of a linked group: the form, and the choice of whom where the group alone was named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.i18n import words
from bot.referrals.model import Party, Verb
from bot.referrals.typed import Typed
from bot.worker.rendered import Rendered
from cogs._ui import forms, suggest
from cogs._ui.cards import Card, line, menu, primary
from cogs._ui.interaction import number
from cogs._ui.limits import OPTIONS
from cogs._ui.passed_card import confirmation
from cogs._ui.refer_form import FIELDS, refer_form
from cogs._ui.referral_card import VERB_LABELS, with_group
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.referrals.linked.service import LinkedReferrals, Takers
    from bot.referrals.service import Referrals
    from bot.referrals.transitions import Opened
    from cogs._ui.cards import Button
    from cogs._ui.interaction import InteractionContext

PREFIX = "refer:linked_form"
_CHOSEN = re.compile(r"([0-9]{1,19})(?::([0-9]{1,19}))?", re.ASCII)
"""A suggestion of in_group: a group's id, or with that of a member of it."""
NOT_CHOSEN = N_(
    "I don't know “{text}”. Type the name of a linked group, or of somebody in it, into in_group, and choose what I suggest."
)
GONE = N_(
    "🚪 {name} is no member of their group any more. {referral} stays with you: what you passed and is still new you can take back in"
    " /referrals, and what was passed to you is yours to go on with."
)


class LinkedGiving(commands.Cog):
    def __init__(self, linked: LinkedReferrals, referrals: Referrals) -> None:
        self._linked = linked
        self._referrals = referrals

    async def suggested(self, ctx: InteractionContext, typed: str) -> suggest.Choices:
        """Linked groups, then members of them who take clients from linked groups."""
        try:
            found = await self._linked.takers(ctx.actor())
        except Refused:
            return []  # an autocomplete can't show a refusal; the command itself is refused
        return suggest.takers(ctx, found, typed)

    async def ask(self, ctx: InteractionContext, chosen: str, typed: Mapping[str, str]) -> None:
        """Show the form for the chosen member; where a group alone is chosen, the menu of its members."""
        found = _CHOSEN.fullmatch(chosen.strip())
        if found is None:
            raise Refused(NOT_CHOSEN, text=chosen[:60])
        if found[2] is None:
            await ctx.show(takers_card(ctx.words, await self._linked.takers_in(ctx.actor(), number(found[1]))))
        else:
            await ctx.ask(await self._form(ctx, number(found[1]), number(found[2]), forms.nonce(), typed))

    @pressed("refer:linked")
    async def picked(self, ctx: InteractionContext) -> None:
        await ctx.ask(await self._form(ctx, ctx.id, number(ctx.chosen), forms.nonce(), {}))

    @submitted(PREFIX)
    async def passed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        group, member, nonce = ctx.take(3)
        filled = Typed(**{field: typed.get(field, "") for field in FIELDS}, sure=SURE in typed)
        opened = await self._linked.give(ctx.actor(), number(group), number(member), filled, ctx.form_key(PREFIX, nonce))
        await ctx.show(confirmation(ctx.words, opened))

    @reopens(PREFIX)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        group, member, nonce = ctx.take(3)
        return await self._form(ctx, number(group), number(member), nonce, typed)

    async def _form(self, ctx: InteractionContext, group_id: int, user_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
        receiver = await self._linked.receiver(ctx.actor(), group_id, user_id)
        return refer_form(ctx.words, receiver.member, f"{PREFIX}:{group_id}:{user_id}:{nonce}", typed)

    async def left(self, message: Message) -> Rendered | None:
        """The line that the other of the two is no member of their group any more; none where that group was deleted."""
        try:
            opened = await self._referrals.as_party(message.group_id, message.record_id, Party(message.facts))
        except Refused:
            return None
        return Rendered(left_card(words(message.language), opened))


def lead_item(words: Words, opened: Opened, _: int) -> tuple[str, list[Button]]:
    """What the morning list asks the giver of a lead; it does not name the client, so that it stays right once they are forgotten."""
    asks = words.t(
        "🤝 Did your client for {receiver} agree to be called ({referral})?",
        receiver=f"**{with_group(opened, Party.RECEIVER)}**",
        referral=opened.referral.label,
    )
    label, mark = VERB_LABELS[Verb.AGREED]
    return asks, [primary(f"referral:{Verb.AGREED.value}:{opened.referral.id}", words.t(label), mark)]


def left_card(words: Words, opened: Opened) -> Card:
    return line(words.t(GONE, name=f"**{one_line(opened.other_name)}**", referral=opened.referral.label))


def takers_card(words: Words, found: Takers) -> Card:
    """Whom of a linked group somebody may pass a client to."""
    card = Card().text(words.t("Who in {group} should get the referral?", group=f"**{one_line(found.link.name)}**"))
    options = [(str(each.user_id), f"{each.name} · {each.seat}") for each in found.people[:OPTIONS]]
    card.menu(menu(f"refer:linked:{found.link.other_id}", words.t("Choose a member"), options))
    more = len(found.people) - OPTIONS
    if more > 0:
        card.small(
            words.n(
                "{count} more takes clients from linked groups: type their name into in_group.",
                "{count} more take clients from linked groups: type their name into in_group.",
                more,
            )
        )
    return card
