"""A new member's first steps: what they want of the bot, and that they were walked through it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.use_case import Service, reads, writes
from bot.membership.guards import acting_member
from bot.membership.members import store as members_store
from bot.membership.preferences.service import choose

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member


class Onboarding(Service):
    @reads
    async def newcomer(self, tx: Tx, actor: Actor) -> Member:
        """The actor as an active member; in a direct message the button says of which group. Raises Refused."""
        return await acting_member(tx, actor)

    @writes
    async def name_on_boards(self, tx: Tx, actor: Actor, *, named: bool) -> Member:
        """Whether boards and the weekly news name them; what they do counts all the same. Raises Refused."""
        present = await acting_member(tx, actor)
        return await choose(tx, present, replace(present, on_boards=named))

    @writes
    async def write_to(self, tx: Tx, actor: Actor, *, wanted: bool) -> Member:
        """Whether they get direct messages about referrals and thanks at all. Raises Refused."""
        present = await acting_member(tx, actor)
        switches = replace(present.switches, referrals=wanted, steps=wanted, thanks=wanted, reminders=wanted)
        return await choose(tx, present, replace(present, switches=switches))

    @writes
    async def walked(self, tx: Tx, actor: Actor) -> Member:
        """They saw the last of it, and are not asked again. Raises Refused."""
        present = await acting_member(tx, actor)
        if present.welcomed_at is not None:
            return present
        walked = replace(present, welcomed_at=tx.now)
        await members_store.save(tx, walked)
        return walked
