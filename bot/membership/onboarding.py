"""A new member's first steps: the choices they are offered, and the note that they have seen the last step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import acting_member
from bot.membership.members import store as members_store
from bot.membership.preferences.service import choose

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member


class Walked(Struct, frozen=True):
    """A member at the end of the first steps, and which of the suggested actions they have done already."""

    member: Member
    has_given: bool
    has_thanked: bool


class Onboarding(Service):
    @reads
    async def newcomer(self, tx: Tx, actor: Actor) -> Member:
        """Read the actor as an active member. In a direct message the group's id comes from the button. Raises Refused."""
        return await acting_member(tx, actor)

    @writes
    async def name_on_boards(self, tx: Tx, actor: Actor, *, named: bool) -> Member:
        """Store whether boards and the digest name the actor; their entries count in either case. Raises Refused."""
        present = await acting_member(tx, actor)
        return await choose(tx, present, replace(present, on_boards=named))

    @writes
    async def write_to(self, tx: Tx, actor: Actor, *, wanted: bool) -> Member:
        """Switch all direct messages about referrals, thanks and reminders on or off. Raises Refused."""
        present = await acting_member(tx, actor)
        switches = replace(present.switches, referrals=wanted, steps=wanted, thanks=wanted, reminders=wanted)
        return await choose(tx, present, replace(present, switches=switches))

    @writes
    async def walked(self, tx: Tx, actor: Actor) -> Walked:
        """Note that the actor saw the last step, so that the steps are not offered again. Raises Refused."""
        present = await acting_member(tx, actor)
        if present.welcomed_at is None:
            present = replace(present, welcomed_at=tx.now)
            await members_store.save(tx, present)
        gave = await ledger_store.by_counterpart(tx, actor.group_id, actor.user_id, EntryKind.REFERRAL)
        thanked = await ledger_store.by_member(tx, actor.group_id, actor.user_id, EntryKind.THANKS)
        return Walked(present, has_given=bool(gave), has_thanked=bool(thanked))
