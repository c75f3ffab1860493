"""The plan, time and pages of every statement of the store, with a million referrals and statistics.

The statements are those that the tests of stores and services execute. Every growing table is filled with as many rows, since a
planner that knows a table's size may choose another plan than in the tests. PostgreSQL is asked for the plan of the given values
and for the generic one. Values that name a group, member or referral are replaced by those of a large group. Changes are rolled
back.

python benchmarks/query_plans.py --total 1000000 --engines sqlite postgres
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import Report, parser
from benchmarks.seed import FILLED
from benchmarks.store import opened, plans
from bot.core.db.postgres import _numbered
from tests import query_plans as watching

if TYPE_CHECKING:
    from benchmarks.seed import Plan

Statements = dict[str, tuple[object, ...]]

CONTEXTS = ("core", "membership", "referrals", "weekly", "admin")
"""Folders of the tests that execute the stores' statements."""
SMALL = watching.SMALL - {"jobs"} | {"business_totals", "past_imports"}
"""Tables with a few dozen rows for each group."""
ROWS_OF_SMALL = 20_000
BLOB = {"sqlite": f"x'{'73' * 32}'", "postgres": f"'\\x{'73' * 32}'::bytea"}
VALUES = {"state": "'sent'", "referral_id": "id", "group_id": "group_id", "at": "given_at", "not_before": "given_at"}
"""SQL expressions, over the table `referrals`, for columns of tables that are filled; other columns get one by their type."""
MANY_PAGES = 1000
"""Number of pages of 8 KiB from which a statement on a group of this size gets a remark."""
SLOWEST = 12


@dataclass(frozen=True, slots=True)
class Found:
    """One engine's plan and time for a statement."""

    sql: str
    milliseconds: float
    pages: int
    remarks: tuple[str, ...]


def collected() -> Statements:
    """The statements that the tests execute, each with the values of its first execution."""
    found: Statements = {}

    async def keep(_: Any, watch: watching.Watch) -> list[str]:
        for sql, values in watch.seen.items():
            found.setdefault(sql, values)
        return []

    watching.explained = keep
    root = Path(__file__).parents[1] / "tests"
    chosen = ["-q", "-n0", "-k", "not postgres", "-p", "no:cacheprovider"]
    code = pytest.main([*chosen, f"--ignore={root}/core/test_query_plans.py", *(f"{root}/{context}" for context in CONTEXTS)])
    assert code == 0, "the tests must pass"
    assert found, "no statement was noted"
    return found


def growing(engine: str, tables: dict[str, list[tuple[str, str, bool]]], total: int) -> list[str]:
    """Statements that fill the tables that `seed` leaves empty.

    `tables` maps each table to its columns: name, type, and whether the value is generated.
    """
    made: list[str] = []
    for table, columns in tables.items():
        if table not in {*FILLED, "groups", "members", "meta"}:
            kept = [(name, kind) for name, kind, is_made in columns if not is_made]
            values = ", ".join(VALUES.get(name, _value(engine, name, kind)) for name, kind in kept)
            many = ROWS_OF_SMALL if table in SMALL else total
            made.append(
                f"INSERT INTO {table} ({', '.join(name for name, _ in kept)}) SELECT {values} FROM referrals"
                f" WHERE id <= {many} ON CONFLICT DO NOTHING"
            )
    return made


def _value(engine: str, name: str, kind: str) -> str:
    if kind in {"BLOB", "bytea"}:
        return BLOB[engine] if name != "print" else f"CAST('p' || id AS {kind})"
    if kind in {"TEXT", "text"}:
        return f"'{name} ' || id"
    return "given_at" if name.endswith("_at") else "giver_id" if name.endswith("_id") else "number"


def as_of(plan: Plan, sql: str, values: tuple[object, ...]) -> list[object]:
    """The values, with those of an existing group, members and referrals."""
    names = [match[1] for match in re.finditer(r"(\w*)(?: (?:=|<|>|<=|>=|IN \((?:\?, )*))? ?\?", sql)]
    known = {"group_id": plan.group_id, "referral_id": 500, "id": 500, "number": 100}
    people = {"giver_id", "receiver_id", "user_id", "member_id", "author_id", "thanked_id", "counterpart_id", "actor_id"}
    names += [""] * (len(values) - len(names))
    return [
        known.get(name, plan.people[1] if name in people else value) if isinstance(value, int) else value
        for name, value in zip(names, values, strict=True)
    ]


