"""Terms: who may enter one, when moderators read that it ends, and what becomes of it when its member changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.terms import service as terms_service
from bot.membership.terms.service import SLICE
from tests.people import GROUP, MODERATORS, People, someone
from tests.sealed import opened

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock

MONDAY = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
"""The first morning of the week after that in which the tests begin."""


async def morning(database: Database) -> bool:
    return await database.write(lambda tx: terms_service.tend(tx, GROUP))


async def told(database: Database) -> list[tuple[str, int | None, int | None, int]]:
    sql = "SELECT subject, channel_id, user_id, only_edit FROM outbox WHERE kind = 'term.due' ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def names(services: Services, list_id: int = 1) -> list[str]:
    return [each.name for each in await services.terms.listed(GROUP, list_id)]


async def sent(database: Database) -> None:
    await database.write(lambda tx: tx.run("UPDATE outbox SET state = 'sent', settled_at = 1 WHERE state = 'pending'"))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("soon", "not a day I can read"), ("2026-11-18", "three years"), ("2031-01-01", "three years"), ("03/04/2027", "not a day")],
)
async def test_a_day_that_is_none_is_refused(services: Services, people: People, typed: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        await services.terms.enter(people.ana, someone(2), typed)
    assert (await services.terms.of(people.ana, someone(2))).term is None


async def test_only_moderators_know_and_change_terms(services: Services, people: People) -> None:
    for attempt in (
        services.terms.enter(people.bruno, someone(2), "2027-01-31"),
        services.terms.of(people.bruno, someone(2)),
        services.terms.take_away(people.bruno, someone(2)),
    ):
        with pytest.raises(Refused, match="moderators"):
            await attempt
    with pytest.raises(Refused, match="is not a member"):
        await services.terms.enter(people.ana, someone(4), "2027-01-31")


async def test_what_ends_within_sixty_days_is_listed_at_the_weeks_turn_and_once(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.terms.enter(people.ana, someone(3), "2027-01-22")
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    await services.terms.enter(people.ana, someone(1), "2027-01-23")
    clock.pass_by(days=1)
    assert not await morning(database)
    assert await told(database) == [], "not in the week in which it was entered"
    clock.now = MONDAY
    for _ in range(2):
        assert not await morning(database)
    assert await told(database) == [("terms:1:due", MODERATORS, None, 0)]
    assert await names(services) == ["Bruno", "Caio"], "60 days from Monday; the first to end first"
    clock.pass_by(days=7)
    await morning(database)
    assert await names(services, 2) == ["Ana"]


async def test_a_morning_that_was_missed_is_made_up_for(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    clock.now = MONDAY + timedelta(days=3)
    await morning(database)
    assert await names(services) == ["Bruno"]


async def test_a_renewal_leaves_the_list_and_stands_in_a_later_one(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    clock.now = MONDAY
    await morning(database)
    await sent(database)
    for _ in range(2):
        renewed = await services.terms.enter(people.ana, someone(2), "2027-12-31")
        assert renewed.term is not None
        assert renewed.term.last_day == date(2027, 12, 31)
    assert await names(services) == []
    assert await told(database) == [("terms:1:due", MODERATORS, None, 0), ("terms:1:due", MODERATORS, None, 1)]
    clock.pass_by(days=14)
    await morning(database)
    assert len(await told(database)) == 2
    clock.now = datetime(2027, 11, 8, 13, tzinfo=UTC)
    await morning(database)
    assert await names(services, 2) == ["Bruno"]
    logged = await opened(database, "log", "before", "after", where="action = 'member.term'")
    assert logged == [
        ('{"until":null}', '{"until":"2026-12-31"}'),
        ('{"until":"2026-12-31"}', '{"until":"2027-12-31"}'),
    ]


async def test_the_same_day_again_is_not_told_again(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    clock.now = MONDAY
    await morning(database)
    await services.terms.enter(people.ana, someone(2), "31 December 2026")
    clock.pass_by(days=7)
    await morning(database)
    assert len(await told(database)) == 1


async def test_without_a_channel_it_goes_to_whoever_set_the_group_up(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await database.write(lambda tx: tx.run("UPDATE groups SET moderators_channel_id = NULL"))
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    clock.now = MONDAY
    await morning(database)
    assert await told(database) == [("terms:1:due", None, 1, 0)]
    await sent(database)
    await services.privacy.delete(people.bruno, "Somebody")
    assert [row[2:] for row in await told(database)] == [(1, 0), (1, 1)], "nobody is named there any more either"
    assert len({row[0] for row in await told(database)}) == 1, "by the same subject"


async def test_sixty_terms_of_one_day_are_lists_of_which_none_is_cut(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    for user_id in range(50, 50 + SLICE + 3):
        await services.roster.add(people.ana, Person(user_id, f"Member {user_id}"), f"Trade {user_id}")
        await services.terms.enter(people.ana, Person(user_id, f"Member {user_id}"), "2026-12-31")
    clock.now = MONDAY
    assert await morning(database), "there may be more"
    assert not await morning(database)
    assert [len(await names(services, number)) for number in (1, 2)] == [SLICE, 3]


async def test_it_is_no_matter_of_a_leave(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    await services.leave.go(people.bruno, "2027-02-01", "")
    clock.now = MONDAY
    await morning(database)
    assert await names(services) == ["Bruno"]


async def test_who_leaves_the_server_leaves_the_list_and_finds_their_term_again(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    clock.now = MONDAY
    await morning(database)
    await sent(database)
    await services.departures.left(GROUP, 2)
    assert await names(services) == []
    with pytest.raises(Refused, match="is not a member"):
        await services.terms.of(people.ana, someone(2))
    await sent(database)
    await services.departures.back(GROUP, 2)
    assert await names(services) == ["Bruno"]
    assert [only_edit for *_, only_edit in await told(database)] == [0, 1, 1]


@pytest.mark.parametrize("is_erased", [False, True])
async def test_who_is_removed_or_erased_has_no_term_any_more(
    services: Services, people: People, database: Database, clock: Clock, is_erased: bool
) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    clock.now = MONDAY
    await morning(database)
    await sent(database)
    if is_erased:
        await services.privacy.delete(people.bruno, "Somebody")
    else:
        await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    assert await names(services) == []
    assert await database.read(lambda tx: tx.all("SELECT user_id FROM terms")) == []
    assert [only_edit for *_, only_edit in await told(database)] == [0, 1]
    await services.terms.enter(people.ana, someone(3), "2026-12-31")


async def test_a_term_is_exported_to_its_member_alone(services: Services, people: People) -> None:
    await services.terms.enter(people.ana, someone(2), "2026-12-31")
    assert [row["last_day"] for row in (await services.privacy.export(people.bruno))["terms"]] == ["2026-12-31"]
    assert (await services.privacy.export(people.caio))["terms"] == []
