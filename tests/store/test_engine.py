"""A transaction is whole or nothing, whatever happens to whoever waits for it."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import meta
from bot.store.engine import migrations
from bot.store.engine.database import StoreError, Tx, instant, micros
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import KEY_BYTES, Vault
from tests.conftest import NOON, Clock

STEPS = 6


async def _names(database: SqliteDatabase) -> set[str]:
    rows = await database.read(lambda tx: tx.all("SELECT name FROM meta WHERE name LIKE 'n%'"))
    return {row["name"] for row in rows}


def _writing(steps: int, fail_at: int | None = None):
    async def work(tx: Tx) -> int:
        for step in range(steps):
            if step == fail_at:
                raise RuntimeError("in the middle")
            await meta.put(tx, f"n{step}", "x")
        return steps

    return work


async def test_what_returns_is_committed_and_seen_by_readers(database: SqliteDatabase) -> None:
    assert await database.write(_writing(3)) == 3
    assert await _names(database) == {"n0", "n1", "n2"}


@pytest.mark.parametrize("k", range(STEPS))
async def test_an_exception_at_the_kth_statement_leaves_nothing(database: SqliteDatabase, k: int) -> None:
    with pytest.raises(RuntimeError, match="middle"):
        await database.write(_writing(STEPS, fail_at=k))
    assert await _names(database) == set()
    await database.write(_writing(1))
    assert await _names(database) == {"n0"}


class _Gated:
    """A work that stops before its k-th statement until the test lets it go on, on the database's own thread."""

    def __init__(self, k: int) -> None:
        self.k, self.reached, self.go = k, threading.Event(), threading.Event()

    async def __call__(self, tx: Tx) -> None:
        for step in range(STEPS):
            if step == self.k:
                self.reached.set()
                assert self.go.wait(5)
            await meta.put(tx, f"n{step}", "x")


@pytest.mark.parametrize("k", range(STEPS))
async def test_a_cancelled_waiter_at_the_kth_statement_commits_whole_and_blocks_nobody(database: SqliteDatabase, k: int) -> None:
    work = _Gated(k)
    waiting = asyncio.create_task(database.write(work))
    await asyncio.to_thread(work.reached.wait, 5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await _names(database) == set(), "half a transaction is visible"
    work.go.set()
    await database.write(_writing(0))  # queued behind it, so it has ended
    assert await _names(database) == {f"n{step}" for step in range(STEPS)}


async def test_cancelled_before_its_turn_it_is_whole_too(database: SqliteDatabase) -> None:
    first = _Gated(0)
    waiting = [asyncio.create_task(database.write(work)) for work in (first, _writing(STEPS))]
    await asyncio.to_thread(first.reached.wait, 5)
    waiting[1].cancel()
    first.go.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results[1], asyncio.CancelledError)
    await database.write(_writing(0))
    assert await _names(database) == {f"n{step}" for step in range(STEPS)}


async def test_concurrent_transactions_do_not_mix(database: SqliteDatabase) -> None:
    async def failing(tx: Tx) -> None:
        await meta.put(tx, "nf", "x")
        raise RuntimeError("rolled back")

    async def succeeding(tx: Tx) -> None:
        await meta.put(tx, "ns", "x")

    await asyncio.gather(*(database.write(work) for work in (failing, succeeding) * 20), return_exceptions=True)
    assert await _names(database) == {"ns"}


async def test_nothing_else_may_be_awaited_inside(database: SqliteDatabase) -> None:
    async def sleeping(tx: Tx) -> None:
        await meta.put(tx, "n", "x")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="await its tx"):
        await database.write(sleeping)
    assert await _names(database) == set()


async def test_a_reader_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(lambda tx: meta.put(tx, "n", "x"))


async def test_a_reader_sees_one_moment(database: SqliteDatabase) -> None:
    begun, go = threading.Event(), threading.Event()

    async def reading(tx: Tx) -> tuple[str | None, str | None]:
        first = await meta.get(tx, "n0")
        begun.set()
        assert go.wait(5)
        return first, await meta.get(tx, "n0")

    read = asyncio.create_task(database.read(reading))
    await asyncio.to_thread(begun.wait, 5)
    await database.write(_writing(1))
    go.set()
    assert await read == (None, None)


