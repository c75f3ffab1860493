"""A backup under load is whole; a bad one is refused and what stands is left alone; nothing is said again after a restore."""

import asyncio
import random
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import BUSY, MISCONFIGURED, cli
from bot.core import outbox_admin
from bot.core.db import backup as backups
from bot.core.db import checksum
from bot.core.db import meta as store_meta
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.lock import alone
from bot.core.db.sqlite import SqliteDatabase
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import DeliveryState, Message
from bot.referrals.erasure import restored_erasures
from tests.conftest import Clock
from tests.outside.test_postgres import KEY
from tests.people import People
from tests.referrals.test_restored_erasures import give

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
    # One person may give another twelve an hour.
    pairs = [
        (giver, other)
        for giver in (everybody.ana, everybody.bruno, everybody.caio)
        for other in (1, 2, 3)
        if other != giver.user_id
    ]

    async def load() -> None:
        for number in range(60):
            await give(sqlite, *pairs[number % len(pairs)], f"client{number}@example.org")
            moments.append(whole(sqlite.path))
            if number == 20:
                begun.set()

    loading, reached = asyncio.create_task(load()), asyncio.create_task(begun.wait())
    await asyncio.wait({loading, reached}, return_when=asyncio.FIRST_COMPLETED)
    made = await asyncio.to_thread(backups.back_up, sqlite.path, tmp_path / "copy.db")
    await loading
    copied = whole(made.path)
    assert copied in moments[18:]
    assert len(copied["referrals"]) == made.rows["referrals"] < 60
    assert made.path.stat().st_mode & 0o077 == 0

    elsewhere = tmp_path / "elsewhere" / "goodword.db"
    backups.restore(made.path, elsewhere, restored_erasures.read)
    put_back = whole(elsewhere)
    held = copied.pop("outbox"), put_back.pop("outbox")
    assert put_back == copied
    assert [tuple("held" if value == "pending" else value for value in row) for row in held[0]] == held[1] != []


async def test_what_was_backed_up_comes_back_and_what_waited_is_held(
    sqlite: SqliteDatabase, tmp_path: Path, cipher: Cipher, clock: Clock
) -> None:
    await sqlite.write(lambda tx: outbox_store.add(tx, Message(1, "digest", "k", 1, channel_id=9)))
    await sqlite.write(lambda tx: store_meta.put(tx, "n", "backed up"))
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.write(lambda tx: store_meta.put(tx, "n", "later"))
    await sqlite.close()
    (tmp_path / "goodword.db-wal").write_bytes(b"stale")
    kept = backups.restore(copy, sqlite.path, restored_erasures.read).kept
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    assert await again.read(lambda tx: store_meta.get(tx, "n")) == "backed up"
    assert [(pile.state, pile.number) for pile in await again.read(outbox_admin.unsaid)] == [(DeliveryState.HELD, 1)]
    assert await again.read(lambda tx: outbox_store.take_due(tx, 10, ())) == []
    await again.close()
    assert kept is not None
    assert sorted(tmp_path.glob(f"{kept.name}*")) == [kept], "whoever deletes it deletes all of it"
    assert ("n", "later") in whole(kept)["meta"]


