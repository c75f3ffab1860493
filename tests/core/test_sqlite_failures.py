"""SQLite's disk full, locked, not to be written: said in a sentence, all or nothing, and the next transaction works."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.db import messages as store_messages
from bot.core.db import meta as store_meta
from bot.core.db.database import Tx
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.sqlite import SqliteDatabase
from bot.core.errors import NO_ROOM, STOPPING, Unsaved
from tests.conftest import Clock
from tests.core.test_database import names, writing
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
NOBODY = 65534
PAGE = 4096


async def set_on_the_writer(database: SqliteDatabase, pragma: str) -> None:
    await database._writer.run(lambda connection: connection.execute(f"PRAGMA {pragma}").fetchall())


async def grows(tx: Tx) -> None:
    """One small row, and then more than there is room for."""
    await store_meta.put(tx, "n0", "x")
    await store_meta.put(tx, "n1", "x" * PAGE * 100)


async def test_a_full_disk_is_told_and_leaves_nothing(sqlite: SqliteDatabase) -> None:
    pages = await sqlite.read(lambda tx: tx.one("PRAGMA page_count"))
    assert pages is not None
    await set_on_the_writer(sqlite, f"max_page_count = {pages['page_count'] + 20}")
    for _ in range(2):
        with pytest.raises(Unsaved) as told:
            await sqlite.write(grows)
        assert str(told.value) == NO_ROOM
        assert await names(sqlite) == set()
    await sqlite.write(writing(1))
    await set_on_the_writer(sqlite, "max_page_count = 1000000")
    await sqlite.write(grows)
    assert await names(sqlite) == {"n0", "n1"}


async def test_a_file_that_is_not_to_be_written_is_told(sqlite: SqliteDatabase) -> None:
    await set_on_the_writer(sqlite, "query_only = ON")
    with pytest.raises(Unsaved) as told:
        await sqlite.write(writing(2))
    assert str(told.value) == store_messages.BROKEN
    await set_on_the_writer(sqlite, "query_only = OFF")
    await sqlite.write(writing(1))
    assert await names(sqlite) == {"n0"}


async def test_a_file_that_another_program_locks_is_told_and_can_be_read_meanwhile(
    sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.db.sqlite.WAIT_FOR_LOCK", 0.0)
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unsaved) as told:
            await sqlite.write(writing(2))
        assert str(told.value) == store_messages.LOCKED
        assert await names(sqlite) == set()
    await sqlite.write(writing(1))
    assert await names(sqlite) == {"n0"}


async def test_a_lock_that_is_given_back_in_time_is_waited_for(sqlite: SqliteDatabase) -> None:
    await set_on_the_writer(sqlite, "busy_timeout = 1")
    asked, again = [], threading.Event()

    def count(sql: str) -> None:
        asked.append(sql)
        if len(asked) == 3:
            again.set()

    sqlite._writer._conn.set_trace_callback(count)
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing_now = asyncio.create_task(sqlite.write(writing(1)))
        await asyncio.to_thread(again.wait)
    await writing_now
    assert await names(sqlite) == {"n0"}


async def test_closing_a_locked_store_refuses_what_is_queued(sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is held until the end, so that nobody can have waited for it."""
    monkeypatch.setattr("bot.core.db.sqlite.GRACE", 0.0)
    monkeypatch.setattr("bot.core.db.sqlite.WAIT_FOR_LOCK", float("inf"))
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        queued = [asyncio.create_task(sqlite.write(writing(1))) for _ in range(10)]
        await asyncio.sleep(0)
        await sqlite.close()
        assert {str(problem) for problem in await asyncio.gather(*queued, return_exceptions=True)} == {STOPPING}


ENDLESS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT COUNT(*) FROM numbers"


@pytest.mark.parametrize("writes", [True, False])
async def test_closing_interrupts_a_statement_that_does_not_end(
    sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, *, writes: bool
) -> None:
    monkeypatch.setattr("bot.core.db.sqlite.GRACE", 0.0)

    async def endless(tx: Tx) -> None:
        if writes:
            await store_meta.put(tx, "n0", "x")
        await tx.one(ENDLESS)

    under_way = asyncio.create_task(sqlite.write(endless) if writes else sqlite.read(endless))
    await asyncio.sleep(0)
    await sqlite.close()
    with pytest.raises(Unsaved) as told:
        await under_way
    assert str(told.value) == STOPPING
    with closing(sqlite3.connect(sqlite.path)) as file:
        assert file.execute("SELECT COUNT(*) FROM meta WHERE name LIKE 'n%'").fetchone() == (0,)


async def test_a_closed_store_refuses(sqlite: SqliteDatabase) -> None:
    await sqlite.close()
    for attempt in (sqlite.write, sqlite.read):
        with pytest.raises(Unsaved) as told:
            await attempt(lambda tx: store_meta.get(tx, "n0"))
        assert str(told.value) == STOPPING


def in_the_file_alone(store: Path, aside: Path) -> set[str]:
    """What is in the store's file without its write-ahead log."""
    shutil.copyfile(store, aside)
    with closing(sqlite3.connect(aside)) as file:
        if not file.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
            return set()
        return {name for (name,) in file.execute("SELECT name FROM meta WHERE name LIKE 'n%'")}


