"""How needs end: by the clock, each morning; and what the weekly news and a renewal make of it. On both engines."""

from datetime import timedelta

import pytest

from bot.asks import digest as asks_digest
from bot.asks import morning
from bot.asks.model import NeedKind, NeedState
from bot.asks.typed import Typed
from bot.core.calendar import Period, week_before
from bot.core.db.database import Database, Tx
from bot.core.digest_block import Block
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.groups import store as groups_store
from bot.services import Services
from tests.asks.test_needs import BY_KIND, LOOKING, QUESTION, TIP, logged, post, queued
from tests.conftest import Clock
from tests.people import GROUP, People
from tests.sealed import opened


async def tend(database: Database) -> None:
    await database.write(lambda tx: morning.tend(tx, GROUP))


async def states(database: Database) -> list[str]:
    rows = await database.read(lambda tx: tx.all("SELECT state FROM needs ORDER BY id"))
    return [row["state"] for row in rows]


async def block(database: Database, span: Period | None = None) -> Block | None:
    async def compose(tx: Tx) -> Block | None:
        group = await groups_store.get(tx, GROUP)
        return await asks_digest.asks(tx, group, span or week_before(tx.now, group.zone))

    return await database.read(compose)


@pytest.mark.parametrize("kind", [NeedKind.LOOKING, NeedKind.QUESTION, NeedKind.CLIENT_NEEDS])
async def test_the_daily_job_ends_it(
    services: Services, database: Database, people: People, clock: Clock, kind: NeedKind
) -> None:
    await post(services, people, kind)
    clock.now += timedelta(days=8)
    due = await database.read(lambda tx: jobs_store.due(tx, 20))
    await services.daily_job.run(next(job for job in due if job.kind == "care"))
    assert await states(database) == [NeedState.LAPSED]
    assert (await logged(database))[-1] == ("need.lapse", 0, 1)
    assert [key for _, key in await queued(database, "card")] == ["need:1:card", "need:1:card:2"]
    rows = await database.read(lambda tx: tx.all("SELECT urgency FROM outbox WHERE kind = 'need.card' ORDER BY id"))
    assert rows[0]["urgency"] < rows[1]["urgency"], "the clock's edits let pass what people just did"


