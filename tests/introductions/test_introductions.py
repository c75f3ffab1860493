"""Use cases of introductions, on both engines."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.core.errors import Doubt, Refused
from bot.core.jobs import store as jobs_store
from bot.introductions.model import ANSWER_WITHIN, MOST_OPEN, PAIR_AGAIN, Answer, State
from bot.introductions.service import Seen, Typed, end_old
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Profile, Sharing
from bot.referrals.thanks.service import Typed as Thanks
from bot.services import Services
from tests.conftest import Clock
from tests.linked import OTHER, found_other
from tests.passing import MARIA, give
from tests.people import GROUP, People, someone

WHY = Typed("You both work with cafés", "Bakes for half the city", "Takes pictures of food")
ELI = 5


async def propose(services: Services, people: People, typed: Typed = WHY, key: str = "f:intro:1:n") -> Seen:
    return await services.introductions.propose(people.ana, someone(2), someone(3), typed, key)


async def both_say_yes(services: Services, people: People) -> Seen:
    proposed = await propose(services, people)
    await services.introductions.answer(2, proposed.introduction.id, Answer.YES)
    return await services.introductions.answer(3, proposed.introduction.id, Answer.YES)


async def queued(database: Database, kind: str) -> list[tuple[int | None, str]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id, key FROM outbox WHERE kind = ? ORDER BY id", f"introduction.{kind}")
    )
    return [(row["user_id"], row["key"]) for row in rows]


async def entries(database: Database) -> list[tuple[int, int, int]]:
    sql = "SELECT member_id, counterpart_id, sign FROM entries WHERE kind = 'introduction' ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def add(services: Services, people: People, user_id: int) -> Person:
    person = Person(user_id, f"Member {user_id}")
    await services.roster.add(people.ana, person, f"Trade {user_id}")
    return person


async def test_both_say_yes_and_it_counts_twice(services: Services, database: Database, people: People) -> None:
    proposed = await propose(services, people)
    assert proposed.introduction.label == "I-1"
    assert [user for user, _ in await queued(database, "proposed")] == [2, 3]
    first = await services.introductions.answer(2, 1, Answer.YES)
    assert first.introduction.state is State.PROPOSED
    assert not await queued(database, "made")
    assert not await queued(database, "outcome"), "the connector reads nothing before both have said yes"
    made = await services.introductions.answer(3, 1, Answer.YES)
    assert made.introduction.state is State.MADE
    assert [user for user, _ in await queued(database, "made")] == [2, 3]
    assert [user for user, _ in await queued(database, "outcome")] == [1]
    assert len(await queued(database, "line")) == 1
    assert await entries(database) == [(1, 2, 1), (1, 3, 1)], "both rows stand, each with a source of its own"


async def test_the_same_form_again_is_the_same_proposal(services: Services, database: Database, people: People) -> None:
    assert (await propose(services, people)).introduction == (await propose(services, people)).introduction
    assert len(await queued(database, "proposed")) == 2


async def test_each_reads_the_word_about_the_other(services: Services, people: People) -> None:
    await services.profiles.edit(
        replace(people.caio, in_group=True), Profile("Caio's", "Pictures", "Cafés", "caio@example.org"), "f:3:p"
    )
    seen = await both_say_yes(services, people)
    bruno = await services.introductions.get(GROUP, 1, 2)
    assert bruno is not None
    assert bruno.introduction.note_for(2) == "Takes pictures of food"
    assert seen.introduction.note_for(3) == "Bakes for half the city"
    assert bruno.contact == "caio@example.org"
    await services.preferences.share(people.caio, Sharing.NOBODY)
    assert (await contact(services)) == ""


async def contact(services: Services) -> str:
    """Caio's, as Bruno reads it."""
    found = await services.introductions.get(GROUP, 1, 2)
    assert found is not None
    return found.contact


