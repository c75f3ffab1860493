"""Hooks into every request to Discord: the rate limit, bans, refused tokens, and the `Date` header of responses.

discord.py passes aiohttp a TraceConfig, whose hooks see the begin and the end of each request, its own retries included.
Responses to interactions are not limited: they do not count towards the global limit
(https://docs.discord.com/developers/topics/rate-limits#global-rate-limit).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.core.feature import Urgency
from bot.worker.checked_clock import CheckedClock
from bot.worker.rate_limit import RateLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

RATE = 48
"""Requests a second.

The global limit is 50; network latency varies, and requests that arrive beyond the limit are answered with 429.
"""
BANNED_FOR = 600.0
"""Seconds without requests after Cloudflare's HTML page came instead of Discord's JSON: invalid requests are counted over ten
minutes (https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).
"""
MOST_PATIENCE = 30.0
"""`max_ratelimit_timeout` of discord.py, in seconds: the minimum that it accepts. It raises RateLimited for longer waits."""
REFUSED, FORBIDDEN, TOO_MANY, SERVER_ERRORS = 401, 403, 429, 500
"""HTTP status codes: the first three count as invalid requests towards Cloudflare's ban."""
API, BY_PEOPLE = "/api/", ("interactions", "webhooks")


class Standstill(Exception):
    """The request was not made, because requests are suspended for `retry_after` seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Discord is not asked anything for another {seconds:.0f} s")
        self.retry_after = seconds


REQUEST_ERRORS = (aiohttp.ClientError, OSError, TimeoutError, discord.HTTPException, discord.RateLimited, Standstill)
"""What a request to Discord raises where it is refused, gets no answer, or would have to wait for too long."""


UNNAMED = 0


def is_unnamed(problem: discord.HTTPException) -> bool:
    """Whether it is a 403 or 404 without a code: it comes from a proxy before Discord's API, which itself says by a code what is missing.

    So it does not say that a message, channel or member is gone, or that the bot may not do something
    (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes).
    """
    return isinstance(problem, discord.Forbidden | discord.NotFound) and problem.code == UNNAMED


def check_named(problem: discord.HTTPException) -> None:
    """Raise the error again where it is a proxy's (`is_unnamed`), which proves nothing."""
    if is_unnamed(problem):
        raise problem


@dataclass
class Asked:
    """The state of a request to post one message. `unsure`: a response or its absence left open whether Discord posted it."""

    urgency: Urgency
    begun: bool = False
    unsure: bool = False


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def watched(urgency: Urgency) -> Iterator[Asked]:
    """Observe the requests of the current task, which posts one message, within the context."""
    asked = Asked(urgency)
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


class DiscordHttp:
    """The requests of one process.

    `share` is its part of the global limit where several processes run; `clock` gets each `Date` header.
    """

    def __init__(self, share: float = 1.0, clock: CheckedClock | None = None) -> None:
        self.clock = clock or CheckedClock()
        self.refused = asyncio.Event()
        """Set when Discord has refused the token (401)."""
        self._limit = RateLimit(max(1, int(RATE * share)))
        self._again_at = 0.0

    def trace(self) -> aiohttp.TraceConfig:
        """The hooks, for discord.py's `http_trace`."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._begun)
        config.on_request_end.append(self._answered)
        config.on_request_exception.append(self._broken)
        return config

    @property
    def standstill(self) -> float:
        """Seconds for which requests are suspended; 0 where they are not, infinite after the token was refused."""
        return float("inf") if self.refused.is_set() else max(0.0, self._again_at - asyncio.get_running_loop().time())

    async def _begun(self, _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestStartParams) -> None:
        if not _is_ours(params.url.path):
            return
        self._check()
        asked = _asked.get()
        await self._limit.turn(Urgency.PERSON if asked is None else asked.urgency)
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
        # A response from a cache has an Age header (RFC 9111, section 5.1); its Date is in the past.
        if "Date" in response.headers and "Age" not in response.headers:
            self.clock.compare(response.headers["Date"])

    async def _broken(self, _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestExceptionParams) -> None:
        if not isinstance(params.exception, aiohttp.ClientConnectorError | Standstill):
            _leave_open(params.method, params.url.path)

    def _stand_still(self, seconds: float, why: str) -> None:
        if not self.standstill:
            log.warning("Discord is not asked anything for %d s: %s.", seconds, why)
        self._again_at = max(self._again_at, asyncio.get_running_loop().time() + seconds)


def _is_ours(path: str) -> bool:
    """Whether the request counts towards the global limit: those to the API, without interactions' responses and webhooks."""
    parts = path.split("/", 4)
    return path.startswith(API) and parts[3] not in BY_PEOPLE


def _is_ban(response: aiohttp.ClientResponse) -> bool:
    """Whether Cloudflare answered: without JSON, or with 429 and no header Via, which discord.py takes for a ban too."""
    if response.status == TOO_MANY:
        return "Via" not in response.headers or response.content_type != "application/json"
    return response.status == FORBIDDEN and response.content_type != "application/json"


def _leave_open(method: str, path: str) -> None:
    """Mark the current task's message as possibly posted, if this request was to post it."""
    asked = _asked.get()
    if asked is not None and method == "POST" and path.endswith("/messages"):
        asked.unsure = True
