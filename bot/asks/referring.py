"""Use case: a need is met by a referral. Its author passes a client to whom they choose, or somebody passes the author one whom they look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import checks, helps_store, offers_store
from bot.asks import notices as asks_notices
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.model import Need, NeedKind, Offer, OfferState, Received, check_open, check_other
from bot.asks.seen import MOST_OFFERS, PICKED, SeenNeed
from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.use_case import Service, reads
from bot.membership.members import store as members_store
from bot.membership.trades import seat_key
from bot.referrals import store as referrals_store
from bot.referrals.model import Client
from bot.referrals.origins import Origin

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.referrals.model import Referral

CAUSE = "need"
"""Begins the cause of a referral that meets a need, before the need's id and that of the offer that it takes up, or 0."""


class Prepared(Struct, frozen=True):
    """What the form of a referral to `receiver_id` is filled with, and what its referral comes from.

    `client` is that of the need's earlier referral, once there is one, with the need's text. Whether they agreed to be called, by this
    receiver too, is asked anew each time. `offer_id` is that of the offer that was chosen; 0 where none was named.
    """

    seen: SeenNeed
    receiver_id: int
    offer_id: int
    client: Client
    origin: Origin


class Referring(Service):
    @reads
    async def prepare(
        self, tx: Tx, actor: Actor, need_id: int, receiver_id: int, action: str = "", offer_id: int = 0
    ) -> Prepared:
        """Check before the form, and again before it is sent. Raises Refused where the referral would not meet the need.

        `offer_id` names which of the trades that the receiver offers is meant; with 0 it is the first that is free. A form that is submitted again, with the same `action`, is not checked: it gets the referral that it made.
        """
        _, need = await checks.found(tx, actor, need_id)
        if not action or await idempotency.result(tx, need.group_id, action) is None:
            await _meant(tx, need, actor.user_id, receiver_id, offer_id)
        seen = await asks_seen.one(tx, need, actor.user_id)
        earlier = await _earlier(tx, need, actor.user_id)
        kept = earlier.client if earlier is not None else Client()
        cause = f"{CAUSE}:{need.id}:{offer_id}"
        origin = Origin(earlier.id if earlier is not None else None, need.may_know, cause, need.label)
        return Prepared(seen, receiver_id, offer_id, Client(kept.prospect, kept.contact, need.text), origin)


async def referral_given(tx: Tx, *, group: Group, referral: Referral, cause: str) -> None:
    """Handle the event that a referral was passed: where it meets a need, note that, and that its receiver was chosen. Raises Refused."""
    kind, *ids = cause.split(":")
    if kind != CAUSE:
        return
    need_id, offer_id = map(int, ids)
    need = await asks_store.get(tx, group.group_id, need_id)
    assert need is not None, "needs are never deleted while their group is kept"
    await asks_store.hold(tx, need)  # of two choices for one trade at once the second finds the first
    offer = await _meant(tx, need, referral.giver_id, referral.receiver_id, offer_id)
    await helps_store.add_referral(tx, need, referral.id, "" if offer is None else offer.trade)
    if offer is not None:
        await _choose(tx, need, offer)
    await asks_notices.show(tx, group, await asks_store.touch(tx, need))


async def referral_taken_back(tx: Tx, *, group: Group, referral: Referral) -> None:
    """Handle the event that a referral was taken back or cancelled: the card of the need of which it came counts it no more."""
    need_id = await helps_store.need_of(tx, group.group_id, referral.id)
    need = None if need_id is None else await asks_store.get(tx, group.group_id, need_id)
    if need is not None:
        await asks_notices.show(tx, group, await asks_store.touch(tx, need))


async def _meant(tx: Tx, need: Need, giver_id: int, receiver_id: int, offer_id: int) -> Offer | None:
    """The offer that a referral takes up; None where it brings the need's author whom they look for. Raises Refused for any other."""
    check_open(need, tx.now)
    if need.kind is NeedKind.LOOKING and receiver_id == need.author_id:
        check_other(need, giver_id)
        return None
    if need.kind is not NeedKind.CLIENT_NEEDS or giver_id != need.author_id:
        raise Refused(N_("No referral meets {need}. Use the buttons of its card."), need=need.label)
    member = await checks.helper(tx, need, receiver_id)
    offers = [each for each in await offers_store.of_need(tx, need, MOST_OFFERS) if each.stands]
    # With a text somebody outside is meant, to whom no referral can be passed.
    mine = [each for each in offers if each.user_id == receiver_id and not each.text and offer_id in {0, each.id}]
    if not mine:
        raise Refused(N_("{name} does not offer that any more. Open /ask to see who does."), name=member.name)
    taken = await _taken(tx, need, offers)
    free = [each for each in mine if taken.get(seat_key(each.trade), receiver_id) == receiver_id]
    if not free:
        names = await members_store.names(tx, need.group_id, taken.values())
        raise Refused(
            N_("{need} has gone to {name} for that trade. Once they can't take it, you can choose somebody else."),
            need=need.label,
            name=names.get(taken[seat_key(mine[0].trade)], ""),
        )
    return min(free, key=lambda each: (each.state in PICKED, each.id))


async def _taken(tx: Tx, need: Need, offers: list[Offer]) -> dict[str, int]:
    """Who has the client for each trade: chosen, with a referral that stands; without one, somebody else may be chosen."""
    received = (await helps_store.received(tx, need.group_id, [need.id])).get(need.id, Received())
    return {seat_key(each.trade): each.user_id for each in offers if each.state in PICKED and received.has(each)}


async def _earlier(tx: Tx, need: Need, giver_id: int) -> Referral | None:
    """The author's newest referral out of a need for a client, while the client's data is kept."""
    if need.kind is not NeedKind.CLIENT_NEEDS:
        return None
    ids = await helps_store.referrals(tx, need)
    given = await referrals_store.several(tx, need.group_id, ids) if ids else ()
    return next((each for each in given if each.giver_id == giver_id and each.client.prospect), None)


async def _choose(tx: Tx, need: Need, offer: Offer) -> None:
    """Store that the offer was chosen, in place of one whose referral does not stand any more. The referral itself tells the chosen one."""
    if offer.state in PICKED:
        return
    for each in await offers_store.of_need(tx, need, MOST_OFFERS):
        if each.state is OfferState.CHOSEN and seat_key(each.trade) == seat_key(offer.trade):
            await offers_store.move(tx, each, OfferState.LET_GO)
    await offers_store.move(tx, offer, OfferState.CHOSEN)
    await audit_log_store.write(tx, LogEntry(need.group_id, need.author_id, "need.choose", need.label, need.author_id))
