"""A member's own people and when they are due, on both engines."""

import asyncio
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from bot.core.actor import Actor
from bot.core.db.database import Database, Tx
from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.reminders import morning_items
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.relationships.keep_in_touch.model import ITEM, MOST, MOST_DUE, Acquaintance, Every, Last
from bot.relationships.keep_in_touch.service import Typed, read_item
from bot.relationships.touches.model import Kind
from bot.services import Services
from tests.conftest import Clock
from tests.passing import MARIA, forget_contact, give
from tests.people import GROUP, People, someone


async def add(services: Services, who: Actor, name: str, every: Every | None = None, note: str | None = None) -> Acquaintance:
    return (await services.keep_in_touch.add(who, Typed(name, every, note=note))).found


async def due(services: Services, who: Actor) -> list[str]:
    return [each.name for each in (await services.keep_in_touch.today(who)).due]


async def owed(services: Services, who: Actor) -> list[tuple[str, str]]:
    return [(each.name, each.kind.value) for each in (await services.keep_in_touch.today(who)).owed]


async def test_somebody_is_due_after_their_time_and_every_contact_begins_it_anew(
    services: Services, people: People, clock: Clock
) -> None:
    rosa = await add(services, people.ana, "Rosa Lima", Every.WEEK)
    await add(services, people.ana, "Tom", Every.HALF_YEAR)
    assert await due(services, people.ana) == [], "nobody is due on the day on which they are put on the list"
    clock.now += timedelta(days=7)
    assert await due(services, people.ana) == ["Rosa Lima"]
    for kind in (Kind.CALLED, Kind.WROTE, Kind.VISITED, Kind.ASKED, Kind.THANKED):
        assert await due(services, people.ana) == ["Rosa Lima"]
        pressed = await services.keep_in_touch.did(people.ana, rosa.id, kind)
        assert (pressed.found.last_kind, pressed.today.due) == (Last(kind.value), [])
        again = await services.keep_in_touch.did(people.ana, rosa.id, kind)
        assert again.found == pressed.found, "pressed twice it changes nothing"
        clock.now += timedelta(days=7)
    with pytest.raises(Refused):
        await services.keep_in_touch.did(people.ana, rosa.id, Kind.KNOWN)


async def test_later_puts_off_and_stop_deletes(services: Services, database: Database, people: People, clock: Clock) -> None:
    rosa = await add(services, people.ana, "Rosa", note="Her orchid")
    clock.now += timedelta(days=30)
    assert await due(services, people.ana) == ["Rosa"]
    put_off = await services.keep_in_touch.put_off(people.ana, rosa.id)
    assert (put_off.found.due_on - rosa.due_on).days == 7
    assert await due(services, people.ana) == []
    clock.now += timedelta(days=7)
    assert await due(services, people.ana) == ["Rosa"]
    gone = await services.keep_in_touch.take_off(people.ana, rosa.id)
    assert (gone.found.note, gone.today.count) == ("Her orchid", 0), "what stood there is shown once more"
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM acquaintances")) == []
    with pytest.raises(Refused):
        await services.keep_in_touch.take_off(people.ana, rosa.id)


async def test_nobody_is_said_to_be_late(services: Services, people: People, clock: Clock) -> None:
    rosa = await add(services, people.ana, "Rosa", Every.WEEK)
    clock.now += timedelta(days=40)
    today = rosa.due_on + timedelta(days=33)
    changed = await services.keep_in_touch.add(people.ana, Typed("Rosa", note="Her orchid"))
    (listed,) = await services.keep_in_touch.everybody(people.ana)
    opened = await services.keep_in_touch.open(people.ana, rosa.id)
    assert [each.due_on for each in (changed.found, listed, opened)] == [today] * 3
    assert await due(services, people.ana) == ["Rosa"]


async def test_a_client_from_outside_is_to_be_thanked_for_at_once(services: Services, people: People, clock: Clock) -> None:
    rosa = await add(services, people.ana, "Rosa", Every.HALF_YEAR)
    clock.now += timedelta(days=3)
    received = await services.keep_in_touch.received(people.ana, rosa.id)
    assert (received.found.received, received.found.owes_thanks) == (1, True)
    assert await due(services, people.ana) == ["Rosa"], "not at the close"
    assert (await services.keep_in_touch.received(people.ana, rosa.id)).found.received == 1, "pressed twice it is one client"
    thanked = await services.keep_in_touch.did(people.ana, rosa.id, Kind.THANKED)
    assert (thanked.found.owes_thanks, thanked.found.received, thanked.today.due) == (False, 1, [])


