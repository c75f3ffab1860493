"""Finishing a referral that was passed at a meeting, from the message to its giver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.membership.members.model import Person
from bot.referrals.origins import Origin
from bot.referrals.typed import Typed
from cogs._ui import forms
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.passed_card import confirmation
from cogs._ui.refer_form import FIELDS, refer_form
from cogs._ui.routing import SURE, pressed, reopens, submitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.meetings.attendance.marking import Marking
    from bot.referrals.service import Referrals

FORM = "meeting:refer_form"


class Slips(commands.Cog):
    def __init__(self, marking: Marking, referrals: Referrals) -> None:
        self._marking = marking
        self._referrals = referrals

    @pressed("meeting:finish")
    async def finish(self, ctx: InteractionContext) -> None:
        meeting_id, receiver_id = (number(each) for each in ctx.take(2))
        await ctx.ask(await self._form(ctx, meeting_id, receiver_id, forms.nonce(), {}))

    async def _form(
        self, ctx: InteractionContext, meeting_id: int, receiver_id: int, nonce: str, typed: Mapping[str, str]
    ) -> ui.Modal:
        meeting = await self._marking.finish(ctx.actor(), meeting_id)
        # In the meeting's group, also in a direct message.
        member = await self._referrals.receiver(ctx.actor(meeting.group_id), Person(receiver_id))
        return refer_form(ctx.words, member, f"{FORM}:{meeting_id}:{receiver_id}:{nonce}", typed)

    @submitted(FORM)
    async def passed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        meeting_id, receiver_id, nonce = ctx.take(3)
        meeting = await self._marking.finish(ctx.actor(), number(meeting_id))
        filled = Typed(**{field: typed.get(field, "") for field in FIELDS}, sure=SURE in typed)
        actor, receiver, action = ctx.actor(meeting.group_id), Person(number(receiver_id)), ctx.form_key(FORM, nonce)
        opened = await self._referrals.give(actor, receiver, filled, action, Origin(led_by=meeting.label))
        await ctx.show(confirmation(ctx.words, opened))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        meeting_id, receiver_id, nonce = ctx.take(3)
        return await self._form(ctx, number(meeting_id), number(receiver_id), nonce, typed)
