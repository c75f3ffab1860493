"""Writes a moderator's change of a membership with all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.errors import N_, Refused
from bot.membership import notices as membership_notices
from bot.membership.leave import service as leave_service
from bot.membership.members import lifecycle
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Member, Person, Status
from bot.membership.seats import exclusivity

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def enter(tx: Tx, actor: Actor, group: Group, person: Person, seat: str, action: str) -> Member:
    """Make a person who does not belong a member with that trade; with an empty one an associate. Raises Refused.

    A former member's record is taken up again, without the leave they were on.
    """
    if person.is_bot:
        raise Refused(N_("A bot can't be a member. Choose a person."))
    if not person.is_here:
        raise Refused(N_("{name} is not in this server. Invite them first, then add them."), name=person.name)
    present = await members_store.get(tx, actor.group_id, person.user_id)
    if present is not None and present.belongs:
        check_has_trade(present)
    status = lifecycle.after(Step.ADD, present, person.name)
    partner = await exclusivity.claim(tx, group, seat, person.user_id, present.profile.business if present else "")
    added = replace(
        present or Member(actor.group_id, person.user_id, person.name, status),
        name=person.name,
        status=status,
        status_at=tx.now,
        seat=seat,
        # Who was a member before keeps the day on which they first joined.
        joined_at=(present.joined_at if present else None) or tx.now,
        left_at=None,
        returns_to=None,
        away=None,
        partner_of=partner,
        version=present.version + 1 if present else 1,
    )
    await changed(tx, actor, group, present, added, action)
    await leave_service.tell_waiting(tx, group, added)
    return added


def check_has_trade(present: Member) -> None:
    """Raise Refused for somebody who is an associate already."""
    if present.is_associate:
        raise Refused(N_("{name} is a friend of the group already. Give them a trade with /member seat."), name=present.name)


async def changed(
    tx: Tx, actor: Actor, group: Group, before: Member | None, after: Member, action: str, reason: str = ""
) -> None:
    """Save the record, log the action and queue its message, the role switch and the change of the moderators' card."""
    await members_store.save(tx, after)
    await membership_notices.note(tx, actor.user_id, action, before, after, reason)
    await membership_notices.tell(tx, group, action, after, detail=reason)
    # A person on leave keeps the role, so only joining and leaving the group switches it.
    if before is None or before.belongs != after.belongs:
        await membership_notices.belonging_changed(tx, group, after)
    await membership_notices.leave_changed(tx, group, before, after)
    if before is not None and before.status is Status.APPLICANT:
        await membership_notices.application_decided(tx, group, after)
