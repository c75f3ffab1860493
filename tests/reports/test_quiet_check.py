"""Who is asked whether all is well, and what moderators read of it, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks import store as asks_store
from bot.asks.model import NeedKind
from bot.core.actor import Actor
from bot.core.calendar import Period
from bot.core.db.database import micros
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.groups import store as groups_store
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import State
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Person, Status
from bot.referrals.model import Verb
from bot.referrals.typed import Typed
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind
from bot.reports.quiet_check import service
from bot.reports.quiet_check import store as quiet_check_store
from bot.reports.quiet_check.model import AGAIN_AFTER, QUIET_FOR, may_be_told
from bot.reports.quiet_check.service import ITEM
from tests.fuzz import examples
from tests.linked import FABIO, OTHER, found_other, link, other
from tests.meetings.met import meet
from tests.passing import MARIA
from tests.people import CHANNEL, GROUP, MODERATORS, People, someone

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock

CROWD = range(1000, 1012)
LONG_AGO = timedelta(days=300)


async def morning(services: Services, database: Database, clock: Clock) -> datetime:
    """Pass by until the group's next daily job, and run it."""
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    clock.now = max(due_at, clock.now)
    due = await database.read(lambda tx: jobs_store.due(tx, 50))
    await services.daily_job.run(next(job for job in due if (job.kind, job.group_id) == ("care", GROUP)))
    return due_at


async def weeks_later(services: Services, database: Database, clock: Clock, **span: float) -> None:
    """Let time pass in which nothing is done, and a morning that is too late to remind anybody; the next one is on time."""
    clock.pass_by(**span)
    await morning(services, database, clock)


async def asked(database: Database) -> list[int]:
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id FROM morning_items WHERE kind = ? ORDER BY user_id, record_id", ITEM)
    )
    return [row["user_id"] for row in rows]


async def forget_what_was_named(database: Database) -> None:
    await database.write(lambda tx: tx.run("DELETE FROM morning_items WHERE kind = ?", ITEM))


async def save(database: Database, user_id: int, clock: Clock, **fields: Any) -> None:
    joined = clock.now - LONG_AGO
    known = {"seat": f"Trade {user_id}", "joined_at": joined, "status_at": joined} | fields
    member = Member(GROUP, user_id, f"Member {user_id}", known.pop("status", Status.ACTIVE), **known)
    await database.write(lambda tx: members_store.save(tx, member))


@pytest.fixture
async def crowd(database: Database, people: People, clock: Clock) -> list[int]:
    for number in CROWD:
        await save(database, number, clock)
    return [*CROWD]


async def test_six_quiet_weeks_are_asked_about_once(services: Services, database: Database, people: People, clock: Clock) -> None:
    await weeks_later(services, database, clock, days=41)
    await morning(services, database, clock)
    assert await asked(database) == [], "their first six weeks are not over"
    await morning(services, database, clock)
    assert await asked(database) == [1, 2, 3]
    for _ in range(3):
        await morning(services, database, clock)
    assert await asked(database) == [1, 2, 3]
    rows = await database.read(
        lambda tx: tx.all("SELECT kind, user_id, channel_id FROM outbox WHERE user_id IS NOT NULL OR kind LIKE 'quiet%'")
    )
    found = sorted((row["kind"], row["user_id"]) for row in rows if row["kind"] not in {"member.add", "member.role"})
    assert found == [("reminder", 1), ("reminder", 2), ("reminder", 3)], "one morning list each, and nothing to anybody else"


async def test_who_passes_clients_to_a_linked_group_is_not_quiet(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await found_other(services)
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)
    await weeks_later(services, database, clock, days=35)
    opened = await services.linked.give(people.bruno, OTHER, FABIO, MARIA, "f:across")
    await weeks_later(services, database, clock, days=10)
    await morning(services, database, clock)
    assert await asked(database) == [1, 3], "what they gave is kept in the other group"
    await forget_what_was_named(database)
    clock.pass_by(days=20)
    await services.referrals.move(people.bruno.user_id, opened.referral.id, Verb.WITHDRAW)
    await weeks_later(services, database, clock, days=20)
    await morning(services, database, clock)
    assert await asked(database) == [], "what they did with it is seen too"


