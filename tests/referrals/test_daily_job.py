"""What happens every morning by itself: who is reminded of what, what ends because it went quiet, what is deleted."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.db import migrations
from bot.core.db.database import Database, Tx, Work, instant
from bot.core.jobs import store as jobs_store
from bot.core.jobs.model import Job
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Posted
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Switches
from bot.referrals.daily_job import MOST_NAMED, SLICE
from bot.referrals.model import Referral, State, Verb
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.people import CHANNEL, GROUP, People, someone
from tests.sealed import readable

MORNING = datetime(2026, 11, 19, 12, tzinfo=UTC)
"""Nine in São Paulo, on the day after the tests' noon."""
MARIA = Typed("Maria Souza", "+55 11 98888-1234", "A wedding cake", "direct", "3", sure=True)
MANY = 4 * SLICE + 10
"""More than a transaction takes in hand, several times over."""


async def give(services: Services, giver: Actor, receiver: int = 2, key: str = "n", **changes: str) -> Referral:
    typed = replace(MARIA, **changes)
    return (await services.referrals.give(giver, someone(receiver), typed, f"f:{giver.user_id}:{receiver}:{key}")).referral


async def morning(services: Services, database: Database, clock: Clock, days: int = 1) -> None:
    """Let so many mornings come, each at its time."""
    for _ in range(days):
        due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
        assert due_at is not None
        clock.now = max(clock.now, due_at)
        (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 20)) if job.kind == "care"]
        await services.daily_job.run(job)


async def reminded(database: Database) -> list[tuple[int, datetime]]:
    """Who was reminded when, as the outbox has it; without lists that only ask whether all is well."""

    async def work(tx: Tx) -> list[tuple[int, datetime]]:
        rows = await tx.all("SELECT user_id, detail FROM outbox WHERE kind = 'reminder' AND only_edit = 0 ORDER BY id")
        quiet = await tx.all(
            "SELECT user_id, at FROM morning_items AS i WHERE kind = 'quiet_check' AND NOT EXISTS"
            " (SELECT 1 FROM reminders AS r WHERE r.group_id = i.group_id AND r.user_id = i.user_id AND r.at = i.at)"
        )
        others = {(row["user_id"], instant(row["at"])) for row in quiet}
        found = [(row["user_id"], datetime.fromisoformat(row["detail"])) for row in rows]
        return [each for each in found if each not in others]

    return await database.read(work)


async def days_of(database: Database, user_id: int) -> list[int]:
    """How many days after the first morning somebody was reminded."""
    return [(at - MORNING).days for whom, at in await reminded(database) if whom == user_id]


async def waiting(services: Services, user_id: int, at: datetime) -> list[str]:
    return [opened.referral.label for opened in (await services.daily_job.reminder(GROUP, user_id, at)).waiting]


async def steps(database: Database, verb: Verb) -> list[int]:
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'referral.step' AND detail = ? AND only_edit = 0", verb.value)
    )
    return sorted(row["user_id"] for row in rows)


async def test_what_is_not_opened_is_named_after_three_days_and_every_three(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people.ana)
    await morning(services, database, clock, days=10)
    assert await days_of(database, 2) == [3, 6, 9]
    assert await days_of(database, 1) == []


async def test_any_movement_begins_the_time_anew(services: Services, people: People, database: Database, clock: Clock) -> None:
    referral = await give(services, people.ana)
    await morning(services, database, clock, days=3)
    await services.referrals.move(2, referral.id, Verb.ACCEPT)
    await morning(services, database, clock, days=9)
    await services.referrals.move(2, referral.id, Verb.CONTACTED)
    await morning(services, database, clock, days=21)
    assert await days_of(database, 2) == [12 + 9, 12 + 19]
    await services.referrals.move(2, referral.id, Verb.NO_FIT)
    await morning(services, database, clock, days=30)
    assert len(await days_of(database, 2)) == 2


