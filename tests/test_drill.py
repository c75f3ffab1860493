"""A restore drill tries a backup, on both engines, and changes nothing."""

import asyncio
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from bot.__main__ import MISCONFIGURED, cli
from bot.core.db import backup_folder
from bot.core.db.backup_take import Source
from bot.core.db.database import Database
from bot.core.db.sqlite import SqliteDatabase
from bot.referrals.service import Referrals
from bot.services import Services
from tests import postgres
from tests.conftest import NOON, Clock, Stores
from tests.core.test_backup import whole
from tests.core.test_backup_schedule import PASSPHRASE, PROGRAMS
from tests.outside.test_postgres import KEY
from tests.people import People, someone
from tests.referrals.test_restored_erasures import MARIA

given = {"GOODWORD_STORE__KEY": KEY}


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def url(database: Database, request: pytest.FixtureRequest) -> str:
    if isinstance(database, SqliteDatabase):
        return f"sqlite:///{database.path}"
    stores: Stores = request.getfixturevalue("postgres_stores")
    return stores.shared


async def call(url: str, *words: str, **environ: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, words, env={"GOODWORD_DATABASE__URL": url} | given | environ)


async def databases(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()


async def rows(database: Database) -> list[Any]:
    found = await database.read(lambda tx: tx.all("SELECT * FROM referrals ORDER BY id"))
    return [tuple(row) for row in found]


async def refer(services: Services, people: People, contact: str) -> None:
    await services.of(Referrals).give(people.bruno, someone(people.caio.user_id), replace(MARIA, contact=contact), contact)


async def test_the_newest_backup_is_tried_and_nothing_touched(
    database: Database, url: str, people: People, services: Services, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    name = Source(url, None, None).name
    kind = ".db" if isinstance(database, SqliteDatabase) else ".dump"
    environ = {"GOODWORD_BACKUP__FOLDER": str(folder), "GOODWORD_BACKUP__PASSPHRASE": PASSPHRASE}
    assert "no backup of this store" in (await call(url, "restore", "--drill", **environ)).stderr
    for day, ending in (1, kind), (2, f"{kind}.age"):
        copy = folder / backup_folder.name(name, NOON.replace(day=day), ending)
        assert (await call(url, "backup", str(copy), **environ)).exit_code == 0
        clock.pass_by(hours=1)
        await refer(services, people, f"maria{day}@example.org")
    before = await rows(database)
    files = sorted(path.name for path in tmp_path.rglob("*"))
    tried = await call(url, "restore", "--drill", **environ)
    assert tried.exit_code == 0, tried.output
    assert f"{copy} restores: " in tried.stdout, "the newest one"
    opened = re.search(r"all (\d+) sealed values open with the key", tried.stdout)
    assert opened is not None
    assert int(opened[1]) > 3, "name, contact and need of the first referral, and what members wrote of themselves"
    assert "sealed values open with the key which is set as store.key" in tried.stdout
    assert "It is of 2026-11-18 16:00 UTC. By a restore now would be lost what was written since: 1 referrals, " in tried.stdout
    assert "The store was not touched." in tried.stdout
    assert await rows(database) == before
    assert sorted(path.name for path in tmp_path.rglob("*")) == files
    if not isinstance(database, SqliteDatabase):
        assert not [each for each in await databases(url) if each.startswith("goodword_drill_")]


async def test_of_an_empty_store_no_moment_is_made_up(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{sqlite.path}", str(tmp_path / "copy.db")
    assert (await call(url, "backup", copy)).exit_code == 0
    tried = await call(url, "restore", "--drill", copy)
    assert tried.exit_code == 0, tried.stderr
    assert "It was made before anything was written, and nothing was written since." in tried.stdout
    assert "1970" not in tried.stdout


async def test_a_backup_of_no_use_is_told(sqlite: SqliteDatabase, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{sqlite.path}", tmp_path / "copy.db"
    assert (await call(url, "backup", str(copy))).exit_code == 0
    before = whole(sqlite.path)
    cases = [
        ((), {}, "backup.folder is not set, so there is no newest backup"),
        ((str(tmp_path / "none"),), {}, "There is no file"),
        ((str(copy),), {"GOODWORD_STORE__KEY": "eHh4" * 10 + "eHg="}, "was sealed with another key"),
    ]
    for words, environ, said in cases:
        told = await call(url, "restore", "--drill", *words, **environ)
        assert (told.exit_code, said in told.stderr) == (MISCONFIGURED, True), told.output
    with closing(sqlite3.connect(copy, isolation_level=None)) as store:
        store.execute("INSERT INTO drafts (id, group_id, user_id, form, typed, expires_at) VALUES ('d', 1, 1, 'f', X'00', 5)")
    told = await call(url, "restore", "--drill", str(copy))
    assert "is not as it was written" in told.stderr
    copy.with_name("copy.db.sha256").unlink()
    told = await call(url, "restore", "--drill", "--unchecked", str(copy))
    assert (told.exit_code, "drafts.typed of d was sealed with another key" in told.stderr) == (MISCONFIGURED, True), told.output
    assert whole(sqlite.path) == before
    assert (await call(url, "restore")).exit_code == 2


async def test_a_dump_that_was_changed_or_has_no_checksum_is_refused(
    url: str, people: People, services: Services, tmp_path: Path
) -> None:
    """On both engines: `pg_restore` by itself takes a copy in which one bit of a value differs."""
    copy = tmp_path / "copy"
    await services.of(Referrals).give(people.bruno, someone(people.caio.user_id), MARIA, "key")
    assert (await call(url, "backup", str(copy))).exit_code == 0
    written = copy.read_bytes()
    copy.write_bytes(written[:-1] + bytes([written[-1] ^ 1]))
    told = await call(url, "restore", "--drill", str(copy))
    assert (told.exit_code, "is not as it was written" in told.stderr) == (MISCONFIGURED, True), told.output
    copy.write_bytes(written)
    copy.with_name("copy.sha256").unlink()
    told = await call(url, "restore", "--drill", str(copy))
    assert (told.exit_code, "has no checksum beside it" in told.stderr) == (MISCONFIGURED, True), told.output
    assert (await call(url, "restore", "--drill", "--unchecked", str(copy))).exit_code == 0


async def test_without_the_right_to_make_a_database_the_drill_says_so(postgres_server: str, tmp_path: Path) -> None:
    async with postgres.empty_database(postgres_server) as address:
        connection = await asyncpg.connect(address)
        await connection.execute("CREATE ROLE weak2 LOGIN")
        await connection.execute(f"ALTER DATABASE {Source(address, None, None).name} OWNER TO weak2")
        await connection.execute("ALTER SCHEMA public OWNER TO weak2")
        await connection.close()
        weak = address.replace("postgres:@", "weak2@").replace("postgres@", "weak2@")
        try:
            assert (await call(weak, "migrate")).exit_code == 0
            assert (await call(weak, "backup", str(tmp_path / "copy.dump"))).exit_code == 0
            told = await call(weak, "restore", "--drill", str(tmp_path / "copy.dump"))
            assert (told.exit_code, "ROLE goodword CREATEDB" in told.stderr) == (MISCONFIGURED, True), told.output
        finally:
            connection = await asyncpg.connect(address)
            await connection.execute("REASSIGN OWNED BY weak2 TO CURRENT_USER")
            await connection.execute("DROP OWNED BY weak2")
            await connection.execute("DROP ROLE weak2")
            await connection.close()
