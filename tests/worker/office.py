"""The worker as the bot has it, over a real store and discord.py's own HTTP client, against the stand-in: no gateway, no commands.

It can be killed at any of its steps: from there on nothing of it runs, not even what would clean up.
"""

from __future__ import annotations

import asyncio
import types
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord

from bot.app import job_handlers
from bot.services import Services
from bot.store import outbox
from bot.store.engine.opening import open_database
from bot.worker.checked_clock import CheckedClock
from bot.worker.clock_check import ClockCheck
from bot.worker.delivery import Courier
from bot.worker.departed import Deletion
from bot.worker.parcel import Parcel
from bot.worker.wire import Wire
from bot.worker.worker import Worker
from cogs._ui.cards import Card

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Generator
    from pathlib import Path

    from bot.model.outbox import Message
    from bot.store.engine.database import Database, Tx
    from bot.store.engine.vault import Vault
    from tests.conftest import Clock
    from tests.standin import Standin

ITS_OWN = {"Worker._look", "Worker._look_at_clock", "Worker._work", "Courier.deliver"}
WAITING = "SELECT COUNT(*) AS n FROM outbox WHERE state IN ('pending', 'sending')"


@dataclass(eq=False)
class Fate:
    """Counts the steps of the worker's tasks, each from one await to the next, and lets none follow the `last` one."""

    last: int | None = None
    steps: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.last is not None and self.steps > self.last

    def factory(self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **more: Any) -> asyncio.Task[Any]:
        """Makes the loop's tasks."""
        if coro.__qualname__ not in ITS_OWN:
            return asyncio.Task(coro, loop=loop, **more)
        task = asyncio.Task(self._lead(coro), loop=loop, **more)
        task.add_done_callback(lambda _: self.changed.set())
        self.tasks.append(task)
        return task

    async def _lead(self, coro: Coroutine[Any, Any, Any]) -> Any:
        return await _stepwise(coro, self)

    def step(self) -> bool:
        """Whether the next step may be taken."""
        self.steps += 1
        self.changed.set()
        return not self.is_over

    async def bury(self) -> None:
        """Let go of what stands still; by now everything that it could do harm to is closed."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@types.coroutine
def _stepwise(coro: Coroutine[Any, Any, Any], fate: Fate) -> Generator[Any, Any, Any]:
    """Run a coroutine as its task would, a step at a time."""
    send, value = coro.send, None
    while True:
        if not fate.step():
            try:
                yield from asyncio.get_running_loop().create_future()
            finally:
                coro.close()
        try:
            awaited = send(value)
        except StopIteration as done:
            return done.value
        try:
            value = yield awaited
            send = coro.send
        except BaseException as problem:  # noqa: BLE001 - a cancellation is the coroutine's
            value, send = problem, coro.throw


class Bot(discord.Client):
    """As much of the bot as handlers ask for."""

    services: Services


@dataclass
class Office:
    standin: Standin
    clock: Clock
    fate: Fate
    database: Database
    services: Services
    client: discord.Client
    wire: Wire
    worker: Worker

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        standin: Standin,
        path: Path,
        vault: Vault,
        clock: Clock,
        handlers: Any,
        fate: Fate | None = None,
        address: str | None = None,
    ) -> AsyncIterator[Office]:
        """Open until the end of the block, over a file or the PostgreSQL at `address`; what was killed is not ended first."""
        fate = fate or Fate()
        loop = asyncio.get_running_loop()
        loop.set_task_factory(fate.factory)
        checked = CheckedClock(clock.monotonic)
        database = await open_database(address or f"sqlite:///{path}", vault, checked)
        wire = Wire(1000.0, checked)  # nobody waits for Discord's pace
        client = Bot(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            http_trace=wire.trace(),
        )
        services = client.services = Services(database)
        courier = Courier(client, handlers(client), wire)
        check = ClockCheck(wire, services.clocks, lambda: client.http.request(discord.http.Route("GET", "/users/@me")))
        deletion = Deletion(client, services.departed_groups, services.presence, timedelta(days=90))
        worker = Worker(database, courier, job_handlers(services), wire, check, deletion)
        try:
            await client.login(standin.token)
            yield cls(standin, clock, fate, database, services, client, wire, worker)
            if not fate.is_over:
                await worker.stop()
        finally:
            worker._running = False
            loop.set_task_factory(None)
            await database.close()
            await client.close()
            await fate.bury()

    async def work(self) -> None:
        """Begin, or look again, and go on until nothing can be done at this time; or until the end."""
        if self.worker._running:
            self.worker.nudge()
        else:
            await self.worker.start()
        while not self.fate.is_over and self.worker._under_way():
            self.fate.changed.clear()
            await self.fate.changed.wait()

    async def finish(self) -> float:
        """Work until nothing waits, moving the clock to what is due next each time; for how many seconds that was."""
        began = self.clock.now
        await self.work()
        while (await self.rows(WAITING))[0]["n"]:
            due = await self.database.read(outbox.next_due)
            assert due is not None, "it waits for nothing"
            self.clock.now += max(due - self.wire.clock(), timedelta())
            await self.work()
        return (self.clock.now - began).total_seconds()

    async def rows(self, sql: str, *values: object) -> Any:
        return await self.database.read(lambda tx: tx.all(sql, *values))

    async def put(self, *messages: Message) -> None:
        """All in one commit."""

        async def work(tx: Tx) -> None:
            for message in messages:
                await outbox.add(tx, message)

        await self.database.write(work)


async def plain(message: Message) -> Parcel:
    """A handler for any kind: the message's key."""
    return Parcel(Card().text(message.key))