async def test_the_giver_of_a_lead_is_asked_after_fourteen_days(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral = await give(services, people.ana, kind="lead")
    await morning(services, database, clock)
    await services.referrals.move(2, referral.id, Verb.ACCEPT)
    await morning(services, database, clock, days=30)
    assert await days_of(database, 1) == [14, 28]
    assert await days_of(database, 2) == [], "who waits for the giver has nothing to say"
    await services.referrals.move(1, referral.id, Verb.AGREED)
    await morning(services, database, clock, days=15)
    assert len(await days_of(database, 1)) == 2
    assert await days_of(database, 2) == [40]


async def test_the_group_chooses_the_days(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.setup.set_up(people.ana, Changes(remind_unopened=1, remind_quiet=2), CHANNEL)
    referral = await give(services, people.ana)
    await morning(services, database, clock, days=3)
    await services.referrals.move(2, referral.id, Verb.ACCEPT)
    await morning(services, database, clock, days=5)
    assert await days_of(database, 2) == [1, 2, 4, 6]


async def test_all_of_one_person_is_one_message_a_day(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    for number in range(MOST_NAMED + 5):
        # As if over hours: one person may give twelve an hour to one other.
        await database.write(lambda tx: tx.run("DELETE FROM allowances"))
        await give(services, people.ana, key=str(number))
    await give(services, people.bruno, 3, kind="lead")
    await morning(services, database, clock)
    await give(services, people.caio, key="late")
    await morning(services, database, clock, days=20)
    days = Counter(await reminded(database))
    assert set(days.values()) == {1}
    first = next(at for whom, at in days if whom == 2)
    assert await waiting(services, 2, first) == [f"R-{number}" for number in range(1, MOST_NAMED + 1)], "the oldest first"


@pytest.mark.parametrize("why", ["leave", "left", "switch", "removed"])
async def test_who_is_not_there_or_wants_none_is_left_alone(
    services: Services, people: People, database: Database, clock: Clock, why: str
) -> None:
    await give(services, people.ana)
    if why == "leave":
        await services.leave.go(people.bruno, "", "")
    elif why == "left":
        await services.departures.left(GROUP, 2)
    elif why == "removed":
        await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    else:
        await services.daily_job.stop(GROUP, 2)
        bruno = await services.roster.get(GROUP, 2)
        assert bruno is not None
        assert bruno.switches == Switches(reminders=False)
    await morning(services, database, clock, days=8)
    assert await reminded(database) == []


async def test_a_refused_message_keeps_reminders_from_them_for_an_hour_and_no_longer(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people.ana)
    await morning(services, database, clock, days=2)
    clock.pass_by(hours=23, minutes=30)
    await database.write(lambda tx: members_store.messages_closed(tx, GROUP, 2, closed=True))
    await morning(services, database, clock, days=1)
    assert await reminded(database) == []
    await morning(services, database, clock, days=1)
    assert [whom for whom, _ in await reminded(database)] == [2]


async def test_what_was_dealt_with_before_delivery_is_not_said(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    first = await give(services, people.ana)
    await give(services, people.caio)
    await morning(services, database, clock, days=4)
    ((_, at),) = await reminded(database)
    assert await waiting(services, 2, at) == ["R-1", "R-2"]
    clock.pass_by(hours=1)
    await services.referrals.move(2, first.id, Verb.ACCEPT)
    assert await waiting(services, 2, at) == ["R-2"]
    await services.leave.go(people.bruno, "", "")
    assert await waiting(services, 2, at) == []


async def test_the_outbox_holds_nothing_of_the_client(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people.ana)
    await morning(services, database, clock, days=4)
    text = await readable(database, "outbox")
    assert "reminder" in text
    assert not [word for word in ("Maria", "98888", "cake") if word in text]


async def test_without_news_for_120_days_it_ends_and_can_be_opened_again(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral = await give(services, people.ana)
    await services.referrals.move(2, referral.id, Verb.CONTACTED)
    clock.pass_by(days=119)
    await morning(services, database, clock)
    assert (await services.referrals.open(1, referral.id)).referral.state is State.CONTACTED
    await morning(services, database, clock, days=2)
    lapsed = await services.referrals.open(2, referral.id)
    assert lapsed.referral.state is State.LAPSED
    assert (lapsed.history[-1].actor_id, lapsed.moves) == (0, (Verb.REOPEN,))
    assert await steps(database, Verb.LAPSE) == [1, 2]
    logged = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE action LIKE 'referral.%' ORDER BY id"))
    assert [row["action"] for row in logged] == ["referral.give", "referral.contacted"], (
        "else the log would tell who was forgotten"
    )
    row = await database.read(lambda tx: tx.one("SELECT SUM(sign) AS n FROM entries"))
    assert row is not None
    assert row["n"] == 1, "it was passed all the same"
    assert (await services.referrals.move(2, referral.id, Verb.REOPEN)).referral.state is State.ACCEPTED


@pytest.mark.parametrize("keep", [None, 7])
async def test_a_client_is_kept_for_so_long_after_the_end(
    services: Services, people: People, database: Database, clock: Clock, keep: int | None
) -> None:
    await services.setup.set_up(people.ana, Changes(keep_clients=keep), CHANNEL)
    ended, open_still = await give(services, people.ana), await give(services, people.ana, key="2")
    await services.referrals.name(2, ended.id, "kitchen", "n")
    await services.referrals.move(2, ended.id, Verb.ACCEPT)
    await services.referrals.move(2, ended.id, Verb.NO_FIT, "She moved")
    subjects = [f"referral:{ended.id}:receiver", f"referral:{ended.id}:step:2:1", f"referral:{ended.id}:step:3:1"]
    for number, subject in enumerate(subjects):
        await database.write(
            lambda tx, subject=subject, number=number: outbox_store.keep_posted(tx, GROUP, subject, Posted(9, number))
        )
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))
    clock.pass_by(days=(keep or 90) - 1)
    await morning(services, database, clock)
    assert (await services.referrals.open(2, ended.id)).referral.client.prospect == "Maria Souza"
    await services.referrals.move(2, open_still.id, Verb.ACCEPT)
    await morning(services, database, clock, days=2)
    wiped = await services.referrals.open(2, ended.id)
    assert (wiped.referral.client.prospect, wiped.referral.client.contact, wiped.referral.client.need) == ("", "", "")
    assert (wiped.referral.private_label, wiped.history[-1].reason) == ("kitchen", "")
    assert (await services.referrals.open(2, open_still.id)).referral.client.prospect == "Maria Souza"
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT subject, detail, facts FROM outbox WHERE only_edit = 1 AND subject LIKE ? ORDER BY id",
            f"referral:{ended.id}:%",
        )
    )
    assert [tuple(row) for row in rows] == [
        (subjects[0], "", ""),
        (subjects[1], "accept", "giver"),
        (subjects[2], "no_fit", "giver"),
    ]
    assert await database.read(lambda tx: tx.all("SELECT * FROM contact_prints WHERE referral_id = ?", ended.id)) == []


async def test_a_message_on_its_way_is_rewritten_too(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    """It may have reached Discord with the client's name, and its outcome is not known yet."""
    referral = await give(services, people.ana)
    await services.referrals.move(2, referral.id, Verb.DECLINE)
    clock.pass_by(days=90)
    await morning(services, database, clock)
    rows = await database.read(
        lambda tx: tx.all("SELECT subject, only_edit FROM outbox WHERE kind = 'referral.step' ORDER BY id")
    )
    assert [tuple(row) for row in rows] == [(f"referral:{referral.id}:step:2:1", 0), (f"referral:{referral.id}:step:2:1", 1)]


async def test_a_reminder_that_named_a_client_is_rewritten(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral = await give(services, people.ana)
    await morning(services, database, clock, days=7)
    await services.referrals.move(2, referral.id, Verb.DECLINE)
    clock.pass_by(days=90)
    await morning(services, database, clock)
    rows = await database.read(
        lambda tx: tx.all("SELECT subject FROM outbox WHERE kind = 'reminder' AND only_edit = 1 ORDER BY id")
    )
    sent = await database.read(
        lambda tx: tx.all("SELECT subject FROM outbox WHERE kind = 'reminder' AND only_edit = 0 ORDER BY id")
    )
    assert sorted(row["subject"] for row in rows) == sorted(row["subject"] for row in sent)
    assert len(rows) == 2
    assert await database.read(lambda tx: tx.all("SELECT * FROM reminders")) == []


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        ("America/New_York", datetime(2027, 3, 8, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 11, 1, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 3, 29, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2027, 2, 1, tzinfo=UTC)),
    ],
)
async def test_once_a_day_through_daylight_saving(
    services: Services, people: People, database: Database, clock: Clock, zone: str, starts: datetime
) -> None:
    clock.now = starts
    await services.setup.set_up(people.ana, Changes(time_zone=zone, remind_unopened=1), CHANNEL)
    await give(services, people.ana)
    await morning(services, database, clock, days=12)
    local = [at.astimezone(ZoneInfo(zone)) for whom, at in await reminded(database) if whom == 2]
    assert {at.strftime("%H:%M") for at in local} == {"09:00"}
    days = [at.date() for at in local]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert len(days) in {10, 11}
    assert len({at.utcoffset() for at in local}) == 2, "the clocks were changed in between"


async def test_moving_the_time_zone_reminds_nobody_twice_a_day(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.setup.set_up(people.ana, Changes(remind_unopened=1), CHANNEL)
    await give(services, people.ana)
    zones = ["Pacific/Kiritimati", "Pacific/Niue", "America/Sao_Paulo", "Asia/Tokyo"] * 4
    await morning(services, database, clock)
    for zone in zones:
        await morning(services, database, clock)
        clock.pass_by(minutes=1)
        await services.setup.set_up(people.ana, Changes(time_zone=zone), CHANNEL)
    at = [moment for whom, moment in await reminded(database) if whom == 2]
    assert len(at) > 4
    assert min(later - earlier for earlier, later in pairwise(at)) >= timedelta(hours=20)


async def test_after_a_long_absence_nobody_is_reminded_at_night_but_all_else_is_done(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people.ana)
    quiet = await give(services, people.ana, key="2")
    await services.referrals.move(2, quiet.id, Verb.DECLINE)
    await morning(services, database, clock, days=3)  # the next one is that of the reminder
    clock.now = MORNING + timedelta(days=100)
    await services.daily_job.run(await _job(database))
    assert await reminded(database) == []
    assert (await services.referrals.open(2, quiet.id)).referral.client.prospect == ""
    await morning(services, database, clock)
    assert [whom for whom, _ in await reminded(database)] == [2]


async def test_by_a_wrong_clock_nobody_is_reminded_nothing_ends_and_no_client_is_forgotten(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral = await give(services, people.ana)
    ended = await give(services, people.ana, key="2")
    await services.referrals.move(2, ended.id, Verb.DECLINE)
    clock.now = MORNING + timedelta(days=500)
    job = await _job(database)
    database.trusts_clock = lambda: False
    await services.daily_job.run(job)
    assert (await services.referrals.open(2, referral.id)).referral.state is State.OPEN
    assert (await services.referrals.open(1, ended.id)).referral.client.prospect == "Maria Souza"
    assert await reminded(database) == []
    assert await _job(database) == job, "it is done once the clock is right"
    database.trusts_clock = lambda: True
    await services.daily_job.run(job)
    assert (await services.referrals.open(2, referral.id)).referral.state is State.LAPSED
    assert (await services.referrals.open(1, ended.id)).referral.client.prospect == ""


async def test_without_the_bot_in_the_server_nobody_is_reminded_but_clients_are_forgotten(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    ended = await give(services, people.ana)
    await give(services, people.ana, key="2")
    await services.referrals.move(2, ended.id, Verb.DECLINE)
    await services.departures.server_gone(GROUP)
    clock.pass_by(days=90)
    await morning(services, database, clock)
    assert (await services.referrals.open(2, ended.id)).referral.client.prospect == ""
    assert await reminded(database) == []
    await services.departures.server_back(GROUP)
    await morning(services, database, clock)
    assert [whom for whom, _ in await reminded(database)] == [2]


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_a_group_of_before_is_taken_care_of_too(
    services: Services, people: People, database: Database, engine: str
) -> None:
    script = (migrations.FOLDER / engine / "0003_referrals.sql").read_text(encoding="utf-8")
    (sql,) = [each for each in migrations.statements(script) if "INSERT INTO jobs" in each]
    await database.write(lambda tx: jobs_store.cancel(tx, GROUP, "care"))
    await database.write(lambda tx: tx.run(sql))
    await services.daily_job.run(await _job(database))
    assert await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care")) == MORNING


async def test_groups_are_spread_over_two_hours_of_their_own_morning(services: Services, database: Database) -> None:
    """Ids as Discord gives them, a second apart."""
    due: list[datetime | None] = []
    for number in range(40):
        group_id = (1_200_000_000_000 + number * 1000) << 22
        moderator = Actor(group_id, 1, "Ana", manages_group=True)
        await services.setup.set_up(moderator, Changes(time_zone="Europe/Lisbon"), CHANNEL)
        due.append(await database.read(lambda tx, group_id=group_id: jobs_store.next_of(tx, group_id, "care")))
    clocks = {moment.strftime("%H:%M") for moment in due if moment}
    assert min(clocks) >= "09:00"
    assert max(clocks) < "11:00"
    assert len(clocks) >= 3


async def test_two_workers_at_once_remind_once(services: Services, people: People, database: Database, clock: Clock) -> None:
    for number in range(3):
        await give(services, people.ana, key=str(number))
    await give(services, people.ana, 3)
    clock.now = MORNING + timedelta(days=3)
    await database.write(lambda tx: jobs_store.schedule(tx, GROUP, "care", f"care:{GROUP}", clock.now))
    job = await _job(database)
    await asyncio.gather(*(services.daily_job.run(job) for _ in range(4)))
    assert sorted(whom for whom, _ in await reminded(database)) == [2, 3]
    assert await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care")) == MORNING + timedelta(days=4)


async def test_many_due_at_once_are_many_small_transactions(
    services: Services, people: People, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = await _crowd(services, people, database)
    clock.now = MORNING + timedelta(days=120)
    counted = _count_statements(monkeypatch, database)
    await services.daily_job.run(await _job(database))
    assert await steps(database, Verb.LAPSE) == sorted([1] * MANY + crowd)
    assert len(counted) >= MANY / SLICE
    assert max(counted) <= 40 * SLICE


async def test_many_people_get_one_reminder_each(
    services: Services, people: People, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = await _crowd(services, people, database)
    await morning(services, database, clock, days=3)
    counted = _count_statements(monkeypatch, database)
    await morning(services, database, clock)
    assert sorted(whom for whom, _ in await reminded(database)) == crowd
    assert max(counted) <= 10 * SLICE


async def _crowd(services: Services, people: People, database: Database) -> list[int]:
    """So many members, each with a referral."""
    crowd = [1000 + number for number in range(MANY)]

    async def fill(tx: Tx) -> None:
        ana = await members_store.get(tx, GROUP, 1)
        assert ana is not None
        for user_id in crowd:
            await members_store.save(tx, replace(ana, user_id=user_id, name=f"M{user_id}"))

    await database.write(fill)
    for user_id in crowd:
        # As if over days: one person may give sixty an hour.
        await database.write(lambda tx: tx.run("DELETE FROM allowances"))
        await services.referrals.give(
            people.ana, Person(user_id, f"M{user_id}"), replace(MARIA, contact=f"m{user_id}@example.org"), f"f:1:{user_id}"
        )
    return crowd


async def _job(database: Database) -> Job:
    """The group's job, due or not."""
    row = await database.read(
        lambda tx: tx.one("SELECT id, group_id, kind, key, due_at FROM jobs WHERE kind = 'care' AND group_id = ?", GROUP)
    )
    assert row is not None
    return Job(row["id"], row["group_id"], row["kind"], row["key"], instant(row["due_at"]))


def _count_statements(monkeypatch: pytest.MonkeyPatch, database: Database) -> list[int]:
    """How many statements each of the writing transactions makes from now on."""
    counted: list[int] = []
    write = database.write

    async def counting(work: Work[Any]) -> Any:
        async def counted_work(tx: Tx) -> Any:
            seen = 0

            class Counted:
                def __getattr__(self, name: str) -> Any:
                    nonlocal seen
                    seen += name in {"one", "all", "run"}
                    return getattr(tx, name)

            counting_tx: Any = Counted()
            result = await work(counting_tx)
            counted.append(seen)
            return result

        return await write(counted_work)

    monkeypatch.setattr(database, "write", counting)
    return counted
