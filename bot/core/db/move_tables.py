"""Every row of a store, read and written whole, in the same form for both engines; and a digest that is the same for equal rows.

Both engines have the same tables and columns, of integers, texts and bytes alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Protocol

from bot.core.db import migrations
from bot.core.db.moved import FROM, TO

if TYPE_CHECKING:
    import sqlite3

Rows = Sequence[Sequence[Any]]
CHUNK = 1000
"""Rows that are read and written at once."""
OWN = ("schema", TO, FROM, "last_backup", "backup_problem", "backup_lease")
"""Rows of `meta` that belong to one store alone, and are not copied."""
_META = f"SELECT name, value FROM meta WHERE name NOT IN {OWN}"
_REFERENCES = """
SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent
FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND connamespace = current_schema()::regnamespace
"""
_COLUMNS = """
SELECT table_name AS name, column_name AS "column" FROM information_schema.columns
WHERE table_schema = current_schema() ORDER BY table_name, column_name
"""
_SEQUENCES = """
SELECT c.relname AS name, pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE a.attidentity <> '' AND c.relnamespace = current_schema()::regnamespace
"""


NO_TEXT = "Could not decode to UTF-8"
"""How sqlite3's error begins that a text is no UTF-8; SQLite itself keeps any bytes. Behind it stands the text, which people may have typed."""
_NOT_IN_ENCODING = "22021"
"""PostgreSQL's code character_not_in_repertoire (https://www.postgresql.org/docs/current/errcodes-appendix.html), as for a NUL."""


class NotTaken(Exception):
    """The target does not take a text that the source has."""


class Side(Protocol):
    """One of the two stores, with a transaction open."""

    async def tables(self) -> Mapping[str, Sequence[str]]:
        """The columns of each table, in alphabetical order.

        PostgreSQL's tables stand behind those that they refer to, because it checks references as rows are inserted.
        """
        ...

    def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Rows]:
        """All rows in chunks; of `meta` all but OWN."""
        ...

    async def count(self, table: str) -> int:
        """The number of a table's rows; of `meta` with OWN."""
        ...

    async def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Insert rows with their ids, the values in the order of `columns`. Raises NotTaken."""
        ...

    async def last_ids(self) -> Mapping[str, int]:
        """The last id that each table's sequence gave out, also of rows that were deleted since."""
        ...

    async def set_last_ids(self, ids: Mapping[str, int]) -> None:
        """Continue each table's sequence after that id, so that ids of deleted rows are not given out again."""
        ...

    async def meta(self, name: str) -> str | None:
        """The value of a row of `meta`; None where there is no such row."""
        ...

    async def put_meta(self, name: str, value: str) -> None:
        """Insert or replace a row of `meta`."""
        ...

    async def drop_meta(self, name: str) -> None:
        """Delete a row of `meta`; without one nothing happens."""
        ...


class SqliteSide:
    """A SQLite file; its calls block, since nothing else runs meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def tables(self) -> Mapping[str, Sequence[str]]:
        names = self._connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        found = [name for (name,) in names.fetchall()]
        return {name: sorted(row[1] for row in self._connection.execute(f"PRAGMA table_info({name})")) for name in found}

    async def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Rows]:
        cursor = self._connection.execute(_select(table, columns))
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk

    async def count(self, table: str) -> int:
        return self._connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]

    async def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        places = ", ".join("?" * len(columns))
        self._connection.executemany(f'INSERT INTO "{table}" ({_named(columns)}) VALUES ({places})', rows)

    async def last_ids(self) -> Mapping[str, int]:
        return dict(self._connection.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0").fetchall())

    async def set_last_ids(self, ids: Mapping[str, int]) -> None:
        self._connection.execute("DELETE FROM sqlite_sequence")
        self._connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [*ids.items()])

    async def meta(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row and row[0]

    async def put_meta(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    async def drop_meta(self, name: str) -> None:
        self._connection.execute("DELETE FROM meta WHERE name = ?", (name,))


class PostgresSide:
    """A PostgreSQL database, by one connection of asyncpg."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def tables(self) -> Mapping[str, Sequence[str]]:
        columns: dict[str, list[str]] = {}
        for row in await self._connection.fetch(_COLUMNS):
            columns.setdefault(row["name"], []).append(row["column"])
        order = TopologicalSorter[str](dict.fromkeys(columns, ()))
        for row in await self._connection.fetch(_REFERENCES):
            order.add(row["child"], row["parent"])
        return {name: sorted(columns[name]) for name in order.static_order()}

    async def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Rows]:
        cursor = await self._connection.cursor(_select(table, columns))
        while chunk := await cursor.fetch(CHUNK):
            yield [tuple(row) for row in chunk]

    async def count(self, table: str) -> int:
        return await self._connection.fetchval(f'SELECT COUNT(*) FROM "{table}"')

    async def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        # COPY stores the given ids also where the column is GENERATED ALWAYS (https://www.postgresql.org/docs/current/sql-copy.html).
        try:
            await self._connection.copy_records_to_table(table, records=rows, columns=[*columns])
        except Exception as problem:
            if getattr(problem, "sqlstate", None) == _NOT_IN_ENCODING:
                raise NotTaken from problem
            raise

    async def last_ids(self) -> Mapping[str, int]:
        found = {row["name"]: await self._last(row["sequence"]) for row in await self._connection.fetch(_SEQUENCES)}
        return {table: last for table, last in found.items() if last is not None}

    async def _last(self, sequence: str) -> int | None:
        return await self._connection.fetchval(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}")

    async def set_last_ids(self, ids: Mapping[str, int]) -> None:
        for row in await self._connection.fetch(_SEQUENCES):
            if row["name"] in ids:
                await self._connection.execute("SELECT setval($1::text::regclass, $2)", row["sequence"], ids[row["name"]])

    async def meta(self, name: str) -> str | None:
        return await self._connection.fetchval("SELECT value FROM meta WHERE name = $1", name)

    async def put_meta(self, name: str, value: str) -> None:
        await self._connection.execute(migrations.PUT_META, name, value)

    async def drop_meta(self, name: str) -> None:
        await self._connection.execute("DELETE FROM meta WHERE name = $1", name)


async def digest(side: Side, table: str, columns: Sequence[str], advance: Callable[[int], None]) -> tuple[int, str]:
    """The number of a table's rows, and the sum of their SHA-256 modulo 2**256: equal for equal rows in any order.

    The engines sort texts differently, so that no order of theirs is the same.
    """
    number = total = 0
    async for chunk in side.rows(table, columns):
        number += len(chunk)
        total += sum(int.from_bytes(hashlib.sha256(_canonical(row)).digest()) for row in chunk)
        advance(len(chunk))
    return number, f"{total % 2**256:064x}"


def _canonical(row: Iterable[object]) -> bytes:
    """The values one after another, each with its type and length: what differs in any of them differs here."""
    parts: list[bytes] = []
    for value in row:
        if value is None:
            parts.append(b"n")
            continue
        kind, content = (
            (b"b", value) if isinstance(value, bytes) else (b"t" if isinstance(value, str) else b"i", str(value).encode())
        )
        # With the length: else ("ab", "c") and ("a", "bc") would be the same bytes.
        parts.append(kind + b"%d:" % len(content) + content)
    return b"".join(parts)


def _select(table: str, columns: Sequence[str]) -> str:
    return _META if table == "meta" else f'SELECT {_named(columns)} FROM "{table}"'


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
