"""PostgreSQL: a real server; nothing half-done whatever happens to whoever waits, and wrong addresses told in a sentence."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from bot.core.db import messages as store_messages
from bot.core.db import meta as store_meta
from bot.core.db import migrations
from bot.core.db.database import Tx
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.errors import StoreError
from bot.core.db.lock import alone
from bot.core.db.postgres import PostgresDatabase, _numbered
from bot.core.db.sqlite import SqliteDatabase
from bot.core.errors import NO_ROOM, Unsaved
from tests import postgres
from tests.conftest import Clock, Stores
from tests.core.test_database import STEPS, names, writing
from tests.patience import PATIENCE, until


@pytest.fixture
async def address(postgres_server: str) -> AsyncIterator[str]:
    async with postgres.empty_database(postgres_server) as made:
        yield made


@pytest.fixture
async def migrated(postgres_server: str, postgres_stores: Stores) -> AsyncIterator[str]:
    async with postgres.empty_database(postgres_server, postgres_stores.template) as made:
        yield made


@pytest.fixture
async def opened(migrated: str, cipher: Cipher, clock: Clock) -> AsyncIterator[PostgresDatabase]:
    database = await PostgresDatabase.open(migrated, cipher, clock)
    yield database
    await database.close()


class Driver:
    """The real driver, which calls `before` when it is about to send its k-th statement: BEGIN is the first, COMMIT the last."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, k: int, before: Callable[[asyncpg.Connection], Awaitable[None]]) -> None:
        self.statements: list[str] = []
        execute = asyncpg.Connection.execute

        async def counted(connection: asyncpg.Connection, sql: str, *values: object, **options: object) -> str:
            self.statements.append(sql)
            if len(self.statements) == k + 1:
                await before(connection)
            return await execute(connection, sql, *values, **options)

        monkeypatch.setattr(asyncpg.Connection, "execute", counted)


