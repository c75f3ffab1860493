"""Needs at size: what they cost with a million in other groups, and the morning on which ten thousand end.

python benchmarks/asks.py
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import discord

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import needs
from benchmarks.deliveries import ALLOWED
from benchmarks.figures import Report, parser
from benchmarks.holds import cost
from benchmarks.seed import DAY, KEY, Plan, seed
from bot.asks.digest import asks
from bot.asks.matching.service import Matching
from bot.asks.model import NeedKind
from bot.asks.offers import Offers
from bot.asks.service import Needs
from bot.core.actor import Actor
from bot.core.calendar import Period
from bot.core.db.encryption import Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.core.feature import Urgency
from bot.core.jobs.model import Job
from bot.groups import store as groups_store
from bot.referrals.daily_job import JOB, DailyJob
from bot.services import Services
from cogs.asks.knowledge import Knowledge
from tests import query_plans

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from bot.core.db.database import Tx

MEMBERS, OTHERS, TURNS = 30, 1000, 9
KINDS = (*(needs.KINDS[n % len(needs.KINDS)] for n in range(needs.OPEN)), *[NeedKind.COVER] * needs.OPEN)
"""The open needs of the measured group."""
_NUMBERS = "WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < {each})"
_COPY = (
    f"INSERT INTO needs (group_id, number, author_id, kind, title, text, link, place, details, happens_at, agreed, may_know, state, days,"
    " until, posted_at, ended_at)"
    f" {_NUMBERS} SELECT g.group_id, i.n, 1 + i.n % {MEMBERS}, CASE i.n % 3 WHEN 0 THEN 'question' WHEN 1 THEN 'looking' ELSE 'client_needs'"
    " END, '', x.text, '', '', '', NULL, '', 0, CASE WHEN i.n > {each} - {open} THEN 'open' ELSE 'lapsed' END, 7, {until} + i.n, {posted} + i.n,"
    " CASE WHEN i.n > {each} - {open} THEN NULL ELSE {until} END"
    " FROM groups AS g JOIN i CROSS JOIN needs AS x WHERE x.id = {like} AND g.group_id <> x.group_id"
)
"""Fills every other group with needs, of which the newest are open."""
_OFFERED = (
    "INSERT INTO offers (group_id, need_id, user_id, trade, text, state, offered_at, changed_at)"
    f" SELECT group_id, id, 1 + (author_id + 1) % {MEMBERS}, '', '', 'offered', posted_at, posted_at FROM needs WHERE group_id <> {{group}}"
)
GROWING = ("needs", "offers")


def fill(path: Path, group: int, like: int, each: int, still_open: int, until: int) -> float:
    """Put `each` needs with an offer into all groups but `group`, as copies of the need `like`; returns the seconds it took."""
    began = time.monotonic()
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for pragma in ("synchronous = OFF", "cache_size = -400000"):
            store.execute(f"PRAGMA {pragma}")
        store.execute("BEGIN")
        named = f"type = 'index' AND sql IS NOT NULL AND tbl_name IN ({', '.join('?' * len(GROWING))})"
        indexes = store.execute(f"SELECT name, sql FROM sqlite_schema WHERE {named}", GROWING).fetchall()
        for name, _ in indexes:
            store.execute(f"DROP INDEX {name}")
        store.execute(_COPY.format(each=each, open=still_open, until=until, posted=until - 7 * DAY, like=like))
        store.execute(_OFFERED.format(group=group))
        for _, made in indexes:
            store.execute(made)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return time.monotonic() - began


class Group:
    """The measured group in one store, with what members call."""

    def __init__(self, database: SqliteDatabase, plan: Plan, ids: list[int]) -> None:
        services = Services(database)
        self.database, self._plan, self._ids = database, plan, ids
        self._offered = itertools.count()
        self._needs, self._offers = services.of(Needs), services.of(Offers)
        self._matching = services.of(Matching)
        self._knowledge = Knowledge(self._needs, self._offers, self._matching)

    def calls(self) -> dict[str, Callable[[int], Awaitable[object]]]:
        """The measured calls by name; `n` changes the person."""
        return {
            "/ask": self._home,
            "one need, read": lambda n: self._needs.get(self._actor(n), self._ids[n % needs.OPEN]),
            "an offer": self._offer,
            "whom to ask": lambda n: self._matching.suggestions(self._actor(n), "A family renews the bath of an old house"),
            "the digest's section": lambda _: self.database.read(self._digest),
        }

    def _actor(self, n: int) -> Actor:
        return Actor(self._plan.group_id, self._plan.people[n % MEMBERS], "Member")

    async def _home(self, n: int) -> None:
        home = await self._needs.home(self._actor(n))
        assert home.listed + len(home.yours) == len(KINDS), "all of the group's, and no others"
        await self._knowledge.fits(self._plan.group_id, home)

    async def _offer(self, _: int) -> None:
        """Another one each time, on a cover."""
        n = next(self._offered)
        place = needs.OPEN + n % needs.OPEN
        user = needs.author_of(self._plan, place + 1 + n // needs.OPEN)
        await self._offers.offer(Actor(self._plan.group_id, user, "Member"), self._ids[place], f"bench:{n}")

    async def _digest(self, tx: Tx) -> object:
        group = await groups_store.get(tx, self._plan.group_id)
        return await asks(tx, group, Period(tx.now - timedelta(days=7), tx.now))

    async def plans(self) -> dict[str, list[str]]:
        """The plan of each statement that these calls execute."""
        query_plans.forget()
        watch = query_plans.watched(self.database)
        for number, call in enumerate(self.calls().values(), 1000):
            await call(number)
        found: dict[str, list[str]] = {}
        for sql, values in watch.seen.items():
            rows = await self.database.read(lambda tx, sql=sql, values=values: tx.all(f"EXPLAIN QUERY PLAN {sql}", *values))
            found[sql] = [row["detail"] for row in rows]
        return found


async def beside_others(report: Report, total: int) -> None:
    """Compare the calls in a store with that many needs of other groups, and in one without."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodword-bench-")))
        groups: list[Group] = []
        for name, each in (("alone", 0), ("full", total // OTHERS)):
            plan = Plan(1_000_000, tuple(range(1, MEMBERS + 1)), 300, readable=True)
            others = [Plan(2_000_000 + n, tuple(range(1, MEMBERS + 1)), 10) for n in range(OTHERS if each else 0)]
            path = folder / f"{name}.db"
            await seed(path, [plan, *others])
            ids = needs.post(path, plan, KINDS, total + 1)
            if each:
                seconds = fill(path, plan.group_id, ids[0], each, needs.OPEN, time.time_ns() // 1000 + DAY)
                report.say(
                    f"{total:,} needs with an offer in {OTHERS:,} other groups: {path.stat().st_size >> 20} MiB, {seconds:.0f} s"
                )
            database = await SqliteDatabase.open(path, Cipher(KEY), discord.utils.utcnow)
            stack.push_async_callback(database.close)
            groups.append(Group(database, plan, ids))
        rows: list[list[object]] = []
        for name in groups[0].calls():
            turns = [[await cost(group.database, group.calls()[name]) for group in groups] for _ in range(TURNS)]
            taken = [median(each[place].cpu for each in turns) for place in (0, 1)]
            held = median(max(each[1].reading, each[1].writing) for each in turns)
            rows.append([name, *(f"{each:.2f}" for each in taken), f"{taken[1] / taken[0]:.2f}", f"{held:.1f}"])
        report.table(["CPU ms", "no other group", f"{total:,} needs of others", "×", "longest hold of a thread, ms"], rows)
        alone, full = [await group.plans() for group in groups]
        assert alone == full, "a plan changed"
        report.say(f"The plans of {len(full)} statements are the same in both stores, and none scans a table.")
        assert not [sql for sql, steps in full.items() if query_plans.walks_of_sqlite(sql, steps)]


async def morning(report: Report, total: int, groups: int) -> None:
    """Let the daily jobs of all groups end their needs, all of one morning, and count what they leave to the outbox."""
    with tempfile.TemporaryDirectory(prefix="goodword-bench-") as folder:
        path, people = Path(folder) / "store.db", tuple(range(1, MEMBERS + 1))
        plans = [Plan(1_000_000 + n, people, 0, channel_id=5_000_000 + n) for n in range(groups + 1)]
        await seed(path, plans)
        now = discord.utils.utcnow()
        micros = int(now.timestamp() * 1_000_000)
        (like,) = needs.post(path, plans[0], [NeedKind.LOOKING], 1)
        each = total // groups
        fill(path, plans[0].group_id, like, each, each, micros - DAY // 24)
        with closing(sqlite3.connect(path)) as store, store:  # texts can be read in the group that sealed them alone
            store.execute("UPDATE needs SET text = 'A building manager who renews kitchens'")
            store.executemany(
                "INSERT INTO jobs (group_id, kind, key, due_at, not_before) VALUES (?, ?, ?, ?, ?)",
                [(plan.group_id, JOB, f"{JOB}:{plan.group_id}", micros, micros) for plan in plans[1:]],
            )
        database = await SqliteDatabase.open(path, Cipher(KEY), discord.utils.utcnow)
        daily = Services(database).of(DailyJob)
        jobs = await database.read(lambda tx: tx.all("SELECT id, group_id, key FROM jobs WHERE kind = ?", JOB))
        before = time.process_time()
        for job in jobs:
            await daily.run(Job(job["id"], job["group_id"], JOB, job["key"], now))
        spent = (time.process_time() - before) * 1000
        rows = await database.read(lambda tx: tx.all("SELECT kind, urgency FROM outbox"))
        left = await database.read(lambda tx: tx.all("SELECT id FROM needs WHERE state = 'open' AND until < ?", micros))
        await database.close()
    assert not left, "all have ended"
    found = Counter((row["kind"], Urgency(row["urgency"]).name) for row in rows)
    counted = ", ".join(f"{number:,} of {kind} ({urgency})" for (kind, urgency), number in sorted(found.items()))
    report.say(
        f"- {total:,} needs of {groups} groups, which end in one morning: {spent / total:.2f} CPU ms a need, {spent / groups:.0f} a group;"
        f" messages: {counted}"
    )
    report.say(
        f"- at Discord's {ALLOWED} requests a second they take {len(rows) / ALLOWED:.0f} s; the jobs are spread over 7,200 s"
    )


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    await beside_others(report, options.total)
    await morning(report, options.ending, options.groups)


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--total", type=int, default=1_000_000, help="needs of other groups")
    arguments.add_argument("--ending", type=int, default=10_000, help="needs that end in one morning")
    arguments.add_argument("--groups", type=int, default=200, help="groups that share these")
    asyncio.run(main(arguments.parse_args()))
