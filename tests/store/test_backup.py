"""A backup under load is whole; a bad one is refused and what stands is left alone; nothing is said again after a restore."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import BUSY, MISCONFIGURED, cli
from bot.model.outbox import Delivery, Message
from bot.store import meta, outbox, queue
from bot.store.engine import backup
from bot.store.engine.database import StoreError
from bot.store.engine.lock import alone
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import Vault
from tests.conftest import Clock
from tests.services.conftest import People
from tests.store.test_forgotten import give

runner = CliRunner()


def whole(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {table: sorted(store.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}


async def test_a_copy_made_under_load_is_the_store_of_one_moment_in_every_row_of_every_table(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path
) -> None:
    moments, begun = [whole(sqlite.path)], asyncio.Event()

    async def load() -> None:
        for number in range(60):
            await give(sqlite, everybody.bruno, 3, f"client{number}@example.org")
            moments.append(whole(sqlite.path))
            if number == 20:
                begun.set()

    loading = asyncio.create_task(load())
    await begun.wait()
    made = await asyncio.to_thread(backup.back_up, sqlite.path, tmp_path / "copy.db")
    await loading
    copied = whole(made.path)
    assert copied in moments[18:]
    assert len(copied["referrals"]) == made.rows["referrals"] < 60
    assert made.path.stat().st_mode & 0o077 == 0

    elsewhere = tmp_path / "elsewhere" / "goodword.db"
    backup.restore(made.path, elsewhere)
    put_back = whole(elsewhere)
    held = copied.pop("outbox"), put_back.pop("outbox")
    assert put_back == copied
    assert [tuple("held" if value == "pending" else value for value in row) for row in held[0]] == held[1] != []


async def test_what_was_backed_up_comes_back_and_what_waited_is_held(
    sqlite: SqliteDatabase, tmp_path: Path, vault: Vault, clock: Clock
) -> None:
    await sqlite.write(lambda tx: outbox.add(tx, Message(1, "digest", "k", 1, channel_id=9)))
    await sqlite.write(lambda tx: meta.put(tx, "n", "backed up"))
    copy = backup.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.write(lambda tx: meta.put(tx, "n", "later"))
    await sqlite.close()
    (tmp_path / "goodword.db-wal").write_bytes(b"stale")
    kept = backup.restore(copy, sqlite.path).kept
    again = await SqliteDatabase.open(sqlite.path, vault, clock)
    assert await again.read(lambda tx: meta.get(tx, "n")) == "backed up"
    assert [(pile.state, pile.number) for pile in await again.read(queue.unsaid)] == [(Delivery.HELD, 1)]
    assert await again.read(lambda tx: outbox.take_due(tx, 10, ())) == []
    await again.close()
    assert kept is not None
    assert kept.exists()
    assert (tmp_path / f"{kept.name}-wal").read_bytes() == b"stale"


def _spoiled(copy: Path, how: str) -> Path:
    data = bytearray(copy.read_bytes())
    if how == "truncated":
        del data[len(data) // 2 :]
    elif how == "flipped":
        for place in range(4096 * 3, 4096 * 3 + 64):
            data[place] ^= 0xFF
    elif how == "foreign":
        data[68:72] = b"else"
    elif how == "newer":
        data[60:64] = (99).to_bytes(4, "big")
    else:
        data = bytearray(b"no database at all")
    spoiled = copy.with_name(f"{how}.db")
    spoiled.write_bytes(data)
    return spoiled


@pytest.mark.parametrize("how", ["truncated", "flipped", "foreign", "newer", "garbage"])
async def test_a_bad_backup_is_refused_and_the_store_left_alone(sqlite: SqliteDatabase, tmp_path: Path, how: str) -> None:
    copy = backup.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    before = sqlite.path.read_bytes()
    with pytest.raises(StoreError):
        backup.restore(_spoiled(copy, how), sqlite.path)
    assert sqlite.path.read_bytes() == before
    assert not list(tmp_path.glob("*.replaced*")) + list(tmp_path.glob("*.part"))


async def test_a_backup_never_overwrites_and_says_where_it_can_not_be(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    for target, said in (("copy.db", "exists already"), ("copy.db/inside", "is no folder"), ("nowhere/copy.db", "is no folder")):
        with pytest.raises(StoreError, match=said):
            backup.back_up(sqlite.path, tmp_path / target)
    (tmp_path / "empty.db").touch()
    for source in ("none.db", "empty.db"):
        with pytest.raises(StoreError, match="no store at .* yet"):
            backup.back_up(tmp_path / source, tmp_path / "another.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    assert not (tmp_path / "another.db").exists()


async def test_a_folder_and_the_store_itself_are_not_replaced(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    copy = backup.back_up(sqlite.path, tmp_path / "copy.db").path
    for target, backed_up, said in ((tmp_path, copy, "is a folder"), (sqlite.path, sqlite.path, "is the store itself")):
        with pytest.raises(StoreError, match=said):
            backup.restore(backed_up, target)
    assert not [each for each in (*tmp_path.iterdir(), *tmp_path.parent.iterdir()) if "replaced" in each.name]


async def test_the_command_line_backs_up_beside_a_running_bot_and_refuses_to_restore_then(
    sqlite: SqliteDatabase, tmp_path: Path
) -> None:
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{sqlite.path}"}
    copy = tmp_path / "copy.db"
    async with alone(environ["GOODWORD_DATABASE__URL"]):
        made = await asyncio.to_thread(runner.invoke, cli, ["backup", str(copy)], env=environ)
        assert made.exit_code == 0, made.output
        assert f"opens with the key of this store alone, in {sqlite.path}.key; that is not in it." in made.stdout
        refused = await asyncio.to_thread(runner.invoke, cli, ["restore", str(copy)], env=environ)
        assert refused.exit_code == BUSY
        assert "already runs on this store (process" in refused.stderr
    await sqlite.close()
    restored = await asyncio.to_thread(runner.invoke, cli, ["restore", str(copy)], env=environ)
    assert restored.exit_code == 0
    assert "kept as" in restored.stdout
    wrong = await asyncio.to_thread(runner.invoke, cli, ["restore", str(tmp_path / "none.db")], env=environ)
    assert wrong.exit_code == MISCONFIGURED


def test_for_postgresql_it_says_how() -> None:
    environ = {"GOODWORD_DATABASE__URL": "postgresql://me@nowhere/goodword"}
    assert "pg_dump --format=custom" in runner.invoke(cli, ["backup", "x"], env=environ).stderr
    said = runner.invoke(cli, ["restore", "x"], env=environ).stderr
    assert "pg_restore --exit-on-error" in said
    assert "UPDATE outbox SET state = 'held'" in said
