"""The process that `run` starts: opens the store, runs the bot until something ends it, and determines the exit code."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

import bot
from bot import logs
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from bot.app import Goodword
    from bot.core.db.lock import Lost
    from bot.health.pulse import Pulse
    from bot.health.systemd import Notifier
    from bot.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")
STOPPED, CRASHED, BUSY, MISCONFIGURED = 0, 1, 75, 78
"""Exit codes; 75 and 78 are EX_TEMPFAIL and EX_CONFIG of sysexits.h."""
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between attempts to open a store that is not available yet; after the last attempt the process ends."""
LAST_RESORT = 9.5
"""Seconds after a request to end at which the process is ended by os._exit. Docker and others send SIGKILL after ten."""


class Ending(Struct, frozen=True):
    """Why the process ends, with its exit code; `problem` is printed for the operator."""

    why: str
    code: int = STOPPED
    problem: Exception | None = None


async def run(chosen: Settings, token: str, notifier: Notifier, *, new_store: bool = False) -> None:
    """Run until stopped. Everything local is checked before the first connection to Discord; `notifier` tells systemd of it.

    Raises ConfigurationError, StoreError and Busy where a restart would not help, and SystemExit(CRASHED) where it may.
    """
    from bot import backup_schedule, smart
    from bot.health import metrics
    from bot.health.pulse import Pulse
    from bot.health.watchdog import Watchdog

    metrics.check(chosen)
    smart.check(chosen)
    stop, pulse = asked_to_end(), Pulse()
    async with AsyncExitStack() as stack:
        stack.enter_context(logs.unhandled_told(asyncio.get_running_loop()))
        await stack.enter_async_context(pulse.beating())
        await stack.enter_async_context(Watchdog(pulse, notifier).watching())
        # A task, so that a signal ends a start that waits for its store.
        opening = asyncio.create_task(_open(stack, chosen, pulse, new_store=new_store))
        await asyncio.wait({stop, opening}, return_when=asyncio.FIRST_COMPLETED)
        if not opening.done():
            _end_by_force(STOPPED)
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
            notifier.stopping(stop.result())
            log.info("Goodword stops before its store is open: %s.", stop.result())
            return
        goodword, lost = await opening
        await backup_schedule.clear_leftovers(chosen.database.checked())
        if backups := await backup_schedule.planned(chosen):
            stack.push_async_callback(_cancelled, asyncio.create_task(backups.run(goodword.database), name="goodword backup"))
        ending = await _work(goodword, token, lost, stop, notifier)
    if ending.problem is not None:
        raise ending.problem
    if ending.code:
        raise SystemExit(ending.code)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _open(stack: AsyncExitStack, chosen: Settings, pulse: Pulse, *, new_store: bool) -> tuple[Goodword, Lost]:
    """Lock and open the store, and make the bot over it. Raises ConfigurationError, StoreError and Busy."""
    from bot.core.db import sqlite_file
    from bot.core.db.lock import alone

    shards, pauses = chosen.shards(), iter(PAUSES)
    lost = await _when_there(lambda: stack.enter_async_context(alone(chosen.database.checked(), shards)), pauses)
    # After the lock, so that a second start on one store reads that it already runs, not that its port is taken.
    if chosen.health.port is not None:
        from bot.health.server import serving

        await stack.enter_async_context(serving(chosen.health.port, pulse, with_metrics=chosen.metrics.enabled))
    path = chosen.database.sqlite_path()
    if not new_store:
        chosen.key().refuse_alone()
    elif path is not None and path.exists():
        log.warning("--new-store is not needed any more: leave it out, so that a store that is missing is noticed.")
    if path is not None:
        await _when_there(lambda: sqlite_file.checked(path), pauses)
    goodword = pulse.goodword = await _when_there(lambda: stack.enter_async_context(open_bot(chosen)), pauses)
    where = "as many as Discord says" if shards is None else str(shards)
    log.info("Goodword %s starts on %s; shards: %s.", bot.__version__, chosen.database.shown(), where)
    return goodword, lost


async def _when_there(enter: Callable[[], Awaitable[T]], pauses: Iterator[float]) -> T:
    """Call `enter`, again after each pause while the store is not available. Raises StoreUnavailable after the last."""
    from bot.core.db.errors import StoreUnavailable

    while True:
        try:
            return await enter()
        except StoreUnavailable as problem:
            pause = next(pauses, None)
            if pause is None:
                raise
            log.warning("%s Trying again in %g s.", problem, pause)
        await asyncio.sleep(pause)


