"""Worker processes that empty one PostgreSQL outbox of 20,000 rows: rows a second, and whether any is sent twice.

They lease rows by the worker's own statements and settle each in a transaction of its own; a sleep of two milliseconds takes the
place of Discord.

python benchmarks/outbox_workers.py --workers 1 2 4
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import discord

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import Report, Spread, parser
from benchmarks.seed import KEY
from bot.core.db.encryption import Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.outbox import queue
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import DeliveryState
from bot.worker.worker import AT_ONCE
from tests import postgres

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing

ROWS, DESTINATIONS, ROUNDS = 20_000, 5000, 3
DISCORD = 0.002
"""Seconds."""
FILL = (
    "INSERT INTO outbox (group_id, kind, key, nonce, record_id, destination, user_id, language, detail, only_edit, facts, state,"
    " created_at, not_before) SELECT n % 1000, 'referral.line', 'k' || n, 'n' || n, n, 'user:' || n % $2, n % $2, 'en', '', 0, '',"
    " 'pending', $3, $3 FROM generate_series(1, $1) AS n"
)


async def work(url: str) -> None:
    """Work until nothing is due; prints the ids of the rows sent as JSON."""
    database = await PostgresDatabase.open(url, Cipher(KEY), discord.utils.utcnow)
    sent: list[int] = []
    in_hand: dict[int, asyncio.Task[None]] = {}

    async def take_up(tx: Tx) -> list[Outgoing]:
        free = AT_ONCE - len(in_hand)
        return await outbox_store.sending(tx, await queue.take(tx, free, in_hand))

    async def deliver(row: Outgoing) -> None:
        sent.append(row.id)
        await asyncio.sleep(DISCORD)
        await database.write(lambda tx: outbox_store.settle(tx, row, DeliveryState.SENT))

    while True:
        found = await database.write(take_up)
        for row in found:
            in_hand[row.id] = asyncio.create_task(deliver(row))
            in_hand[row.id].add_done_callback(lambda _, row=row: in_hand.pop(row.id))
        if not found and not in_hand:
            break
        await asyncio.wait([*in_hand.values()], return_when=asyncio.FIRST_COMPLETED)
    await database.close()
    print(json.dumps(sent))


async def measured(address: str, workers: int) -> float:
    """Rows a second."""
    async with postgres.empty_database(address) as url:
        await (await PostgresDatabase.open(url, Cipher(KEY), discord.utils.utcnow)).close()
        connection: Any = await asyncpg.connect(url)
        await connection.execute(FILL, ROWS, DESTINATIONS, time.time_ns() // 1000)
        await connection.execute("VACUUM ANALYZE outbox")
        await connection.close()
        began = time.perf_counter()
        begun = [
            await asyncio.create_subprocess_exec(sys.executable, __file__, "--at", url, stdout=asyncio.subprocess.PIPE)
            for _ in range(workers)
        ]
        told = [json.loads(said) for said, _ in await asyncio.gather(*(each.communicate() for each in begun))]
        took = time.perf_counter() - began
    sent = [row for each in told for row in each]
    assert len(sent) == len(set(sent)) == ROWS, "a row was sent twice, or not at all"
    return ROWS / took


async def main(report: Report, workers: list[int]) -> None:
    with postgres.server() as address:
        found = {many: [await measured(address, many) for _ in range(ROUNDS)] for many in workers}
    report.table(["workers", "rows a second"], [[many, f"{Spread.of(rates):.0f}"] for many, rates in found.items()])


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    arguments.add_argument("--at", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    asyncio.run(work(chosen.at) if chosen.at else main(Report(chosen.markdown), chosen.workers))
