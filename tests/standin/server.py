"""The stand-in as a server on a free port of the loopback."""

from __future__ import annotations

from collections import deque
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

from tests.standin.faults import Fault
from tests.standin.gateway import Gateway
from tests.standin.people import People
from tests.standin.rest import API, Rest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.standin.world import Channel, Permission

UNAUTHORIZED = 401
BY_TOKEN_IN_PATH = ("/interactions/", "/webhooks/")


class Standin(People):
    """A stand-in for Discord. Make one with `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.gateway = Gateway(self)
        self.url = self.gateway_url = ""
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        """The source of the responses' `Date` header."""
        self.odd_dates: deque[timedelta] = deque()
        """Errors of the next responses' `Date` headers."""

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Standin]:
        """A running stand-in, which is stopped at the end."""
        standin = cls()
        app = web.Application(middlewares=[standin._meet])
        app.on_response_prepare.append(standin._as_discord_says)
        app.router.add_get("/gateway", standin.gateway.handle)
        Rest(standin).add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        standin.url, standin.gateway_url = f"http://127.0.0.1:{port}{API}", f"ws://127.0.0.1:{port}/gateway"
        try:
            yield standin
        finally:
            await standin.gateway.drop()
            await runner.cleanup()

    def fault(self, method: str, path: str, **how: float) -> Fault:
        """Inject a fault; `path` is a regular expression, without /api/v10."""
        return self.faults.add(Fault(method, path, **how))

    async def connected(self, identifies: int = 1) -> None:
        """Wait until the bot has identified that many times in all and is connected."""
        await self.until(lambda: self.gateway.connections and self.gateway.identifies >= identifies, "the bot to connect")

    async def deny(self, channel: Channel, permissions: Permission) -> None:
        """Deny the bot permissions in a channel, replacing an earlier overwrite."""
        channel.denied = permissions
        await self.gateway.dispatch("CHANNEL_UPDATE", channel.payload(self.bot))

    async def delete_channel(self, channel: Channel) -> None:
        assert channel.guild is not None
        del self.channels[channel.id], channel.guild.channels[channel.id]
        await self.gateway.dispatch("CHANNEL_DELETE", channel.payload(self.bot))

    @web.middleware
    async def _meet(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.path == "/gateway":
            return await handler(request)
        path = request.path.removeprefix(API)
        self.requests.append((request.method, path))
        if not path.startswith(BY_TOKEN_IN_PATH):
            known = self.accepts_token and request.headers.get("Authorization") == f"Bot {self.token}"
            if not known:
                return web.json_response({"message": "401: Unauthorized", "code": 0}, status=UNAUTHORIZED)
        return await self.faults.meet(request, path, handler)

    async def _as_discord_says(self, _: web.Request, response: web.StreamResponse) -> None:
        """Set headers as Discord does: a content type without charset, which clients compare as a whole, and `Date`."""
        if response.content_type == "application/json":
            response.headers["Content-Type"] = "application/json"
        odd = self.odd_dates.popleft() if self.odd_dates else timedelta()
        response.headers["Date"] = format_datetime(self.clock() + odd, usegmt=True)
