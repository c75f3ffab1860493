"""POST requests to one server over HTTP/1.1 (RFC 9112), on connections that are kept open; of a response only the status is read.

aiohttp takes three times the CPU time for the same request (`benchmarks/answers.py`), since it prepares for any method and response.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from yarl import URL

PATIENCE = 60.0
"""Seconds that a connection may take, and a request on it."""
KEPT = 15.0
"""Seconds for which an idle connection is used again: aiohttp's own, well below those after which Discord closes one."""
NEXT_ADDRESS = 0.25
"""Seconds after which a server's next address is tried beside the first (RFC 8305, section 5)."""
BROKEN = (OSError, EOFError, ValueError, asyncio.LimitOverrunError)
"""What a connection raises that breaks, or on which the response is none of HTTP/1.1."""
FINAL, EMPTY = 200, {204, 304}
"""The least status of a final response (RFC 9110, section 15), and those without content."""
VERSION, NEWLINE = b"HTTP/1.1 ", b"\r\n"


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
            status, is_usable = await connection.exchange(head.encode() + content)
        except BROKEN as problem:
            raise aiohttp.ClientConnectionError(f"{type(problem).__name__}: {problem}") from problem
        if is_usable and not self._is_closed:
            self._keep(connection)
        else:
            connection.close()
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
        async with asyncio.timeout(PATIENCE):
            return _Connection(*await asyncio.open_connection(host, port, ssl=self._tls, happy_eyeballs_delay=NEXT_ADDRESS))

    def close(self) -> None:
        """Close the idle ones; those in use end with their requests, and are not kept."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()


@dataclass(slots=True)
class _Connection:
    """A connection with one request at a time. Any error of `exchange` closes it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    idle_since: float = 0.0
    """By the event loop's clock."""

    @property
    def is_open(self) -> bool:
        return not (self.writer.is_closing() or self.reader.at_eof())

    def close(self) -> None:
        self.writer.transport.abort()  # at once: `close` would wait for the server's part of the end of TLS

    async def exchange(self, request: bytes) -> tuple[int, bool]:
        """Send a request; returns the status of the response, and whether another request can follow. Raises BROKEN."""
        # A timer, for `asyncio.timeout` takes a twentieth of the whole request's time.
        late = asyncio.get_running_loop().call_later(PATIENCE, self.close)
        try:
            self.writer.write(request)
            await self.writer.drain()
            status, fields = await self._head()
            while status < FINAL:
                status, fields = await self._head()
            is_ended = status in EMPTY or await self._skip(fields)
        except BaseException:  # a cancelled caller leaves half a response, too
            self.close()
            raise
        finally:
            late.cancel()
        return status, is_ended and fields.get(b"connection") != b"close"

    async def _head(self) -> tuple[int, dict[bytes, bytes]]:
        """The status and the fields of a response, both names and values in lower case."""
        line, *fields = (await self.reader.readuntil(NEWLINE * 2)).rstrip().split(NEWLINE)
        if not line.startswith(VERSION):
            raise ValueError(f"the response begins with {line[:20]!r}")
        parts = (field.lower().partition(b":") for field in fields)
        return int(line.split(b" ")[1]), {name: value.strip() for name, _, value in parts}

    async def _skip(self, fields: dict[bytes, bytes]) -> bool:
        """Read the content of a response (RFC 9112, section 6.3); False where only the end of the connection ends it."""
        if fields.get(b"transfer-encoding") == b"chunked":
            while size := int((await self.reader.readline()).partition(b";")[0], 16):
                await self.reader.readexactly(size + len(NEWLINE))
            while (await self.reader.readline()).strip():  # trailers
                pass
            return True
        if b"content-length" not in fields:
            return False
        await self.reader.readexactly(int(fields[b"content-length"]))
        return True


def _now() -> float:
    return asyncio.get_running_loop().time()
