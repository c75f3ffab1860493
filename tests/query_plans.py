"""Checks the plan of every statement that a test executes on the store: it must use an index on each table that grows, and be compiled once.

The database fixture wraps transactions. Each statement is explained once for each process and engine, when the test ends.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bot
from bot.core.db.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Sequence

    from bot.core.db.database import Database, Row, Tx, Work

BOT = Path(bot.__file__).parent
STORES = {
    "store.py",
    "contact_index.py",
    "encryption.py",
    "allowances.py",
    "idempotency.py",
    "past_decisions.py",
    "meta.py",
    "outbox_admin.py",
    "said.py",
    "waitlists.py",
    "weeks.py",
    "missed.py",
    "morning_items.py",
    "rows.py",
    "shown.py",
    "coalescing.py",
    "edit_pace.py",
    "opt_out.py",
    "origins.py",
    "queue.py",
    "partners.py",
    "erase_person.py",
    "roll.py",
    "offers_store.py",
    "helps_store.py",
    "digest_store.py",
    "clock_store.py",
    "knowledge_store.py",
    "across_store.py",
    "fits_store.py",
    "owed_store.py",
    "prints.py",
    "rota_store.py",
    "calendar_store.py",
    "history_store.py",
    "list_store.py",
    "name_keys.py",
}
"""Names of the files in `bot` that execute statements."""
TESTS = Path(__file__).parent
RARE = {
    *BOT.rglob("erase_person.py"),
    BOT / "admin/privacy/store.py",
    BOT / "asks/matching/opt_out.py",
    BOT / "core/outbox_admin.py",
    BOT / "core/sealing/store.py",
    BOT / "membership/departed_groups/store.py",
}
"""Files that may scan: what happens once for a person or group may read all rows of a group, and the operator's commands all rows
of the store.
"""
SMALL = {
    "groups",
    "members",
    "meta",
    "jobs",
    "wanted_seats",
    "seat_waits",
    "need_fits",
    "speakers",
    "shared_agendas",
    "group_links",
    "linked_members",
}
"""Tables with few rows for each group, which may all be read."""
COARSE = re.compile(r"\(group_id=\?( AND (verb|kind|state|waits|action)=\?)*\)$")
"""An index search by these columns only, which reads a large part of a group's rows."""
EVERY_GROUP = re.compile(r"\(group_id>\?\)$")
"""An index search that begins after a group, and walks all that follow; `groups` itself is read so, a page at a time."""
PARTIAL = {
    "outbox_due",
    "outbox_in_order",
    "outbox_of_group",
    "outbox_blocked",
    "jobs_due",
    "jobs_of_group",
    "contact_prints_outdated",
    "forgotten_without_key",
    "members_gone",
    "members_without_key",
    "needs_open",
    "needs_known",
}
"""Partial indexes on few rows only, such as pending ones, which may be read whole; those of needs are read from their newest row on."""

_known: set[tuple[bool, str]] = set()


class Asks(Enum):
    """What a file is that executes a statement."""

    TO_BE_EXPLAINED = auto()
    EXEMPT = auto()
    STRANGER = auto()


@cache
def _asks(file: str) -> Asks:
    path = Path(file)
    if path.name in STORES and BOT in path.parents:
        return Asks.EXEMPT if path in RARE else Asks.TO_BE_EXPLAINED
    return Asks.EXEMPT if TESTS in path.parents else Asks.STRANGER


@dataclass
class Watch:
    """The statements seen for the first time, each with the values of its first execution."""

    sqlite: bool
    seen: dict[str, tuple[object, ...]] = field(default_factory=dict)
    closed: bool = False
    """Whether the test closed the database itself; its statements are then explained by another test."""
    strangers: set[Path] = field(default_factory=set)
    """Files outside of STORES and of the tests that executed a statement, whose plans would be missed."""

    @property
    def is_to_be_explained(self) -> bool:
        return bool(self.strangers or (self.seen and not self.closed))

    def note(self, sql: str, values: tuple[object, ...]) -> None:
        """Note a statement. Called by a method of Watched, whose caller's file is looked at."""
        file = sys._getframe(2).f_code.co_filename
        asks = _asks(file)
        if asks is Asks.TO_BE_EXPLAINED:
            if (self.sqlite, sql) not in _known:
                self.seen.setdefault(sql, values)
        elif asks is Asks.STRANGER:
            self.strangers.add(Path(file))


class Watched:
    """A transaction that notes its statements."""

    def __init__(self, tx: Tx, watch: Watch) -> None:
        self._tx, self._watch = tx, watch
        self.now, self.cipher, self.wake, self.skip_locked = tx.now, tx.cipher, tx.wake, tx.skip_locked
        self.breathe, self.clock_is_trusted, self.erases = tx.breathe, tx.clock_is_trusted, tx.erases

    def one(self, sql: str, *values: object) -> Awaitable[Row | None]:
        self._watch.note(sql, values)
        return self._tx.one(sql, *values)

    def all(self, sql: str, *values: object) -> Awaitable[Sequence[Row]]:
        self._watch.note(sql, values)
        return self._tx.all(sql, *values)

    def run(self, sql: str, *values: object) -> Awaitable[int]:
        self._watch.note(sql, values)
        return self._tx.run(sql, *values)