async def _work(goodword: Goodword, token: str, lost: Lost, stop: asyncio.Future[str], notifier: Notifier) -> Ending:
    """Run until a signal, the bot's end, the loss of the lock or a refused token; then close the bot and return the reason."""
    running = asyncio.create_task(goodword.start(token))
    refused = asyncio.create_task(goodword.wire.refused.wait())
    try:
        await asyncio.wait({stop, running, lost, refused}, return_when=asyncio.FIRST_COMPLETED)
        ending = _ending(goodword, running, lost, stop)
        notifier.stopping(ending.why)
        log.log(logging.ERROR if ending.code else logging.INFO, "Goodword stops: %s.", ending.why)
        # Stay during a ban: a supervisor would restart at once, and each refused request counts as an invalid one again.
        if ending.code == CRASHED and goodword.wire.standstill:
            await asyncio.wait({stop}, timeout=goodword.wire.standstill)
        _end_by_force(ending.code)
        return ending
    finally:
        for task in (running, refused):
            task.cancel()
        await asyncio.gather(running, refused, return_exceptions=True)
        await goodword.close()


def _ending(goodword: Goodword, running: asyncio.Task[None], lost: Lost, stop: asyncio.Future[str]) -> Ending:
    from bot import startup_errors

    if stop.done():
        return Ending(stop.result())
    if goodword.wire.refused.is_set():
        return Ending("Discord refuses its token", MISCONFIGURED, ConfigurationError(startup_errors.TOKEN))
    if lost.done():
        return Ending("its store went to another process", BUSY, lost.result())
    return _after(running.exception(), goodword)


def _after(problem: BaseException | None, goodword: Goodword) -> Ending:
    """The ending for an exception of the bot's task; None where it returned."""
    import aiohttp
    import discord

    from bot import startup_errors
    from bot.core.db.errors import StoreError

    if problem is None:
        return Ending("its connection to Discord ended", CRASHED)
    said = startup_errors.sentence(problem)
    if said is not None:
        return Ending("Discord refuses what is set", MISCONFIGURED, ConfigurationError(said))
    if isinstance(problem, StoreError):
        return Ending("its store can't be used", MISCONFIGURED, problem)
    if isinstance(problem, aiohttp.ClientConnectorError):  # raised at the first request only; later discord.py reconnects
        cure = "Check this machine's network; what keeps Goodword running will start it again"
        return Ending(f"{problem}. {cure}", CRASHED)
    if isinstance(problem, discord.DiscordException) and goodword.wire.standstill:
        return Ending("Discord is not to be asked anything for a while", CRASHED)
    log.critical("Goodword crashed.", exc_info=problem)
    return Ending(f"it crashed ({type(problem).__name__})", CRASHED)


def _end_by_force(code: int) -> None:
    """Start a timer that ends the process LAST_RESORT seconds from now, whatever thread or library does not return.

    Commits are durable (synchronous = FULL), so nothing that was confirmed is lost.
    """

    def end() -> None:
        log.warning("Not everything ended within %g s; the process ends all the same.", LAST_RESORT)
        logging.shutdown()
        os._exit(code)

    timer = threading.Timer(LAST_RESORT, end)
    timer.daemon = True
    timer.start()


@asynccontextmanager
async def open_bot(chosen: Settings, *, shard_count: int | None = None, is_embedded: bool = False) -> AsyncIterator[Goodword]:
    """Open the store and make the bot, not connected yet; both are closed at the end. Raises ConfigurationError, StoreError."""
    from bot.app import Goodword
    from bot.asks.matching.meaning import PRESENT
    from bot.core.db.encryption import Cipher
    from bot.core.db.open import open_database
    from bot.weekly.digest.service import Digests
    from bot.worker.checked_clock import CheckedClock

    cipher = Cipher.from_text(chosen.key().text())
    # The demo's Discord is in this process and has no clock to compare with.
    clock = CheckedClock(is_compared=not is_embedded)
    database = await open_database(chosen.database.checked(), cipher, clock, chosen.database.connections)
    goodword = Goodword(
        database,
        clock=clock,
        shard_count=shard_count,
        shards=chosen.shards(),
        members_intent=chosen.discord.members_intent,
        voice_intent=chosen.discord.voice_intent,
        keep_departed=chosen.privacy.term,
    )
    try:
        await goodword.services.of(Digests).spread(on=chosen.digest.spread)
        if chosen.smart.enabled:
            PRESENT.load()
        yield goodword
    finally:
        await goodword.close()


def asked_to_end() -> asyncio.Future[str]:
    """A future that gets the signal's name on SIGINT or SIGTERM; from now on these don't end the process by themselves.

    Signal handlers run in the main thread only; an event loop in another one gets no signals.
    """
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[str] = loop.create_future()

    def end(name: str) -> None:
        if not asked.done():
            asked.set_result(name)

    heard = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    for number in heard:
        try:
            loop.add_signal_handler(number, end, number.name)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_, name=number.name: loop.call_soon_threadsafe(end, name))
    return asked
