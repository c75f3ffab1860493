"""The digest's block of needs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.asks import digest_store
from bot.asks import store as asks_store
from bot.asks.model import Need, NeedKind
from bot.core.digest_block import Block
from bot.core.text import shortened
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MOST_LISTED = 6
_DAY = timedelta(days=1)
SHOWN = 140
"""Maximum length of a need's text, in UTF-16 units."""


async def asks(tx: Tx, group: Group, span: Period) -> Block | None:
    """Compose the block: the open needs, the oldest first, with the tips of the period; how many were answered, and covers found."""
    listed = await digest_store.listed(tx, group.group_id, span, MOST_LISTED)
    answered = await digest_store.count_answered(tx, group.group_id, span)
    covers = await digest_store.count_covers(tx, group.group_id, span)
    if not (listed or answered or covers):
        return None
    names = await members_store.names(tx, group.group_id, {need.author_id for need in listed})
    trades = await asks_store.trades(tx, group.group_id, [need.id for need in listed]) if listed else {}
    more = max(0, await digest_store.count_open(tx, group.group_id, span) - len(listed))
    facts: dict[str, Any] = {
        "needs": [_line(need, names, trades.get(need.id, ()), span) for need in listed],
        "more": more,
        "answered": answered,
        "covers": covers,
    }
    return Block("asks", facts, news=True)


def _line(need: Need, names: dict[int, str], trades: tuple[str, ...], span: Period) -> dict[str, Any]:
    """`days` is how many are left, the last one counted as a day; None for a tip."""
    left = None if need.until is None else max(1, -(-(need.until - span.end) // _DAY))
    return {
        "label": need.label,
        "kind": need.kind.value,
        "name": names.get(need.author_id, ""),
        "text": shortened(need.title if need.kind is NeedKind.TIP else need.text, SHOWN),
        "trades": list(trades),
        "days": left,
    }