def is_sqlite(database: Database) -> bool:
    return isinstance(database, SqliteDatabase)


def forget() -> None:
    """Forget which statements have been explained."""
    _known.clear()


def watched(database: Database) -> Watch:
    """Wrap the database's `read` and `write` so that statements are noted."""
    watch = Watch(is_sqlite(database))
    opened: Any = database
    for name in ("read", "write"):
        opened.__dict__[name] = _watching(getattr(database, name), watch)
    close = database.close

    async def closing() -> None:
        watch.closed = True
        await close()

    opened.__dict__["close"] = closing
    return watch


def _watching(original: Any, watch: Watch) -> Any:
    async def call(work: Work[Any]) -> Any:
        return await original(lambda tx: work(Watched(tx, watch)))

    return call


async def explained(database: Database, watch: Watch) -> list[str]:
    """The faults in the plans of the noted statements, as `database` explains them, and the files that may not execute any."""
    problems = [f"{path} asks the database; no more than the store may, or the watch must know of it" for path in watch.strangers]
    for sql, values in () if watch.closed else watch.seen.items():
        walks = await (_of_sqlite if watch.sqlite else _of_postgres)(database, sql, values)
        problems += [f"{walk}\n  in {sql}" for walk in walks]
        _known.add((watch.sqlite, sql))
    return problems


async def _of_sqlite(database: Database, sql: str, values: tuple[object, ...]) -> list[str]:
    rows = await database.read(lambda tx: tx.all(f"EXPLAIN QUERY PLAN {sql}", *values))
    again = ["is compiled at each execution"] if await database.read(lambda tx: _compiled_again(tx, sql, values)) else []
    return [*walks_of_sqlite(sql, [row["detail"] for row in rows]), *again]


async def _compiled_again(tx: Tx, sql: str, values: tuple[object, ...]) -> bool:
    """Whether SQLite compiles the statement each time that values are bound to it.

    It does where a parameter is compared as the condition of a partial index compares a constant, for the value decides whether that
    index serves (https://sqlite.org/c3ref/prepare.html, of sqlite3_prepare_v2), and where the pattern of a LIKE is one, for its beginning may be.
    """
    inner: Any = tx
    while isinstance(inner, Watched):
        inner = inner._tx
    connection: sqlite3.Connection = inner.cursor.connection
    compiled: list[int] = []
    connection.set_authorizer(lambda action, *_: compiled.append(action) or sqlite3.SQLITE_OK)
    try:
        await tx.all(f"EXPLAIN {sql}", *values)
        first = len(compiled)
        await tx.all(f"EXPLAIN {sql}", *values)
        return len(compiled) > first
    finally:
        connection.set_authorizer(None)


def walks_of_sqlite(sql: str, steps: list[str]) -> list[str]:
    """The steps of a plan that scan a table, or read all rows that a group has in a table that grows."""
    made = {step.split()[1] for step in steps if step.startswith(("CO-ROUTINE", "MATERIALIZE"))}
    tables = _tables(sql)
    return [
        step
        for step in steps
        if step.startswith(("SCAN", "SEARCH")) and (name := step.split()[1]) not in made and not name.startswith("(")
        if (step.startswith("SCAN") and "CONSTANT" not in step)
        or (EVERY_GROUP.search(step) and tables.get(name, name) != "groups" and not PARTIAL & set(step.split()))
        or (COARSE.search(step) and tables.get(name, name) not in SMALL and not PARTIAL & set(step.split()))
    ]  # fmt: skip


async def _of_postgres(database: Database, sql: str, values: tuple[object, ...]) -> list[str]:
    """Explain with enable_seqscan off, since sequential scans are cheapest in tables as small as a test's.

    The plan also depends on statistics; in a database without rows they are always the same.
    """

    async def work(tx: Tx) -> Any:
        await tx.all("SET LOCAL enable_seqscan = off")
        return await tx.one(f"EXPLAIN (FORMAT JSON) {sql}", *values)

    row = await database.read(work)
    return walks_of_postgres(json.loads(row["QUERY PLAN"])[0]["Plan"])


def walks_of_postgres(plan: dict[str, Any]) -> list[str]:
    """The steps of a plan that read a table without an index condition."""
    return [
        f"{node['Node Type']} on {node.get('Relation Name', node.get('Index Name'))}"
        for node in _nodes(plan)
        if node["Node Type"] == "Seq Scan"
        or ("Index Name" in node and "Index Cond" not in node and node["Index Name"] not in PARTIAL)
    ]  # fmt: skip


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _tables(sql: str) -> dict[str, str]:
    """The aliases of a statement's tables."""
    return {alias: table for table, alias in re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", sql)}
