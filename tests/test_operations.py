"""The operator's commands on the store, by the command line, on both engines."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from click.testing import CliRunner, Result

from bot import process
from bot.__main__ import BUSY, MISCONFIGURED, cli
from bot.core.db import migrations
from bot.core.db.lock import alone
from bot.core.db.migrations import APPLICATION_ID, FOLDER, newest, numbered, statements
from tests import postgres
from tests.test_settings import TOKEN

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
BLOB = {"sqlite": "X'0a0b'", "postgres": r"'\x0a0b'::bytea"}


def the_loop(blob: str) -> list[str]:
    """SQL for a group in the first schema: two members, and a referral with encrypted client data."""
    return [
        (
            "INSERT INTO groups (group_id, time_zone, language, currency, week_starts, seats, amounts, moderators_channel_id, digest_day,"
            " digest_time, digest_on) VALUES (100, 'America/Sao_Paulo', 'pt-BR', 'BRL', 0, 'shared', 1, 7, 4, '09:00', 1)"
        ),
        (
            "INSERT INTO members (group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, joined_at)"
            " VALUES (100, 1, 'Ana', 'active', 'Lawyer', '', '', '', '', '', 5), (100, 2, 'Bruno', 'active', 'Baker', '', '', '', '', '', 6)"
        ),
        (
            "INSERT INTO referrals (group_id, number, giver_id, receiver_id, kind, warmth, state, waits, prospect, contact, contact_hash,"
            f" given_at, changed_at) VALUES (100, 1, 1, 2, 'direct', 3, 'open', 1, {blob}, {blob}, {blob}, 8, 9)"
        ),
    ]


class Store:
    """A store at a URL, and the command line on it."""

    def __init__(self, address: str, path: Path | None) -> None:
        self.address, self.path = address, path
        self.engine = "sqlite" if path else "postgres"
        self.newest = newest(self.engine)

    async def call(self, *words: str, **environ: str) -> Result:
        given = {"GOODWORD_DATABASE__URL": self.address, "GOODWORD_STORE__KEY": KEY, "GOODWORD_TOKEN": TOKEN} | environ
        return await asyncio.to_thread(CliRunner().invoke, cli, words, env=given)

    async def run(self, *scripts: str) -> list[tuple[object, ...]]:
        """Execute statements; returns the rows of the last one."""
        if self.path is not None:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as store:
                return [row for script in scripts for row in store.execute(script).fetchall()]
        connection = await asyncpg.connect(self.address)
        try:
            return [tuple(row) for script in scripts for row in await connection.fetch(script)]
        finally:
            await connection.close()

    async def old(self) -> None:
        """Create the store with the first schema and some rows."""
        first = numbered(FOLDER / self.engine)[0][1].read_text(encoding="utf-8")
        note = ["INSERT INTO meta (name, value) VALUES ('schema', '1')"]
        if self.path is not None:
            note = ["PRAGMA user_version = 1", f"PRAGMA application_id = {APPLICATION_ID}"]
        await self.run(*statements(first), *note, *the_loop(BLOB[self.engine]))


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "sqlite":
        yield Store(f"sqlite:///{tmp_path / 'g.db'}", tmp_path / "g.db")
        return
    async with postgres.empty_database(request.getfixturevalue("postgres_server")) as address:
        yield Store(address, None)


async def test_what_a_restore_held_back_is_shown_sent_or_dropped(store: Store) -> None:
    await store.old()
    await store.call("migrate")
    assert (await store.call("held")).stdout == "Nothing is held.\n"
    columns = (
        "group_id, kind, key, nonce, record_id, destination, channel_id, language, detail, only_edit, facts, state, created_at"
    )
    for decision, expected in (("--send", "pending"), ("--drop", "dead")):
        rows = [
            f"(100, 'digest', '{decision} {edit}', '', 1, 'channel:9', 9, 'en', '', {edit}, 'Ana', 'held', 5, 5)"
            for edit in (0, 1)
        ]
        await store.run(f"INSERT INTO outbox ({columns}, not_before) VALUES {', '.join(rows)}")
        shown = await store.call("held")
        assert "\n2 of digest, since 1970-01-01 00:00 UTC\nWith the bot stopped, --send" in shown.stdout
        assert (await store.call("held", decision)).exit_code == 0
        found = await store.run(f"SELECT only_edit, state FROM outbox WHERE key LIKE '{decision}%' ORDER BY only_edit")
        assert found == [(0, expected), (1, "pending")]
    assert (await store.call("held")).stdout == "Nothing is held.\n"


async def test_an_old_store_is_brought_to_the_present_with_all_it_holds(store: Store, tmp_path: Path) -> None:
    await store.old()
    refused = await store.call("migrate", "--check")
    assert refused.exit_code == MISCONFIGURED
    assert refused.stderr.startswith(f"The store has schema 1; this Goodword needs {store.newest}.")
    assert refused.stderr.count("\n") == 1

    done = await store.call("migrate")
    assert done.exit_code == 0, done.output
    assert f"from schema 1 to {store.newest}." in done.stdout
    assert await store.run("SELECT user_id, name, seat, status FROM members ORDER BY user_id") == [
        (1, "Ana", "Lawyer", "active"),
        (2, "Bruno", "Baker", "active"),
    ]
    assert await store.run("SELECT group_id, time_zone, moderators_channel_id FROM groups") == [(100, "America/Sao_Paulo", 7)]
    sealed = b"\x0a\x0b"
    assert await store.run("SELECT number, giver_id, state, prospect, contact, given_at FROM referrals") == [
        (1, 1, "open", sealed, sealed, 8)
    ]
    if store.path is not None:
        kept = tmp_path / f"g.db.before-{store.newest:04}"
        assert f"kept as {kept}" in done.stdout
        with closing(sqlite3.connect(kept)) as before:
            assert before.execute("PRAGMA user_version").fetchone() == (1,)
            assert before.execute("SELECT COUNT(*) FROM members").fetchone() == (2,)
    assert (await store.call("migrate", "--check")).exit_code == 0
    again = await store.call("migrate")
    assert again.exit_code == 0
    assert "Nothing was changed." in again.stdout


async def test_a_running_bot_is_not_migrated_under_its_feet(store: Store) -> None:
    await store.old()
    async with alone(store.address):
        refused = await store.call("migrate")
        assert refused.exit_code == BUSY
        assert "already runs on this store" in refused.stderr
        assert (await store.call("migrate", "--check")).exit_code == MISCONFIGURED


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--check"], ["run"]])
async def test_a_newer_store_and_another_programs_are_refused(store: Store, command: list[str]) -> None:
    await store.run("CREATE TABLE theirs (a int)")
    foreign = await store.call(*command)
    assert foreign.exit_code == MISCONFIGURED
    assert "another program's data" in foreign.stderr
    assert foreign.stderr.count("\n") == 1
    await store.run("DROP TABLE theirs")
    await store.old()
    await store.run("PRAGMA user_version = 99" if store.path else "UPDATE meta SET value = '99' WHERE name = 'schema'")
    newer = await store.call(*command)
    assert newer.exit_code == MISCONFIGURED
    assert "has schema 99, written by a newer Goodword" in newer.stderr
    assert newer.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--check"], ["run"]])
@pytest.mark.parametrize(
    ("url", "sentence", "code"),
    [
        ("mysql://me:hidden@nowhere/goodword", "database.url is 'mysql://me:…@nowhere/goodword'", MISCONFIGURED),
        (
            "postgresql://me:hidden@127.0.0.1:1/goodword",
            "database.url: PostgreSQL at 127.0.0.1 can't be used yet (ConnectionRefusedError",
            BUSY,
        ),
        ("postgresql://me:hidden@/goodword?host=/nowhere/at/all", "can't be used yet (FileNotFoundError", BUSY),
    ],
)
async def test_a_store_that_is_not_there_is_told_in_a_sentence(
    command: list[str], url: str, sentence: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PAUSES", ())
    told = await Store(url, None).call(*command)
    assert told.exit_code == code
    assert sentence in told.stderr
    assert told.stderr.count("\n") == 1
    assert "hidden" not in told.output


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--check"], ["held"], ["run"]])
async def test_a_file_that_another_program_has_locked_is_there_later(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PAUSES", ())
    monkeypatch.setattr("bot.core.db.connection.BUSY_MS", 10)
    store = Store(f"sqlite:///{tmp_path / 'g.db'}", tmp_path / "g.db")
    await store.old()
    with closing(sqlite3.connect(tmp_path / "g.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        told = await store.call(*command)
    assert told.exit_code == BUSY, told.output
    assert "g.db is locked by another program. End whatever writes to it" in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("changes", [{"path": "/no_such_database"}, {"netloc": "nobody@"}, {"query": "sslmode=nonsense"}])
async def test_a_wrong_database_user_or_option_is_no_matter_of_waiting(
    postgres_server: str, changes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PAUSES", ())
    parts = urlsplit(postgres_server)
    told = await Store(urlunsplit(parts._replace(**changes)), None).call("run")
    assert told.exit_code == MISCONFIGURED, told.output
    assert "can't be used (" in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "migrate", "doctor"])
async def test_a_server_that_is_too_old_is_told(postgres_server: str, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """The server's real version, compared with a higher minimum."""
    monkeypatch.setattr("bot.core.db.postgres_server.OLDEST", 99)
    told = await Store(postgres_server, None).call(command)
    assert told.exit_code == MISCONFIGURED
    assert "Goodword needs 99 or newer. Update the server" in told.output


