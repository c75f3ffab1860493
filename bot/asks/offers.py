"""Use cases of offers: make one, read them, choose one, take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.asks import checks, helps_store, offers_store
from bot.asks import notices as asks_notices
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.model import ANSWER, KNOWN, Need, NeedKind, NeedState, Offer, OfferState, check_open, check_other, may_be_taken_back
from bot.asks.seen import MOST_OFFERS, OFFERED_FOR, PICKED, SeenNeed
from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import remember
from bot.membership.members import store as members_store
from bot.membership.trades import seat_key
from bot.referrals.access import belongs
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member

CHOSEN_FOR = frozenset({NeedKind.CLIENT_NEEDS, NeedKind.COVER})
ASKED_FIRST = frozenset({NeedKind.QUESTION, NeedKind.CLIENT_NEEDS})
"""Kinds of which a press of the button may not say enough: what the answer is, or whom they know for which trade."""
STANDING = frozenset({OfferState.OFFERED, OfferState.CHOSEN})
"""States of an offer that can be taken back."""


class Answer(Struct, frozen=True):
    """What somebody wrote about a question; `helped` where the asker said so."""

    offer: Offer
    name: str
    helped: bool


class Offered(Struct, frozen=True):
    """What whoever offered is told: for which need, by its author's name, and what their offer says."""

    need_id: int
    label: str
    kind: NeedKind
    author: str
    text: str


class SeenOffer(Struct, frozen=True):
    """An offer as the need's author reads it, with the name of who made it."""

    seen: SeenNeed
    offer: Offer
    name: str


