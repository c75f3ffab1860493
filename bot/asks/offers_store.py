"""Queries on what members offer for needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.asks.model import Offer, OfferState
from bot.core.db.database import instant, micros
from bot.core.morning_items import WaitingItem
from bot.referrals.model import NOT_COUNTED
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asks.model import Need
    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx

_REFERRALS = (
    "SELECT 1 FROM need_referrals AS m JOIN referrals AS r ON r.id = m.referral_id WHERE m.group_id = {0}.group_id"
    " AND m.need_id = {0}.need_id AND m.trade IN ({0}.trade, '') AND r.receiver_id = {0}.user_id"
)
_STANDS = f"r.state NOT IN ({', '.join(repr(state.value) for state in sorted(NOT_COUNTED))})"


def _has_it(offer: str) -> str:
    """SQL condition: who made the offer was chosen, and no referral that chose them was taken back or declined (`seen`)."""
    referrals = _REFERRALS.format(offer)
    no_more = f"{offer}.text = '' AND EXISTS ({referrals}) AND NOT EXISTS ({referrals} AND {_STANDS})"
    return f"({offer}.state = 'helped' OR ({offer}.state = 'chosen' AND NOT ({no_more})))"


SEALED = ("text",)
_COLUMNS = "id, group_id, need_id, user_id, trade, text, state, offered_at, changed_at"


class Count(NamedTuple):
    """How many people offered for a need, and how many of them wrote something."""

    offered: int
    answers: int


NOBODY = Count(0, 0)


async def put(tx: Tx, need: Need, user_id: int, trade: str, text: str) -> Offer:
    """Insert an offer, or replace the text of the one that the person made for that trade of the need, which then stands again."""
    row = await tx.one(
        "INSERT INTO offers (group_id, need_id, user_id, trade, text, state, offered_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, need_id, user_id, trade) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at,"
        f" state = CASE offers.state WHEN 'let_go' THEN excluded.state ELSE offers.state END RETURNING {_COLUMNS}",
        need.group_id,
        need.id,
        user_id,
        trade,
        tx.cipher.seal_text("offers", need.group_id, need.id, "text", text),
        OfferState.OFFERED.value,
        micros(tx.now),
        micros(tx.now),
    )
    assert row is not None
    return _offer(tx, row)


async def get(tx: Tx, group_id: int, offer_id: int) -> Offer | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM offers WHERE group_id = ? AND id = ?", group_id, offer_id)
    return _offer(tx, row) if row else None


async def of_need(tx: Tx, need: Need, limit: int) -> list[Offer]:
    """The offers for a need, the oldest first, also those that were taken back."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM offers WHERE group_id = ? AND need_id = ? ORDER BY id LIMIT ?", need.group_id, need.id, limit
    )
    return [_offer(tx, row) for row in rows]


async def by_person(tx: Tx, need: Need, user_id: int) -> list[Offer]:
    """What one person offered for a need: one offer, or one for each of its trades."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM offers WHERE group_id = ? AND need_id = ? AND user_id = ? ORDER BY id",
        need.group_id,
        need.id,
        user_id,
    )
    return [_offer(tx, row) for row in rows]


async def chosen(tx: Tx, need: Need) -> list[Offer]:
    """Whom the author chose, also where they helped since."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM offers WHERE group_id = ? AND need_id = ? AND state IN ('chosen', 'helped') ORDER BY id",
        need.group_id,
        need.id,
    )
    return [_offer(tx, row) for row in rows]


async def open_needs_of(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of the open needs for which a person offers something that can be taken back."""
    rows = await tx.all(
        "SELECT o.need_id FROM offers AS o JOIN needs AS n ON n.group_id = o.group_id AND n.id = o.need_id"
        " WHERE o.group_id = ? AND o.user_id = ? AND o.state IN ('offered', 'chosen') AND n.state = 'open'",
        group_id,
        user_id,
    )
    return sorted({row["need_id"] for row in rows})


async def standing_by(tx: Tx, group_id: int, user_id: int, need_ids: Sequence[int]) -> dict[int, Offer]:
    """What a person offers for each of these needs; of several trades the first for which they were chosen, or else the first."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM offers WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))}) AND user_id = ?"
        # The last row of a need is the one that is kept.
        " AND state <> 'let_go' ORDER BY CASE state WHEN 'offered' THEN 0 ELSE 1 END, id DESC",
        group_id,
        *need_ids,
        user_id,
    )
    return {row["need_id"]: _offer(tx, row) for row in rows}


