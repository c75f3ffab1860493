"""What fitted of a referral: the giver alone reads it, as what fitted and one thing to learn; the receiver gets a hint."""

import json

import pytest
from msgspec.structs import replace

from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.referrals.fit.model import LESSONS, Fit, Hint, hint, lesson, opened, read, written
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.services import Services
from tests.passing import MARIA, give
from tests.people import GROUP, People, someone

EVERY = frozenset(Fit)


async def ended(services: Services, people: People, number: int = 1, verb: Verb = Verb.NO_FIT) -> int:
    """Ana's referral to Bruno, which did not work out; its id."""
    typed = replace(MARIA, prospect=f"Client {number}", contact=f"c{number}@example.org")
    referral_id = (await give(services, people, typed, f"f:1:{number}")).referral.id
    await services.referrals.move(2, referral_id, Verb.ACCEPT)
    await services.referrals.move(2, referral_id, verb)
    return referral_id


async def rows(database: Database, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


QUEUED = "SELECT user_id, only_edit, detail, facts FROM outbox WHERE kind = 'fit.told' ORDER BY id"


@pytest.mark.parametrize("verb", [Verb.NO_FIT, Verb.DECLINE])
async def test_the_giver_alone_reads_it(services: Services, people: People, database: Database, verb: Verb) -> None:
    referral_id = await ended(services, people, verb=verb)
    assert (await services.referrals.open(2, referral_id)).may_tell_fit
    for _ in range(2):
        await services.fit.tell(2, referral_id, "expected,time,nonsense")
    assert await rows(database, QUEUED) == [(1, 0, "", "")]
    assert (await services.referrals.open(1, referral_id)).fit == {Fit.EXPECTED, Fit.TIME}
    assert (await services.referrals.open(2, referral_id)).fit is None
    told = await services.fit.for_giver(GROUP, referral_id)
    assert told is not None
    assert (told.receiver_name, lesson(told.fitted)) == ("Bruno", Fit.PLACE)
    (stored,) = await rows(database, "SELECT fitted FROM referral_fits")
    assert "expected" not in str(stored)
    assert await rows(database, "SELECT * FROM log WHERE action LIKE '%fit%' AND action <> 'referral.no_fit'") == []
    for other in (people.caio, people.duda):
        assert not (await services.privacy.export(other)).get("referral_fits")


async def test_a_changed_answer_edits_the_message(services: Services, people: People, database: Database) -> None:
    referral_id = await ended(services, people)
    await services.fit.tell(2, referral_id, "expected")
    await services.fit.tell(2, referral_id, "expected,place")
    assert (await services.fit.before(2, referral_id)).fitted == {Fit.EXPECTED, Fit.PLACE}
    assert await rows(database, QUEUED) == [(1, 0, "", ""), (1, 1, "", "")]


async def test_it_is_the_receivers_alone_and_once_it_ended(services: Services, people: People) -> None:
    referral_id = await ended(services, people)
    for user_id, of in ((1, referral_id), (3, referral_id), (4, referral_id), (2, 999)):
        for attempt in (services.fit.before(user_id, of), services.fit.tell(user_id, of, "place")):
            with pytest.raises(Refused, match="nothing here by that name"):
                await attempt
    under_way = (await give(services, people, replace(MARIA, contact="n@example.org"), "f:1:n2")).referral.id
    with pytest.raises(Refused, match="once it became work"):
        await services.fit.tell(2, under_way, "place")
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    with pytest.raises(Refused, match="not a member of that group"):
        await services.fit.tell(2, referral_id, "place")


async def test_after_a_job_too_and_not_while_it_is_open_again(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    given = await services.thanks.give(people.bruno, someone(1), referral_id, ThanksTyped("Thank you!"), "f:2:t")
    await services.fit.tell(2, referral_id, "client,place,expected,time")
    assert (await services.referrals.open(1, referral_id)).fit == EVERY
    await services.thanks.undo(2, given.thanks.id)
    assert (await services.referrals.open(1, referral_id)).fit is None
    assert await services.fit.for_giver(GROUP, referral_id) is None


async def test_a_giver_who_left_is_written_nothing(services: Services, people: People, database: Database) -> None:
    typed = replace(MARIA, contact="c@example.org")
    referral_id = (await services.referrals.give(people.caio, someone(2), typed, "f:3:n")).referral.id
    await services.referrals.move(2, referral_id, Verb.DECLINE)
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved away")
    await services.fit.tell(2, referral_id, "place")
    assert await rows(database, QUEUED) == []
    assert await services.fit.for_giver(GROUP, referral_id) is None
    assert (await services.referrals.open(3, referral_id)).fit is None


@pytest.mark.parametrize("who", ["giver", "receiver"])
async def test_either_ones_data_takes_it_along(services: Services, people: People, database: Database, who: str) -> None:
    giver, receiver = (people.caio, people.bruno) if who == "giver" else (people.bruno, people.caio)
    typed = replace(MARIA, contact="c@example.org")
    referral_id = (await services.referrals.give(giver, someone(receiver.user_id), typed, "f:g:n")).referral.id
    await services.referrals.move(receiver.user_id, referral_id, Verb.DECLINE)
    await services.fit.tell(receiver.user_id, referral_id, "place")
    for each in (giver, receiver):
        assert "place+" in json.dumps((await services.privacy.export(each))["referral_fits"])
    await services.privacy.delete(people.caio, "A former member")
    assert await rows(database, "SELECT * FROM referral_fits") == []


async def test_the_receiver_gets_a_hint_from_three_answers_on(services: Services, people: People) -> None:
    for number in range(1, 4):
        assert await services.fit.hint(people.bruno) is None
        await services.fit.tell(2, await ended(services, people, number), "client,expected" if number < 3 else "client,place")
    assert await services.fit.hint(people.bruno) == Hint(Fit.TIME, 3, 3)
    assert await services.fit.hint(people.ana) is None, "the giver has said nothing"
    await services.moderation.void(people.ana, "R", 3, "By mistake")
    assert await services.fit.hint(people.bruno) is None, "a cancelled one tells nothing"
    with pytest.raises(Refused):
        await services.fit.hint(people.duda)


def test_hints_count_the_latest_answers() -> None:
    near = EVERY - {Fit.PLACE}
    assert hint([near, near]) is None
    assert hint([near, EVERY, EVERY]) is None
    assert hint([near, EVERY, near, EVERY, EVERY]) == Hint(Fit.PLACE, 2, 5)
    assert hint([frozenset()] * 3) == Hint(Fit.PLACE, 3, 3)
    assert hint([EVERY] * 5) is None


def test_answers_are_stored_at_one_length_and_read_back() -> None:
    every = [frozenset(fit for number, fit in enumerate(Fit) if mask >> number & 1) for mask in range(16)]
    assert {opened(written(fitted)) for fitted in every} == set(every)
    assert len({len(written(fitted)) for fitted in every}) == 1
    assert [lesson(fitted) for fitted in (EVERY, frozenset[Fit](), EVERY - {Fit.TIME})] == [None, Fit.PLACE, Fit.TIME]
    assert set(LESSONS) == EVERY
    assert read("") == frozenset()
    assert read("client,client,,evil") == {Fit.CLIENT}