@pytest.mark.parametrize("k", range(STEPS + 2))
async def test_a_cancelled_waiter_at_the_kth_await_of_the_driver_commits_whole(
    opened: PostgresDatabase, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    """The real driver, stopped at its k-th statement until the waiter is cancelled."""
    reached, go = asyncio.Event(), asyncio.Event()

    async def stop(_: asyncpg.Connection) -> None:
        reached.set()
        await go.wait()

    driver = Driver(monkeypatch, k, stop)
    waiting = asyncio.create_task(opened.write(writing(STEPS)))
    await reached.wait()
    monkeypatch.undo()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await names(opened) == set(), "half a transaction is visible"
    assert driver.statements[k].startswith(["BEGIN", *["INSERT"] * STEPS, "COMMIT"][k])
    go.set()
    await asyncio.wait(opened._under_way)
    assert await names(opened) == {f"n{step}" for step in range(STEPS)}
    assert await opened.write(writing(1)) == 1


async def test_a_reader_cannot_write(opened: PostgresDatabase) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await opened.read(lambda tx: store_meta.put(tx, "n", "x"))


async def test_a_reader_sees_one_moment(opened: PostgresDatabase) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def reading(tx: Tx) -> tuple[str | None, str | None]:
        first = await store_meta.get(tx, "n0")
        begun.set()
        await go.wait()
        return first, await store_meta.get(tx, "n0")

    read = asyncio.create_task(opened.read(reading))
    await begun.wait()
    await opened.write(writing(1))
    go.set()
    assert await read == (None, None)


@pytest.mark.parametrize("k", range(STEPS + 2))
async def test_a_connection_lost_at_the_kth_statement_is_told_and_leaves_nothing(
    opened: PostgresDatabase, migrated: str, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    async def kill(connection: asyncpg.Connection) -> None:
        admin = await asyncpg.connect(migrated)
        await admin.fetchval("SELECT pg_terminate_backend($1, 5000)", connection.get_server_pid())
        await admin.close()

    driver = Driver(monkeypatch, k, kill)
    with pytest.raises(Unsaved) as told:
        await opened.write(writing(STEPS))
    monkeypatch.undo()
    assert driver.statements[k].startswith(["BEGIN", *["INSERT"] * STEPS, "COMMIT"][k])
    assert str(told.value) == (store_messages.UNSURE if k == STEPS + 1 else store_messages.LOST)
    assert await names(opened) == set()
    await opened.write(writing(1))
    assert await names(opened) == {"n0"}
    assert await open_transactions(migrated) == 0


FULL = """
CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.name = 'n1' THEN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END IF; RETURN NEW;
END $$;
CREATE TRIGGER full_up BEFORE INSERT ON meta FOR EACH ROW EXECUTE FUNCTION full_up();
"""
READ_ONLY = "ALTER DATABASE {name} SET default_transaction_read_only = {value}"


async def test_a_full_disk_and_a_server_that_takes_no_writes_are_told_and_leave_nothing(
    opened: PostgresDatabase, migrated: str, cipher: Cipher, clock: Clock
) -> None:
    """As a server without room says it, and as hosts forbid writes before that, or after a failover."""
    admin = await asyncpg.connect(migrated)
    name = await admin.fetchval("SELECT current_database()")
    await admin.execute(FULL)
    with pytest.raises(Unsaved) as told:
        await opened.write(writing(2))
    assert str(told.value) == NO_ROOM
    assert await names(opened) == set()
    await admin.execute("DROP TRIGGER full_up ON meta")
    await opened.write(writing(1))

    await admin.execute(READ_ONLY.format(name=name, value="on"))
    shut = await PostgresDatabase.open(migrated, cipher, clock)
    with pytest.raises(Unsaved) as told:
        await shut.write(writing(2))
    assert str(told.value) == store_messages.BROKEN
    assert await names(shut) == {"n0"}
    await shut.close()
    await admin.close()


async def test_a_server_that_does_not_answer_keeps_nobody_waiting_and_no_process_from_ending(
    migrated: str, cipher: Cipher, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STATEMENT_SECONDS", "CLOSE_SECONDS"):
        monkeypatch.setattr(f"bot.core.db.postgres.{name}", 0.3)

    async def open_at_last() -> PostgresDatabase | None:
        with contextlib.suppress(StoreError, Unsaved):  # a busy machine may need longer for a statement
            return await PostgresDatabase.open(through, cipher, clock)
        return None

    async with postgres.wired(migrated, tmp_path) as (through, wire), asyncio.timeout(PATIENCE), alone(through):
        database = await until(open_at_last, "the store to open")
        wire.is_dead = True
        with pytest.raises(Unsaved) as told:
            await database.write(writing(1))
        assert str(told.value) == store_messages.LOST
        await database.close()


async def open_transactions(address: str) -> int:
    admin = await asyncpg.connect(address)
    try:
        return await admin.fetchval(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )
    finally:
        await admin.close()


async def test_all_connections_in_use_is_waited_for_and_said_once(
    migrated: str, cipher: Cipher, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.db.pool_monitor.WAITING_IS_LONG_AFTER", 0.05)
    crowded = await PostgresDatabase.open(migrated, cipher, clock, connections=2)
    holding, go, said = asyncio.Semaphore(0), asyncio.Event(), asyncio.Event()
    logger = logging.getLogger("bot.core.db.pool_monitor")
    monkeypatch.setattr(logger, "filters", [lambda _: said.set() or True])

    async def hold(tx: Tx) -> None:
        await store_meta.get(tx, "n0")
        holding.release()
        await go.wait()

    async def crowd() -> None:
        go.clear()
        said.clear()
        held = [asyncio.create_task(crowded.read(hold)) for _ in range(2)]
        for _ in held:
            await holding.acquire()
        waiting = [asyncio.create_task(names(crowded)) for _ in range(5)]
        await asyncio.wait_for(said.wait(), PATIENCE)
        assert not any(task.done() for task in waiting)
        go.set()
        await asyncio.gather(*held, *waiting)

    for _ in range(2):
        await crowd()
        assert [record.message for record in caplog.records] == [
            "All connections to PostgreSQL are in use, and 5 wait for one. If this comes often, raise database.connections.",
            "Nobody waits for a connection to PostgreSQL any more.",
        ]
        caplog.clear()
    monkeypatch.setattr("bot.core.db.pool_monitor.WAITING_IS_LONG_AFTER", PATIENCE)
    await asyncio.gather(*(names(crowded) for _ in range(20)))
    assert caplog.records == [], "a short wait is nothing to speak of"
    await crowded.close()


async def test_several_processes_may_start_at_once(address: str, cipher: Cipher, clock: Clock) -> None:
    several = await asyncio.gather(*(PostgresDatabase.open(address, cipher, clock) for _ in range(4)))
    assert await names(several[0]) == set()
    for database in several:
        await database.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/x", "PostgreSQL at 127.0.0.1 can't be used"),
        ("postgresql://nobody:hidden@no.such.host.invalid/x", "PostgreSQL at no.such.host.invalid can't be used"),
    ],
)
async def test_an_unreachable_server_is_told_in_a_sentence_without_the_password(
    url: str, said: str, cipher: Cipher, clock: Clock
) -> None:
    with pytest.raises(StoreError, match=said) as problem:
        await PostgresDatabase.open(url, cipher, clock)
    assert "hidden" not in str(problem.value)


async def test_another_programs_database_is_refused_and_left_alone(address: str, cipher: Cipher, clock: Clock) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute("CREATE TABLE theirs (a int)")
    with pytest.raises(StoreError, match="another program"):
        await PostgresDatabase.open(address, cipher, clock)
    assert [row["name"] for row in await connection.fetch(migrations._TABLES)] == ["theirs"]
    await connection.close()


async def test_a_newer_schema_and_another_key_are_refused(
    opened: PostgresDatabase, migrated: str, cipher: Cipher, clock: Clock
) -> None:
    with pytest.raises(StoreError, match="store.key is not the key"):
        await PostgresDatabase.open(migrated, Cipher(b"x" * KEY_BYTES), clock)
    await opened.write(lambda tx: store_meta.put(tx, "schema", "99"))
    with pytest.raises(StoreError, match="schema 99"):
        await PostgresDatabase.open(migrated, cipher, clock)


async def test_both_engines_have_the_same_tables_and_columns(opened: PostgresDatabase, sqlite: SqliteDatabase) -> None:
    asked = "SELECT m.name AS t, c.name AS c FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    theirs = "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'"
    columns = [
        {(row["t"], row["c"]) for row in await db.read(lambda tx, sql=sql: tx.all(sql))}
        for db, sql in ((sqlite, asked), (opened, theirs))
    ]
    assert {each for each in columns[0] if not each[0].startswith("sqlite_")} == columns[1]


def test_places_are_numbered_as_postgresql_wants_them() -> None:
    assert _numbered("SELECT ? WHERE a = ? AND b = ?") == "SELECT $1 WHERE a = $2 AND b = $3"
