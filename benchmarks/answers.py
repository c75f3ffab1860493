"""The CPU time of the request that answers an interaction: by aiohttp's client, and by `bot.worker.kept_connections`, in turns.

A server in a process of its own answers each with 204, as Discord does; 32 requests are in flight. The figures are of the client's process.

python benchmarks/answers.py
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
from yarl import URL

from bot.gateway.json_text import dumps
from bot.worker.kept_connections import KeptConnections

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROUNDS, REQUESTS, IN_FLIGHT = 9, 1000, 32
ANSWER = {"type": 4, "data": {"flags": 32832, "components": [{"type": 10, "content": "x" * 200}] * 10}}
"""About as long as a page of /directory."""
PATH = f"/interactions/1234567890123456789/{'t' * 160}/callback"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


async def serve() -> None:
    """Print the port, and answer until this process is killed."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = LENGTH.search(head)
            assert length is not None
            await reader.readexactly(int(length[1]))
            writer.write(b"HTTP/1.1 204 No Content\r\nDate: Sat, 28 Nov 2026 12:00:00 GMT\r\nServer: x\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def microseconds(post: Callable[[], Awaitable[object]]) -> float:
    """The CPU time of one of REQUESTS requests."""
    left = iter(range(REQUESTS))

    async def person() -> None:
        for _ in left:
            await post()

    began = time.process_time()
    await asyncio.gather(*(person() for _ in range(IN_FLIGHT)))
    return (time.process_time() - began) / REQUESTS * 1e6


async def main() -> None:
    server = await asyncio.create_subprocess_exec(sys.executable, __file__, "serve", stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    base = f"http://127.0.0.1:{int(await server.stdout.readline())}/api/v10"
    kept = KeptConnections(URL(base), "benchmark")
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), json_serialize=dumps) as session:

        async def by_aiohttp() -> None:
            async with session.post(f"{base}{PATH}", json=ANSWER) as response:
                assert response.status == 204

        async def by_kept() -> None:
            assert await kept.post(PATH, "application/json", dumps(ANSWER).encode()) == 204

        ways = {"aiohttp": by_aiohttp, "kept connections": by_kept}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, post in ways.items():
                taken[name].append(await microseconds(post))
    kept.close()
    server.kill()
    await server.wait()
    print("| request by | µs | middle half |\n| --- | --- | --- |")
    for name, each in taken.items():
        low, _, high = quantiles(each, n=4)
        print(f"| {name} | {median(each):.0f} | {low:.0f} to {high:.0f} |")


if __name__ == "__main__":
    asyncio.run(serve() if "serve" in sys.argv else main())
