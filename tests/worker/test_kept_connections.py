"""Requests on kept connections, against servers that answer in every way that HTTP/1.1 allows, and in some that it does not."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from yarl import URL

from bot.worker import kept_connections
from bot.worker.kept_connections import KeptConnections
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

EMPTY = b"HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n4;x=y\r\n{\r\n}\r\n3\r\nabc\r\n0\r\nDigest: x\r\n\r\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request is given up, and no idle connection closed, because the machine is busy."""
    monkeypatch.setattr(kept_connections, "PATIENCE", PATIENCE)
    monkeypatch.setattr(kept_connections, "KEPT", PATIENCE)


class Server:
    """Answers each request with the next of the given responses, cut off where one is followed by None; keeps what it got."""

    def __init__(self, *responses: bytes | None) -> None:
        self._responses = list(responses)
        self.requests: list[bytes] = []
        self.accepted = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.tasks: list[asyncio.Task[None]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self.tasks.append(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # the client has closed it
            while await self._answer(reader, writer):
                pass
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where the connection ends with it."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length: "))
        self.requests.append(head + await reader.readexactly(int(length.split()[1])))
        await self.may_answer.wait()
        writer.write(self._responses.pop(0) or b"")
        await writer.drain()
        if self._responses[:1] != [None]:
            return True
        del self._responses[0]
        return False


@asynccontextmanager
async def serving(server: Server, tls: ssl.SSLContext | None = None) -> AsyncGenerator[KeptConnections]:
    started = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    port = started.sockets[0].getsockname()[1]
    kept = KeptConnections(URL(f"http{'s' if tls else ''}://127.0.0.1:{port}/api/v10"), "Tests (1)")
    async with started:
        yield kept
        kept.close()
        await asyncio.gather(*server.tasks)


async def posted(kept: KeptConnections) -> int:
    return await kept.post("/a%20b", "text/plain", b"Hello")


@pytest.mark.parametrize(
    ("response", "status"),
    [
        (EMPTY, 204),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHTTP/", 200),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length:0\r\n\r\n", 404),
        (b"HTTP/1.1 200\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000, 200),
        (CHUNKED, 200),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + EMPTY, 204),
    ],
)
async def test_a_connection_is_used_again_after_a_response(response: bytes, status: int) -> None:
    server = Server(response, response, EMPTY)
    async with serving(server) as kept:
        assert [await posted(kept) for _ in range(3)] == [status, status, 204]
    assert server.accepted == 1
    line, *fields = server.requests[0].split(b"\r\n")
    assert line == b"POST /api/v10/a%20b HTTP/1.1"
    assert {b"User-Agent: Tests (1)", b"Content-Type: text/plain", b"Content-Length: 5"} <= {*fields}
    assert fields[-1] == b"Hello"


@pytest.mark.parametrize(
    "response", [b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\n{}", b"HTTP/1.1 200 OK\r\n\r\nup to its end"]
)
async def test_a_response_that_is_the_last_on_its_connection_counts(response: bytes) -> None:
    server = Server(response, None, EMPTY)
    async with serving(server) as kept:
        assert [await posted(kept), await posted(kept)] == [200, 204]
    assert server.accepted == 2


@pytest.mark.parametrize("surplus", [b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 5", b"Hello"])
async def test_what_follows_a_response_is_not_taken_for_that_to_the_next_request(surplus: bytes) -> None:
    server = Server(EMPTY + surplus, EMPTY)
    async with serving(server) as kept:
        assert [await posted(kept), await posted(kept)] == [204, 204]
    assert server.accepted == 2


async def test_a_connection_that_the_server_closed_is_replaced() -> None:
    server = Server(EMPTY, None, EMPTY)
    async with serving(server) as kept:
        assert await posted(kept) == 204
        await asyncio.wait_for(server.tasks[0], PATIENCE)
        while kept._idle[0].is_open:  # noqa: ASYNC110 - its end arrives by the event loop
            await asyncio.sleep(0)
        assert await posted(kept) == 204
    assert server.accepted == 2


async def test_a_connection_that_was_long_idle_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_connections, "KEPT", 0.0)
    server = Server(EMPTY, EMPTY)
    async with serving(server) as kept:
        assert [await posted(kept), await posted(kept)] == [204, 204]
        assert len(kept._idle) == 1, "the first is closed"
    assert server.accepted == 2


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"HTTP/1.1 204 No Con",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 fine\r\n\r\n",
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 9000 + EMPTY,
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 1200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0_1\r\nx\r\n0\r\n\r\n",
    ],
)
async def test_what_is_no_whole_response_is_an_error_and_ends_its_connection(response: bytes) -> None:
    server = Server(response, None, EMPTY)
    async with serving(server) as kept:
        with pytest.raises(aiohttp.ClientConnectionError):
            await posted(kept)
        assert await posted(kept) == 204
    assert server.accepted == 2


async def test_a_cancelled_request_leaves_its_connection_to_nobody() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\n", EMPTY)
    async with serving(server) as kept:
        waits = asyncio.create_task(posted(kept))
        while not server.requests:  # noqa: ASYNC110 - the server has no task of its own to wait for
            await asyncio.sleep(0)
        waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
        assert await posted(kept) == 204
    assert server.accepted == 2


async def test_a_response_that_does_not_come_in_time_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(EMPTY, b"HTTP/1.1 200 OK\r\n", EMPTY)
    async with serving(server) as kept:
        assert await posted(kept) == 204
        with monkeypatch.context() as patched:
            patched.setattr(kept_connections, "PATIENCE", 0.01)
            with pytest.raises(aiohttp.ClientConnectionError):
                await posted(kept)
        assert await posted(kept) == 204
    assert server.accepted == 2


async def test_what_is_in_use_when_they_are_closed_is_not_kept() -> None:
    server = Server(EMPTY, EMPTY)
    server.may_answer.clear()
    async with serving(server) as kept:
        waits = asyncio.create_task(posted(kept))
        while not server.requests:  # noqa: ASYNC110 - the server has no task of its own to wait for
            await asyncio.sleep(0)
        kept.close()
        server.may_answer.set()
        assert await waits == 204
        await asyncio.wait_for(server.tasks[0], PATIENCE)  # which ends with its connection


async def test_each_of_several_at_once_has_its_own_connection() -> None:
    server = Server(*[EMPTY] * 9)
    async with serving(server) as kept:
        assert await asyncio.gather(*(posted(kept) for _ in range(3))) == [204] * 3
        assert await asyncio.gather(*(posted(kept) for _ in range(3))) == [204] * 3
    assert server.accepted == 3


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_over_tls_the_certificate_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_trusted: bool) -> None:
    certificate = certified(tmp_path / "server.pem")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate if is_trusted else certified(tmp_path / "other.pem")))
    server = Server(EMPTY, EMPTY)
    async with serving(server, tls) as kept:
        if is_trusted:
            assert [await posted(kept), await posted(kept)] == [204, 204]
        else:
            with pytest.raises(aiohttp.ClientConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
                await posted(kept)
    assert server.requests[1:2] == server.requests[:1]


def certified(path: Path) -> Path:
    """Write a new key and a certificate for 127.0.0.1 that it signs itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoded = serialization.Encoding.PEM
    secret = key.private_bytes(encoded, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(encoded))
    return path