async def test_twice_a_year_at_most(services: Services, database: Database, people: People, clock: Clock) -> None:
    await weeks_later(services, database, clock, days=50)
    first = await morning(services, database, clock)
    assert await asked(database) == [1, 2, 3]
    await forget_what_was_named(database)  # as it is deleted after ninety days
    clock.pass_by(days=AGAIN_AFTER.days - 3)
    await morning(services, database, clock)
    for _ in range(2):
        await morning(services, database, clock)
        assert await asked(database) == []
    again = await morning(services, database, clock)
    assert await asked(database) == [1, 2, 3]
    assert again - first >= AGAIN_AFTER
    assert timedelta(days=365) < 2 * AGAIN_AFTER


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.PAUSED},
        {"status": Status.LEFT},
        {"status": Status.FORMER},
        {"status": Status.APPLICANT},
        {"status": Status.EXPECTED},
        {"seat": ""},
        {"joined": 41},
        {"back": 41},
    ],
    ids=["away", "left", "former", "applicant", "expected", "associate", "first weeks", "back from leave"],
)
async def test_who_is_not_asked(
    services: Services, database: Database, people: People, clock: Clock, fields: dict[str, Any]
) -> None:
    await weeks_later(services, database, clock, days=60)
    at = clock.now
    if "joined" in fields:
        fields = {"joined_at": at - timedelta(days=fields["joined"])}
    if "back" in fields:
        fields = {"status_at": at - timedelta(days=fields["back"])}
    await save(database, 50, clock)
    await save(database, 51, clock, **fields)
    await morning(services, database, clock)
    assert await asked(database) == [1, 2, 3, 50]


async def _need(tx: Tx, me: int) -> None:
    await asks_store.add(tx, GROUP, asks_store.NewNeed(me, NeedKind.QUESTION, "Who knows?", 7, tx.now + timedelta(days=7)))


async def _touch(tx: Tx, me: int, other: int) -> None:
    await touches_store.note(tx, GROUP, me, other, Kind.TALKED, tx.now.date())


async def _attend(tx: Tx, me: int, meeting: Any) -> None:
    await attendance_store.mark(tx, meeting, me, State.PRESENT, 1)


SIGNS: dict[str, str] = {
    "offered": "INSERT INTO offers (group_id, need_id, user_id, trade, text, state, offered_at, changed_at)"
    " VALUES (?, (SELECT MAX(id) FROM needs), ?, '', '', 'offered', ?, 0)",
    "helped": "INSERT INTO helps (group_id, need_id, helper_id, reader_id, helped_at, counts)"
    " VALUES (?, (SELECT MAX(id) FROM needs), ?, 999, ?, 1)",
    "introduced": "INSERT INTO introductions (group_id, number, connector_id, one_id, two_id, why, note_one, note_two, state, proposed_at,"
    " until) VALUES (?, 77, ?, 998, 999, '', '', '', 'made', ?, 0)",
    "thanked": "INSERT INTO thanks (group_id, number, author_id, thanked_id, business, message, at) VALUES (?, 77, ?, 999, 'new', '', ?)",
    "brought a guest": "INSERT INTO guests (group_id, meeting_id, inviter_id, kind, name, trade, contact, state, invited_at)"
    " VALUES (?, (SELECT MAX(id) FROM meetings), ?, 'guest', '', '', '', 'invited', ?)",
}
DONE = ("gave", "accepted", "asked", "met", "met, as the higher id", "attended", *SIGNS)


@pytest.mark.parametrize("done", DONE)
@pytest.mark.parametrize("is_lately", [True, False], ids=["lately", "too long ago"])
async def test_one_sign_of_life_is_enough(
    services: Services, database: Database, people: People, clock: Clock, done: str, is_lately: bool
) -> None:
    await save(database, 50, clock, joined_at=clock.now - LONG_AGO)
    await database.write(lambda tx: _need(tx, 999))
    await weeks_later(services, database, clock, days=60)
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    at = due_at - QUIET_FOR + timedelta(minutes=1 if is_lately else -1)
    meeting = await meet(database, at, is_posted=True)
    now, clock.now = clock.now, at
    actor = Actor(GROUP, 50, "Member 50")
    if done == "gave":
        await services.referrals.give(actor, someone(2), Typed("Maria", "m@example.org", "", "direct", "1"), "f:50:n")
    elif done == "accepted":
        given = await services.referrals.give(
            people.ana, Person(50, "Member 50"), Typed("Maria", "m@example.org", "", "direct", "1"), "f:1:n"
        )
        await services.referrals.move(50, given.referral.id, Verb.ACCEPT)
    elif done == "asked":
        await database.write(lambda tx: _need(tx, 50))
    elif done.startswith("met"):
        await database.write(lambda tx: _touch(tx, 50, 49 if "higher" in done else 51))
    elif done == "attended":
        await database.write(lambda tx: _attend(tx, 50, meeting))
    else:
        await database.write(lambda tx: tx.run(SIGNS[done], GROUP, 50, micros(at)))
    clock.now = now
    await morning(services, database, clock)
    assert (50 in await asked(database)) is not is_lately