async def standing_for(tx: Tx, group_id: int, need_ids: Sequence[int], limit: int) -> list[Offer]:
    """The offers for these needs that were not taken back, the oldest first."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM offers WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))}) AND state <> 'let_go'"
        " ORDER BY id LIMIT ?",
        group_id,
        *need_ids,
        limit,
    )
    return [_offer(tx, row) for row in rows]


async def offered_by(tx: Tx, group_id: int, user_id: int, need_ids: Sequence[int]) -> set[int]:
    """Those of these needs for which a person offers something."""
    rows = await tx.all(
        f"SELECT need_id FROM offers WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))}) AND user_id = ?"
        " AND state <> 'let_go'",
        group_id,
        *need_ids,
        user_id,
    )
    return {need_id for (need_id,) in rows}


async def who_offers(tx: Tx, group_id: int, need_ids: Sequence[int], limit: int) -> dict[int, list[int]]:
    """The ids of the people who offer for each of these needs, each once, in the order of their offers."""
    rows = await tx.all(
        f"SELECT need_id, user_id FROM offers WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))})"
        " AND state <> 'let_go' ORDER BY id LIMIT ?",
        group_id,
        *need_ids,
        limit,
    )
    found: dict[int, dict[int, None]] = {}
    for need_id, user_id in rows:
        found.setdefault(need_id, {})[user_id] = None
    return {need_id: [*people] for need_id, people in found.items()}


async def counts(tx: Tx, group_id: int, need_ids: Sequence[int]) -> dict[int, Count]:
    """How many people offer for each of these needs; one for which nobody does is left out."""
    rows = await tx.all(
        "SELECT need_id, COUNT(DISTINCT user_id) AS offered, SUM(CASE WHEN text <> '' THEN 1 ELSE 0 END) AS answers FROM offers"
        f" WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))}) AND state <> 'let_go' GROUP BY need_id",
        group_id,
        *need_ids,
    )
    return {row["need_id"]: Count(row["offered"], int(row["answers"])) for row in rows}


async def move(tx: Tx, offer: Offer, state: OfferState) -> Offer:
    """Store the next state. One that was chosen keeps the time of that when it helped: covers are counted by it."""
    keeps = offer.state is OfferState.CHOSEN and state is OfferState.HELPED
    row = await tx.one(
        f"UPDATE offers SET state = ?, changed_at = ? WHERE group_id = ? AND id = ? RETURNING {_COLUMNS}",
        state.value,
        micros(offer.changed_at if keeps else tx.now),
        offer.group_id,
        offer.id,
    )
    assert row is not None, "offers are never deleted while their group is kept"
    return _offer(tx, row)


async def unanswered(tx: Tx, group_id: int, kind: str, offered: Period, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` open needs of authors above `after` for which somebody offered in `offered` and waits to be chosen.

    Without those of whose trade another was chosen, and what the morning list named under `kind` already.
    """
    return await _to_ask(
        tx,
        group_id,
        kind,
        offered,
        after,
        limit,
        f"o.state IN ('offered', 'chosen') AND NOT {_has_it('o')} AND n.kind IN ('client_needs', 'cover') AND n.state = 'open'"
        " AND n.until > ? AND NOT EXISTS (SELECT 1 FROM offers AS c WHERE c.group_id = o.group_id AND c.need_id = o.need_id"
        f" AND c.trade = o.trade AND {_has_it('c')})",
    )


async def not_helped(tx: Tx, group_id: int, kind: str, offered: Period, after: int, limit: int) -> list[WaitingItem]:
    """The same of open questions, and of covers that are past, by which nobody helped: an offer or choice was made in `offered`."""
    return await _to_ask(
        tx,
        group_id,
        kind,
        offered,
        after,
        limit,
        "((n.kind = 'question' AND o.state = 'offered' AND n.state = 'open')"
        " OR (n.kind = 'cover' AND o.state = 'chosen' AND n.state IN ('open', 'met') AND n.happens_at <= ?))"
        " AND NOT EXISTS (SELECT 1 FROM helps AS h WHERE h.group_id = n.group_id AND h.need_id = n.id)",
    )


async def _to_ask(tx: Tx, group_id: int, kind: str, offered: Period, after: int, limit: int, where: str) -> list[WaitingItem]:
    """`where` is a condition on the offer `o` and the need `n` with one parameter, the present."""
    rows = await tx.all(
        "SELECT DISTINCT n.author_id AS person, n.id FROM offers AS o JOIN needs AS n ON n.group_id = o.group_id AND n.id = o.need_id"
        f" WHERE o.group_id = ? AND o.changed_at >= ? AND o.changed_at < ? AND n.author_id > ? AND {where}"
        " AND NOT EXISTS (SELECT 1 FROM muted_senders AS s WHERE s.group_id = o.group_id AND s.user_id = n.author_id"
        f" AND s.sender_id = o.user_id) AND {not_named('n.author_id', kind, 'n.id')} ORDER BY n.author_id, n.id LIMIT ?",
        group_id,
        micros(offered.start),
        micros(offered.end),
        after,
        micros(tx.now),
        group_id,
        limit,
    )
    return [WaitingItem(row["person"], row["id"]) for row in rows]


async def empty(tx: Tx, group_id: int, user_id: int) -> None:
    """Delete what a person wrote in their offers."""
    await tx.run("UPDATE offers SET text = '' WHERE group_id = ? AND user_id = ?", group_id, user_id)


def _offer(tx: Tx, row: Row) -> Offer:
    return Offer(
        row["id"],
        row["group_id"],
        row["need_id"],
        row["user_id"],
        row["trade"],
        tx.cipher.open("offers", row["group_id"], row["need_id"], "text", row["text"]),
        OfferState(row["state"]),
        instant(row["offered_at"]),
        instant(row["changed_at"]),
    )