class Offers(Service):
    @reads
    async def check(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """Check before a form or a choice is shown, also for a *looking*. Raises Refused where the actor can't help with it."""
        need = await checks.readable(tx, actor, need_id)
        await _check_may_help(tx, need, actor.user_id)
        return await asks_seen.one(tx, need, actor.user_id)

    @reads
    async def check_known(self, tx: Tx, actor: Actor, need_id: int) -> tuple[SeenNeed, bool]:
        """The same, and whether clients can be referred to who asks: not to an associate. Raises Refused."""
        need = await checks.readable(tx, actor, need_id)
        await _check_may_help(tx, need, actor.user_id)
        author = await members_store.get(tx, need.group_id, need.author_id)
        return await asks_seen.one(tx, need, actor.user_id), author is not None and not author.is_associate

    @writes
    async def offer(
        self, tx: Tx, actor: Actor, need_id: int, action: str, trade: str = "", text: str = "", *, sure: bool = False
    ) -> Offered:
        """Offer help, one of its trades or an answer; made again, the text takes the place of the earlier one.

        `text` is the answer to a question, or whom they know for a trade; an associate has none of their own to offer. The same `action` again changes nothing. Raises Refused, naming
        the field, and Doubt where an answer names a client, unless they are `sure`.
        """
        member, need = await checks.found(tx, actor, need_id)
        return await _offer(tx, actor, member, need, action, trade, text, sure=sure)

    @writes
    async def press(self, tx: Tx, actor: Actor, need_id: int, action: str) -> Offered | SeenNeed:
        """Offer at once where nothing is to be asked: to stand in, or one's own trade. Raises Refused, as `offer`.

        Else change nothing, and return the need, of which a form or a choice has to follow.
        """
        member, need = await checks.found(tx, actor, need_id)
        if need.kind not in ASKED_FIRST or await _wants_trade_of(tx, need, member):
            return await _offer(tx, actor, member, need, action)
        await _check_may_help(tx, need, actor.user_id)
        return await asks_seen.one(tx, need, actor.user_id)

    @reads
    async def of(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """Read one's own need with all that is offered. Raises Refused."""
        _, need = await checks.own(tx, actor, need_id, on_leave=True)
        return await asks_seen.one(tx, need, actor.user_id)

    @reads
    async def told(self, tx: Tx, group_id: int, offer_id: int, reader_id: int) -> SeenOffer | None:
        """Read an offer for a message to the need's author; None where it is gone, or either does not belong any more.

        That it was taken back is told of somebody who left, too, without what they wrote.
        """
        offer = await offers_store.get(tx, group_id, offer_id)
        need = None if offer is None else await asks_store.get(tx, group_id, offer.need_id)
        if offer is None or need is None or need.author_id != reader_id or not await belongs(tx, group_id, reader_id):
            return None
        if not await belongs(tx, group_id, offer.user_id):
            if offer.stands:
                return None
            offer = replace(offer, text="")
        names = await members_store.names(tx, group_id, [offer.user_id])
        return SeenOffer(await asks_seen.one(tx, need, reader_id), offer, names.get(offer.user_id, ""))

    @reads
    async def told_chosen(self, tx: Tx, group_id: int, need_id: int, reader_id: int, offer_id: int) -> SeenNeed | None:
        """Read a need for a message to whom its author chose, with the offer that was chosen as theirs.

        None where that does not stand any more, or they do not belong.
        """
        need, offer = await asks_store.get(tx, group_id, need_id), await offers_store.get(tx, group_id, offer_id)
        if need is None or offer is None or offer.user_id != reader_id or offer.state not in PICKED:
            return None
        if not await belongs(tx, group_id, reader_id):
            return None
        return replace(await asks_seen.one(tx, need, reader_id), my_offer=offer)

    @reads
    async def answers(self, tx: Tx, actor: Actor, need_id: int) -> tuple[Answer, ...]:
        """What was written about a question: what helped first, then the rest, each the newest first. Raises Refused."""
        need = await checks.readable(tx, actor, need_id)
        if need.kind is not NeedKind.QUESTION or need.state is NeedState.VOIDED:
            return ()
        offers = [each for each in await offers_store.of_need(tx, need, MOST_OFFERS) if each.text and each.stands]
        helped = {
            each.helper_id: each.helped_at for each in await helps_store.of_needs(tx, need.group_id, [need.id], MOST_OFFERS)
        }
        names = await members_store.names(tx, need.group_id, (each.user_id for each in offers))
        ordered = sorted(
            offers, key=lambda each: (each.user_id in helped, helped.get(each.user_id, each.changed_at)), reverse=True
        )
        return tuple(Answer(each, names.get(each.user_id, ""), each.user_id in helped) for each in ordered)

    @writes
    async def choose(self, tx: Tx, actor: Actor, need_id: int, user_id: int, trade: str = "") -> SeenNeed:
        """Choose, as the author, who stands in or has a trade: one for each. Chosen before, nothing changes. Raises Refused."""
        _, need = await checks.own(tx, actor, need_id)
        await asks_store.hold(tx, need)  # of two presses at once the second finds whom the first chose
        if need.kind not in CHOSEN_FOR:
            raise Refused(N_("Nobody is chosen for {need}. Press “This helped me” beside whoever helped."), need=need.label)
        check_open(need, tx.now)
        member = await checks.helper(tx, need, user_id)
        mine = [each for each in await offers_store.by_person(tx, need, user_id) if each.stands]
        offer = next((each for each in mine if not trade or seat_key(each.trade) == seat_key(trade)), None)
        if offer is None:
            raise Refused(N_("{name} does not offer that any more. Open /ask to see who does."), name=member.name)
        if offer.state is OfferState.OFFERED:
            need = await _choose(tx, need, offer)
        return await asks_seen.one(tx, need, actor.user_id)

    @writes
    async def let_go(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """Take back all that the actor offers for a need and no referral took up. Done a second time, nothing changes. Raises Refused."""
        _, need = await checks.found(tx, actor, need_id, on_leave=True)
        await asks_store.hold(tx, need)
        # As its author sees them: whose referral does not stand any more was not chosen.
        offers = (await asks_seen.one(tx, need, need.author_id)).offers
        standing = [each for each in offers if each.user_id == actor.user_id and may_be_taken_back(need, each)]
        if standing:
            need = await take_back(tx, need, standing)
        return await asks_seen.one(tx, need, actor.user_id)


async def take_back(tx: Tx, need: Need, offers: list[Offer]) -> Need:
    """Store that these offers for a need do not stand any more, and tell its author."""
    group = await groups_store.get(tx, need.group_id)
    need = await asks_store.touch(tx, need)
    for each in offers:
        gone = await offers_store.move(tx, each, OfferState.LET_GO)
        await asks_notices.let_go(tx, group, need, gone, was_chosen=each.state is OfferState.CHOSEN)
        if each.state is OfferState.CHOSEN:
            await asks_notices.over(tx, group, need, gone)
    await asks_notices.show(tx, group, need)
    return need


async def _offer(
    tx: Tx, actor: Actor, member: Member, need: Need, action: str, trade: str = "", text: str = "", *, sure: bool = False
) -> Offered:
    if await idempotency.earlier(tx, need.group_id, action) is not None:
        mine = (await offers_store.standing_by(tx, need.group_id, actor.user_id, [need.id])).get(need.id)
        return await _told(tx, need, mine.text if mine is not None else "")
    await asks_store.hold(tx, need)
    await _check_may_help(tx, need, actor.user_id)
    if need.kind not in OFFERED_FOR:
        raise Refused(N_("Nothing is offered for {need}. Use the button on its card."), need=need.label)
    trade = await _meant(tx, need, member, trade)
    text = read(ANSWER if need.kind is NeedKind.QUESTION else replace(KNOWN, required=not member.seat), text)
    if need.kind is NeedKind.COVER:
        text = ""
    if need.kind is NeedKind.QUESTION and text and not sure:
        author = await members_store.names(tx, need.group_id, [need.author_id])
        await check_client_names(tx, actor, text, *author.values())
    before = await _of_trade(tx, need, actor.user_id, trade)
    if before is None or not before.stands or before.text != text:
        need = await _put(tx, need, actor.user_id, trade, text)
    await remember(tx, actor, member)
    await idempotency.done(tx, need.group_id, action, need.id)
    return await _told(tx, need, text)


async def _told(tx: Tx, need: Need, text: str) -> Offered:
    names = await members_store.names(tx, need.group_id, [need.author_id])
    return Offered(need.id, need.label, need.kind, names.get(need.author_id, ""), text)


async def _check_may_help(tx: Tx, need: Need, user_id: int) -> None:
    check_other(need, user_id)
    check_open(need, tx.now)
    if not await belongs(tx, need.group_id, need.author_id):
        raise Refused(N_("Whoever asked for {need} is not a member of the group any more."), need=need.label)


async def _wants_trade_of(tx: Tx, need: Need, member: Member) -> bool:
    """Whether the member's own trade is one of those that a need for a client wants."""
    if need.kind is not NeedKind.CLIENT_NEEDS:
        return False
    trades = (await asks_store.trades(tx, need.group_id, [need.id])).get(need.id, ())
    return seat_key(member.seat) in map(seat_key, trades)


async def _meant(tx: Tx, need: Need, member: Member, trade: str) -> str:
    """The need's trade that is meant, as it was typed; without a choice the member's own, or the only one. Raises Refused."""
    if need.kind is not NeedKind.CLIENT_NEEDS:
        return ""
    trades = (await asks_store.trades(tx, need.group_id, [need.id])).get(need.id, ())
    wanted = seat_key(trade or member.seat)
    found = next((each for each in trades if seat_key(each) == wanted), None)
    if found is None and not trade and len(trades) == 1:
        return trades[0]
    if found is None:
        raise Refused(N_("Choose which of the trades of {need} you mean."), need=need.label)
    return found


async def _of_trade(tx: Tx, need: Need, user_id: int, trade: str) -> Offer | None:
    return next((each for each in await offers_store.by_person(tx, need, user_id) if each.trade == trade), None)


async def _put(tx: Tx, need: Need, user_id: int, trade: str, text: str) -> Need:
    """Store an offer, tell the author, and show how many offer. Who offers is between the two, so the moderators' log has none of it."""
    await allowances.take(tx, need.group_id, user_id, "need.offer")
    group = await groups_store.get(tx, need.group_id)
    offer = await offers_store.put(tx, need, user_id, trade, text)
    need = await asks_store.touch(tx, need)
    await asks_notices.offered(tx, group, need, offer)
    await asks_notices.show(tx, group, need)
    return need


async def _choose(tx: Tx, need: Need, offer: Offer) -> Need:
    """Store the choice, log that there was one, and tell the chosen one, and those chosen before where they may know. Raises Refused."""
    # As its author sees it: whose referral does not stand any more was not chosen.
    before = [each for each in (await asks_seen.one(tx, need, need.author_id)).offers if each.state in PICKED]
    taken = next((each for each in before if seat_key(each.trade) == seat_key(offer.trade)), None)
    if taken is not None:
        names = await members_store.names(tx, need.group_id, [taken.user_id])
        raise Refused(
            N_("You chose {name} for that already. Somebody else is possible once they take their offer back."),
            name=names.get(taken.user_id, ""),
        )
    group = await groups_store.get(tx, need.group_id)
    chosen = await offers_store.move(tx, offer, OfferState.CHOSEN)
    await audit_log_store.write(tx, LogEntry(need.group_id, need.author_id, "need.choose", need.label, need.author_id))
    need = await asks_store.touch(tx, need)
    await asks_notices.chosen(tx, group, need, chosen)
    await asks_notices.show(tx, group, need)
    for each in before if need.may_know else ():
        await asks_notices.chosen(tx, group, need, each, only_edit=True)
    return need
