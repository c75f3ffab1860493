"""Reading a table's rows with what is sealed in them opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.declarations import declared

if TYPE_CHECKING:
    from bot.core.db.database import Database, Row, Tx
    from bot.core.feature import Table


async def opened(database: Database, table: str, *columns: str, where: str = "1 = 1") -> list[tuple[Any, ...]]:
    """These columns of the rows that fit, in the order in which they were written."""
    declaration = declared().tables[table]

    async def read(tx: Tx) -> list[tuple[Any, ...]]:
        order = ", ".join(declaration.key or ("group_id",))
        rows = await tx.all(f"SELECT * FROM {table} WHERE {where} ORDER BY {order}")
        return [tuple(value(tx, declaration, row, column) for column in columns) for row in rows]

    return await database.read(read)


async def readable(database: Database, table: str) -> str:
    """All rows of a table as text: what is sealed opened, without the outbox's `mark`, a random number that may hold any digits."""
    declaration = declared().tables.get(table)

    async def read(tx: Tx) -> list[str]:
        rows = await tx.all(f"SELECT * FROM {table}")
        return [str([value(tx, declaration, row, column) for column in row.keys() if column != "mark"]) for row in rows]  # noqa: SIM118

    return "\n".join(await database.read(read))


def value(tx: Tx, table: Table | None, row: Row, column: str) -> Any:
    """What stands there, opened."""
    if table is None or column not in table.sealed:
        return row[column]
    return tx.cipher.open(table.name, row["group_id"], row[table.sealed_by], column, row[column])
