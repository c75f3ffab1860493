"""The weekly digest: due by the group's clock, written once, telling of seven days."""

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.calendar import Period, Weekday
from bot.core.db.database import Database, Tx
from bot.core.db.sqlite import SqliteDatabase
from bot.core.digest_block import MOST_NEWCOMERS
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.core.jobs.model import Job
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.groups import store as groups_store
from bot.groups.model import PublicLanguage
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile
from bot.referrals.thanks import store as thanks_store
from bot.referrals.thanks.model import Business
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.services import Services
from bot.weekly.digest.model import MOST_PARTS
from bot.weekly.digest.service import frozen, thawed
from bot.weekly.personal_digest.model import Tally
from tests.conftest import NOON, Clock
from tests.passing import MARIA, give
from tests.people import CHANNEL, MODERATORS, People, actor, someone
from tests.sealed import opened

FRIDAY_NINE = datetime(2026, 11, 20, 12, tzinfo=UTC)  # 09:00 in São Paulo


async def due_digests(database: Database) -> list[Job]:
    return [job for job in await database.read(lambda tx: jobs_store.due(tx, 10)) if job.kind == "digest"]


async def run_due(services: Services, database: Database) -> int:
    due = await due_digests(database)
    for job in due:
        await services.digest.run(job)
    return len(due)


async def posted(database: Database) -> list[str]:
    rows = await database.read(lambda tx: tx.all("SELECT key FROM outbox WHERE kind = 'digest' ORDER BY id"))
    return [row["key"] for row in rows]


async def test_scheduled_it_is_due_at_the_groups_own_hour(services: Services, people: People) -> None:
    assert (await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))).next_at == FRIDAY_NINE
    assert (await services.digest.show(people.ana)).next_at == FRIDAY_NINE