async def test_the_store_that_was_replaced_is_one_file_with_all_of_its_changes(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    """As after a process that was killed, whose last changes stand in the write-ahead log."""
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.write(lambda tx: store_meta.put(tx, "n", "the last"))
    killed = tmp_path / "killed.db"
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{sqlite.path}{suffix}", f"{killed}{suffix}")
    await sqlite.close()
    kept = backups.restore(copy, killed, restored_erasures.read).kept
    assert kept is not None
    assert [each.name for each in sorted(tmp_path.glob("killed.db*"))] == ["killed.db", "killed.db.replaced-1"]
    assert ("n", "the last") in whole(kept)["meta"]
    damaged = bytearray(killed.read_bytes())
    damaged[:100] = bytes(100)
    killed.write_bytes(damaged)
    Path(f"{killed}-wal").write_bytes(b"perhaps of use")
    again = backups.restore(copy, killed, restored_erasures.read)
    assert again.forgotten is None
    assert Path(f"{again.kept}-wal").read_bytes() == b"perhaps of use", "what can't be read is left as it is"


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
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    before = sqlite.path.read_bytes()
    spoiled = _spoiled(copy, how)
    for unchecked in (False, True):
        with pytest.raises(StoreError):
            backups.restore(spoiled, sqlite.path, restored_erasures.read, unchecked=unchecked)
    assert sqlite.path.read_bytes() == before
    assert not list(tmp_path.glob("*.replaced*")) + list(tmp_path.glob("*.part"))


async def test_a_backup_never_overwrites_and_says_where_it_can_not_be(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    for target, said in (("copy.db", "exists already"), ("copy.db/inside", "is no folder"), ("nowhere/copy.db", "is no folder")):
        with pytest.raises(StoreError, match=said):
            backups.back_up(sqlite.path, tmp_path / target)
    (tmp_path / "empty.db").touch()
    for source in ("none.db", "empty.db"):
        with pytest.raises(StoreError, match="no store at .* yet"):
            backups.back_up(tmp_path / source, tmp_path / "another.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    assert not (tmp_path / "another.db").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA user_version = 9999", "has schema 9999, written by a newer Goodword; this one knows .* Update Goodword"),
        ("PRAGMA application_id = 7", "holds another program's data, and was left alone. Name a backup"),
    ],
)
async def test_a_newer_backup_and_another_programs_file_are_called_by_their_names(
    sqlite: SqliteDatabase, tmp_path: Path, change: str, said: str
) -> None:
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute(change)
    checksum.write(copy, copy)
    before = sqlite.path.read_bytes()
    with pytest.raises(StoreError, match=f"^{copy} {said}"):
        backups.restore(copy, sqlite.path, restored_erasures.read)
    assert sqlite.path.read_bytes() == before
    assert not list(tmp_path.glob("*.replaced*")) + list(tmp_path.glob("*.part*"))


