"""Closed business is a total in which nobody's own amount can be found, whatever is subtracted from whatever."""

import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.admin.setup import Changes
from bot.core.calendar import Period, Weekday
from bot.core.db.database import Database, micros
from bot.core.db.sqlite import SqliteDatabase
from bot.core.errors import Refused
from bot.core.money import Money
from bot.groups.model import PublicLanguage
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.thanks.service import Typed
from bot.services import Services
from bot.weekly.business.model import FAIR_SHARE, FEWEST, MARGIN, may_be_told, rounded
from tests.conftest import NOON, Clock
from tests.people import CHANNEL, People, actor, someone

WEEK = timedelta(days=7)


async def thank(services: Services, author: int, thanked: int, amount: str, key: str) -> int:
    given = await services.thanks.give(actor(author), someone(thanked), None, Typed("Thanks", amount), f"f:{author}:{key}")
    return given.thanks.id


async def told(services: Services, people: People, kind: str = "week") -> Money | None:
    _, (digest, *_) = await services.digest.preview(people.ana)
    facts = (digest.of("business") or {}).get(kind)
    return None if facts is None else Money(facts["minor"], facts["currency"])


async def three_contribute(services: Services, key: str = "a") -> list[int]:
    return [
        await thank(services, author, thanked, amount, key)
        for author, thanked, amount in ((1, 2, "1.234,00"), (2, 1, "567,00"), (3, 1, "189,00"))
    ]


