"""Faults that a test injects: an error response, a lost response, a late one."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(eq=False)
class Fault:
    """A fault for the next `times` requests that match, after `after` others.

    `status`: answer with this status, as Cloudflare's HTML where `page`. `cut`: close the connection instead, by a TCP reset
    where `reset`. `held`: answer after `let_go`. `acted`: execute the request first, so that only its response is lost or late.
    """

    method: str
    path: str
    times: int = 1
    after: int = 0
    status: int = 0
    acted: bool = False
    cut: bool = False
    reset: bool = False
    held: bool = False
    retry_after: float = 0.0
    scope: str = "user"
    page: bool = False
    code: int = 0
    met: int = 0
    ended: int = 0
    _gate: asyncio.Event = field(default_factory=asyncio.Event)

    def let_go(self) -> None:
        """Answer held requests, and hold no more."""
        self._gate.set()

    def fits(self, request: web.BaseRequest, path: str) -> bool:
        if self.met >= self.times or not re.fullmatch(self.method, request.method) or not re.fullmatch(self.path, path):
            return False
        self.after -= 1
        return self.after < 0


MET = web.RequestKey("fault", Fault)
"""The fault that a request met, stored in the request."""


class Faults:
    def __init__(self, on_met: Callable[[], None]) -> None:
        self._on_met = on_met
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        self.waiting.clear()

    async def meet(
        self, request: web.Request, path: str, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Handle the request with the first fault that matches it."""
        fault = next((each for each in self.waiting if each.fits(request, path)), None)
        if fault is None:
            return await handler(request)
        fault.met += 1
        request[MET] = fault
        self._on_met()
        try:
            return await self._through(fault, request, handler)
        finally:
            fault.ended += 1
            self._on_met()

    async def _through(
        self, fault: Fault, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        response = await handler(request) if fault.acted else None
        if fault.held:
            await fault._gate.wait()
        if fault.cut:
            _cut(request, reset=fault.reset)
            return web.Response()
        if fault.status:
            return _error(fault)
        return response or await handler(request)


def _cut(request: web.Request, *, reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if reset:
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()


def _error(fault: Fault) -> web.Response:
    if fault.page:
        return web.Response(text="<html>error code: 1015</html>", content_type="text/html", status=fault.status)
    if fault.status == web.HTTPTooManyRequests.status_code:
        body = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": fault.scope == "global"}
        headers = {"Via": "1.1 stand-in", "Retry-After": str(fault.retry_after), "X-RateLimit-Scope": fault.scope}
        return web.json_response(body, status=fault.status, headers=headers)
    return web.json_response({"message": f"{fault.status}: as asked", "code": fault.code}, status=fault.status)
