"""Pages of tables with sealed columns, and the values in them that are sealed anew.

A page follows the primary key, so that reading a table page by page reads each row once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Row, Tx
    from bot.core.feature import Table

log = logging.getLogger(__name__)

Place = tuple[object, ...]
"""Values of the columns in `order_of`."""


class Page(Struct, frozen=True):
    """What one step did: how many rows it read, and in how many it changed something. `last` is None at the table's end."""

    rows: int
    changed: int
    last: Place | None


def order_of(table: Table) -> tuple[str, ...]:
    """The columns of the table's primary key."""
    assert table.key, "a table with sealed columns has a key"
    return table.key if table.key == ("id",) else ("group_id", *table.key)


async def count(tx: Tx, table: Table) -> int:
    """The number of a table's rows, over all groups."""
    row = await tx.one(f"SELECT COUNT(*) AS n FROM {table.name}")
    return row["n"] if row else 0


async def names_key(tx: Tx, table: Table, key_id: bytes) -> bool:
    """Whether a keyed hash in the table, which is `hashed_by` a column, was made with that key."""
    return await tx.one(f"SELECT 1 FROM {table.name} WHERE {table.hashed_by} = ? LIMIT 1", key_id) is not None


async def seal_page(tx: Tx, table: Table, after: Place | None, limit: int) -> Page:
    """Seal with the present key what the next `limit` rows after that place hold otherwise: readable, or by a former key."""
    order = order_of(table)
    columns = ", ".join(dict.fromkeys(("group_id", *order, table.sealed_by, *table.sealed)))
    # Row values compare column by column on both engines, and follow the primary key
    # (https://www.sqlite.org/rowvalue.html#scrolling_window_queries).
    later = "" if after is None else f" WHERE ({', '.join(order)}) > ({', '.join('?' * len(order))})"
    sql = f"SELECT {columns} FROM {table.name}{later} ORDER BY {', '.join(order)} LIMIT ?"
    rows = await tx.all(sql, *(after or ()), limit)
    changed = 0
    for row in rows:
        changed += await _seal_row(tx, table, row, order)
        await tx.breathe()
    return Page(len(rows), changed, tuple(rows[-1][column] for column in order) if len(rows) == limit else None)


async def _seal_row(tx: Tx, table: Table, row: Row, order: Sequence[str]) -> bool:
    new: dict[str, bytes | str] = {}
    for column in table.sealed:
        value: bytes | str | None = row[column]
        if not value or tx.cipher.is_current(value):
            continue
        place = (table.name, row["group_id"], row[table.sealed_by], column)
        try:
            text = tx.cipher.open(*place, value)
        except StoreError as problem:
            # `Sealing.finish` runs at each start: one damaged value must not keep the bot from starting.
            log.warning("What can't be opened stays as it is: %s", problem)
            continue
        new[column] = tx.cipher.seal_text(*place, text) if isinstance(value, str) else tx.cipher.seal(*place, text)
    if new:
        changes, keys = ", ".join(f"{column} = ?" for column in new), " AND ".join(f"{column} = ?" for column in order)
        await tx.run(f"UPDATE {table.name} SET {changes} WHERE {keys}", *new.values(), *(row[column] for column in order))
    return bool(new)
