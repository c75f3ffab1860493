"""Whom a member is suggested to meet, and practice, on both engines."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import pytest

from bot.asks.matching.service import Matching
from bot.core.actor import Actor
from bot.core.db.database import Database, micros
from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person, Texts
from bot.membership.members.profile import Profile
from bot.relationships.suggestions.model import Common
from bot.relationships.suggestions.service import Suggested
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind
from bot.services import Services
from tests.conftest import Clock
from tests.people import GROUP, People, actor, someone

DAY = date(2026, 11, 2)
NOT_NEW = timedelta(days=100)


async def nothing(group_id: int, mine: Texts, others: Sequence[Texts]) -> list[Common]:
    return [Common() for _ in others]


async def suggested(services: Services, who: Actor, compare: object = nothing) -> Suggested:
    return await services.suggestions.suggest(who, compare)


async def ids(services: Services, who: Actor) -> list[int]:
    return [each.member.user_id for each in (await suggested(services, who)).suggestions]


async def join(services: Services, people: People, clock: Clock, *user_ids: int) -> None:
    """Let members join, the later the more days after the one before."""
    for user_id in user_ids:
        clock.now += timedelta(days=1)
        await services.roster.add(people.ana, Person(user_id, f"Member {user_id}"), f"Trade {user_id}")


async def note(database: Database, one: int, other: int, kind: Kind, day: date) -> None:
    await database.write(lambda tx: touches_store.note(tx, GROUP, one, other, kind, day))


async def test_never_met_before_longest_ago_and_newcomers_first(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now += NOT_NEW
    await join(services, people, clock, 11, 12, 13)
    assert await ids(services, people.bruno) == [13, 12, 11], "of those whom he never met newcomers first, the newest first"
    for other, day in ((11, DAY), (12, DAY + timedelta(days=2)), (13, DAY - timedelta(days=1))):
        await note(database, 2, other, Kind.MET, day)
    assert await ids(services, people.bruno) == [1, 3, 13], "then those whom he met, the longest ago first"
    for other in (1, 3):
        await note(database, other, 2, Kind.MET, DAY)
    assert await ids(services, people.bruno) == [1, 3, 13], "what only the other noted is not known to him"
    for other in (1, 3):
        await note(database, 2, other, Kind.KNOWN, DAY + timedelta(days=9))
    assert await ids(services, people.bruno) == [13, 11, 12], "whom he said that he knows comes by the day on which he said so"


async def test_contacts_that_are_no_talk_change_nothing(services: Services, database: Database, people: People) -> None:
    before = await ids(services, people.bruno)
    await note(database, 2, 1, Kind.CALLED, DAY)
    await note(database, 2, 1, Kind.THANKED, DAY)
    assert await ids(services, people.bruno) == before == [1, 3]


async def test_a_real_talk_counts_more_than_the_day_on_which_one_said_to_know_them(
    services: Services, database: Database, people: People
) -> None:
    await note(database, 2, 1, Kind.KNOWN, DAY)
    await note(database, 2, 1, Kind.MET, DAY - timedelta(days=40))
    (_, ana) = (await suggested(services, people.bruno)).suggestions
    assert (ana.candidate.talked_on, ana.candidate.is_known) == (DAY - timedelta(days=40), False)
    await note(database, 2, 3, Kind.KNOWN, DAY)
    found = {each.member.user_id: each.candidate for each in (await suggested(services, people.bruno)).suggestions}
    assert (found[3].talked_on, found[3].is_known) == (DAY, True)


async def test_who_is_away_or_left_is_not_suggested(services: Services, people: People) -> None:
    await services.leave.go(people.caio, "2026-12-24", "")
    assert await ids(services, people.bruno) == [1]
    with pytest.raises(Refused, match="You are on leave"):
        await suggested(services, people.caio)
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    assert await ids(services, people.bruno) == [1]
    with pytest.raises(Refused):
        await suggested(services, people.duda)


async def test_suggest_others_holds_both_ways_until_it_is_taken_back(services: Services, people: People) -> None:
    await services.suggestions.leave_out(people.bruno, 3)
    await services.suggestions.leave_out(people.bruno, 3)
    assert (await ids(services, people.bruno), await ids(services, people.caio)) == ([1], [1])
    assert (await suggested(services, people.bruno)).left_out == ((3, "Caio"),)
    assert (await suggested(services, people.caio)).left_out == ()
    await services.suggestions.take_back(people.caio, [2])
    assert await ids(services, people.caio) == [1], "he can't take Bruno's word back"
    await services.suggestions.take_back(people.bruno, [3])
    assert (await ids(services, people.bruno), await ids(services, people.caio)) == ([1, 3], [1, 2])


@pytest.mark.parametrize("other", [2, 4, 99])
async def test_others_are_suggested_instead_of_members_alone(services: Services, people: People, other: int) -> None:
    with pytest.raises(Refused):
        await services.suggestions.leave_out(people.bruno, other)


async def test_whom_one_muted_is_not_suggested_to_oneself_alone(services: Services, people: People) -> None:
    await services.muted_senders.mute(GROUP, 2, 3, on=True)
    assert (await ids(services, people.bruno), await ids(services, people.caio)) == ([1], [1, 2])


async def test_reasons_by_words_decide_between_equals(services: Services, people: People, clock: Clock) -> None:
    await edit(services, people.bruno, "Photos of products", "Small firms with a web shop")
    await edit(services, people.ana, "Law", "People who part")
    await edit(services, people.caio, "Bookkeeping for freelancers", "Freelancers with a web shop, who need photos")
    clock.now += NOT_NEW
    found = await suggested(services, people.bruno, services.of(Matching).in_common)
    assert [each.member.name for each in found.suggestions] == ["Caio", "Ana"]
    common = found.suggestions[0].common
    assert common.both_seek == ("web shop",)
    assert common.they_seek == ("photos",)
    assert found.suggestions[1].common == Common()


async def edit(services: Services, who: Actor, offer: str, ideal_referral: str, action: str = "f:1") -> None:
    typed = Profile(f"{who.name}'s", offer, ideal_referral, f"{who.name.lower()}@example.org")
    await services.profiles.edit(who, typed, f"{action}:{who.user_id}")


async def test_practice_asks_of_everybody_before_it_asks_again(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    clock.now += NOT_NEW
    await join(services, people, clock, 11, 12)
    for who in (people.ana, people.caio, Actor(GROUP, 11, "Member 11"), Actor(GROUP, 12, "Member 12")):
        await edit(services, who, "This", f"Whoever needs {who.name}")
    await note(database, 2, 12, Kind.MET, DAY)
    asked = [await services.practice.ask(people.bruno, number) for number in (1, 2, 3, 4, 5)]
    assert [each.right_id for each in asked] == [11, 1, 3, 12, 11], (
        "least met first, then the newest; nobody twice before all were asked"
    )
    assert asked[0].looks_for == "Whoever needs Member 11"
    assert len(asked[0].choices) == 4
    assert {user_id for user_id, _ in asked[0].choices} == {1, 3, 11, 12}
    rows = await database.read(lambda tx: tx.all("SELECT user_id, other_id, day FROM practice_days ORDER BY other_id"))
    today = clock.now.date().isoformat()
    assert [tuple(row) for row in rows] == [(2, other, today) for other in (1, 3, 11, 12)], "nothing else is kept"


async def test_an_answer_is_kept_nowhere(services: Services, database: Database, people: People) -> None:
    await edit(services, people.caio, "This", "Whoever needs Caio")
    before = await database.read(lambda tx: tx.all("SELECT * FROM practice_days"))
    for chosen, is_right in ((3, True), (1, False)):
        found = await services.practice.answer(people.bruno, 1, 3, chosen)
        assert (found.right.name, found.right.ideal_referral, found.is_right) == ("Caio", "Whoever needs Caio", is_right)
    assert await database.read(lambda tx: tx.all("SELECT * FROM practice_days")) == before


@pytest.mark.parametrize(("number", "right", "chosen"), [(0, 3, 1), (6, 3, 1), (1, 4, 1), (1, 3, 99)])
async def test_what_stands_in_a_button_is_input(services: Services, people: People, number: int, right: int, chosen: int) -> None:
    with pytest.raises(Refused):
        await services.practice.answer(people.bruno, number, right, chosen)
    with pytest.raises(Refused):
        await services.practice.answer(people.duda, 1, 3, 1)


async def test_practice_needs_somebody_who_said_whom_they_look_for(services: Services, people: People) -> None:
    for number in (0, 1, 6):
        with pytest.raises(Refused):
            await services.practice.ask(people.bruno, number)
    await edit(services, people.caio, "This", "Whoever needs Caio")
    assert (await services.practice.ask(people.bruno, 1)).right_id == 3
    await services.suggestions.leave_out(people.caio, 2)
    with pytest.raises(Refused, match="Too few members"):
        await services.practice.ask(people.bruno, 1)


async def test_those_who_are_alike_take_turns(services: Services, database: Database, people: People, clock: Clock) -> None:
    clock.now -= NOT_NEW
    for number in range(20):
        await services.roster.add(people.ana, Person((number + 100) * 7919 << 22, f"M {number}"), f"Trade {number}")
    clock.now += NOT_NEW
    await database.write(partial(_joined_at, at=micros(clock.now - NOT_NEW)))
    weeks: list[frozenset[int]] = []
    for _ in range(6):
        weeks.append(frozenset(await ids(services, people.bruno)))
        assert weeks[-1] == frozenset(await ids(services, people.bruno)), "within a week the same"
        clock.now += timedelta(days=7)
    assert len(set(weeks)) > 3
    assert frozenset(await ids(services, actor(3))) != frozenset(await ids(services, people.bruno))


async def _joined_at(tx: object, at: int) -> None:
    await tx.run("UPDATE members SET joined_at = ? WHERE group_id = ?", at, GROUP)  # pyright: ignore[reportAttributeAccessIssue]
