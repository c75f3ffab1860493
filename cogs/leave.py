"""/away: beginning, changing and ending a leave, and being told when a member is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Doubt
from bot.core.text import Field
from bot.i18n import date_stamp
from bot.membership.leave.service import NOTE, Leave
from bot.membership.members.model import Person, Status
from cogs._ui import forms, suggest
from cogs._ui.cards import Card, button, primary
from cogs._ui.interaction import InteractionContext
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.members.model import Member
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.routing import Router

FORM = "away:form"
UNTIL = Field(N_("The day on which you are back"), 40, required=False)


class LeaveCog(commands.Cog):
    def __init__(self, leaves: Leave, router: Router) -> None:
        self._leaves = leaves
        self._router = router

    @app_commands.command(description="Go on leave: you keep your trade, reminders rest, and givers are told.")
    @app_commands.describe(until="The day on which you are back, such as 2027-03-03", note="What others read of it")
    async def away(self, interaction: discord.Interaction, until: str = "", note: str = "") -> None:
        """Go on leave, or change the leave; without options, a member on leave sees when it ends."""
        ctx = InteractionContext.of(interaction)
        mine = await self._leaves.mine(ctx.actor())
        if until or note or mine.status is not Status.PAUSED:
            try:
                mine = await self._leaves.go(ctx.actor(), until, note)
            except Doubt as doubt:
                # A command has no form to open again: the router answers as if the form had been submitted with a nonce of its
                # own.
                ctx.args = (forms.nonce(),)
                await self._router.refuse(ctx, FORM, {"until": until, "note": note}, doubt)
                return
        await ctx.show(away_card(ctx.words, mine))

    @away.autocomplete("until")
    async def suggest_day(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.days(InteractionContext.of(interaction), typed)

    @pressed("away:change")
    async def change(self, ctx: InteractionContext) -> None:
        mine = await self._leaves.mine(ctx.actor())
        until = mine.away.until if mine.away else None
        group = await self._leaves.group(ctx.group_id)
        typed = {
            # The stored end is midnight in the group's zone; the same day must come back when the form is sent unchanged.
            "until": until.astimezone(group.zone).date().isoformat() if until else "",
            "note": mine.away.note if mine.away else "",
        }
        await ctx.ask(leave_form(ctx.words, forms.nonce(), typed))

    @submitted(FORM)
    async def changed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        mine = await self._leaves.go(ctx.actor(), typed.get("until", ""), typed.get("note", ""), sure=SURE in typed)
        await ctx.update(away_card(ctx.words, mine))

    @reopens(FORM)
    async def change_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return leave_form(ctx.words, ctx.take(1)[0], typed)

    @pressed("away:back")
    async def back(self, ctx: InteractionContext) -> None:
        await self._leaves.come_back(ctx.actor())
        await ctx.update(Card().text(ctx.words.t("☀️ Welcome back! Others can refer to you again.")))

    @pressed("refer:remind")
    async def remind(self, ctx: InteractionContext) -> None:
        member = await self._leaves.wait_for(ctx.actor(), Person(ctx.id))
        await ctx.say(ctx.words.t("👂 I will write to you when {name} is back.", name=f"**{one_line(member.name)}**"))


def leave_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form of a leave, filled in with its present end and note."""
    day = words.t("Such as 2027-03-03; empty: until you say that you are back")
    return forms.form(
        f"{FORM}:{nonce}",
        words.t("Change your leave"),
        forms.text_item(words, "until", UNTIL, typed, description=day),
        forms.text_item(words, "note", NOTE, typed),
    )


def away_card(words: Words, mine: Member) -> Card:
    card = Card().title(f"🌙 {words.t('You are on leave')}")
    if mine.away is not None and mine.away.until is not None:
        card.text(words.t("You are back by yourself on {day}.", day=date_stamp(mine.away.until)))
    else:
        card.text(words.t("Until you say that you are back."))
    if mine.away is not None and mine.away.note:
        card.text(f"{words.t('Others read:')}\n{quoted(mine.away.note)}")
    if mine.is_associate:
        card.small(words.t("Reminders rest until you are back."))
    else:
        card.small(
            words.t("Your trade is kept and reminders rest. Who wants to refer to you is told, and may wait or choose another.")
        )
    back = primary("away:back:me", words.t("I'm back"), "☀️")
    return card.buttons([back, button("away:change:me", words.t("Change"), "✏️")])


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(LeaveCog(bot.services.of(Leave), bot.router))
