"""Use case: the giver of a declined referral passes its client to another member."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads
from bot.membership.guards import check_acting
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.profiles.search import fitting
from bot.membership.trades import seat_key
from bot.referrals import access
from bot.referrals import transitions as moves
from bot.referrals.model import Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.referrals.transitions import Opened

SHORTEST = 4
"""Letters of the shortest word of a need that is compared with profiles: shorter ones are mostly articles and prepositions."""

MOST_WORDS = 20
"""Maximum number of words of a need that are compared."""


@dataclass(frozen=True, slots=True)
class PassingOn:
    """A declined referral, and the active members who may get it.

    Those of the receiver's trade come first, then those whose profile fits the need, then all others by name.
    """

    opened: Opened
    candidates: tuple[Member, ...]


class PassingOnService(Service):
    @reads
    async def candidates(self, tx: Tx, actor: Actor, referral_id: int) -> PassingOn:
        """Read the referral and who may get it. `actor.group_id` is 0 in a direct message. Raises Refused."""
        opened = await _passed_on(tx, actor, referral_id)
        referral = opened.referral
        active = [
            each
            for each in await members_store.roll(tx, referral.group_id, (Status.ACTIVE,))
            if each.user_id not in {referral.giver_id, referral.receiver_id}
        ]
        receiver = await members_store.get(tx, referral.group_id, referral.receiver_id)
        trade = seat_key(receiver.seat) if receiver is not None and receiver.seat else None
        same_trade = [each for each in active if trade is not None and seat_key(each.seat) == trade]
        # A key that comes again keeps its first place, so each member is listed once, where they fit best.
        ordered = {each.user_id: each for each in (*same_trade, *_fitting(referral.client.need, active), *active)}
        return PassingOn(opened, tuple(ordered.values()))

    @reads
    async def check(self, tx: Tx, actor: Actor, referral_id: int) -> Opened:
        """Read the referral before the form. `actor.group_id` is 0 in a direct message. Raises Refused."""
        return await _passed_on(tx, actor, referral_id)


def _fitting(need: str, members: Sequence[Member]) -> list[Member]:
    """The members who have a word of the need in their profile, those with the most such words first."""
    words = [word for word in dict.fromkeys(need.split()) if len(word) >= SHORTEST][:MOST_WORDS]
    hits = Counter(each.user_id for word in words for each in fitting(word, members))
    return sorted((each for each in members if hits[each.user_id]), key=lambda each: -hits[each.user_id])


async def _passed_on(tx: Tx, actor: Actor, referral_id: int) -> Opened:
    """The referral of which the actor is the giver. Raises Refused where it can't be passed on, or they are no active member."""
    opened = await moves.opened(tx, await access.located(tx, referral_id, actor.user_id), actor.user_id)
    if opened.me is not Party.GIVER:
        raise not_found()
    await check_acting(tx, replace(actor, group_id=opened.referral.group_id))
    if not opened.can_be_passed_on:
        raise Refused(
            N_("{referral} can't be passed to another member now. Open it in /referrals to see where it stands."),
            referral=opened.referral.label,
        )
    return opened
