"""Use case: the giver of a referral passes its client to another member: in place of one who declined, or also."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import idempotency
from bot.core.computing import beside
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads
from bot.membership.guards import check_acting
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Listed, Status
from bot.membership.profiles.gathering import first_slice, slices
from bot.membership.profiles.search import Gathered
from bot.membership.trades import seat_key
from bot.referrals import access
from bot.referrals import transitions as moves
from bot.referrals.model import Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.roll import SealedTexts
    from bot.referrals.transitions import Opened

SHORTEST = 4
"""Letters of the shortest word of a need that is compared with profiles: shorter ones are mostly articles and prepositions."""

MOST_WORDS = 20
"""Maximum number of words of a need that are compared."""


class Way(StrEnum):
    """Why the client goes to another member."""

    IN_PLACE = "pass"
    """In place of the receiver, who declined."""
    ALSO = "also"
    """The client needs more trades."""


class PassingOn(Struct, frozen=True):
    """A referral, and the active members with a trade who may get its client.

    Those whose profile fits the need come before all others by name. Where the receiver declined, those of their trade come first;
    where the client needs more trades, who has the client already is left out.
    """

    opened: Opened
    candidates: tuple[Listed, ...]


class PassingOnService(Service):
    async def candidates(self, actor: Actor, referral_id: int, way: Way) -> PassingOn:
        """Read the referral and who may get it. `actor.group_id` is 0 in a direct message. Raises Refused."""
        opened, trade, active, first = await self._begin(actor, referral_id, way)
        gathered = Gathered()
        async for texts in slices(self.database, opened.referral.group_id, (Status.ACTIVE,), first):
            await beside(gathered.add, texts)
        return PassingOn(opened, await beside(_ordered, opened, trade, active, gathered))

    @reads
    async def _begin(self, tx: Tx, actor: Actor, referral_id: int, way: Way) -> tuple[Opened, str, list[Listed], SealedTexts]:
        """The referral, the trade that comes first, the group's active members, and the first slice of their texts."""
        opened = await _passed_on(tx, actor, referral_id, way)
        referral = opened.referral
        receiver = await members_store.get(tx, referral.group_id, referral.receiver_id) if way is Way.IN_PLACE else None
        active = await roll.listed(tx, referral.group_id, (Status.ACTIVE,))
        first = await first_slice(tx, referral.group_id, (Status.ACTIVE,))
        return opened, receiver.seat if receiver is not None else "", active, first

    @reads
    async def check(self, tx: Tx, actor: Actor, referral_id: int, way: Way, action: str = "") -> Opened:
        """Read the referral before the form, and again before it is sent. `actor.group_id` is 0 in a direct message. Raises Refused.

        A form that is submitted again, with the same `action`, gets the referral that it made, wherever the earlier one stands now.
        """
        return await _passed_on(tx, actor, referral_id, way, action)


def _ordered(opened: Opened, trade: str, active: Sequence[Listed], gathered: Gathered) -> tuple[Listed, ...]:
    """The active members who do not have the client: first those of the trade, then those who fit its need, then the others by name."""
    referral = opened.referral
    have_it = {referral.giver_id, referral.receiver_id, *(part.receiver_id for part in opened.hub.parts if part.counts)}
    others = roll.by_name(each for each in active if each.seat and each.user_id not in have_it)
    same_trade = [each for each in others if trade and seat_key(each.seat) == seat_key(trade)]
    # A key that comes again keeps its first place, so each member is listed once, where they fit best.
    ordered = {each.user_id: each for each in (*same_trade, *_fitting(referral.client.need, others, gathered), *others)}
    return tuple(ordered.values())


def _fitting(need: str, members: Sequence[Listed], gathered: Gathered) -> list[Listed]:
    """The members who have a word of the need in their profile, those with the most such words first."""
    words = [word for word in dict.fromkeys(need.split()) if len(word) >= SHORTEST][:MOST_WORDS]
    hits = Counter(gathered.people[number].user_id for word in words for number in gathered.fitting(word))
    return sorted((each for each in members if hits[each.user_id]), key=lambda each: -hits[each.user_id])


async def _passed_on(tx: Tx, actor: Actor, referral_id: int, way: Way, action: str = "") -> Opened:
    """The referral of which the actor is the giver. Raises Refused where it can't go on that way, or they are no active member."""
    opened = await moves.opened(tx, await access.located(tx, referral_id, actor.user_id), actor.user_id)
    if opened.me is not Party.GIVER:
        raise not_found()
    await check_acting(tx, replace(actor, group_id=opened.referral.group_id))
    if action and await idempotency.result(tx, opened.referral.group_id, action) is not None:
        return opened
    if not (opened.can_be_passed_on if way is Way.IN_PLACE else opened.can_go_to_more):
        raise Refused(
            N_("{referral} can't be passed to another member now. Open it in /referrals to see where it stands."),
            referral=opened.referral.label,
        )
    return opened