async def test_a_closed_week_of_three_is_told_rounded(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    assert await told(services, people) is None, "the running week is nobody's business"
    clock.now = NOON + WEEK
    assert await told(services, people) == Money(200_000, "BRL"), "1,990.00, to two digits"


async def test_two_contributors_are_too_few_however_much_they_enter(services: Services, people: People, clock: Clock) -> None:
    for number in range(4):
        await thank(services, 1, 2, "1.000,00", str(number))
        await thank(services, 2, 1, "1.000,00", str(number))
    clock.now = NOON + WEEK
    assert await told(services, people) is None


@pytest.mark.parametrize(
    "amounts",
    [("1.000,00", "500,00", "20,00"), ("9.000,00", "500,00", "500,00")],
    ids=["the second knows the first", "one made it all"],
)
async def test_a_total_that_shows_nearly_what_one_contributed_is_not_told(
    services: Services, people: People, clock: Clock, amounts: tuple[str, ...]
) -> None:
    for author, amount in enumerate(amounts, start=1):
        await thank(services, author, author % 3 + 1, amount, "a")
    clock.now = NOON + WEEK
    assert await told(services, people) is None


async def test_what_is_taken_back_later_does_not_change_a_total_that_was_told(
    services: Services, people: People, clock: Clock, database: Database
) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    before = await told(services, people)
    await services.moderation.void(people.ana, "T", 1, "By mistake")
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
    await services.setup.set_up(people.ana, Changes(time_zone="Pacific/Kiritimati"), CHANNEL)
    assert await told(services, people) is None, "its bounds moved by hours, and the difference would tell of a few"


async def test_where_amounts_are_off_no_total_is_told(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    await services.setup.set_up(people.ana, Changes(amounts=False), CHANNEL)
    clock.now = NOON + WEEK
    assert await told(services, people) is None


async def test_what_was_told_is_told_no_more_where_amounts_are_switched_off(
    services: Services, people: People, clock: Clock
) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    assert await told(services, people) is not None
    await services.setup.set_up(people.ana, Changes(amounts=False), CHANNEL)
    assert await told(services, people) is None


async def test_a_month_of_two_currencies_is_not_told(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    assert await told(services, people) == Money(200_000, "BRL")
    await services.setup.set_up(people.ana, Changes(currency="EUR"), CHANNEL)
    await three_contribute(services, "b")
    clock.now = NOON + 2 * WEEK
    assert await told(services, people) == Money(200_000, "EUR")
    assert await told(services, people, "month") is None, "they can't be added"


def test_a_total_is_told_at_the_very_share_of_the_others() -> None:
    assert may_be_told((300, 50, 50))
    assert not may_be_told((301, 50, 50))
    assert may_be_told((100, 100, 10))
    assert not may_be_told((101, 101, 10))
    assert not may_be_told((100, 100, 0)), "who entered nothing contributed nothing"


async def test_a_month_is_told_with_its_last_week_and_holds_what_its_weeks_kept_back(
    services: Services, people: People, clock: Clock
) -> None:
    """It is November; its weeks end on the 1st, the 8th, the 15th, the 22nd and the 29th."""
    await thank(services, 1, 2, "1.000,00", "a")
    clock.now = NOON + WEEK
    await thank(services, 2, 1, "500,00", "b")
    await thank(services, 3, 1, "100,00", "b")
    assert [await told(services, people, kind) for kind in ("week", "month")] == [None, None]
    clock.now = NOON + 2 * WEEK
    assert [await told(services, people, kind) for kind in ("week", "month")] == [None, Money(160_000, "BRL")]
    await services.moderation.void(people.ana, "T", 3, "By mistake")
    assert await told(services, people, "month") == Money(160_000, "BRL"), "told once"
    clock.now = NOON + 3 * WEEK
    assert await told(services, people, "month") is None, "December's is not over"


async def test_a_month_whose_rest_is_of_two_members_is_not_told(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    assert await told(services, people) is not None
    for author in (1, 2):
        await thank(services, author, 3, "77,00", "late")
    clock.now = NOON + 2 * WEEK
    assert await told(services, people, "month") is None, "less the week that was told it would be the amounts of two"


async def test_a_month_that_was_told_whole_is_the_sum_of_its_weeks_as_they_were_told(
    services: Services, people: People, clock: Clock
) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    assert await told(services, people) == Money(200_000, "BRL")
    await services.moderation.void(people.ana, "T", 1, "By mistake")
    await services.digest.preview(people.ana)
    clock.now = NOON + 2 * WEEK
    assert await told(services, people, "month") == Money(200_000, "BRL"), "or the difference would be Ana's amount"


async def test_a_week_of_a_month_that_was_told_is_not_told_after_it(services: Services, people: People, clock: Clock) -> None:
    """No digest came in between, and then somebody set the clock back."""
    await three_contribute(services)
    await thank(services, 1, 2, "500,00", "b")
    clock.now = NOON + 2 * WEEK
    assert await told(services, people, "month") == Money(250_000, "BRL")
    clock.now = NOON + WEEK
    assert await told(services, people) is None


@dataclass
class Attacker:
    """Keeps every total that was shown, with what was entered for it: which thanks, of whom, when it was first shown."""

    database: Database
    shown: dict[tuple[str, datetime, datetime], Money] = field(default_factory=dict)
    holds: dict[tuple[str, datetime, datetime], frozenset[tuple[int, int]]] = field(default_factory=dict)
    amounts: dict[int, int] = field(default_factory=dict)

    async def look(self, services: Services, people: People) -> None:
        _, (digest, *_) = await services.digest.preview(people.ana)
        for kind, facts in (digest.of("business") or {}).items():
            span = Period(datetime.fromisoformat(facts["start"]), datetime.fromisoformat(facts["end"]))
            money, known = Money(facts["minor"], facts["currency"]), (kind, span.start, span.end)
            if self.shown.setdefault(known, money) != money:
                raise AssertionError("a total changed after it was shown")
            if known not in self.holds:
                self.holds[known] = await self._held(kind, span, money)

    async def _held(self, kind: str, span: Period, money: Money) -> frozenset[tuple[int, int]]:
        """The thanks in a total; those of a month's weeks that were told are in it as they were then."""
        weeks = [each for each in self.shown if kind == "month" and each[0] == "week" and span.start <= each[1] < span.end]
        live = await self._entered(span, money.currency)
        self.amounts |= {i: minor for (i, _, _), minor in live.items()}
        rest = {(i, who): minor for (i, who, at), minor in live.items() if not any(w[1] <= at < w[2] for w in weeks)}
        assert rounded(sum(rest.values()) + sum(self.shown[week].minor for week in weeks)) == money.minor
        return frozenset(rest).union(*(self.holds[week] for week in weeks))

    async def _entered(self, span: Period, currency: str) -> dict[tuple[int, int, datetime], int]:
        sql = (
            "SELECT id, author_id, at, amount_minor FROM thanks WHERE group_id = 100 AND at >= ? AND at < ?"
            " AND undone_at IS NULL AND currency = ?"
        )
        rows = await self.database.read(lambda tx: tx.all(sql, micros(span.start), micros(span.end), currency))
        zero = datetime.fromtimestamp(0, tz=span.start.tzinfo)
        return {(r["id"], r["author_id"], zero + timedelta(microseconds=r["at"])): r["amount_minor"] for r in rows}

    def differences(self) -> Iterable[frozenset[tuple[int, int]]]:
        """What totals hold alone, what two of them do not share, and what is left of each month without the weeks that were told."""
        yield from self.holds.values()
        yield from (one ^ other for one, other in combinations(self.holds.values(), 2))
        for month, held in self.holds.items():
            inner = [self.holds[week] for week in self.holds if week != month and month[1] <= week[1] and week[2] <= month[2]]
            for count in range(1, len(inner) + 1):
                yield from (held.difference(*some) for some in combinations(inner, count))


def narrowed(amounts: Sequence[int]) -> str | None:
    """What one of those who contributed learns too exactly from the sum, by trying each of them against each other; None for nothing."""
    total = sum(amounts)
    if len(amounts) < FEWEST:
        return "the sum is of fewer than three"
    for victim, theirs in enumerate(amounts):
        if (total - theirs) * FAIR_SHARE < total:
            return f"{theirs} makes up nearly all of {total}"
        for attacker, own in enumerate(amounts):
            if attacker != victim and (total - own) * MARGIN < theirs * (MARGIN + 1):
                return f"who contributed {own} to {total} knows that {theirs} is at most {total - own}"
    return None


AMOUNTS = st.lists(st.integers(1, 10**9) | st.sampled_from((1, 100, 10**9)), max_size=7)


@given(AMOUNTS)
@example([100_000, 50_000, 2_000])
@example([100_000, 100_000, 10_000])
def test_a_total_is_told_exactly_where_nobody_narrows_another_down(amounts: list[int]) -> None:
    assert may_be_told(amounts) is (narrowed(amounts) is None)


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), min_size=1, max_size=4))
def test_sums_of_totals_that_were_told_narrow_nobody_down(weeks: list[list[int]]) -> None:
    """The same five people in each week; an attacker adds up what was told."""
    shown = [week for week in weeks if may_be_told(week)]
    together = [sum(each) for each in zip(*shown, strict=True)]
    assert not shown or narrowed([each for each in together if each]) is None


async def mischief(services: Services, people: People, chance: random.Random, key: str) -> None:
    """Whatever may move a total: late thanks, some taken back, settings changed, people who go and come back."""
    deed = chance.random()
    if deed < 0.55:
        author = chance.choice((1, 1, 2, 3, 4))
        await thank(services, author, author % 3 + 1, str(chance.randrange(100, 10**6)), key)
    elif deed < 0.65:
        sql = "SELECT number FROM thanks WHERE group_id = 100 AND undone_at IS NULL ORDER BY id DESC LIMIT 12"
        numbers = [row["number"] for row in await services.digest.database.read(lambda tx: tx.all(sql))]
        await services.moderation.void(people.ana, "T", chance.choice(numbers or [1]), "By mistake")
    elif deed < 0.8:
        changes = (
            Changes(currency=chance.choice(("EUR", "BRL", "BRL"))),
            Changes(week_starts=chance.choice([*Weekday])),
            Changes(time_zone=chance.choice(("Pacific/Kiritimati", "America/Sao_Paulo", "America/Sao_Paulo"))),
            Changes(amounts=chance.random() < 0.8),
        )
        await services.setup.set_up(people.ana, chance.choice(changes), CHANNEL)
    else:
        await chance.choice(
            (
                lambda: services.digest.post(people.ana, f"i:{key}"),
                lambda: services.preferences.appear(actor(2), on_boards=chance.random() < 0.5),
                lambda: services.roster.add(people.ana, someone(4), "Trade 4"),
                lambda: services.roster.decide(people.ana, Person(4), Step.REMOVE, "moved"),
            )
        )()


@pytest.mark.parametrize("seed", range(2))
async def test_no_difference_of_totals_is_of_fewer_than_three(sqlite: SqliteDatabase, clock: Clock, seed: int) -> None:
    """Most of a year in which an attacker who sees every digest subtracts whatever was shown from whatever else was shown."""
    services, chance = Services(sqlite), random.Random(seed)
    ana, bruno, caio, duda = (actor(user_id) for user_id in (1, 2, 3, 4))
    people, attacker = People(ana, bruno, caio, duda), Attacker(sqlite)
    await services.setup.set_up(
        ana, Changes(time_zone="America/Sao_Paulo", currency="BRL", language=PublicLanguage.PORTUGUESE), CHANNEL
    )
    for user_id in (1, 2, 3, 4):
        await services.roster.add(ana, someone(user_id), f"Trade {user_id}")
    for step in range(300):
        clock.pass_by(hours=chance.choice((1, 20, 40)))
        with suppress(Refused):
            await mischief(services, people, chance, str(step))
        await attacker.look(services, people)
    assert {kind for kind, *_ in attacker.shown} == {"week", "month"}
    for difference in attacker.differences():
        sums: dict[int, int] = {}
        for thanks_id, who in difference:
            sums[who] = sums.get(who, 0) + attacker.amounts[thanks_id]
        assert not sums or narrowed(sorted(sums.values())) is None, (difference, sums)
