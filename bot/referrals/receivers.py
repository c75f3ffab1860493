"""Who can receive a referral."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.core.errors import N_, Refused
from bot.membership.guards import not_a_member
from bot.membership.members.model import Involved, Member, Person, Status

if TYPE_CHECKING:
    from bot.core.actor import Actor

M = TypeVar("M", Member, Involved)


def check_takes(actor: Actor, person: Person, receiver: M | None) -> M:
    """Return the member who is to receive a referral. Raises Refused also where they are on leave."""
    receiver = check_belongs(actor, person, receiver)
    check_has_trade(receiver)
    if receiver.status is Status.PAUSED:
        raise Refused(
            N_("{name} is on leave and takes no referrals now. Wait until they are back, or choose another in /directory."),
            name=receiver.name,
        )
    return receiver


def check_has_trade(receiver: Member | Involved) -> None:
    """Raise Refused for an associate, to whom nobody refers clients."""
    if receiver.is_associate:
        raise Refused(
            N_(
                "{name} is a friend of the group, without a trade, and takes no referrals. Choose another in /directory, or let two"
                " people meet with /introduce."
            ),
            name=receiver.name,
        )


def check_belongs(actor: Actor, person: Person, receiver: M | None) -> M:
    """Return the member, present or on leave. Raises Refused for the actor, a bot or somebody who does not belong."""
    if person.user_id == actor.user_id:
        raise Refused(N_("You can't refer somebody to yourself. Choose another member."))
    if person.is_bot:
        raise Refused(N_("A bot can't take a referral. Choose a member of the group."))
    if receiver is None or not receiver.belongs:
        raise not_a_member(person)
    return receiver
