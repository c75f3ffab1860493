"""The worker over a real store and discord.py's own HTTP client, against the stand-in, without gateway and commands.

It can be killed at any step: after that none of its code runs, not even clean-up.
"""

from __future__ import annotations

import asyncio
import types
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.core.db.open import open_database
from bot.core.outbox import store as outbox_store
from bot.services import Services
from bot.worker.checked_clock import CheckedClock
from bot.worker.clock_check import ClockCheck
from bot.worker.delivery import Delivery
from bot.worker.departed_groups import Deletion
from bot.worker.http import DiscordHttp
from bot.worker.rendered import Rendered
from bot.worker.worker import Worker
from cogs._ui.cards import Card
from cogs._ui.drawing import Drawing
from cogs._ui.people import former_of_linked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Generator
    from pathlib import Path

    from bot.core.db.database import Database, Tx
    from bot.core.db.encryption import Cipher
    from bot.core.outbox.model import Message
    from tests.conftest import Clock
    from tests.standin import Standin

ITS_OWN = {"Worker._look", "Worker._look_at_clock", "Worker._work", "Delivery.deliver"}
"""Qualified names of the coroutines whose tasks are the worker's."""
WAITING = "SELECT COUNT(*) AS n FROM outbox WHERE state IN ('pending', 'sending')"


@dataclass(eq=False)
class KillSwitch:
    """Counts the steps of the worker's tasks, each from one await to the next, and lets none run after the `last`."""

    last: int | None = None
    steps: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.last is not None and self.steps > self.last

    def factory(self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **more: Any) -> asyncio.Task[Any]:
        """The event loop's task factory: wraps the worker's coroutines."""
        if getattr(coro, "__qualname__", None) not in ITS_OWN:  # the closing of an asynchronous generator has none
            return asyncio.Task(coro, loop=loop, **more)
        task = asyncio.Task(self._lead(coro), loop=loop, **more)
        task.add_done_callback(lambda _: self.changed.set())
        self.tasks.append(task)
        return task

    async def _lead(self, coro: Coroutine[Any, Any, Any]) -> Any:
        return await _stepwise(coro, self)

    def step(self) -> bool:
        """Count a step; whether it may run."""
        self.steps += 1
        self.changed.set()
        return not self.is_over

    async def cancel_tasks(self) -> None:
        """Cancel the stopped tasks, after everything that they could change has been closed."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@types.coroutine
def _stepwise(coro: Coroutine[Any, Any, Any], kill_switch: KillSwitch) -> Generator[Any, Any, Any]:
    """Run a coroutine step by step, as its task would."""
    send, value = coro.send, None
    while True:
        if not kill_switch.step():
            try:
                if isinstance(value, asyncio.CancelledError):
                    raise value  # by `cancel_tasks`, while it waited for what does not end any more
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
    """The part of the bot that message handlers use."""

    services: Services
    drawing: Drawing


@dataclass
class WorkerHarness:
    standin: Standin
    clock: Clock
    kill_switch: KillSwitch
    database: Database
    services: Services
    client: discord.Client
    wire: DiscordHttp
    worker: Worker

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        standin: Standin,
        path: Path,
        cipher: Cipher,
        clock: Clock,
        handlers: Any,
        kill_switch: KillSwitch | None = None,
        address: str | None = None,
    ) -> AsyncIterator[WorkerHarness]:
        """Open a harness over a file, or PostgreSQL at `address`; a killed worker is not stopped at the end."""
        kill_switch = kill_switch or KillSwitch()
        loop = asyncio.get_running_loop()
        loop.set_task_factory(kill_switch.factory)
        checked = CheckedClock(clock.monotonic)
        database = await open_database(address or f"sqlite:///{path}", cipher, checked)
        wire = DiscordHttp(1000.0, checked)  # so high a limit that no request waits
        client = Bot(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            http_trace=wire.trace(),
        )
        services = client.services = Services(database)
        client.drawing = Drawing()
        await client.drawing.close()  # messages go without pictures: a process for each of a thousand bots would take minutes
        courier = Delivery(client, handlers(client), wire)
        check = ClockCheck(wire, services.job_repair, lambda: client.http.request(discord.http.Route("GET", "/users/@me")))
        part_from_linked = partial(services.privacy.part_from_linked, named=former_of_linked)
        deletion = Deletion(client, services.departed_groups, services.departures, timedelta(days=90), part_from_linked)
        worker = Worker(database, courier, services.job_handlers(), wire, check, deletion)
        try:
            await client.login(standin.token)
            yield cls(standin, clock, kill_switch, database, services, client, wire, worker)
            if not kill_switch.is_over:
                await worker.stop()
        finally:
            worker._running = False
            loop.set_task_factory(None)
            await database.close()
            await client.close()
            await kill_switch.cancel_tasks()

    async def work(self) -> None:
        """Start or nudge the worker, and wait until nothing more can be done at this time, or it is killed."""
        if self.worker._running:
            self.worker.nudge()
        else:
            await self.worker.start()
        while not self.kill_switch.is_over and self.worker._under_way():
            self.kill_switch.changed.clear()
            await self.kill_switch.changed.wait()

    async def finish(self) -> float:
        """Work until the outbox is empty, advancing the clock to the next due row each time; returns the seconds advanced."""
        began = self.clock.now
        await self.work()
        while (await self.rows(WAITING))[0]["n"]:
            due = await self.database.read(outbox_store.next_due)
            assert due is not None, "it waits for nothing"
            self.clock.now += max(due - self.wire.clock(), timedelta())
            await self.work()
        return (self.clock.now - began).total_seconds()

    async def rows(self, sql: str, *values: object) -> Any:
        return await self.database.read(lambda tx: tx.all(sql, *values))

    async def put(self, *messages: Message) -> None:
        """Queue messages in one transaction."""

        async def work(tx: Tx) -> None:
            for message in messages:
                await outbox_store.add(tx, message)

        await self.database.write(work)


async def plain(message: Message) -> Rendered:
    """A handler for any kind: the message's text is its key."""
    return Rendered(Card().text(message.key))
