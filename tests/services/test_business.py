"""Closed business is a total in which nobody's own amount can be found, whatever is subtracted from whatever."""

from datetime import timedelta

from bot.model.money import Money
from bot.services import Services
from bot.services.groups import Changes
from bot.services.thanks import Typed
from bot.store.engine.database import Database
from tests.conftest import NOON, Clock
from tests.services.conftest import CHANNEL, People, actor, someone

WEEK = timedelta(days=7)


async def thank(services: Services, author: int, thanked: int, amount: str, key: str) -> int:
    given = await services.thanks.give(actor(author), someone(thanked), None, Typed("Thanks", amount), f"f:{author}:{key}")
    return given.thanks.id


async def told(services: Services, people: People) -> Money | None:
    _, (digest, *_) = await services.digests.preview(people.ana)
    facts = digest.of("business")
    return None if facts is None else Money(facts["minor"], facts["currency"])


async def three_contribute(services: Services) -> list[int]:
    return [
        await thank(services, author, thanked, amount, "a")
        for author, thanked, amount in ((1, 2, "1.234,00"), (2, 1, "567,00"), (3, 1, "89,00"))
    ]


async def test_a_closed_week_of_three_is_told_rounded(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    assert await told(services, people) is None, "the running week is nobody's business"
    clock.now = NOON + WEEK
    assert await told(services, people) == Money(190_000, "BRL"), "1,890.00, to two digits"


async def test_two_contributors_are_too_few_however_much_they_enter(services: Services, people: People, clock: Clock) -> None:
    for number in range(4):
        await thank(services, 1, 2, "1.000,00", str(number))
        await thank(services, 2, 1, "1.000,00", str(number))
    clock.now = NOON + WEEK
    assert await told(services, people) is None


async def test_what_is_taken_back_later_does_not_change_a_total_that_was_told(
    services: Services, people: People, clock: Clock, database: Database
) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    before = await told(services, people)
    await services.moderation.void_thanks(people.ana, 1, "By mistake")
    assert await told(services, people) == before, "or the difference would be Ana's amount"


async def test_a_week_that_had_too_few_is_never_told_later(services: Services, people: People, clock: Clock) -> None:
    await thank(services, 1, 2, "1.000,00", "a")
    clock.now = NOON + WEEK
    assert await told(services, people) is None
    clock.now = NOON + WEEK + timedelta(minutes=1)
    assert await told(services, people) is None


async def test_weeks_that_begin_on_another_day_wait_until_they_share_no_day(
    services: Services, people: People, clock: Clock
) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    assert await told(services, people) is not None
    await services.groups.set_up(people.ana, Changes(time_zone="Pacific/Kiritimati"), CHANNEL)
    assert await told(services, people) is None, "its bounds moved by hours, and the difference would tell of a few"


async def test_where_amounts_are_off_no_total_is_told(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    await services.groups.set_up(people.ana, Changes(amounts=False), CHANNEL)
    clock.now = NOON + WEEK
    assert await told(services, people) is None


async def test_totals_subtracted_from_one_another_tell_of_no_fewer_than_three(
    services: Services, people: People, clock: Clock
) -> None:
    """Ask for totals every day of six weeks in which somebody enters something each day: any two that differ are of other weeks."""
    seen: dict[int, Money | None] = {}
    for day in range(42):
        clock.now = NOON + timedelta(days=day)
        author = day % 3 + 1
        if day % 2:
            await thank(services, author, author % 3 + 1, f"{day * 37},00", str(day))
        total = await told(services, people)
        week = (clock.now - timedelta(hours=3)).isocalendar().week
        assert seen.setdefault(week, total) == total, "one total a week, however often it is asked for"
    assert any(seen.values())