async def test_a_contact_is_read_as_far_as_it_is_shared_and_while_the_introduction_stands(
    services: Services, people: People
) -> None:
    await services.profiles.edit(people.caio, Profile("Caio's", "Pictures", "Cafés", "caio@example.org"), "f:3:p")
    await services.preferences.share(people.caio, Sharing.PARTNERS)
    await both_say_yes(services, people)
    assert await contact(services) == "", "they have not worked together"
    await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n")
    assert await contact(services) == "caio@example.org"
    await services.preferences.share(people.caio, Sharing.MEMBERS)
    await services.moderation.void(people.ana, "I", 1, "Made up")
    assert await contact(services) == ""


async def test_the_order_of_the_two_moves_no_word(services: Services, people: People) -> None:
    typed = Typed("Cafés", "About Caio", "About Bruno")
    proposed = await services.introductions.propose(people.ana, someone(3), someone(2), typed, "f:intro:1:n")
    assert proposed.introduction.two == (2, 3)
    assert proposed.introduction.note_for(2) == "About Caio"
    assert proposed.introduction.note_for(3) == "About Bruno"


async def test_a_no_looks_like_silence(services: Services, database: Database, people: People, clock: Clock) -> None:
    """The connector's message, its time, and the place that is taken, are the same."""
    await propose(services, people)
    declined = await services.introductions.answer(2, 1, Answer.NO)
    assert declined.introduction.state is State.PROPOSED
    other = await services.introductions.get(GROUP, 1, 3)
    assert other is not None
    assert other.introduction.state is State.PROPOSED
    yes = await services.introductions.answer(3, 1, Answer.YES)
    assert yes.introduction.state is State.PROPOSED
    clock.pass_by(days=13)
    await database.write(lambda tx: end_old(tx, GROUP))
    assert not await queued(database, "outcome")
    clock.pass_by(days=1)
    await database.write(lambda tx: end_old(tx, GROUP))
    assert [user for user, _ in await queued(database, "outcome")] == [1]
    assert len(await queued(database, "proposed")) == 4, "both questions are edited, in the same words"
    assert await entries(database) == []
    log = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE action LIKE 'introduction%'"))
    assert log == [], "no log of a yes or a no"


async def test_a_no_is_final_and_a_late_yes_refused(services: Services, people: People, clock: Clock) -> None:
    await propose(services, people)
    await services.introductions.answer(2, 1, Answer.NO)
    again = await services.introductions.answer(2, 1, Answer.YES)
    assert again.introduction.said(2) is Answer.NO
    clock.now += ANSWER_WITHIN
    with pytest.raises(Refused, match="over by now"):
        await services.introductions.answer(3, 1, Answer.YES)


async def test_only_the_two_answer(services: Services, people: People) -> None:
    await propose(services, people)
    for stranger in (1, 4, 99):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.introductions.answer(stranger, 1, Answer.YES)
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.introductions.answer(2, 2, Answer.YES)


async def test_who_was_removed_answers_nothing_and_it_is_not_made(services: Services, database: Database, people: People) -> None:
    await propose(services, people)
    await services.introductions.answer(2, 1, Answer.YES)
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    with pytest.raises(Refused):
        await services.introductions.answer(2, 1, Answer.NO)
    seen = await services.introductions.answer(3, 1, Answer.YES)
    assert seen.introduction.state is State.PROPOSED
    assert seen.other is None
    assert await services.introductions.get(GROUP, 1, 2) is None
    assert not await queued(database, "made")


async def test_two_who_exchanged_a_referral_count_nothing(services: Services, database: Database, people: People) -> None:
    await give(services, people)  # from Ana to Bruno
    eli = await add(services, people, ELI)
    proposed = await services.introductions.propose(people.caio, someone(1), someone(2), WHY, "f:3:n")
    for user_id in (1, 2):
        await services.introductions.answer(user_id, proposed.introduction.id, Answer.YES)
    assert await entries(database) == []
    assert len(await queued(database, "made")) == 2, "it is made all the same"
    again = await services.introductions.propose(people.caio, eli, someone(2), WHY, "f:3:m")
    for user_id in (2, ELI):
        await services.introductions.answer(user_id, again.introduction.id, Answer.YES)
    assert await entries(database) == [(3, 2, 1), (3, ELI, 1)]


