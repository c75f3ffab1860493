"""Groups of thousands: what one transaction reads does not grow with them."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.core.calendar import PeriodName, Weekday
from bot.core.dates import DayOrder
from bot.core.db.database import Database, Tx, Work, micros
from bot.core.digest_block import MOST_NEWCOMERS
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.membership.import_sessions.model import Meant
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile, Story
from bot.membership.members.roll import by_name
from bot.membership.profiles.gathering import SLICE
from bot.membership.profiles.search import fitting
from bot.membership.roster_import.columns import Column, Row
from bot.membership.roster_import.model import RowOutcome, Upload
from bot.referrals.model import Box, Verb
from bot.referrals.passing_on import Way
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import KEY, NOON, Clock
from tests.growth import Read, counted
from tests.passing import give
from tests.people import GROUP, People

FIRST = 1_000
"""The id of the first of many members."""
PAGE = 8


async def fill(database: Database, number: int, *statuses: Status) -> None:
    """Add so many members to the group, with profiles, their statuses in turn."""

    async def work(tx: Tx) -> None:
        for n in range(number):
            await members_store.save(
                tx,
                Member(
                    GROUP,
                    FIRST + n,
                    f"Member {n:04}",
                    statuses[n % len(statuses)],
                    f"Trade {n}",
                    Profile(f"Shop {n}", f"Lamps of kind {n}", "Families who move", f"m{n}@example.org", ""),
                    Story(skills="repairs"),
                    joined_at=NOON - timedelta(days=n),
                ),
            )

    await database.write(work)


async def test_a_slice_of_the_nightly_check_reads_its_own_range_and_opens_nothing(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    """`people` has three members."""
    await fill(database, 300, Status.ACTIVE, Status.LEFT, Status.PAUSED, Status.APPLICANT, Status.FORMER)
    clock.now = datetime(2026, 11, 19, 5, tzinfo=UTC)
    (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 10)) if job.kind == "presence"]
    with counted(database, KEY) as reads:
        await services.departures.run(job)
    assert [read.opened for read in reads] == [0]
    slices = await database.read(lambda tx: tx.all("SELECT record_id, detail FROM outbox WHERE kind = 'presence.call'"))
    with counted(database, KEY) as reads:
        calls = [await services.departures.roll_call(GROUP, row["record_id"], int(row["detail"])) for row in slices]
    assert len(calls) > 4
    assert sum(len(call.expected | call.gone) for call in calls) == 240 + 3
    assert sum(read.rows for read in reads) <= 310, "each row is read once in the whole night"
    assert [read.opened for read in reads] == [0] * len(reads)


async def everybody(database: Database) -> list[Member]:
    return await database.read(lambda tx: members_store.roll(tx, GROUP, (Status.ACTIVE, Status.PAUSED)))


def check_small(reads: list[Read], rows: int) -> None:
    """No transaction read more than so many rows, or opened more than the texts of a page of members."""
    assert max(read.rows for read in reads) <= rows
    assert max(read.opened for read in reads) <= PAGE * len(members_store.SEALED)


@pytest.mark.parametrize(
    "search", ["lamps 42", "kind", "shoop 17", "family movers", "trade 9", "Member 0123", "nobody at all", "@"]
)
async def test_a_search_of_many_reads_them_slice_by_slice_and_finds_the_same(
    services: Services, people: People, database: Database, search: str
) -> None:
    await fill(database, 2 * SLICE + 50, Status.ACTIVE, Status.PAUSED, Status.ACTIVE, Status.FORMER)
    with counted(database, KEY) as reads:
        found = await services.profiles.directory(people.bruno, search, "", 0, PAGE)
    those = fitting(search, await everybody(database))
    assert found.count == len(those)
    assert [each.user_id for each in found.members] == [each.user_id for each in those[:PAGE]]
    assert len(reads) == 4, "three slices and the page"
    check_small(reads[:-1], SLICE + 5)
    check_small(reads[-1:], PAGE if found.count else 200)  # where nobody fits, trades are read to name one that is open


async def test_signs_alone_are_looked_for_as_they_are_in_a_large_group(
    services: Services, people: People, database: Database
) -> None:
    await fill(database, 2 * SLICE, Status.ACTIVE)
    member = await services.roster.get(GROUP, FIRST + 150)
    assert member is not None
    await database.write(lambda tx: members_store.save(tx, replace(member, name="★ Zoe")))
    assert [each.user_id for each in (await services.profiles.directory(people.bruno, "★", "", 0, PAGE)).members] == [FIRST + 150]


async def test_a_trade_leaves_its_holders_in_a_large_group_too(services: Services, people: People, database: Database) -> None:
    await fill(database, 2 * SLICE, Status.ACTIVE)
    for search, seat in (("kind", "Trade 77"), ("", "Trade 77")):
        found = await services.profiles.directory(people.bruno, search, seat, 0, PAGE)
        assert [each.user_id for each in found.members] == [FIRST + 77]
    assert (await services.profiles.directory(people.bruno, "nothing of that", "Trade 77", 0, PAGE)).count == 0


async def test_a_list_of_many_reads_no_more_than_its_page(services: Services, people: People, database: Database) -> None:
    await fill(database, 150, Status.ACTIVE)
    names = [each.user_id for each in by_name(await everybody(database))]
    for page in (0, 3):
        with counted(database, KEY) as reads:
            found = await services.profiles.directory(people.bruno, "", "", page, PAGE)
        assert [each.user_id for each in found.members] == names[page * PAGE :][:PAGE]
        assert len(reads) == 1
        check_small(reads, PAGE + 5)


async def test_who_left_between_two_reads_of_a_search_is_not_shown(
    services: Services, people: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database, 2 * SLICE, Status.ACTIVE)
    read, count = database.read, 0

    async def removing(work: Work[Any]) -> Any:
        nonlocal count
        count += 1
        if count == 3:
            await services.departures.left(GROUP, FIRST)
        return await read(work)

    monkeypatch.setitem(database.__dict__, "read", removing)
    found = await services.profiles.directory(people.bruno, "lamps", "", 0, PAGE)
    assert count > 3
    assert FIRST not in [each.user_id for each in found.members]
    assert FIRST + 1 in [each.user_id for each in found.members]


async def test_lists_of_many_open_no_text(services: Services, people: People, database: Database) -> None:
    await fill(database, 400, Status.ACTIVE, Status.FORMER, Status.EXPECTED, Status.LEFT)
    with counted(database, KEY) as reads:
        enrolled = {each.status: each for each in await services.roster.roll(people.ana)}
        expected = await services.roster.expected(people.ana)
        former = await services.thanks.former(people.bruno)
        seats = await services.profiles.seats(GROUP)
    assert {status: those.count for status, those in enrolled.items()} == {
        Status.ACTIVE: 103,
        Status.FORMER: 100,
        Status.EXPECTED: 100,
        Status.LEFT: 100,
    }
    people_shown = enrolled[Status.FORMER].people
    assert [each.name for each, _ in people_shown] == [f"Member {n:04}" for n in range(1, 400, 4)]
    assert people_shown[0][1].joined_at == NOON - timedelta(days=1)
    assert (len(expected), len(former), len(seats)) == (100, 100, 103)
    assert sum(read.opened for read in reads) <= len(members_store.SEALED), "the texts of who asks, to see that they are a member"


async def test_whoever_holds_a_trade_is_read_alone(services: Services, people: People, database: Database) -> None:
    await fill(database, 200, Status.ACTIVE)
    with counted(database, KEY) as reads:
        holders = await database.read(lambda tx: members_store.seat_holders(tx, GROUP, " TRADE 7", 0))
    assert [each.user_id for each in holders] == [FIRST + 7]
    assert reads[0].opened <= len(members_store.SEALED)


async def test_whether_somebody_may_act_is_read_without_their_texts(
    services: Services, people: People, database: Database
) -> None:
    await fill(database, 1, Status.ACTIVE)
    member = replace(people.bruno, user_id=FIRST)
    with counted(database, KEY) as reads:
        await services.referrals.check_member(member)
        await services.referrals.list(member, Box.RECEIVED, None, 10)
        await services.activity.mine(member, PeriodName.ALL_TIME)
        await services.boards.board(member, BoardName.GIVERS, PeriodName.ALL_TIME)
        await services.profiles.check_reader(member)
    assert [read.opened for read in reads] == [0] * 5


async def test_who_may_be_expected_is_found_among_many_without_their_texts(
    services: Services, people: People, database: Database
) -> None:
    await fill(database, 150, Status.EXPECTED)
    meant = Member(GROUP, -5, "Zuleika Quintanilha", Status.EXPECTED, "Lawyer", Profile("Quintanilha & Co"))
    await database.write(lambda tx: members_store.save(tx, meant))
    with counted(database, KEY) as reads:
        awaited = await services.claims.awaited(people.duda, ["Zuleika"])
        claim = await services.claims.claim_by_name(people.duda, "zuleika quintanilha")
    assert awaited.alike[0].user_id == claim.expected_id == -5
    assert sum(read.opened for read in reads) <= 3 * len(members_store.SEALED), "of the one who is meant"


async def test_trades_and_whom_a_client_is_passed_to_are_read_without_texts_of_many(
    services: Services, people: People, database: Database
) -> None:
    await fill(database, SLICE + 50, Status.ACTIVE)
    opened = await give(services, people)
    await services.referrals.move(2, opened.referral.id, Verb.DECLINE)
    with counted(database, KEY) as reads:
        trades = await services.openings.seats(people.ana)
        found = await services.passing_on.candidates(people.ana, opened.referral.id, Way.IN_PLACE)
    assert len(trades.taken) == SLICE + 50, "three of them are held by two"
    assert len(found.candidates) == SLICE + 51, "all but giver and receiver"
    assert max(read.opened for read in reads) <= 3 * len(members_store.SEALED)


async def test_a_digest_opens_the_texts_of_the_newcomers_that_it_names(
    services: Services, people: People, database: Database
) -> None:
    await fill(database, 100, Status.ACTIVE)
    await database.write(lambda tx: tx.run("UPDATE members SET joined_at = ?", micros(NOON)))
    with counted(database, KEY) as reads:
        _, (digest, *_) = await services.digest.preview(people.ana)
    block = next(each for each in digest.blocks if each.kind == "newcomers")
    assert len(block.facts["members"]) + block.facts["more"] == 103
    assert max(read.opened for read in reads) <= 2 * MOST_NEWCOMERS * len(members_store.SEALED)


async def test_a_digest_is_composed_outside_of_the_writing_transaction(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await fill(database, 600, Status.ACTIVE)
    await services.preferences.switch(people.bruno, "digest", on=True)
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    await give(services, people)
    clock.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 10)) if job.kind == "digest"]
    with counted(database, KEY) as reads:
        await services.digest.preview(people.ana)
        await services.digest.post(people.ana, "i:1")
        await services.digest.run(job)
    assert max(read.rows for read in reads if not read.writes) >= 600, "the trades that are held"
    assert max(read.rows for read in reads if read.writes) <= 20
    assert max(read.opened for read in reads if read.writes) == 0
    posted = await database.read(lambda tx: tx.all("SELECT key FROM outbox WHERE kind = 'digest' ORDER BY id"))
    assert [row["key"] for row in posted] == [f"digest:{GROUP}:i:1", f"digest:{GROUP}:2026-W47"]


async def test_a_roll_is_exported_and_matched_with_a_file_slice_by_slice(
    services: Services, people: People, database: Database
) -> None:
    await fill(database, 2 * SLICE + 50, Status.ACTIVE, Status.LEFT, Status.EXPECTED)
    rows = tuple(Row(number, {Column.NAME: f"Member {number:04}", Column.SEAT: "Baker"}) for number in range(100))
    upload = Upload(rows, {}, {row.number: Meant(FIRST + row.number, for_sure=True) for row in rows})
    with counted(database, KEY) as reads:
        exported = await services.roster_import.export(people.ana)
        roll = await services.roster_import.roll(people.ana)
        draft = await services.roster_import.keep(people.ana, upload)
        await services.roster_import.read_days(people.ana, draft, DayOrder.MONTH_FIRST)
        plan = await services.roster_import.preview(people.ana, draft)
    assert len(exported.roll) == len(roll) == len(plan.roll) == 2 * SLICE + 53
    assert [each.name for each in roll] == [each.name for each in by_name(roll)]
    assert max(read.rows for read in reads) <= SLICE
    assert max(read.opened for read in reads) <= 1, "the upload; the roll is decrypted elsewhere"
    assert max(read.rows for read in reads if read.writes) <= 5


async def test_answers_about_a_file_that_are_given_at_once_are_all_kept(
    services: Services, people: People, database: Database
) -> None:
    rows = tuple(Row(number, {Column.NAME: f"Member {number}", Column.SEAT: "Baker"}) for number in range(6))
    asked = {row.number: Meant(None, (FIRST + row.number, FIRST + 50)) for row in rows}
    draft = await services.roster_import.keep(people.ana, Upload(rows, {}, asked))
    session = services.roster_import
    await asyncio.gather(*(session.choose(people.ana, draft, number, FIRST + number) for number in range(6)))
    plan = await session.preview(people.ana, draft)
    assert not plan.count(RowOutcome.ASK)
    with pytest.raises(Refused):
        await session.choose(people.ana, draft, 3, FIRST + 7)
