"""The agenda of a meeting, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks.model import NeedKind
from bot.core.calendar import Weekday
from bot.core.db.database import Database
from bot.core.errors import Forbidden, Refused
from bot.core.money import Money
from bot.groups import store as groups_store
from bot.groups.model import Seats
from bot.meetings import store as meetings_store
from bot.meetings.agenda.keeping import nightly
from bot.meetings.agenda.model import FIRST_TIME, Agenda, Person, Said, since
from bot.meetings.attendance.model import Answer
from bot.meetings.model import Meeting, MeetingState
from bot.meetings.speakers.service import Chosen
from bot.meetings.typed import Plan
from bot.membership.members.lifecycle import Step
from bot.membership.members.profile import Profile
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed
from bot.services import Services
from bot.weekly.business import store as business_store
from bot.weekly.business.model import Total
from tests.asks.test_needs import LOOKING, QUESTION, TIP, post
from tests.conftest import Clock
from tests.meetings.test_guests import ROSA, invite, run_jobs
from tests.passing import MARIA, forget_contact, give
from tests.people import CHANNEL, GROUP, People, someone

TUESDAY = Plan(Weekday.TUESDAY, "07:30", minutes="60", place="Café Central")


@pytest.fixture
async def meetings(services: Services, people: People) -> list[Meeting]:
    """The next three Tuesdays at 07:30, an hour each."""
    return list((await services.meetings.schedule(people.ana, TUESDAY, "i:meet")).meetings)


async def read(services: Services, people: People, date: str = "") -> Agenda:
    return await services.agendas.on(people.ana, date)


async def posted(database: Database) -> list[tuple[str, int, int]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT key, channel_id, only_edit FROM outbox WHERE kind = 'agenda.card' ORDER BY id")
    )
    return [tuple(row) for row in rows]


@pytest.mark.usefixtures("meetings")
async def test_it_has_who_is_expected_and_nothing_where_there_is_nothing(services: Services, people: People) -> None:
    agenda = await read(services, people)
    assert [turn.person for turn in agenda.round] == [
        Person("Ana", "Trade 1"),
        Person("Bruno", "Trade 2"),
        Person("Caio", "Trade 3"),
    ]
    assert [turn.asks_for for turn in agenda.round] == ["", "", ""]
    assert (agenda.visitors, agenda.lesson, agenda.talks, agenda.exchanged, agenda.announcements) == ((), None, (), (), ())
    assert agenda.meeting.label == "M-1"
    assert agenda.following is not None
    assert agenda.following.label == "M-2"
    assert agenda.group.agenda_seconds == 60
    assert len(agenda.trades) == 8, "popular trades that nobody holds"


async def test_guests_stand_in_it_without_their_contact(services: Services, people: People, meetings: list[Meeting]) -> None:
    await invite(services, people.bruno, meetings[0])
    await invite(services, people.caio, meetings[0], replace(ROSA, name="Saulo", kind="substitute", contact=""), "s")
    await invite(services, people.bruno, meetings[1], replace(ROSA, name="Nina", contact="nina@example.org"), "next")
    agenda = await read(services, people)
    said = [(each.person, each.brought_by, each.stands_in) for each in agenda.visitors]
    assert said[0] == (Person("Rosa Lima", "Florist"), "Bruno", False)
    assert said[1] == (Person("Saulo", "Florist"), "", True), "whom a substitute stands in for is absent"
    assert ROSA.contact not in repr(agenda)
    assert "Nina" not in repr(agenda)


async def test_the_trade_of_a_guest_is_said_once_they_are_welcome(
    services: Services, people: People, meetings: list[Meeting]
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    found = await services.guests.invite(
        people.bruno, meetings[0].id, replace(ROSA, trade="Trade 3", held=True), "f:guest:form:2:1:held"
    )
    assert found.guest.is_held
    assert (await read(services, people)).visitors[0].person == Person("Rosa Lima", "")
    await services.guests.welcome(people.ana, found.guest.id)
    assert (await read(services, people)).visitors[0].person == Person("Rosa Lima", "Trade 3")


@pytest.mark.usefixtures("meetings")
async def test_the_round_has_what_each_looks_for_else_whom_to_send(services: Services, people: People, clock: Clock) -> None:
    await services.profiles.edit(people.bruno, Profile("B", "O", "Cafés without a baker"), "f:profile:2:n")
    await post(services, people, NeedKind.LOOKING)
    turns = {turn.person.name: turn for turn in (await read(services, people)).round}
    assert turns["Bruno"].asks_for == "Cafés without a baker"
    assert turns["Ana"].asks_for == LOOKING.text
    assert turns["Caio"].asks_for == ""
    clock.now += timedelta(days=16)
    turns = {turn.person.name: turn for turn in (await read(services, people)).round}
    assert turns["Ana"].asks_for == "", "it is over by then"


async def test_what_was_given_since_the_last_meeting(
    services: Services, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await give(services, people, key="f:1:before")
    clock.now = meetings[0].starts_at + timedelta(hours=2)
    given = await services.referrals.give(people.ana, someone(3), replace(MARIA, contact="rui@example.org"), "f:1:after")
    await services.referrals.give(people.ana, someone(2), replace(MARIA, contact="zoe@example.org"), "f:1:more")
    await services.thanks.give(people.bruno, someone(1), None, Typed("You saved my week", "300"), "f:2:thanks")
    agenda = await read(services, people)
    assert [each.person.name for each in agenda.exchanged] == ["Ana", "Bruno"]
    ana, bruno = agenda.exchanged
    assert (ana.passed_to, ana.others, ana.thanks) == (("Bruno", "Caio"), 0, ())
    assert (bruno.referrals, bruno.thanks) == (0, (Said("Ana", "You saved my week"),))
    for secret in ("Maria", "example.org", "wedding", "300"):
        assert secret not in repr(agenda)
    await services.referrals.move(1, given.referral.id, Verb.UNDO)
    assert (await read(services, people)).exchanged[0].passed_to == ("Bruno",)


async def test_who_is_not_there_any_more_stands_nowhere(
    services: Services, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await give(services, people)
    await services.thanks.give(people.caio, someone(2), None, Typed("You saved my week"), "f:3:thanks")
    await invite(services, people.bruno, meetings[0])
    await services.leave.go(people.bruno, "", "")
    agenda = await read(services, people)
    assert "Bruno" not in repr(agenda)
    assert agenda.visitors[0].brought_by == ""
    ana, *others = agenda.exchanged
    assert (ana.passed_to, ana.others, ana.referrals) == ((), 1, 1)
    assert others == [], "thanks to somebody who is not there are left to the weekly news"


async def test_the_tip_or_answer_that_helped_most(
    services: Services, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="The one at the corner")
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    lesson = (await read(services, people)).lesson
    assert lesson is not None
    assert (lesson.text, lesson.asked, lesson.author, lesson.helped) == ("The one at the corner", QUESTION.text, "Bruno", 1)
    await post(services, people, NeedKind.TIP, key="f:ask:1:tip")
    for reader in (people.bruno, people.caio):
        await services.helping.useful(reader, 2)
    lesson = (await read(services, people)).lesson
    assert lesson is not None
    assert (lesson.asked, lesson.author, lesson.helped, lesson.is_tip) == (TIP.title, "Ana", 2, True)
    await services.moderation.void(people.ana, "A", 2, "It is an advertisement")
    lesson = (await read(services, people)).lesson
    assert lesson is not None
    assert (lesson.asked, lesson.is_tip) == (QUESTION.text, False), "what was cancelled is not read aloud"
    clock.now = meetings[0].starts_at + timedelta(hours=2)
    assert (await read(services, people)).lesson is None, "it was read aloud at the last meeting"


async def test_who_was_to_speak_and_is_not_expected_is_not_announced(
    services: Services, people: People, meetings: list[Meeting]
) -> None:
    for user_id in (2, 3):
        await services.speakers.plan(people.ana, meetings[0].id, Chosen(someone(user_id), f"Topic {user_id}"), f"k:{user_id}")
    assert [talk.topic for talk in (await read(services, people)).talks] == ["Topic 2", "Topic 3"]
    await services.leave.go(people.bruno, "", "")
    assert [talk.topic for talk in (await read(services, people)).talks] == ["Topic 3"]


async def test_new_members_since_the_last_meeting(
    services: Services, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    assert [turn.person.name for turn in (await read(services, people)).newcomers] == ["Ana", "Bruno", "Caio"]
    clock.now = meetings[0].starts_at + timedelta(hours=2)
    await services.roster.add(people.ana, someone(4), "Florist")
    assert [turn.person.name for turn in (await read(services, people)).newcomers] == ["Duda"]


async def test_the_last_closed_week(
    services: Services, database: Database, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await give(services, people)
    await services.thanks.give(people.bruno, someone(1), None, Typed("You saved my week", "300"), "f:2:thanks")
    clock.now += timedelta(days=7)
    agenda = await read(services, people)
    assert (agenda.week.referrals, agenda.week.thanks) == (1, 1)
    business = services.closed_business
    assert await business.of_week(agenda.group, agenda.week.period) is None, "nothing was told yet"
    total = Total(agenda.week.period, Money(120000, "BRL"))
    await database.write(lambda tx: business_store.freeze_week(tx, GROUP, total))
    assert await business.of_week(agenda.group, agenda.week.period) == total.money
    assert await business.of_week(replace(agenda.group, amounts=False), agenda.week.period) is None
    other = replace(agenda.week.period, start=agenda.week.period.start - timedelta(hours=1))
    assert await business.of_week(agenda.group, other) is None, "a total of other days is not these days' total"


async def test_who_is_there_or_comes_stands_in_it(
    services: Services, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await services.speakers.plan(people.ana, 1, Chosen(someone(3), "Portraits"), "i:plan")
    await invite(services, people.caio, meetings[0])
    await services.announcements.announce(people.ana, 1, "The rent is due.", "i:say")
    assert [talk.person.name for talk in (await read(services, people)).talks] == ["Caio"]
    await services.attendance.answer(people.caio, 1, Answer.CANNOT)
    agenda = await read(services, people)
    assert [turn.person.name for turn in agenda.round] == ["Ana", "Bruno"], "whoever can't is not expected"
    assert "Caio" not in repr(agenda)
    await services.attendance.answer(people.bruno, 1, Answer.COMING)
    agenda = await read(services, people)
    assert [turn.person.name for turn in agenda.round] == ["Bruno"], "once some say that they come, they alone"
    assert [(each.author, each.text) for each in agenda.announcements] == [("", "The rent is due.")]
    clock.now = meetings[0].starts_at
    await services.attendance.here(people.ana, 1)
    assert [turn.person.name for turn in (await read(services, people)).round] == ["Ana", "Bruno"]


async def test_the_next_meeting_with_whoever_speaks_there(services: Services, people: People, meetings: list[Meeting]) -> None:
    await services.speakers.plan(people.ana, 2, Chosen(someone(3), "Portraits"), "i:plan")
    agenda = await read(services, people)
    assert (agenda.talks, agenda.following) == ((), meetings[1])
    assert [(talk.person.name, talk.topic) for talk in agenda.next_talks] == [("Caio", "Portraits")]


async def test_what_was_posted_follows_who_comes(
    services: Services, database: Database, people: People, meetings: list[Meeting]
) -> None:
    await services.attendance.answer(people.bruno, 1, Answer.COMING)
    assert await posted(database) == []
    await services.agendas.share(people.ana, 1, "i:1")
    await services.attendance.answer(people.bruno, 1, Answer.CANNOT)
    assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]
    await services.leave.go(people.caio, "", "")
    assert len(await posted(database)) == 2, "edits that wait are one"
    assert "Bruno" not in repr(await services.agendas.posted(GROUP, 1))
    assert "Caio" not in repr(await services.agendas.posted(GROUP, 1))


async def test_moderators_and_the_host_read_it(
    services: Services, database: Database, people: People, meetings: list[Meeting]
) -> None:
    for reader in (people.bruno, people.duda):
        for use in (services.agendas.on(reader, ""), services.agendas.of(reader, 1), services.agendas.share(reader, 1, "i:1")):
            with pytest.raises(Forbidden):
                await use
    assert await posted(database) == []
    await database.write(lambda tx: meetings_store.set_host(tx, meetings[0], 2))
    assert (await services.agendas.of(people.bruno, 1)).meeting.label == "M-1"
    with pytest.raises(Forbidden):
        await services.agendas.of(people.bruno, 2)
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    for use in (
        services.agendas.on(people.bruno, ""),
        services.agendas.of(people.bruno, 1),
        services.agendas.share(people.bruno, 1, "i:2"),
    ):
        with pytest.raises(Forbidden, match="for members"):
            await use
    assert await posted(database) == []


@pytest.mark.usefixtures("meetings")
async def test_another_meeting_is_chosen_by_its_day(services: Services, people: People) -> None:
    assert (await read(services, people, "2026-12-01")).meeting.label == "M-2"
    for date in ("2026-12-02", "2020-01-07", "25:00", "x" * 400):
        with pytest.raises(Refused) as refused:
            await read(services, people, date)
        assert "2026-11-24" in str(refused.value.sentence.params["days"])
    with pytest.raises(Refused):
        await services.agendas.of(people.ana, 99)


async def test_it_is_posted_once_and_then_brought_up_to_date(
    services: Services, database: Database, people: People, meetings: list[Meeting]
) -> None:
    assert await services.agendas.share(people.ana, 1, "i:1") == CHANNEL
    assert await services.agendas.share(people.ana, 1, "i:1") == CHANNEL, "the same press again"
    assert await posted(database) == [("meeting:1:agenda:1", CHANNEL, 0)]
    await services.agendas.share(people.ana, 1, "i:2")
    assert await posted(database) == [("meeting:1:agenda:1", CHANNEL, 0), ("meeting:1:agenda:2", CHANNEL, 0)]
    log = await database.read(lambda tx: tx.all("SELECT * FROM log WHERE action = 'agenda.share'"))
    assert len(log) == 2
    found = await services.agendas.posted(GROUP, 1)
    assert isinstance(found, Agenda)


async def test_where_there_is_no_channel(services: Services, database: Database, people: People, meetings: list[Meeting]) -> None:
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))
    await database.write(lambda tx: groups_store.save(tx, replace(group, digest_channel_id=None)))
    with pytest.raises(Refused, match="meetings_channel"):
        await services.agendas.share(people.ana, 1, "i:1")


async def test_what_was_posted_is_edited_for_whoever_is_erased(
    services: Services, database: Database, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await services.agendas.share(people.ana, 1, "i:1")
    await services.privacy.delete(people.bruno, "i:gone")
    assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]
    agenda = await services.agendas.posted(GROUP, 1)
    assert "Bruno" not in repr(agenda)
    clock.now = meetings[0].starts_at + timedelta(days=1)
    assert await services.agendas.posted(GROUP, 1) == meetings[0], "it names nobody once the meeting is over"
    with pytest.raises(Refused, match="over"):
        await services.agendas.share(people.ana, 1, "i:3")


async def test_what_was_posted_is_edited_in_the_night_after_the_meeting(
    services: Services, database: Database, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    await services.agendas.share(people.ana, 1, "i:1")
    await database.write(lambda tx: nightly(tx, GROUP))
    assert len(await posted(database)) == 1, "it is not over"
    clock.now = meetings[0].ends_at
    database.trusts_clock = lambda: False
    await database.write(lambda tx: nightly(tx, GROUP))
    assert len(await posted(database)) == 1, "by this clock nothing is over"
    database.trusts_clock = lambda: True
    for _ in range(2):
        await database.write(lambda tx: nightly(tx, GROUP))
        assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]
    assert not await database.read(lambda tx: tx.all("SELECT 1 FROM shared_agendas")), "it is edited no more"


async def test_what_was_posted_is_edited_once_guests_are_erased(
    services: Services, database: Database, people: People, meetings: list[Meeting], clock: Clock
) -> None:
    found = await invite(services, people.bruno, meetings[0])
    await services.agendas.share(people.ana, 1, "i:1")
    await forget_contact(services, people.ana, ROSA.contact)
    await run_jobs(services)
    assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]
    assert found.guest.name not in repr(await services.agendas.posted(GROUP, 1))


async def test_what_was_posted_is_edited_for_what_is_announced_and_withdrawn(
    services: Services, database: Database, people: People, meetings: list[Meeting]
) -> None:
    async def version() -> int:
        (row,) = await database.read(lambda tx: tx.all("SELECT version FROM shared_agendas"))
        return row["version"]

    await services.agendas.share(people.ana, meetings[0].id, "i:1")
    said = await services.announcements.announce(people.ana, 1, "The fair opens", "i:said")
    assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]
    for _ in range(2):
        await services.announcements.withdraw(people.ana, 1, said.announcements[0].id)
        assert await version() == 3, "the second time nothing changes"


async def test_the_last_edit_is_that_of_a_meeting_that_is_skipped(
    services: Services, database: Database, people: People, meetings: list[Meeting]
) -> None:
    await services.agendas.share(people.ana, 1, "i:1")
    await services.meetings.skip(people.ana, "2026-11-24", "A holiday", "i:skip")
    assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]
    assert not await database.read(lambda tx: tx.all("SELECT 1 FROM shared_agendas"))
    await services.privacy.delete(people.bruno, "i:gone")
    assert (await posted(database))[1:] == [("meeting:1:agenda:2", CHANNEL, 1)]


def test_it_looks_back_to_the_last_meeting_but_not_for_ever(meeting: Meeting) -> None:
    now = meeting.starts_at
    assert since(None, meeting, now).start == now - FIRST_TIME
    last = replace(meeting, starts_at=now - timedelta(days=7))
    assert since(last, meeting, now).start == last.ends_at
    last = replace(meeting, starts_at=now - timedelta(days=90))
    assert since(last, meeting, now).start == now - FIRST_TIME


@pytest.fixture
def meeting() -> Meeting:
    at = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
    return Meeting(1, GROUP, 1, 1, at.date(), at, 60, "", None, MeetingState.PLANNED)
