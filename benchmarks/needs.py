"""Puts needs into a filled store, by SQL."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks.driver import PATIENCE
from benchmarks.seed import DAY, KEY
from bot.asks.model import NeedKind
from bot.asks.store import SEALED
from bot.core.db.encryption import Cipher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.seed import Plan

KINDS = (NeedKind.LOOKING, NeedKind.QUESTION, NeedKind.CLIENT_NEEDS)
OPEN = 10
"""The open needs of the measured group."""
_TEXTS = {
    NeedKind.LOOKING: "A building manager in Pinheiros who renews kitchens",
    NeedKind.QUESTION: "Who insures a workshop against water, at a fair price?",
    NeedKind.CLIENT_NEEDS: "A family moves into an old house and renews its bath",
    NeedKind.COVER: "My stand at the fair, for two hours",
}
_COLUMNS = (
    "id, group_id, number, author_id, kind, title, text, link, place, details, happens_at, agreed, may_know, state, days, until,"
    " posted_at"
)


def post(path: Path, plan: Plan, kinds: Sequence[NeedKind], first: int) -> list[int]:
    """Insert an open need of each of `kinds`, which end in a week, by the group's members in turn; returns their ids.

    Their ids and numbers begin with `first`.
    """
    cipher, now, group = Cipher(KEY), time.time_ns() // 1000, plan.group_id
    rows: list[tuple[object, ...]] = []
    for number, kind in enumerate(kinds, first):
        texts = {"text": _TEXTS[kind], "place": "Hall 3" if kind is NeedKind.COVER else ""}
        sealed = [cipher.seal_text("needs", group, number, column, texts.get(column, "")) for column in SEALED]
        until = now + 7 * DAY
        happens_at = until if kind is NeedKind.COVER else None
        agreed = "yes" if kind is NeedKind.CLIENT_NEEDS else ""
        author = author_of(plan, number - first)
        rows.append((number, group, number, author, kind.value, *sealed, happens_at, agreed, 0, "open", 7, until, now))
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as store, store:
        store.executemany(f"INSERT INTO needs ({_COLUMNS}) VALUES ({', '.join('?' * (_COLUMNS.count(',') + 1))})", rows)
        trades = [(group, row[0], n, row[3], f"Trade {n}") for row in rows if row[4] == NeedKind.CLIENT_NEEDS for n in (1, 2)]
        store.executemany(
            "INSERT INTO need_trades (group_id, need_id, position, author_id, trade) VALUES (?, ?, ?, ?, ?)", trades
        )
        store.execute("UPDATE groups SET last_need = ? WHERE group_id = ?", (first + len(rows), group))
    return list(range(first, first + len(rows)))


def author_of(plan: Plan, place: int) -> int:
    """Who posted the need in that place of `post`."""
    return plan.people[-1 - place % len(plan.people)]
