"""Marks of rows that wait for another: whatever happens to the others, the same rows are due as without any mark."""

import random
import re
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.core import outbox_admin
from bot.core.db.database import Database, Row, Tx, micros
from bot.core.feature import Urgency
from bot.core.outbox import missed, queue
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import DeliveryState, Message
from tests.conftest import Clock
from tests.fuzz import TIMES, seed
from tests.query_plans import is_sqlite

ALL = 1000


async def due(tx: Tx) -> list[str]:
    return sorted(row.message.key for row in await outbox_store.take_due(tx, ALL, ()))


async def due_by_rule(tx: Tx) -> list[str]:
    """Of each destination the first row that waits neither for the one in `after_key` nor for an earlier one of its subject.

    An edit that the clock caused and that no worker has keeps none behind it that a person caused.
    """
    waiting = await tx.all("SELECT * FROM outbox WHERE state IN ('pending', 'sending') ORDER BY id")
    keys = {row["key"] for row in waiting}
    found: list[Row] = []
    ahead: dict[str, int] = {}
    """The lowest urgency, which counts up from a person's, of the rows that every later one waits for."""
    subjects: set[tuple[int, str]] = set()
    for row in waiting:
        subject = (row["group_id"], row["subject"])
        if row["after_key"] not in keys and subject not in subjects:
            destination = row["destination"]
            if row["urgency"] < ahead.get(destination, len(Urgency)):
                found.append(row)
            gives_way = row["only_edit"] and row["state"] == "pending"
            ahead[destination] = min(ahead.get(destination, len(Urgency)), row["urgency"] if gives_way else 0)
        if row["subject"] is not None:
            subjects.add(subject)
    return sorted(row["key"] for row in found if row["not_before"] <= micros(tx.now))


def drawn(draw: random.Random, number: int) -> Message:
    """A message for one of few destinations, which may follow another or edit one."""
    to_channel = draw.random() < 0.6
    return Message(
        draw.choice((1, 2)),
        draw.choice(("referral.card", "digest", "referral.line")),
        f"k{number}",
        number,
        channel_id=draw.randrange(10, 13) if to_channel else None,
        user_id=None if to_channel else draw.randrange(50, 53),
        subject=draw.choice((None, None, "s", "t")),
        only_edit=draw.random() < 0.2,
        after=f"k{draw.randrange(number)}" if number and draw.random() < 0.3 else None,
    )


async def happens(tx: Tx, draw: random.Random, number: int) -> None:
    """One of all that becomes of rows."""
    rows = await outbox_store.take_due(tx, ALL, ())
    row = draw.choice(rows) if rows else None
    what = draw.randrange(12)
    if what < 5 or row is None:
        await outbox_store.add(tx, drawn(draw, number))
    elif what == 5:
        await outbox_store.settle(tx, row, DeliveryState.SENT, message_id=number)
    elif what == 6:
        later = tx.now + timedelta(minutes=draw.choice((0, 5)))
        await outbox_store.later(tx, row, later, "503", unknown=draw.random() < 0.5)
    elif what == 7:
        await missed.miss(tx, row, "direct messages closed")
    elif what == 8:
        dead = await tx.all("SELECT DISTINCT user_id FROM outbox WHERE state = 'dead' AND user_id IS NOT NULL ORDER BY user_id")
        for user in dead[:1]:
            for again in (await missed.of_person(tx, user["user_id"]))[:1]:
                await missed.say_again(tx, again)
    elif what == 9:
        await tx.run("DELETE FROM outbox WHERE id = ?", draw.choice(await tx.all("SELECT id FROM outbox ORDER BY id"))["id"])
    elif what == 10:
        await outbox_store.release(tx, draw.choice((1, 2)), {"digest": draw.randrange(10, 13), "referral.line": 10})
    else:
        await outbox_store.bury(tx, row, tx.now - timedelta(minutes=3), "50013")


async def test_with_marks_the_same_rows_are_due(database: Database, clock: Clock) -> None:
    draw = random.Random(seed())
    marked = 0
    for number in range((400 if is_sqlite(database) else 150) * TIMES):
        await database.write(lambda tx, number=number: happens(tx, draw, number))
        if draw.random() < 0.4:
            await database.write(queue.mark)
        clock.pass_by(minutes=draw.choice((0, 0, 1)))
        found, expected = await database.read(due), await database.read(due_by_rule)
        assert found == expected, number
        row = await database.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM outbox WHERE blocked_by IS NOT NULL"))
        marked = max(marked, row["n"] if row else 0)
    assert marked > 5


async def test_what_waits_behind_another_is_looked_at_once_however_much_it_is(database: Database) -> None:
    """All of it goes in its order, one after the other."""
    for number in range(300):
        await database.write(
            lambda tx, number=number: outbox_store.add(tx, Message(1, "digest", f"k{number}", number, channel_id=9))
        )
    for number in range(10):
        (row,) = await database.write(lambda tx: queue.take(tx, 64, ()))
        assert row.message.key == f"k{number}"
        await database.write(lambda tx, row=row: outbox_store.settle(tx, row, DeliveryState.SENT, message_id=1))
    await database.write(queue.mark)
    left = await database.read(lambda tx: tx.all("SELECT key FROM outbox WHERE state = 'pending' AND blocked_by IS NULL"))
    assert [row["key"] for row in left] == ["k10"]


async def test_a_mark_whose_row_waits_no_more_is_taken_back(database: Database) -> None:
    await database.write(lambda tx: outbox_store.add(tx, Message(1, "digest", "a", 1, channel_id=9)))
    await database.write(lambda tx: tx.run("UPDATE outbox SET blocked_by = 12345"))
    assert await database.read(due) == []
    await database.write(queue.check_marks)
    assert await database.read(due) == ["a"]


async def test_a_clock_that_is_set_back_moves_what_is_marked_too(database: Database, clock: Clock) -> None:
    for number in range(2):
        await database.write(
            lambda tx, number=number: outbox_store.add(tx, Message(1, "digest", f"k{number}", number, channel_id=9))
        )
    await database.write(queue.mark)
    hours = timedelta(hours=2)
    clock.now -= hours
    await database.write(lambda tx: outbox_admin.set_back(tx, hours))
    (first,) = await database.write(lambda tx: queue.take(tx, 9, ()))
    await database.write(lambda tx: outbox_store.settle(tx, first, DeliveryState.SENT, message_id=1))
    assert await database.read(due) == ["k1"]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_burst_is_read_along_indexes_whatever_the_statistics_say(database: Database) -> None:
    """Statistics of an empty outbox, as between two bursts: autovacuum comes later than the first round."""

    async def burst(tx: Tx) -> None:
        await tx.all("ANALYZE outbox")
        for number in range(200):
            await outbox_store.add(tx, Message(1, "digest", f"k{number}", number, channel_id=number))

    await database.write(burst)
    statements: list[tuple[str, tuple[Any, ...]]] = []

    class Recorded:
        def __init__(self, tx: Tx) -> None:
            self._tx, self.now, self.cipher = tx, tx.now, tx.cipher

        async def all(self, sql: str, *values: Any) -> list[Row]:
            statements.append((sql, values))
            return await self._tx.all(sql, *values)

    assert len(await database.read(lambda tx: outbox_store.take_due(cast("Tx", Recorded(tx)), 25, ()))) == 25
    for sql, values in statements:
        plan = await database.read(lambda tx, sql=sql, values=values: tx.all(f"EXPLAIN {sql}", *values))
        steps = [row[0] for row in plan]
        assert not [step for step in steps if re.search(r"Seq Scan|Bitmap|Join|Nested Loop", step)], "\n".join(steps)
