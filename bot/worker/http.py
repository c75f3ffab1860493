"""What concerns every request to Discord, whoever makes it: their pace, and what an answer tells beside what was asked.

discord.py lets aiohttp tell of each request when it begins and when it is answered, its own repetitions included. Answers to
interactions pass unhindered: Discord does not count them, and people wait for them.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.core.feature import Urgency
from bot.worker.checked_clock import CheckedClock
from bot.worker.rate_limit import RateLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

RATE = 48
"""Requests a second. Discord allows a bot fifty, and the way there is not even; what is beyond that counts against it."""
BANNED_FOR = 600.0
"""Seconds for which nothing is asked after Cloudflare, which stands before Discord, showed its page instead of an answer."""
MOST_PATIENCE = 30.0
"""Seconds for which discord.py may wait by itself before it asks again, the least that it can be told."""
REFUSED, FORBIDDEN, TOO_MANY, SERVER_ERRORS = 401, 403, 429, 500
API, BY_PEOPLE = "/api/", ("interactions", "webhooks")


class Standstill(Exception):
    """Nothing is asked of Discord for so many seconds; this request was not made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Discord is not asked anything for another {seconds:.0f} s")
        self.retry_after = seconds


@dataclass
class Asked:
    """How it went to ask Discord to post one message; `unsure` where an answer left open whether it did."""

    urgency: Urgency
    begun: bool = False
    unsure: bool = False


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def watched(urgency: Urgency) -> Iterator[Asked]:
    """See how Discord answers this task, which has one message to post."""
    asked = Asked(urgency)
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


class DiscordHttp:
    """All requests of one process; `share` is its part of what the bot may ask, where several run. Each answer is shown to `clock`."""

    def __init__(self, share: float = 1.0, clock: CheckedClock | None = None) -> None:
        self.clock = clock or CheckedClock()
        self.refused = asyncio.Event()
        """Set where Discord takes the token no more."""
        self._pace = RateLimit(max(1, int(RATE * share)))
        self._again_at = 0.0

    def trace(self) -> aiohttp.TraceConfig:
        """For discord.py to hand to aiohttp."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._begun)
        config.on_request_end.append(self._answered)
        config.on_request_exception.append(self._broken)
        return config

    @property
    def standstill(self) -> float:
        """For how many seconds nothing may be asked; 0 where nothing stands against it."""
        return float("inf") if self.refused.is_set() else max(0.0, self._again_at - asyncio.get_running_loop().time())

    async def _begun(self, _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestStartParams) -> None:
        if not _is_ours(params.url.path):
            return
        self._check()
        asked = _asked.get()
        await self._pace.turn(Urgency.PERSON if asked is None else asked.urgency)
        self._check()

    def _check(self) -> None:
        if self.standstill:
            raise Standstill(self.standstill)

    async def _answered(self, _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestEndParams) -> None:
        response, path = params.response, params.url.path
        if not path.startswith(API):
            return
        if response.status >= SERVER_ERRORS:
            _leave_open(params.method, path)
        elif _is_ban(response):
            self._stand_still(BANNED_FOR, f"Cloudflare's page instead of an answer ({response.status})")
        elif response.status == TOO_MANY and response.headers.get("X-RateLimit-Scope") == "global":
            seconds = float(response.headers.get("Retry-After", 0))
            if seconds > MOST_PATIENCE:
                self._stand_still(seconds, "the limit of the whole bot is reached")
        elif response.status == REFUSED and _is_ours(path):
            self.refused.set()
        if "Date" in response.headers and "Age" not in response.headers:  # a cache says with it that its answer is older
            self.clock.compare(response.headers["Date"])

    async def _broken(self, _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestExceptionParams) -> None:
        if not isinstance(params.exception, aiohttp.ClientConnectorError | Standstill):
            _leave_open(params.method, params.url.path)

    def _stand_still(self, seconds: float, why: str) -> None:
        if not self.standstill:
            log.warning("Discord is not asked anything for %d s: %s.", seconds, why)
        self._again_at = max(self._again_at, asyncio.get_running_loop().time() + seconds)


def _is_ours(path: str) -> bool:
    """Whether Discord counts a request against the bot: its own ones to the API."""
    parts = path.split("/", 4)
    return path.startswith(API) and parts[3] not in BY_PEOPLE


def _is_ban(response: aiohttp.ClientResponse) -> bool:
    """Discord itself answers in JSON, and a limit of its own by way of its proxies."""
    if response.status == TOO_MANY:
        return "Via" not in response.headers or response.content_type != "application/json"
    return response.status == FORBIDDEN and response.content_type != "application/json"


def _leave_open(method: str, path: str) -> None:
    asked = _asked.get()
    if asked is not None and method == "POST" and path.endswith("/messages"):
        asked.unsure = True