async def test_a_store_that_does_not_exist_is_left_to_the_first_start(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'g.db'}", tmp_path / "g.db")
    for command in (["migrate"], ["migrate", "--check"]):
        said = await store.call(*command)
        assert said.exit_code == 0
        assert "does not exist yet" in said.stdout
    assert list(tmp_path.iterdir()) == []


async def test_doctor_says_of_what_is_not_there_yet_whether_it_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, key, health, said in (
        ("g.db", KEY, "bad", "if this is the first start, or the store is gone for good, start with --new-store"),
        ("g.db", "", "note", "the first start makes it"),
        ("file/g.db", KEY, "bad", "is no folder I may write to"),
        ("g.db", "short", "bad", "store.key is not base64"),
    ):
        name = "GOODWORD_STORE__KEY" if key else "GOODWORD_LOG__LEVEL"
        environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path / path}", name: key or "INFO", "GOODWORD_TOKEN": TOKEN}
        told = await asyncio.to_thread(CliRunner().invoke, cli, ["doctor", "--json", "--offline"], env=environ)
        finding = {each["what"]: each for each in json.loads(told.stdout)}["store"]
        assert (finding["state"], said in finding["said"]) == (health, True), finding


@pytest.mark.parametrize("command", [["doctor", "--offline"], ["migrate"], ["migrate", "--check"], ["run"]])
async def test_a_database_that_belongs_to_somebody_else_is_told(postgres_server: str, command: list[str]) -> None:
    async with postgres.empty_database(postgres_server) as address:
        await Store(address, None).run("CREATE ROLE weak LOGIN")
        try:
            weak = Store(address.replace("postgres:@", "weak@").replace("postgres@", "weak@"), None)
            empty = await weak.call(*command)
            await Store(address, None).run("CREATE TABLE theirs (a int)")
            full = await weak.call(*command)
        finally:
            await Store(address, None).run("DROP ROLE weak")
    if command in (["migrate"], ["run"]):
        assert "that the database belongs to this user" in empty.output
    assert "another program's data" in full.output, "a table that this user may not see is there all the same"
    assert full.exit_code == MISCONFIGURED


