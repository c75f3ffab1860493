"""A member's year: of which days, whose words, and whose amounts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.core.calendar import PeriodName, twelve_months
from bot.core.errors import Forbidden, Refused
from bot.core.money import Money
from bot.referrals.thanks.service import Typed
from bot.services import Services
from bot.weekly.activity.year import MOST_QUOTED
from tests.conftest import Clock
from tests.passing import give
from tests.people import GROUP, People, someone

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


async def thank(
    services: Services, people: People, text: str, amount: str = "", key: str = "k", referral: int | None = None
) -> int:
    """Bruno thanks Ana."""
    typed = Typed(text, amount, "new")
    return (await services.thanks.give(people.bruno, someone(1), referral, typed, key)).thanks.id


async def test_it_is_of_the_twelve_months_up_to_today(services: Services, people: People, clock: Clock) -> None:
    await give(services, people)
    await thank(services, people, "Long ago", key="1")
    clock.pass_by(days=364)
    found = await services.years.mine(people.ana, None)
    assert sum(found.exchanges.given.values()) == 1
    assert (found.last - found.first).days in {364, 365}
    clock.pass_by(days=3)
    await thank(services, people, "Lately", key="2")
    found = await services.years.mine(people.ana, None)
    assert found.exchanges.given == {}
    assert [(each.text, each.author) for each in found.said] == [("Lately", "Bruno")]
    assert found.last == clock().astimezone(SAO_PAULO).date()
    ever = await services.years.mine(people.ana, PeriodName.ALL_TIME)
    assert [each.text for each in ever.said] == ["Long ago", "Lately"]
    assert (ever.first, ever.exchanges.given, ever.names) == (None, {2: 1}, {2: "Bruno"})


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        (datetime(2026, 11, 28, 12, tzinfo=SAO_PAULO), date(2025, 11, 29), date(2026, 11, 28)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=SAO_PAULO), date(2026, 1, 1), date(2026, 12, 31)),
        (datetime(2028, 2, 29, 12, tzinfo=SAO_PAULO), date(2027, 3, 1), date(2028, 2, 29)),
        (datetime(2029, 2, 28, 12, tzinfo=SAO_PAULO), date(2028, 2, 29), date(2029, 2, 28)),
        (datetime(2028, 3, 1, 0, tzinfo=SAO_PAULO), date(2027, 3, 2), date(2028, 3, 1)),
    ],
)
def test_twelve_months_are_local_days(now: datetime, first: date, last: date) -> None:
    span = twelve_months(now, SAO_PAULO)
    assert span.start.astimezone(SAO_PAULO) == datetime(first.year, first.month, first.day, tzinfo=SAO_PAULO)
    assert (span.end - timedelta.resolution).astimezone(SAO_PAULO).date() == last
    assert now in span


async def test_amounts_are_ones_own_and_go_with_what_they_were_for(services: Services, people: People) -> None:
    referral = (await give(services, people)).referral.id
    said = await thank(services, people, "You saved my week!", "1.250,00", referral=referral)
    own, other = await services.years.mine(people.bruno, None), await services.years.mine(people.ana, None)
    assert own.brought == (Money(125000, "BRL"),)
    assert other.brought == ()
    assert (own.won, other.given_won) == (1, 1)
    assert (own.said, [each.text for each in other.said]) == ((), ["You saved my week!"])
    await services.thanks.undo(2, said)
    undone = await services.years.mine(people.ana, None)
    assert (undone.said, undone.given_won, undone.exchanges.thanked_by_others) == ((), 0, {})
    assert (await services.years.mine(people.bruno, None)).brought == ()


async def test_the_last_words_are_quoted_and_the_erased_are_gone(services: Services, people: People, clock: Clock) -> None:
    for number in range(MOST_QUOTED + 1):
        clock.pass_by(hours=2)
        await thank(services, people, f"Thanks {number}", key=f"k{number}")
    found = await services.years.mine(people.ana, None)
    assert [each.text for each in found.said] == [f"Thanks {number}" for number in range(1, MOST_QUOTED + 1)]
    assert found.has_more_said
    await services.privacy.delete(people.bruno, "A former member")
    gone = await services.years.mine(people.ana, None)
    assert (gone.said, gone.has_more_said) == ((), False)
    assert sum(gone.exchanges.thanked_by_others.values()) == MOST_QUOTED + 1


async def test_it_is_for_active_members_and_no_group_is_told_in_a_direct_message(services: Services, people: People) -> None:
    with pytest.raises(Forbidden):
        await services.years.mine(people.duda, None)
    outside = replace(people.duda, in_group=False)
    refused = []
    for group_id in (GROUP, GROUP + 1):
        with pytest.raises(Refused) as told:
            await services.years.mine(replace(outside, group_id=group_id), None)
        refused.append(str(told.value))
    assert refused[0] == refused[1]
    assert (await services.years.mine(replace(people.caio, in_group=False), None)).group.group_id == GROUP
    await services.roster.pause(people.ana, someone(3))
    with pytest.raises(Refused):
        await services.years.mine(people.caio, None)
