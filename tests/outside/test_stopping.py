"""Waiting for a store that is not available yet, and ending in time whatever does not respond."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg

from tests import postgres
from tests.outside.sample_guild import CLIENT, SampleGuild
from tests.outside.test_postgres import BUSY, KEY, deferred
from tests.patience import PATIENCE, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.standin import Standin

QUIET = {"GOODWORD_LOG__LEVEL": "INFO"}
CUT = "PostgreSQL does not answer; its connections were cut."


async def test_a_server_that_is_not_there_yet_is_waited_for(
    standin: Standin, operator: Operator, postgres_server: str, tmp_path: Path
) -> None:
    async with postgres.empty_database(postgres_server) as address:
        url = f"postgresql://postgres@{urlsplit(address).path}?host={tmp_path}"
        settings = {"GOODWORD_DATABASE__URL": url, "GOODWORD_STORE__KEY": KEY} | QUIET
        process = operator.begin(**settings)
        await process.says("can't be used yet (FileNotFoundError")
        await process.says("Trying again in 2 s.")
        async with postgres.wired(address, tmp_path):
            await standin.connected()
            warned = [line for line in process.output().splitlines() if "Trying again in" in line]
            assert all(" WARNING " in line for line in warned)
            assert "bot.process: Goodword 0.1.0 starts on postgresql://postgres@/" in process.output()
            assert await process.stop() == 0
        assert "Goodword stops: SIGTERM." in process.output()


async def test_a_server_that_gives_no_more_connections_is_waited_for(
    standin: Standin, operator: Operator, postgres_server: str
) -> None:
    async with postgres.empty_database(postgres_server) as address:
        admin = await asyncpg.connect(address)
        name = await admin.fetchval("SELECT current_database()")
        await admin.execute(f"CREATE ROLE modest LOGIN CONNECTION LIMIT 0; ALTER DATABASE {name} OWNER TO modest")
        try:
            weak = address.replace("postgres:@", "modest@").replace("postgres@", "modest@")
            process = operator.begin(GOODWORD_DATABASE__URL=weak, GOODWORD_STORE__KEY=KEY, **QUIET)
            await process.says("can't be used yet (TooManyConnectionsError")
            await admin.execute("ALTER ROLE modest CONNECTION LIMIT 20")
            await standin.connected()
            assert await process.stop() == 0
        finally:
            await admin.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER; DROP OWNED BY modest; DROP ROLE modest")
            await admin.close()


async def test_a_file_that_is_locked_is_waited_for(standin: Standin, operator: Operator) -> None:
    assert await (await operator.start()).stop() == 0
    with closing(sqlite3.connect(operator.store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        process = operator.begin(**QUIET)
        await process.says("is locked by another program. End whatever writes to it, then start again. Trying again in 1 s.")
    await standin.connected(2)
    assert await process.stop() == 0


async def test_whoever_waits_for_the_store_ends_at_once(operator: Operator, tmp_path: Path) -> None:
    settings = {"GOODWORD_DATABASE__URL": f"postgresql://postgres@/x?host={tmp_path}", "GOODWORD_STORE__KEY": KEY}
    process = operator.begin(**settings | QUIET)
    await process.says("Trying again in 1 s.")
    assert await process.stop() == 0
    assert process.output().splitlines()[-1].endswith("Goodword stops before its store is open: SIGTERM.")
    assert "Traceback" not in process.output()


async def test_a_frozen_server_keeps_no_process_from_ending(
    standin: Standin, operator: Operator, postgres_server: str, tmp_path: Path
) -> None:
    """The server sends nothing any more, neither results nor the response to closing."""
    async with postgres.empty_database(postgres_server) as address, postgres.wired(address, tmp_path) as (through, wire):
        sample = SampleGuild(standin)
        one = {"GOODWORD_DATABASE__CONNECTIONS": "1", "GOODWORD_LOG__LEVEL": "INFO"}
        process = await operator.start(GOODWORD_DATABASE__URL=through, GOODWORD_STORE__KEY=KEY, **one)
        await sample.set_up()
        wire.is_dead = True
        asking = [asyncio.create_task(standin.slash(user, "me")) for user in (sample.ana, sample.bruno, sample.carla)]
        await standin.until(lambda: len(deferred(standin)) == len(asking), "everybody to read that an answer is coming")
        assert await process.stop() == 0
        answers = [reply.text for reply in await asyncio.gather(*asking)]
        assert all("nothing was saved" in text for text in answers)
        assert len([text for text in answers if "I am being restarted" in text]) >= 2, "one has the one connection"
    assert CUT in process.output()
    assert "Not everything ended" not in process.output(), "it was cut, not killed"
    assert "Traceback" not in process.output()


QUEUED = 10


async def test_a_locked_file_with_writes_queued_keeps_no_process_from_ending(
    standin: Standin, operator: Operator, sample: SampleGuild
) -> None:
    """The other program holds its lock until the process has ended, so the process can't have waited for it."""
    forms = [await sample.form() for _ in range(QUEUED)]
    with closing(sqlite3.connect(operator.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        clients = [CLIENT | {"contact": f"client{number}@example.org"} for number in range(QUEUED)]
        sending = [
            asyncio.create_task(standin.submit(sample.ana, form, typed)) for form, typed in zip(forms, clients, strict=True)
        ]
        await standin.until(lambda: len(deferred(standin)) == QUEUED, "everybody to read that an answer is coming")
        assert await operator.bot.stop() == 0
        answers = [reply.text for reply in await asyncio.gather(*sending)]
        assert all("nothing was saved" in text for text in answers)
        assert other.execute("SELECT COUNT(*) FROM referrals").fetchone() == (0,)
    assert "Not everything ended" not in operator.bot.output()


async def test_what_arrives_while_it_stops_is_answered_before_its_connections_close(standin: Standin, operator: Operator) -> None:
    sample = SampleGuild(standin)
    process = await operator.start(STANDIN_CLOSES_WITHIN=str(PATIENCE), GOODWORD_LOG__LEVEL="DEBUG")
    await sample.set_up()
    first, second = [standin.fault("POST", "/interactions/.*/callback", held=True) for _ in range(2)]
    asking = asyncio.create_task(standin.slash(sample.ana, "me"))
    await standin.until(lambda: first.met, "the answer to be on its way")
    stopping = asyncio.create_task(process.stop())
    await process.says("events and commands are handled")
    late = asyncio.create_task(standin.slash(sample.bruno, "me"))
    await standin.until(lambda: second.met, "the other answer to be on its way")
    first.let_go()
    assert "My activity" in (await asking).text
    await standin.until(lambda: not standin.gateway.connections, "the gateway's connection to be closed")
    second.let_go()
    assert await stopping == 0
    await asyncio.gather(late, return_exceptions=True)
    assert "I am being restarted" in [*standin.interactions.values()][-1].text, "by a request, which needs no gateway"
    for sign in ("Session is closed", "Traceback", "took too long"):
        assert sign not in process.output()


async def test_a_lock_that_went_to_another_process_is_why_it_stops(operator: Operator, postgres_server: str) -> None:
    async with postgres.empty_database(postgres_server) as address:
        process = await operator.start(GOODWORD_DATABASE__URL=address, GOODWORD_STORE__KEY=KEY, **QUIET)
        admin = await asyncpg.connect(address, server_settings={"application_name": "goodword, process 7 on elsewhere"})
        taking = asyncio.create_task(admin.execute("SELECT pg_advisory_lock($1)", 0x676F6F64))
        ending = await asyncpg.connect(address)
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        await until(lambda: ending.fetchval(waiting), "the other process to wait for the lock")
        await ending.fetchval(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = $1",
            0x676F6F64,
        )
        await taking
        assert await process.ended() == BUSY
        for connection in (admin, ending):
            await connection.close()
    assert "Goodword stops: its store went to another process." in process.output()
    assert "already runs on this store (goodword, process 7 on elsewhere)" in process.output()


async def test_a_crash_is_why_it_stops(standin: Standin, operator: Operator) -> None:
    process = operator.begin(STANDIN_GATEWAY="ws://127.0.0.1:9/gateway", **QUIET)
    standin.fault("GET", "/users/@me", times=9, status=418)
    assert await process.ended() == 1
    assert "Goodword stops: it crashed (HTTPException)." in process.output()
