"""The process on a PostgreSQL store: the main flow, a kill, a second process."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import asyncpg

from tests import postgres
from tests.outside.sample_guild import CLIENT, SampleGuild
from tests.patience import until

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.standin import Reply, Standin

BUSY = 75
CROWDED, AT_EASE = "All connections to PostgreSQL are in use", "Nobody waits for a connection to PostgreSQL any more"
REGAINED = "The lock on the store is held again"
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


async def test_the_loop_a_kill_and_a_second_process(standin: Standin, operator: Operator, postgres_server: str) -> None:
    async with postgres.empty_database(postgres_server) as address:
        settings = {"GOODWORD_DATABASE__URL": address, "GOODWORD_STORE__KEY": KEY}
        sample = SampleGuild(standin)
        await operator.start(**settings)
        await sample.set_up()
        assert "R-1" in (await sample.refer()).text
        card, line = await sample.said()
        assert CLIENT["prospect"] in card.text
        accepted = await standin.click(sample.bruno, card, "referral:accept:")
        await standin.until(lambda: accepted.messages, "the contact")

        second = operator.begin(**settings)
        assert await second.ended() == BUSY
        assert f"process {operator.started[0].pid} on" in second.output()

        operator.started[0].kill()
        await until(partial(is_free, address), "the server to miss the process that is gone")
        await operator.start(**settings)
        assert "R-2" in (await sample.refer(contact="another@example.org")).text
        await standin.until(lambda: len([m for m in sample.referrals.messages if "(R-2)" in m.text]) == 1, "the second line")
        assert len([m for m in sample.referrals.messages if "(R-1)" in m.text]) == 1
        assert line in sample.referrals.messages

        connection = await asyncpg.connect(address)
        rows = await connection.fetch("SELECT number, state FROM referrals ORDER BY number")
        await connection.close()
        assert [tuple(row) for row in rows] == [(1, "accepted"), (2, "open")]
        assert await operator.bot.stop() == 0


async def test_all_connections_in_use_everybody_is_answered_in_time(
    standin: Standin, operator: Operator, postgres_server: str
) -> None:
    async with postgres.empty_database(postgres_server) as address:
        sample = SampleGuild(standin)
        settings = {"GOODWORD_DATABASE__URL": address, "GOODWORD_STORE__KEY": KEY, "GOODWORD_DATABASE__CONNECTIONS": "1"}
        await operator.start(**settings)
        await sample.set_up()
        admin = await asyncpg.connect(address)
        async with admin.transaction():
            await admin.execute("LOCK TABLE groups IN ACCESS EXCLUSIVE MODE")
            asking = [asyncio.create_task(standin.slash(user, "me")) for user in (sample.ana, sample.bruno, sample.carla)]
            await standin.until(lambda: len(deferred(standin)) == len(asking), "everybody to read that an answer is coming")
            await until(lambda: CROWDED in operator.output(), "the log to say why")
        assert [bool(reply.text) for reply in await asyncio.gather(*asking)] == [True] * len(asking)
        await admin.close()
        await until(
            lambda: operator.output().count(CROWDED) == operator.output().count(AT_EASE), "the log to say that it is over"
        )
        assert await operator.bot.stop() == 0


async def is_free(address: str) -> bool:
    """Whether no process holds the lock on the store."""
    connection = await asyncpg.connect(address)
    held = "SELECT COUNT(*) FROM pg_locks JOIN pg_database ON oid = database AND datname = current_database()"
    try:
        return await connection.fetchval(f"{held} WHERE locktype = 'advisory'") == 0
    finally:
        await connection.close()


def deferred(standin: Standin) -> list[Reply]:
    return [reply for reply in standin.interactions.values() if reply.acknowledged is not None and not reply.answered]


async def test_when_the_server_ends_every_session_the_bot_carries_on(
    standin: Standin, operator: Operator, postgres_server: str
) -> None:
    async with postgres.empty_database(postgres_server) as address:
        settings = {"GOODWORD_DATABASE__URL": address, "GOODWORD_STORE__KEY": KEY}
        sample = SampleGuild(standin)
        await operator.start(**settings)
        await sample.set_up()
        admin = await asyncpg.connect(address)
        ended = await admin.fetch(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        assert len(ended) >= 2, "the pool's and the lock's"
        await admin.close()
        await until(lambda: REGAINED in operator.output(), "the lock to be had again")
        assert "R-1" in (await sample.refer()).text
        await sample.said()
        second = operator.begin(**settings)
        assert await second.ended() == BUSY
        assert await operator.started[0].stop() == 0
        assert operator.started[0].output().count(REGAINED) == 1
