"""`/healthz` and `/readyz` on the loopback: what a supervisor, a container's health check or a monitor asks for.

`/healthz` says whether the process does its work by itself: the event loop turns and the store answers. A restart may mend what it
finds. `/readyz` says whether people are served: the gateway is connected, its heartbeats are acknowledged, and what is due is
delivered. A restart mends nothing of that while Discord is down. 200 where all is well, 503 where it is not, JSON in either case.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

import bot
from bot.core import outbox_admin
from bot.core.errors import Unsaved
from bot.health import metrics
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.db.database import Work
    from bot.health.pulse import Pulse

log = logging.getLogger(__name__)

T = TypeVar("T")
LOOPBACK = "127.0.0.1"
LATE = 10.0
"""Seconds of lag of the event loop from which on the process is not healthy: Discord waits three for an answer."""
OVERDUE = 300.0
"""Seconds that a message may be due before the process counts as not ready; one whose delivery failed is due again later."""
STORE_SECONDS = 5.0
"""Seconds within which the store has to answer."""
OK, UNAVAILABLE = 200, 503


@asynccontextmanager
async def serving(port: int, pulse: Pulse, *, with_metrics: bool = False) -> AsyncIterator[None]:
    """Answer on the loopback within the context. Raises ConfigurationError where the port can't be had."""
    runner = web.AppRunner(
        # Signals are `process.asked_to_end`'s. A supervisor asks every few seconds, so no request is logged.
        application(pulse, with_metrics=with_metrics),
        access_log=None,
        shutdown_timeout=0.5,
        handle_signals=False,
    )
    await runner.setup()
    try:
        try:
            # On the loopback alone: nothing here asks who is reading.
            await web.TCPSite(runner, LOOPBACK, port).start()
        except OSError as problem:
            raise _no_port(port, problem) from problem
        log.info("Health is told on http://%s:%d/healthz and /readyz.", LOOPBACK, port)
        yield
    finally:
        await runner.cleanup()


def application(pulse: Pulse, *, with_metrics: bool) -> web.Application:
    """The web application, without a socket."""

    async def healthz(_: web.Request) -> web.Response:
        return _answer(*await health(pulse))

    async def readyz(_: web.Request) -> web.Response:
        return _answer(*await readiness(pulse))

    async def numbers(_: web.Request) -> web.Response:
        page = metrics.exposition(pulse, await _of_store(pulse, metrics.read))
        return web.Response(body=page, headers={"Content-Type": metrics.CONTENT_TYPE})

    made = web.Application()
    made.router.add_get("/healthz", healthz)
    made.router.add_get("/readyz", readyz)
    if with_metrics:
        made.router.add_get("/metrics", numbers)
    return made


async def health(pulse: Pulse) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with the process, and its facts. A store that is still being opened is not wrong."""
    problems = [f"the event loop was {pulse.lag:.0f} s late within the last minute"] if pulse.lag > LATE else []
    store = "opening"
    if pulse.goodword is not None:
        is_there = await _of_store(pulse, outbox_admin.latest) is not None  # one small row
        store = "answers" if is_there else "does not answer"
    if store == "does not answer":
        problems.append("the store does not answer")
    facts = {
        "version": bot.__version__,
        "uptime_seconds": round(pulse.age),
        "loop_lag_seconds": round(pulse.lag, 3),
        "store": store,
    }
    return problems, facts


async def readiness(pulse: Pulse) -> tuple[list[str], dict[str, Any]]:
    """Why people are not served, and the facts about the gateway and the outbox."""
    problems = [] if pulse.is_connected else ["not connected to Discord's gateway"]
    if pulse.goodword is not None and pulse.goodword.telemetry.is_store_full:
        problems.append("the store has no room")
    if not pulse.is_acknowledged:
        problems.append(f"Discord has acknowledged no heartbeat for {pulse.silent_for:.0f} s")
    facts: dict[str, Any] = {"gateway": pulse.is_connected, "heartbeat_age_seconds": round(pulse.silent_for, 1)}
    backlog = await _of_store(pulse, outbox_admin.backlog)
    if backlog is None:
        return [*problems, "the store does not answer"], facts
    if backlog.overdue.total_seconds() > OVERDUE:
        problems.append(f"a message has been due for {backlog.overdue.total_seconds():.0f} s")
    facts |= {"outbox_waiting": backlog.waiting, "outbox_age_seconds": round(backlog.age.total_seconds())}
    return problems, facts


async def _of_store(pulse: Pulse, work: Work[T]) -> T | None:
    """What `work` reads; None where the store is not open or does not answer."""
    if pulse.goodword is None:
        return None
    try:
        async with asyncio.timeout(STORE_SECONDS):
            return await pulse.goodword.database.read(work)
    except (Unsaved, TimeoutError):
        return None


def _answer(problems: list[str], facts: dict[str, Any]) -> web.Response:
    status = UNAVAILABLE if problems else OK
    return web.json_response({"status": "; ".join(problems) or "ok", **facts}, status=status)


def _no_port(port: int, problem: OSError) -> ConfigurationError:
    if problem.errno == errno.EADDRINUSE:
        return ConfigurationError(
            f"health.port is {port}, which another program on this machine uses. Choose another one; where several Goodwords run on"
            " one machine, each needs a health.port of its own (GOODWORD_HEALTH__PORT)."
        )
    if problem.errno == errno.EACCES:
        return ConfigurationError(f"health.port is {port}, which this user may not open. Choose one from 1024 on.")
    return ConfigurationError(f"health.port is {port}, which can't be opened ({problem.strerror}). Choose another one.")