async def test_one_a_week_and_the_next_is_scheduled(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    assert await run_due(services, database) == 0
    for week in range(3):
        clock.now = FRIDAY_NINE + timedelta(days=7 * week, seconds=1)
        assert await run_due(services, database) == 1
        assert await run_due(services, database) == 0
    assert await posted(database) == [f"digest:100:2026-W{number}" for number in (47, 48, 49)]


async def test_run_at_once_by_several_it_is_written_once(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE
    job = (await due_digests(database))[0]
    await asyncio.gather(*(Services(database).digest.run(job) for _ in range(5)))
    assert await posted(database) == ["digest:100:2026-W47"]
    assert await database.read(lambda tx: jobs_store.next_of(tx, 100, "digest")) == FRIDAY_NINE + timedelta(days=7)


async def test_a_new_hour_in_a_week_already_told_waits_for_the_next(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE
    await run_due(services, database)
    schedule = await services.digest.schedule(people.ana, Weekday.FRIDAY, time(18))
    assert schedule.next_at == FRIDAY_NINE + timedelta(days=7, hours=9)
    earlier = await services.digest.schedule(people.ana, Weekday.TUESDAY, time(9))
    assert earlier.next_at == FRIDAY_NINE + timedelta(days=4)


async def test_after_a_long_absence_only_the_next_one_is_posted(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE + timedelta(days=9)
    while await run_due(services, database):
        pass
    assert await posted(database) == []
    assert (await services.digest.show(people.ana)).next_at == FRIDAY_NINE + timedelta(days=14)
    rows = await database.read(lambda tx: tx.all("SELECT channel_id, detail FROM outbox WHERE kind = 'digest.late'"))
    assert [tuple(row) for row in rows] == [(MODERATORS, (FRIDAY_NINE + timedelta(days=7)).isoformat())], "once"


async def test_a_few_hours_late_it_is_still_posted(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE + timedelta(hours=23)
    await run_due(services, database)
    assert len(await posted(database)) == 1


async def test_a_week_of_many_numbers_is_ranked_by_itself(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.roster.add(people.ana, someone(4), "Trade 4")

    async def refer(giver: int, receiver: int) -> None:
        await services.referrals.give(actor(giver), someone(receiver), MARIA, f"f:{giver}:{receiver}")

    clock.now = FRIDAY_NINE - timedelta(days=20)
    await give(services, people, key="before")
    clock.now = NOON
    for giver, receivers in {1: (2, 3, 4), 2: (1, 3), 3: (1,)}.items():
        for receiver in receivers:
            await refer(giver, receiver)

    async def board() -> Mapping[str, Any]:
        _, (digest, *_) = await services.digest.preview(people.ana)
        found = digest.of("board")
        assert found is not None
        return found

    assert [(each["people"], each["times"]) for each in (await board())["places"]] == [(3, 3), (2, 2), (1, 1)]
    assert (await board())["weeks"] == 1
    await refer(3, 2)
    assert [(each["people"], each["times"]) for each in (await board())["places"]] == [(3, 4), (2, 2), (2, 2)]
    assert (await board())["weeks"] == 4, "only two numbers differ"


async def test_paused_nothing_is_due(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    assert (await services.digest.pause(people.ana)).next_at is None
    clock.now = FRIDAY_NINE + timedelta(days=30)
    assert await run_due(services, database) == 0


async def test_it_tells_of_the_seven_days_before(services: Services, people: People, database: Database, clock: Clock) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE - timedelta(days=7, seconds=1)
    await give(services, people, key="before")
    clock.now = NOON
    await give(services, people, key="within")
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("So kind", "100,00"), "f:2:t")
    clock.now = FRIDAY_NINE
    await give(services, people, key="at the end")
    await run_due(services, database)
    ((facts,),) = await opened(database, "outbox", "facts", where="kind = 'digest'")
    digest = thawed(facts)
    assert digest.of("week") == {"referrals": 1, "receivers": 1, "jobs": 0, "thanks": 1, "introductions": 0, "members": 3}
    assert digest.of("board") == {"places": [{"rank": 1, "name": "Ana", "people": 1, "times": 2}], "unnamed": 0, "weeks": 4}
    assert digest.of("thanks") == {
        "said": [{"author": "Bruno", "thanked": "Ana", "message": "So kind", "for_act": False}],
        "more": 0,
    }
    assert digest.period.end == FRIDAY_NINE
    assert "100" not in facts.replace('"group_id": 100', "")
    assert "Maria" not in facts


async def test_preview_is_what_post_posts_and_post_twice_is_once(services: Services, people: People, database: Database) -> None:
    await give(services, people)
    _, preview = await services.digest.preview(people.ana)
    for _ in range(2):
        await services.digest.post(people.ana, "i:1")
    await services.digest.post(people.ana, "i:2")
    rows = await opened(database, "outbox", "facts", where="kind = 'digest'")
    assert [thawed(facts) for (facts,) in rows] == preview * 2


async def test_what_moderators_do_about_it_stands_in_the_log(services: Services, people: People) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9, 30))
    await services.digest.schedule(people.ana, Weekday.MONDAY, time(8))
    await services.digest.pause(people.ana)
    for _ in range(2):
        await services.digest.post(people.ana, "i:1")
    entries = [each.entry for each in (await services.moderation.log(people.ana, 1, 30, 4)).entries]
    assert [(each.action, each.actor_id) for each in entries] == [
        (f"digest.{act}", 1) for act in ("post", "pause", "schedule", "schedule")
    ]
    friday = {"day": int(Weekday.FRIDAY), "time": "09:30", "on": True}
    monday = {"day": int(Weekday.MONDAY), "time": "08:00", "on": True}
    assert (entries[3].after, entries[2].before, entries[2].after) == (friday, friday, monday)


async def test_its_board_names_those_alone_who_allow_it(services: Services, people: People, database: Database) -> None:
    await give(services, people)
    await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n")
    ana = await services.roster.get(100, 1)
    assert ana is not None
    await database.write(lambda tx: members_store.save(tx, replace(ana, on_boards=False)))
    _, (digest, *_) = await services.digest.preview(people.ana)
    board = digest.of("board")
    assert board is not None
    assert ([place["name"] for place in board["places"]], board["unnamed"]) == (["Bruno"], 1)


async def test_one_that_waits_for_longer_than_a_day_gives_way_to_the_next(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    for number, hours in enumerate((0, 24, 1)):
        clock.pass_by(hours=hours)
        await services.digest.post(people.ana, f"i:{number}")
    rows = await database.read(lambda tx: tx.all("SELECT state, problem FROM outbox WHERE kind = 'digest' ORDER BY id"))
    assert [tuple(row) for row in rows] == [("dead", "superseded"), ("pending", None), ("pending", None)]


async def test_without_a_channel_it_says_which_command_sets_one(services: Services) -> None:
    moderator = actor(1, group_id=5)
    await services.setup.set_up(moderator, Changes(moderators_channel_id=9), 9)
    for attempt in (services.digest.schedule(moderator, Weekday.MONDAY, time(9)), services.digest.post(moderator, "i:1")):
        with pytest.raises(Refused, match="/group setup digest_channel"):
            await attempt


async def test_only_moderators(services: Services, people: People) -> None:
    for attempt in (
        services.digest.schedule(people.bruno, Weekday.MONDAY, time(9)),
        services.digest.show(people.bruno),
        services.digest.preview(people.bruno),
        services.digest.post(people.bruno, "i:1"),
        services.digest.pause(people.bruno),
    ):
        with pytest.raises(Refused, match="moderators"):
            await attempt


async def test_a_quiet_week_is_known_as_one(services: Services, people: People, clock: Clock) -> None:
    clock.pass_by(days=21)
    _, (digest,) = await services.digest.preview(people.ana)
    assert digest.is_quiet


async def allow_more(database: Database) -> None:
    """As if over hours: one person may thank another six times an hour."""
    await database.write(lambda tx: tx.run("DELETE FROM allowances"))


async def test_the_lists_are_cut_but_the_counts_are_not(services: Services, people: People, database: Database) -> None:
    for number in range(70):
        await allow_more(database)
        await services.thanks.give(people.bruno, someone(1), None, ThanksTyped(f"Thanks {number}"), f"f:2:{number}")
    _, parts = await services.digest.preview(people.ana)
    told = [part.of("thanks") or {} for part in parts]
    assert sum(len(each["said"]) + each["more"] for each in told) == 70
    assert (parts[0].of("week") or {})["thanks"] == 70


async def test_a_long_week_is_told_in_several_messages_one_after_the_other(
    services: Services, people: People, database: Database
) -> None:
    for number in range(40):
        await allow_more(database)
        said = ThanksTyped(f"{number:02} " + "so very kind of you " * 14)
        await services.thanks.give(people.bruno, someone(1), None, said, f"f:2:{number}")
    await services.digest.post(people.ana, "i:1")
    keys = await posted(database)
    assert keys == [f"digest:100:i:1{suffix}" for suffix in ("", ":2", ":3")]
    rows = await opened(database, "outbox", "facts", where="kind = 'digest'")
    told = [thawed(facts).of("thanks") for (facts,) in rows]
    words = [each["message"][:2] for part in told if part for each in part["said"]]
    assert words == [f"{number:02}" for number in range(len(words))], "none twice, none left out between two messages"
    assert [part["more"] for part in told if part] == [0, 0, 40 - len(words)]


async def test_whoever_wants_it_gets_news_of_their_own_week(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    for wanting in (people.bruno, people.caio):
        await services.preferences.switch(wanting, "digest", on=True)
    await give(services, people)
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("So kind"), "f:2:t")
    clock.now = FRIDAY_NINE
    await run_due(services, database)
    rows = await opened(database, "outbox", "user_id", "detail", "facts", where="kind = 'digest.own'")
    days = f"{(FRIDAY_NINE - timedelta(days=7)).isoformat()}/{FRIDAY_NINE.isoformat()}"
    assert rows == [(2, days, ""), (3, days, "")], "clients are read when it is sent"
    span = Period(FRIDAY_NINE - timedelta(days=7), FRIDAY_NINE)
    bruno = await services.personal_digest.of_member(100, 2, span)
    assert bruno is not None
    assert [(each.client.prospect, giver) for each, giver in bruno.waiting] == [("Maria Souza", "Ana")]
    assert (bruno.given, bruno.received) == (Tally(0, ()), Tally(1, ("Ana",)))
    assert (bruno.thanked_by, bruno.thanks_said) == (Tally(0, ()), Tally(1, ("Ana",)))
    ana = await services.personal_digest.of_member(100, 1, span)
    assert ana is not None
    assert (ana.waiting, ana.given, ana.thanked_by) == ((), Tally(1, ("Bruno",)), Tally(1, ("Bruno",)))
    later = Period(FRIDAY_NINE, FRIDAY_NINE + timedelta(days=7))
    assert await services.personal_digest.of_member(100, 1, later) is None, "nothing waits, and nothing was"
    assert await services.personal_digest.of_member(100, 3, span) is None
    assert await services.personal_digest.of_member(100, 4, span) is None, "no member"


async def test_a_week_of_3000_referrals_among_5000_members_is_told_in_three_messages(
    sqlite: SqliteDatabase, clock: Clock
) -> None:
    services, ana, chance = Services(sqlite), actor(1), random.Random(1)
    await services.setup.set_up(ana, Changes(language=PublicLanguage.BOTH), CHANNEL)

    async def work(tx: Tx) -> None:
        group = await groups_store.get(tx, 100)
        for number in range(1, 5001):
            member = Member(100, number, f"Member {number}", Status.ACTIVE, f"Trade {number % 700}", joined_at=clock.now)
            await members_store.save(tx, replace(member, profile=Profile(ideal_referral="Anybody who moves house")))
        for number in range(1, 3001):
            one, other = chance.sample(range(1, 5001), 2)
            await ledger_store.post(tx, group, Entry(100, one, EntryKind.REFERRAL, 1, other, clock.now, f"R:{number}"))
            await thanks_store.add(
                tx, 100, number, thanks_store.NewThanks(other, one, None, "So kind of you", None, Business.NEW)
            )

    await sqlite.write(work)
    _, parts = await services.digest.preview(ana)
    assert len(parts) == MOST_PARTS
    assert (parts[0].of("week") or {})["referrals"] == 3000
    assert (parts[0].of("newcomers") or {})["more"] == 5000 - MOST_NEWCOMERS
    told = [part.of("thanks") or {} for part in parts]
    assert sum(len(each["said"]) + each["more"] for each in told) == 3000
    assert sum(len(frozen(part)) for part in parts) < 20_000
