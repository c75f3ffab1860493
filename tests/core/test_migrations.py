"""Every old schema comes to the present with every row it held, and a process that dies on the way leaves it as it was."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, Any, Self

import asyncpg
import pytest

from bot.core.db import migrations, schema
from bot.core.db.migrations import APPLICATION_ID, FOLDER, newest, numbered, statements
from tests import postgres
from tests.fuzz import FUZZ

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NEWEST = newest("sqlite")
GROUPS = (100, 200)
BLOB = {"BLOB": "X'0a{:02x}'", "bytea": r"'\x0a{:02x}'::bytea"}

REFERRED_TO = {
    "groups": 0,
    "referrals": 1,
    "past_imports": 1,
    "needs": 1,
    "meeting_series": 1,
    "term_lists": 1,
    "rounds": 1,
    "thanks": 2,
    "meetings": 2,
    "touches": 2,
    "talk_plans": 2,
    "acquaintances": 2,
    "guests": 3,
}
"""In which order the tables are filled to which others refer."""

Rows = dict[str, list[dict[str, object]]]


class Sqlite:
    def __init__(self, path: Path) -> None:
        self.path, self.address = path, f"sqlite:///{path}"
        self.engine = "sqlite"

    async def run(self, *scripts: str) -> list[Any]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as store:
            store.row_factory = sqlite3.Row
            return [row for script in scripts for row in store.execute(script).fetchall()]

    async def change(self, *scripts: str) -> None:
        await self.run("BEGIN", *scripts, "COMMIT")

    async def columns(self) -> list[tuple[str, str, str]]:
        """Of each that has to be given a value: its table, its name, its type."""
        found = await self.run(
            "SELECT m.name AS t, c.name AS c, c.type AS k FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND NOT (c.name = 'id' AND c.type = 'INTEGER')"
        )
        return [tuple(row) for row in found]

    async def note(self, version: int) -> None:
        await self.run(f"PRAGMA user_version = {version}", f"PRAGMA application_id = {APPLICATION_ID}")


class Postgres:
    def __init__(self, address: str, connection: Any) -> None:
        self.address, self.connection = address, connection
        self.engine = "postgres"

    @classmethod
    @asynccontextmanager
    async def empty(cls, server: str) -> AsyncIterator[Self]:
        async with postgres.empty_database(server) as address:
            connection = await asyncpg.connect(address)
            try:
                yield cls(address, connection)
            finally:
                await connection.close()

    async def run(self, *scripts: str) -> list[Any]:
        return [row for script in scripts for row in await self.connection.fetch(script)]

    async def change(self, *scripts: str) -> None:
        await self.connection.execute(";".join(scripts))  # one message and one transaction for all

    async def columns(self) -> list[tuple[str, str, str]]:
        found = await self.run(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_identity = 'NO'"
        )
        return [tuple(row) for row in found]

    async def note(self, version: int) -> None:
        await self.run(f"INSERT INTO meta (name, value) VALUES ('schema', '{version}')")


Store = Sqlite | Postgres


@pytest.fixture
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "sqlite":
        yield Sqlite(tmp_path / "g.db")
        return
    async with Postgres.empty(request.getfixturevalue("postgres_server")) as emptied:
        yield emptied


async def grow_old(store: Store, version: int) -> None:
    """The store as that version left it, with a row of each of two groups in every table."""
    files = [file.read_text(encoding="utf-8") for number, file in numbered(FOLDER / store.engine) if number <= version]
    await store.change(*(statement for text in files for statement in statements(text)))
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in await store.columns():
        tables.setdefault(table, []).append((column, kind))
    filling = []
    for table in sorted(tables, key=lambda table: (REFERRED_TO.get(table, 4), table)):
        names = ", ".join(column for column, _ in tables[table])
        for n, group in enumerate(GROUPS, start=1):
            values = ", ".join(_value(column, kind, n, group) for column, kind in tables[table])
            filling.append(f"INSERT INTO {table} ({names}) VALUES ({values})")
    await store.change(*filling)
    await store.note(version)


def _value(column: str, kind: str, n: int, group: int) -> str:
    known = {
        "group_id": str(group),
        "referral_id": str(n),
        "import_id": str(n),
        "need_id": str(n),
        "series_id": str(n),
        "list_id": str(n),
        "meeting_id": str(n),
        "guest_id": str(n),
        "round_id": str(n),
        "thanks_id": str(n),
        "touch_id": str(n),
        "plan_id": str(n),
        "acquaintance_id": str(n),
        "sign": "1",
    }
    if column in known:
        return known[column]
    if kind in BLOB:
        return BLOB[kind].format(n)
    return f"'{column} {n}'" if kind.lower() == "text" else str(10 + n)


async def rows(store: Store) -> Rows:
    found: Rows = {table: [] for table, _, _ in await store.columns() if table != "meta"}
    for row in await store.run(*(f"SELECT '{table}' AS of_table, * FROM {table}" for table in sorted(found))):
        columns = dict(row)
        found[columns.pop("of_table")].append(columns)
    return found


OLD = range(1, NEWEST)
ON_POSTGRES = OLD if FUZZ else sorted({*OLD[::5], *OLD[-3:]})


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("store", "version"),
    [*(("sqlite", version) for version in OLD), *(("postgres", version) for version in ON_POSTGRES)],
    indirect=["store"],
)
async def test_each_old_store_keeps_every_row(store: Store, version: int) -> None:
    """On PostgreSQL, which takes ten times as long, each fifth old schema and the last three; `make fuzz` takes each."""
    await grow_old(store, version)
    before = await rows(store)
    assert await schema.look(store.address) == schema.Schema(version, NEWEST)
    await schema.migrate(store.address)
    assert await schema.look(store.address) == schema.Schema(NEWEST, NEWEST)
    after = await rows(store)
    assert len(before) > 10
    for table, kept in before.items():
        columns = kept[0].keys() & after[table][0].keys()
        left = [{column: row[column] for column in columns} for row in after[table]]
        for row in kept:
            assert {column: row[column] for column in columns} in left, table


@pytest.mark.scenario
async def test_killed_at_any_statement_a_sqlite_file_is_as_it_was_and_can_be_migrated(tmp_path: Path) -> None:
    """What a killed process leaves on the disk is what is there at that moment, the write-ahead log with it.

    At each fourth statement, and with `make fuzz` at each.
    """
    store = Sqlite(tmp_path / "old" / "g.db")
    store.path.parent.mkdir()
    await grow_old(store, 1)
    before = await rows(store)
    moments: list[Path] = []
    numbers = itertools.count()

    def keep(_: str) -> None:
        if (number := next(numbers)) % (1 if FUZZ else 4) == 0:
            moments.append(shutil.copytree(store.path.parent, tmp_path / f"{number}") / "g.db")

    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA cache_size = 5")  # so that much is on the disk before it is committed
        connection.set_trace_callback(keep)
        migrations.migrate_sqlite(connection, store.path)
        connection.set_trace_callback(None)
    assert len(moments) > 50
    for moment in moments:
        left = Sqlite(moment)
        assert await schema.look(left.address) == schema.Schema(1, NEWEST), moment
        assert [tuple(row) for row in await left.run("PRAGMA integrity_check")] == [("ok",)]
        assert await rows(left) == before
    for moment in (moments[0], moments[len(moments) // 2], moments[-1]):
        await schema.migrate(f"sqlite:///{moment}")
        assert await rows(Sqlite(moment)) == await rows(store)


KILLING = """
CREATE FUNCTION die() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM set_config('goodword.done', (COALESCE(NULLIF(current_setting('goodword.done', true), ''), '0')::int + 1)::text, false);
  IF current_setting('goodword.done')::int > {k} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
