"""One's own numbers in several groups: side by side, of oneself alone, and of groups that one is in and that the bot is in."""

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import PeriodName
from bot.core.errors import Forbidden, Refused
from bot.core.money import Money
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.thanks.service import Typed as TypedThanks
from bot.reports.my_groups.model import MOST
from bot.services import Services
from tests.conftest import Clock
from tests.passing import MARIA, give
from tests.people import CHANNEL, GROUP, People, someone

OTHER, THIRD = 300, 400


async def join(services: Services, group_id: int, user_id: int, currency: str = "EUR", zone: str = "Europe/Lisbon") -> Actor:
    """Another group of the same installation, led by Zoe, with that person; returns the person there."""
    zoe = Actor(group_id, 99, "Zoe", manages_group=True)
    await services.setup.set_up(zoe, Changes(digest_channel_id=CHANNEL + group_id, time_zone=zone, currency=currency), CHANNEL)
    for person in (Person(99, "Zoe"), someone(user_id)):
        await services.roster.add(zoe, person, f"Trade {person.user_id}")
    return Actor(group_id, user_id, someone(user_id).name)


async def test_each_group_has_its_own_numbers_and_currency(services: Services, people: People) -> None:
    there = await join(services, OTHER, 1)
    await give(services, people)
    zoe = Person(99, "Zoe")
    for number in range(2):
        typed = replace(MARIA, contact=f"maria{number}@example.org")
        await services.referrals.give(there, zoe, typed, f"f:1:{number}")
    await services.thanks.give(there, zoe, None, TypedThanks("Obrigada!", "20.00", "new"), "f:1:t")
    found = await services.my_groups.mine(people.ana)
    assert (found.here.group_id, found.here.given, found.here.brought) == (GROUP, 1, ())
    [other] = found.others
    assert (other.group_id, other.given, other.thanks_given, other.brought) == (OTHER, 2, 1, (Money(2000, "EUR"),))
    seen_there = await services.my_groups.mine(there)
    assert (seen_there.here, seen_there.others) == (other, (found.here,))
    assert (await services.my_groups.mine(people.bruno)).others == ()


async def test_a_period_is_cut_in_each_groups_own_zone(services: Services, people: People, clock: Clock) -> None:
    there = await join(services, OTHER, 1, zone="Pacific/Kiritimati")
    await give(services, people)
    await services.referrals.give(there, Person(99, "Zoe"), MARIA, "f:1:there")
    found = await services.my_groups.mine(people.ana, PeriodName.MONTH)
    assert found.here.period != found.others[0].period
    assert [found.here.given, found.others[0].given] == [1, 1]
    clock.pass_by(days=400)
    found = await services.my_groups.mine(people.ana, PeriodName.MONTH)
    assert [found.here.given, found.others[0].given] == [0, 0]


async def test_groups_that_one_left_or_that_removed_the_bot_are_absent(services: Services, people: People) -> None:
    there = await join(services, OTHER, 1)
    await join(services, THIRD, 1)
    zoe = Actor(OTHER, 99, "Zoe", manages_group=True)

    async def others() -> set[int]:
        return {each.group_id for each in (await services.my_groups.mine(people.ana)).others}

    assert await others() == {OTHER, THIRD}
    await services.roster.pause(zoe, someone(1))
    assert await others() == {OTHER, THIRD}, "on leave one is still in it"
    await services.departures.left(OTHER, 1)
    assert await others() == {THIRD}
    await services.departures.back(OTHER, 1)
    assert await others() == {OTHER, THIRD}
    await services.departures.server_gone(THIRD)
    assert await others() == {OTHER}
    await services.departures.server_back(THIRD)
    await services.privacy.delete(there, "A former member")
    assert await others() == {THIRD}
    assert await services.privacy.elsewhere(people.ana) == 1
    await services.roster.decide(replace(zoe, group_id=THIRD), someone(1), Step.REMOVE, "Moved")
    assert await others() == set()
    assert await services.privacy.elsewhere(people.ana) == 1, "a former member stands on the roll"
    await services.my_groups.database.write(
        lambda tx: tx.run("UPDATE members SET status = 'linked' WHERE group_id = ? AND user_id = 1", THIRD)
    )
    assert await services.privacy.elsewhere(people.ana) == 0, "nobody can use anything in a linked group"


async def test_more_than_fit_are_counted(services: Services, people: People, clock: Clock) -> None:
    for number in range(MOST + 1):
        clock.pass_by(minutes=1)
        await join(services, OTHER + number, 1)
    found = await services.my_groups.mine(people.ana)
    assert [each.group_id for each in found.others] == [OTHER + number for number in range(MOST, 1, -1)]
    assert found.more == 2


async def test_it_is_for_active_members_of_the_group_in_which_it_is_asked_for(services: Services, people: People) -> None:
    await join(services, OTHER, 4)
    with pytest.raises(Forbidden):
        await services.my_groups.mine(people.duda)
    await services.roster.pause(people.ana, someone(3))
    with pytest.raises(Refused):
        await services.my_groups.mine(people.caio)