async def test_two_of_whom_one_thanked_the_other_count_nothing(services: Services, database: Database, people: People) -> None:
    await services.thanks.give(people.bruno, someone(3), None, Thanks("For the pictures"), "f:t")
    assert (await both_say_yes(services, people)).introduction.state is State.MADE
    assert await entries(database) == []


async def test_each_reads_it_in_their_own_language(services: Services, database: Database, people: People) -> None:
    for user_id, language in ((1, "en"), (2, "en"), (3, "pt-BR")):
        await database.write(
            lambda tx, to=language, of=user_id: tx.run("UPDATE members SET chosen_language = ? WHERE user_id = ?", to, of)
        )
    await both_say_yes(services, people)
    rows = await database.read(lambda tx: tx.all("SELECT kind, user_id, language FROM outbox WHERE kind LIKE 'introduction.%'"))
    assert {tuple(row) for row in rows if row["user_id"] is not None} == {
        ("introduction.proposed", 2, "en"),
        ("introduction.proposed", 3, "pt-BR"),
        ("introduction.made", 2, "en"),
        ("introduction.made", 3, "pt-BR"),
        ("introduction.outcome", 1, "en"),
    }


async def test_whose_messages_are_closed_in_another_group_can_not_be_asked_here(
    services: Services, database: Database, people: People
) -> None:
    await services.roster.add(await found_other(services), someone(3), "Photographer")
    await database.write(lambda tx: members_store.messages_closed(tx, OTHER, 3, closed=True))
    with pytest.raises(Refused, match="messages are closed"):
        await propose(services, people)


