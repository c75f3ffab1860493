"""Queries on what other members last did for somebody and had no word for yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.core.db.database import instant, literals, micros
from bot.core.ledger.model import EntryKind
from bot.referrals.model import TAKEN_BACK
from bot.relationships.keep_in_touch.model import Last

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.db.database import Tx

Done = dict[int, tuple[datetime, EntryKind]]
"""By the other's id: the last that stands of one direction, and when."""


async def done_for(tx: Tx, group_id: int, user_id: int, since: datetime) -> Done:
    """What each other member last did for this one since then: thanks said, referrals and other help given."""
    return await _last(tx, group_id, user_id, since, said="member_id", helped="counterpart_id")


async def done_by(tx: Tx, group_id: int, user_id: int, since: datetime) -> Done:
    """The same of this one for each other member."""
    return await _last(tx, group_id, user_id, since, said="counterpart_id", helped="member_id")


async def last_given(tx: Tx, group_id: int, one: int, other: int) -> dict[Last, datetime]:
    """When one of the two last passed the other a client, and last thanked the other, of what was not taken back."""
    back = literals(TAKEN_BACK)
    passed = (
        "SELECT MAX(given_at) AS at FROM referrals WHERE group_id = ? AND receiver_id = ? AND waits IN (0, 1) AND giver_id = ?"
        f" AND state NOT IN ({back})"
    )
    said = "SELECT MAX(at) AS at FROM thanks WHERE group_id = ? AND thanked_id = ? AND author_id = ? AND undone_at IS NULL"
    found: dict[Last, datetime] = {}
    for last, query in ((Last.REFERRED, passed), (Last.THANKED, said)):
        rows = await tx.all(f"{query} UNION ALL {query}", group_id, one, other, group_id, other, one)
        moments = [row["at"] for row in rows if row["at"] is not None]
        if moments:
            found[last] = instant(max(moments))
    return found


async def noted_since(tx: Tx, group_id: int, user_id: int, others: Collection[int], since: date) -> dict[int, date]:
    """By the other's id the last day from `since` on of which this member noted a contact with one of these."""
    places = ", ".join("?" * len(others))
    rows = await tx.all(
        "SELECT high_id AS other, day FROM touches WHERE group_id = ? AND low_id = ? AND low_noted_at IS NOT NULL"
        f" AND high_id IN ({places}) AND day >= ?"
        " UNION ALL SELECT low_id, day FROM touches WHERE group_id = ? AND high_id = ? AND high_noted_at IS NOT NULL"
        f" AND low_id IN ({places}) AND day >= ? ORDER BY day",
        *(group_id, user_id, *others, since.isoformat()) * 2,
    )
    return {row["other"]: date.fromisoformat(row["day"]) for row in rows}


async def answered_since(tx: Tx, group_id: int, user_id: int, authors: Collection[int], since: datetime) -> dict[int, datetime]:
    """By the author's id when this member last answered thanks that one of these authors said since then."""
    if not authors:
        return {}
    rows = await tx.all(
        f"SELECT author_id, MAX(pleasure_at) AS at FROM thanks WHERE group_id = ? AND author_id IN ({', '.join('?' * len(authors))})"
        " AND thanked_id = ? AND at >= ? AND pleasure_at IS NOT NULL GROUP BY author_id",
        group_id,
        *authors,
        user_id,
        micros(since),
    )
    return {row["author_id"]: instant(row["at"]) for row in rows}


async def _last(tx: Tx, group_id: int, user_id: int, since: datetime, *, said: str, helped: str) -> Done:
    found: Done = {}
    for kind in EntryKind:
        # In an entry of thanks the member is who was thanked; in all others who did something.
        mine = said if kind is EntryKind.THANKS else helped
        other = "counterpart_id" if mine == "member_id" else "member_id"
        rows = await tx.all(
            f"SELECT other, MAX(at) AS at FROM (SELECT {other} AS other, at FROM entries WHERE group_id = ? AND {mine} = ? AND kind = ?"
            f" AND at >= ? GROUP BY {other}, source, at HAVING SUM(sign) > 0) AS standing GROUP BY other",
            group_id,
            user_id,
            kind.value,
            micros(since),
        )
        for row in rows:
            at = instant(row["at"])
            if row["other"] not in found or found[row["other"]][0] < at:
                found[row["other"]] = at, kind
    return found
