"""The store fails while somebody waits for their answer: they read what became of it, and trying again is safe."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import asyncpg
import pytest
import simcord

from bot.core.db import messages as store_messages
from bot.core.db.sqlite import SqliteDatabase
from tests.support import MARIA, World, ids_of, said, shown


@asynccontextmanager
async def a_read_only_file(world: World) -> AsyncIterator[None]:
    database = world.bot.database
    assert isinstance(database, SqliteDatabase)
    for state in ("ON", "OFF"):
        await database._writer.run(lambda connection, state=state: connection.execute(f"PRAGMA query_only = {state}"))
        if state == "ON":
            yield


@contextmanager
def killed_at(world: World, k: int) -> Iterator[list[str]]:
    """The server ends the session before the k-th statement of the next transaction that writes; what was sent until then."""
    sent: list[str] = []
    in_use: list[asyncpg.Connection] = []
    query, execute = asyncpg.Connection.execute, asyncpg.Connection._execute

    async def count(connection: asyncpg.Connection, sql: str) -> None:
        if not sent and (connection._top_xact is None or connection._top_xact._readonly):
            return
        in_use.append(connection)
        if connection is not in_use[0] or sent[-1:] == ["COMMIT;"]:
            return
        sent.append(sql)
        if len(sent) == k + 1:
            admin = await asyncpg.connect(*world.bot.database._pool._connect_args)
            await admin.fetchval("SELECT pg_terminate_backend($1, 5000)", connection.get_server_pid())
            await admin.close()

    async def queried(connection: asyncpg.Connection, sql: str, *values: object, **options: object) -> str:
        if not values:
            await count(connection, sql)
        return await query(connection, sql, *values, **options)

    async def executed(connection: asyncpg.Connection, sql: str, *values: object, **options: object) -> object:
        await count(connection, sql)
        return await execute(connection, sql, *values, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncpg.Connection, "execute", queried)
        patch.setattr(asyncpg.Connection, "_execute", executed)
        yield sent


async def referrals(world: World) -> int:
    return (await world.rows("SELECT COUNT(*) FROM referrals"))[0][0]


async def nothing_is_open(world: World) -> bool:
    if isinstance(world.bot.database, SqliteDatabase):
        return not world.bot.database._writer.in_transaction
    sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    return await world.rows(sql) == [(0,)]


async def test_a_form_that_could_not_be_saved(group: World) -> None:
    if isinstance(group.bot.database, SqliteDatabase):
        form = await group.ana.slash(group.channel, "refer", member=group.bruno)
        async with a_read_only_file(group):
            assert said(await group.ana.submit_modal(form, MARIA)) == store_messages.BROKEN
        assert "R-1 is on its way" in said(await group.refer(group.ana, group.bruno))
    else:
        assert await killed_at_every_statement(group) >= 5
    assert await referrals(group) == 1
    assert len([text for text in group.direct(group.bruno) if "Ana refers Maria" in text]) == 1


async def killed_at_every_statement(group: World) -> int:
    """Until none is left to be killed at; what was typed comes back each time, and is sent again."""
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    for k in itertools.count():
        with killed_at(group, k) as sent:
            answer = await group.ana.submit_modal(form, MARIA)
        assert await nothing_is_open(group)
        if len(sent) <= k:
            assert sent[-1] == "COMMIT;", "the last one was killed too"
            break
        lost = store_messages.UNSURE if sent[-1].startswith("COMMIT") else store_messages.LOST
        assert said(answer).startswith(lost), sent
        assert await referrals(group) == 0
        again = next(each for each in ids_of(shown(answer)) if each.startswith("form:again:"))
        form = await group.ana.click(shown(answer), custom_id=again)
    assert "R-1 is on its way" in said(answer)
    return k


async def test_a_button_whose_press_could_not_be_saved(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]

    async def press() -> simcord.InteractionResult:
        return await group.bruno.user.click(card, custom_id="referral:accept:1")

    if isinstance(group.bot.database, SqliteDatabase):
        async with a_read_only_file(group):
            assert said(await press()) == store_messages.BROKEN
    else:
        for k in range(3):
            with killed_at(group, k):
                assert said(await press()) == store_messages.LOST
    assert await group.rows("SELECT state FROM referrals") == [("open",)]
    await press()
    assert await group.rows("SELECT state FROM referrals") == [("accepted",)]
    assert len([text for text in group.direct(group.ana) if "accepted R-1" in text]) == 1