def on_sqlite(path: str, plan: Plan, total: int, statements: Statements) -> list[Found]:
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA synchronous = OFF")
        tables: dict[str, list[tuple[str, str, bool]]] = {}
        for table, sql in store.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
            columns = store.execute(f"PRAGMA table_info({table})").fetchall()
            tables[table] = [(c[1], c[2], c[1] == "id" and "id INTEGER PRIMARY KEY" in sql) for c in columns]
        for statement in growing("sqlite", tables, total):
            store.execute(statement)
        store.execute("ANALYZE")
        return [_of_sqlite(store, sql, as_of(plan, sql, values)) for sql, values in statements.items()]


def _of_sqlite(store: sqlite3.Connection, sql: str, values: list[object]) -> Found:
    steps = [row[3] for row in store.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    remarks = tuple(watching.walks_of_sqlite(sql, steps))
    store.execute("BEGIN")
    began = time.perf_counter()
    try:
        store.execute(sql, values).fetchall()
    except sqlite3.IntegrityError:
        remarks = (*remarks, "(not run: its values are taken)")
    took = time.perf_counter() - began
    store.execute("ROLLBACK")
    return Found(sql, took * 1000, 0, remarks)


async def on_postgres(url: str, plan: Plan, total: int, statements: Statements) -> list[Found]:
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        tables: dict[str, list[tuple[str, str, bool]]] = {}
        for c in await connection.fetch(
            "SELECT table_name, column_name, data_type, is_identity = 'YES' AS made FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        ):
            tables.setdefault(c["table_name"], []).append((c["column_name"], c["data_type"], c["made"]))
        for statement in growing("postgres", tables, total):
            await connection.execute(statement)
        await connection.execute("VACUUM ANALYZE")
        return [await _of_postgres(connection, sql, as_of(plan, sql, values)) for sql, values in statements.items()]
    finally:
        await connection.close()


async def _of_postgres(connection: Any, sql: str, values: list[object]) -> Found:
    numbered = _numbered(sql)
    await connection.execute(f"PREPARE any_values AS {numbered}")
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    nothing = f"({', '.join(['NULL'] * len(values))})" if values else ""
    generic = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE any_values{nothing}"))[0]["Plan"]
    await connection.execute("SET plan_cache_mode = auto; DEALLOCATE any_values")
    remarks = [f"for any values: {walk}" for walk in watching.walks_of_postgres(generic)]
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL statement_timeout = '60s'")
        text = await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {numbered}", *values)
    except asyncpg.IntegrityConstraintViolationError:
        return Found(sql, 0.0, 0, (*remarks, "(not run: its values are taken)"))
    finally:
        await transaction.rollback()
    whole = json.loads(text)[0]
    pages = whole["Plan"]["Shared Hit Blocks"] + whole["Plan"]["Shared Read Blocks"]
    remarks += [f"for these values: {walk}" for walk in watching.walks_of_postgres(whole["Plan"])]
    if pages > MANY_PAGES:
        remarks.append(f"reads {pages} pages")
    return Found(sql, whole["Execution Time"], pages, tuple(remarks))


def tell(report: Report, engine: str, found: list[Found]) -> None:
    told = [each for each in found if [remark for remark in each.remarks if not remark.startswith("(")]]
    unrun = sum(1 for each in found if any(remark.startswith("(") for remark in each.remarks))
    report.say(f"{engine}: {len(found)} statements, {len(told)} with a remark, {unrun} not run")
    for each in told:
        report.say(f"* {each.milliseconds:.2f} ms: {'; '.join(each.remarks)}\n    {each.sql}")
    report.say("slowest:")
    for each in sorted(found, key=lambda each: -each.milliseconds)[:SLOWEST]:
        report.say(f"  {each.milliseconds:8.2f} ms {each.pages:6} pages  {each.sql[:150]}")


async def main(report: Report, engines: list[str], total: int, statements: Statements) -> None:
    groups = plans(total)
    large = next(plan for plan in groups if plan.referrals == min(30_000, max(plan.referrals for plan in groups)))
    for engine in engines:
        async with opened(engine, groups) as (_, place, _):
            if engine == "sqlite":
                tell(report, engine, await asyncio.to_thread(on_sqlite, place, large, total, statements))
            else:
                tell(report, engine, await on_postgres(place, large, total, statements))


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--total", type=int, default=1_000_000)
    arguments.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    chosen = arguments.parse_args()
    asyncio.run(main(Report(chosen.markdown), chosen.engines, chosen.total, collected()))
