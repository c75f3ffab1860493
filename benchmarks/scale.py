"""A store of many groups on PostgreSQL: what a start reads, and what a morning, a meeting's hour and a digest's hour take.

The work of a sample of groups is measured beside all the others, and multiplied: each group's work reads that group alone. The queries
that look over all groups are measured as they are, with a job or a message of every group waiting.

python benchmarks/scale.py
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import discord

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.deliveries import ALLOWED
from benchmarks.figures import Report, Spread, parser
from benchmarks.seed import DAY, KEY, Plan, seed_postgres
from bot.core.db.database import instant
from bot.core.db.encryption import Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.jobs import store as jobs_store
from bot.core.jobs.model import Job
from bot.core.outbox import store as outbox_store
from bot.meetings import door
from bot.meetings.door import Doors
from bot.membership.departures import service as departures
from bot.membership.departures.service import Departures
from bot.referrals import daily_job
from bot.referrals.daily_job import DailyJob
from bot.services import Services
from bot.weekly.digest import schedule as digest_schedule
from bot.weekly.digest.service import Digests
from tests import postgres

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.core.db.database import Database, Tx

FIRST = 1_000_000
PEOPLE, REFERRALS = 12, 24
"""Of each group: many are small, and those that meet every week have thirty people and more."""
WINDOWS = {
    daily_job.JOB: timedelta(hours=2),
    departures.JOB: timedelta(hours=3),
    door.JOB: timedelta(minutes=15),
    digest_schedule.JOB: timedelta(minutes=15),
}
"""Over how long the jobs of groups of one time zone are spread (`bot.core.spreading`, and hashes of the group)."""
TITLES = {
    daily_job.JOB: "the morning",
    departures.JOB: "the night",
    door.JOB: "a meeting's door",
    digest_schedule.JOB: "the weekly news",
}
TURNS = 9


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds that a group's job takes of this process's CPU, and by the clock, the server's work included; messages that it leaves."""

    cpu: Spread
    clock: Spread
    messages: float


@asynccontextmanager
async def opened(report: Report, groups: int, sample: frozenset[int]) -> AsyncIterator[PostgresDatabase]:
    """A store with so many groups, each with a pending job of each kind. Texts can be read in those of `sample`."""
    with postgres.server() as server:
        async with postgres.empty_database(server) as url:
            began = time.perf_counter()
            people = tuple(range(1, PEOPLE + 1))
            every = range(FIRST, FIRST + groups)
            plans = [Plan(n, people, REFERRALS, readable=n in sample, channel_id=50_000_000 + n) for n in every]
            await seed_postgres(url, plans)
            await fall_due(url)
            database = await PostgresDatabase.open(url, Cipher(KEY), discord.utils.utcnow)
            try:
                row = await database.read(lambda tx: tx.one("SELECT pg_database_size(current_database()) AS bytes"))
                assert row is not None
                report.say(
                    f"{groups:,} groups of {PEOPLE} members with {REFERRALS} referrals of a year: {row['bytes'] / 2**30:.1f} GiB,"
                    f" written in {time.perf_counter() - began:.0f} s"
                )
                yield database
            finally:
                await database.close()


async def fall_due(url: str) -> None:
    """Give each group a job of each kind that is due."""
    due = discord.utils.utcnow().replace(second=0, microsecond=0)
    micros = int(due.timestamp()) * 1_000_000
    year, week, day = due.isocalendar()
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute(f"UPDATE groups SET digest_on = 1, digest_day = {day - 1}, digest_time = '{due:%H:%M}'")
        # What waited for longer would lapse at the first morning, and tell both of it.
        old = micros - 10 * DAY
        await connection.execute(f"UPDATE referrals SET state = 'won', waits = 0 WHERE waits = 1 AND given_at < {old}")
        for kind in WINDOWS:
            key = f"'{kind}:' || group_id" + (f" || ':{year}-W{week:02}'" if kind == digest_schedule.JOB else "")
            await connection.execute(
                "INSERT INTO jobs (group_id, kind, key, due_at, not_before)"
                f" SELECT group_id, '{kind}', {key}, {micros}, {micros} FROM groups"
            )
        await connection.execute("VACUUM ANALYZE jobs")
    finally:
        await connection.close()


async def timed(call: Callable[[], Awaitable[object]], turns: int = TURNS) -> Spread:
    """Milliseconds by the clock, of repeated calls."""
    taken: list[float] = []
    for _ in range(turns):
        began = time.perf_counter()
        await call()
        taken.append((time.perf_counter() - began) * 1000)
    return Spread.of(taken)


