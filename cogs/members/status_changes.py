"""One step of a person's membership, from a button or a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.departures.service import Departures
from bot.membership.members.lifecycle import SeatTaken, Step, has_left
from bot.membership.roster.service import Roster
from cogs._ui.member_lookup import is_proven_gone
from cogs._ui.people import mentioned
from cogs.members.cards import DONE, seat_taken_card

if TYPE_CHECKING:
    from bot.membership.members.model import Person
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext


class StatusChanges:
    def __init__(self, bot: BotProtocol) -> None:
        self._http = bot.http
        self._roster = bot.services.of(Roster)
        self._departures = bot.services.of(Departures)

    async def make(
        self, ctx: InteractionContext, who: Person, step: Step, reason: str = "", *, seat: str = "", same_business: bool = False
    ) -> None:
        """Take the step and answer; for an approval whose trade is taken, offer what else can be done. Raises Refused.

        An applicant who left the server is not approved.
        """
        if step is Step.APPROVE:
            # First, so that Discord is asked only about an approval that may succeed.
            applicant = await self._roster.check_may_approve(ctx.actor(), who)
            if await is_proven_gone(self._http, ctx.group_id, who.user_id):
                await self._departures.left(ctx.group_id, who.user_id)
                raise has_left(applicant.name)
        try:
            decided = await self._roster.decide(ctx.actor(), who, step, reason, seat=seat, same_business=same_business)
        except SeatTaken as taken:
            if step is not Step.APPROVE:
                raise
            await ctx.show(seat_taken_card(ctx.words, taken, who.user_id))
            return
        await ctx.say(ctx.words.t(DONE[step], name=mentioned(decided.user_id, decided.name)))