async def test_what_is_committed_is_soon_in_the_file_itself(
    sqlite: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sqlite.write(writing(1))
    assert in_the_file_alone(sqlite.path, tmp_path / "aside.db") == set()
    sqlite._checkpoints._timer.cancel()
    sqlite._checkpoints._timer = None
    monkeypatch.setattr("bot.core.db.checkpoints.CHECKPOINT_AFTER", 0.0)
    checkpointed = threading.Event()
    sqlite._writer._conn.set_trace_callback(lambda sql: checkpointed.set() if "checkpoint" in sql else None)
    await sqlite.write(writing(2))
    await asyncio.to_thread(checkpointed.wait)
    await sqlite._writer.run(lambda _: None)  # queued behind the checkpoint
    assert in_the_file_alone(sqlite.path, tmp_path / "aside.db") == {"n0", "n1"}


async def test_at_the_end_everything_is_in_the_file_itself(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    """Also where another program still has it open, for which SQLite itself leaves the log."""
    await sqlite.write(writing(2))
    with closing(sqlite3.connect(sqlite.path)) as other:
        other.execute("SELECT COUNT(*) FROM meta").fetchone()
        await sqlite.close()
        assert in_the_file_alone(sqlite.path, tmp_path / "aside.db") == {"n0", "n1"}


async def test_a_locked_file_is_not_opened(tmp_path: Path, cipher: Cipher, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.db.connection.BUSY_MS", 20)
    path = tmp_path / "g.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            await SqliteDatabase.open(path, cipher, clock)


GROWING = """
import asyncio, pathlib, resource, sys
from datetime import datetime, UTC
from bot.core.errors import Unsaved
from bot.core.db import meta
from bot.core.db.sqlite import SqliteDatabase
from bot.core.db.encryption import Cipher
async def main():
    store = await SqliteDatabase.open(pathlib.Path(sys.argv[1]), Cipher(b"k" * 32), lambda: datetime.now(UTC))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = pathlib.Path(sys.argv[1] + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 50_000, hard))
    async def many(tx, names):
        for name in names:
            await meta.put(tx, name, "x" * 8000)
    saved = []
    for number in range(20):
        try:
            await store.write(lambda tx: many(tx, [f"n{number}a", f"n{number}b"]))
        except Unsaved as problem:
            print(problem)
            break
        saved += [f"n{number}a", f"n{number}b"]
    rows = await store.read(lambda tx: tx.all("SELECT name FROM meta WHERE name LIKE 'n%'"))
    assert {row["name"] for row in rows} == set(saved), (rows, saved)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await store.write(lambda tx: meta.put(tx, "nlast", "x"))
    await store.close()
    print(len(saved))
asyncio.run(main())
"""


def test_a_log_that_cannot_grow_is_told_and_what_was_saved_before_stays(tmp_path: Path) -> None:
    """The write-ahead log meets a limit that the system sets: a real write fails."""
    path = tmp_path / "g.db"
    ended = subprocess.run(
        [sys.executable, "-c", GROWING, str(path)], capture_output=True, timeout=PATIENCE, check=False, text=True, cwd=ROOT
    )
    said, saved = ended.stdout.splitlines() or [ended.stderr, "0"]
    assert said in {NO_ROOM, store_messages.BROKEN}, ended
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.execute("SELECT COUNT(*) FROM meta WHERE name LIKE 'n%'").fetchone() == (int(saved) + 1,)
    assert int(saved) > 0


OPENING = """
import importlib, os, pkgutil, sys
import bot
sys.argv = ["bot", "run"]
if os.getuid() == 0:
    # All of it, while the files of this interpreter can still be read.
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        importlib.import_module(module.name)
    os.setgroups([]), os.setgid({nobody}), os.setuid({nobody})
from bot.__main__ import cli
cli()
""".format(nobody=NOBODY)  # noqa: UP032 - the code has braces of its own


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody reaches, and nobody else writes."""
    folder = Path(tempfile.mkdtemp(prefix="goodword-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def _a_read_only_folder(path: Path) -> None:
    path.parent.chmod(0o555)


def _a_read_only_file(path: Path) -> None:
    path.parent.chmod(0o777)
    path.chmod(0o444)


@pytest.mark.parametrize("spoil", [_a_read_only_folder, _a_read_only_file])
async def test_what_may_not_be_written_is_told_at_the_start(
    public: Path, cipher: Cipher, clock: Clock, spoil: Callable[[Path], None]
) -> None:
    path = public / "g.db"
    await (await SqliteDatabase.open(path, cipher, clock)).close()
    path.chmod(0o644)
    spoil(path)
    environ = {
        "PATH": os.environ["PATH"],
        "GOODWORD_DATABASE__URL": f"sqlite:///{path}",
        "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true",
        "GOODWORD_STORE__KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "GOODWORD_TOKEN": "MTIz.GaBcDe.abcdef",
        "PYTHONPATH": str(ROOT),
    }
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", OPENING],
        env=environ,
        cwd=public,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 78, ended
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("database.url: ")