async def test_nobody_is_quiet_by_a_clock_that_is_not_trusted(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.pass_by(days=60)
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))

    async def work(tx: Tx) -> tuple[int, int]:
        trusted = len(await service.due(tx, group, tx.now, 0, 25))
        tx.clock_is_trusted = False
        return trusted, len(await service.due(tx, group, tx.now, 0, 25))

    assert await database.read(work) == (3, 0)


async def test_more_than_a_slice_are_asked(services: Services, database: Database, people: People, clock: Clock) -> None:
    for number in range(2000, 2060):
        await save(database, number, clock)
    await weeks_later(services, database, clock, days=60)
    await morning(services, database, clock)
    assert await asked(database) == [1, 2, 3, *range(2000, 2060)]


async def test_a_word_is_told_to_the_moderators_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await weeks_later(services, database, clock, days=60)
    with pytest.raises(Refused):
        await services.quiet_checks.speak(people.bruno)
    await morning(services, database, clock)
    for _ in range(2):
        await services.quiet_checks.speak(people.bruno)
    for stranger in (people.duda, replace(people.bruno, group_id=999, in_group=False)):
        with pytest.raises(Refused):
            await services.quiet_checks.speak(stranger)
    rows = await database.read(
        lambda tx: tx.all("SELECT record_id, channel_id, user_id, detail FROM outbox WHERE kind LIKE 'quiet%'")
    )
    assert [tuple(row) for row in rows] == [(2, MODERATORS, None, "")]
    assert not await database.read(lambda tx: tx.all("SELECT 1 AS n FROM log WHERE action LIKE 'quiet%'"))


async def test_a_word_goes_to_who_set_the_group_up_where_there_is_no_channel(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await services.setup.set_up(people.ana, Changes(cleared=frozenset({"moderators_channel_id"})), CHANNEL)
    await weeks_later(services, database, clock, days=60)
    await morning(services, database, clock)
    await services.quiet_checks.speak(people.caio)
    rows = await database.read(lambda tx: tx.all("SELECT record_id, channel_id, user_id FROM outbox WHERE kind LIKE 'quiet%'"))
    assert [tuple(row) for row in rows] == [(3, None, 1)]


async def test_whether_somebody_was_asked_queues_the_same_rows(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    """Caio is quiet, Bruno is not, and a lead of either waits for an answer: both get one list, and nothing tells them apart but its reader."""
    for giver, receiver in ((people.bruno, 3), (people.ana, 2)):
        await services.referrals.give(
            giver, someone(receiver), Typed("Maria", "m@example.org", "", "direct", "1"), f"f:{receiver}:n"
        )
    await weeks_later(services, database, clock, days=50)
    await database.write(lambda tx: _need(tx, 2))
    await morning(services, database, clock)
    assert await asked(database) == [1, 3]
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT kind, channel_id, detail, facts, subject FROM outbox WHERE kind = 'reminder' AND user_id IN (2, 3)"
        )
    )
    one, other = [[str(value).replace(":3:", ":2:") for value in tuple(row)] for row in rows]
    assert one == other


async def close_the_quarter(
    services: Services, database: Database, clock: Clock, quiet: Collection[int], speaking: Collection[int]
) -> None:
    """Have these members be asked in December, and the quarter be counted; those who speak do so on the same day."""
    clock.now = datetime(2026, 12, 10, 15, tzinfo=UTC)

    async def work(tx: Tx) -> None:
        for user_id in quiet:
            await tx.run(
                "INSERT INTO quiet_checks (group_id, user_id, asked_at) VALUES (?, ?, ?)", GROUP, user_id, micros(tx.now)
            )
        for user_id in speaking:
            await quiet_check_store.speak(tx, GROUP, user_id, tx.now)

    await database.write(work)
    clock.now = datetime(2027, 1, 15, 15, tzinfo=UTC)
    await database.write(lambda tx: service.tend(tx, GROUP))


async def test_moderators_read_a_number_of_a_closed_quarter(
    services: Services, database: Database, people: People, clock: Clock, crowd: list[int]
) -> None:
    await close_the_quarter(services, database, clock, crowd[:5], crowd[:1])
    told = await services.quiet_checks.asked(people.ana)
    assert told is not None
    assert (told.n, told.quarter.start.isoformat()) == (4, "2026-10-01T03:00:00+00:00")
    with pytest.raises(Refused):
        await services.quiet_checks.asked(people.bruno)
    await services.quiet_checks.speak(Actor(GROUP, crowd[1], "Member"))
    await services.privacy.delete(Actor(GROUP, crowd[2], "Member"), "A former member")
    await database.write(lambda tx: service.tend(tx, GROUP))
    assert await services.quiet_checks.asked(people.ana) == told, (
        "counted once: who speaks or goes later makes no difference to read"
    )


