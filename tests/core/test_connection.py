"""What of aiosqlite the connection relies on, its protected names included."""

import asyncio
import contextvars
import sqlite3
import threading
from pathlib import Path

import aiosqlite
import pytest

from bot.core.db.connection import Connection


async def test_a_whole_function_runs_on_aiosqlites_own_thread(tmp_path: Path) -> None:
    """Fails where a release of aiosqlite renames what is used of it."""
    async with Connection(f"file:{tmp_path / 'g.db'}") as connection:
        assert isinstance(connection, aiosqlite.Connection)
        driver, thread = await connection.run(lambda driver: (driver, threading.current_thread()))
        assert isinstance(driver, sqlite3.Connection)
        assert thread is connection._thread
        assert thread.daemon
        posted = threading.Event()
        connection.post(lambda _: posted.set())
        assert await connection.run(lambda _: posted.is_set()), "functions run in the order in which they were queued"
    await asyncio.to_thread(thread.join)


async def test_what_is_queued_runs_to_its_end_where_nobody_waits_any_more(tmp_path: Path) -> None:
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_: sqlite3.Connection) -> None:
        begun.set()
        go.wait()
        ended.set()

    async with Connection(f"file:{tmp_path / 'g.db'}") as connection:
        waiting = asyncio.create_task(connection.run(slow))
        await asyncio.to_thread(begun.wait)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        go.set()
        await connection.run(lambda _: None)
        assert ended.is_set()


async def test_what_follows_a_function_is_called_on_the_loop_in_the_callers_context_even_if_nobody_waits(tmp_path: Path) -> None:
    begun, go = threading.Event(), threading.Event()
    calls: list[tuple[str, threading.Thread]] = []
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name", default="")

    def slow(_: sqlite3.Connection) -> int:
        begun.set()
        go.wait()
        return 7

    async def call(who: str) -> int:
        name.set(who)
        return await connection.run_then(lambda: calls.append((name.get(), threading.current_thread())), slow)

    async with Connection(f"file:{tmp_path / 'g.db'}") as connection:
        given_up, waiting = asyncio.create_task(call("one")), asyncio.create_task(call("two"))
        await asyncio.to_thread(begun.wait)
        given_up.cancel()
        go.set()
        assert await waiting == 7
        assert given_up.cancelled()
        assert calls == [("one", threading.main_thread()), ("two", threading.main_thread())]
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await connection.run_then(calls.clear, lambda driver: driver.execute("SELECT 1 FROM nowhere"))
        assert len(calls) == 2, "nothing follows what failed"


async def test_what_a_function_raises_reaches_the_caller(tmp_path: Path) -> None:
    async with Connection(f"file:{tmp_path / 'g.db'}") as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await connection.run(lambda driver: driver.execute("SELECT 1 FROM nowhere"))
        assert (await connection.run(lambda driver: driver.execute("SELECT 1").fetchone()))[0] == 1


async def test_a_connection_that_fails_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.OperationalError):
        await Connection(f"file:{tmp_path / 'no' / 'folder' / 'g.db'}?mode=rw")
    assert set(threading.enumerate()) <= before