async def test_doctor_looks_at_engine_and_schema(store: Store) -> None:
    if store.path is None:
        assert "PostgreSQL is empty; the first start makes its tables" in (await store.call("doctor", "--offline")).stdout
    await store.old()
    findings = {each["what"]: each for each in json.loads((await store.call("doctor", "--json", "--offline")).stdout)}
    assert findings["schema"]["state"] == "note"
    assert findings["schema"]["said"] == f"1; the next start, or “migrate”, brings it to {store.newest}"
    await store.call("migrate")
    findings = {each["what"]: each for each in json.loads((await store.call("doctor", "--json", "--offline")).stdout)}
    assert findings["schema"]["said"] == f"{store.newest}, which is this Goodword's"
    if store.path is None:
        assert "up to 11 connections of the server's" in findings["postgresql"]["said"]
        crowded = await store.call("doctor", "--json", GOODWORD_DATABASE__CONNECTIONS="5000")
        told = {each["what"]: each for each in json.loads(crowded.stdout)}["postgresql"]
        assert (told["state"], "lower database.connections" in told["said"]) == ("note", True)


async def test_a_damaged_page_is_told_before_anything_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "g.db"
    store = Store(f"sqlite:///{path}", path)
    await store.old()
    await store.call("migrate")
    [(page,)] = await store.run("SELECT rootpage FROM sqlite_schema WHERE name = 'members'")
    [(size,)] = await store.run("PRAGMA page_size")
    assert isinstance(page, int)
    assert isinstance(size, int)
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    path.write_bytes(data)
    for command in ("run", "doctor"):
        told = await store.call(command)
        assert told.exit_code == MISCONFIGURED
        assert f"database.url: {path} is damaged (" in told.output
        assert "Put a backup in its place with “python -m bot restore FILE”" in told.output
    assert path.read_bytes() == data


