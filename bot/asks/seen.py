"""A need as one person sees it: the one place that decides who reads what of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from bot.asks import helps_store, offers_store
from bot.asks import store as asks_store
from bot.asks.model import Help, Need, NeedKind, NeedState, Offer, OfferState, Received, may_have_helped
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.db.database import Tx

    ByNeed = Callable[[Tx, int, Sequence[int]], Awaitable[dict[int, "T"]]]
    """(tx, group id, ids of needs): what is known of each, by its id."""

T = TypeVar("T")

MOST_OFFERS = 100
"""Maximum number of offers, and of those who helped, that are read for a card; all are counted."""
WITH_TRADES = frozenset({NeedKind.QUESTION, NeedKind.CLIENT_NEEDS, NeedKind.TIP})
OFFERED_FOR = frozenset({NeedKind.QUESTION, NeedKind.CLIENT_NEEDS, NeedKind.COVER})
MET_BY_REFERRALS = frozenset({NeedKind.LOOKING, NeedKind.CLIENT_NEEDS})
PICKED = frozenset({OfferState.CHOSEN, OfferState.HELPED})


class SeenNeed(Struct, frozen=True):
    """A need as `reader_id` sees it; 0 for everybody, as on its card.

    Who stands in and the author alone have its details. `offers` are to the author alone, `my_offer` to whoever made it. `chosen_too` are
    the others who were chosen, to one of them, where the author allows it. `helped` are those who helped the author, who alone
    reads of all of them, or the reader's own help. `offered`, `answers`, `helpful` and `referrals` are numbers that everybody reads. `names` are of all these people, by id.
    """

    need: Need
    reader_id: int
    trades: tuple[str, ...] = ()
    names: dict[int, str] = field(default_factory=dict[int, str])
    offered: int = 0
    my_offer: Offer | None = None
    offers: tuple[Offer, ...] = ()
    answers: int = 0
    helped: tuple[Help, ...] = ()
    helpful: int = 0
    referrals: int = 0
    chosen_too: tuple[Offer, ...] = ()

    @property
    def is_mine(self) -> bool:
        return self.reader_id == self.need.author_id

    @property
    def helpers(self) -> list[int]:
        """The ids of those who may have helped with the reader's own need, each once, in the order of their offers."""
        return list(dict.fromkeys(each.user_id for each in self.offers if may_have_helped(self.need, each)))


async def one(tx: Tx, need: Need, reader_id: int) -> SeenNeed:
    (seen,) = await several(tx, [need], reader_id)
    return seen


async def several(tx: Tx, needs: Sequence[Need], reader_id: int) -> list[SeenNeed]:
    """Needs of one group, in their order, as one person sees them, by at most as many queries as for one."""
    if not needs:
        return []
    group_id = needs[0].group_id
    trades = await _of_kinds(asks_store.trades, tx, needs, WITH_TRADES)
    counts = await _of_kinds(offers_store.counts, tx, needs, OFFERED_FOR)
    referrals = await _of_kinds(helps_store.count_referrals, tx, needs, MET_BY_REFERRALS)
    numbers = await helps_store.numbers(tx, group_id, [need.id for need in needs])
    mine = await offers_store.standing_by(tx, group_id, reader_id, [*counts]) if reader_id and counts else {}
    received = await _received(tx, needs, referrals)
    mine = {need_id: _as_it_stands(each, received) for need_id, each in mine.items()}
    offers = await _offers(tx, [need for need in needs if need.id in counts], reader_id, mine)
    offers = [_as_it_stands(each, received) for each in offers]
    helped = await _helped(tx, group_id, [need for need in needs if need.id in numbers], reader_id) if reader_id else []
    people = {need.author_id for need in needs} | {each.user_id for each in offers} | {each.helper_id for each in helped}
    names = await members_store.names(tx, group_id, people)
    return [
        SeenNeed(
            _shown(need, reader_id, mine.get(need.id)),
            reader_id,
            trades.get(need.id, ()),
            names,
            counts.get(need.id, offers_store.NOBODY).offered,
            mine.get(need.id),
            tuple(each for each in offers if each.need_id == need.id) if need.author_id == reader_id else (),
            counts.get(need.id, offers_store.NOBODY).answers if need.kind is NeedKind.QUESTION else 0,
            tuple(each for each in helped if each.need_id == need.id),
            numbers.get(need.id, 0),
            referrals.get(need.id, 0),
            _chosen_too(need, reader_id, mine.get(need.id), offers),
        )
        for need in needs
    ]


async def _of_kinds(read: ByNeed[T], tx: Tx, needs: Sequence[Need], kinds: frozenset[NeedKind]) -> dict[int, T]:
    """What `read` finds of those needs of these kinds, by need; nothing is asked where there are none."""
    ids = [need.id for need in needs if need.kind in kinds]
    return await read(tx, needs[0].group_id, ids) if ids else {}


async def _offers(tx: Tx, needs: Sequence[Need], reader_id: int, mine: dict[int, Offer]) -> list[Offer]:
    """The offers that the reader may read of: to their own needs, and to those for which they were chosen among others."""
    wanted = [need.id for need in needs if need.author_id == reader_id or (need.may_know and _is_picked(mine.get(need.id)))]
    return await offers_store.standing_for(tx, needs[0].group_id, wanted, MOST_OFFERS) if wanted else []


async def _received(tx: Tx, needs: Sequence[Need], referrals: dict[int, int]) -> dict[int, Received]:
    met = [need.id for need in needs if need.kind is NeedKind.CLIENT_NEEDS and need.id in referrals]
    return await helps_store.received(tx, needs[0].group_id, met) if met else {}


def _as_it_stands(offer: Offer, received: dict[int, Received]) -> Offer:
    """The offer, as not chosen where the referral that chose it was taken back, cancelled or declined."""
    if offer.state is not OfferState.CHOSEN or offer.text or offer.need_id not in received:
        return offer
    return replace(offer, state=OfferState.OFFERED) if received[offer.need_id].has(offer) is False else offer


async def _helped(tx: Tx, group_id: int, needs: Sequence[Need], reader_id: int) -> list[Help]:
    """Who helped the reader by these needs, and whom the reader helped; a tip's author reads of its readers as a number alone."""
    tips = [need.id for need in needs if need.kind is NeedKind.TIP]
    others = [need.id for need in needs if need.kind is not NeedKind.TIP]
    helped = await helps_store.between(tx, group_id, reader_id, others, MOST_OFFERS) if others else []
    return helped + (await helps_store.by_reader(tx, group_id, reader_id, tips) if tips else [])


def _is_picked(offer: Offer | None) -> bool:
    return offer is not None and offer.state in PICKED


def _shown(need: Need, reader_id: int, mine: Offer | None) -> Need:
    """The need, without the details for all but its author and, until they close it, whom they chose."""
    stands_in = _is_picked(mine) and need.state in {NeedState.OPEN, NeedState.MET}
    return need if not need.details or need.author_id == reader_id or stands_in else replace(need, details="")


def _chosen_too(need: Need, reader_id: int, mine: Offer | None, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    if not need.may_know or not _is_picked(mine):
        return ()
    return tuple(
        replace(each, text="")
        for each in offers
        if each.need_id == need.id and each.user_id != reader_id and each.state in PICKED
    )
