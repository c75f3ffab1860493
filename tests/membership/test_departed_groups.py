"""A group whose server took the bot out: kept for its term as it was, then gone from every table, and nobody else's row with it."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.admin.setup import Arrival
from bot.core.calendar import Weekday
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.core.declarations import declared
from bot.core.drafts import store as drafts_store
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.groups.model import PublicLanguage
from bot.membership.departed_groups import store as departed_groups_store
from bot.services import Services
from tests.conftest import tables_of
from tests.fuzz import FUZZ
from tests.passing import give
from tests.people import CHANNEL, GROUP, People

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.db.database import Database, Tx
    from tests.conftest import Clock

TERM = timedelta(days=90)
GONE, OTHER = 7001, 7002
FIRST = {
    "groups": 0,
    "referrals": 1,
    "past_imports": 1,
    "needs": 1,
    "thanks": 1,
    "term_lists": 1,
    "meeting_series": 1,
    "meetings": 1,
    "rounds": 1,
    "touches": 1,
    "talk_plans": 1,
}
FIRST |= {"acquaintances": 1, "guests": 2}
"""The tables that others refer to, in which order they are filled."""
REFERS = {
    "referrals": "referral_id",
    "past_imports": "import_id",
    "needs": "need_id",
    "thanks": "thanks_id",
    "term_lists": "list_id",
    "meeting_series": "series_id",
    "meetings": "meeting_id",
    "touches": "touch_id",
    "talk_plans": "plan_id",
    "acquaintances": "acquaintance_id",
    "guests": "guest_id",
    "rounds": "round_id",
}
"""The columns that refer to them."""


READ = {
    "day": "1970-01-{:02}",
    "moved_to": "1970-01-{:02}T07:30",
    "state": "planned",
    "language": "en",
    "seats": "shared",
    "digest_time": "09:00",
    "time_zone": "UTC",
    "every": "two_weeks",
    "next_on": "1970-01-{:02}",
}
"""Texts of a meeting, its group and its rounds, which the nightly job reads."""

_knowing: dict[type[Database], dict[str, dict[str, str]]] = {}


async def knowing_groups(database: Database) -> dict[str, dict[str, str]]:
    """Every table that knows groups, with its columns that have to be given a value, each with its type in small letters.

    Each engine is asked once: all stores of a run have the same tables.
    """
    if type(database) not in _knowing:
        tables = {table: await columns_of(database, table) for table in await tables_of(database)}
        _knowing[type(database)] = {table: columns for table, columns in tables.items() if "group_id" in columns}
    return _knowing[type(database)]


async def columns_of(database: Database, table: str) -> dict[str, str]:
    if isinstance(database, SqliteDatabase):
        rows = await database.read(lambda tx: tx.all(f"SELECT name, type FROM pragma_table_info('{table}')"))
        return {row["name"]: row["type"].lower() for row in rows if (row["name"], row["type"]) != ("id", "INTEGER")}
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = ? AND is_identity = 'NO'",
            table,
        )
    )
    return {row["name"]: row["type"] for row in rows}


def value_of(column: str, kind: str, group_id: int, n: int, referred: dict[str, int]) -> Any:
    if column == "group_id":
        return group_id
    if column in referred:
        return referred[column]
    if column == "sign":
        return 1
    if kind == "text" and column in READ:
        return READ[column].format(n + 1)
    if kind in {"blob", "bytea"}:
        return f"{group_id} {n}".encode()
    return f"{group_id} {column} {n}" if kind == "text" else n


async def fill(database: Database, group_id: int, rows: int = 3) -> None:
    """Some rows of the group in every table that knows groups."""
    tables = await knowing_groups(database)

    async def work(tx: Tx) -> None:
        referred: dict[str, int] = {}
        for table in sorted(tables, key=lambda table: (FIRST.get(table, 3), table)):
            names, places = ", ".join(tables[table]), ", ".join("?" * len(tables[table]))
            for n in range(1 if table in {"groups", "departed_groups"} else rows):
                values = [value_of(column, kind, group_id, n, referred) for column, kind in tables[table].items()]
                await tx.run(f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING", *values)
            if table in REFERS:
                row = await tx.one(f"SELECT MAX(id) AS id FROM {table} WHERE group_id = ?", group_id)
                assert row is not None
                referred[REFERS[table]] = row["id"]

    await database.write(work)


async def held(database: Database, group_id: int) -> dict[str, int]:
    """How many rows each table has of the group; every table that knows groups is asked."""
    counts = [
        f"SELECT '{table}' AS name, COUNT(*) AS n FROM {table} WHERE group_id = {group_id}"
        for table in await knowing_groups(database)
    ]
    rows = await database.read(lambda tx: tx.all(" UNION ALL ".join(counts)))
    return {row["name"]: row["n"] for row in rows}


@pytest.fixture
async def two(database: Database) -> None:
    for group_id in (GONE, OTHER):
        await fill(database, group_id)
        await database.write(lambda tx, group_id=group_id: tx.run("DELETE FROM departed_groups WHERE group_id = ?", group_id))


async def test_after_its_term_no_table_holds_a_row_of_it(
    services: Services, database: Database, clock: Clock, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departed_groups_store, "SLICE", 2)
    monkeypatch.setattr(departed_groups_store, "WALKED_AT_ONCE", 2)
    other = await held(database, OTHER)
    await services.departures.server_gone(GONE)
    before = await held(database, GONE)
    assert min(before.values()) > 0, "each table has something to lose"
    clock.pass_by(days=89)
    assert await services.departed_groups.due(TERM) == []
    clock.pass_by(days=1)
    assert await services.departed_groups.due(TERM) == [GONE]
    assert await services.departed_groups.delete(GONE, TERM)
    assert set((await held(database, GONE)).values()) == {0}
    assert await held(database, OTHER) == other
    assert await services.departed_groups.due(TERM) == []
    assert not await services.departed_groups.delete(GONE, TERM)


def test_every_table_is_named(sqlite_tables: list[str]) -> None:
    named = {table.name for table in declared().tables.values() if table.key is not None}
    assert named == set(sqlite_tables)


@pytest.fixture
async def sqlite_tables(sqlite: SqliteDatabase) -> list[str]:
    return [*await knowing_groups(sqlite)]


async def test_invited_again_before_it_goes_on_as_it_was(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people)
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    before = await held(database, GROUP)
    next_at = (await services.digest.show(people.ana)).next_at
    await services.departures.server_gone(GROUP)
    clock.pass_by(days=89)
    await services.departures.server_gone(GROUP)
    await services.departures.server_back(GROUP)
    clock.pass_by(days=89)
    assert await services.departed_groups.due(TERM) == []
    assert not await services.departed_groups.delete(GROUP, TERM)
    assert await held(database, GROUP) == before
    assert (await services.digest.show(people.ana)).next_at == next_at
    await services.setup.greet(Arrival(GROUP, PublicLanguage.ENGLISH, CHANNEL, None))
    assert await held(database, GROUP) == before, "it is not greeted again"
    await services.departures.server_gone(GROUP)
    clock.pass_by(days=89)
    assert await services.departed_groups.due(TERM) == [], "the term begins anew"
    before = await held(database, GROUP)
    assert not await services.departed_groups.delete(GROUP, TERM), "whoever found it due before"
    assert await held(database, GROUP) == before


async def test_told_every_night_the_term_began_the_first_time(services: Services, people: People, clock: Clock) -> None:
    for _ in range(90):
        await services.departures.server_gone(GROUP)
        clock.pass_by(days=1)
    assert await services.departed_groups.due(TERM) == [GROUP]


async def test_a_server_that_never_set_it_up_counts_too(services: Services, database: Database, clock: Clock) -> None:
    await services.setup.greet(Arrival(GROUP, PublicLanguage.ENGLISH, CHANNEL, None))
    assert sum((await held(database, GROUP)).values()) == 2
    await services.departures.server_gone(GROUP)
    clock.pass_by(days=90)
    assert await services.departed_groups.delete(GROUP, TERM)
    assert set((await held(database, GROUP)).values()) == {0}
    await services.setup.greet(Arrival(GROUP, PublicLanguage.ENGLISH, CHANNEL, None))
    assert sum((await held(database, GROUP)).values()) == 2, "invited later, it is greeted as a new one"


async def test_a_wrong_clock_neither_begins_a_term_nor_ends_it(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    database.trusts_clock = lambda: False
    clock.pass_by(days=-365)
    await services.departures.server_gone(GROUP)
    assert await services.departed_groups.due(TERM) == []
    clock.pass_by(days=365)
    database.trusts_clock = lambda: True
    assert await services.departed_groups.due(TERM) == [], "its term begins now"
    clock.pass_by(days=90)
    database.trusts_clock = lambda: False
    assert await services.departed_groups.due(TERM) == []
    assert not await services.departed_groups.delete(GROUP, TERM)
    database.trusts_clock = lambda: True
    assert await services.departed_groups.delete(GROUP, TERM)


async def test_by_a_wrong_clock_nothing_is_old_enough_to_be_deleted(services: Services, database: Database, two: None) -> None:
    """What each night and each day delete: every row of every table is from 1970."""

    async def by_the_clock(tx: Tx) -> None:
        for nightly in [feature.nightly for feature in declared().features if feature.nightly is not None]:
            await nightly(tx, OTHER)
        for delete in (outbox_store.sweep, jobs_store.sweep, drafts_store.purge):
            await delete(tx)

    before = await held(database, OTHER)
    database.trusts_clock = lambda: False
    await database.write(by_the_clock)
    assert await held(database, OTHER) == before
    database.trusts_clock = lambda: True
    await database.write(by_the_clock)
    after = await held(database, OTHER)
    fewer = {table for table, rows in before.items() if after[table] < rows}
    assert fewer >= {"allowances", "past_decisions", "roll_import_changes", "outbox", "jobs", "drafts"}


@pytest.mark.scenario
async def test_a_deletion_that_died_is_ended_whenever_it_goes_on(
    services: Services, database: Database, clock: Clock, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the next daily run, or at once where the server invited the bot again meanwhile.

    It dies after each third of its transactions, of which a table has about two; after fewer on PostgreSQL, and by `make fuzz` after each.
    """
    monkeypatch.setattr(departed_groups_store, "SLICE", 2)
    other = await held(database, OTHER)
    write = database.write
    for number in range(1, 100, 1 if FUZZ else 3 if isinstance(database, SqliteDatabase) else 9):
        await database.write(lambda tx: tx.run("DELETE FROM departed_groups"))
        await fill(database, GONE)
        await database.write(lambda tx: tx.run("UPDATE departed_groups SET at = 0, deleting = 0"))
        left = number

        async def dying(work: Any) -> Any:
            nonlocal left
            if left == 0:
                raise OSError("killed")
            left -= 1
            return await write(work)

        monkeypatch.setattr(database, "write", dying)
        try:
            await services.departed_groups.delete(GONE, TERM)
        except OSError:
            died = True
        else:
            died = False
        monkeypatch.setattr(database, "write", write)
        if number % 2:
            assert await services.departed_groups.due(TERM) == ([GONE] if died else [])
            assert await services.departed_groups.delete(GONE, TERM) is died
            assert set((await held(database, GONE)).values()) == {0}
        else:
            await services.departures.server_back(GONE)
            assert await services.setup.is_known(GONE) is False
            await services.setup.greet(Arrival(GONE, PublicLanguage.ENGLISH, CHANNEL, None))
            left_of_it = {table: n for table, n in (await held(database, GONE)).items() if n}
            assert left_of_it == {"groups": 1, "outbox": 1}
            await database.write(lambda tx: departed_groups_store.end(tx, GONE))
        if not died:
            break
    assert number > 30
    assert await held(database, OTHER) == other