async def test_it_ends_once_and_a_tip_stays(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    await post(services, people, NeedKind.TIP, key="f:ask:1:m")
    clock.now += timedelta(days=400)
    for _ in range(2):
        await tend(database)
    assert await states(database) == [NeedState.LAPSED, NeedState.OPEN]
    assert len(await queued(database, "card")) == 3


async def test_what_was_helped_with_is_met(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    await post(services, people, NeedKind.COVER, key="f:ask:1:m")
    await services.offers.offer(people.bruno, 2, "f:offer:2:n")
    await services.offers.choose(people.ana, 2, 2)
    clock.now += timedelta(days=20)
    await tend(database)
    assert await states(database) == [NeedState.MET, NeedState.MET]


async def test_nothing_ends_by_a_clock_that_is_not_trusted(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.QUESTION)
    clock.now += timedelta(days=20)
    database.trusts_clock = lambda: False
    await tend(database)
    assert await states(database) == [NeedState.OPEN]


async def test_a_morning_ends_all_a_slice_in_each_transaction(
    services: Services, database: Database, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(morning, "SLICE", 2)
    for number in range(3):
        await post(services, people, NeedKind.QUESTION, key=f"f:ask:1:{number}")
    clock.now += timedelta(days=20)
    assert await database.write(lambda tx: morning.tend(tx, GROUP))
    assert await states(database) == [NeedState.LAPSED, NeedState.LAPSED, NeedState.OPEN]
    assert (await services.needs.home(people.ana)).yours == (), "the third is over all the same"
    due = await database.read(lambda tx: jobs_store.due(tx, 20))
    for number in range(2):
        await post(services, people, NeedKind.QUESTION, key=f"f:ask:1:x{number}")
    clock.now += timedelta(days=20)
    await services.daily_job.run(next(job for job in due if job.kind == "care"))
    assert await states(database) == [NeedState.LAPSED] * 5
    assert await database.read(lambda tx: jobs_store.due(tx, 20)) != due, "and the next morning is scheduled"


async def test_details_go_a_week_after_it_happened(services: Services, database: Database, people: People, clock: Clock) -> None:
    seen = await post(services, people, NeedKind.COVER)
    assert seen.need.happens_at is not None
    await services.offers.offer(people.bruno, 1, "f:offer:2:n")
    await services.offers.choose(people.ana, 1, 2)
    clock.now = seen.need.happens_at + timedelta(days=7) - timedelta(seconds=1)
    await tend(database)
    assert await opened(database, "needs", "details", "place") == [("Door code 1234", "Pinheiros")]
    assert (await services.needs.get(people.bruno, 1)).need.details == "Door code 1234"
    assert await queued(database, "over") == []
    clock.now += timedelta(seconds=1)
    await tend(database)
    assert await opened(database, "needs", "details", "place") == [("", "Pinheiros")]
    assert [user for user, _ in await queued(database, "over")] == [2], "what whoever stood in read is edited"
    await tend(database)
    assert len(await queued(database, "over")) == 1


async def test_the_same_again_renews_an_open_one_and_posts_an_ended_one(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.LOOKING, Typed(LOOKING.text, until_days=14))
    clock.now += timedelta(days=10)
    for _ in range(2):
        seen = await services.needs.again(people.ana, 1, "f:again:1:n")
        assert (seen.need.id, seen.need.until) == (1, clock.now + timedelta(days=14))
    await services.needs.close(people.ana, 1)
    for _ in range(2):
        seen = await services.needs.again(people.ana, 1, "f:again:1:m")
        assert (seen.need.label, seen.need.text, seen.need.until) == ("A-2", LOOKING.text, clock.now + timedelta(days=14))
    assert (await services.needs.again(people.ana, 1, "f:again:1:o")).need.label == "A-2"
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.needs.again(people.bruno, 1, "f:again:2:n")
    await post(services, people, NeedKind.LOOKING, Typed("A notary in Moema who speaks German", replace=True), "f:ask:1:other")
    with pytest.raises(Refused, match="at a time"):
        await services.needs.again(people.ana, 1, "f:again:1:p")
    assert await states(database) == [NeedState.CLOSED, NeedState.CLOSED, NeedState.OPEN]


async def test_what_can_not_be_asked_again(services: Services, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.COVER)
    with pytest.raises(Refused, match="open already"):
        await services.needs.again(people.ana, 1, "f:again:1:n")
    clock.now += timedelta(days=20)
    with pytest.raises(Refused, match="day of"):
        await services.needs.again(people.ana, 1, "f:again:1:n")


async def test_a_need_ends_once_and_by_its_author(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.needs.close(people.bruno, 1)
    await services.leave.go(people.ana, "", "")
    for end in (services.needs.met, services.needs.close):
        assert (await end(people.ana, 1)).need.state is NeedState.MET, "also on leave"
    assert [action for action, *_ in await logged(database)] == ["need.post", "need.met"]


async def test_the_news_list_the_oldest_open_needs(services: Services, database: Database, people: People, clock: Clock) -> None:
    assert await block(database) is None
    for number, who in enumerate((people.ana, people.bruno, people.caio)):
        for kind in (NeedKind.QUESTION, NeedKind.CLIENT_NEEDS, NeedKind.COVER):
            await services.needs.post(who, kind, BY_KIND[kind], f"f:ask:{who.user_id}:{kind}{number}")
        clock.now += timedelta(hours=1)
    await services.needs.post(people.ana, NeedKind.TIP, TIP, "f:ask:1:tip")
    clock.now += timedelta(minutes=1)
    found = await block(database)
    assert found is not None
    assert found.news
    listed = found.facts["needs"]
    assert [each["label"] for each in listed] == [f"A-{number}" for number in range(1, 7)]
    assert found.facts["more"] == 4
    assert listed[0] == {
        "label": "A-1",
        "kind": "question",
        "name": "Ana",
        "text": QUESTION.text,
        "trades": [],
        "days": 7,
    }
    assert listed[1]["trades"] == ["Electrician", "Baker"]
    assert (found.facts["answered"], found.facts["covers"]) == (0, 0)


async def test_the_news_count_answers_and_covers_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.QUESTION)
    await post(services, people, NeedKind.COVER, key="f:ask:1:m")
    await services.offers.offer(people.bruno, 2, "f:offer:2:n")
    await services.offers.choose(people.ana, 2, 2)
    for user_id in (2, 3):
        await services.helping.helped(people.ana, 1, user_id, "", f"f:helped:1:{user_id}")
    clock.now += timedelta(hours=1)
    found = await block(database)
    assert found is not None
    assert (found.facts["answered"], found.facts["covers"]) == (1, 1)
    before = clock.now
    clock.now += timedelta(days=16)
    await services.helping.helped(people.ana, 2, 2, "", "f:helped:1:x")
    clock.now += timedelta(hours=1)
    assert await block(database, Period(before, clock.now)) is None, "the cover was found in the week before"


async def test_a_tip_leaves_the_news_after_a_week(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.TIP)
    clock.now += timedelta(days=6)
    found = await block(database)
    assert found is not None
    assert [(each["text"], each["days"]) for each in found.facts["needs"]] == [(TIP.title, None)]
    clock.now += timedelta(days=2)
    assert await block(database) is None
