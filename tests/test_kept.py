"""What one test leaves on a kept loop, a kept connection or in a shared database does not reach the next."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from bot.core.db.encryption import Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.errors import Unsaved
from bot.services import Services
from tests import postgres
from tests.conftest import KEY, Clock, Stores, tables_of
from tests.failing import rows_of
from tests.kept import KeptLoop, KeptPools
from tests.people import actor, set_up, someone


def test_nothing_of_a_test_runs_in_the_next() -> None:
    loop, ran, closed = KeptLoop(), [], []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            closed.append(True)

    async def first() -> AsyncIterator[int]:
        asyncio.get_running_loop().call_later(0, ran.append, "timer")
        asyncio.get_running_loop().call_soon(asyncio.get_running_loop().call_later, 0, ran.append, "another")
        left = asyncio.create_task(asyncio.Event().wait())
        left.add_done_callback(lambda task: ran.append(task.cancelled()))
        asyncio.get_running_loop().set_task_factory(lambda loop, coro, **more: asyncio.Task(coro, loop=loop, **more))
        generator = numbers()
        await anext(generator)
        return generator

    async def second() -> int:
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert asyncio.get_running_loop().get_task_factory() is None
        async for number in numbers():
            await asyncio.to_thread(ran.append, number)
        await asyncio.sleep(0.01)
        return number

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        kept = runner.run(first())
    assert closed == [True]
    left = ran.copy()
    assert True in left
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        assert runner.run(second()) == 1
    assert ran == [*left, 1]
    assert kept is not None
    loop.end()
    assert loop.is_closed()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_closed_store_keeps_the_connection_and_a_cut_one_is_replaced(
    database, kept_pools: KeptPools, postgres_stores: Stores
) -> None:
    async def backend(tx) -> int:
        return (await tx.one("SELECT pg_backend_pid() AS pid"))["pid"]

    served = await database.read(backend)
    await database.close()
    with pytest.raises(Unsaved):
        await database.read(backend)
    pool = await kept_pools.of(postgres_stores.shared)
    connection = await pool.acquire()
    assert connection.get_server_pid() == served
    await pool.close()
    pool.terminate()
    with pytest.raises(asyncpg.InterfaceError):
        await pool.acquire()
    await pool.release(connection)
    again = await kept_pools.of(postgres_stores.shared)
    connection = await again.acquire()
    assert connection.get_server_pid() != served
    assert await connection.fetchval("SHOW enable_seqscan") == "off"
    await again.release(connection)


async def test_noted_rows_are_put_back_and_the_next_number_is_the_same(postgres_server: str, postgres_stores: Stores) -> None:
    async with postgres.empty_database(postgres_server, postgres_stores.template) as address:
        store = await PostgresDatabase.open(await postgres.emptied(address), Cipher(KEY), Clock())
        services, tables = Services(store), [table for table in await tables_of(store) if table != "allowances"]
        await set_up(services)
        await postgres.keep(address)
        noted = await rows_of(store, tables)
        assert noted["members"]
        assert noted["log"]
        numbers = []
        for _ in range(2):
            await services.roster.add(actor(1), someone(4), "Florist")
            assert await rows_of(store, tables) != noted
            numbers.append(await store.read(lambda tx: tx.one("SELECT MAX(id) AS id FROM log")))
            await postgres.emptied(address, refilled=True)
            assert await rows_of(store, tables) == noted
        assert numbers[0] == numbers[1] is not None
        await postgres.emptied(address)
        assert (await rows_of(store, tables))["members"] == []
        await store.close()
