"""What SQLite left beside a file when a process was killed is neither applied to another file nor lost."""

import asyncio
import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import MISCONFIGURED, cli
from bot.core.db import backup as backups
from bot.core.db import sqlite_file, sqlite_logs
from bot.core.db.errors import StoreError
from bot.core.db.sqlite import SqliteDatabase
from bot.referrals.erasure import restored_erasures
from tests.core.test_backup import whole
from tests.outside.test_postgres import KEY
from tests.people import People
from tests.referrals.test_restored_erasures import give


def half_written(database: Path, killed: Path, mode: str) -> None:
    """Copy a database to `killed` as a process leaves it that is killed in a transaction (DELETE), or after one (WAL), in this journal mode."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE IF NOT EXISTS bulk (a TEXT)")
        connection.executemany("INSERT INTO bulk VALUES (?)", [("x" * 3000,)] * 100)
        connection.execute("PRAGMA cache_size = 1")  # so that changed pages are in the file before they are committed
        connection.execute("BEGIN")
        connection.execute("UPDATE bulk SET a = a || 'y'")
        if mode == "WAL":
            connection.execute("COMMIT")
        shutil.copyfile(database, killed)
        for theirs, ours in zip(sqlite_logs.beside(database), sqlite_logs.beside(killed), strict=True):
            if theirs.exists():
                shutil.copyfile(theirs, ours)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Another database, to which what is beside it belongs."""
    made = tmp_path / "foreign"
    made.mkdir()
    return made / "killed.db"


@pytest.mark.parametrize(("suffix", "mode"), [("-journal", "DELETE"), ("-wal", "WAL")])
@pytest.mark.parametrize("beside", ["the store", "the place of a store that is gone", "an earlier restore's copy", "the backup"])
async def test_what_is_left_of_another_file_is_not_applied_to_a_backup(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, foreign: Path, beside: str, suffix: str, mode: str
) -> None:
    await give(sqlite, everybody.bruno, 3)
    await sqlite.close()
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    half_written(foreign.with_name("other.db"), foreign, mode)
    left = foreign.with_name(f"{foreign.name}{suffix}").read_bytes()
    place = {"an earlier restore's copy": backups.unfinished(sqlite.path), "the backup": copy}.get(beside, sqlite.path)
    if beside == "the place of a store that is gone":
        sqlite.path.unlink()
    place.with_name(f"{place.name}{suffix}").write_bytes(left)
    backups.restore(copy, sqlite.path, restored_erasures.read)
    await sqlite_file.checked(sqlite.path)
    assert len(whole(sqlite.path)["referrals"]) == 1
    assert not backups.unfinished(sqlite.path).exists()
    assert not [each for each in sqlite_logs.beside(backups.unfinished(sqlite.path)) if each.exists()]


@pytest.fixture
async def killed(sqlite: SqliteDatabase, everybody: People, tmp_path: Path) -> Path:
    """A store with a referral, of which a process that was killed left a transaction half-written."""
    await give(sqlite, everybody.bruno, 3)
    await sqlite.close()
    half_written(sqlite.path, tmp_path / "killed.db", "DELETE")
    return tmp_path / "killed.db"


async def call(store: Path, *words: str) -> Result:
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{store}", "GOODWORD_STORE__KEY": KEY}
    return await asyncio.to_thread(CliRunner().invoke, cli, words, env=environ)


@pytest.mark.parametrize(
    "words", [("held",), ("migrate", "--check"), ("migrate", "--dry-run"), ("backup", "copy.db"), ("doctor", "--offline")]
)
async def test_who_only_looks_is_told_of_a_transaction_that_is_half_written(killed: Path, words: tuple[str, ...]) -> None:
    before = killed.read_bytes()
    told = await call(killed, *words)
    assert told.exit_code == MISCONFIGURED
    assert f"a process was killed while it wrote to {killed}, and its unfinished change, in killed.db-journal" in told.output
    assert killed.read_bytes() == before


async def test_a_transaction_that_is_half_written_is_taken_back(killed: Path) -> None:
    assert (await call(killed, "migrate")).exit_code == 0
    assert not killed.with_name("killed.db-journal").exists()
    await sqlite_file.checked(killed)
    assert whole(killed)["bulk"] == [("x" * 3000,)] * 100


async def test_a_store_with_a_half_written_transaction_still_says_who_was_forgotten(killed: Path, tmp_path: Path) -> None:
    assert backups.back_up(killed.with_name("goodword.db"), tmp_path / "copy.db").rows["referrals"] == 1
    restored = await call(killed, "restore", str(tmp_path / "copy.db"))
    assert restored.exit_code == 0, restored.output
    assert "is damaged" not in restored.stdout
    kept = tmp_path / "killed.db.replaced-1"
    assert whole(kept)["bulk"] == [("x" * 3000,)] * 100


async def test_a_store_that_can_not_be_moved_aside_keeps_its_log(
    sqlite: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the file is mounted by itself into a container."""
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    log = sqlite.path.with_name(f"{sqlite.path.name}-wal")
    before = sqlite.path.read_bytes(), log.read_bytes()
    rename = Path.rename

    def mounted(path: Path, target: Path) -> Path:
        if path == sqlite.path:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", mounted)
    with pytest.raises(StoreError, match="could not be replaced .*busy"):
        backups.restore(copy, sqlite.path, restored_erasures.read)
    assert (sqlite.path.read_bytes(), log.read_bytes()) == before
    assert not list(tmp_path.glob("*.replaced*")) + list(tmp_path.glob("*.part*"))


async def test_the_log_of_a_replaced_store_that_was_deleted_is_not_the_next_ones(
    sqlite: SqliteDatabase, tmp_path: Path, foreign: Path
) -> None:
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    half_written(foreign.with_name("other.db"), foreign, "WAL")
    shutil.copyfile(f"{foreign}-wal", tmp_path / "goodword.db.replaced-1-wal")
    kept = backups.restore(copy, sqlite.path, restored_erasures.read).kept
    assert kept is not None
    assert kept.name == "goodword.db.replaced-2"
    await sqlite_file.checked(kept)


@pytest.mark.parametrize(("suffix", "mode"), [("-journal", "DELETE"), ("-wal", "WAL")])
async def test_a_store_is_moved_to_where_another_one_left_its_log(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, foreign: Path, suffix: str, mode: str
) -> None:
    await give(sqlite, everybody.bruno, 3)
    await sqlite.close()
    half_written(foreign.with_name("other.db"), foreign, mode)
    target = tmp_path / "target.db"
    shutil.copyfile(f"{foreign}{suffix}", f"{target}{suffix}")
    moved = await call(sqlite.path, "move", "--to", f"sqlite:///{target}")
    assert moved.exit_code == 0, moved.output
    await sqlite_file.checked(target)
    assert len(whole(target)["referrals"]) == 1
