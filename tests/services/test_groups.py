"""A group is greeted once, and becomes what its moderators choose."""

import asyncio

from bot.model.groups import PublicLanguage
from bot.services import Services
from bot.services.groups import Arrival, Changes
from bot.store.engine.database import Database
from tests.services.conftest import CHANNEL, GROUP, People, actor

HERE = Arrival(GROUP, PublicLanguage.PORTUGUESE, CHANNEL, 1)
TO_OWNER = Arrival(GROUP, PublicLanguage.ENGLISH, None, 1)


async def rows(database: Database) -> list[tuple[object, ...]]:
    asked = "SELECT key, channel_id, user_id, language, only_edit FROM outbox WHERE kind = 'welcome' ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(asked))]


async def test_a_server_is_greeted_once_by_whomever_sees_it(services: Services, database: Database) -> None:
    assert not await services.groups.is_known(GROUP)
    await asyncio.gather(*(services.groups.greet(HERE) for _ in range(5)))
    assert await services.groups.is_known(GROUP)
    await services.groups.greet(TO_OWNER)
    assert await rows(database) == [(f"welcome:{GROUP}", CHANNEL, None, "pt-BR", 0)]
    group = await services.groups.get(GROUP)
    assert (group.set_up_at, group.language) == (None, PublicLanguage.PORTUGUESE)


async def test_the_owner_is_written_to_where_no_channel_is_open(services: Services, database: Database) -> None:
    await services.groups.greet(TO_OWNER)
    assert await rows(database) == [(f"welcome:{GROUP}", None, 1, "en", 0)]


async def test_nobody_to_write_to_is_no_trouble(services: Services, database: Database) -> None:
    await services.groups.greet(Arrival(GROUP, PublicLanguage.ENGLISH, None, None))
    assert await rows(database) == []


async def test_set_up_the_greeting_is_changed_once(services: Services, database: Database) -> None:
    await services.groups.greet(HERE)
    for changes in (Changes(), Changes(currency="BRL")):
        group = await services.groups.set_up(actor(1), changes, CHANNEL)
    assert (group.language, group.currency) == (PublicLanguage.PORTUGUESE, "BRL")
    assert [row[0] for row in await rows(database)] == [f"welcome:{GROUP}", f"welcome:{GROUP}:done"]


async def test_a_group_that_is_set_up_is_not_greeted(services: Services, people: People, database: Database) -> None:
    before = await rows(database)
    await services.groups.greet(HERE)
    assert await rows(database) == before
    assert (await services.groups.get(GROUP)).time_zone == "America/Sao_Paulo"
