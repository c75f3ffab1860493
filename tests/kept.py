"""Connections to PostgreSQL that one test after another uses, on an event loop that is kept for them.

A new connection is a new process of the server, which reads the catalogue and plans each statement anew: that takes most of what a test of a
service costs. A connection belongs to its event loop, so the tests that use one have the same loop, one after the other.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import asyncpg

from bot.core.db import postgres_server
from bot.core.db.postgres import STATEMENT_SECONDS

FOR_EVER = {"statement_cache_size": 1000, "max_cached_statement_lifetime": 0, "max_inactive_connection_lifetime": 0}
"""Of connections and their prepared statements: by default a connection keeps a hundred, and the tests together have more."""


class KeptLoop(asyncio.SelectorEventLoop):
    """An event loop that a test's runner leaves as if it were new, in place of closing it; `end` closes it."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor()
        self.set_default_executor(self._threads)

    async def shutdown_asyncgens(self) -> None:
        await super().shutdown_asyncgens()
        self._asyncgens_shutdown_called = False

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as its base
        self._threads.shutdown()
        self._threads = ThreadPoolExecutor()
        self.set_default_executor(self._threads)

    def close(self) -> None:
        """What the runner calls last, when it has cancelled all tasks: nothing of a test may run in the next."""
        for handle in (*self._ready, *self._scheduled):
            handle.cancel()
        self.set_task_factory(None)
        self.set_exception_handler(None)
        self.set_debug(False)

    def end(self) -> None:
        self._threads.shutdown()
        super().close()


class KeptPool:
    """A pool of connections as one test's store uses it: closing it returns the connections, and cuts those in use."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._taken: set[Any] = set()
        self._is_closed = False
        self.get_idle_size, self.get_size, self.get_max_size = kept.get_idle_size, kept.get_size, kept.get_max_size

    async def acquire(self) -> Any:
        if self._is_closed:
            raise asyncpg.InterfaceError("pool is closed")
        connection = await self._kept.acquire()
        self._taken.add(connection)
        return connection

    async def release(self, connection: Any) -> None:
        self._taken.discard(connection)
        await self._kept.release(connection)

    async def close(self) -> None:
        self._is_closed = True

    def terminate(self) -> None:
        for connection in self._taken:
            connection.terminate()


class KeptPools:
    """The pools of a test process, one for each database, and their loop."""

    def __init__(self) -> None:
        self._pools: dict[str, Any] = {}
        """By the address of the database."""

    @cached_property
    def loop(self) -> KeptLoop:
        return KeptLoop()

    async def of(self, address: str) -> KeptPool:
        """A pool for one test; call it on the loop."""
        assert asyncio.get_running_loop() is self.loop
        if address not in self._pools:
            self._pools[address] = await asyncpg.create_pool(
                address,
                min_size=1,
                max_size=10,
                command_timeout=STATEMENT_SECONDS,
                init=postgres_server._plan_by_indexes,
                reset=postgres_server._as_it_is,
                **FOR_EVER,
            )
        return KeptPool(self._pools[address])

    def disconnect(self) -> None:
        """Close all pools, while no loop runs."""
        while self._pools:
            self.loop.run_until_complete(self._pools.popitem()[1].close())

    def end(self) -> None:
        if "loop" in vars(self):
            self.loop.end()
