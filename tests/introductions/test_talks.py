"""A week after an introduction the morning list asks the two whether they talked: once, and nobody else reads the answer."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.db.database import Database, micros
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.introductions import talks
from bot.introductions.model import Answer
from bot.introductions.service import Typed
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Switches
from bot.referrals.daily_job import MOST_ITEMS, SLICE, Reminder
from bot.referrals.reminders import morning_items
from bot.services import Services
from tests.conftest import Clock
from tests.passing import give
from tests.people import GROUP, People, someone

WEEK = 7


async def introduce(services: Services, people: People, one: Person, two: Person, key: str = "n") -> int:
    """Ana introduces the two, and both say yes."""
    proposed = await services.introductions.propose(people.ana, one, two, Typed("You should meet"), f"f:intro:1:{key}")
    for person in (one, two):
        await services.introductions.answer(person.user_id, proposed.introduction.id, Answer.YES)
    return proposed.introduction.id


async def mornings(services: Services, database: Database, clock: Clock, days: int = 1) -> list[int]:
    """Let so many mornings come; returns who got a list in the last."""
    due_at = clock.now
    for _ in range(days):
        found = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
        assert found is not None
        due_at = found
        clock.now = max(clock.now, due_at)
        # Nobody is asked whether all is well: all have just come back.
        await database.write(lambda tx: tx.run("UPDATE members SET status_at = ?", micros(tx.now)))
        (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 20)) if job.kind == "care"]
        await services.daily_job.run(job)
    return [user_id for user_id, at in await lists(database) if at == due_at]


async def lists(database: Database) -> list[tuple[int, datetime]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id, detail FROM outbox WHERE kind = 'reminder' AND only_edit = 0 ORDER BY user_id, id")
    )
    return [(row["user_id"], datetime.fromisoformat(row["detail"]).astimezone(UTC)) for row in rows]


async def last_list(services: Services, database: Database, user_id: int) -> Reminder:
    at = max(at for whom, at in await lists(database) if whom == user_id)
    return await services.daily_job.reminder(GROUP, user_id, at)


async def asked(services: Services, database: Database, user_id: int) -> list[str]:
    return [item.record.other_name for item in (await last_list(services, database, user_id)).items]


async def touches(database: Database) -> list[tuple[int, int, str, bool, bool]]:
    rows = await database.read(lambda tx: tx.all("SELECT * FROM touches ORDER BY low_id, high_id, day"))
    return [
        (row["low_id"], row["high_id"], row["day"], row["low_noted_at"] is not None, row["high_noted_at"] is not None)
        for row in rows
    ]


async def test_both_are_asked_once_a_week_after(services: Services, database: Database, people: People, clock: Clock) -> None:
    await introduce(services, people, someone(2), someone(3))
    assert await mornings(services, database, clock, WEEK) == []
    assert await mornings(services, database, clock) == [2, 3]
    assert await asked(services, database, 2) == ["Caio"]
    assert await asked(services, database, 3) == ["Bruno"]
    for _ in range(40):
        assert await mornings(services, database, clock) == [], "nobody is asked twice"


async def test_what_both_note_is_one_touch_known_to_both(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    introduced = await introduce(services, people, someone(2), someone(3))
    await mornings(services, database, clock, WEEK + 1)
    before = await database.read(lambda tx: tx.all("SELECT kind FROM outbox WHERE kind LIKE 'introduction%'"))
    log = await database.read(lambda tx: tx.all("SELECT action FROM log"))
    first = await services.introductions.talked(3, introduced)
    assert (first.touch.is_mutual, first.other_name) == (False, "Bruno")
    assert await asked(services, database, 3) == []
    assert await asked(services, database, 2) == ["Caio"], "it does not show that the other answered"
    clock.now += timedelta(days=2)
    again = await services.introductions.talked(3, introduced)
    assert again.touch == first.touch
    assert (await services.introductions.talked(2, introduced)).touch.is_mutual
    assert await touches(database) == [(2, 3, "2026-11-26", True, True)]
    assert await database.read(lambda tx: tx.all("SELECT kind FROM outbox WHERE kind LIKE 'introduction%'")) == before, (
        "the connector reads nothing of it"
    )
    assert await database.read(lambda tx: tx.all("SELECT action FROM log")) == log


async def test_who_noted_that_they_met_is_not_asked_whether_they_talked(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await services.one_to_ones.log(people.bruno, someone(3), "", "", "i:before")
    clock.now += timedelta(days=1)
    await introduce(services, people, someone(2), someone(3))
    await mornings(services, database, clock, WEEK + 2)
    assert await asked(services, database, 2) == ["Caio"], "that was before"
    await services.one_to_ones.log(people.bruno, someone(3), "", "", "i:since")
    assert await asked(services, database, 2) == []
    assert await asked(services, database, 3) == ["Bruno"], "it does not show that the other noted it"


async def test_only_the_two_note_it_and_only_what_was_made(services: Services, database: Database, people: People) -> None:
    await services.introductions.propose(people.ana, someone(2), someone(3), Typed("You should meet"), "f:intro:1:n")
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.introductions.talked(2, 1)
    for user_id in (2, 3):
        await services.introductions.answer(user_id, 1, Answer.YES)
    for stranger in (1, 4, 99):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.introductions.talked(stranger, 1)
    await services.moderation.void(people.ana, "I", 1, "Made up")
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.introductions.talked(2, 1)
    assert await touches(database) == []


async def test_it_stands_in_one_message_with_the_referrals(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await introduce(services, people, someone(2), someone(3))
    await mornings(services, database, clock, WEEK - 2)
    await give(services, people)
    assert [await mornings(services, database, clock) for _ in range(3)] == [[], [], [2, 3]]
    found = await last_list(services, database, 2)
    assert ([each.referral.label for each in found.waiting], len(found.items)) == (["R-1"], 1)
    assert len(await lists(database)) == 2, "one message each"


async def test_who_is_not_to_be_written_to_is_not_asked(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    """Somebody on leave is asked once they are back; who wants no reminders never."""
    await introduce(services, people, someone(2), someone(3))
    caio = await database.read(lambda tx: members_store.get(tx, GROUP, 3))
    assert caio is not None
    await database.write(lambda tx: members_store.save(tx, replace(caio, switches=Switches(reminders=False))))
    await services.leave.go(people.bruno, "2026-11-29", "")
    assert await mornings(services, database, clock, WEEK + 1) == []
    await services.leave.come_back(people.bruno)
    assert await mornings(services, database, clock) == [2]
    assert await mornings(services, database, clock, 5) == []


async def test_of_whom_one_muted_one_is_not_asked(services: Services, database: Database, people: People, clock: Clock) -> None:
    await introduce(services, people, someone(2), someone(3))
    await services.muted_senders.mute(GROUP, 2, 3, on=True)
    assert await mornings(services, database, clock, WEEK + 1) == [3]


async def test_of_whom_is_gone_one_is_not_asked(services: Services, database: Database, people: People, clock: Clock) -> None:
    introduced = await introduce(services, people, someone(2), someone(3))
    await services.privacy.delete(people.caio, "A former member")
    assert await mornings(services, database, clock, WEEK + 1) == []
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.introductions.talked(2, introduced)


async def test_whoever_was_muted_or_removed_before_the_list_is_read_stands_in_it_no_more(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    introduced = await introduce(services, people, someone(2), someone(3))
    await mornings(services, database, clock, WEEK + 1)
    assert await asked(services, database, 2) == ["Caio"]
    await services.muted_senders.mute(GROUP, 2, 3, on=True)
    assert await asked(services, database, 2) == []
    assert await asked(services, database, 3) == ["Bruno"]
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    assert await asked(services, database, 3) == []
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.introductions.talked(2, introduced)


async def test_who_noted_a_talk_on_the_day_of_the_introduction_is_not_asked(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await introduce(services, people, someone(2), someone(3))
    await services.one_to_ones.log(people.bruno, someone(3), "", "", "i:same")
    await mornings(services, database, clock, WEEK + 1)
    assert await asked(services, database, 2) == []
    assert await asked(services, database, 3) == ["Bruno"]


async def test_what_is_cancelled_before_the_list_is_read_stands_in_it_no_more(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await introduce(services, people, someone(2), someone(3))
    await mornings(services, database, clock, WEEK + 1)
    await services.moderation.void(people.ana, "I", 1, "Made up")
    assert (await last_list(services, database, 2)).is_empty


async def test_a_large_group_is_asked_in_slices_each_person_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    """More people than a slice, and one with more introductions than a message lists, who gets the others on the next mornings."""
    others = [Person(number, f"Member {number}") for number in range(10, 10 + 2 * SLICE + 4)]
    for other in others:
        await services.roster.add(people.ana, other, f"Trade {other.user_id}")
    for number, (one, two) in enumerate(zip(others[::2], others[1::2], strict=True)):
        await introduce(services, people, one, two, f"pair{number}")
        await database.write(lambda tx: tx.run("DELETE FROM allowances"))
    for number, other in enumerate(others[: MOST_ITEMS + 1]):
        await introduce(services, people, someone(3), other, f"caio{number}")
    assert await mornings(services, database, clock, WEEK) == []
    got = await mornings(services, database, clock)
    assert got == sorted([3, *(other.user_id for other in others)])
    assert len(await asked(services, database, 3)) == MOST_ITEMS
    assert await mornings(services, database, clock) == [3]
    assert len(await asked(services, database, 3)) == 1


async def test_what_was_named_is_kept_for_ninety_days(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    assert talks.ASKED_WITHIN < morning_items.KEPT
    await introduce(services, people, someone(2), someone(3))
    await mornings(services, database, clock, WEEK + 1)
    for days, left in ((89, 2), (2, 0)):
        clock.now += timedelta(days=days)
        await database.write(lambda tx: morning_items.prune(tx, GROUP))
        rows = await database.read(lambda tx: tx.all("SELECT 1 FROM morning_items"))
        assert len(rows) == left


async def test_that_two_talked_decides_nothing_about_what_counts(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    """They talked, noted after an introduction that was cancelled since: the next one counts as between strangers."""
    introduced = await introduce(services, people, someone(2), someone(3))
    for user_id in (2, 3):
        await services.introductions.talked(user_id, introduced)
    await services.moderation.void(people.ana, "I", 1, "By mistake")
    clock.now += timedelta(days=91)
    second = await introduce(services, people, someone(2), someone(3), "again")
    found = await services.introductions.get(GROUP, second, 1)
    assert found is not None
    assert found.introduction.counts
