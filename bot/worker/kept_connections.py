"""POST requests to one server over HTTP/1.1 (RFC 9112), on connections that are kept open; of a response only the status is read.

aiohttp takes three times the CPU time for the same request (`benchmarks/answers.py`), since it prepares for any method and response.
Responses are parsed by httptools, which is llhttp, the parser of Node.js.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections import deque
from typing import TYPE_CHECKING, cast

import aiohttp
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

if TYPE_CHECKING:
    from yarl import URL

PATIENCE = 60.0
"""Seconds that a connection may take, and a request on it."""
KEPT = 15.0
"""Seconds for which an idle connection is used again: aiohttp's own, well below those after which Discord closes one."""
NEXT_ADDRESS = 0.25
"""Seconds after which a server's next address is tried beside the first (RFC 8305, section 5)."""
BROKEN = (OSError, EOFError, ValueError, HttpParserError, HttpParserUpgrade)
"""What a connection raises that breaks, or on which the response is none of HTTP/1.1."""
FINAL = 200
"""The least status of a final response (RFC 9110, section 15)."""
LONGEST_HEAD = 2**16
"""Bytes of a response before its content, with the interim responses before it."""
ENDED = "the connection ended before the response"


class KeptConnections:
    """Connections to the server of `base`, whose path precedes that of each request."""

    def __init__(self, base: URL, user_agent: str) -> None:
        self._base = base
        self._tls = ssl.create_default_context() if base.scheme == "https" else None
        self._fields = f"Host: {base.authority}\r\nUser-Agent: {user_agent}\r\nAccept: */*\r\n"
        self._idle = deque[_Connection]()
        """Those that wait for a request, the longest idle first."""
        self._is_closed = False

    async def post(self, path: str, content_type: str, content: bytes) -> int:
        """The status of the response. `path` is percent-encoded. Raises aiohttp.ClientConnectionError where there is none."""
        head = f"POST {self._base.raw_path}{path} HTTP/1.1\r\n{self._fields}Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n"
        try:
            connection = self._kept() or await self._opened()
            status = await connection.exchange(head.encode() + content)
        except BROKEN as problem:
            raise aiohttp.ClientConnectionError(f"{type(problem).__name__}: {problem}") from problem
        if self._is_closed:
            connection.close()
        elif connection.is_open:
            self._keep(connection)
        return status

    def _kept(self) -> _Connection | None:
        """The connection that was used last, where the server has not closed it."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and connection.idle_since > _now() - KEPT:
                return connection
            connection.close()
        return None

    def _keep(self, connection: _Connection) -> None:
        connection.idle_since = _now()
        self._idle.append(connection)
        while self._idle[0].idle_since < connection.idle_since - KEPT:
            self._idle.popleft().close()

    async def _opened(self) -> _Connection:
        host, port = self._base.host, self._base.port
        assert host is not None
        assert port is not None
        connecting = asyncio.get_running_loop().create_connection(
            _Connection, host, port, ssl=self._tls, happy_eyeballs_delay=NEXT_ADDRESS
        )
        async with asyncio.timeout(PATIENCE):
            return (await connecting)[1]

    def close(self) -> None:
        """Close the idle ones; those in use end with their requests, and are not kept."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()


class _Connection(asyncio.Protocol):
    """A connection with one request at a time; httptools calls the methods that begin with `on_`.

    Any error closes it. So does the head of a response that is the last on its connection, of which no content is awaited.
    """

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self.is_open = True
        self.idle_since = 0.0
        """By the event loop's clock."""
        self._parser = HttpResponseParser(self)
        self._status: asyncio.Future[int] | None = None
        """Of the response to the last request."""
        self._room = LONGEST_HEAD
        """Bytes in which the head of the response has to end."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    async def exchange(self, request: bytes) -> int:
        """Send a request; returns the status of the response. Raises BROKEN."""
        if not self.is_open:
            raise EOFError(ENDED)
        loop = asyncio.get_running_loop()
        self._status, self._room = loop.create_future(), LONGEST_HEAD
        # A timer, for `asyncio.timeout` takes a twentieth of the whole request's time.
        late = loop.call_later(PATIENCE, self.close)
        self._transport.write(request)
        try:
            return await self._status
        except asyncio.CancelledError:  # the rest of the response is still to come
            self.close()
            raise
        finally:
            late.cancel()

    def close(self) -> None:
        self.is_open = False
        self._transport.abort()  # at once: `close` would wait for the server's part of the end of TLS

    def data_received(self, data: bytes) -> None:
        try:
            while data:
                part = data[: self._room]
                if not part:
                    raise ValueError(f"the head of the response has more than {LONGEST_HEAD} bytes")
                self._room -= len(part)
                self._parser.feed_data(part)
                data = data[len(part) :]
        except BROKEN as problem:
            self.connection_lost(problem)

    def eof_received(self) -> None:
        self.connection_lost(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.close()
        if self._status is not None and not self._status.done():
            self._status.set_exception(exc or EOFError(ENDED))

    def on_message_begin(self) -> None:
        if self._status is None or self._status.done():  # a response to no request would be taken for that to the next
            self.close()

    def on_headers_complete(self) -> None:
        if self._parser.get_status_code() >= FINAL:
            self._room = sys.maxsize
            if not self._parser.should_keep_alive():  # the content may end with the connection only
                self.close()
                self.on_message_complete()

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= FINAL and self._status is not None and not self._status.done():
            self._status.set_result(status)


def _now() -> float:
    return asyncio.get_running_loop().time()
