"""SQLite: one file, one writer, and nothing half-done whatever happens to whoever waits."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.db import meta as store_meta
from bot.core.db import migrations
from bot.core.db.database import Tx
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.errors import StoreError
from bot.core.db.sqlite import SqliteDatabase
from tests.conftest import Clock
from tests.core.test_database import STEPS, names, writing
from tests.patience import PATIENCE


class _Driver:
    """The real driver, which waits before its k-th statement of a transaction: BEGIN is the first, COMMIT the last."""

    def __init__(self, database: SqliteDatabase, k: int) -> None:
        self.reached, self.go, self.statements = threading.Event(), threading.Event(), []
        self._k = k
        database._writer._conn.set_trace_callback(self._traced)

    def _traced(self, sql: str) -> None:
        self.statements.append(sql)
        if len(self.statements) == self._k + 1:
            self.reached.set()
            assert self.go.wait(PATIENCE)


@pytest.mark.parametrize("k", range(STEPS + 2))
async def test_a_cancelled_waiter_at_the_kth_statement_commits_whole_and_blocks_nobody(sqlite: SqliteDatabase, k: int) -> None:
    driver = _Driver(sqlite, k)
    waiting = asyncio.create_task(sqlite.write(writing(STEPS)))
    await asyncio.to_thread(driver.reached.wait, PATIENCE)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await names(sqlite) == set(), "half a transaction is visible"
    assert driver.statements[k].startswith(["BEGIN", *["INSERT"] * STEPS, "COMMIT"][k])
    driver.go.set()
    await sqlite.write(writing(0))  # queued behind it, so it has ended
    assert await names(sqlite) == {f"n{step}" for step in range(STEPS)}


async def test_cancelled_before_its_turn_it_is_whole_too(sqlite: SqliteDatabase) -> None:
    driver = _Driver(sqlite, 0)
    waiting = [asyncio.create_task(sqlite.write(writing(steps))) for steps in (0, STEPS)]
    await asyncio.to_thread(driver.reached.wait, PATIENCE)
    waiting[1].cancel()
    driver.go.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results[1], asyncio.CancelledError)
    await sqlite.write(writing(0))
    assert await names(sqlite) == {f"n{step}" for step in range(STEPS)}


async def test_nothing_else_may_be_awaited_inside(sqlite: SqliteDatabase) -> None:
    async def sleeping(tx: Tx) -> None:
        await store_meta.put(tx, "n", "x")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="await its tx"):
        await sqlite.write(sleeping)
    assert await names(sqlite) == set()


async def test_a_reader_cannot_write(sqlite: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await sqlite.read(lambda tx: store_meta.put(tx, "n", "x"))


async def test_a_reader_sees_one_moment(sqlite: SqliteDatabase) -> None:
    begun, go = threading.Event(), threading.Event()

    async def reading(tx: Tx) -> tuple[str | None, str | None]:
        first = await store_meta.get(tx, "n0")
        begun.set()
        assert go.wait(PATIENCE)
        return first, await store_meta.get(tx, "n0")

    read = asyncio.create_task(sqlite.read(reading))
    await asyncio.to_thread(begun.wait, PATIENCE)
    await sqlite.write(writing(1))
    go.set()
    assert await read == (None, None)


async def test_the_file_is_private_and_safe(sqlite: SqliteDatabase) -> None:
    assert sqlite.path.stat().st_mode & 0o077 == 0
    modes = {}
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        row = await sqlite.write(lambda tx, name=name: tx.one(f"PRAGMA {name}"))
        modes[name] = row[0]
    assert modes == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_every_table_is_strict_and_keyed_by_group(sqlite: SqliteDatabase) -> None:
    tables = await sqlite.read(lambda tx: tx.all("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"))
    for table in tables:
        if table["name"].startswith("sqlite_"):
            continue
        assert "STRICT" in table["sql"], table["name"]
        assert table["name"] == "meta" or "group_id INTEGER" in table["sql"], table["name"]


async def test_another_key_is_refused_with_its_cure(sqlite: SqliteDatabase, clock: Clock) -> None:
    await sqlite.close()
    with pytest.raises(StoreError, match="store.key is not the key") as refusal:
        await SqliteDatabase.open(sqlite.path, Cipher(b"x" * KEY_BYTES), clock)
    assert "key file" in str(refusal.value)


async def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path, cipher: Cipher, clock: Clock) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (a)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        await SqliteDatabase.open(path, cipher, clock)
    with closing(sqlite3.connect(path)) as other:
        assert [row[0] for row in other.execute("SELECT name FROM sqlite_schema")] == ["theirs"]
    assert before[:16] == path.read_bytes()[:16]


async def test_a_newer_schema_is_refused(sqlite: SqliteDatabase, cipher: Cipher, clock: Clock) -> None:
    await sqlite.close()
    with closing(sqlite3.connect(sqlite.path)) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="schema 99"):
        await SqliteDatabase.open(sqlite.path, cipher, clock)


async def test_no_database_at_all_is_refused(tmp_path: Path, cipher: Cipher, clock: Clock) -> None:
    path = tmp_path / "garbage.db"
    path.write_bytes(os.urandom(8192))
    with pytest.raises(StoreError, match="can't be used as a store"):
        await SqliteDatabase.open(path, cipher, clock)


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


def test_a_backup_that_is_not_finished_is_not_left_behind_and_nothing_is_migrated(tmp_path: Path) -> None:
    folder = _two_migrations(tmp_path / "sql", "CREATE TABLE a (b TEXT) STRICT;\n")
    path, copying = tmp_path / "g.db", threading.Event()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (folder / "0002_two.sql").rename(tmp_path / "later.sql")
        migrations.migrate_sqlite(connection, path, folder)
        (tmp_path / "later.sql").rename(folder / "0002_two.sql")
        connection.set_trace_callback(lambda sql: copying.set() if sql.startswith("VACUUM") else None)
        connection.set_progress_handler(copying.is_set, 1)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            migrations.migrate_sqlite(connection, path, folder)
        connection.set_progress_handler(None, 0)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert [each.name for each in tmp_path.iterdir() if "before" in each.name] == []


def test_an_unclosed_store_does_not_keep_the_process_from_ending(tmp_path: Path) -> None:
    script = f"""
import asyncio, pathlib
from datetime import datetime, UTC
from bot.core.db.sqlite import SqliteDatabase
from bot.core.db.encryption import Cipher
async def main():
    global kept
    kept = await SqliteDatabase.open(pathlib.Path({str(tmp_path / "g.db")!r}), Cipher(b"k" * 32), lambda: datetime.now(UTC))
asyncio.run(main())
print("done")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=PATIENCE, check=True, text=True)
    assert ended.stdout == "done\n"
