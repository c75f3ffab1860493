"""One process has a store, or its shards of one; who comes second is told who was first."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from bot.core.db import lock
from bot.core.db.errors import StoreError
from bot.core.db.lock import STORE, Busy, alone
from bot.core.shards import Shards
from tests import postgres
from tests.patience import PATIENCE, until


@pytest.fixture
async def address(postgres_server: str) -> AsyncIterator[str]:
    async with postgres.empty_database(postgres_server) as made:
        yield made


async def holder(address: str) -> int:
    """The server's process behind whoever has the store."""
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetchval("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 LIMIT 1", STORE)
    finally:
        await connection.close()


async def has_another(address: str, before: int) -> bool:
    return await holder(address) not in {before, None}


async def end(address: str, pid: int) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute("SELECT pg_terminate_backend($1)", pid)
    await connection.close()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (None, None),
        (None, Shards(0, 0, 2)),
        (Shards(0, 0, 2), None),
        (Shards(0, 1, 4), Shards(1, 2, 4)),
        (Shards(0, 3, 4), Shards(2, 2, 4)),
        (Shards(2, 2, 4), Shards(0, 3, 4)),
    ],
)
async def test_ranges_that_overlap_are_refused_and_the_holder_named(
    address: str, first: Shards | None, second: Shards | None
) -> None:
    async with alone(address, first):
        with pytest.raises(Busy, match=f"process {os.getpid()} on ") as busy:
            async with alone(address, second):
                raise AssertionError
        assert first is None or first.are_all or str(first) in str(busy.value)
    async with alone(address, second):
        pass


async def test_ranges_side_by_side_share_a_store(address: str) -> None:
    async with alone(address, Shards(0, 1, 4)), alone(address, Shards(2, 2, 4)), alone(address, Shards(3, 3, 4)):
        with pytest.raises(Busy, match="shards 0-1 of 4"):
            async with alone(address, Shards(1, 1, 4)):
                raise AssertionError


async def test_a_bot_cut_in_another_way_is_refused(address: str) -> None:
    """Shard 1 of 2 has groups that shard 2 of 4 has."""
    async with alone(address, Shards(0, 0, 2)):
        with pytest.raises(StoreError, match=r"discord.shard_count is 4, but goodword, shard 0 of 2, process .* with 2\."):
            async with alone(address, Shards(2, 2, 4)):
                raise AssertionError


async def test_a_lock_whose_connection_breaks_is_had_again(address: str) -> None:
    async with alone(address) as lost:
        before = await holder(address)
        await end(address, before)
        await until(partial(has_another, address, before), "the lock to be had again")
        with pytest.raises(Busy):
            async with alone(address):
                raise AssertionError
        assert not lost.done()


async def test_a_lock_that_went_to_another_is_told(address: str) -> None:
    async with alone(address) as lost:
        before = await holder(address)
        waiting = await asyncpg.connect(address, server_settings={"application_name": "goodword, process 7 on elsewhere"})
        taking = asyncio.create_task(waiting.execute("SELECT pg_advisory_lock($1)", STORE))
        await until(partial(waits, address), "the other one to wait")
        await end(address, before)
        assert "process 7 on elsewhere" in str(await asyncio.wait_for(lost, PATIENCE))
        await taking
        await waiting.close()


@pytest.fixture
async def long_named(address: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[lock._SessionLock]:
    """A lock whose process has a longer name than the 63 bytes of which PostgreSQL keeps an application_name."""
    monkeypatch.setattr(socket, "gethostname", lambda: "goodword-production-0.goodword-headless.networking.example.org")
    taken = lock._SessionLock(address, Shards(0, 1, 4), asyncio.get_running_loop().create_future())
    await taken.take()
    yield taken
    await taken.close()


async def test_an_own_session_that_the_server_still_keeps_is_waited_for(
    address: str, long_named: lock._SessionLock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lock, "RETRY", 0.01)
    old = long_named._connection
    old.remove_termination_listener(long_named._broken)
    caplog.set_level(logging.DEBUG)
    long_named._broken(old)
    await until(lambda: caplog.text.count("still kept") >= 2, "the old session to be in the way")
    assert not long_named._lost.done()
    await old.close()
    await until(lambda: "is held again" in caplog.text, "the lock to be had again")


async def test_a_server_that_breaks_while_the_lock_is_had_again_is_asked_again(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lock, "RETRY", 0.01)
    caplog.set_level(logging.INFO)
    server = await asyncpg.connect(address)
    async with alone(address) as lost:
        name = await server.fetchval("SELECT current_database()")
        await server.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
        await server.execute(
            "CREATE FUNCTION public.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'out of shared memory'; END $$"
        )
        await end(address, await holder(address))
        await until(lambda: caplog.text.count("can't be had again yet") >= 2, "two attempts")
        await server.execute("DROP FUNCTION public.pg_try_advisory_lock(bigint)")
        await until(lambda: "is held again" in caplog.text, "the lock to be had again")
        assert not lost.done()
    await server.close()


async def test_another_process_of_the_same_name_is_another(address: str, long_named: lock._SessionLock) -> None:
    """As in two containers with one host name, where each is process 1."""
    before = await holder(address)
    other = await asyncpg.connect(address, server_settings={"application_name": long_named._name})
    await other.execute("SELECT pg_advisory_lock_shared($1)", STORE)
    taking = asyncio.create_task(other.execute("SELECT pg_advisory_lock($1, 0), pg_advisory_lock($1, 1)", lock.SHARD))
    await until(partial(waits, address), "the other one to wait")
    await end(address, before)
    assert "shards 0-1 of 4" in str(await asyncio.wait_for(long_named._lost, PATIENCE))
    await taking
    await other.close()


async def waits(address: str) -> bool:
    connection = await asyncpg.connect(address)
    try:
        return bool(await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
    finally:
        await connection.close()


NAMES = {
    "the same": lambda path: path,
    "relative": lambda path: Path(os.path.relpath(path)),
    "roundabout": lambda path: path.parent / "folder" / ".." / path.name,
    "a link": lambda path: linked(path, path.with_name("link.db")),
    "a link to a link": lambda path: linked(linked(path, path.with_name("link.db")), path.parent / "folder" / "other.db"),
    "a folder's link": lambda path: linked(path.parent, path.parent / "folder" / "here") / path.name,
}


def linked(path: Path, link: Path) -> Path:
    link.symlink_to(path)
    return link


@pytest.mark.parametrize("name", NAMES)
async def test_another_name_of_the_same_file_is_the_same_store(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / "goodword.db"
    async with alone(f"sqlite:///{path}"):
        with pytest.raises(Busy, match=f"process {os.getpid()} on "):
            async with alone(f"sqlite:///{NAMES[name](path)}"):
                raise AssertionError
    async with alone(f"sqlite:///{tmp_path / 'folder' / path.name}"), alone(f"sqlite:///{path}"):
        """Two stores of the same name in two folders."""


async def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    linked(tmp_path / "a.db", linked(tmp_path / "b.db", tmp_path / "a.db").with_name("b.db"))
    with pytest.raises(StoreError, match="leads nowhere"):
        async with alone(f"sqlite:///{tmp_path / 'a.db'}"):
            raise AssertionError