END $$
"""


@pytest.mark.scenario
async def test_killed_at_any_statement_a_postgresql_store_is_as_it_was_and_can_be_migrated(postgres_server: str) -> None:
    """The server ends the session at the k-th change of a table or index since an older schema: each twelfth, by `make fuzz` each."""
    older = 10
    async with Postgres.empty(postgres_server) as store:
        await grow_old(store, older)
        before = await rows(store)
        for k in range(0, 200, 1 if FUZZ else 12):
            await store.run(KILLING.format(k=k), "CREATE EVENT TRIGGER dying ON ddl_command_start EXECUTE FUNCTION die()")
            try:
                await schema.migrate(store.address)
            except migrations.StoreError:
                await store.run("DROP EVENT TRIGGER dying", "DROP FUNCTION die")
                assert await schema.look(store.address) == schema.Schema(older, NEWEST)
                assert await rows(store) == before
            else:
                break
        assert k > 1
        assert await schema.look(store.address) == schema.Schema(NEWEST, NEWEST)


def test_an_index_serves_each_reference() -> None:
    """A row that is deleted is looked for in each table that may name it (https://sqlite.org/foreignkeys.html#fk_indexes)."""
    with closing(sqlite3.connect(":memory:")) as store:
        for _, script in numbered(FOLDER / "sqlite"):
            store.executescript(script.read_text(encoding="utf-8"))
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        unserved = [
            f"{table}.{column} -> {parent}"
            for table in tables
            for _, _, parent, column, *_ in store.execute(f"PRAGMA foreign_key_list({table})")
            if column not in _led_by_indexes(store, table)
        ]
    assert unserved == []


def _led_by_indexes(store: sqlite3.Connection, table: str) -> set[str]:
    """The first columns of a table's primary key and of its indexes that are not partial."""
    keys = {name for _, name, *_, position in store.execute(f"PRAGMA table_info({table})") if position == 1}
    names = [name for _, name, _, _, is_partial in store.execute(f"PRAGMA index_list({table})") if not is_partial]
    return keys | {row[2] for name in names for row in store.execute(f"PRAGMA index_info({name})") if row[0] == 0}


async def test_where_sqlite_rolls_back_by_itself_the_cause_is_told(tmp_path: Path) -> None:
    """As it does on a full disk; an interrupted UPDATE has the same end
    (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
    """
    store = Sqlite(tmp_path / "g.db")
    await grow_old(store, 1)
    before = await rows(store)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        updates: list[str] = []
        connection.set_trace_callback(lambda sql: updates.append(sql) if sql.startswith("UPDATE") else None)
        connection.set_progress_handler(lambda: bool(updates and updates.pop()), 1)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            migrations.migrate_sqlite(connection, store.path)
    assert await schema.look(store.address) == schema.Schema(1, NEWEST)
    assert await rows(store) == before