async def test_the_same_name_changes_what_is_there(services: Services, people: People) -> None:
    await add(services, people.ana, "Rosa Lima", note="Her orchid")
    found = await services.keep_in_touch.add(people.ana, Typed(" rosa  LÍMA", Every.WEEK, relation="Neighbour"))
    assert (found.is_new, found.found.name, found.found.note, found.found.relation) == (
        False,
        "Rosa Lima",
        "Her orchid",
        "Neighbour",
    )
    assert found.found.every is Every.WEEK
    assert len(await services.keep_in_touch.everybody(people.ana)) == 1
    with pytest.raises(Refused, match="empty"):
        await add(services, people.ana, " \u200b")


async def test_a_list_takes_150_people_also_at_once(services: Services, database: Database, people: People) -> None:
    for number in range(MOST - 1):
        await add(services, people.ana, f"Person {number}")
    tried = await asyncio.gather(add(services, people.ana, "A"), add(services, people.ana, "B"), return_exceptions=True)
    assert sorted(type(each) is Refused for each in tried) == [False, True]
    assert len(await services.keep_in_touch.everybody(people.ana)) == MOST
    await add(services, people.bruno, "A")
    assert [each.name for each in await services.keep_in_touch.everybody(people.bruno)] == ["A"], "each has their own list"


async def test_a_member_is_known_by_the_choice_or_by_the_name(services: Services, people: People) -> None:
    assert (await add(services, people.ana, "bruno")).member_id == 2
    chosen = await services.keep_in_touch.add(people.ana, Typed("", member_id=3))
    assert (chosen.found.name, chosen.found.member_id) == ("Caio", 3)
    assert (await add(services, people.ana, "Duda")).member_id is None, "she is no member"
    assert (await add(services, people.bruno, "Bruno")).member_id is None, "not oneself"
    for nobody in (1, 4, 99):
        with pytest.raises(Refused):
            await services.keep_in_touch.add(people.ana, Typed("", member_id=nobody))
    pressed = await services.keep_in_touch.unlink(people.ana, chosen.found.id)
    assert pressed.found.member_id is None


