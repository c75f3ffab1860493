"""Searching one's own referrals, and nobody else's."""

import pytest
from msgspec.structs import replace

from bot.core.db.database import Database
from bot.membership.members.lifecycle import Step
from bot.referrals import contact_index
from bot.referrals import store as referrals_store
from bot.referrals.model import Box, State, Verb
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.people import GROUP, People, actor, someone

JOAO = Typed("João Conceição", "+55 11 98888-1234", "A wedding cake", "direct", "3", sure=True)


@pytest.fixture
async def three(services: Services, people: People, clock: Clock) -> People:
    """Ana sends Bruno João and Rita; Bruno sends Caio Rita."""
    rita = replace(JOAO, prospect="Rita", contact="rita@example.org")
    for giver, receiver, typed in ((people.ana, 2, JOAO), (people.ana, 2, rita), (people.bruno, 3, rita)):
        await services.referrals.give(giver, someone(receiver), typed, f"f:{giver.user_id}:{typed.prospect}")
        clock.pass_by(minutes=1)
    await services.referrals.name(2, 1, "kitchen, March", "n")
    return people


async def found(services: Services, who: int, search: str, box: Box = Box.ALL, state: State | None = None) -> list[str]:
    return [each.label for each, _ in (await services.referrals.list(actor(who), box, state, 9, 0, search)).entries]


@pytest.mark.parametrize(
    ("who", "search", "labels"),
    [
        (2, "joao", ["R-1"]),
        (2, "RITA", ["R-2", "R-3"]),
        (2, "wedding", ["R-2", "R-1", "R-3"]),
        (2, "88881234", ["R-1"]),
        (2, "KITCHEN march", ["R-1"]),
        (1, "kitchen", []),
        (1, "88881234", ["R-1"]),
        (3, "joao", []),
        (3, "rita", ["R-3"]),
        (4, "rita", []),
        (2, " ", ["R-2", "R-1", "R-3"]),
    ],
)
async def test_one_finds_ones_own(services: Services, three: People, who: int, search: str, labels: list[str]) -> None:
    assert await found(services, who, search) == labels


async def test_box_and_status_narrow_a_search(services: Services, three: People) -> None:
    assert await found(services, 2, "rita", Box.GIVEN) == ["R-3"]
    await services.referrals.move(2, 1, Verb.ACCEPT)
    assert await found(services, 2, "cake", Box.RECEIVED, State.ACCEPTED) == ["R-1"]


async def test_a_contact_that_is_shut_is_not_found_by_either(services: Services, three: People, database: Database) -> None:
    await services.referrals.move(2, 1, Verb.DECLINE)
    assert await found(services, 2, "88881234") == []
    assert await found(services, 1, "88881234") == ["R-1"], "the giver wrote it"
    await database.write(lambda tx: contact_index.wipe(tx, GROUP, 1))
    assert await found(services, 1, "joao") == []
    assert await found(services, 2, "kitchen") == ["R-1"], "the label stays"
    await services.roster.decide(three.ana, someone(2), Step.REMOVE, "moved")
    for typed in ("rita@example.org", "kitchen", "cake"):
        assert await found(services, 2, typed) == [], "neither what they received nor what they gave"
    assert await found(services, 2, "R-3") == ["R-3"]


async def test_what_was_taken_back_is_found_by_its_giver_alone(services: Services, three: People) -> None:
    assert await found(services, 2, "joao") == ["R-1"]
    await services.referrals.move(1, 1, Verb.WITHDRAW)
    for typed in ("joao", "88881234", "kitchen"):
        assert await found(services, 2, typed) == []
    assert await found(services, 1, "joao") == ["R-1"]


@pytest.mark.parametrize("at_once", [1, 2, 200])
async def test_pages_and_the_bound(services: Services, three: People, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(referrals_store, "OPENED_AT_ONCE", at_once)
    pages = [(await services.referrals.list(actor(2), Box.ALL, None, 1, offset, "cake")).entries for offset in range(4)]
    assert [[each.label for each, _ in page] for page in pages] == [["R-2"], ["R-1"], ["R-3"], []]
    monkeypatch.setattr(referrals_store, "SEARCHED", 2)
    assert await found(services, 2, "cake") == ["R-2", "R-1"]


async def test_a_number_is_suggested_however_old(services: Services, three: People) -> None:
    async def suggested(who: int, box: Box, number: int | None) -> list[str]:
        return [each.label for each, _ in await services.referrals.suggested(actor(who), box, number, 1)]

    assert await suggested(2, Box.ALL, None) == ["R-2"]
    assert await suggested(2, Box.ALL, 3) == ["R-3", "R-2"]
    assert await suggested(2, Box.RECEIVED, 3) == ["R-2"]
    assert await suggested(1, Box.ALL, 3) == ["R-2"], "another's is not"
    assert await suggested(4, Box.ALL, 3) == []
