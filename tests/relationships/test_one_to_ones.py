"""Talks that one notes and the other confirms, on both engines."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.core.limit import TooOften
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.relationships.one_to_ones.service import Talk, lapse, steps_of
from bot.relationships.one_to_ones.steps import Steps
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.passing import MARIA
from tests.people import GROUP, People, someone

KEPT = {"touches", "outbox", "actions", "allowances", "log", "entries"}


async def log(services: Services, who: Actor, other: int, day: str = "", topics: str = "", action: str = "") -> Talk:
    return await services.one_to_ones.log(who, someone(other), day, topics, action or f"i:{who.user_id}:{other}:{day}")


async def steps_between(database: Database, who: Actor, other: int) -> Steps | None:
    return await database.read(lambda tx: steps_of(tx, who, other))


async def told(database: Database) -> list[tuple[str, int]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT kind, user_id FROM outbox WHERE kind LIKE 'touch%' AND only_edit = 0 ORDER BY id")
    )
    return [(row["kind"], row["user_id"]) for row in rows]


async def touches(database: Database) -> list[tuple[object, ...]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT low_id, high_id, day, low_noted_at, high_noted_at, confirm_until FROM touches ORDER BY id")
    )
    return [(*list(row)[:3], row["low_noted_at"] is not None, row["high_noted_at"] is not None) for row in rows]


async def test_noted_and_confirmed_it_is_known_to_both(services: Services, database: Database, people: People) -> None:
    noted = await log(services, people.bruno, 3, topics="His boat")
    assert noted.touch is not None
    assert not noted.touch.is_mutual
    assert await told(database) == [("touch.confirm", 3)]
    seen = await services.one_to_ones.to_confirm(GROUP, noted.touch.id, 3)
    assert seen is not None
    assert (seen.other_name, seen.touch == noted.touch) == ("Bruno", True)
    confirmed = await services.one_to_ones.confirm(3, noted.touch.id)
    assert confirmed.touch is not None
    assert (confirmed.touch.is_mutual, confirmed.touch.confirm_until) == (True, None)
    assert await services.one_to_ones.confirm(3, noted.touch.id) == confirmed, "pressed twice it changes nothing"
    assert await touches(database) == [(2, 3, noted.touch.day.isoformat(), True, True)]
    assert len(await told(database)) == 1, "nobody else is told, nor Bruno"
    for sql in ("SELECT 1 FROM log WHERE action LIKE '%touch%'", "SELECT 1 FROM entries"):
        assert await database.read(lambda tx, sql=sql: tx.all(sql)) == [], "it counts nowhere, and no log has it"


async def test_a_pair_has_one_talk_a_day(services: Services, database: Database, people: People) -> None:
    first = await log(services, people.bruno, 3, action="i:1")
    again = await log(services, people.bruno, 3, topics="His boat", action="i:1")
    assert again.touch == first.touch, "the same press delivered twice"
    other = await log(services, people.bruno, 3, topics="Her bike", action="i:2")
    assert other.touch is not None
    assert (other.touch.topics_of(2), other.touch.topics_of(3)) == ("Her bike", "")
    assert (len(await touches(database)), await told(database)) == (1, [("touch.confirm", 3)])


async def test_both_note_the_same_day_at_once(services: Services, database: Database, people: People) -> None:
    await asyncio.gather(log(services, people.bruno, 3), log(services, people.caio, 2))
    assert [row[3:] for row in await touches(database)] == [(True, True)]
    assert len(await told(database)) == 1, "only the first of the two asked the other"


async def test_who_never_confirms_lets_it_lapse(services: Services, database: Database, people: People, clock: Clock) -> None:
    noted = await log(services, people.bruno, 3, topics="His boat")
    assert noted.touch is not None
    clock.now += timedelta(days=14) - timedelta(seconds=1)
    await database.write(lambda tx: lapse(tx, GROUP))
    assert len(await touches(database)) == 1
    clock.now += timedelta(seconds=1)
    with pytest.raises(Refused, match="That is over by now"):
        await services.one_to_ones.confirm(3, noted.touch.id)
    assert not await database.write(lambda tx: lapse(tx, GROUP))
    assert await touches(database) == []
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.one_to_ones.confirm(3, noted.touch.id)
    edits = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE only_edit = 1 AND user_id > 0"))
    assert [row["user_id"] for row in edits] == [3], "their own question is withdrawn, and nobody is told"
    assert (await log(services, people.bruno, 3, action="i:again")).touch is not None, "it can be noted again"
    assert len(await told(database)) == 2


async def test_noted_anew_before_it_is_deleted_it_may_be_confirmed_again(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    day = clock.now.date().isoformat()
    noted = await log(services, people.bruno, 3, day)
    assert noted.touch is not None
    clock.now += timedelta(days=14)
    again = await log(services, people.bruno, 3, day, action="i:again")
    assert again.touch is not None
    assert again.touch.waits(clock.now)
    assert not await database.write(lambda tx: lapse(tx, GROUP))
    assert len(await told(database)) == 1, "the question that came is shown with its new date"
    confirmed = await services.one_to_ones.confirm(3, noted.touch.id)
    assert confirmed.touch is not None
    assert confirmed.touch.is_mutual


async def test_by_a_clock_that_is_not_trusted_nothing_lapses(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await log(services, people.bruno, 3)
    clock.now += timedelta(days=20)
    database.trusts_clock = lambda: False
    assert not await database.write(lambda tx: lapse(tx, GROUP))
    assert len(await touches(database)) == 1


@pytest.mark.parametrize("who", [1, 4, 99])
async def test_a_third_person_finds_nothing(services: Services, people: People, who: int) -> None:
    """Ana moderates."""
    noted = await log(services, people.bruno, 3)
    assert noted.touch is not None
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.one_to_ones.confirm(who, noted.touch.id)


async def test_the_one_who_noted_it_does_not_confirm_it(services: Services, people: People) -> None:
    noted = await log(services, people.bruno, 3)
    assert noted.touch is not None
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.one_to_ones.confirm(2, noted.touch.id)


async def test_after_leaving_nobody_confirms(services: Services, people: People) -> None:
    noted = await log(services, people.bruno, 3)
    assert noted.touch is not None
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.one_to_ones.confirm(3, noted.touch.id)
    assert await services.one_to_ones.to_confirm(GROUP, noted.touch.id, 3) is None


@pytest.mark.parametrize(
    ("whom", "day", "said"),
    [
        (Person(2, "Bruno"), "", "takes two"),
        (Person(9, "Robot", is_bot=True), "", "A bot meets nobody"),
        (Person(77, "Eva"), "", "Eva is not a member"),
        (Person(3), "yesterday", "is not a day I can read"),
        (Person(3), "2031-01-01", "not within the past year"),
        (Person(3), "2020-01-01", "not within the past year"),
        (Person(3), "0001-01-01", "is not a day I can read"),
    ],
)
async def test_what_can_not_be_noted(
    services: Services, database: Database, people: People, whom: Person, day: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        await services.one_to_ones.log(people.bruno, whom, day, "", "i:1")
    sentence = refused.value.sentence
    assert said in sentence.text.format(**sentence.params)
    assert await touches(database) == []


async def test_one_member_is_not_asked_about_day_after_day(services: Services, database: Database, people: People) -> None:
    for day in range(1, 5):
        await log(services, people.bruno, 3, f"2026-10-0{day}")
    with pytest.raises(TooOften):
        await log(services, people.bruno, 3, "2026-10-05")
    assert len(await touches(database)) == 4


@pytest.mark.scenario
@pytest.mark.parametrize("act", ["log", "confirm", "lapse"])
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, act: str
) -> None:
    if act != "log":
        noted = await log(services, people.bruno, 3)
        assert noted.touch is not None
        touch_id = noted.touch.id
    if act == "lapse":
        clock.now += timedelta(days=14)
    acts = {
        "log": lambda: log(services, people.bruno, 3, topics="His boat"),
        "confirm": lambda: services.one_to_ones.confirm(3, touch_id),
        "lapse": lambda: database.write(lambda tx: lapse(tx, GROUP)),
    }
    before = await rows_of(database, KEPT)
    number = await fail_at_each_statement(database, acts[act], lambda: rows_of(database, KEPT))
    assert await rows_of(database, KEPT) != before
    assert number > 3, "it failed at each of its statements"


async def test_the_steps_are_of_what_stands(services: Services, database: Database, people: People) -> None:
    steps = await steps_between(database, people.bruno, 3)
    assert steps is not None
    assert (steps.met, steps.helped, steps.referred, steps.thanked) == (None, None, None, None)
    given = await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n")
    await services.thanks.give(people.caio, someone(2), None, ThanksTyped("For the boat"), "f:t:3:n")
    for who, other in ((people.bruno, 3), (people.caio, 2)):
        steps = await steps_between(database, who, other)
        assert steps is not None
        assert steps.referred == steps.thanked is not None, "each side reads the same"
    await services.referrals.move(2, given.referral.id, Verb.UNDO)
    steps = await steps_between(database, people.caio, 2)
    assert steps is not None
    assert steps.referred is None, "what was taken back is no step"
    assert await steps_between(database, people.bruno, 2) is None
    assert await steps_between(database, Actor(GROUP, 77, "Eva"), 2) is None


async def test_whom_one_knows_is_in_no_export_of_theirs(services: Services, database: Database, people: People) -> None:
    await services.one_to_ones.know(people.bruno, [3, 2, 77])
    await services.one_to_ones.know(people.bruno, [3])
    assert len(await touches(database)) == 1
    assert (await services.privacy.export(people.caio))["touches"] == []
    await services.one_to_ones.know(people.caio, [2])
    (row,) = (await services.privacy.export(people.caio))["touches"]
    assert row["low_noted_at"] is None, "that Bruno ticked him as well is nothing to Caio"
    steps = await steps_between(database, people.caio, 2)
    assert steps is not None
    assert steps.met is not None
    assert not steps.met.is_mutual


async def test_one_knows_those_who_belong(services: Services, people: People) -> None:
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    known = await services.one_to_ones.know(people.ana, [1, 2, 3, 4])
    assert [member.user_id for member in known] == [2]