async def test_a_referral_a_thank_you_and_a_talk_begin_the_time_anew(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await add(services, people.ana, "Bruno")
    await add(services, people.bruno, "Ana")
    await add(services, people.caio, "Bruno")

    async def all_due() -> list[list[str]]:
        return [await due(services, each) for each in (people.ana, people.bruno, people.caio)]

    clock.now += timedelta(days=30)
    assert await all_due() == [["Bruno"], ["Ana"], ["Bruno"]]
    await give(services, people)
    assert await all_due() == [[], [], ["Bruno"]]
    clock.now += timedelta(days=30)
    assert await all_due() == [["Bruno"], ["Ana"], ["Bruno"]]
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Thank you"), "f:t:2:n")
    assert await all_due() == [[], [], ["Bruno"]]
    clock.now += timedelta(days=30)
    talk = await services.one_to_ones.log(people.ana, someone(2), "", "", "i:1")
    assert await all_due() == [[], ["Ana"], ["Bruno"]], "Bruno has not said that they met"
    assert talk.touch is not None
    await services.one_to_ones.confirm(2, talk.touch.id)
    assert await all_due() == [[], [], ["Bruno"]]
    clock.now += timedelta(days=20)
    day = (clock.now - timedelta(days=19)).date().isoformat()
    await services.one_to_ones.log(people.caio, someone(2), day, "", "i:2")
    assert await all_due() == [[], [], []]
    clock.now += timedelta(days=10)
    assert await all_due() == [["Bruno"], ["Ana"], []], "counted from the day of the talk"
    clock.now += timedelta(days=1)
    assert await all_due() == [["Bruno"], ["Ana"], ["Bruno"]]


async def times(database: Database) -> list[tuple[str | None, str | None, str, int]]:
    """The last contact, its day, the due day and whether thanks are owed, in the order in which people were put on lists."""
    sql = "SELECT last_kind, last_on, due_on, owes_thanks FROM acquaintances ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]  # type: ignore[misc]


async def test_what_is_taken_back_gives_the_due_day_back(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await add(services, people.ana, "Bruno")
    await add(services, people.bruno, "Ana", Every.WEEK)
    first = await times(database)
    clock.now += timedelta(days=30)
    passed = await give(services, people)
    assert [each[:2] for each in await times(database)] == [("referred", "2026-12-18")] * 2
    await services.referrals.move(1, passed.referral.id, Verb.WITHDRAW)
    assert await times(database) == first
    assert await due(services, people.ana) == ["Bruno"]
    again = await give(services, people, key="f:1:m")
    of_referral = await times(database)
    clock.now += timedelta(days=1)
    said = await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Thank you"), "f:t:2:n")
    assert [each[0] for each in await times(database)] == ["thanked"] * 2
    await services.thanks.undo(2, said.thanks.id)
    assert await times(database) == of_referral, "the referral is the last again"
    await services.keep_in_touch.word(people.ana, 2, Kind.CALLED)
    called = await times(database)
    await services.moderation.void(people.ana, "R", again.referral.number, "By mistake")
    assert await times(database) == [called[0], first[1]], "what came later stands"


async def test_of_two_contacts_of_one_day_one_is_taken_back(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await add(services, people.ana, "Bruno")
    clock.now += timedelta(days=30)
    await give(services, people)
    passed = await give(services, people, replace(MARIA, contact="other@example.org"), "f:1:m")
    before = await times(database)
    await services.referrals.move(1, passed.referral.id, Verb.WITHDRAW)
    assert await times(database) == before


async def test_what_is_taken_back_leaves_a_later_day_and_thanks_that_are_owed(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    bruno = await add(services, people.ana, "Bruno", Every.WEEK)
    clock.now += timedelta(days=9)
    await services.keep_in_touch.received(people.ana, bruno.id)
    owing = await times(database)
    assert owing[0][3] == 1
    clock.now += timedelta(days=1)
    passed = await give(services, people)
    assert (await times(database))[0][3] == 0
    await services.referrals.move(1, passed.referral.id, Verb.UNDO)
    assert await times(database) == owing
    passed = await give(services, people, key="f:1:m")
    clock.now += timedelta(days=6)
    put_off = (await services.keep_in_touch.put_off(people.ana, bruno.id)).found.due_on
    await services.referrals.move(1, passed.referral.id, Verb.WITHDRAW)
    ((kind, _, due_on, owes),) = await times(database)
    assert (kind, owes, date.fromisoformat(due_on) < put_off) == (None, 1, True), "thanks are owed at once"


async def test_a_contact_with_a_member_is_noted_as_a_touch_of_ones_own(
    services: Services, database: Database, people: People
) -> None:
    bruno = await add(services, people.ana, "Bruno")
    await services.keep_in_touch.did(people.ana, bruno.id, Kind.VISITED)
    rows = await database.read(lambda tx: tx.all("SELECT kind, low_noted_at, high_noted_at FROM touches"))
    assert [(row["kind"], row["high_noted_at"]) for row in rows] == [("visited", None)]


async def test_one_owes_a_word_to_who_did_something_and_had_none(services: Services, people: People, clock: Clock) -> None:
    await give(services, people)
    assert await owed(services, people.bruno) == [("Ana", "referral")]
    assert await owed(services, people.ana) == []
    clock.now += timedelta(days=1)
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Thank you"), "f:t:2:n")
    assert await owed(services, people.bruno) == []
    assert await owed(services, people.ana) == [("Bruno", "thanks")]
    clock.now += timedelta(days=9)
    today = await services.keep_in_touch.word(people.ana, 2, Kind.WROTE)
    assert today.owed == []
    assert await owed(services, people.bruno) == [], "that Ana wrote is hers to know"
    with pytest.raises(Refused):
        await services.keep_in_touch.word(people.ana, 4, Kind.WROTE)


async def test_an_answered_undone_muted_or_old_thank_you_is_owed_no_word(
    services: Services, people: People, clock: Clock
) -> None:
    said = await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Thank you"), "f:t:2:n")
    assert await owed(services, people.ana) == [("Bruno", "thanks")]
    await services.muted_senders.mute(GROUP, 1, 2, on=True)
    assert await owed(services, people.ana) == []
    await services.muted_senders.mute(GROUP, 1, 2, on=False)
    await services.thanks.answer(1, said.thanks.id)
    assert await owed(services, people.ana) == []
    other = await services.thanks.give(people.caio, someone(1), None, ThanksTyped("Thank you"), "f:t:3:n")
    assert await owed(services, people.ana) == [("Caio", "thanks")]
    await services.thanks.undo(3, other.thanks.id)
    assert await owed(services, people.ana) == []
    await services.thanks.give(people.caio, someone(1), None, ThanksTyped("Thank you"), "f:t:3:m")
    clock.now += timedelta(days=31)
    assert await owed(services, people.ana) == []


async def test_at_most_five_stand_in_the_list_of_a_day(services: Services, people: People, clock: Clock) -> None:
    for number in range(7):
        await add(services, people.ana, f"Person {number}", Every.WEEK)
    clock.now += timedelta(days=7)
    assert len(await due(services, people.ana)) == 5
    for user_id, actor in ((2, people.bruno), (3, people.caio)):
        await services.thanks.give(actor, someone(1), None, ThanksTyped("Thank you"), f"f:t:{user_id}:n")
    assert (len(await owed(services, people.ana)), len(await due(services, people.ana))) == (2, 3)


async def test_nobody_else_acts_on_somebodys_people(services: Services, people: People) -> None:
    rosa = await add(services, people.ana, "Rosa")
    mine = services.keep_in_touch
    for other in (people.bruno, people.duda):
        for press in (mine.open, mine.put_off, mine.take_off, mine.received, mine.unlink):
            with pytest.raises(Refused):
                await press(other, rosa.id)
        with pytest.raises(Refused):
            await mine.did(other, rosa.id, Kind.CALLED)
    assert await services.keep_in_touch.open(people.ana, rosa.id) == rosa


async def test_the_export_and_the_erasure_of_the_owner_and_of_the_member(
    services: Services, database: Database, people: People
) -> None:
    await add(services, people.ana, "Bruno", note="Likes chess")
    await add(services, people.bruno, "Rosa", note="rosa@example.org")
    own = await services.privacy.export(people.ana)
    assert [(row["name"], row["note"]) for row in own["acquaintances"]] == [("Bruno", "Likes chess")]
    assert [row["name"] for row in (await services.privacy.export(people.bruno))["acquaintances"]] == ["Rosa"]
    await services.privacy.delete(people.bruno, "a former member")
    rows = await database.read(lambda tx: tx.all("SELECT owner_id, member_id FROM acquaintances"))
    assert [tuple(row) for row in rows] == [(1, None)], "the link is cut, and what was his is gone"
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM note_prints")) == []
    assert [each.name for each in await services.keep_in_touch.everybody(people.ana)] == ["Bruno"]


async def test_forgetting_a_contact_searches_notes(services: Services, database: Database, people: People) -> None:
    await add(services, people.ana, "Rosa", note="Call 11 98888-1234 after six")
    await add(services, people.bruno, "Rosa +55 11 98888-1234")
    await add(services, people.caio, "Bruno", note="or by rosa@example.org; 011 98888 1234")
    await add(services, people.caio, "Tom", note="tom@example.org")
    await forget_contact(services, people.ana, "+55 (11) 98888-1234")
    left = [await services.keep_in_touch.everybody(each) for each in (people.ana, people.bruno, people.caio)]
    assert [[(each.name, each.note) for each in mine] for mine in left] == [[], [], [("Bruno", ""), ("Tom", "tom@example.org")]]
    assert len(await database.read(lambda tx: tx.all("SELECT DISTINCT acquaintance_id FROM note_prints"))) == 1


async def test_the_morning_list_reads_ones_own_people_alone_and_while_one_wants_it(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    rosa = await add(services, people.ana, "Rosa", Every.WEEK)
    clock.now += timedelta(days=7)

    async def reads(user_id: int) -> bool:
        return await database.read(lambda tx: read_item(tx, GROUP, user_id, rosa.id)) is not None

    for each in (people.ana, people.bruno):
        await services.preferences.switch(each, "keep_in_touch", on=True)
    assert [await reads(user_id) for user_id in (1, 2, 4)] == [True, False, False]
    await services.preferences.switch(people.ana, "keep_in_touch", on=False)
    assert not await reads(1)


async def test_a_word_is_a_contact_with_somebody_who_belongs(services: Services, database: Database, people: People) -> None:
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    for other_id, kind in ((3, Kind.WROTE), (2, Kind.KNOWN), (2, Kind.MET), (1, Kind.WROTE)):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.keep_in_touch.word(people.ana, other_id, kind)
    bruno = await add(services, people.ana, "Bruno")
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.keep_in_touch.did(people.ana, bruno.id, Kind.MET)
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM touches")) == []


async def test_of_two_members_of_one_name_neither_is_meant(services: Services, people: People) -> None:
    await services.roster.add(people.ana, Person(7, "Bruno"), "Florist")
    assert (await add(services, people.ana, "Bruno")).member_id is None
    assert {each.user_id for each in await services.keep_in_touch.names(people.ana)} == {2, 3, 7}, "nobody chooses themselves"


async def test_a_contact_of_an_earlier_day_leaves_a_later_one(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    bruno = await add(services, people.ana, "Bruno")
    clock.now += timedelta(days=30)
    await services.keep_in_touch.did(people.ana, bruno.id, Kind.CALLED)
    called = await times(database)
    day = (clock.now - timedelta(days=5)).date().isoformat()
    await services.one_to_ones.log(people.ana, someone(2), day, "", "i:1")
    assert await times(database) == called


async def test_a_call_of_the_day_of_what_is_taken_back_stands(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    bruno = await add(services, people.ana, "Bruno")
    clock.now += timedelta(days=30)
    passed = await give(services, people)
    await services.keep_in_touch.did(people.ana, bruno.id, Kind.CALLED)
    called = await times(database)
    await services.referrals.move(1, passed.referral.id, Verb.WITHDRAW)
    assert await times(database) == called


async def test_whom_one_owes_thanks_comes_before_who_is_due_for_long(services: Services, people: People, clock: Clock) -> None:
    for number in range(MOST_DUE):
        await add(services, people.ana, f"Person {number}", Every.WEEK)
    tom = await add(services, people.ana, "Tom", Every.HALF_YEAR)
    clock.now += timedelta(days=9)
    assert "Tom" not in await due(services, people.ana)
    await services.keep_in_touch.received(people.ana, tom.id)
    assert (await due(services, people.ana))[0] == "Tom"


async def test_one_owes_no_word_to_who_belongs_no_more(services: Services, people: People) -> None:
    await services.referrals.give(people.caio, someone(2), MARIA, "f:3:n")
    assert await owed(services, people.bruno) == [("Caio", "referral")]
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    assert await owed(services, people.bruno) == []


@pytest.mark.parametrize("giver", [1, 2])
async def test_that_the_other_noted_a_contact_is_theirs_to_know(services: Services, people: People, giver: int) -> None:
    receiver, actors = 3 - giver, {1: people.ana, 2: people.bruno}
    await services.referrals.give(actors[giver], someone(receiver), MARIA, f"f:{giver}:n")
    before = await owed(services, actors[receiver])
    assert before == [("Ana" if giver == 1 else "Bruno", "referral")]
    await services.keep_in_touch.word(actors[giver], receiver, Kind.CALLED)
    assert await owed(services, actors[receiver]) == before


async def test_forgetting_a_contact_edits_the_list_that_names_them_and_leaves_other_drafts(
    services: Services, database: Database, people: People
) -> None:
    rosa = await add(services, people.ana, "Rosa", note="rosa@example.org")
    bruno = await add(services, people.caio, "Bruno", note="or by rosa@example.org")

    async def name(tx: Tx) -> None:
        await morning_items.name(tx, GROUP, 1, tx.now, [(ITEM, rosa.id)])
        await morning_items.name(tx, GROUP, 3, tx.now, [(ITEM, bruno.id)])

    await database.write(name)
    draft = await services.drafts.keep(GROUP, 1, "profile:form:n", {"offer": "Contracts"})
    await forget_contact(services, people.ana, "rosa@example.org")
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id, only_edit FROM outbox WHERE kind = 'reminder' ORDER BY user_id")
    )
    assert [tuple(row) for row in rows] == [(1, 1), (3, 1)]
    assert (await services.drafts.get(draft, 1)).typed == {"offer": "Contracts"}
