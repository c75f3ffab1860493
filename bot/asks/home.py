"""What /ask shows of a group's needs: the reader's own, and a page of those of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import list_store, offers_store
from bot.asks import store as asks_store
from bot.asks.seen import MOST_OFFERS, OFFERED_FOR, WITH_TRADES
from bot.membership.guards import check_acting
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.asks.model import ListedNeed, NeedKind
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Texts

MOST_LISTED, MOST_READ = 100, 500
"""Maximum number of open needs that are listed, and of those that are looked at where only some trade is wanted."""
PAGE = 6
YOURS = 12
"""Maximum number of one's own needs that are listed: three that others can meet, and tips."""


class Line(Struct, frozen=True):
    """A need in the list. Of the reader's own `offering` are the names of those who offer; of those of others `i_offer` is known, and `trades`."""

    need: ListedNeed
    author: str
    offering: tuple[str, ...] = ()
    i_offer: bool = False
    trades: tuple[str, ...] = ()


class Home(Struct, frozen=True):
    """The reader's own open needs, and a page of those of the others, each the newest first.

    `page` counts from 0; `listed` is how many of the others there are on all pages. `reader` is what the reader says of themselves.
    """

    yours: tuple[Line, ...]
    open: tuple[Line, ...]
    page: int
    listed: int
    reader: Texts


def last_page(page: int, count: int) -> int:
    """That page, or the last one of `count` entries."""
    return min(page, max(count - 1, 0) // PAGE)


async def read(tx: Tx, actor: Actor, page: int, trade: str) -> Home:
    """Read what stands in the list; of other pages nothing is decrypted. Raises Refused."""
    await check_acting(tx, actor)
    group_id, reader_id = actor.group_id, actor.user_id
    mine = await list_store.newest_by(tx, group_id, reader_id, YOURS)
    listed = await _listed(tx, group_id, reader_id, trade)
    page = last_page(page, len(listed))
    others = await list_store.listed(tx, group_id, listed[page * PAGE :][:PAGE])
    offering = await _offering(tx, group_id, mine)
    people = {need.author_id for need in (*mine, *others)}.union(*offering.values())
    names = await members_store.names(tx, group_id, people)
    yours = [
        Line(need, names.get(reader_id, ""), tuple(names.get(each, "") for each in offering.get(need.id, ()))) for need in mine
    ]
    (reader,) = (await roll.texts_of(tx, group_id, (Status.ACTIVE,), [reader_id])).opened()
    return Home(tuple(yours), await _open(tx, group_id, reader_id, others, names), page, len(listed), reader)


async def _open(tx: Tx, group_id: int, reader_id: int, needs: Sequence[ListedNeed], names: Mapping[int, str]) -> tuple[Line, ...]:
    """The lines of needs of others."""
    of_trades, offered_for = _ids(needs, WITH_TRADES), _ids(needs, OFFERED_FOR)
    trades = await asks_store.trades(tx, group_id, of_trades) if of_trades else {}
    mine = await offers_store.offered_by(tx, group_id, reader_id, offered_for) if offered_for else set[int]()
    return tuple(
        Line(need, names.get(need.author_id, ""), i_offer=need.id in mine, trades=trades.get(need.id, ())) for need in needs
    )


async def _offering(tx: Tx, group_id: int, needs: Sequence[ListedNeed]) -> dict[int, list[int]]:
    """Who offers for the reader's own needs, by need."""
    ids = _ids(needs, OFFERED_FOR)
    return await offers_store.who_offers(tx, group_id, ids, MOST_OFFERS) if ids else {}


def _ids(needs: Iterable[ListedNeed], kinds: frozenset[NeedKind]) -> list[int]:
    """The ids of the needs of these kinds."""
    return [need.id for need in needs if need.kind in kinds]


async def _listed(tx: Tx, group_id: int, reader_id: int, trade: str) -> list[int]:
    """The ids of the others' open needs, the newest first; with `trade` only questions and tips about it and client needs that want it."""
    found = await list_store.newest_open(tx, group_id, reader_id, MOST_READ if trade else MOST_LISTED)
    if trade and found:
        trades = await asks_store.trades(tx, group_id, found)
        wanted = seat_key(trade)
        found = [need_id for need_id in found if wanted in map(seat_key, trades.get(need_id, ()))]
    return found[:MOST_LISTED]
