"""Who may act on a referral, and what of its client somebody sees: the one place that asks whether giver and receiver belong.

A person belongs as an active member or on leave. Whoever was removed or banned, left the server or deleted their data keeps the moves
of KEPT alone, and sees nothing of a client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.errors import N_, Refused, Sentence, not_found
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import BELONGING
from bot.referrals import partners, readers
from bot.referrals import store as referrals_store
from bot.referrals.model import NOT_COUNTED, STATE_LABELS, TAKEN_BACK, Client, Party, Referral, State, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.actor import Actor
    from bot.core.db.database import Tx

KEPT = frozenset({Verb.WITHDRAW, Verb.UNDO, Verb.FORGET})
"""What giver and receiver may do without belonging to the group: both protect the client."""


async def located(tx: Tx, referral_id: int, user_id: int, verb: Verb | None = None) -> Referral:
    """Read a referral on which `user_id`, its giver or receiver, wants to act; by `verb` where that is one of KEPT.

    Raises the same Refused where it does not exist and where it is another's, and Refused for a person who does not belong.
    """
    referral = await readable(tx, referral_id, user_id)
    if verb not in KEPT:
        found = await readers.reader(tx, referral, user_id)
        if not found.belongs:
            raise await _rests(tx, found.group_id, user_id)
    return referral


async def readable(tx: Tx, referral_id: int, user_id: int) -> Referral:
    """Read a referral to show it to its giver or receiver, by way of `as_seen`. Raises Refused as `located`, but for no standing."""
    group_id = await partners.group_of(tx, referral_id)
    referral = None if group_id is None else await referrals_store.get(tx, group_id, referral_id)
    if referral is None:
        raise not_found()
    referral.party(user_id)
    return referral


async def check_belongs(tx: Tx, group_id: int, user_id: int) -> None:
    """Raise Refused for a person who does not belong, with what to do."""
    if not await belongs(tx, group_id, user_id):
        raise await _rests(tx, group_id, user_id)


async def belongs(tx: Tx, group_id: int, user_id: int) -> bool:
    """Whether the person is an active member of the group or on leave."""
    standing = await roll.standing(tx, group_id, user_id)
    return standing is not None and standing.status in BELONGING


def hides_client(state: State, party: Party, *, belongs: bool) -> bool:
    """Whether a person sees nothing of the client: without belonging, and as receiver of what was taken back or cancelled."""
    return not belongs or (party is Party.RECEIVER and state in TAKEN_BACK)


def as_seen(referral: Referral, user_id: int, *, belongs: bool) -> Referral:
    """The referral without what its giver or receiver may not see: client, contact, the receiver's label.

    The label goes with the client, whom it may name.
    """
    party = referral.party(user_id)
    if hides_client(referral.state, party, belongs=belongs):
        return replace(referral, client=Client(is_hidden=bool(referral.client.prospect)), private_label="")
    label = referral.private_label if party is Party.RECEIVER else ""
    contact = referral.client.contact if shows_contact(referral, user_id) else ""
    if label == referral.private_label and contact == referral.client.contact:
        return referral  # the usual case in a list, which would copy every record twice
    return replace(referral, client=replace(referral.client, contact=contact), private_label=label)


async def listed(tx: Tx, actor: Actor, found: Iterable[Referral]) -> list[tuple[Referral, str]]:
    """Each of the actor's referrals as they see it, with the other's name."""
    all_found = list(found)
    may = await belongs(tx, actor.group_id, actor.user_id)
    here = [each.other(actor.user_id) for each in all_found if each.group_id == actor.group_id]
    names = await members_store.names(tx, actor.group_id, here)
    there = await partners.receivers_elsewhere(
        tx, actor.group_id, [each.id for each in all_found if each.group_id != actor.group_id]
    )
    return [
        (
            as_seen(each, actor.user_id, belongs=may),
            there[each.id] if each.id in there else names.get(each.other(actor.user_id), ""),
        )
        for each in all_found
    ]


def shows_contact(referral: Referral, user_id: int) -> bool:
    """Whether `user_id`, giver or receiver, may see the contact now: a receiver may not in a state of NOT_COUNTED."""
    return bool(referral.client.contact) and (user_id == referral.giver_id or referral.state not in NOT_COUNTED)


def check_contact(referral: Referral, user_id: int) -> None:
    """Raise Refused where `user_id` may not see the client's contact now."""
    referral.party(user_id)
    if not shows_contact(referral, user_id):
        raise Refused(
            N_("The contact of {referral} is not shown any more: it stands at “{state}”, or its data was deleted."),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )


async def _rests(tx: Tx, group_id: int, user_id: int) -> Refused:
    """The refusal for a giver or receiver who does not belong."""
    member = await members_store.get(tx, group_id, user_id)
    if member is not None and member.is_elsewhere:
        return Refused(N_("You left that group's server, so its referrals rest. Join it again, and they are as they were."))
    return Refused(
        N_("You are not a member of that group any more, so its referrals rest. Ask its moderators to let you in again.")
    )
