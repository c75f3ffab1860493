"""The morning's look at people to keep in touch with: a large group in which everybody has a full list, beside lists of one.

python benchmarks/keep_in_touch.py
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import discord

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import Report, parser
from benchmarks.holds import cost
from benchmarks.seed import KEY, Plan, seed
from bot.core.db.encryption import Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.groups import store as groups_store
from bot.referrals.daily_job import SLICE
from bot.relationships.keep_in_touch import service
from bot.relationships.keep_in_touch.model import ITEM, MOST

if TYPE_CHECKING:
    import argparse

    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem

GROUP, TURNS = 1_000_000, 5
NOTE = "Her daughter moves out in autumn; she asked about the old panel. " * 4
_FILL = (
    "WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < {each} - 1)"
    " INSERT INTO acquaintances (group_id, owner_id, name, relation, note, every, due_on, added_at, noted_at)"
    # Every tenth of a list is due, as with a look each month.
    " SELECT m.group_id, m.user_id, ?, ?, ?, 'month', CASE WHEN i.n % 10 = 0 THEN ? ELSE ? END, 0, 0 FROM members AS m JOIN i ORDER BY i.n"
)


_NAMED = (
    "INSERT INTO morning_items (group_id, user_id, kind, record_id, at)"
    f" SELECT group_id, owner_id, '{ITEM}', id, 0 FROM acquaintances WHERE group_id = {GROUP}"
)


class Counting(Cipher):
    """Counts what is opened."""

    opened = 0

    def open(self, table: str, group_id: int, row: object, column: str, sealed: bytes | str | None) -> str:
        Counting.opened += 1
        return super().open(table, group_id, row, column, sealed)


def fill(path: Path, each: int, *, named: bool = False) -> None:
    """Give every member `each` people, in whose texts nothing can be read: they are sealed for another row. `named`: all were named already."""
    cipher, today = Cipher(KEY), discord.utils.utcnow().date()
    sealed = [cipher.seal_text("acquaintances", GROUP, 0, name, NOTE) for name in ("name", "relation", "note")]
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in (-1, 20)]
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("BEGIN")
        store.execute("UPDATE members SET dm_keep_in_touch = 1")
        store.execute(_FILL.format(each=each), (*sealed, *days))
        if named:
            store.execute(_NAMED)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Look:
    """The morning's look at one store."""

    def __init__(self, database: SqliteDatabase, people: int) -> None:
        self.database, self._people = database, people

    async def everybody(self, _: int) -> None:
        """All slices of the group's look, as the daily job reads them; each in a transaction of its own."""
        after, found = 0, 0
        while True:
            items = await self.database.read(lambda tx, after=after: self._slice(tx, after))
            found += len(items)
            if len(items) < SLICE:
                break
            after = items[-1].user_id
        assert found == self._people, "somebody in every list, or nobody where all were named"

    async def _slice(self, tx: Tx, after: int) -> list[WaitingItem]:
        group = await groups_store.get(tx, GROUP)
        return await service.due(tx, group, tx.now, after, SLICE)


async def main(options: argparse.Namespace) -> None:
    report, people = Report(options.markdown), tuple(range(1, options.members + 1))
    async with AsyncExitStack() as stack:
        looks: list[Look] = []
        for each, named in ((1, False), (MOST, False), (MOST, True)):
            path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodword-bench-"))) / "store.db"
            await seed(path, [Plan(GROUP, people, 0, channel_id=5)])
            fill(path, each, named=named)
            report.say(
                f"- {options.members:,} members with {each} each{', all named before' * named}: {path.stat().st_size >> 20} MiB"
            )
            database = await SqliteDatabase.open(path, Counting(KEY), discord.utils.utcnow)
            stack.push_async_callback(database.close)
            looks.append(Look(database, 0 if named else options.members))
        before = Counting.opened
        turns = [[await cost(look.database, look.everybody, calls=3, warm_up=1) for look in looks] for _ in range(TURNS)]
        assert Counting.opened == before, "the look opens no sealed text"
        one, full, named = [median(turn[place].cpu for turn in turns) for place in range(3)]
        held = [median(turn[place].reading for turn in turns) for place in range(3)]
        report.table(
            [f"a look at {options.members:,} lists", "CPU ms", "×", "longest hold of a thread, ms"],
            [
                ["of 1", f"{one:.1f}", "1", f"{held[0]:.1f}"],
                [f"of {MOST}, a tenth due", f"{full:.1f}", f"{full / one:.2f}", f"{held[1]:.1f}"],
                [f"of {MOST}, a tenth due and named before", f"{named:.1f}", f"{named / one:.2f}", f"{held[2]:.1f}"],
            ],
        )
        report.say(f"Opened sealed texts: {Counting.opened - before}.")


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--members", type=int, default=3000)
    asyncio.run(main(arguments.parse_args()))
