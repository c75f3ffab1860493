"""SQLite compiles the statements of what people do most once, and not at each execution.

It compiles again where a parameter stands for the constant of a partial index's condition, since its value decides whether the index fits
(https://sqlite.org/c3ref/prepare.html, of sqlite3_prepare_v2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.asks.model import NeedKind
from bot.services import Services
from tests.asks.test_needs import COVER, QUESTION
from tests.passing import MARIA
from tests.people import People, someone

if TYPE_CHECKING:
    import sqlite3

    from bot.core.db.sqlite import SqliteDatabase


async def compiling(store: SqliteDatabase, compiled: list[str | None]) -> None:
    """Note the table of each column that a statement reads or writes, once for each time that it is compiled."""

    def watch(connection: sqlite3.Connection) -> None:
        connection.set_authorizer(lambda _action, table, *_: compiled.append(table) or 0)

    for connection in (store._reader, store._writer):
        assert connection is not None
        await connection.run(watch)


async def test_statements_are_compiled_once(sqlite: SqliteDatabase, everybody: People) -> None:
    services, compiled = Services(sqlite), list[str | None]()
    await services.needs.post(everybody.ana, NeedKind.COVER, COVER, "f:ask:1:c")

    async def everything(turn: int) -> None:
        who, other = (everybody.bruno, everybody.caio)[turn % 2], (3, 2)[turn % 2]
        posted = await services.needs.post(who, NeedKind.QUESTION, QUESTION, f"f:ask:{turn}")
        await services.offers.offer(who, 1, f"f:offer:{turn}")
        await services.needs.home(who)
        await services.needs.yours(who)
        await services.needs.close(who, posted.need.id)
        named = replace(MARIA, prospect=f"Maria {turn}", contact=f"maria{turn}@example.org")
        await services.referrals.give(who, someone(other), named, f"f:refer:{turn}")
        await services.introductions.about(everybody.ana, someone(2), someone(3))
        await services.offers.let_go(who, 1)

    await everything(0)
    await everything(1)
    await compiling(sqlite, compiled)
    await everything(2)  # with the authorizer all statements are compiled once more
    compiled.clear()
    await everything(3)
    assert set(compiled) == set(), "the tables of these statements"