async def test_a_key_without_its_store_is_the_wrong_folder_unless_it_is_said_to_be_new(tmp_path: Path) -> None:
    """As when a mount is missing: a new, empty store would be created in its place."""
    path, key = tmp_path / "data" / "g.db", tmp_path / "data" / "g.db.key"
    key.parent.mkdir()
    key.write_text(KEY)
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{path}", "GOODWORD_TOKEN": TOKEN}
    (tmp_path / "elsewhere").write_text(KEY)
    for given, where in (
        ({}, f"stands in {key}."),
        ({"GOODWORD_STORE__KEY": KEY}, "is set as store.key."),
        ({"GOODWORD_STORE__KEY_FILE": str(tmp_path / "elsewhere")}, f"stands in {tmp_path / 'elsewhere'}."),
    ):
        told = await asyncio.to_thread(CliRunner().invoke, cli, ["run"], env=environ | given)
        assert told.exit_code == MISCONFIGURED
        assert told.stderr.startswith(f"There is no store at {path}, but its key {where} If the store is kept elsewhere")
        assert "start with --new-store" in told.stderr
        assert told.stderr.count("\n") == 1
    assert not path.exists()


async def test_a_migration_is_tried_on_a_copy(store: Store, tmp_path: Path) -> None:
    await store.old()
    before = store.path and store.path.read_bytes()
    tried = await store.call("migrate", "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert f"From schema 1 to {store.newest}: tried on" in tried.stdout
    assert "departed_groups: 0 rows before, 0 after" in tried.stdout or "jobs: 0 rows before" in tried.stdout
    assert "the way back" in tried.stdout.lower()
    assert (await store.call("migrate", "--check")).exit_code == MISCONFIGURED, "nothing was changed"
    if store.path is not None:
        assert store.path.read_bytes() == before
        assert not [path for path in tmp_path.iterdir() if "rehearsal" in path.name or "before" in path.name]
    else:
        async with alone(store.address):
            assert (await store.call("migrate", "--dry-run")).exit_code == BUSY
    assert (await store.call("migrate")).exit_code == 0
    assert "There is nothing to try." in (await store.call("migrate", "--dry-run")).stdout


async def test_a_migration_that_would_fail_is_told_and_nothing_changed(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await store.old()
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER / store.engine, folder)
    (folder / "0099_bad.sql").write_text("-- fails\nINSERT INTO meta (name, value) SELECT 'twice', name FROM members;\n")
    for name in ("migrate_sqlite", "migrate_postgres"):
        monkeypatch.setattr(getattr(migrations, name), "__defaults__", (folder,))
    tried = await store.call("migrate", "--dry-run")
    assert tried.exit_code == MISCONFIGURED
    assert "The migration would fail (" in tried.stderr
    assert "The store was not touched" in tried.stderr
    assert (await store.run("SELECT COUNT(*) FROM members")) == [(2,)]
    assert "has schema 1" in (await store.call("migrate", "--check")).stderr
