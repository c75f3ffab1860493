"""Whom somebody may thank, and for which referral: each check raises Refused with what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Forbidden, Refused, Sentence, not_found
from bot.membership.guards import not_a_member
from bot.membership.members.model import Member, Person, Status
from bot.referrals.model import MOVES, NOT_COUNTED, STATE_LABELS, Referral, Verb

if TYPE_CHECKING:
    from bot.core.actor import Actor

REOPENED = MOVES[Verb.REOPEN].before
"""States of which the receiver can open a referral again."""


def thanked(actor: Actor, person: Person, found: Member | None, *, for_referral: bool = False) -> Member:
    """Return the member to be thanked, present, departed or former; `for_referral` also who gave one from a linked group.

    Raises Refused for the actor, a bot or a stranger.
    """
    if person.user_id == actor.user_id:
        raise Refused(N_("You can't thank yourself. Choose the member who helped you."))
    if person.is_bot:
        raise Refused(N_("A bot needs no thanks. Choose a member of the group."))
    if found is not None and for_referral and found.status is Status.LINKED:
        return found
    if found is None or not (found.belongs or found.is_elsewhere or found.status is Status.FORMER):
        raise not_a_member(person)
    return found


def not_thanked() -> Forbidden:
    """The refusal for whoever presses what is for the one who was thanked, and for absent thanks."""
    return Forbidden(N_("Only the one who was thanked can do that. You can thank somebody too, with /thank."))


def referral(about: Referral, actor: Actor, person: Person) -> None:
    """Both of the following checks."""
    giver(about, actor, person)
    state(about)


def giver(referral: Referral, actor: Actor, person: Person) -> None:
    """Raise Refused unless the person gave the referral to the actor in this group."""
    if referral.group_id != actor.group_id or (referral.receiver_id, referral.giver_id) != (actor.user_id, person.user_id):
        raise not_found()


def state(referral: Referral) -> None:
    """Raise Refused unless the referral is in progress or WON."""
    if referral.state in REOPENED:
        raise Refused(
            N_(
                "{referral} stands at “{state}”, so there is no work to thank for yet. If there is, press “Open again” on its card in /referrals first."
            ),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )
    if referral.state in NOT_COUNTED:
        raise Refused(
            N_(
                "{referral} stands at “{state}”, so there is no work to thank for. Use /thank without a referral to thank for anything else."
            ),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )
