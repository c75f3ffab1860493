"""One step with somebody's membership, from a button as from a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.membership import Step, has_left
from cogs._ui.proof import is_proven_gone
from cogs._ui.text import one_line
from cogs.members.cards import DONE

if TYPE_CHECKING:
    from bot.model.members import Person
    from cogs._ui.host import Host
    from cogs._ui.turn import Turn


class Decisions:
    def __init__(self, bot: Host) -> None:
        self._http = bot.http
        self._members = bot.services.members
        self._presence = bot.services.presence

    async def make(self, turn: Turn, who: Person, step: Step, reason: str = "") -> None:
        """Take the step, and say so. Raises Refused; somebody who left the server is not let in."""
        if step is Step.APPROVE:
            applicant = await self._members.check_may_approve(turn.actor(), who)
            if await is_proven_gone(self._http, turn.group_id, who.user_id):
                await self._presence.left(turn.group_id, who.user_id)
                raise has_left(applicant.name)
        decided = await self._members.decide(turn.actor(), who, step, reason)
        await turn.say(turn.words.t(DONE[step], name=f"**{one_line(decided.name)}**"))
