"""Use case: a moderator makes somebody an associate, a member without a trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.use_case import Service, writes
from bot.membership.guards import moderated_group, not_a_member
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.roster.changes import changed, check_has_trade, enter
from bot.membership.seats import exclusivity

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member, Person


class Associates(Service):
    @writes
    async def make(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Take a member's trade, on leave or expected too, or let somebody in without one. Raises Refused.

        Referrals under way stay with them. `Roster.move_seat` gives them a trade again.
        """
        group = await moderated_group(tx, actor)
        present = await members_store.get(tx, actor.group_id, person.user_id)
        is_expected = present is not None and present.status is Status.EXPECTED
        if person.user_id < 0 and not is_expected:
            raise not_a_member(person)  # recognised or removed since, and nobody in Discord has that id
        if present is None or not (present.belongs or is_expected):
            return await enter(tx, actor, group, person, "", "member.associate")
        check_has_trade(present)
        freed = replace(present, seat="", partner_of=None, version=present.version + 1)
        await changed(tx, actor, group, present, freed, "member.associate")
        await exclusivity.opened(tx, group, present.seat)
        return freed
