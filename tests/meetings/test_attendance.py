"""Who says that they come, and who was there: what is kept of it, and when it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.errors import Refused
from bot.core.limit import TooOften
from bot.meetings import store as meetings_store
from bot.meetings.attendance import history_store
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import Answer, Presence, State
from bot.meetings.guests.inviting import Typed as GuestTyped
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from tests.meetings.met import meet
from tests.people import GROUP, People, someone

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.meetings.model import Meeting
    from bot.services import Services
    from tests.conftest import Clock

MINUTE = timedelta(minutes=1)


async def presences(database: Database) -> dict[int, tuple[str, str, int | None]]:
    rows = await database.read(lambda tx: tx.all("SELECT user_id, answer, state, marked_by FROM presences ORDER BY user_id"))
    return {row["user_id"]: (row["answer"], row["state"], row["marked_by"]) for row in rows}


async def cards(database: Database) -> int:
    rows = await database.read(lambda tx: tx.all("SELECT id FROM outbox WHERE kind = 'meeting.card'"))
    return len(rows)


@pytest.fixture
async def meeting(database: Database, people: People, clock: Clock) -> Meeting:
    assert people.ana
    return await meet(database, clock.now + timedelta(days=2), is_posted=True)


async def test_the_same_press_twice_changes_nothing(
    services: Services, database: Database, people: People, meeting: Meeting
) -> None:
    first = await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    queued = await cards(database)
    assert queued == 2, "the card, and its edit"
    again = await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    assert again == first
    assert await cards(database) == queued
    assert await presences(database) == {2: ("coming", "none", None)}


async def test_who_can_not_come_after_all_takes_back_that_they_are_there(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    clock.now = meeting.starts_at - MINUTE
    await services.attendance.here(people.bruno, meeting.id)
    await services.attendance.answer(people.bruno, meeting.id, Answer.CANNOT)
    assert await presences(database) == {2: ("cannot", "none", None)}
    await services.marking.tick(people.ana, meeting.id, 0, [2], [2])
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.attendance.answer(people.bruno, meeting.id, Answer.CANNOT)
    assert await presences(database) == {2: ("cannot", "present", 1)}, "what a moderator noted stays"


async def test_who_comes_is_named_and_who_does_not_is_not(services: Services, people: People, meeting: Meeting) -> None:
    await services.attendance.answer(people.caio, meeting.id, Answer.LATE)
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.attendance.answer(people.ana, meeting.id, Answer.CANNOT)
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert found.names == ("Bruno", "Caio"), "in the order of their answers, of those at once by id"
    assert (found.tally.coming, found.tally.later, found.tally.excused) == (2, 1, 1)


async def test_an_answer_is_changed_at_most_so_often(services: Services, people: People, meeting: Meeting) -> None:
    for each in [Answer.COMING, Answer.CANNOT] * 10 + [Answer.COMING]:
        await services.attendance.answer(people.bruno, meeting.id, each)
    with pytest.raises(TooOften):
        await services.attendance.answer(people.bruno, meeting.id, Answer.CANNOT)


@pytest.mark.parametrize(
    ("minutes", "works"), [(-46, False), (-45, True), (0, True), (29, True), (30, False), (89, False), (91, False)]
)
async def test_who_is_there_says_so_within_the_window(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock, minutes: int, works: bool
) -> None:
    clock.now = meeting.starts_at + minutes * MINUTE
    if works:
        mine = await services.attendance.here(people.bruno, meeting.id)
        assert mine.state is (State.LATE if minutes >= 10 else State.PRESENT)
        clock.now = meeting.starts_at + timedelta(hours=5)
        assert await services.attendance.here(people.bruno, meeting.id) == mine, "a repetition changes nothing"
        return
    with pytest.raises(Refused) as refused:
        await services.attendance.here(people.bruno, meeting.id)
    edge = meeting.starts_at + (-45 if minutes < 0 else 30) * MINUTE
    assert refused.value.sentence.params["when"].at == edge, "the time at which it works, or worked"
    assert await presences(database) == {}


async def test_after_the_end_nobody_answers(services: Services, people: People, meeting: Meeting, clock: Clock) -> None:
    clock.now = meeting.ends_at
    with pytest.raises(Refused, match="is over"):
        await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)


async def test_who_is_no_active_member_answers_nothing(
    services: Services, database: Database, people: People, meeting: Meeting
) -> None:
    await services.leave.go(people.bruno, "", "")
    with pytest.raises(Refused, match="You are on leave"):
        await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved away")
    with pytest.raises(Refused, match="for members of the group"):
        await services.attendance.answer(people.caio, meeting.id, Answer.COMING)
    with pytest.raises(Refused, match="for members of the group"):
        await services.attendance.answer(people.duda, meeting.id, Answer.COMING)
    assert await presences(database) == {}


async def test_who_goes_on_leave_or_away_is_named_no_more(services: Services, people: People, meeting: Meeting) -> None:
    for each in (people.bruno, people.caio):
        await services.attendance.answer(each, meeting.id, Answer.COMING)
    await services.leave.go(people.bruno, "", "")
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert (found.names, found.tally.coming) == (("Caio",), 1)
    await services.privacy.delete(people.caio, "A former member")
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert (found.names, found.tally.coming) == ((), 0)


async def test_who_is_there_unasked_and_leaves_is_named_no_more(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    clock.now = meeting.starts_at
    await services.attendance.here(people.caio, meeting.id)
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert found.names == ("Caio",)
    before = await database.read(lambda tx: meetings_store.get(tx, GROUP, meeting.id))
    await services.privacy.delete(people.caio, "i:gone")
    after = await database.read(lambda tx: meetings_store.get(tx, GROUP, meeting.id))
    assert before is not None
    assert after is not None
    assert after.version > before.version, "the card is edited"


async def test_who_was_told_of_a_move_is_told_of_the_next(
    services: Services, database: Database, people: People, meeting: Meeting
) -> None:
    """Until they answer they are told each time, and the list of the day before asks them again."""

    async def told(kind: str) -> list[int]:
        rows = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = ? ORDER BY id", kind))
        return [row["user_id"] for row in rows]

    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.attendance.answer(people.caio, meeting.id, Answer.CANNOT)
    day = meeting.day.isoformat()
    for hour in ("15:00", "16:00"):
        await services.meetings.move(people.ana, day, hour, f"i:{hour}")
    assert await told("meeting.moved") == [2, 2]
    moved = await database.read(lambda tx: meetings_store.get(tx, GROUP, meeting.id))
    assert moved is not None
    waiting = await database.read(lambda tx: attendance_store.to_ask(tx, moved, "meeting.coming", 0, 9))
    assert [each.user_id for each in waiting] == [1, 2, 3]
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert (found.names, found.tally.coming, found.tally.excused) == ((), 0, 0)
    await services.attendance.answer(people.bruno, meeting.id, Answer.CANNOT)
    await services.meetings.move(people.ana, day, "17:00", "i:17")
    assert await told("meeting.moved") == [2, 2], "who can't come is not told"
    await services.attendance.answer(people.bruno, meeting.id, Answer.LATE)
    await services.meetings.move(people.ana, day, "18:00", "i:18")
    await services.meetings.skip(people.ana, day, "", "i:skip")
    assert await told("meeting.called_off") == [2]
    assert await presences(database) == {}


async def test_a_moderator_has_the_last_word(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    clock.now = meeting.starts_at
    await services.attendance.here(people.caio, meeting.id)
    door = await services.marking.tick(people.ana, meeting.id, 0, [1, 2, 3], [1])
    assert [presence.state for _, presence in door.people] == [State.PRESENT, State.NONE, State.NONE]
    assert await presences(database) == {1: ("", "present", 1), 2: ("coming", "none", 1), 3: ("", "none", 1)}
    for each in (people.bruno, people.caio):
        with pytest.raises(Refused, match="noted at the door"):
            await services.attendance.here(each, meeting.id)
    assert await database.read(lambda tx: attendance_store.expected(tx, meeting)) == [1]


async def test_the_coming_are_ticked_and_confirmed_at_once(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.attendance.answer(people.caio, meeting.id, Answer.CANNOT)
    clock.now = meeting.starts_at
    await services.marking.tick_expected(people.ana, meeting.id, 0, [1, 2, 3])
    assert await presences(database) == {2: ("coming", "present", 1), 3: ("cannot", "none", None)}


async def test_it_can_be_corrected_until_the_next_meeting(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    following = await meet(database, meeting.starts_at + timedelta(days=7))
    clock.now = meeting.starts_at - 46 * MINUTE
    with pytest.raises(Refused, match="can be noted from 45 minutes|can be noted from"):
        await services.marking.tick(people.ana, meeting.id, 0, [2], [2])
    clock.now = following.starts_at - MINUTE
    await services.marking.tick(people.ana, meeting.id, 0, [2], [2])
    clock.now = following.starts_at
    with pytest.raises(Refused, match="could be corrected until"):
        await services.marking.tick(people.ana, meeting.id, 0, [2], [])
    with pytest.raises(Refused, match="could be corrected until"):
        await services.marking.mark(people.ana, meeting.id, 0, [2], State.EXCUSED)
    assert await presences(database) == {2: ("", "present", 1)}


async def test_from_the_next_meeting_on_the_list_at_the_door_and_the_agenda_are_closed(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    """They name guests, and who was absent, to a host who is a member like any other."""
    following = await meet(database, meeting.starts_at + timedelta(days=7))
    await services.marking.host(people.ana, someone(2), "")
    clock.now = following.starts_at - MINUTE
    for leader in (people.ana, people.bruno):
        assert (await services.marking.open(leader, meeting.id)).meeting.id == meeting.id
        assert (await services.agendas.of(leader, meeting.id)).meeting.id == meeting.id
    clock.now = following.starts_at
    for leader in (people.ana, people.bruno):
        for use in (services.marking.open(leader, meeting.id), services.agendas.of(leader, meeting.id)):
            with pytest.raises(Refused, match="could be corrected until"):
                await use


async def test_somebody_phones_the_evening_before(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.marking.mark(people.ana, meeting.id, 0, [2], State.EXCUSED)
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert found.names == ()
    clock.now = meeting.starts_at
    mine = await services.attendance.here(people.bruno, meeting.id)
    assert mine.state is State.PRESENT, "they came all the same"
    assert await presences(database) == {2: ("coming", "present", 2)}


async def test_the_host_leads_their_meeting_alone(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    other = await meet(database, meeting.starts_at + timedelta(days=7))
    with pytest.raises(Refused, match="Only the group's moderators"):
        await services.marking.host(people.bruno, someone(2), "")
    with pytest.raises(Refused, match="is not a member"):
        await services.marking.host(people.ana, someone(4), "")
    chosen, member = await services.marking.host(people.ana, someone(2), "")
    assert (chosen.id, member.user_id) == (meeting.id, 2)
    clock.now = meeting.starts_at
    await services.marking.tick(people.bruno, meeting.id, 0, [3], [3])
    assert await presences(database) == {3: ("", "present", 2)}
    for who, which in ((people.caio, meeting), (people.bruno, other)):
        with pytest.raises(Refused, match="Only the group's moderators"):
            await services.marking.open(who, which.id)
    log = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE action LIKE 'meeting.%' ORDER BY id"))
    assert [row["action"] for row in log] == ["meeting.host", "meeting.mark"]


async def test_whom_nobody_knows_is_not_marked(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    clock.now = meeting.starts_at
    for user_id in (4, 999):
        with pytest.raises(Refused, match="not a member"):
            await services.marking.tick(people.ana, meeting.id, 0, [], [user_id])
    assert await presences(database) == {}


async def test_a_substitute_counts_for_who_sent_them(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    for who, name in ((people.bruno, "Rosa Lima"), (people.caio, "Otto Kern")):
        await services.guests.invite(
            who, meeting.id, GuestTyped(name, "Florist", "substitute", "yes"), f"f:guest:{who.user_id}:n"
        )
    for who in (2, 3):
        mine = await database.read(lambda tx, who=who: attendance_store.get(tx, meeting, who))
        assert mine is not None
        assert mine.shown_state is State.SUBSTITUTE
    assert await database.read(lambda tx: attendance_store.unanswered(tx, meeting)) == [(1, "Ana", "Trade 1")]
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert (found.names, found.tally.coming, len(found.guests)) == ((), 0, 2)
    with pytest.raises(Refused, match="Somebody comes in your place"):
        await services.attendance.answer(people.caio, meeting.id, Answer.COMING)
    clock.now = meeting.starts_at
    await services.attendance.here(people.ana, meeting.id)
    clock.now += MINUTE
    assert await database.read(lambda tx: history_store.lately(tx, GROUP, 2, 9)) == (1, 1)
    history = await services.marking.history(people.ana)
    assert history.states == {
        (meeting.id, 1): State.PRESENT,
        (meeting.id, 2): State.SUBSTITUTE,
        (meeting.id, 3): State.SUBSTITUTE,
    }
    await services.attendance.here(people.bruno, meeting.id)
    assert (await services.marking.history(people.ana)).states[meeting.id, 2] is State.PRESENT, "they came all the same"


async def test_a_voice_channel_fills_in_its_members(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    clock.now = meeting.starts_at
    await services.marking.room(people.ana, meeting.id, [2, 3, 4, 999])
    assert await presences(database) == {2: ("", "present", 1), 3: ("", "present", 1)}


async def test_an_erased_person_leaves_a_number(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    clock.now = meeting.starts_at
    await services.attendance.here(people.bruno, meeting.id)
    await services.privacy.delete(people.bruno, "A former member")
    (stranger,) = await presences(database)
    assert stranger < 0
    found = await services.attendance.public(GROUP, meeting.id)
    assert found is not None
    assert (found.names, found.tally.attended) == ((), 1)


async def test_of_the_last_meetings_one_reads_at_how_many_one_was(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    for week in range(12):
        clock.now += timedelta(days=7)
        held = await meet(database, clock.now)
        if week == 5:
            continue  # nobody noted who was there
        await services.attendance.here(people.ana, held.id)
        if week != 7:
            await services.attendance.here(people.bruno, held.id)
    assert await services.attendance.present_lately(GROUP) == {1, 2}
    for user_id, expected in ((1, (9, 9)), (2, (8, 9)), (3, (0, 9))):
        assert await database.read(lambda tx, who=user_id: history_store.lately(tx, GROUP, who, 9)) == expected


async def test_lately_present_are_none_before_it_was_noted(
    services: Services, people: People, meeting: Meeting, clock: Clock
) -> None:
    assert await services.attendance.present_lately(GROUP) is None
    clock.now = meeting.starts_at + MINUTE
    assert await services.attendance.present_lately(GROUP) is None
    await services.attendance.here(people.bruno, meeting.id)
    assert await services.attendance.present_lately(GROUP) == {2}


async def test_expected_are_all_where_nobody_answered(
    services: Services, database: Database, people: People, meeting: Meeting
) -> None:
    assert await database.read(lambda tx: attendance_store.expected(tx, meeting)) == [1, 2, 3]
    await services.attendance.answer(people.ana, meeting.id, Answer.CANNOT)
    assert await database.read(lambda tx: attendance_store.expected(tx, meeting)) == [2, 3]
    guest = GuestTyped("Rosa Lima", "Florist", "substitute", "yes")
    await services.guests.invite(people.caio, meeting.id, guest, "f:guest:3:n")
    assert await database.read(lambda tx: attendance_store.expected(tx, meeting)) == [2], "who sends somebody is not there"
    await services.attendance.answer(people.bruno, meeting.id, Answer.LATE)
    assert await database.read(lambda tx: attendance_store.expected(tx, meeting)) == [2]


async def test_a_record_under_two_ids_becomes_one(
    services: Services, database: Database, people: People, meeting: Meeting
) -> None:
    await services.attendance.answer(people.bruno, meeting.id, Answer.COMING)
    await services.attendance.answer(people.caio, meeting.id, Answer.LATE)
    await database.write(lambda tx: attendance_store.renumber(tx, GROUP, 2, 3))
    assert await presences(database) == {3: ("late", "none", None)}
    await database.write(lambda tx: attendance_store.renumber(tx, GROUP, 3, 7))
    assert await presences(database) == {7: ("late", "none", None)}


async def test_a_meeting_of_another_group_is_none(services: Services, people: People, meeting: Meeting) -> None:
    for each in (meeting.id + 1, 0):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.attendance.answer(people.bruno, each, Answer.COMING)
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.marking.open(people.ana, each)
        with pytest.raises(Refused, match="Only the group's moderators"):
            await services.marking.open(people.bruno, each)


async def test_a_slip_is_sent_once(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    clock.now = meeting.starts_at
    for _ in range(2):
        both = await services.marking.slip(people.ana, meeting.id, Person(2), Person(3), "f:slip:1:n")
        assert [each.name for each in both] == ["Bruno", "Caio"]
    rows = await database.read(lambda tx: tx.all("SELECT user_id, detail FROM outbox WHERE kind = 'meeting.slip'"))
    assert [(row["user_id"], row["detail"]) for row in rows] == [(2, "3")]
    for giver, receiver in ((2, 2), (2, 4), (4, 2)):
        with pytest.raises(Refused):
            await services.marking.slip(people.ana, meeting.id, Person(giver), Person(receiver), f"f:slip:1:{giver}{receiver}")


async def test_who_left_reads_no_message_that_waited_for_them(services: Services, people: People, meeting: Meeting) -> None:
    assert await services.attendance.told(GROUP, meeting.id, 2) == await services.attendance.told(GROUP, meeting.id, 1)
    assert await services.marking.slipped(GROUP, meeting.id, 2, 3) is not None
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    assert await services.attendance.told(GROUP, meeting.id, 2) is None, "moved, off or theirs to host"
    assert await services.marking.slipped(GROUP, meeting.id, 2, 3) is None
    assert await services.marking.slipped(GROUP, meeting.id, 3, 2) is None
    assert await services.attendance.told(GROUP, meeting.id, 4) is None


async def test_the_file_says_who_was_there(
    services: Services, database: Database, people: People, meeting: Meeting, clock: Clock
) -> None:
    await services.attendance.answer(people.caio, meeting.id, Answer.CANNOT)
    clock.now = meeting.starts_at
    await services.attendance.here(people.bruno, meeting.id)
    history = await services.marking.history(people.ana)
    assert [each.id for each in history.meetings] == [meeting.id]
    assert [each.name for each in history.people] == ["Ana", "Bruno", "Caio"]
    assert history.states == {(meeting.id, 2): State.PRESENT, (meeting.id, 3): State.EXCUSED}
    with pytest.raises(Refused, match="Only the group's moderators"):
        await services.marking.history(people.bruno)


def test_what_is_expected() -> None:
    assert Presence(1, Answer.LATE).is_expected
    assert not Presence(1, Answer.COMING, State.NONE, 2).is_expected, "somebody noted that they are not there"
    assert Presence(1, Answer.CANNOT).shown_state is State.EXCUSED
    assert Presence(1, Answer.CANNOT, State.PRESENT, 1).is_expected