async def start(report: Report, database: Database, groups: int) -> None:
    """What a process reads of all groups when it starts, and what its worker asks at each round."""
    services = Services(database)
    present = frozenset(range(FIRST, FIRST + groups))
    whole = services.of(Departures)
    await fill_outbox(database)

    async def undo(work: Callable[[Tx], Awaitable[object]]) -> None:
        """Execute `work`, and leave all as it was."""
        with suppress(_Undone):
            await database.write(lambda tx: _and_fail(tx, work))

    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "start: who left the servers": whole.begin,
        "start: servers that removed the bot": whole.resting,
        "start: groups that Discord does not list": lambda: whole.missing(present),
        "round: the next 25 of all due jobs": lambda: undo(lambda tx: jobs_store.claim_due(tx, 25)),
        "round: the next 25 messages of one for each group": lambda: database.read(lambda tx: outbox_store.take_due(tx, 25, ())),
        "round: when the next message is due": lambda: database.read(outbox_store.next_due),
    }
    report.table(["reads all groups, ms by the clock", ""], [[name, f"{await timed(call):.1f}"] for name, call in calls.items()])
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))


class _Undone(Exception):
    pass


async def _and_fail(tx: Tx, work: Callable[[Tx], Awaitable[object]]) -> None:
    await work(tx)
    raise _Undone


async def fill_outbox(database: Database) -> None:
    """Let a message to each group's channel wait."""
    now = time.time_ns() // 1000
    await database.write(
        lambda tx: tx.run(
            "INSERT INTO outbox (group_id, kind, key, nonce, record_id, destination, channel_id, user_id, language, detail, subject,"
            " only_edit, after_key, facts, state, urgency, not_before, created_at)"
            " SELECT group_id, 'digest', 'digest:' || group_id, CAST(group_id AS TEXT), 1, 'c' || referrals_channel_id, referrals_channel_id,"
            f" NULL, 'en', '', NULL, 0, NULL, '', 'pending', 1, {now}, {now} FROM groups"
        )
    )


async def work(report: Report, database: Database, groups: int, sample: frozenset[int]) -> None:
    """The jobs of a sample of groups, spread over all; multiplied by the number of groups."""
    services = Services(database)
    runs: dict[str, Callable[[Job], Awaitable[object]]] = {
        daily_job.JOB: services.of(DailyJob).run,
        departures.JOB: services.of(Departures).run,
        door.JOB: services.of(Doors).run,
        digest_schedule.JOB: services.of(Digests).run,
    }
    rows: list[list[str]] = []
    for kind, run in runs.items():
        found = await of_sample(database, kind, run, sorted(sample))
        window = WINDOWS[kind].total_seconds()
        cores = found.cpu.median * groups / 1000 / window
        sent = found.messages * groups / ALLOWED
        rows.append(
            [
                TITLES[kind],
                f"{found.cpu:.1f}",
                f"{found.clock:.1f}",
                f"{found.messages:.1f}",
                f"{window / 60:.0f}",
                f"{cores:.2f}",
                f"{sent / 60:.0f}",
            ]
        )
    head = [
        "job",
        "CPU ms a group",
        "ms by the clock",
        "messages",
        "spread over, minutes",
        f"cores for {groups:,}",
        "minutes at Discord's pace",
    ]
    report.table(head, rows)


async def of_sample(database: Database, kind: str, run: Callable[[Job], Awaitable[object]], sample: list[int]) -> Measured:
    places = ", ".join("?" * len(sample))
    jobs = await database.read(
        lambda tx: tx.all(
            f"SELECT id, group_id, kind, key, due_at FROM jobs WHERE kind = ? AND group_id IN ({places})", kind, *sample
        )
    )
    cpu: list[float] = []
    clock: list[float] = []
    for row in jobs:
        began, spent = time.perf_counter(), time.process_time()
        await run(Job(row["id"], row["group_id"], row["kind"], row["key"], instant(row["due_at"])))
        cpu.append((time.process_time() - spent) * 1000)
        clock.append((time.perf_counter() - began) * 1000)
    left = await database.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM outbox"))
    assert left is not None
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))
    return Measured(Spread.of(cpu), Spread.of(clock), left["n"] / len(jobs))


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    sample = frozenset(FIRST + n * (options.groups // options.sample) for n in range(options.sample))
    async with opened(report, options.groups, sample) as database:
        await start(report, database, options.groups)
        await work(report, database, options.groups, sample)
    report.say(f"This process had {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most.")


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--groups", type=int, default=100_000)
    arguments.add_argument("--sample", type=int, default=200, help="groups whose jobs are run")
    asyncio.run(main(arguments.parse_args()))
