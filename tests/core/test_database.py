"""A transaction is whole or nothing, on both engines."""

import asyncio

import pytest

from bot.core.db import meta as store_meta
from bot.core.db.database import Database, Tx, instant, micros
from tests.conftest import NOON

STEPS = 6


async def names(database: Database) -> set[str]:
    rows = await database.read(lambda tx: tx.all("SELECT name FROM meta WHERE name LIKE 'n%'"))
    return {row["name"] for row in rows}


def writing(steps: int, fail_at: int | None = None):
    async def work(tx: Tx) -> int:
        for step in range(steps):
            if step == fail_at:
                raise RuntimeError("in the middle")
            await store_meta.put(tx, f"n{step}", "x")
        return steps

    return work


async def test_what_returns_is_committed_and_seen_by_readers(database: Database) -> None:
    assert await database.write(writing(3)) == 3
    assert await names(database) == {"n0", "n1", "n2"}


@pytest.mark.parametrize("k", range(STEPS))
async def test_an_exception_at_the_kth_statement_leaves_nothing(database: Database, k: int) -> None:
    with pytest.raises(RuntimeError, match="middle"):
        await database.write(writing(STEPS, fail_at=k))
    assert await names(database) == set()
    await database.write(writing(1))
    assert await names(database) == {"n0"}


async def test_a_statement_of_which_not_all_rows_are_read_does_not_keep_the_transaction_from_ending(database: Database) -> None:
    async def work(tx: Tx) -> None:
        row = await tx.one("INSERT INTO meta (name, value) VALUES ('n1', 'x'), ('n2', 'x'), ('n3', 'x') RETURNING name")
        assert row is not None

    async def failing(tx: Tx) -> None:
        await tx.one("INSERT INTO meta (name, value) VALUES ('n4', 'x'), ('n5', 'x') RETURNING name")
        raise RuntimeError("rolled back")

    await database.write(work)
    with pytest.raises(RuntimeError, match="rolled back"):
        await database.write(failing)
    assert await names(database) == {"n1", "n2", "n3"}


async def test_concurrent_transactions_do_not_mix(database: Database) -> None:
    async def failing(tx: Tx) -> None:
        await store_meta.put(tx, "nf", "x")
        raise RuntimeError("rolled back")

    async def succeeding(tx: Tx) -> None:
        await store_meta.put(tx, "ns", "x")

    await asyncio.gather(*(database.write(work) for work in (failing, succeeding) * 20), return_exceptions=True)
    assert await names(database) == {"ns"}


async def test_listeners_are_woken_by_commits_that_ask_for_it_only(database: Database) -> None:
    woken: list[str] = []
    database.on_wake = lambda: woken.append("now")

    async def waking(tx: Tx) -> None:
        tx.wake()

    async def failing(tx: Tx) -> None:
        tx.wake()
        raise RuntimeError

    await database.write(writing(1))
    with pytest.raises(RuntimeError):
        await database.write(failing)
    assert woken == []
    await database.write(waking)
    assert woken == ["now"]


async def test_memory_is_told_of_commits_that_erased_something_only(database: Database) -> None:
    told: list[str] = []
    database.on_erased = lambda: told.append("now")

    async def erasing(tx: Tx) -> None:
        tx.erases()

    async def failing(tx: Tx) -> None:
        tx.erases()
        raise RuntimeError

    await database.write(writing(1))
    with pytest.raises(RuntimeError):
        await database.write(failing)
    assert told == []
    await database.write(erasing)
    assert told == ["now"]


def test_times_are_exact_to_the_microsecond() -> None:
    moment = NOON.replace(microsecond=123457)
    assert instant(micros(moment)) == moment


async def test_two_of_the_same_do_not_lose_each_others_work(database: Database) -> None:
    """Read, then write what follows from it: whoever comes second must have read what the first one wrote."""

    async def add_one(tx: Tx) -> None:
        await store_meta.put(tx, "n", str(int(await store_meta.get(tx, "n") or 0) + 1))

    await asyncio.gather(*(database.write(add_one) for _ in range(20)))
    assert await database.read(lambda tx: store_meta.get(tx, "n")) == "20"


async def test_closing_waits_for_what_is_under_way_and_may_be_done_twice(database: Database) -> None:
    writing_now = asyncio.create_task(database.write(writing(STEPS)))
    await asyncio.sleep(0)
    await database.close()
    assert await writing_now == STEPS
    await database.close()
