"""Rounds of one-to-ones, on both engines: odd numbers, leavers, *Suggest others* both ways, restarts in the middle."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, cast

import pytest

from bot.asks.matching.service import Matching
from bot.core.actor import Actor
from bot.core.db.database import Database, Tx
from bot.core.errors import Forbidden, Refused
from bot.core.jobs import store as jobs_store
from bot.core.jobs.model import Job
from bot.groups import store as groups_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Profile
from bot.relationships.keep_in_touch.model import Every as Often
from bot.relationships.keep_in_touch.service import Typed as OwnPerson
from bot.relationships.rounds import morning
from bot.relationships.rounds import store as rounds_store
from bot.relationships.rounds.model import Answer, Every
from bot.relationships.rounds.service import JOB, nightly
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.people import GROUP, People

KEPT = {"rounds", "round_places", "round_people", "round_schedules", "touches", "outbox", "log"}
WEEK = timedelta(days=7)


@pytest.fixture
async def members(services: Services, people: People) -> list[Actor]:
    """Ana, Bruno, Caio, and three more."""
    for number in (11, 12, 13):
        await services.roster.add(people.ana, Person(number, f"Member {number}"), f"Trade {number}")
    return [people.ana, people.bruno, people.caio, *(Actor(GROUP, number, f"Member {number}") for number in (11, 12, 13))]


async def begin(services: Services, people: People, *members: Actor, every: Every = Every.TWO_WEEKS) -> None:
    await services.rounds.set_every(people.ana, every)
    for each in members:
        await services.rounds.count_in(each, on=True)


async def due_job(database: Database) -> Job | None:
    """What the nightly run leaves to be done."""
    await database.write(lambda tx: nightly(tx, GROUP))
    jobs = await database.read(lambda tx: jobs_store.pending(tx, JOB))
    return jobs[0] if jobs else None


async def pair(services: Services, database: Database) -> set[frozenset[int]]:
    """Run the round that is due; returns its teams."""
    job = await due_job(database)
    assert job is not None
    await services.rounds.run(job)
    return await teams(database)


async def teams(database: Database) -> set[frozenset[int]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT team, user_id FROM round_places WHERE round_id = (SELECT MAX(round_id) FROM round_places)")
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["team"], set()).add(row["user_id"])
    return {frozenset(team) for team in found.values()}


async def named(database: Database, which: Any) -> list[tuple[int, int]]:
    """Who is told what in the morning list: (person, place)."""

    async def read(tx: Tx) -> list[tuple[int, int]]:
        group = await groups_store.get(tx, GROUP)
        return [(each.user_id, each.record_id) for each in await which(tx, group, tx.now, 0, 50)]

    return await database.read(read)


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (6, [2, 2, 2])])
async def test_all_who_count_themselves_in_are_paired(
    services: Services, database: Database, people: People, members: list[Actor], clock: Clock, count: int, sizes: list[int]
) -> None:
    await begin(services, people, *members[:count])
    assert await due_job(database) is None, "people have a week to count themselves in"
    clock.now += WEEK
    found = await pair(services, database)
    assert sorted(map(len, found)) == sizes
    assert frozenset().union(*found) == {each.user_id for each in members[:count]}
    assert len(await named(database, morning.paired_due)) == count
    assert await due_job(database) is None, "the next is in two weeks"
    clock.now += 2 * WEEK
    assert await due_job(database) is not None


async def test_nobody_counted_in_and_the_next_comes_all_the_same(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await begin(services, people, every=Every.MONTH)
    clock.now += WEEK
    assert await pair(services, database) == set()
    found = await services.rounds.show(people.ana)
    assert found.schedule.next_on == Every.MONTH.after(clock.now.date(), clock.now.day)
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM rounds")) == []


def test_a_month_has_its_own_length() -> None:
    days = {date(2026, 1, 31): date(2026, 2, 28), date(2026, 12, 5): date(2027, 1, 5), date(2028, 1, 30): date(2028, 2, 29)}
    assert {day: Every.MONTH.after(day, day.day) for day in days} == days
    assert Every.TWO_WEEKS.after(date(2026, 12, 25), 25) == date(2027, 1, 8)


async def test_a_months_round_goes_back_to_its_day_after_a_shorter_month(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now = datetime(2027, 1, 24, 12, tzinfo=UTC)
    await begin(services, people, every=Every.MONTH)
    seen: list[str] = []
    for _ in range(4):
        schedule = (await services.rounds.show(people.ana)).schedule
        seen.append(schedule.next_on.isoformat())
        clock.now = datetime.combine(schedule.next_on, time(12), UTC)
        await pair(services, database)
    assert seen == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


async def test_the_least_acquainted_first_and_never_the_same_at_once(
    services: Services, database: Database, people: People, members: list[Actor], clock: Clock
) -> None:
    four = members[:4]
    await begin(services, people, *four)
    for one, other in ((1, 2), (3, 11), (1, 3)):
        await database.write(
            lambda tx, one=one, other=other: touches_store.note(tx, GROUP, one, other, Kind.MET, clock.now.date() - WEEK)
        )
    clock.now += WEEK
    assert await pair(services, database) == {frozenset({1, 11}), frozenset({2, 3})}
    seen = [await teams(database)]
    for _ in range(2):
        clock.now += 2 * WEEK
        seen.append(await pair(services, database))
    assert seen[1] == {frozenset({2, 11}), frozenset({1, 3})} or seen[1] == {frozenset({1, 2}), frozenset({3, 11})}
    assert seen[0] != seen[1] != seen[2], "a round counts as a contact, whether they met or not"


@pytest.mark.parametrize("direction", [(2, 3), (3, 2)])
@pytest.mark.parametrize("by", ["others", "muting"])
async def test_suggest_others_and_muting_hold_both_ways(
    services: Services,
    database: Database,
    people: People,
    members: list[Actor],
    clock: Clock,
    direction: tuple[int, int],
    by: str,
) -> None:
    await begin(services, people, *members[:3])
    one, other = (next(each for each in members if each.user_id == user_id) for user_id in direction)
    if by == "others":
        await services.suggestions.leave_out(one, other.user_id)
    else:
        await services.muted_senders.mute(GROUP, one.user_id, other.user_id, on=True)
    clock.now += WEEK
    assert await pair(services, database) == {frozenset({1, other.user_id}), frozenset({one.user_id})}, (
        "whoever chose so is left alone"
    )


async def test_both_cases_of_something_private_make_the_same_happen(
    services: Services, database: Database, people: People, members: list[Actor], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """*Suggest others*, muting and a *not yet*: the same statements, and as many rows that say the same of everybody."""
    statements: list[str] = []

    class Recording:
        def __init__(self, tx: Tx) -> None:
            self._tx = tx

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._tx, name)
            return partial(self._noted, found) if name in {"one", "all", "run"} else found

        def _noted(self, call: Any, sql: str, *values: object) -> Any:
            statements.append(sql)
            return call(sql, *values)

    async def recorded(act: Callable[[], Awaitable[object]]) -> list[str]:
        write, read = database.write, database.read
        statements.clear()
        with monkeypatch.context() as replaced:
            replaced.setattr(database, "write", lambda work: write(lambda tx: work(cast("Tx", Recording(tx)))))
            replaced.setattr(database, "read", lambda work: read(lambda tx: work(cast("Tx", Recording(tx)))))
            await act()
        return [*statements]

    async def one_round() -> tuple[list[str], int, list[tuple[object, ...]]]:
        clock.now += 2 * WEEK
        job = await due_job(database)
        assert job is not None
        done = await recorded(lambda: services.rounds.run(job))
        told = await named(database, morning.paired_due)
        outbox = await database.read(lambda tx: tx.all("SELECT kind FROM outbox WHERE kind LIKE 'round%' OR kind LIKE 'touch%'"))
        return done, len(told), [tuple(row) for row in outbox]

    _, bruno, caio, *_ = members
    four = members[:4]
    await begin(services, people, *four)
    for each in four:
        typed = Profile("Firm", "Bread", f"Whoever needs {each.name}", "someone@example.org")
        await services.profiles.edit(each, typed, f"f:{each.user_id}")

    async def suggest(who: Actor) -> list[str]:
        """The statements of everything by which somebody could find out who left them out."""
        suggested = await recorded(lambda: services.suggestions.suggest(who, services.of(Matching).in_common))
        return suggested + await recorded(lambda: services.practice.ask(who, 1))

    leave_out = lambda who, other: recorded(lambda: services.suggestions.leave_out(who, other))  # noqa: E731
    plain = await one_round()
    rounds, suggestions = [plain], [await suggest(caio), await suggest(bruno)]
    first = await leave_out(bruno, 3)
    assert first == await leave_out(bruno, 3), "again"
    assert first == await leave_out(caio, 2), "the other does so too, and can't tell that Bruno did"
    rounds.append(await one_round())
    suggestions += [await suggest(caio), await suggest(bruno)]
    for who, other in ((bruno, 3), (caio, 2)):
        await services.suggestions.take_back(who, [other])
    await services.muted_senders.mute(GROUP, 2, 3, on=True)
    rounds.append(await one_round())
    suggestions += [await suggest(caio), await suggest(bruno)]
    for done, told, queued in rounds[1:]:
        assert done == plain[0]
        assert (told, queued) == (plain[1], [])
    assert len(plain[0]) > 6
    assert suggestions == suggestions[:1] * len(suggestions), "for whoever leaves out, and for whom they do"
    assert len(suggestions[0]) > 10


async def test_a_not_yet_looks_like_silence_to_the_other(
    services: Services, database: Database, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(services, people, people.bruno, people.caio)
    clock.now += WEEK
    await pair(services, database)
    places = dict(await named(database, morning.paired_due))
    before = await rows_of(database, {"touches", "outbox", "log", "round_places"})
    await services.rounds.answer(2, places[2], Answer.NOT_YET)
    after = await rows_of(database, {"touches", "outbox", "log", "round_places"})
    assert {table for table in before if before[table] != after[table]} == {"round_places"}
    seen = await database.read(lambda tx: morning.to_be_asked(tx, GROUP, 3, places[3]))
    assert seen is not None
    assert (seen.others, seen.answer) == (((2, "Bruno"),), Answer.NOTHING)
    await services.rounds.answer(3, places[3], Answer.MET)
    (touch,) = await database.read(lambda tx: tx.all("SELECT low_noted_at, high_noted_at, confirm_until FROM touches"))
    assert touch["low_noted_at"] is None, "noted by Caio alone, and Bruno is not asked again"
    assert touch["confirm_until"] is None
    assert touch["high_noted_at"] is not None


async def test_having_met_begins_the_time_of_keeping_in_touch_anew(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await services.keep_in_touch.add(people.bruno, OwnPerson("Caio", Often.WEEK))
    await begin(services, people, people.bruno, people.caio)
    clock.now += WEEK
    await pair(services, database)
    places = dict(await named(database, morning.paired_due))
    clock.now += WEEK
    (caio,) = await services.keep_in_touch.everybody(people.bruno)
    await services.rounds.answer(2, places[2], Answer.MET)
    (met,) = await services.keep_in_touch.everybody(people.bruno)
    assert caio.member_id == 3
    assert met.due_on == caio.due_on + timedelta(days=7)


async def test_did_you_meet_is_asked_once_before_the_next_round(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await begin(services, people, people.ana, people.bruno, people.caio)
    clock.now += WEEK
    await pair(services, database)
    assert await named(database, morning.met_due) == []
    clock.now += timedelta(days=11)
    asked = dict(await named(database, morning.met_due))
    assert sorted(asked) == [1, 2, 3]
    for user_id in (1, 2):
        assert (await services.rounds.answer(user_id, asked[user_id], Answer.MET)).answer is Answer.MET
        await services.rounds.answer(user_id, asked[user_id], Answer.MET)
    rows = await database.read(
        lambda tx: tx.all("SELECT low_id, high_id, low_noted_at, high_noted_at FROM touches ORDER BY 1, 2")
    )
    noted = [(row["low_id"], row["high_id"], row["low_noted_at"] is not None, row["high_noted_at"] is not None) for row in rows]
    assert noted == [(1, 2, True, True), (1, 3, True, False), (2, 3, True, False)]
    assert dict(await named(database, morning.met_due)) == {3: asked[3]}
    for stranger in (1, 4, 99):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.rounds.answer(stranger, asked[3], Answer.MET)


async def test_who_noted_the_talk_since_is_not_asked(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await begin(services, people, people.bruno, people.caio)
    clock.now += WEEK
    await pair(services, database)
    clock.now += timedelta(days=11)
    asked = dict(await named(database, morning.met_due))
    await services.one_to_ones.log(people.bruno, Person(3, "Caio"), "", "", "i:met")
    assert await database.read(lambda tx: morning.to_be_asked(tx, GROUP, 2, asked[2])) is None
    assert await database.read(lambda tx: morning.to_be_asked(tx, GROUP, 3, asked[3])) is not None
    await services.rounds.answer(3, asked[3], Answer.MET)
    rows = await database.read(lambda tx: tx.all("SELECT low_noted_at, high_noted_at, confirm_until FROM touches"))
    assert [(row["low_noted_at"] is None, row["high_noted_at"] is None, row["confirm_until"]) for row in rows] == [
        (False, False, None)
    ]
    edits = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'touch.confirm' AND only_edit = 1"))
    assert [row["user_id"] for row in edits] == [3], "the question that came to him is over"


async def test_leavers_before_and_after_a_round(
    services: Services, database: Database, people: People, members: list[Actor], clock: Clock
) -> None:
    await begin(services, people, *members[:4])
    await services.leave.go(members[3], "2027-01-20", "")
    clock.now += WEEK
    found = await pair(services, database)
    assert found == {frozenset({1, 2, 3})}, "who is on leave is not paired"
    await services.roster.decide(people.ana, Person(3, "Caio"), Step.REMOVE, "Moved")
    places = dict(await named(database, morning.paired_due))
    seen = await database.read(lambda tx: morning.paired(tx, GROUP, 2, places[2]))
    assert seen is not None
    assert seen.others == ((1, "Ana"),)
    await services.privacy.delete(people.ana, "A former member")
    seen = await database.read(lambda tx: morning.paired(tx, GROUP, 2, places[2]))
    assert seen is not None
    assert seen.others == ()
    assert await database.read(lambda tx: morning.to_be_asked(tx, GROUP, 2, places[2])) is None, "whom should he have met?"
    with pytest.raises(Refused):
        await services.rounds.answer(3, places[3], Answer.MET)


async def test_who_comes_goes_or_chooses_while_they_are_paired_is_paired_anew(
    services: Services, database: Database, people: People, members: list[Actor], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(services, people, *members[:4])
    clock.now += WEEK
    job = await due_job(database)
    assert job is not None
    make = services.rounds._make
    meanwhile: list[Callable[[], Awaitable[object]]] = [
        lambda: services.rounds.count_in(members[4], on=True),
        lambda: services.rounds.count_in(members[3], on=False),
        lambda: services.suggestions.leave_out(members[0], 2),
    ]

    async def interrupted(*values: Any) -> None:
        if meanwhile:
            await meanwhile.pop()()
        await make(*values)

    monkeypatch.setattr(services.rounds, "_make", interrupted)
    await services.rounds.run(job)
    found = await teams(database)
    assert frozenset().union(*found) == {1, 2, 3, 12}
    assert frozenset({1, 2}) not in found
    assert not meanwhile
    assert len(await database.read(lambda tx: tx.all("SELECT 1 FROM rounds"))) == 1


@pytest.mark.scenario
async def test_ended_at_any_statement_it_goes_on_after_a_restart(
    services: Services, database: Database, people: People, members: list[Actor], clock: Clock
) -> None:
    await begin(services, people, *members)
    clock.now += WEEK
    job = await due_job(database)
    assert job is not None
    before = await rows_of(database, KEPT)
    with pytest.raises(RuntimeError):
        await _killed_before_it_is_finished(services, job)
    once = await rows_of(database, KEPT)
    assert once != before
    again = await due_job(database)
    assert again == job, "it was not marked as done"
    await Services(database).rounds.run(job)
    assert await rows_of(database, KEPT) == once, "nobody is paired twice"
    assert await due_job(database) is None
    clock.now += 2 * WEEK
    job = await due_job(database)
    assert job is not None
    number = await fail_at_each_statement(
        database, lambda: services.rounds.run(job), lambda: rows_of(database, KEPT - {"outbox"})
    )
    assert number > 4
    assert sorted(map(len, await teams(database))) == [2, 2, 2]


async def _killed_before_it_is_finished(services: Services, job: Job) -> None:
    kept = services.rounds._finish

    async def killed(_: Job) -> None:
        raise RuntimeError

    services.rounds._finish = killed  # pyright: ignore[reportAttributeAccessIssue]
    try:
        await services.rounds.run(job)
    finally:
        services.rounds._finish = kept  # pyright: ignore[reportAttributeAccessIssue]


async def test_after_days_without_the_process_one_round_is_made(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await begin(services, people, people.bruno, people.caio)
    clock.now += timedelta(days=45)
    await pair(services, database)
    assert len(await database.read(lambda tx: tx.all("SELECT 1 FROM rounds"))) == 1
    schedule = (await services.rounds.show(people.ana)).schedule
    assert clock.now.date() < schedule.next_on <= clock.now.date() + 2 * WEEK


async def test_off_and_on_again(services: Services, database: Database, people: People, clock: Clock) -> None:
    await begin(services, people, people.bruno, people.caio)
    first = (await services.rounds.show(people.ana)).schedule
    clock.now += timedelta(days=3)
    assert (await services.rounds.set_every(people.ana, Every.TWO_WEEKS)).schedule == first, "set again it stays where it is"
    changed = (await services.rounds.set_every(people.ana, Every.MONTH)).schedule
    assert (changed.every, changed.next_on) == (Every.MONTH, first.next_on)
    await services.rounds.set_every(people.ana, Every.OFF)
    with pytest.raises(Refused, match="has no rounds"):
        await services.rounds.count_in(people.ana, on=True)
    with pytest.raises(Refused, match="has no rounds"):
        await services.rounds.announced(people.ana)
    clock.now += 2 * WEEK
    assert await due_job(database) is None
    actions = await database.read(lambda tx: tx.all("SELECT actor_id, after FROM log WHERE action = 'rounds.set' ORDER BY id"))
    assert [row["actor_id"] for row in actions] == [1, 1, 1]
    for who in (people.bruno, people.duda):
        for act in (partial(services.rounds.set_every, who, Every.OFF), partial(services.rounds.show, who)):
            with pytest.raises(Forbidden):
                await act()


async def test_a_switched_off_round_is_not_made_by_the_job_that_waits(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await begin(services, people, people.bruno, people.caio)
    clock.now += WEEK
    job = await due_job(database)
    assert job is not None
    await services.rounds.set_every(people.ana, Every.OFF)
    await services.rounds.run(job)
    assert await teams(database) == set()


async def test_rounds_are_remembered_for_a_year(services: Services, database: Database, people: People, clock: Clock) -> None:
    await begin(services, people, people.bruno, people.caio)
    clock.now += WEEK
    await pair(services, database)
    await services.rounds.set_every(people.ana, Every.OFF)
    for days, count in ((360, 1), (8, 0)):
        clock.now += timedelta(days=days)
        await database.write(lambda tx: nightly(tx, GROUP))
        assert len(await database.read(lambda tx: tx.all("SELECT 1 FROM round_places"))) == 2 * count
        assert len(await database.read(lambda tx: tx.all("SELECT 1 FROM rounds"))) == count


async def test_what_stands_in_an_export_is_ones_own(services: Services, database: Database, people: People, clock: Clock) -> None:
    await begin(services, people, people.bruno, people.caio)
    await services.suggestions.leave_out(people.caio, 2)
    clock.now += WEEK
    await pair(services, database)
    place = await database.read(lambda tx: rounds_store.last_place(tx, GROUP, 3))
    assert place is not None
    await services.rounds.answer(3, place.id, Answer.NOT_YET)
    for reader, out, answer in ((2, 0, 0), (3, 1, 2)):
        found = await services.privacy.export(Actor(GROUP, reader, "x"))
        assert len(found["suggest_others"]) == out
        assert [row["answer"] for row in found["round_places"]] == [answer]
        assert [row["user_id"] for row in found["round_people"]] == [reader]
