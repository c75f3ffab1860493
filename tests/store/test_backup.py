"""A backup under load is whole; a bad one is refused and what stands is left alone; nothing is said again after a restore."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import BUSY, MISCONFIGURED, cli
from bot.model.outbox import Delivery, Message
from bot.store import meta, outbox, queue
from bot.store.engine import backup
from bot.store.engine.database import StoreError, Tx
from bot.store.engine.lock import alone
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import Vault
from tests.conftest import Clock

runner = CliRunner()


async def test_a_copy_made_under_load_holds_what_was_done_up_to_one_moment(
    sqlite: SqliteDatabase, tmp_path: Path, vault: Vault, clock: Clock
) -> None:
    async def pair(tx: Tx, number: int) -> None:
        await meta.put(tx, f"a{number:03}", f"{number} a")
        await meta.put(tx, f"b{number:03}", f"{number} b")

    def rows(tx: Tx):
        return tx.all("SELECT name, value FROM meta ORDER BY name")

    writing = [asyncio.create_task(sqlite.write(lambda tx, number=number: pair(tx, number))) for number in range(300)]
    await writing[50]
    made = await asyncio.to_thread(backup.back_up, sqlite.path, tmp_path / "copy.db")
    await asyncio.gather(*writing)
    elsewhere = tmp_path / "elsewhere" / "goodword.db"
    backup.restore(made.path, elsewhere)
    restored = await SqliteDatabase.open(elsewhere, vault, clock)
    found, everything = [[tuple(row) for row in await each.read(rows)] for each in (restored, sqlite)]
    await restored.close()
    pairs = len(found) // 2
    assert 51 <= pairs <= 300
    names = {f"{letter}{number:03}" for letter in "ab" for number in range(pairs)}
    assert found == [row for row in everything if row[0] in names or row[0] == "key_check"]
    assert made.path.stat().st_mode & 0o077 == 0


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


async def test_a_backup_never_overwrites(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match="exists already"):
        backup.back_up(sqlite.path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


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
    assert "pg_dump" in runner.invoke(cli, ["backup", "x"], env=environ).stderr
    assert "pg_restore" in runner.invoke(cli, ["restore", "x"], env=environ).stderr
