"""A moderator reads a report on a closed period: what is counted, by whom it is read, and what it leaves out."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks.model import NeedKind
from bot.core.errors import Forbidden, Refused
from bot.core.ledger.model import EntryKind
from bot.core.money import Money
from bot.introductions.model import Answer as IntroductionAnswer
from bot.introductions.service import Typed as IntroductionTyped
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import State
from bot.meetings.guests.inviting import Typed as GuestTyped
from bot.meetings.guests.model import GuestState
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.reports.group_report import gathering
from bot.reports.group_report.model import Report, Span, to_first_answer
from tests.asks.test_needs import BY_KIND, post
from tests.conftest import NOON
from tests.meetings.met import meet
from tests.passing import MARIA
from tests.people import BAKER, CHANNEL, GROUP, actor, someone
from tests.reports.test_closing import run_daily

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People

WEEK = timedelta(days=7)


async def report(services: Services, people: People, span: Span = Span.MONTH) -> Report:
    return await services.group_reports.last(people.ana, span)


async def pass_on(services: Services, giver: int, receiver: int, kind: str = "direct", key: str = "n") -> int:
    """A referral; returns its id."""
    typed = replace(MARIA, kind=kind, contact=f"m{giver}{receiver}{key}@example.org")
    given = await services.referrals.give(actor(giver), someone(receiver), typed, f"f:{giver}:{receiver}:{key}")
    return given.referral.id


async def test_it_counts_what_happened_in_its_weeks(services: Services, people: People, clock: Clock, database: Database) -> None:
    job = await pass_on(services, 1, 2)
    for verb in (Verb.ACCEPT, Verb.CONTACTED, Verb.WON):
        await services.referrals.move(2, job, verb)
    await pass_on(services, 1, 2, key="again")
    await pass_on(services, 3, 2, "lead")
    taken_back = await pass_on(services, 2, 3)
    await services.referrals.move(2, taken_back, Verb.WITHDRAW)
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Thank you"), "f:t:2")
    await services.introductions.propose(people.bruno, someone(1), someone(3), IntroductionTyped("Bread"), "f:i:2")
    for user_id in (1, 3):
        await services.introductions.answer(user_id, 1, IntroductionAnswer.YES)
    clock.now = datetime(2026, 12, 2, 12, tzinfo=NOON.tzinfo)
    await pass_on(services, 1, 3, key="of December")
    found = await report(services, people)
    assert (found.of.first, found.before) == (date(2026, 11, 1), None), "Goodword began here in November"
    numbers = found.numbers
    assert numbers.entries == {EntryKind.REFERRAL: 2, EntryKind.INTRODUCTION: 2, EntryKind.ANSWER: 0, EntryKind.THANKS: 1}
    assert (numbers.introductions, numbers.receivers, numbers.jobs) == (1, 1, 1)
    assert (numbers.members, numbers.joined, numbers.left) == (3, 0, 0), "who is entered at the beginning is not new"
    assert found.began == found.group.set_up_at
    await run_daily(services, database, clock)
    assert (await report(services, people)).numbers == numbers, "from the totals of closed weeks as from the entries"


async def test_last_period_stands_beside_it_and_a_reversal_leaves_both(
    services: Services, people: People, clock: Clock, database: Database
) -> None:
    for number in range(3):
        await pass_on(services, 1, 2, key=str(number))
    clock.now = datetime(2026, 12, 10, 12, tzinfo=NOON.tzinfo)
    await run_daily(services, database, clock)
    await pass_on(services, 1, 3)
    clock.now = datetime(2027, 1, 12, 12, tzinfo=NOON.tzinfo)
    await run_daily(services, database, clock)

    async def counted() -> tuple[int, int, int, int]:
        found = await report(services, people)
        assert found.before is not None
        two = (found.before, found.numbers)
        return (*(each.entries[EntryKind.REFERRAL] for each in two), *(each.receivers for each in two))  # type: ignore[return-value]

    assert await counted() == (3, 1, 1, 1)
    await services.moderation.void(people.ana, "R", 1, "By mistake")
    assert await counted() == (2, 1, 1, 1)
    await services.moderation.void(people.ana, "R", 4, "By mistake")
    assert await counted() == (2, 0, 1, 0)
    year = await report(services, people, Span.YEAR)
    assert (year.of.first, year.numbers.entries[EntryKind.REFERRAL], year.before) == (date(2026, 1, 1), 2, None)


async def test_asks_and_the_time_to_the_first_answer(services: Services, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    await post(services, people, NeedKind.TIP, key="f:ask:1:tip")
    clock.now += timedelta(hours=3)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="That one")
    await services.offers.offer(people.caio, 1, "f:offer:3:n", text="Another")
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    clock.now = datetime(2026, 12, 2, 12, tzinfo=NOON.tzinfo)
    numbers = (await report(services, people)).numbers
    assert (numbers.asks, numbers.answered, numbers.entries[EntryKind.ANSWER]) == (1, 1, 1)
    assert numbers.to_first_answer is None, "it would be that of one person"
    clock.now = NOON + timedelta(days=8)
    for asker in (people.bruno, people.caio):
        seen = await services.needs.post(asker, NeedKind.QUESTION, BY_KIND[NeedKind.QUESTION], f"f:ask:{asker.user_id}:n")
        clock.now += timedelta(hours=5)
        await services.offers.offer(people.ana, seen.need.id, f"f:offer:1:{seen.need.id}", text="That one")
    clock.now = datetime(2026, 12, 2, 12, tzinfo=NOON.tzinfo)
    assert (await report(services, people)).numbers.to_first_answer == timedelta(hours=5)


def test_a_time_is_that_of_three_who_asked() -> None:
    assert to_first_answer([(1, 10), (1, 20), (2, 30), (2, 40)]) is None
    assert to_first_answer([(1, 10), (2, 20), (3, 60)]) == timedelta(microseconds=20)


async def test_meetings_and_guests(services: Services, people: People, clock: Clock, database: Database) -> None:
    first, second, unmarked = [await meet(database, clock.now + timedelta(days=days)) for days in (1, 3, 5)]
    guests = [
        (
            await services.guests.invite(people.bruno, first.id, GuestTyped(name, "Florist", kind, "yes", ""), f"f:g:2:{name}")
        ).guest
        for name, kind in (("Rosa", "guest"), ("Pia", "guest"), ("Leo", "guest"), ("Udo", "substitute"))
    ]
    clock.now = first.starts_at
    for guest in guests[:1] + guests[3:]:
        await services.guests.mark(people.ana, guest.id, came=True)
    clock.now = first.starts_at + timedelta(hours=3)
    await services.guests.tell(2, guests[1].id, GuestState.CAME)
    for guest in guests[:2]:
        await services.guests.tell(2, guest.id, GuestState.APPLIED)
    for meeting, here in ((first, (1, 3)), (second, (1, 2, 3))):
        for user_id in here:
            await database.write(
                lambda tx, meeting=meeting, who=user_id: attendance_store.mark(tx, meeting, who, State.PRESENT, 1)
            )
    await database.write(lambda tx: attendance_store.mark(tx, unmarked, 1, State.EXCUSED, 1))
    clock.now = datetime(2026, 12, 2, 12, tzinfo=NOON.tzinfo)
    numbers = (await report(services, people)).numbers
    assert (numbers.meetings, numbers.attended, numbers.at_a_meeting) == (2, 5, 2)
    assert (numbers.guests, numbers.applied) == (2, 2)
    files = await services.group_reports.files(people.ana, Span.MONTH)
    assert [(each.name, each.attended, each.held) for each in files.attendance] == [
        ("Ana", 2, 2),
        ("Bruno", 2, 2),
        ("Caio", 2, 2),
    ]


async def test_trades_gained_and_lost(services: Services, people: People, clock: Clock) -> None:
    """Trade 1, 2 and 3 are entered in November, when the group is set up."""
    clock.now = datetime(2026, 12, 3, 12, tzinfo=NOON.tzinfo)
    await services.applications.apply(people.duda, BAKER, "f:join:4:n")
    await services.roster.decide(people.ana, Person(4), Step.APPROVE)
    await services.roster.move_seat(people.ana, someone(2), "Plumber")
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved")
    clock.now = datetime(2027, 1, 5, 12, tzinfo=NOON.tzinfo)
    await services.roster.move_seat(people.ana, someone(2), "Notary")
    found = await report(services, people)
    assert found.of.first == date(2026, 12, 1)
    assert (found.numbers.gained, found.numbers.lost) == (("Baker", "Plumber"), ("Trade 2", "Trade 3"))
    assert (found.numbers.members, found.numbers.joined, found.numbers.left) == (3, 1, 1)
    assert found.before is not None
    assert (found.before.gained, found.before.lost, found.before.joined) == ((), (), 0)
    assert found.began is not None
    clock.now = datetime(2027, 2, 9, 12, tzinfo=NOON.tzinfo)
    found = await report(services, people)
    assert found.began is not None, "its first two weeks end in December"
    assert (found.numbers.gained, found.numbers.lost) == (("Notary",), ("Plumber",))
    clock.now += timedelta(days=31)
    assert (await report(services, people)).began is None


async def test_who_is_on_leave_or_left_the_server_keeps_their_trade(services: Services, people: People, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 3, 12, tzinfo=NOON.tzinfo)
    await services.departures.left(GROUP, 2)
    await services.roster.pause(people.ana, someone(3))
    clock.now = datetime(2027, 1, 5, 12, tzinfo=NOON.tzinfo)
    numbers = (await report(services, people)).numbers
    assert (numbers.gained, numbers.lost) == ((), ())
    assert (numbers.members, numbers.left) == (2, 1)


async def test_whoever_deletes_their_data_leaves_no_trade_in_it(services: Services, people: People, clock: Clock) -> None:
    job = await pass_on(services, 1, 2)
    for verb in (Verb.ACCEPT, Verb.CONTACTED, Verb.WON):
        await services.referrals.move(2, job, verb)
    clock.now = datetime(2026, 12, 3, 12, tzinfo=NOON.tzinfo)
    await services.roster.move_seat(people.ana, someone(2), "Plumber")
    clock.now = datetime(2027, 1, 5, 12, tzinfo=NOON.tzinfo)
    first = date(2026, 12, 1)
    assert "Plumber" in (await services.group_reports.of(people.ana, Span.MONTH, first)).numbers.gained
    await services.privacy.delete(people.bruno, "A former member")
    found = await services.group_reports.of(people.ana, Span.MONTH, first)
    assert "Plumber" not in found.numbers.gained
    found = await services.group_reports.of(people.ana, Span.MONTH, date(2026, 11, 1))
    assert found.numbers.entries[EntryKind.REFERRAL] == 1, "counts stay"


async def three_contribute(services: Services, key: str = "a") -> None:
    for author, thanked, amount in ((1, 2, "1.234,00"), (2, 1, "567,00"), (3, 1, "189,00")):
        await services.thanks.give(actor(author), someone(thanked), None, ThanksTyped("Thanks", amount), f"f:{author}:{key}")


async def test_business_is_what_the_news_told_and_stays_it(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    clock.now = datetime(2026, 12, 1, 12, tzinfo=NOON.tzinfo)
    assert (await report(services, people)).numbers.business.sums == (), "no news told it, and a report computes nothing"
    await services.digest.preview(people.ana)
    told = (await report(services, people)).numbers.business
    assert (told.sums, told.months, told.weeks, told.of) == ((Money(200_000, "BRL"),), 1, 0, 1)
    await services.moderation.void(people.ana, "T", 1, "By mistake")
    found = await report(services, people)
    assert found.numbers.business == told, "or the difference would be Ana's amount"
    assert found.numbers.entries[EntryKind.THANKS] == 2
    await services.setup.set_up(people.ana, Changes(amounts=False), CHANNEL)
    assert (await report(services, people)).numbers.business.of == 0


async def test_weeks_that_were_told_stand_for_a_month_that_was_not(services: Services, people: People, clock: Clock) -> None:
    await three_contribute(services)
    clock.now = NOON + WEEK
    await services.digest.preview(people.ana)
    for author in (1, 2):
        await services.thanks.give(actor(author), someone(3), None, ThanksTyped("Thanks", "77,00"), f"f:{author}:late")
    clock.now = NOON + 2 * WEEK
    await services.digest.preview(people.ana)
    told = (await report(services, people)).numbers.business
    assert (told.sums, told.months, told.weeks) == ((Money(200_000, "BRL"),), 0, 1)


async def test_nobody_was_at_more_meetings_than_there_were(
    services: Services, people: People, clock: Clock, database: Database
) -> None:
    """Duda is let in at a meeting, where she was noted as there; that she was at an earlier one does not count."""
    first, second, third = [await meet(database, clock.now + timedelta(days=days)) for days in (1, 8, 15)]
    clock.now = second.starts_at + timedelta(hours=1)
    await services.roster.add(people.ana, someone(4), "Trade 4")
    for meeting, here in ((first, (1, 4)), (second, (1, 4)), (third, (1,))):
        for user_id in here:
            await database.write(
                lambda tx, meeting=meeting, who=user_id: attendance_store.mark(tx, meeting, who, State.PRESENT, 1)
            )
    clock.now = datetime(2027, 1, 5, 12, tzinfo=NOON.tzinfo)
    files = await services.group_reports.files(people.ana, Span.QUARTER)
    counted = {each.name: (each.attended, each.held) for each in files.attendance}
    assert counted == {"Ana": (3, 3), "Bruno": (0, 3), "Caio": (0, 3), "Duda": (1, 2)}


async def test_members_are_named_in_files_alone_and_only_who_lets_the_boards(
    services: Services, people: People, clock: Clock
) -> None:
    await pass_on(services, 1, 2)
    await pass_on(services, 3, 2)
    await services.preferences.appear(people.caio, on_boards=False)
    clock.now = datetime(2026, 12, 2, 12, tzinfo=NOON.tzinfo)
    files = await services.group_reports.files(people.ana, Span.MONTH)
    assert [(each.name, each.people, each.times) for each in files.boards[EntryKind.REFERRAL]] == [("Ana", 1, 1)]
    assert files.attendance == (), "no meeting was noted"


async def test_files_read_members_and_meetings_once(
    services: Services, people: People, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, statements = database.read, Counter[str]()

    class Recording:
        def __init__(self, tx: Tx) -> None:
            self._tx = tx

        def __getattr__(self, name: str) -> Any:
            return getattr(self._tx, name)

        async def all(self, sql: str, *values: object) -> Any:
            statements[sql, values] += 1
            return await self._tx.all(sql, *values)

    meeting = await meet(database, clock.now, is_posted=True)
    await database.write(lambda tx: attendance_store.mark(tx, meeting, 2, State.PRESENT, 1))
    clock.now = datetime(2026, 12, 2, 12, tzinfo=NOON.tzinfo)
    monkeypatch.setattr(database, "read", lambda work: read(lambda tx: work(cast("Tx", Recording(tx)))))
    files = await services.group_reports.files(people.ana, Span.MONTH)
    assert [(each.name, each.attended, each.held) for each in files.attendance] == [
        ("Ana", 0, 1),
        ("Bruno", 1, 1),
        ("Caio", 0, 1),
    ]
    assert [sql for (sql, _), number in statements.items() if number > 1 and "FROM entries" not in sql] == []


async def test_it_is_for_moderators_once_a_period_is_over(services: Services, people: People, clock: Clock) -> None:
    for span in Span:
        with pytest.raises(Refused, match="Nothing of that time is over yet"):
            await services.group_reports.last(people.ana, span)
        with pytest.raises(Forbidden):
            await services.group_reports.last(people.bruno, span)
    clock.now = datetime(2027, 7, 6, 12, tzinfo=NOON.tzinfo)
    for span in Span:
        for read in (services.group_reports.last, services.group_reports.files):
            with pytest.raises(Forbidden):
                await read(people.bruno, span)
            await read(people.ana, span)


@pytest.mark.parametrize(
    ("span", "first"),
    [
        (Span.MONTH, date(2027, 8, 1)),  # not over
        (Span.MONTH, date(2027, 6, 2)),
        (Span.QUARTER, date(2027, 2, 1)),
        (Span.YEAR, date(2026, 7, 1)),
        (Span.MONTH, date(9999, 12, 1)),
        (Span.MONTH, date(1, 1, 1)),  # before Goodword began
        (Span.YEAR, date(1, 1, 1)),
        (Span.MONTH, date(2026, 10, 1)),
    ],
)
async def test_a_period_that_is_none_is_refused(
    services: Services, people: People, clock: Clock, span: Span, first: date
) -> None:
    clock.now = datetime(2027, 7, 6, 12, tzinfo=NOON.tzinfo)
    with pytest.raises(Refused):
        await services.group_reports.of(people.ana, span, first)


async def test_an_earlier_period_is_read_by_its_button(services: Services, people: People, clock: Clock) -> None:
    await pass_on(services, 1, 2)
    clock.now = datetime(2027, 7, 6, 12, tzinfo=NOON.tzinfo)
    found = await services.group_reports.of(people.ana, Span.MONTH, date(2026, 11, 1))
    assert found.numbers.entries[EntryKind.REFERRAL] == 1


async def test_a_large_group_is_read_in_parts(
    services: Services, people: People, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        await pass_on(services, 1, 2, key=str(number))
        clock.now += timedelta(hours=5)
    clock.now = datetime(2027, 1, 12, 12, tzinfo=NOON.tzinfo)
    whole = await report(services, people, Span.YEAR)
    monkeypatch.setattr("bot.core.ledger.store.SLICE", 2)
    monkeypatch.setattr("bot.reports.group_report.store.SLICE", 1)
    monkeypatch.setattr(gathering, "PART", timedelta(days=2))
    assert await report(services, people, Span.YEAR) == whole
