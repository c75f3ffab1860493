"""Queries on what the list of /ask says of needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import ListedNeed, NeedKind
from bot.core.db.database import maybe_instant, micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Row, Tx

_COLUMNS = "id, number, author_id, kind, title, text, until"


async def newest_by(tx: Tx, group_id: int, author_id: int, limit: int) -> list[ListedNeed]:
    """The author's open needs, the newest first."""
    rows = await tx.all(
        # A literal, as below: with a parameter SQLite compiles the statement anew each time, to see which partial index fits.
        f"SELECT {_COLUMNS} FROM needs WHERE group_id = ? AND author_id = ? AND state = 'open' AND (until IS NULL OR until > ?)"
        " ORDER BY id DESC LIMIT ?",
        group_id,
        author_id,
        micros(tx.now),
        limit,
    )
    return [_listed(tx, group_id, row) for row in rows]


async def newest_open(tx: Tx, group_id: int, but: int, limit: int) -> list[int]:
    """The ids of the open needs of all authors but one, the newest first."""
    rows = await tx.all(
        "SELECT id FROM needs WHERE group_id = ? AND state = 'open' AND (until IS NULL OR until > ?) AND author_id <> ?"
        " ORDER BY posted_at DESC, id DESC LIMIT ?",
        group_id,
        micros(tx.now),
        but,
        limit,
    )
    return [need_id for (need_id,) in rows]


async def listed(tx: Tx, group_id: int, need_ids: Sequence[int]) -> list[ListedNeed]:
    """Read the needs with these ids, in the order of `need_ids`; ids without a row are left out."""
    if not need_ids:
        return []
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM needs WHERE group_id = ? AND id IN ({', '.join('?' * len(need_ids))})", group_id, *need_ids
    )
    return sorted((_listed(tx, group_id, row) for row in rows), key=lambda need: need_ids.index(need.id))


def _listed(tx: Tx, group_id: int, row: Row) -> ListedNeed:
    need_id, number, author_id, kind, title, text, until = row
    title = tx.cipher.open("needs", group_id, number, "title", title)
    text = tx.cipher.open("needs", group_id, number, "text", text)
    return ListedNeed(need_id, number, author_id, NeedKind(kind), title, text, maybe_instant(until))
