"""At the door: whoever leads a meeting notes who is there, and who passed a referral to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.meetings.attendance.model import State
from bot.membership.members.model import Person
from cogs._ui import forms, pressed_message
from cogs._ui.interaction import InteractionContext, number, page_number
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line
from cogs.meetings.door_card import SLIP_FORM, door_card, slip_form, slipped_card

if TYPE_CHECKING:
    import discord
    from discord import ui

    from bot.meetings.attendance.marking import DoorList, Marking
    from bot.meetings.guests.service import Guests
    from cogs._ui.bot_protocol import BotProtocol


class AtTheDoor(commands.Cog):
    def __init__(self, bot: BotProtocol, marking: Marking, guests: Guests) -> None:
        self._bot = bot
        self._marking = marking
        self._guests = guests

    @pressed("meeting:door")
    async def open(self, ctx: InteractionContext) -> None:
        await self._show(ctx, await self._marking.open(ctx.actor(), ctx.id))

    @pressed("meeting:page")
    async def turn_page(self, ctx: InteractionContext) -> None:
        page, meeting_id = ctx.take(2)
        await self._show(ctx, await self._marking.open(ctx.actor(), number(meeting_id), page_number(page)))

    @pressed("meeting:tick")
    async def tick(self, ctx: InteractionContext) -> None:
        """Take the menu as the list of who is here, of all whom it offered."""
        meeting_id, page = _place(ctx)
        ticked = [number(each) for each in pressed_message.chosen(ctx.interaction)]
        offered = _offered(ctx)
        await self._show(ctx, await self._marking.tick(ctx.actor(), meeting_id, page, offered, ticked))

    @pressed("meeting:ticked")
    async def tick_expected(self, ctx: InteractionContext) -> None:
        meeting_id, page = _place(ctx)
        await self._show(ctx, await self._marking.tick_expected(ctx.actor(), meeting_id, page, _offered(ctx)))

    @pressed("meeting:came_late")
    async def came_late(self, ctx: InteractionContext) -> None:
        await self._mark(ctx, State.LATE)

    @pressed("meeting:phoned")
    async def phoned(self, ctx: InteractionContext) -> None:
        await self._mark(ctx, State.EXCUSED)

    async def _mark(self, ctx: InteractionContext, state: State) -> None:
        meeting_id, page = _place(ctx)
        await self._show(ctx, await self._marking.mark(ctx.actor(), meeting_id, page, [number(ctx.chosen)], state))

    @pressed("meeting:guest_here")
    async def guest_came(self, ctx: InteractionContext) -> None:
        await self._mark_guest(ctx, came=True)

    @pressed("meeting:guest_missed")
    async def guest_did_not_come(self, ctx: InteractionContext) -> None:
        await self._mark_guest(ctx, came=False)

    async def _mark_guest(self, ctx: InteractionContext, *, came: bool) -> None:
        meeting_id, page, guest_id = ctx.take(3)
        await self._guests.mark(ctx.actor(), number(guest_id), came=came)
        await self._show(ctx, await self._marking.open(ctx.actor(), number(meeting_id), page_number(page)))

    @pressed("meeting:room")
    async def fill_in_room(self, ctx: InteractionContext) -> None:
        """Note that those are here who are in the meeting's voice channel, or else in the one in which whoever presses it is."""
        meeting = (await self._marking.open(ctx.actor(), ctx.id)).gathering.meeting
        guild = ctx.interaction.guild
        if guild is None or not self._bot.intents.voice_states:
            raise Refused(N_("I can't see who is in a voice channel here. Tick who is there in the list."))
        inside = _inside(guild, meeting.channel_id, ctx.user_id)
        if not inside:
            raise Refused(N_("Nobody is in the meeting's voice channel, nor in one with you. Enter it, and press it again."))
        await self._show(ctx, await self._marking.room(ctx.actor(), meeting.id, inside))

    @pressed("meeting:slip")
    async def ask_slip(self, ctx: InteractionContext) -> None:
        meeting = await self._marking.check_slip(ctx.actor(), ctx.id)
        await ctx.ask(slip_form(ctx.words, meeting.id, forms.nonce(), {}))

    @submitted(SLIP_FORM)
    async def slip(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        meeting_id, nonce = ctx.take(2)
        giver, receiver = (Person(number(typed.get(name) or "0")) for name in ("giver", "receiver"))
        action = ctx.form_key(SLIP_FORM, nonce)
        both = await self._marking.slip(ctx.actor(), number(meeting_id), giver, receiver, action)
        await ctx.show(slipped_card(ctx.words, *(f"**{one_line(each.name)}**" for each in both)))

    @reopens(SLIP_FORM)
    async def ask_slip_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        meeting_id, nonce = ctx.take(2)
        meeting = await self._marking.check_slip(ctx.actor(), number(meeting_id))
        return slip_form(ctx.words, meeting.id, nonce, typed)

    async def _show(self, ctx: InteractionContext, door: DoorList) -> None:
        await ctx.update(door_card(ctx.words, door, has_room=self._bot.intents.voice_states))


def _place(ctx: InteractionContext) -> tuple[int, int]:
    """The meeting's id and the page, from the custom id."""
    meeting_id, page = ctx.take(2)
    return number(meeting_id), page_number(page)


def _offered(ctx: InteractionContext) -> list[int]:
    """The people whom the menu in the pressed message offers; those of a message that Discord does not send along are none."""
    return [number(each) for each in pressed_message.offered(ctx.interaction, "meeting:tick:")]


def _inside(guild: discord.Guild, channel_id: int | None, user_id: int) -> list[int]:
    """The ids of those who are in the channel, where it is a voice channel, and of those who are in one with that person."""
    rooms = [each.voice_states.keys() for each in guild.voice_channels if each.id == channel_id or user_id in each.voice_states]
    return sorted({each for room in rooms for each in room})
