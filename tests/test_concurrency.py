"""Concurrent actions of several people, or repeated presses of one: the second sees what the first committed."""

import asyncio

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.groups.model import Seats
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.model import State, Verb
from bot.referrals.thanks.service import Typed
from bot.services import Services
from tests.passing import MARIA, give
from tests.people import BAKER, CHANNEL, People, actor, someone


async def test_one_form_sent_five_times_at_once_is_one_referral(services: Services, people: People) -> None:
    opened = await asyncio.gather(*(give(services, people) for _ in range(5)))
    assert {each.referral.number for each in opened} == {1}


async def test_referrals_passed_at_once_get_numbers_of_their_own(services: Services, people: People) -> None:
    opened = await asyncio.gather(*(give(services, people, key=f"f:1:{number}") for number in range(12)))
    assert sorted(each.referral.number for each in opened) == list(range(1, 13))


async def test_different_buttons_pressed_at_once_make_one_history(services: Services, people: People, database: Database) -> None:
    for round_number in range(5):
        referral = (await give(services, people, key=f"f:1:{round_number}")).referral
        moves = [(2, Verb.ACCEPT), (2, Verb.DECLINE), (1, Verb.WITHDRAW), (2, Verb.CONTACTED), (2, Verb.ACCEPT)]
        results = await asyncio.gather(
            *(services.referrals.move(who, referral.id, verb) for who, verb in moves), return_exceptions=True
        )
        assert all(isinstance(result, Refused) or not isinstance(result, BaseException) for result in results)
        seen = await services.referrals.open(1, referral.id)
        states = [State.OPEN, *(moved.after for moved in seen.history)]
        assert [moved.before for moved in seen.history] == states[:-1]
        assert seen.referral.state is states[-1]
        assert seen.referral.version == len(states)
        row = await database.read(
            lambda tx, source=referral.source: tx.one("SELECT SUM(sign) AS n FROM entries WHERE source = ?", source)
        )
        assert row is not None
        assert row["n"] == int(seen.referral.counts)


async def test_two_moderators_at_once_one_wins_and_the_other_reads_it(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    results = await asyncio.gather(
        services.roster.decide(people.ana, Person(4), Step.APPROVE),
        services.roster.decide(actor(2, roles=(77,)), Person(4), Step.DECLINE),
        return_exceptions=True,
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]


async def test_one_exclusive_trade_is_not_given_twice(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    results = await asyncio.gather(
        *(services.roster.add(people.ana, Person(number, f"P{number}"), "Florist") for number in range(10, 16)),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 5


@pytest.mark.parametrize("times", [2, 6])
async def test_one_thank_you_answered_at_once_is_answered_once(
    services: Services, people: People, database: Database, times: int
) -> None:
    given = await services.thanks.give(people.bruno, someone(1), None, Typed("Thanks"), "f:2:t")
    await asyncio.gather(*(services.thanks.answer(1, given.thanks.id) for _ in range(times)))
    posts = await database.read(lambda tx: tx.all("SELECT 1 FROM outbox WHERE kind = 'thanks.post' AND only_edit = 1"))
    assert len(posts) == 1
    assert (await services.referrals.give(people.ana, someone(2), MARIA, "x")).referral.number == 1


async def test_a_job_stands_as_long_as_its_thanks_do_whoever_is_quicker(services: Services, people: People) -> None:
    """More work is thanked for while the first thanks are undone; and both are undone concurrently."""
    for number in range(2):  # six thanks an hour to one person are allowed
        referral = (await give(services, people, key=f"f:1:{number}")).referral
        first = (await services.thanks.give(people.bruno, someone(1), referral.id, Typed("Thanks"), f"f:2:{number}")).thanks
        more, _ = await asyncio.gather(
            services.thanks.give(people.bruno, someone(1), referral.id, Typed("More", "", "repeat"), f"f:2:more{number}"),
            services.thanks.undo(2, first.id),
        )
        assert (await services.referrals.open(2, referral.id)).referral.state is State.WON
        third = (await services.thanks.give(people.bruno, someone(1), referral.id, Typed("Thanks"), f"f:2:x{number}")).thanks
        await asyncio.gather(services.thanks.undo(2, more.thanks.id), services.thanks.undo(2, third.id))
        assert (await services.referrals.open(2, referral.id)).referral.state is State.OPEN


async def test_who_waits_for_somebody_who_comes_back_at_that_moment_is_told(
    services: Services, people: People, database: Database
) -> None:
    for _ in range(8):
        await services.leave.go(people.bruno, "", "")
        waited, _ = await asyncio.gather(
            services.leave.wait_for(people.caio, someone(2)), services.leave.come_back(people.bruno), return_exceptions=True
        )
        told = await database.read(lambda tx: tx.all("SELECT 1 FROM outbox WHERE kind = 'member.back'"))
        assert bool(told) is not isinstance(waited, Refused), "by a message, or by the refusal itself"
        assert await database.read(lambda tx: tx.all("SELECT 1 FROM return_waits")) == []
        await database.write(lambda tx: tx.run("DELETE FROM outbox"))
