"""Whoever reads every report, every digest and subtracts whatever from whatever learns nobody's amount, nor that of two."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.admin.setup import Changes
from bot.core.calendar import Weekday
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.core.errors import Refused
from bot.core.money import Money
from bot.reports.group_report.model import Span
from bot.services import Services
from bot.weekly.business.model import FEWEST
from tests.conftest import Clock
from tests.fuzz import examples
from tests.people import CHANNEL, NAMES, People, actor, someone
from tests.weekly.test_business import Attacker, narrowed, thank

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.reports.group_report.model import Closed, Report

WEEKS = 60
AMOUNTS = st.sampled_from((100, 500, 1_000, 5_000, 80_000))
THANKS = st.lists(st.tuples(st.sampled_from((1, 2, 3, 4)), AMOUNTS), max_size=5)
MANY = st.lists(st.tuples(st.sampled_from((1, 2, 3, 4)), AMOUNTS), min_size=3, max_size=6)
A_WEEK = st.tuples(
    st.one_of(THANKS, MANY, MANY),
    st.lists(st.integers(1, 12), max_size=2),  # how many thanks ago one is said that is cancelled
    st.booleans(),  # whether that happens before this week's digest or after it
    st.sampled_from(("", "", "", "", "", "currency", "zone", "no digest", "week starts", "amounts off", "amounts on", "erased")),
)
YEARS = st.lists(A_WEEK, min_size=WEEKS, max_size=WEEKS)


@dataclass
class Reader(Attacker):
    """An attacker who reads reports too. `reports` holds the thanks in the business of each, by its period."""

    reports: dict[tuple[Span, object], frozenset[tuple[int, int]]] = field(default_factory=dict)
    sums: dict[tuple[Span, object], tuple[Money, ...]] = field(default_factory=dict)

    async def read(self, services: Services, moderator: Actor) -> None:
        for span in Span:
            with suppress(Refused):
                self._keep(await services.group_reports.last(moderator, span))

    def _keep(self, report: Report) -> None:
        for of, numbers in ((report.of, report.numbers), (report.of.before(report.group), report.before)):
            if numbers is None or not numbers.business.sums:
                continue
            totals = self._told_in(of)
            assert numbers.business.sums == _added_up([self.shown[total] for total in totals])
            key = (of.span, of.period.start)
            self.sums[key] = numbers.business.sums
            self.reports[key] = frozenset[tuple[int, int]]().union(*(self.holds[total] for total in totals))

    def _told_in(self, of: Closed) -> list[tuple[str, object, object]]:
        """The totals that the attacker saw in digests, of which the report's amount must consist: told months, and weeks of other months."""
        inside = [each for each in self.shown if of.period.start < each[2] <= of.period.end]
        months = [each for each in inside if each[0] == "month"]
        weeks = [each for each in inside if each[0] == "week"]
        return [*months, *(week for week in weeks if not any(m[1] < week[2] and week[1] < m[2] for m in months))]

    def pairs(self) -> list[frozenset[tuple[int, int]]]:
        """What any two of all that was told do not share, and what one has without the other."""
        known = {*self.reports.values(), *self.holds.values()}
        found: list[frozenset[tuple[int, int]]] = [*known]
        for one, other in combinations(known, 2):
            found += [one ^ other, one - other, other - one]
        return [each for each in found if each]


def _added_up(amounts: list[Money]) -> tuple[Money, ...]:
    currencies = sorted({each.currency for each in amounts})
    return tuple(Money(sum(each.minor for each in amounts if each.currency == code), code) for code in currencies)


async def live(folder: Path, years: list) -> Reader:
    clock = Clock()
    database = await SqliteDatabase.open(folder / "g.db", Cipher(b"k" * KEY_BYTES), clock)
    try:
        services, people = Services(database), People(*(actor(each) for each in NAMES))
        await services.setup.set_up(people.ana, Changes(time_zone="America/Sao_Paulo", currency="BRL"), CHANNEL)
        for user_id in NAMES:
            await services.roster.add(people.ana, someone(user_id), f"Trade {user_id}")
        reader, said = Reader(database), 0
        for number, (thanks, cancelled, is_before, deed) in enumerate(years):
            await database.write(lambda tx: tx.run("DELETE FROM allowances"))
            for author, amount in thanks:
                await thank(services, author, author % 4 + 1, str(amount), f"{number}-{said}")
                said += 1
            clock.now += timedelta(days=7)
            if is_before:
                await _cancel(services, people, said, cancelled)
            await _do(services, people, deed, number)
            if deed != "no digest":
                await reader.look(services, people)
            await reader.read(services, people.ana)
            if not is_before:
                await _cancel(services, people, said, cancelled)
                await reader.read(services, people.ana)
        return reader
    finally:
        await database.close()


async def _do(services: Services, people: People, deed: str, number: int) -> None:
    """What the moderator, or a member, does between the end of a week and its digest."""
    is_odd = bool(number % 2)
    changes = {
        "currency": Changes(currency="EUR" if is_odd else "BRL"),
        "zone": Changes(time_zone="Pacific/Kiritimati" if is_odd else "America/Sao_Paulo"),
        "week starts": Changes(week_starts=Weekday.SUNDAY if is_odd else Weekday.WEDNESDAY),
        "amounts off": Changes(amounts=False),
        "amounts on": Changes(amounts=True),
    }
    if deed in changes:
        await services.setup.set_up(people.ana, changes[deed], CHANNEL)
    if deed == "erased":
        gone = number % 3 + 2  # whoever but Ana, who moderates
        await services.privacy.delete(actor(gone), "A former member")
        await services.roster.add(people.ana, someone(gone), f"Trade {gone}")


async def _cancel(services: Services, people: People, said: int, cancelled: list[int]) -> None:
    for back in cancelled:
        with suppress(Refused):
            await services.moderation.void(people.ana, "T", said - back, "By mistake")


@examples(5)
@given(YEARS)
def test_no_two_reports_or_totals_differ_by_the_amounts_of_fewer_than_three(years: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reader = asyncio.run(live(Path(folder), years))
    for difference in reader.pairs():
        sums: dict[int, int] = {}
        for thanks_id, who in difference:
            sums[who] = sums.get(who, 0) + reader.amounts[thanks_id]
        assert len(sums) >= FEWEST, sums
        assert narrowed(sorted(sums.values())) is None, sums


def test_the_attack_is_one() -> None:
    """Five members thank each other in each week of a year: every length of report tells an amount, and the attacker sees them differ."""
    week = ([(1, 1_000), (2, 900), (3, 800), (4, 700)], [1], False, "")
    with tempfile.TemporaryDirectory() as folder:
        reader = asyncio.run(live(Path(folder), [week] * WEEKS))
    assert {span for span, _ in reader.reports} == {*Span}
    assert len(reader.pairs()) > 100
