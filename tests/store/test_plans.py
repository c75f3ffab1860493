"""The watch over the statements of every test sees what it is there for."""

import pytest

from bot.model.ledger import EntryKind
from bot.model.referrals import Party
from bot.store import activity, ledger, outbox
from bot.store.engine.database import Database
from bot.store.engine.sqlite import SqliteDatabase
from tests import plans

SCANS = [
    "SELECT number FROM referrals WHERE changed_at > ?",
    "SELECT id FROM outbox WHERE state = ?",
    "UPDATE thanks SET undone_at = NULL WHERE pleasure_at = ?",
    "DELETE FROM drafts WHERE user_id = ?",
]


async def _plans_of(database: Database, sql: str, *values: object) -> list[str]:
    watch = plans.Watch(plans.is_sqlite(database), {sql: values})
    return await plans.explained(database, watch)


@pytest.mark.parametrize("sql", SCANS)
async def test_a_statement_without_an_index_is_found(database: Database, sql: str) -> None:
    assert await _plans_of(database, sql, "open" if "state" in sql else 1)


async def test_all_that_a_group_has_of_what_grows_is_too_much(sqlite: SqliteDatabase) -> None:
    assert await _plans_of(sqlite, "SELECT number FROM referrals WHERE group_id = 1 AND warmth = ?", 1)


async def test_a_walk_along_an_index_is_none(database: Database) -> None:
    assert not await _plans_of(database, "SELECT number FROM referrals WHERE group_id = ? AND giver_id = ? AND waits = 1", 1, 2)


async def test_what_the_store_asks_is_noted_and_nothing_else(database: Database) -> None:
    watch = plans.watched(database)
    plans.forget()
    await database.read(lambda tx: tx.all("SELECT * FROM log"))
    await database.read(outbox.next_due)
    await database.read(lambda tx: ledger.by_member(tx, 1, 2, EntryKind.THANKS))
    assert [sql.split()[1] for sql in watch.seen] == ["MIN(not_before)", "member_id"]


async def test_what_is_counted_of_one_members_referrals_is_read_from_indexes_alone(sqlite: SqliteDatabase) -> None:
    """A year's rows of one member lie on as many pages; in the index they lie side by side."""
    watch = plans.watched(sqlite)
    plans.forget()
    await sqlite.read(lambda tx: activity.count_won(tx, 1, 2, Party.GIVER))
    await sqlite.read(lambda tx: activity.count_won(tx, 1, 2, Party.RECEIVER))
    await sqlite.read(lambda tx: activity.times_taken(tx, 1, 2, tx.now))
    assert len(watch.seen) == 3
    for sql, values in watch.seen.items():
        rows = await sqlite.read(lambda tx, sql=sql, values=values: tx.all(f"EXPLAIN QUERY PLAN {sql}", *values))
        walks = [row["detail"] for row in rows if row["detail"].startswith("SEARCH")]
        assert walks
        assert all("USING COVERING INDEX" in walk for walk in walks), walks
