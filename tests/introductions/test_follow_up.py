"""A referral between two who were introduced is told to their connector: once, at once, without its client."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.introductions.model import FOLLOWS_WITHIN
from bot.referrals.model import Verb
from bot.services import Services
from tests.conftest import Clock
from tests.introductions.test_talks import introduce
from tests.passing import MARIA
from tests.people import GROUP, People, someone


async def refer(services: Services, giver: Actor, receiver: int, kind: str = "direct") -> int:
    key = f"f:{giver.user_id}:{receiver}:{kind}"
    return (await services.referrals.give(giver, someone(receiver), replace(MARIA, kind=kind), key)).referral.id


async def told(database: Database) -> list[tuple[int, str]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id, detail FROM outbox WHERE kind = 'introduction.followed' ORDER BY id")
    )
    return [(row["user_id"], row["detail"]) for row in rows]


@pytest.mark.parametrize("back", [False, True])
async def test_the_connector_is_told_once(services: Services, database: Database, people: People, back: bool) -> None:
    introduced = await introduce(services, people, someone(2), someone(3))
    one, two = (people.caio, 2) if back else (people.bruno, 3)
    first = await refer(services, one, two)
    assert await told(database) == [(1, str(first))]
    await refer(services, people.bruno if back else people.caio, 3 if back else 2)
    assert len(await told(database)) == 1, "once an introduction"
    found = await services.introductions.follow_up(GROUP, introduced, first, 1)
    assert (found.giver_name, found.receiver_name) == (("Caio", "Bruno") if back else ("Bruno", "Caio"))
    assert "Maria" not in repr(found)


async def test_only_of_those_two_and_only_of_what_stands(services: Services, database: Database, people: People) -> None:
    await introduce(services, people, someone(2), someone(3))
    await refer(services, people.ana, 2)
    await refer(services, people.bruno, 1)
    assert await told(database) == []
    await services.moderation.void(people.ana, "I", 1, "Made up")
    await refer(services, people.bruno, 3)
    assert await told(database) == []


async def test_a_lead_is_told_of_when_its_client_agreed(services: Services, database: Database, people: People) -> None:
    await introduce(services, people, someone(2), someone(3))
    lead = await refer(services, people.bruno, 3, "lead")
    assert await told(database) == []
    await services.referrals.move(2, lead, Verb.AGREED)
    assert await told(database) == [(1, str(lead))]


async def test_what_comes_long_after_did_not_follow(services: Services, database: Database, people: People, clock: Clock) -> None:
    await introduce(services, people, someone(2), someone(3))
    clock.now += FOLLOWS_WITHIN + timedelta(seconds=1)
    await refer(services, people.bruno, 3)
    assert await told(database) == []


async def test_what_is_taken_back_before_it_is_read_is_not_told(services: Services, people: People) -> None:
    introduced = await introduce(services, people, someone(2), someone(3))
    referral = await refer(services, people.bruno, 3)
    await services.referrals.move(2, referral, Verb.UNDO)
    assert await services.introductions.follow_up(GROUP, introduced, referral, 1) is None


async def test_a_connector_who_left_is_not_told(services: Services, database: Database, people: People) -> None:
    await introduce(services, people, someone(2), someone(3))
    await database.write(lambda tx: tx.run("UPDATE members SET status = 'former' WHERE user_id = 1"))
    referral = await refer(services, people.bruno, 3)
    assert await told(database) == []
    assert await services.introductions.follow_up(GROUP, 1, referral, 1) is None, "nor by a message of before"


async def test_of_an_introduction_that_was_cancelled_meanwhile_nothing_is_told(services: Services, people: People) -> None:
    introduced = await introduce(services, people, someone(2), someone(3))
    referral = await refer(services, people.bruno, 3)
    await services.moderation.void(people.ana, "I", 1, "Made up")
    assert await services.introductions.follow_up(GROUP, introduced, referral, 1) is None
