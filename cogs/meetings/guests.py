"""/meeting guest, which the cog of /meeting inherits: inviting, the door's new guests, welcomes, and what comes of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import Doubt
from bot.meetings.guests.inviting import Typed
from bot.meetings.guests.model import Expected, GuestState, Held, Visited
from bot.meetings.guests.service import Guests
from bot.membership.members.model import Person
from cogs._ui import forms
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.morning_list import show_again
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.meetings import guest_cards
from cogs.meetings.guest_forms import DOOR_FORM, FORM, door_form, guest_form

if TYPE_CHECKING:
    from discord import ui

    from bot.meetings.guests.service import Bringing
    from cogs._ui.bot_protocol import BotProtocol

CLIENT, HELD, EXPECTED, VISITED = "c", "h", "e", "v"
"""What somebody was asked before the guest is kept: a client's name, a held trade, the same guest at that meeting, earlier visits."""


class GuestCommands(commands.Cog):
    """A member's guests and substitutes."""

    _bot: BotProtocol
    _guests: Guests

    def _take_guests(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._guests = bot.services.of(Guests)

    @app_commands.command(name="guest", description="Bring a guest to a meeting, or send somebody in your place.")
    @app_commands.describe(date="The day of the meeting, such as 2027-03-03; without it the next one")
    async def bring_guest(self, interaction: discord.Interaction, date: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        await self._begin(ctx, await self._guests.bringing_on(ctx.actor(), date))

    @pressed("panel:guest")
    async def bring_from_panel(self, ctx: InteractionContext) -> None:
        await self._begin(ctx, await self._guests.bringing_on(ctx.actor(), ""))

    @pressed("meeting:guest")
    async def bring_to(self, ctx: InteractionContext) -> None:
        await self._begin(ctx, await self._guests.bringing(ctx.actor(), ctx.id))

    async def _begin(self, ctx: InteractionContext, found: Bringing) -> None:
        """Open the form; for who brings somebody already, show whom first."""
        if found.brought:
            await ctx.show(guest_cards.brought(ctx.words, found))
        else:
            await ctx.ask(guest_form(ctx.words, f"{found.meeting.id}:{forms.nonce()}:", {}))

    @pressed("guest:new")
    async def bring_another(self, ctx: InteractionContext) -> None:
        found = await self._guests.bringing(ctx.actor(), ctx.id)
        await ctx.ask(guest_form(ctx.words, f"{found.meeting.id}:{forms.nonce()}:", {}))

    @submitted(FORM)
    async def invite(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        meeting, nonce, asked = ctx.take(3)
        try:
            found = await self._guests.invite(ctx.actor(), number(meeting), read(typed, asked), ctx.form_key(FORM, nonce))
        except Doubt as doubt:
            # Kept with the draft: that they say yes then is an answer to all that was asked so far, and to nothing else.
            ctx.args = (meeting, nonce, f"{asked}{_about(doubt)}")
            raise
        await ctx.show(guest_cards.invited(ctx.words, found, await plain_group_name(self._bot, found.group.group_id)))

    @reopens(FORM)
    async def invite_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        meeting, nonce, _ = ctx.take(3)
        await self._guests.bringing(ctx.actor(), number(meeting))
        return guest_form(ctx.words, f"{meeting}:{nonce}:", typed)

    @pressed("guest:at_door")
    async def ask_at_door(self, ctx: InteractionContext) -> None:
        meeting = await self._guests.check_door(ctx.actor(), ctx.id)
        await ctx.ask(door_form(ctx.words, f"{meeting.id}:{forms.nonce()}:", {}))

    @submitted(DOOR_FORM)
    async def add_at_door(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        meeting, nonce, asked = ctx.take(3)
        by = Person(number(typed.get("by") or "0"))
        key = ctx.form_key(DOOR_FORM, nonce)
        try:
            found = await self._guests.add_at_door(ctx.actor(), number(meeting), by, read(typed, asked), key)
        except Doubt as doubt:
            ctx.args = (meeting, nonce, f"{asked}{_about(doubt)}")
            raise
        await ctx.show(guest_cards.added(ctx.words, found.guest.name, found.meeting))

    @reopens(DOOR_FORM)
    async def add_at_door_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        meeting, nonce, _ = ctx.take(3)
        await self._guests.check_door(ctx.actor(), number(meeting))
        return door_form(ctx.words, f"{meeting}:{nonce}:", typed)

    @pressed("guest:texts")
    async def show_texts(self, ctx: InteractionContext) -> None:
        found = await self._guests.mine(ctx.actor(), ctx.id)
        await ctx.show(guest_cards.texts(ctx.words, found, await plain_group_name(self._bot, found.group.group_id)))

    @pressed("guest:withdraw")
    async def withdraw(self, ctx: InteractionContext) -> None:
        await ctx.update(guest_cards.withdrawn(ctx.words, await self._guests.withdraw(ctx.actor(), ctx.id)))

    @pressed("guest:welcome")
    async def welcome(self, ctx: InteractionContext) -> None:
        found = await self._guests.welcome(ctx.actor(), ctx.id)
        await ctx.update(guest_cards.held(found.group.language.value, found), public=True)

    @pressed("guest:came")
    async def came(self, ctx: InteractionContext) -> None:
        await self._tell(ctx, GuestState.CAME)

    @pressed("guest:absent")
    async def did_not_come(self, ctx: InteractionContext) -> None:
        await self._tell(ctx, GuestState.DID_NOT_COME)

    @pressed("guest:applied")
    async def applied(self, ctx: InteractionContext) -> None:
        await self._tell(ctx, GuestState.APPLIED)

    @pressed("guest:again")
    async def come_again(self, ctx: InteractionContext) -> None:
        await self._tell(ctx, GuestState.AGAIN)

    @pressed("guest:not_now")
    async def not_now(self, ctx: InteractionContext) -> None:
        await self._tell(ctx, GuestState.NOT_NOW)

    async def _tell(self, ctx: InteractionContext, state: GuestState) -> None:
        guest_id, stamp = (number(part) for part in ctx.take(2))
        found = await self._guests.tell(ctx.user_id, guest_id, state)
        await show_again(ctx, self._bot, found.group.group_id, stamp)
        await ctx.show(guest_cards.told(ctx.words, found))


def read(typed: forms.Typed, asked: str) -> Typed:
    """What was typed; `asked` are the questions to which they said yes."""
    said = asked if SURE in typed else ""
    return Typed(
        typed.get("name", ""),
        typed.get("trade", ""),
        typed.get("as", ""),
        typed.get("agreed", ""),
        typed.get("contact", ""),
        sure=CLIENT in said,
        held=HELD in said,
        expected=EXPECTED in said,
        visited=VISITED in said,
    )


def _about(doubt: Doubt) -> str:
    marks: dict[type[Doubt], str] = {Held: HELD, Expected: EXPECTED, Visited: VISITED}
    return marks.get(type(doubt), CLIENT)
