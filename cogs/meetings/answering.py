"""Saying whether one comes to a meeting, and that one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.meetings.attendance.model import Answer, Presence, State
from cogs._ui.cards import Card, button
from cogs._ui.interaction import InteractionContext, number, stale
from cogs._ui.morning_list import show_again
from cogs._ui.routing import pressed
from cogs.meetings.calendar_buttons import cover_button
from cogs.meetings.card import PRESENTED, answer_buttons, own_state

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.meetings.attendance.service import Attendance
    from cogs._ui.bot_protocol import BotProtocol


class Answering(commands.Cog):
    def __init__(self, bot: BotProtocol, attendance: Attendance) -> None:
        self._bot = bot
        self._attendance = attendance

    @pressed("meeting:coming")
    async def come(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.COMING)

    @pressed("meeting:late")
    async def come_late(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.LATE)

    @pressed("meeting:cannot")
    async def stay_away(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.CANNOT)

    @pressed("meeting:here")
    async def arrive(self, ctx: InteractionContext) -> None:
        mine = await self._attendance.here(ctx.actor(), ctx.id)
        await ctx.say(own_state(ctx.words, mine))

    async def _answer(self, ctx: InteractionContext, given: Answer) -> None:
        """Store the answer; pressed in a morning list, also show what is left of that list."""
        meeting_id, *stamp = (number(part) for part in ctx.args)
        if len(stamp) > 1:
            raise stale()
        answered = await self._attendance.answer(ctx.actor(), meeting_id, given)
        if stamp:
            await show_again(ctx, self._bot, answered.group_id, *stamp)
        card = answered_card(ctx.words, meeting_id, answered.mine)
        if answered.presented:
            card.text(ctx.words.t(PRESENTED))
        if given is Answer.CANNOT and ctx.group_id:  # both work in the server alone
            card.buttons(
                [
                    button(f"meeting:guest:{meeting_id}", ctx.words.t("Send somebody in my place"), "🔁"),
                    cover_button(ctx.words, meeting_id),
                ]
            )
        await ctx.show(card)


def answered_card(words: Words, meeting_id: int, mine: Presence) -> Card:
    """The private answer, with the other two answers."""
    card = Card().text(own_state(words, mine))
    if mine.state in {State.PRESENT, State.LATE}:
        return card
    others = [each for each in answer_buttons(words, meeting_id) if each["custom_id"] != f"meeting:{mine.answer}:{meeting_id}"]
    return card.buttons(others)
