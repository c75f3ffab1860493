"""Use cases of speakers, on both engines."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.calendar import Weekday
from bot.core.db.database import Database
from bot.core.errors import Doubt, Forbidden, Refused
from bot.i18n import words
from bot.meetings.attendance.model import Answer
from bot.meetings.attendance.model import State as Presence
from bot.meetings.guests.inviting import Typed as Invitation
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.model import MOST_SPEAKERS, Candidate, State, rota
from bot.meetings.speakers.seen import MOST_TURNS, Slot
from bot.meetings.speakers.service import Chosen
from bot.meetings.typed import Plan
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.services import Services
from tests.conftest import NOON, Clock
from tests.meetings.met import meet as posted
from tests.passing import give
from tests.people import GROUP, MODERATORS, People, someone

TUESDAY = Plan(Weekday.TUESDAY, "07:00")
FIRST, SECOND = "2026-11-24", "2026-12-01"
"""The days of the first two meetings."""


async def meet(services: Services, people: People) -> None:
    """Three meetings, on Tuesdays at 7:00."""
    await services.meetings.schedule(people.ana, TUESDAY, "f:meeting:1:n")


async def plan(services: Services, people: People, user_id: int, topic: str = "", date: str = FIRST, **more: Any) -> Slot:
    meeting = await services.speakers.meeting_on(people.ana, date)
    chosen = Chosen(someone(user_id), topic, **more)
    return await services.speakers.plan(people.ana, meeting.id, chosen, f"k:{user_id}:{topic}:{date}")


async def turns(services: Services, people: People, date: str = FIRST) -> list[str]:
    meeting = await services.speakers.meeting_on(people.ana, date)
    return [turn.name for turn in (await services.speakers.rota(people.ana, meeting.id)).turns]


async def speaking(database: Database, date_of: int = 1) -> list[tuple[int, str, str]]:
    found = await database.read(lambda tx: speakers_store.of_meetings(tx, GROUP, [date_of]))
    return [(each.user_id, each.topic, each.state.value) for each in found.get(date_of, [])]


async def queued(database: Database, kind: str = "%") -> list[tuple[str, int | None, int | None, str]]:
    sql = "SELECT kind, user_id, channel_id, detail FROM outbox WHERE kind LIKE ? AND only_edit = 0 ORDER BY id"
    rows = await database.read(lambda tx: tx.all(sql, f"speaker.{kind}"))
    return [(row["kind"], row["user_id"], row["channel_id"], row["detail"]) for row in rows]


def sentence(problem: pytest.ExceptionInfo[Refused], language: str = "en") -> str:
    return words(language).say(problem.value.sentence, str)


def test_it_is_the_turn_of_who_never_spoke_then_of_who_waited_longest() -> None:
    def ago(days: int) -> datetime:
        return NOON - timedelta(days=days)

    candidates = [
        Candidate(1, ago(900), None, ago(7)),
        Candidate(2, ago(900), None, ago(70)),
        Candidate(3, ago(900), ago(3), ago(14)),
        Candidate(4, ago(30), None, None),
        Candidate(5, ago(60), None, None),
        Candidate(6, ago(5), ago(1), None),
        Candidate(7, ago(5), ago(2), None),
        Candidate(8, None, None, None),
    ]
    assert [each.user_id for each in rota(candidates, 9)] == [7, 6, 8, 5, 4, 3, 2, 1]
    assert [each.user_id for each in rota(reversed(candidates), 9)] == [7, 6, 8, 5, 4, 3, 2, 1]
    assert [each.user_id for each in rota(candidates, 9, {1, 4, 3})] == [4, 3, 1, 7, 6, 8, 5, 2], "who came lately comes first"
    assert [each.user_id for each in rota(candidates, 3)] == [7, 6, 8]


async def test_a_member_would_like_to_and_a_moderator_gives_them_a_meeting(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)
    assert await turns(services, people) == ["Ana", "Bruno", "Caio"], "as they joined"
    await services.speakers.wish(people.caio, "Light in small rooms")
    clock.pass_by(hours=1)
    await services.speakers.wish(people.bruno, "")
    assert await turns(services, people) == ["Caio", "Bruno", "Ana"]
    await services.speakers.wish(people.caio, "Light")
    assert await turns(services, people) == ["Caio", "Bruno", "Ana"], "they wait since they said it first"
    slot = await plan(services, people, 3)
    assert (slot.name, slot.meeting.label, slot.speaker.topic) == ("Caio", "M-1", "Light")
    assert await speaking(database) == [(3, "Light", "planned")]
    assert await queued(database) == [("speaker.planned", 3, None, "")]
    assert await turns(services, people, SECOND) == ["Bruno", "Ana"], "who is planned is no candidate"
    lineup = await services.speakers.lineup(people.bruno)
    assert [(each.name, each.meeting.label) for each in lineup.next] == [("Caio", "M-1")]
    assert lineup.wish is not None
    assert (await services.speakers.lineup(people.caio)).wish is None
    log = await database.read(lambda tx: tx.all("SELECT action, target, member_id FROM log WHERE action LIKE 'speaker.%'"))
    assert [tuple(row) for row in log] == [("speaker.plan", "M-1", 3)]


async def test_who_spoke_waits_for_the_longest(services: Services, people: People, clock: Clock) -> None:
    await meet(services, people)
    await plan(services, people, 1)
    clock.pass_by(days=7)
    assert await turns(services, people, SECOND) == ["Bruno", "Caio", "Ana"]
    await plan(services, people, 2, date=SECOND)
    clock.pass_by(days=7)
    await services.meetings.schedule(people.ana, replace(TUESDAY, weekday=Weekday.FRIDAY), "f:meeting:1:m")
    assert await turns(services, people, "2026-12-04") == ["Caio", "Ana", "Bruno"]


async def test_of_many_members_the_first_are_named(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    for number in range(5, 5 + MOST_TURNS):
        clock.pass_by(seconds=1)
        await services.roster.add(people.ana, Person(number, f"Person {number}"), f"Trade {number}")
    assert await turns(services, people) == ["Ana", "Bruno", "Caio", *(f"Person {number}" for number in range(5, 12))]

    async def among(present: set[int]) -> list[str]:
        return [turn.name for turn in (await services.speakers.rota(people.ana, 1, present)).turns]

    assert (await among({14, 13, 3}))[:4] == ["Caio", "Person 13", "Person 14", "Ana"]
    assert (await among(set(range(20)))) == await turns(services, people)
    await services.speakers.wish(replace(people.ana, user_id=14, name="Person 14", manages_group=False), "")
    assert (await turns(services, people))[:2] == ["Person 14", "Ana"]


async def test_what_is_done_again_changes_nothing(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    first = await plan(services, people, 2, "Bread")
    assert await plan(services, people, 2, "Bread") == first
    assert len(await queued(database)) == 1
    changed = await plan(services, people, 2, "Cakes")
    assert changed.speaker.id == first.speaker.id
    assert await speaking(database) == [(2, "Cakes", "planned")]
    assert len(await queued(database)) == 1, "another topic is no other meeting"


async def test_two_speak_at_one_meeting_and_everybody_reads_of_the_next_two(
    services: Services, database: Database, people: People
) -> None:
    await meet(services, people)
    await plan(services, people, 3, date=SECOND)
    await plan(services, people, 2, "Bread")
    await plan(services, people, 1, "Law")
    assert await speaking(database) == [(2, "Bread", "planned"), (1, "Law", "planned")]
    lineup = await services.speakers.lineup(people.bruno)
    assert [(each.name, each.meeting.label) for each in lineup.next] == [("Bruno", "M-1"), ("Ana", "M-1")]


async def test_a_meeting_has_room_for_some(services: Services, people: People) -> None:
    await meet(services, people)
    for number in range(5, 5 + MOST_SPEAKERS):
        await services.roster.add(people.ana, Person(number, f"Person {number}"), f"Trade {number}")
        meeting = await services.speakers.meeting_on(people.ana, "")
        await services.speakers.plan(people.ana, meeting.id, Chosen(Person(number)), f"k:{number}")
    with pytest.raises(Refused) as problem:
        await plan(services, people, 2)
    assert sentence(problem) == (
        "M\u20111 has its speakers: Person 5, Person 6, Person 7. Take one of them off in /meeting speaker, or choose another date."
    )


async def test_who_can_not_speak_is_refused_with_what_works(services: Services, people: People, clock: Clock) -> None:
    await meet(services, people)

    async def refused(person: Person, says: str) -> None:
        with pytest.raises(Refused) as problem:
            await services.speakers.plan(people.ana, 1, Chosen(person), f"k:{person}")
        assert re.search(says, sentence(problem))

    await refused(Person(9, "Goodword", is_bot=True), "A bot presents nothing")
    await refused(someone(4), "Duda is not a member of the group. Choose somebody from /directory")
    await services.leave.go(people.bruno, "2026-12-20", "")
    await refused(someone(2), "Bruno is on leave until .*, after M\u20111[.] Choose somebody else: /meeting speaker shows")
    await services.leave.come_back(people.bruno)
    await services.leave.go(people.bruno, "", "")
    await refused(someone(2), "Bruno is on leave. Choose somebody else: /meeting speaker shows")
    assert await turns(services, people) == ["Ana", "Caio"]
    await services.leave.come_back(people.bruno)
    await services.leave.go(people.bruno, FIRST, "")
    assert (await plan(services, people, 2)).name == "Bruno", "they are back on the morning of it"


async def test_whoever_is_known_not_to_come_has_no_turn(services: Services, people: People) -> None:
    await meet(services, people)
    await services.roster.add(people.ana, Person(5, "Elisa"), "Trade 5")
    await services.speakers.wish(people.bruno, "Bread")
    assert await turns(services, people) == ["Bruno", "Ana", "Caio", "Elisa"]
    await services.attendance.answer(people.bruno, 1, Answer.CANNOT)
    sent = Invitation("Rosa", "Florist", "substitute", "yes")
    await services.guests.invite(people.caio, 1, sent, "f:guest:form:3:1:n")
    await services.marking.mark(people.ana, 1, 0, [5], Presence.EXCUSED)
    assert await turns(services, people) == ["Ana"]
    assert await turns(services, people, SECOND) == ["Bruno", "Ana", "Caio", "Elisa"], "at the next meeting all of them may"
    slot = await plan(services, people, 1)
    await services.speakers.cannot(1, slot.speaker.id)
    missing = await services.speakers.missing(GROUP, slot.speaker.id)
    assert missing is not None
    assert missing.turns == (), "nor do moderators read their names"
    await services.attendance.answer(people.bruno, 1, Answer.COMING)
    await services.guests.withdraw(people.caio, 1)
    assert await turns(services, people) == ["Bruno", "Caio"]


async def test_a_day_without_a_meeting_names_the_next(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="No meeting is planned"):
        await services.speakers.meeting_on(people.ana, "")
    await meet(services, people)
    for typed in ("2026-11-25", "25:00", "2026-11-10"):
        with pytest.raises(Refused) as problem:
            await services.speakers.meeting_on(people.ana, typed)
        assert "2026-11-24, 2026-12-01, 2026-12-08" in sentence(problem)


async def test_only_moderators_choose(services: Services, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    acts: list[Any] = [
        lambda: services.speakers.meeting_on(people.bruno, ""),
        lambda: services.speakers.rota(people.bruno, 1),
        lambda: services.speakers.plan(people.bruno, 1, Chosen(someone(2)), "k"),
        lambda: services.speakers.take_off(people.bruno, 1, 2),
    ]
    for act in acts:
        with pytest.raises(Forbidden, match="Only the group's moderators"):
            await act()
    for stranger in (people.caio.user_id, people.duda.user_id):
        with pytest.raises(Forbidden, match="There is nothing here"):
            await services.speakers.cannot(stranger, 1)
    with pytest.raises(Forbidden, match="members of the group"):
        await services.speakers.wish(people.duda, "")
    assert not (await services.speakers.lineup(people.bruno)).moderates


async def test_ready_and_then_not(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    await services.speakers.wish(people.ana, "")
    for _ in range(2):
        assert (await services.speakers.ready(2, 1)).speaker.state is State.READY
    for _ in range(2):
        assert (await services.speakers.cannot(2, 1)).speaker.state is State.CANNOT
    assert await speaking(database) == []
    assert await queued(database, "cannot") == [("speaker.cannot", None, MODERATORS, "")]
    missing = await services.speakers.missing(GROUP, 1)
    assert missing is not None
    assert (missing.gone.name, [turn.name for turn in missing.turns]) == ("Bruno", ["Ana", "Caio"])
    with pytest.raises(Refused, match="You said that you can't"):
        await services.speakers.ready(2, 1)
    await plan(services, people, 3)
    missing = await services.speakers.missing(GROUP, 1)
    assert missing is not None
    assert [each.name for each in missing.speakers] == ["Caio"]
    edits = await database.read(lambda tx: tx.all("SELECT subject FROM outbox WHERE kind = 'speaker.cannot' AND only_edit = 1"))
    assert [row["subject"] for row in edits] == ["speaker:1:cannot"]


async def test_who_could_not_may_be_chosen_again(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 2, "Bread")
    await services.speakers.cannot(2, 1)
    again = await services.speakers.plan(people.ana, 1, Chosen(someone(2)), "k:again")
    assert again.speaker.state is State.PLANNED
    await services.speakers.cannot(2, again.speaker.id)
    assert len(await queued(database, "cannot")) == 2, "moderators read it each time"


async def test_without_a_channel_of_moderators_who_set_it_up_is_told(
    services: Services, database: Database, people: People
) -> None:
    await database.write(lambda tx: tx.run("UPDATE groups SET moderators_channel_id = NULL WHERE group_id = ?", GROUP))
    await meet(services, people)
    await plan(services, people, 2)
    await services.speakers.cannot(2, 1)
    assert await queued(database, "cannot") == [("speaker.cannot", 1, None, "")]


async def test_who_set_it_up_and_left_is_told_nothing_for_moderators(
    services: Services, database: Database, people: People
) -> None:
    await database.write(lambda tx: tx.run("UPDATE groups SET moderators_channel_id = NULL WHERE group_id = ?", GROUP))
    await meet(services, people)
    await plan(services, people, 2)
    await services.departures.left(GROUP, 1)
    await services.speakers.cannot(2, 1)
    assert await queued(database, "cannot") == []
    leading = replace(people.caio, manages_group=True)
    await services.setup.set_up(leading, Changes(), 0)
    again = await services.speakers.plan(leading, 1, Chosen(someone(2)), "k:again")
    await services.speakers.cannot(2, again.speaker.id)
    assert await queued(database, "cannot") == [("speaker.cannot", 3, None, "")]
    await services.privacy.delete(leading, "Former member")
    final = await services.speakers.plan(people.ana, 1, Chosen(someone(2)), "k:last")
    await services.speakers.cannot(2, final.speaker.id)
    assert await queued(database, "cannot") == [], "what was for the erased person is gone too"


async def test_taken_off_they_wait_again(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await services.speakers.wish(people.caio, "Light")
    slot, other = await plan(services, people, 3), await plan(services, people, 2)
    for each in (other, slot) * 2:
        await services.speakers.take_off(people.ana, 1, each.speaker.user_id)
    assert await speaking(database) == []
    assert await queued(database, "dropped") == [
        ("speaker.dropped", 2, None, "taken_off"),
        ("speaker.dropped", 3, None, "taken_off"),
    ]
    rows = await database.read(lambda tx: tx.all("SELECT user_id, state, meeting_id FROM speakers"))
    assert [tuple(row) for row in rows] == [(3, "wished", None)], "who was chosen unasked leaves no record"


async def test_a_skipped_meeting_puts_its_speakers_first(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    clock.pass_by(hours=1)
    await services.speakers.wish(people.caio, "Light")
    await plan(services, people, 3)
    await services.speakers.wish(people.caio, "Shadow")
    clock.pass_by(hours=1)
    await services.speakers.wish(people.ana, "")
    await services.meetings.skip(people.ana, FIRST, "Holiday", "f:skip")
    assert await queued(database, "dropped") == [
        ("speaker.dropped", 2, None, "skipped"),
        ("speaker.dropped", 3, None, "skipped"),
    ]
    assert await turns(services, people, SECOND) == ["Bruno", "Caio", "Ana"]
    with pytest.raises(Refused, match="is skipped"):
        await services.speakers.plan(people.ana, 1, Chosen(someone(2)), "k:late")


async def test_a_moved_meeting_asks_its_speakers_again(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    await services.speakers.ready(2, 1)
    await services.meetings.move(people.ana, FIRST, "2026-11-26 08:00", "f:move")
    assert await speaking(database) == [(2, "", "planned")]
    assert len(await queued(database, "planned")) == 2


async def test_who_leaves_speaks_nowhere(services: Services, database: Database, people: People, clock: Clock) -> None:
    await meet(services, people)
    await services.speakers.wish(people.caio, "Light")
    await plan(services, people, 2)
    await plan(services, people, 2, date=SECOND)
    assert await services.speakers.told(GROUP, 2, 2) is not None
    assert await services.speakers.told(GROUP, 2, 3) is None, "it is a message to its speaker"
    assert await services.speakers.meeting(GROUP, 1, 2) is not None
    clock.pass_by(days=6)
    for member in (2, 3):
        await services.roster.decide(people.ana, someone(member), Step.REMOVE, "Moved away")
    rows = await database.read(lambda tx: tx.all("SELECT user_id, meeting_id, state FROM speakers ORDER BY id"))
    assert [tuple(row) for row in rows] == [(2, 1, "planned"), (2, 2, "cannot")], "what was stays"
    assert len(await queued(database, "cannot")) == 1
    assert await services.speakers.told(GROUP, 2, 2) is None, "messages reach nobody who does not belong"
    assert await services.speakers.meeting(GROUP, 1, 2) is None
    for speaker_id in (2, 3):
        with pytest.raises(Refused, match="not a member of that group any more"):
            await services.speakers.ready(2, speaker_id)


async def test_the_log_says_who_was_chosen_and_taken_off_by_whom(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 1)
    assert await queued(database) == [], "who chose themselves knows"
    await plan(services, people, 2)
    await services.speakers.take_off(people.ana, 1, 2)
    await services.speakers.cannot(1, 1)
    entries = [each.entry for each in (await services.moderation.log(people.ana, None, 30, 3)).entries]
    assert [(each.action, each.actor_id, each.member_id) for each in entries] == [
        ("speaker.cannot", 1, 1),
        ("speaker.drop", 1, 2),
        ("speaker.plan", 1, 2),
    ]


async def test_the_card_of_a_meeting_names_no_speaker_who_deletes_their_data(
    services: Services, database: Database, people: People
) -> None:
    meeting = await posted(database, NOON + timedelta(days=6), is_posted=True)
    await services.speakers.plan(people.ana, meeting.id, Chosen(someone(2), "Bread"), "k:2")
    await database.write(lambda tx: tx.run("DELETE FROM outbox WHERE only_edit = 1"))
    await services.privacy.delete(people.bruno, "A former member")
    sql = "SELECT record_id FROM outbox WHERE kind = 'meeting.card' AND only_edit = 1"
    assert [row["record_id"] for row in await database.read(lambda tx: tx.all(sql))] == [meeting.id]


async def test_a_meeting_that_is_over_takes_no_answer(services: Services, people: People, clock: Clock) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    clock.pass_by(days=6)
    for act in (services.speakers.ready, services.speakers.cannot):
        with pytest.raises(Refused, match="is over"):
            await act(2, 1)


async def test_a_topic_that_names_a_client_is_asked_of(services: Services, database: Database, people: People) -> None:
    await meet(services, people)
    await give(services, people)
    with pytest.raises(Doubt, match="seems to name a client"):
        await services.speakers.wish(people.ana, "How Maria Souza married")
    with pytest.raises(Doubt, match="seems to name a client"):
        await plan(services, people, 2, "How Maria Souza married")
    await services.speakers.wish(people.ana, "How Maria Souza married", sure=True)
    await plan(services, people, 2, "How Maria Souza married", sure=True)
    sealed = await database.read(lambda tx: tx.all("SELECT topic FROM speakers"))
    assert all("Maria" not in row["topic"] for row in sealed)
    assert len(sealed) == 2


@pytest.mark.parametrize("topic", ["x" * 201, "\u202e" + "y" * 201])
async def test_a_topic_has_a_length(services: Services, people: People, topic: str) -> None:
    await meet(services, people)
    with pytest.raises(Refused, match="has {length} characters"):
        await services.speakers.wish(people.bruno, topic)


async def test_another_group_knows_nothing_of_it(services: Services, people: People) -> None:
    await meet(services, people)
    await plan(services, people, 2)
    elsewhere = replace(people.ana, group_id=GROUP + 1)
    with pytest.raises(Refused):
        await services.speakers.take_off(elsewhere, 1, 2)
    assert await services.speakers.told(GROUP + 1, 1, 2) is None
    assert await services.speakers.missing(GROUP + 1, 1) is None


def test_the_first_meeting_is_on_the_day_the_tests_say() -> None:
    assert datetime(2026, 11, 24, 10, tzinfo=UTC) - NOON == timedelta(days=5, hours=19)


async def test_it_is_the_turn_of_an_associate_who_asked_for_it_alone(services: Services, people: People) -> None:
    await meet(services, people)
    await services.associates.make(people.ana, someone(2))
    assert await turns(services, people) == ["Ana", "Caio"]
    await services.speakers.wish(people.bruno, "Books")
    assert await turns(services, people) == ["Bruno", "Ana", "Caio"]
    await plan(services, people, 2)
    assert await turns(services, people, SECOND) == ["Ana", "Caio"]
