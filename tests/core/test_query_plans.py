"""The watch over the statements of every test sees what it is there for."""

from pathlib import Path
from typing import Any

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database, Tx
from bot.core.db.sqlite import SqliteDatabase
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.outbox import store as outbox_store
from bot.membership.departures import store as departures_store
from bot.referrals.model import Party
from bot.services import Services
from bot.weekly.activity import store as activity_store
from tests import query_plans
from tests.people import actor, someone

SCANS = [
    "SELECT number FROM referrals WHERE changed_at > ?",
    "SELECT id FROM outbox WHERE state = ?",
    "UPDATE thanks SET undone_at = NULL WHERE pleasure_at = ?",
    "DELETE FROM drafts WHERE user_id = ?",
]


async def _plans_of(planner: Database, sql: str, *values: object) -> list[str]:
    watch = query_plans.Watch(query_plans.is_sqlite(planner), {sql: values})
    return await query_plans.explained(planner, watch)


@pytest.mark.parametrize("sql", SCANS)
async def test_a_statement_without_an_index_is_found(planner: Database, sql: str) -> None:
    assert await _plans_of(planner, sql, "open" if "state" in sql else 1)


async def test_all_that_a_group_has_of_what_grows_is_too_much(sqlite: SqliteDatabase) -> None:
    assert await _plans_of(sqlite, "SELECT number FROM referrals WHERE group_id = 1 AND warmth = ?", 1)


async def test_a_walk_along_an_index_is_none(planner: Database) -> None:
    assert not await _plans_of(planner, "SELECT number FROM referrals WHERE group_id = ? AND giver_id = ? AND waits = 1", 1, 2)


PARTIAL_BY_A_PARAMETER = [
    ("SELECT user_id FROM members WHERE group_id = ? AND status = ?", (1, "active")),
    (
        "SELECT o.id FROM needs AS n JOIN offers AS o ON o.need_id = n.id WHERE n.group_id = ? AND n.until > ? AND n.state = ?",
        (1, 1, "open"),
    ),
    ("SELECT id FROM outbox WHERE user_id = ? AND state = 'dead' AND problem LIKE ?", (1, "direct%")),
    ("UPDATE introductions SET version = 2 WHERE group_id = ? AND until <= ? AND state = ?", (1, 1, "proposed")),
]


@pytest.mark.parametrize(("sql", "values"), PARTIAL_BY_A_PARAMETER)
async def test_what_is_compiled_at_each_execution_is_found(sqlite: SqliteDatabase, sql: str, values: tuple[object, ...]) -> None:
    assert await _plans_of(sqlite, sql, *values) == [f"is compiled at each execution\n  in {sql}"]
    before, _, after = sql.rpartition("?")
    literal = f"{before}'{values[-1]}'{after}"
    assert await _plans_of(sqlite, literal, *values[:-1]) == []


@pytest.mark.parametrize("sql", ["SELECT user_id FROM members WHERE status = 'former' AND group_id > 0"])
async def test_a_walk_over_all_groups_is_found(sqlite: SqliteDatabase, sql: str) -> None:
    assert await _plans_of(sqlite, sql)


async def test_who_left_is_found_by_an_index_of_them_alone(database: Database, planner: Database) -> None:
    watch = query_plans.watched(database)
    query_plans.forget()
    await database.read(departures_store.gone)
    (sql,) = watch.seen
    explain = "EXPLAIN QUERY PLAN" if query_plans.is_sqlite(planner) else "EXPLAIN"

    async def plan(tx: Tx) -> list[str]:
        if not query_plans.is_sqlite(planner):
            await tx.all("SET LOCAL enable_seqscan = off")
        return [" ".join(map(str, row)) for row in await tx.all(f"{explain} {sql}")]

    steps = "\n".join(await planner.read(plan))
    assert "members_gone" in steps
    assert "members_by_joining" not in steps


async def test_what_the_store_asks_is_noted_and_nothing_else(database: Database) -> None:
    watch = query_plans.watched(database)
    query_plans.forget()
    await database.read(lambda tx: tx.all("SELECT * FROM log"))
    await database.read(outbox_store.next_due)
    await database.read(lambda tx: ledger_store.by_member(tx, 1, 2, EntryKind.THANKS))
    assert [sql.split()[1] for sql in watch.seen] == ["MIN(not_before)", "member_id"]


async def test_what_a_use_case_asks_is_noted(database: Database, planner: Database) -> None:
    watch = query_plans.watched(database)
    query_plans.forget()
    services = Services(database)
    await services.setup.set_up(actor(1), Changes(), 1)
    await services.roster.add(actor(1), someone(2), "Baker")
    assert len(watch.seen) > 5
    assert watch.strangers == set()
    assert await query_plans.explained(planner, watch) == []


async def test_who_is_neither_of_the_store_nor_of_the_tests_is_told(database: Database, planner: Database) -> None:
    """Else a store that moves elsewhere would be passed by."""
    watch = query_plans.watched(database)
    ask: dict[str, Any] = {}
    exec(compile("def asked(tx): return tx.all('SELECT * FROM log')", "/elsewhere/store.py", "exec"), ask)
    await database.read(ask["asked"])
    assert watch.is_to_be_explained
    assert "/elsewhere/store.py asks the database" in (await query_plans.explained(planner, watch))[0]


async def test_what_the_watch_makes_an_exception_of_exists(sqlite: SqliteDatabase) -> None:
    rows = await sqlite.read(lambda tx: tx.all("SELECT type, name FROM sqlite_schema"))
    assert {("table", name) for name in query_plans.SMALL} | {("index", name) for name in query_plans.PARTIAL} <= {
        tuple(row) for row in rows
    }
    assert all(path.exists() for path in query_plans.RARE)


def test_what_is_left_out_is_there() -> None:
    assert all(Path(path).is_file() for path in query_plans.RARE)


async def test_what_is_counted_of_one_members_referrals_is_read_from_indexes_alone(sqlite: SqliteDatabase) -> None:
    """A year's rows of one member lie on as many pages; in the index they lie side by side."""
    watch = query_plans.watched(sqlite)
    query_plans.forget()
    await sqlite.read(lambda tx: activity_store.count_won(tx, 1, 2, Party.GIVER))
    await sqlite.read(lambda tx: activity_store.count_won(tx, 1, 2, Party.RECEIVER))
    await sqlite.read(lambda tx: activity_store.times_taken(tx, 1, 2, tx.now))
    assert len(watch.seen) == 3
    for sql, values in watch.seen.items():
        rows = await sqlite.read(lambda tx, sql=sql, values=values: tx.all(f"EXPLAIN QUERY PLAN {sql}", *values))
        walks = [row["detail"] for row in rows if row["detail"].startswith("SEARCH")]
        assert walks
        assert all("USING COVERING INDEX" in walk for walk in walks), walks