async def test_several_at_once_delete_it_once(services: Services, database: Database, clock: Clock, two: None) -> None:
    await services.departures.server_gone(GONE)
    clock.pass_by(days=90)
    other = await held(database, OTHER)
    await asyncio.gather(*(Services(database).departed_groups.delete(GONE, TERM) for _ in range(3)))
    assert set((await held(database, GONE)).values()) == {0}
    assert await held(database, OTHER) == other


async def test_nothing_of_it_can_be_read_in_the_file(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what the tables held, nor remains in pages that are free; also where SQLite was not built to see to that."""
    connect = sqlite3.connect

    def careless(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*args, **more)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", careless)
    path = tmp_path / "g.db"
    opened = await SqliteDatabase.open(path, Cipher(b"k" * KEY_BYTES), clock)
    services = Services(opened)
    await fill(opened, GONE, rows=700)
    await fill(opened, OTHER)
    await opened.write(lambda tx: tx.run("UPDATE departed_groups SET at = NULL"))
    await opened.write(lambda tx: tx.run("UPDATE departed_groups SET at = 0 WHERE group_id = ?", GONE))
    await opened.close()
    assert path.read_bytes().count(b"7001 ") > 1000
    opened = await SqliteDatabase.open(path, Cipher(b"k" * KEY_BYTES), clock)
    services = Services(opened)
    assert await services.departed_groups.delete(GONE, TERM)
    await opened.close()
    assert path.read_bytes().count(b"7001 ") == 0
    assert path.read_bytes().count(b"7002 ") > 10
