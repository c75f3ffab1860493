"""The hub of a client's referrals, on both engines: who may join it, and who reads what of it."""

import asyncio

import pytest

from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.membership.members.model import Person
from bot.referrals.model import Box, Verb
from bot.referrals.origins import NO_HUB, Origin
from bot.referrals.transitions import Opened
from bot.services import Services
from tests.passing import MARIA, give
from tests.people import People, someone


async def also(services: Services, people: People, earlier: int, key: str, *, is_known: bool = False) -> Opened:
    person = Person(people.caio.user_id)
    return await services.referrals.give(people.ana, person, MARIA, key, Origin(earlier, is_known))


async def rows(database: Database) -> list[tuple[int, ...]]:
    sql = "SELECT referral_id, hub_id, is_known FROM referral_origins ORDER BY referral_id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def test_receivers_know_of_each_other_only_where_it_was_said(services: Services, people: People) -> None:
    first = (await give(services, people)).referral.id
    second = (await also(services, people, first, "f:1:b", is_known=True)).referral.id
    seen = await services.referrals.open(people.bruno.user_id, first)
    assert [part.name for part in seen.hub.parts] == ["Caio"]
    await services.referrals.move(people.caio.user_id, second, Verb.DECLINE)
    assert (await services.referrals.open(people.bruno.user_id, first)).hub.parts == ()
    assert (await services.referrals.open(people.caio.user_id, second)).hub == NO_HUB
    giver = await services.referrals.open(people.ana.user_id, first)
    assert [(part.name, part.state.value) for part in giver.hub.parts] == [("Caio", "declined")]


async def test_what_was_said_first_stands_for_all(services: Services, people: People, database: Database) -> None:
    first = (await give(services, people)).referral.id
    second = (await also(services, people, first, "f:1:b")).referral.id
    third = (await also(services, people, second, "f:1:c", is_known=True)).referral.id
    assert await rows(database) == [(first, first, 0), (second, first, 0), (third, first, 0)]
    page = await services.referrals.list(people.ana, Box.GIVEN, None, 9)
    assert {hub.id for hub in page.hubs.values()} == {first}
    assert [part.referral_id for part in page.hubs[third].parts] == [first, second, third]


async def test_the_same_form_twice_joins_once(services: Services, people: People, database: Database) -> None:
    first = (await give(services, people)).referral.id
    given = await asyncio.gather(*(also(services, people, first, "f:1:b") for _ in range(2)))
    assert len({opened.referral.id for opened in given}) == 1
    assert [row[0] for row in await rows(database)] == [first, given[0].referral.id]


async def test_two_at_once_join_one_hub(services: Services, people: People, database: Database) -> None:
    first = (await give(services, people)).referral.id
    await asyncio.gather(*(also(services, people, first, f"f:1:{n}") for n in range(3)))
    assert {hub_id for _, hub_id, _ in await rows(database)} == {first}
    assert len(await rows(database)) == 4


async def test_another_givers_referral_is_refused_and_writes_nothing(
    services: Services, people: People, database: Database
) -> None:
    first = (await give(services, people)).referral.id
    with pytest.raises(Refused):
        await services.referrals.give(people.caio, someone(2), MARIA, "f:3:x", Origin(first))
    assert await rows(database) == []
    assert await database.read(lambda tx: tx.all("SELECT id FROM referrals WHERE giver_id = ?", people.caio.user_id)) == []
