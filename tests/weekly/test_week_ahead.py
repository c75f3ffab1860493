"""The end of a digest: open trades, and what to do this week. It names nobody for what they lack."""

from typing import Any

from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks.model import NeedKind
from bot.asks.typed import Typed as NeedTyped
from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Profile
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.services import Services
from tests.conftest import Clock
from tests.passing import MARIA, give
from tests.people import People, someone


async def blocks(services: Services, people: People, *kinds: str) -> list[Any]:
    _, (digest, *_) = await services.digest.preview(people.ana)
    return [digest.of(kind) for kind in kinds]


async def listens(database: Database, user_id: int, ideal: str, *, on_boards: bool = True) -> None:
    async def work(tx: Any) -> None:
        member = await members_store.get(tx, 100, user_id)
        assert member is not None
        await members_store.save(tx, replace(member, profile=Profile(ideal_referral=ideal), on_boards=on_boards))

    await database.write(work)


async def test_trades_that_are_looked_for_come_first(services: Services, people: People) -> None:
    await services.roster.move_seat(people.ana, someone(2), "Accountant")
    (openings,) = await blocks(services, people, "openings")
    assert openings["wanted"] == []
    assert openings["open"][0] == "Architect", "the accountant's is taken"
    for number in range(8):
        await services.openings.look_for(people.ana, f"Trade looked for {number}")
    openings, to_do = await blocks(services, people, "openings", "to_do")
    assert (len(openings["wanted"]), openings["more"]) == (6, 2)
    assert to_do["seat"].startswith("Trade looked for")


async def test_a_trade_that_a_client_needs_and_nobody_has_is_looked_for(services: Services, people: People, clock: Clock) -> None:
    typed = NeedTyped("A café is being built", trades=("Falconer", "Trade 2"), agreed="yes")
    await services.needs.post(people.ana, NeedKind.CLIENT_NEEDS, typed, "f:ask:1:n")
    openings, to_do = await blocks(services, people, "openings", "to_do")
    assert (openings["wanted"], to_do["seat"]) == (["Falconer"], "Falconer")
    clock.pass_by(days=7)
    (openings,) = await blocks(services, people, "openings")
    assert openings["wanted"] == [], "the need is over"


async def test_each_week_it_is_another_member_whom_one_listens_for(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    assert await blocks(services, people, "to_do") == [None], "nobody said whom to send them, and nothing else is to do"
    clock.pass_by(days=80)  # nobody is new any more
    for user_id in (1, 2, 3):
        await listens(database, user_id, f"Clients of {user_id}", on_boards=user_id != 3)
    named = []
    for _ in range(4):
        clock.pass_by(days=7)
        (to_do,) = await blocks(services, people, "to_do")
        named.append(to_do["listener"]["name"])
    assert set(named[:2]) == {"Ana", "Bruno"}, "who does not want to be named is not"
    assert named[2:] == named[:2]
    assert to_do["listener"]["ideal_referral"] == f"Clients of {1 if named[-1] == 'Ana' else 2}"
    assert "welcome" not in to_do


async def test_a_new_member_is_introduced_again_until_somebody_sends_them_something(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    clock.pass_by(days=80)
    await services.roster.add(people.ana, someone(4), "Florist")
    await listens(database, 4, "Weddings")
    await listens(database, 2, "Cafés")
    newcomers, to_do = await blocks(services, people, "newcomers", "to_do")
    assert [each["name"] for each in newcomers["members"]] == ["Duda"]
    assert to_do["listener"]["name"] == "Bruno", "not the one who is introduced already"
    clock.pass_by(days=14)
    for _ in range(2):
        newcomers, to_do = await blocks(services, people, "newcomers", "to_do")
        assert newcomers is None
        assert to_do["welcome"] == {"name": "Duda", "seat": "Florist", "ideal_referral": "Weddings"}
        assert to_do["listener"]["name"] == "Bruno"
    await services.referrals.give(people.ana, someone(4), MARIA, "f:1:duda")
    (to_do,) = await blocks(services, people, "to_do")
    assert "welcome" not in to_do
    clock.pass_by(days=80)
    (to_do,) = await blocks(services, people, "to_do")
    assert set(to_do) == {"listener"}


async def test_thanks_are_thought_of_where_more_was_given_than_said(services: Services, people: People) -> None:
    await give(services, people)
    assert await blocks(services, people, "to_do") == [{"thank": True}]
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("So kind"), "f:2:t")
    assert await blocks(services, people, "to_do") == [None]


async def test_a_group_of_one_is_known_as_one(services: Services, people: People, database: Database, clock: Clock) -> None:
    clock.pass_by(days=80)
    await listens(database, 1, "Anybody")
    for user_id in (2, 3):
        await services.roster.decide(people.ana, Person(user_id), Step.REMOVE, "moved")
    week, to_do = await blocks(services, people, "week", "to_do")
    assert week["members"] == 1
    assert to_do is None, "nobody listens for oneself"
    empty = Actor(5, 1, "Ana", manages_group=True, language="en")
    await services.setup.set_up(empty, Changes(digest_channel_id=9), 9)
    _, (digest,) = await services.digest.preview(empty)
    assert digest.is_quiet
    assert (digest.of("week") or {})["members"] == 0


async def test_nobody_listens_for_an_associate(services: Services, people: People, database: Database, clock: Clock) -> None:
    await listens(database, 2, "Cafés")
    await services.associates.make(people.ana, someone(2))
    newcomers, to_do = await blocks(services, people, "newcomers", "to_do")
    assert [(each["name"], each["seat"], each["ideal_referral"]) for each in newcomers["members"] if each["name"] == "Bruno"] == [
        ("Bruno", "", "")
    ]
    for _ in range(4):
        assert "Cafés" not in str(to_do)
        clock.pass_by(days=7)
        (to_do,) = await blocks(services, people, "to_do")


async def test_nobody_listens_for_who_is_on_leave(services: Services, people: People, database: Database, clock: Clock) -> None:
    clock.pass_by(days=80)
    for user_id in (2, 3):
        await listens(database, user_id, f"Clients of {user_id}")
    await services.leave.go(people.bruno, "", "")
    for _ in range(2):
        clock.pass_by(days=7)
        (to_do,) = await blocks(services, people, "to_do")
        assert to_do["listener"]["name"] == "Caio"