async def test_a_second_introduction_of_a_pair_counts_nothing(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await both_say_yes(services, people)
    for wait in (timedelta(), PAIR_AGAIN - timedelta(microseconds=1)):
        clock.now += wait
        with pytest.raises(Refused, match="not long ago"):
            await propose(services, people, key="f:intro:1:m")
    clock.now += timedelta(microseconds=1)
    second = await propose(services, people, key="f:intro:1:m")
    for user_id in (2, 3):
        await services.introductions.answer(user_id, second.introduction.id, Answer.YES)
    assert len(await entries(database)) == 2


async def test_five_at_once_and_a_no_frees_no_place(services: Services, people: People, clock: Clock) -> None:
    others = [await add(services, people, user_id) for user_id in range(10, 10 + MOST_OPEN)]
    for number, other in enumerate(others):
        found = await services.introductions.propose(people.ana, someone(2), other, WHY, f"f:1:{number}")
        await services.introductions.answer(2, found.introduction.id, Answer.NO)
    with pytest.raises(Refused, match="wait for an answer"):
        await propose(services, people)
    with pytest.raises(Refused, match="wait for an answer"):
        await services.introductions.check_connector(people.ana)
    clock.now += ANSWER_WITHIN
    await services.introductions.database.write(lambda tx: end_old(tx, GROUP))
    assert (await propose(services, people)).introduction.state is State.PROPOSED


async def test_whom_nobody_can_introduce(services: Services, database: Database, people: People) -> None:
    async def refused(one: Person, two: Person, says: str) -> None:
        for attempt in (
            services.introductions.about(people.ana, one, two),
            services.introductions.propose(people.ana, one, two, WHY, "f:intro:1:n"),
        ):
            with pytest.raises(Refused, match=says):
                await attempt

    await refused(someone(2), someone(2), "same person")
    await refused(someone(1), someone(2), "one of them")
    await refused(Person(9, "Bot", is_bot=True), someone(2), "A bot")
    await refused(someone(2), someone(4), "not a member")
    await services.leave.go(people.caio, "", "")
    await refused(someone(2), someone(3), "on leave")
    await services.leave.come_back(people.caio)
    await services.preferences.switch(people.caio, "introductions", on=False)
    await refused(someone(2), someone(3), "no introductions")
    await services.preferences.switch(people.caio, "introductions", on=True)
    await database.write(lambda tx: members_store.messages_closed(tx, GROUP, 3, closed=True))
    await refused(someone(2), someone(3), "messages are closed")


async def test_a_client_in_the_text_is_asked_about(services: Services, people: People) -> None:
    await give(services, people)
    named = replace(WHY, about_two="Ask about Maria Souza")
    with pytest.raises(Doubt, match="name a client"):
        await propose(services, people, named)
    assert (await propose(services, people, replace(named, sure=True))).introduction.id == 1


async def test_the_public_line_only_where_both_allow_it(services: Services, database: Database, people: People) -> None:
    await services.preferences.switch(people.caio, "introductions_told", on=False)
    await both_say_yes(services, people)
    assert await queued(database, "line") == []


async def test_a_moderator_cancels_one_that_was_made(services: Services, database: Database, people: People) -> None:
    await propose(services, people)
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.moderation.void(people.ana, "I", 1, "Made up")
    for user_id in (2, 3):
        await services.introductions.answer(user_id, 1, Answer.YES)
    assert await services.moderation.void(people.ana, "I", 1, "Made up") == "I-1"
    assert await services.moderation.void(people.ana, "I", 1, "Made up") == "I-1"
    assert sorted(await entries(database)) == [(1, 2, -1), (1, 2, 1), (1, 3, -1), (1, 3, 1)]
    assert sorted(user or 0 for user, _ in await queued(database, "voided")) == [1, 2, 3]
    sql = "SELECT kind, user_id FROM outbox WHERE only_edit = 1 AND kind LIKE 'introduction.%' ORDER BY kind, user_id"
    edits = [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]
    answered = [("introduction.proposed", 2), ("introduction.proposed", 3)]
    assert edits == [("introduction.line", None), ("introduction.made", 2), ("introduction.made", 3), *answered], (
        "no contact stays"
    )
    log = [each.entry for each in (await services.moderation.log(people.ana, None, 30, 3)).entries]
    assert [(each.action, each.actor_id, each.member_id) for each in log] == [
        ("introduction.void", 1, 1),
        ("introduction.make", 1, 3),
        ("introduction.make", 1, 2),
    ]


async def test_an_export_holds_no_answer_of_the_other_and_no_word_for_them(services: Services, people: People) -> None:
    await propose(services, people)
    await services.introductions.answer(2, 1, Answer.NO)

    async def exported(actor: Actor) -> dict[str, object]:
        (row,) = (await services.privacy.export(actor))["introductions"]
        return row

    ana, bruno, caio = [await exported(each) for each in (people.ana, people.bruno, people.caio)]
    assert (ana["one_said"], ana["two_said"]) == (None, None)
    assert (bruno["one_said"], bruno["two_said"], bruno["note_one"]) == (Answer.NO, None, None)
    assert (caio["one_said"], caio["note_two"], caio["note_one"]) == (None, None, WHY.about_one)


async def test_the_daily_job_ends_it(services: Services, database: Database, people: People, clock: Clock) -> None:
    await propose(services, people)
    clock.now += ANSWER_WITHIN + timedelta(days=1)
    due = await database.read(lambda tx: jobs_store.due(tx, 20))
    await services.daily_job.run(next(job for job in due if job.kind == "care"))
    assert [user for user, _ in await queued(database, "outcome")] == [1]


async def test_it_ends_once(services: Services, database: Database, people: People, clock: Clock) -> None:
    await propose(services, people)
    clock.now += ANSWER_WITHIN + timedelta(days=1)
    for _ in range(2):
        await database.write(lambda tx: end_old(tx, GROUP))
    rows = await database.read(lambda tx: tx.all("SELECT state FROM introductions"))
    assert [row["state"] for row in rows] == ["ended"]