async def test_listeners_are_woken_by_commits_that_ask_for_it_only(database: SqliteDatabase) -> None:
    woken: list[str] = []
    database.on_wake = lambda: woken.append("now")

    async def waking(tx: Tx) -> None:
        tx.wake()

    async def failing(tx: Tx) -> None:
        tx.wake()
        raise RuntimeError

    await database.write(_writing(1))
    with pytest.raises(RuntimeError):
        await database.write(failing)
    assert woken == []
    await database.write(waking)
    assert woken == ["now"]


async def test_the_file_is_private_and_safe(database: SqliteDatabase) -> None:
    assert database.path.stat().st_mode & 0o077 == 0
    modes = {}
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        row = await database.write(lambda tx, name=name: tx.one(f"PRAGMA {name}"))
        modes[name] = row[0]
    assert modes == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_every_table_is_strict_and_keyed_by_group(database: SqliteDatabase) -> None:
    tables = await database.read(
        lambda tx: tx.all("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
    )
    for table in tables:
        if table["name"].startswith("sqlite_"):
            continue
        assert "STRICT" in table["sql"], table["name"]
        assert table["name"] == "meta" or "group_id INTEGER" in table["sql"], table["name"]


def test_times_are_exact_to_the_microsecond() -> None:
    moment = NOON.replace(microsecond=123457)
    assert instant(micros(moment)) == moment


async def test_another_key_is_refused_with_its_cure(database: SqliteDatabase, clock: Clock) -> None:
    await database.close()
    with pytest.raises(StoreError, match="store.key is not the key") as refusal:
        await SqliteDatabase.open(database.path, Vault(b"x" * KEY_BYTES), clock)
    assert "key file" in str(refusal.value)


async def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path, vault: Vault, clock: Clock) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (a)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        await SqliteDatabase.open(path, vault, clock)
    with closing(sqlite3.connect(path)) as other:
        assert [row[0] for row in other.execute("SELECT name FROM sqlite_schema")] == ["theirs"]
    assert before[:16] == path.read_bytes()[:16]


async def test_a_newer_schema_is_refused(database: SqliteDatabase, vault: Vault, clock: Clock) -> None:
    await database.close()
    with closing(sqlite3.connect(database.path)) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="schema 99"):
        await SqliteDatabase.open(database.path, vault, clock)


async def test_no_database_at_all_is_refused(tmp_path: Path, vault: Vault, clock: Clock) -> None:
    path = tmp_path / "garbage.db"
    path.write_bytes(os.urandom(8192))
    with pytest.raises(StoreError, match="can't be used as a store"):
        await SqliteDatabase.open(path, vault, clock)


def _two_migrations(folder: Path, second: str) -> Path:
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) STRICT;\n")
    (folder / "0002_two.sql").write_text(second)
    return folder


def test_a_migration_makes_a_backup_first_and_failing_leaves_the_old_schema(tmp_path: Path) -> None:
    folder = _two_migrations(tmp_path / "sql", "CREATE TABLE a (b TEXT) STRICT;\nCREATE TABLE a (b TEXT) STRICT;\n")
    path = tmp_path / "g.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (folder / "0002_two.sql").rename(tmp_path / "later.sql")
        migrations.migrate_sqlite(connection, path, folder)
        connection.execute("INSERT INTO meta VALUES ('kept', 'yes')")
        (tmp_path / "later.sql").rename(folder / "0002_two.sql")
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            migrations.migrate_sqlite(connection, path, folder)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")] == ["meta"]
        (folder / "0002_two.sql").write_text("-- why\nCREATE TABLE a (b TEXT) STRICT;\n")
        migrations.migrate_sqlite(connection, path, folder)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    with closing(sqlite3.connect(tmp_path / "g.db.before-0002")) as backup:
        assert backup.execute("SELECT value FROM meta").fetchone() == ("yes",)
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)


def test_an_unclosed_store_does_not_keep_the_process_from_ending(tmp_path: Path) -> None:
    script = f"""
import asyncio, pathlib
from datetime import datetime, UTC
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import Vault
async def main():
    global kept
    kept = await SqliteDatabase.open(pathlib.Path({str(tmp_path / "g.db")!r}), Vault(b"k" * 32), lambda: datetime.now(UTC))
asyncio.run(main())
print("done")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20, check=True, text=True)
    assert ended.stdout == "done\n"
