"""What the other one reads when one of the two of a referral between linked groups is no member any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.membership.members.model import reading
from bot.referrals import partners, readers

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member

LEFT = "linked.left"


async def other_left(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the event that a member left: tell those of linked groups who have an open referral with them, each once."""
    told: set[int] = set()
    for referral_id in await partners.linked_waiting(tx, group.group_id, member.user_id):
        referral = await readers.told_of(tx, group.group_id, referral_id)
        if referral is None or (other_id := referral.other(member.user_id)) in told:
            continue
        told.add(other_id)
        reader = await readers.reader(tx, referral, other_id)
        other = await members_store.get(tx, reader.group_id, other_id)
        if other is None or not other.belongs or not other.switches.steps:
            continue
        theirs = await groups_store.get(tx, reader.group_id)
        key = (
            f"{LEFT}:{group.group_id}:{referral.id}:{member.version}:{other_id}"  # without the member: it is another group's row
        )
        await outbox_store.add(
            tx,
            Message(
                theirs.group_id,
                LEFT,
                key,
                referral.id,
                user_id=other_id,
                language=reading(theirs, other),
                facts=referral.party(other_id).value,
            ),
        )
