"""What /ask shows of a group's needs: the reader's own, and a page of those of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.membership.guards import check_acting
from bot.membership.members import roll
from bot.membership.members.model import Status
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from bot.asks.seen import SeenNeed
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Texts

MOST_LISTED, MOST_READ = 100, 500
"""Maximum number of open needs that are listed, and of those that are looked at where only some trade is wanted."""
PAGE = 6
YOURS = 12
"""Maximum number of one's own needs that are listed: three that others can meet, and tips."""


class Home(Struct, frozen=True):
    """The reader's own open needs, and a page of those of the others, each the newest first.

    `page` counts from 0; `listed` is how many of the others there are on all pages. `reader` is what the reader says of themselves.
    """

    yours: tuple[SeenNeed, ...]
    open: tuple[SeenNeed, ...]
    page: int
    listed: int
    reader: Texts


def last_page(page: int, count: int) -> int:
    """That page, or the last one of `count` entries."""
    return min(page, max(count - 1, 0) // PAGE)


async def read(tx: Tx, actor: Actor, page: int, trade: str) -> Home:
    """The needs of the page are decrypted, and nothing of those on other pages. Raises Refused."""
    await check_acting(tx, actor)
    group_id, reader_id = actor.group_id, actor.user_id
    mine = await asks_store.newest_by(tx, group_id, reader_id, YOURS)
    listed = await _listed(tx, group_id, reader_id, trade)
    page = last_page(page, len(listed))
    shown = await asks_store.some(tx, group_id, listed[page * PAGE :][:PAGE])
    seen = await asks_seen.several(tx, [*mine, *shown], reader_id)
    (reader,) = (await roll.texts_of(tx, group_id, (Status.ACTIVE,), [reader_id])).opened()
    return Home(tuple(seen[: len(mine)]), tuple(seen[len(mine) :]), page, len(listed), reader)


async def _listed(tx: Tx, group_id: int, reader_id: int, trade: str) -> list[int]:
    """The ids of the others' open needs, the newest first; with `trade` only questions and tips about it and client needs that want it."""
    found = await asks_store.newest_open(tx, group_id, reader_id, MOST_READ if trade else MOST_LISTED)
    if trade and found:
        trades = await asks_store.trades(tx, group_id, found)
        wanted = seat_key(trade)
        found = [need_id for need_id in found if wanted in map(seat_key, trades.get(need_id, ()))]
    return found[:MOST_LISTED]
