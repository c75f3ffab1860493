"""Storing a new referral whose giver and receiver were checked, with all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.events import announce
from bot.core.ledger import store as ledger_store
from bot.groups import region
from bot.groups import store as groups_store
from bot.membership.guards import remember
from bot.referrals import allowed_moves, contact_index, duplicates, origins
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals import transitions as moves
from bot.referrals.events import REFERRAL_COUNTS, REFERRAL_GIVEN
from bot.referrals.model import Party
from bot.referrals.transitions import Opened

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Involved
    from bot.referrals.origins import Origin
    from bot.referrals.typed import Typed


async def give(
    tx: Tx, group: Group, actor: Actor, giver: Involved, receiver: Involved, typed: Typed, action: str, origin: Origin
) -> Opened:
    """Store a referral in the receiver's `group`, which is another than the actor's where theirs is a linked one.

    What limits the actor, and the key of the action, are of their own group. Raises Refused, naming the field, and Doubt where the
    giver recently sent this client to the same receiver.
    """
    home = actor.group_id if actor.group_id != group.group_id else None
    where = region.of_group(group)
    client, kind, warmth = typed.read(giver, where)
    sent = await contact_index.sent_to(tx, group.group_id, receiver.user_id, client.contact, where)
    if not typed.sure:
        duplicates.check_not_sent(tx, actor.user_id, receiver, client.prospect, sent)
    await allowances.take(tx, actor.group_id, actor.user_id, "referral.give", receiver.user_id)
    # Last of the checks: taking a number locks the group's row until the commit.
    number = await groups_store.next_referral(tx, group.group_id)
    same_as = duplicates.first_of_another(actor.user_id, sent)
    new = referrals_store.NewReferral(actor.user_id, receiver.user_id, kind, warmth, client, same_as, home)
    referral = await referrals_store.add(tx, group.group_id, number, new, where)
    await origins.keep(tx, referral, origin, where)
    if referral.counts:
        await ledger_store.post(tx, group, moves.entry_of(referral))
    await remember(tx, actor, giver)
    await idempotency.done(tx, actor.group_id, action, referral.id)
    after = {"state": referral.state.value, "kind": kind.value, "giver": actor.user_id, "receiver": receiver.user_id}
    await audit_log_store.write(
        tx, LogEntry(group.group_id, actor.user_id, "referral.give", referral.label, receiver.user_id, after=after)
    )
    await referrals_notices.announce(tx, group, referral, receiver)
    if not referral.is_linked:  # who hears of it thinks of two members of one group
        await announce(tx, REFERRAL_GIVEN, group=group, referral=referral, cause=origin.cause)
    if referral.counts:
        await announce(tx, REFERRAL_COUNTS, group=group, referral=referral)
    allowed = allowed_moves.allowed(referral, actor.user_id, tx.now)
    reach = await referrals_notices.reach_of_giver(tx, giver)
    return Opened(referral, Party.GIVER, actor.name, receiver.name, allowed, reach=reach)