async def test_a_folder_and_the_store_itself_are_not_replaced(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    for target, backed_up, said in ((tmp_path, copy, "is a folder"), (sqlite.path, sqlite.path, "is the store itself")):
        with pytest.raises(StoreError, match=said):
            backups.restore(backed_up, target, restored_erasures.read)
    assert not [each for each in (*tmp_path.iterdir(), *tmp_path.parent.iterdir()) if "replaced" in each.name]


async def test_the_command_line_backs_up_beside_a_running_bot_and_refuses_to_restore_then(
    sqlite: SqliteDatabase, tmp_path: Path
) -> None:
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{sqlite.path}"}
    (tmp_path / "goodword.db.key").write_text(KEY)
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


async def test_one_flipped_bit_anywhere_is_refused(sqlite: SqliteDatabase, everybody: People, tmp_path: Path) -> None:
    """In every page, also where a page has room left, and in the checksum itself."""
    for number in range(20):
        # As if over hours: one person may give another twelve an hour.
        await sqlite.write(lambda tx: tx.run("DELETE FROM allowances"))
        await give(sqlite, everybody.bruno, 3, f"client{number}@example.org")
    await sqlite.write(lambda tx: tx.run("DELETE FROM outbox"))
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    before, whole_copy = sqlite.path.read_bytes(), copy.read_bytes()
    told = subprocess.run(["sha256sum", "--check", "copy.db.sha256"], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: ASYNC221
    assert told.stdout == "copy.db: OK\n"
    chance = random.Random(7)
    for page in range(len(whole_copy) // 4096):
        spoiled = bytearray(whole_copy)
        spoiled[page * 4096 + chance.randrange(4096)] ^= 1 << chance.randrange(8)
        copy.write_bytes(spoiled)
        for unchecked in (False, True):
            with pytest.raises(StoreError, match="is not as it was written"):
                backups.restore(copy, sqlite.path, restored_erasures.read, unchecked=unchecked)
    copy.write_bytes(whole_copy)
    beside = checksum.beside(copy)
    digest = beside.read_bytes()
    for place in range(64):
        beside.write_bytes(digest[:place] + bytes([digest[place] ^ 1]) + digest[place + 1 :])
        with pytest.raises(StoreError, match="is not as it was written"):
            backups.restore(copy, sqlite.path, restored_erasures.read)
    assert sqlite.path.read_bytes() == before
    assert not list(tmp_path.glob("*.replaced*")) + list(tmp_path.glob("*.part"))
    beside.write_bytes(digest)
    assert backups.restore(copy, sqlite.path, restored_erasures.read).copy.rows["referrals"] == 20


async def test_a_copy_without_its_checksum_is_taken_where_that_is_asked_for(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    """Such as the store that a restore replaced, whose last changes stand in its write-ahead log."""
    await sqlite.write(lambda tx: store_meta.put(tx, "n", "the last"))
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{sqlite.path}{suffix}", f"{tmp_path / 'replaced.db'}{suffix}")
    await sqlite.close()
    with pytest.raises(
        StoreError, match=r"has no checksum beside it \(replaced.db.sha256\).* or take the copy as it is with --unchecked"
    ):
        backups.restore(tmp_path / "replaced.db", tmp_path / "new.db", restored_erasures.read)
    assert not (tmp_path / "new.db").exists()
    backups.restore(tmp_path / "replaced.db", tmp_path / "new.db", restored_erasures.read, unchecked=True)
    assert ("n", "the last") in whole(tmp_path / "new.db")["meta"]
    assert not list(tmp_path.glob("*.part*"))


async def test_backup_and_restore_look_whether_the_key_that_is_set_opens_it(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    await sqlite.close()
    copy, elsewhere = tmp_path / "copy.db", tmp_path / "elsewhere"
    url = {"GOODWORD_DATABASE__URL": f"sqlite:///{sqlite.path}"}

    async def call(*words: str, **environ: str) -> Result:
        return await asyncio.to_thread(runner.invoke, cli, words, env=url | environ)

    other = KEY.replace("a2tr", "b2tr", 1)
    elsewhere.write_text(other)
    refused = await call("backup", str(copy), GOODWORD_STORE__KEY_FILE=str(elsewhere))
    assert refused.exit_code == MISCONFIGURED
    assert refused.stderr.startswith(f"{sqlite.path} was sealed with another key than the one in {elsewhere}.")
    assert list(tmp_path.glob("copy*")) == []

    keyless = await call("backup", str(tmp_path / "keyless.db"))
    assert keyless.exit_code == 0
    assert f"No key is in {sqlite.path}.key" in keyless.stdout
    assert (await call("backup", str(copy), GOODWORD_STORE__KEY=KEY)).exit_code == 0

    before = sqlite.path.read_bytes()
    for given, said in (
        ({"GOODWORD_STORE__KEY": other}, f"{copy} was sealed with another key than the one which is set as store.key."),
        ({"GOODWORD_STORE__KEY_FILE": str(elsewhere)}, f"{copy} was sealed with another key than the one in {elsewhere}."),
        ({}, f"The key that opens the store in {copy} is not in {sqlite.path}.key. Put it there first"),
    ):
        refused = await call("restore", str(copy), **given)
        assert refused.exit_code == MISCONFIGURED
        assert refused.stderr.startswith(said)
    assert sqlite.path.read_bytes() == before
    assert not sqlite.path.with_name("goodword.db.key").exists()
    assert (await call("restore", str(copy), GOODWORD_STORE__KEY=KEY)).exit_code == 0


async def test_a_restore_through_a_link_replaces_the_file_and_leaves_the_link(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    link = tmp_path / "link.db"
    link.symlink_to(sqlite.path)
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{link}", "GOODWORD_STORE__KEY": KEY}
    restored = await asyncio.to_thread(runner.invoke, cli, ["restore", str(copy)], env=environ)
    assert restored.exit_code == 0, restored.output
    assert link.is_symlink()
    assert sqlite.path.with_name("goodword.db.replaced-1").exists()


def test_for_postgresql_it_says_how() -> None:
    environ = {"GOODWORD_DATABASE__URL": "postgresql://me@nowhere/goodword"}
    said = runner.invoke(cli, ["restore", "x"], env=environ).stderr
    assert "pg_restore --exit-on-error" in said
    assert "UPDATE outbox SET state = 'held'" in said
