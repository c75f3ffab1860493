"""A group is greeted once, and becomes what its moderators choose."""

import asyncio

import pytest

from bot.admin.setup import Arrival, Changes
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.groups.model import COUNTS, PublicLanguage
from bot.services import Services
from tests.people import CHANNEL, GROUP, MODERATORS, People, actor
from tests.sealed import opened

HERE = Arrival(GROUP, PublicLanguage.PORTUGUESE, CHANNEL, 1)
TO_OWNER = Arrival(GROUP, PublicLanguage.ENGLISH, None, 1)


async def rows(database: Database) -> list[tuple[object, ...]]:
    asked = "SELECT key, channel_id, user_id, language, only_edit FROM outbox WHERE kind = 'welcome' ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(asked))]


async def test_a_server_is_greeted_once_by_whomever_sees_it(services: Services, database: Database) -> None:
    assert not await services.setup.is_known(GROUP)
    await asyncio.gather(*(services.setup.greet(HERE) for _ in range(5)))
    assert await services.setup.is_known(GROUP)
    await services.setup.greet(TO_OWNER)
    assert await rows(database) == [(f"welcome:{GROUP}", CHANNEL, None, "pt-BR", 0)]
    group = await services.setup.get(GROUP)
    assert (group.set_up_at, group.language) == (None, PublicLanguage.PORTUGUESE)


async def test_the_owner_is_written_to_where_no_channel_is_open(services: Services, database: Database) -> None:
    await services.setup.greet(TO_OWNER)
    assert await rows(database) == [(f"welcome:{GROUP}", None, 1, "en", 0)]


async def test_nobody_to_write_to_is_no_trouble(services: Services, database: Database) -> None:
    await services.setup.greet(Arrival(GROUP, PublicLanguage.ENGLISH, None, None))
    assert await rows(database) == []


async def test_set_up_the_greeting_is_changed_once(services: Services, database: Database) -> None:
    await services.setup.greet(HERE)
    for changes in (Changes(), Changes(currency="BRL")):
        group = await services.setup.set_up(actor(1), changes, CHANNEL)
    assert (group.language, group.currency) == (PublicLanguage.PORTUGUESE, "BRL")
    assert [row[0] for row in await rows(database)] == [f"welcome:{GROUP}", f"welcome:{GROUP}:done"]


async def test_a_group_that_is_set_up_is_not_greeted(services: Services, people: People, database: Database) -> None:
    before = await rows(database)
    await services.setup.greet(HERE)
    assert await rows(database) == before
    assert (await services.setup.get(GROUP)).time_zone == "America/Sao_Paulo"


async def test_numbers_keep_their_bounds_and_channels_and_roles_alone_can_be_none_again(
    services: Services, people: People, database: Database
) -> None:
    for name, count in COUNTS.items():
        for value in (0, -1, count.most + 1):
            with pytest.raises(Refused, match="goes from"):
                await services.setup.set_up(people.ana, Changes(**{name: value}), CHANNEL)
        for value in (count.most, 1):
            assert getattr(await services.setup.set_up(people.ana, Changes(**{name: value}), CHANNEL), name) == value
    await services.setup.set_up(people.ana, Changes(member_role_id=5, moderator_role_id=6), CHANNEL)
    names = ("referrals_channel_id", "digest_channel_id", "moderators_channel_id", "member_role_id", "moderator_role_id")
    for name in names:
        cleared = await services.setup.set_up(people.ana, Changes(cleared=frozenset({name, "currency", "set_up_at"})), CHANNEL)
        assert getattr(cleared, name) is None
        assert (cleared.currency, cleared.set_up_at is None) == ("BRL", False)
    assert (await opened(database, "log", "before", "after"))[-1] == ('{"moderator_role_id":6}', '{"moderator_role_id":null}')
    back = await services.setup.set_up(people.ana, Changes(moderators_channel_id=MODERATORS), CHANNEL)
    assert (back.moderators_channel_id, back.referrals_channel_id) == (MODERATORS, None)
    with pytest.raises(Refused, match="moderators"):
        await services.setup.set_up(people.bruno, Changes(cleared=frozenset(names)), CHANNEL)


async def test_what_moderators_are_told_stays_with_them_at_any_set_up(
    services: Services, people: People, database: Database
) -> None:
    """A notice of a late digest is no digest."""
    kept = {"digest": 300, "digest.late": MODERATORS, "notice": MODERATORS, "member.left": MODERATORS, "referral.line": 301}
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))
    for kind in kept:
        message = Message(GROUP, kind, kind, 1, channel_id=CHANNEL if kind in {"digest", "referral.line"} else MODERATORS)
        await database.write(lambda tx, message=message: outbox_store.add(tx, message))
    await services.setup.set_up(people.ana, Changes(digest_channel_id=300, referrals_channel_id=301), CHANNEL)
    rows = await database.read(lambda tx: tx.all("SELECT kind, channel_id, destination FROM outbox"))
    assert {row["kind"]: row["channel_id"] for row in rows} == kept
    assert {row["kind"]: row["destination"] for row in rows} == {kind: f"channel:{channel}" for kind, channel in kept.items()}
    await services.setup.set_up(people.ana, Changes(moderators_channel_id=302), CHANNEL)
    rows = await database.read(lambda tx: tx.all("SELECT kind, channel_id FROM outbox WHERE kind IN ('notice', 'digest.late')"))
    assert {row["channel_id"] for row in rows} == {302}