@pytest.mark.parametrize(("asked", "speaking"), [(2, 0), (4, 2), (10, 0), (12, 0), (3, 3)])
async def test_a_number_that_points_at_persons_is_not_told(
    services: Services, database: Database, people: People, clock: Clock, crowd: list[int], asked: int, speaking: int
) -> None:
    await close_the_quarter(services, database, clock, crowd[:asked], crowd[:speaking])
    assert await services.quiet_checks.asked(people.ana) is None


async def test_the_number_is_told_where_enough_were_asked_and_enough_were_not(
    services: Services, database: Database, people: People, clock: Clock, crowd: list[int]
) -> None:
    await close_the_quarter(services, database, clock, crowd[:9], ())
    told = await services.quiet_checks.asked(people.ana)
    assert told is not None
    assert told.n == 9


@examples(200)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_whoever_subtracts_who_spoke_and_who_moderates_is_left_with_three(unnamed: int, spoke: int, others: int) -> None:
    """Moderators know who spoke. What they can't name is, where a number is told, among three at least, and three were not asked."""
    if may_be_told(unnamed, others):
        assert unnamed >= 3
        assert others >= 3
        assert 0 < unnamed / (unnamed + others) < 1
    total = unnamed + spoke
    assert not (may_be_told(unnamed, others) and total - spoke in {1, 2})


async def test_who_moderates_is_counted_with_nobody_and_a_quarter_is_counted_once(
    database: Database, crowd: list[int], clock: Clock
) -> None:
    quarter = Period(clock.now - timedelta(days=30), clock.now + timedelta(days=1))
    quiet, spoke, moderates, moderated_then = crowd[:3], crowd[3], crowd[4], crowd[5]

    async def ask(tx: Tx) -> tuple[int, int]:
        for user_id in quiet:
            sql = "INSERT INTO quiet_checks (group_id, user_id, asked_at) VALUES (?, ?, ?)"
            await tx.run(sql, GROUP, user_id, micros(tx.now))
        await quiet_check_store.speak(tx, GROUP, spoke, tx.now)
        await quiet_check_store.spare(tx, GROUP, moderates, tx.now)
        await quiet_check_store.spare(tx, GROUP, moderated_then, tx.now - timedelta(days=100))
        return (
            await quiet_check_store.count_asked(tx, GROUP, quarter),
            await quiet_check_store.count_others(tx, GROUP, quarter),
        )

    assert await database.write(ask) == (len(quiet), len(crowd) - 6)

    async def keep(tx: Tx, name: str, n: int) -> object:
        await quiet_check_store.keep_count(tx, GROUP, name, n)
        return await quiet_check_store.last_count(tx, GROUP)

    for name, n, kept in (
        ("2026-07-01", 5, ("2026-07-01", 5)),
        ("2026-07-01", 6, ("2026-07-01", 5)),
        ("2026-04-01", 7, ("2026-07-01", 5)),
        ("2026-10-01", 8, ("2026-10-01", 8)),
    ):
        assert await database.write(lambda tx, name=name, n=n: keep(tx, name, n)) == kept


async def test_by_a_wrong_clock_nobody_is_noted_or_counted(database: Database, crowd: list[int], clock: Clock) -> None:
    async def named(tx: Tx) -> None:
        await quiet_check_store.speak(tx, GROUP, crowd[0], tx.now - AGAIN_AFTER)

    async def kept() -> tuple[int, int]:
        tables = ("quiet_checks", "quiet_counts")
        return tuple([len(await database.read(lambda tx, of=of: tx.all(f"SELECT 1 FROM {of}"))) for of in tables])  # type: ignore[return-value]

    await database.write(named)
    for is_trusted, left in ((False, (1, 0)), (True, (0, 1))):
        database.trusts_clock = lambda is_trusted=is_trusted: is_trusted
        await database.write(lambda tx: service.tend(tx, GROUP))
        assert await kept() == left


async def test_what_was_asked_of_an_id_is_not_asked_of_whoever_gets_it(database: Database, crowd: list[int]) -> None:
    old, new, other = crowd[:3]

    async def work(tx: Tx) -> list[int]:
        for user_id in (old, new, other):
            await quiet_check_store.speak(tx, GROUP, user_id, tx.now)
        await service.renumbered(tx, group_id=GROUP, old_id=old, new_id=new)
        return [row["user_id"] for row in await tx.all("SELECT user_id FROM quiet_checks")]

    assert await database.write(work) == [other]
