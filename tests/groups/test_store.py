"""A group's record in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.groups import store as groups_store
from bot.groups.model import Group
from tests import query_plans

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.core.db.sqlite import SqliteDatabase

GROUP = 7


async def test_a_record_is_made_once_for_the_same_row(database: Database) -> None:
    group = Group(GROUP, currency="BRL", about="Vila Boa")
    await database.write(lambda tx: groups_store.save(tx, group))
    first, second = [await database.read(lambda tx: groups_store.get(tx, GROUP)) for _ in range(2)]
    assert first == group
    assert second is first


async def test_what_another_process_changed_is_read(database: Database) -> None:
    await database.write(lambda tx: groups_store.save(tx, Group(GROUP, about="Vila Boa")))
    before = await database.read(lambda tx: groups_store.get(tx, GROUP))
    await database.write(lambda tx: tx.run("UPDATE groups SET about = 'Vila Nova' WHERE group_id = ?", GROUP))
    assert await database.read(lambda tx: groups_store.get(tx, GROUP)) == replace(before, about="Vila Nova")


async def test_a_group_is_locked_without_a_look_at_what_refers_to_it(sqlite: SqliteDatabase) -> None:
    watch = query_plans.watched(sqlite)
    query_plans.forget()
    await sqlite.write(lambda tx: groups_store.hold(tx, GROUP))
    (sql,) = watch.seen
    steps = await sqlite.write(lambda tx: tx.all(f"EXPLAIN {sql}", GROUP))
    assert sum(step["opcode"] in {"OpenRead", "OpenWrite"} for step in steps) == 1
