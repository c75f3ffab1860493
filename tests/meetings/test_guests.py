"""Use cases of guests and substitutes, on both engines."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import Period, Weekday
from bot.core.db.database import Database
from bot.core.drafts import store as drafts_store
from bot.core.errors import Doubt, Forbidden, Refused
from bot.core.jobs import store as jobs_store
from bot.groups import store as groups_store
from bot.groups.model import Seats
from bot.meetings import store as meetings_store
from bot.meetings.attendance.model import Answer, State
from bot.meetings.guests import following_up, prints
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.digest import guests as compose
from bot.meetings.guests.erasing import JOB
from bot.meetings.guests.inviting import Typed
from bot.meetings.guests.model import KEPT, MOST_BROUGHT, Expected, Guest, GuestState, Held, NotAgreed, Visited
from bot.meetings.guests.notices import COMING
from bot.meetings.guests.service import Brought
from bot.meetings.model import CORRECTED_WITHIN, Meeting
from bot.meetings.typed import Plan
from bot.membership.members.lifecycle import Step
from bot.referrals.reminders import morning_items
from bot.services import Services
from tests.conftest import Clock
from tests.passing import forget_contact, give
from tests.people import BAKER, GROUP, MODERATORS, People, someone

ROSA = Typed("Rosa Lima", "Florist", "guest", "yes", "+55 11 98888-1234")
WEEK = timedelta(days=7)


async def meet(services: Services, people: People) -> list[Meeting]:
    """The next three Tuesdays at 07:30, an hour each."""
    plan = Plan(Weekday.TUESDAY, "07:30", minutes="60")
    return list((await services.meetings.schedule(people.ana, plan, "i:meet")).meetings)


async def invite(services: Services, actor: Actor, meeting: Meeting, typed: Typed = ROSA, key: str = "n") -> Brought:
    return await services.guests.invite(actor, meeting.id, typed, f"f:guest:form:{actor.user_id}:{meeting.id}:{key}")


async def all_of(database: Database, meeting: Meeting) -> list[Guest]:
    return await database.read(lambda tx: guests_store.of_meeting(tx, meeting))


async def run_jobs(services: Services) -> None:
    """Run the jobs of meetings with guests that are due."""
    for job in await services.guests.database.write(lambda tx: jobs_store.claim_due(tx, 100)):
        if job.kind == JOB:
            await services.guests.run(job)


def come(clock: Clock, meeting: Meeting, **later: float) -> None:
    """Move the clock to the beginning of a meeting, and further."""
    clock.now = meeting.starts_at + timedelta(**later)


async def refused(services: Services, actor: Actor, meeting: Meeting, typed: Typed) -> Refused:
    with pytest.raises(Refused) as problem:
        await invite(services, actor, meeting, typed, "refused")
    return problem.value


async def test_a_guest_is_kept_sealed_and_the_contact_is_the_inviters(
    services: Services, database: Database, people: People
) -> None:
    meeting, *_ = await meet(services, people)
    found = await invite(services, people.bruno, meeting)
    assert (found.guest.name, found.guest.trade, found.contact) == ("Rosa Lima", "Florist", ROSA.contact)
    assert found.guest.state is GuestState.INVITED
    [row] = await database.read(lambda tx: tx.all("SELECT name, trade, contact FROM guests"))
    assert all(value.startswith("\x02") for value in row), "nothing readable is stored"
    with pytest.raises(Forbidden):
        await services.guests.mine(people.caio, found.guest.id)
    log = await database.read(lambda tx: tx.all("SELECT * FROM log WHERE action = 'guest.invite'"))
    assert len(log) == 1
    assert (await invite(services, people.bruno, meeting)).guest == found.guest, "the same form again"
    assert len(await all_of(database, meeting)) == 1


@pytest.mark.parametrize("agreed", ["", "no", "maybe"])
async def test_without_consent_nothing_is_kept(services: Services, database: Database, people: People, agreed: str) -> None:
    meeting, *_ = await meet(services, people)
    problem = await refused(services, people.bruno, meeting, replace(ROSA, agreed=agreed))
    assert isinstance(problem, NotAgreed)
    for table in ("guests", "guest_prints"):
        assert not await database.read(lambda tx, table=table: tx.all(f"SELECT * FROM {table}"))


@pytest.mark.parametrize(
    "typed",
    [
        replace(ROSA, name="  "),
        replace(ROSA, trade=""),
        replace(ROSA, kind="friend"),
        replace(ROSA, name="x" * 81),
        replace(ROSA, contact="call me"),
        replace(ROSA, name="Rosa +55 11 98888-1234"),
        replace(ROSA, trade="Florist, rosa@example.org"),
    ],
)
async def test_bad_input(services: Services, database: Database, people: People, typed: Typed) -> None:
    meeting, *_ = await meet(services, people)
    await refused(services, people.bruno, meeting, typed)
    assert not await database.read(lambda tx: tx.all("SELECT * FROM guests"))


async def test_a_held_trade_is_told_and_waits_for_a_moderators_welcome(
    services: Services, database: Database, people: People
) -> None:
    meeting, *_ = await meet(services, people)
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), 0)
    typed = replace(ROSA, trade="trade 3")
    problem = await refused(services, people.bruno, meeting, typed)
    assert isinstance(problem, Held)
    assert problem.sentence.params["member"] == "Caio"
    guest = (await invite(services, people.bruno, meeting, replace(typed, held=True))).guest
    assert (guest.is_held, guest.public_trade) == (True, "")
    held = "SELECT channel_id, only_edit FROM outbox WHERE kind = 'guest.held' ORDER BY id"
    assert [tuple(row) for row in await database.read(lambda tx: tx.all(held))] == [(201, 0)]
    with pytest.raises(Forbidden):
        await services.guests.welcome(people.bruno, guest.id)
    welcome = (await services.guests.welcome(people.ana, guest.id)).guest
    assert welcome.public_trade == "trade 3"
    assert (await services.guests.welcome(people.ana, guest.id)).guest == welcome, "said twice, nothing changes"


async def test_ones_own_trade_is_not_held_for_a_substitute(services: Services, people: People) -> None:
    meeting, *_ = await meet(services, people)
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), 0)
    typed = replace(ROSA, trade="Trade 2", kind="substitute")
    assert not (await invite(services, people.bruno, meeting, typed)).guest.is_held


async def test_one_substitute_and_ten_people_at_most(services: Services, people: People) -> None:
    meeting, *_ = await meet(services, people)
    await invite(services, people.bruno, meeting, replace(ROSA, kind="substitute"), "s")
    other = replace(ROSA, name="Pia", contact="")
    assert "in your place already" in str(await refused(services, people.bruno, meeting, replace(other, kind="substitute")))
    for number in range(MOST_BROUGHT - 1):
        await invite(services, people.bruno, meeting, replace(other, name=f"Guest {number}"), str(number))
    assert "more is not possible" in str(await refused(services, people.bruno, meeting, other))


async def test_a_substitute_for_somebody_else_is_refused(services: Services, people: People, clock: Clock) -> None:
    meeting, *_ = await meet(services, people)
    come(clock, meeting, minutes=-10)
    typed = replace(ROSA, kind="substitute", contact="")
    with pytest.raises(Refused, match="A substitute comes for whoever sends them"):
        await services.guests.add_at_door(people.ana, meeting.id, someone(2), typed, "f:guest:door_form:1:n")
    added = await services.guests.add_at_door(people.ana, meeting.id, someone(2), replace(typed, kind="guest"), "f:1:m")
    assert (added.guest.inviter_id, added.guest.state, added.contact) == (2, GuestState.CAME, "")
    reached = replace(ROSA, name="Pia", contact="pia@example.org")
    added = await services.guests.add_at_door(people.ana, meeting.id, someone(2), reached, "f:1:o")
    assert added.contact == "", "it is for the inviter alone"
    assert (await services.guests.mine(people.bruno, added.guest.id)).contact == "pia@example.org"
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    for nobody in (3, 4):
        with pytest.raises(Refused, match="not a member of the group"):
            await services.guests.add_at_door(people.ana, meeting.id, someone(nobody), reached, f"f:1:{nobody}")


async def test_the_door_is_for_who_leads(services: Services, database: Database, people: People, clock: Clock) -> None:
    meeting, following, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    with pytest.raises(Refused, match="from 45 minutes before"):
        await services.guests.mark(people.ana, guest.id, came=True)
    come(clock, meeting, minutes=-45)
    with pytest.raises(Forbidden):
        await services.guests.mark(people.caio, guest.id, came=True)
    await database.write(lambda tx: meetings_store.set_host(tx, meeting, 3))
    assert (await services.guests.mark(people.caio, guest.id, came=True)).state is GuestState.CAME
    come(clock, following, minutes=-1)
    assert (await services.guests.mark(people.ana, guest.id, came=False)).state is GuestState.DID_NOT_COME
    with pytest.raises(Refused, match="It was said already whether"):
        await services.guests.tell(2, guest.id, GuestState.CAME)
    come(clock, following)
    with pytest.raises(Refused, match="until the next meeting began"):
        await services.guests.mark(people.ana, guest.id, came=True)


async def test_where_no_other_meeting_is_planned_guests_are_noted_for_two_weeks(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    """As long as the list at the door is open, and no longer."""
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    come(clock, meeting, hours=2)
    await services.meetings.end(people.ana, meeting.series_id)
    clock.now = meeting.ends_at + CORRECTED_WITHIN - timedelta(minutes=1)
    assert (await services.marking.open(people.ana, meeting.id)).meeting.id == meeting.id
    await services.guests.mark(people.ana, guest.id, came=True)
    clock.pass_by(minutes=1)
    for act in (
        lambda: services.marking.open(people.ana, meeting.id),
        lambda: services.guests.mark(people.ana, guest.id, came=False),
        lambda: services.guests.check_door(people.ana, meeting.id),
    ):
        with pytest.raises(Refused, match="could be corrected until"):
            await act()
    assert [each.state for each in await all_of(database, meeting)] == [GuestState.CAME]


async def test_the_same_guest_a_third_time_is_told(services: Services, people: People, clock: Clock) -> None:
    for visit, meeting in enumerate(await meet(services, people), start=1):
        typed = ROSA if visit == 1 else replace(ROSA, name="Rosa", contact="11 98888 1234")
        if visit == 3:
            problem = await refused(services, people.caio, meeting, typed)
            assert isinstance(problem, Visited)
            typed = replace(typed, visited=True)
        guest = (await invite(services, people.caio, meeting, typed)).guest
        assert guest.visit == visit
        come(clock, meeting)
        assert (await services.guests.mark(people.ana, guest.id, came=True)).visit == visit


async def test_all_at_once_is_told_too_and_who_did_not_come_does_not_count(
    services: Services, people: People, clock: Clock
) -> None:
    first, second, third = await meet(services, people)
    guest = (await invite(services, people.bruno, first)).guest
    await invite(services, people.bruno, second)
    assert isinstance(await refused(services, people.bruno, third, ROSA), Visited)
    come(clock, first)
    await services.guests.mark(people.ana, guest.id, came=False)
    come(clock, second)
    [again] = (await services.guests.bringing(people.bruno, second.id)).brought
    assert (await services.guests.mark(people.ana, again.guest.id, came=True)).visit == 1
    assert (await invite(services, people.bruno, third)).guest.visit == 2


async def test_the_same_guest_of_two_members_is_told(services: Services, people: People) -> None:
    meeting, *_ = await meet(services, people)
    await invite(services, people.bruno, meeting)
    problem = await refused(services, people.caio, meeting, replace(ROSA, name="Dona Rosa"))
    assert isinstance(problem, Expected)
    assert problem.sentence.params["member"] == "Bruno"
    assert (await invite(services, people.caio, meeting, replace(ROSA, name="Dona Rosa", expected=True))).guest.inviter_id == 3


async def test_a_client_as_a_guest_is_asked_about(services: Services, people: People) -> None:
    meeting, *_ = await meet(services, people)
    await give(services, people)
    typed = replace(ROSA, name="Maria Souza")
    assert type(await refused(services, people.ana, meeting, typed)) is Doubt
    assert type(await refused(services, people.ana, meeting, replace(ROSA, trade="Cakes for Maria Souza"))) is Doubt
    assert (await invite(services, people.ana, meeting, replace(typed, sure=True))).guest.name == "Maria Souza"


async def test_nobody_is_invited_to_what_is_over_or_skipped(services: Services, people: People, clock: Clock) -> None:
    first, second, _ = await meet(services, people)
    await services.meetings.skip(people.ana, second.day.isoformat(), "Holiday", "i:skip")
    assert "does not take place" in str(await refused(services, people.bruno, second, ROSA))
    come(clock, first, hours=1)
    assert "is over" in str(await refused(services, people.bruno, first, ROSA))


async def test_another_groups_meeting_and_guest_are_none(services: Services, people: People) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    stranger = replace(people.ana, group_id=GROUP + 1)
    for call in (
        services.guests.bringing(people.duda, meeting.id),
        services.guests.invite(people.bruno, meeting.id + 100, ROSA, "f:x"),
        services.guests.withdraw(people.bruno, guest.id + 100),
        services.guests.withdraw(people.caio, guest.id),
        services.guests.welcome(stranger, guest.id),
    ):
        with pytest.raises(Refused):
            await call


async def test_what_came_of_a_guest_is_said_and_read_by_who_invited_them_alone(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    come(clock, meeting, hours=2)

    async def asked(user_id: int) -> bool:
        return await database.read(lambda tx: following_up.read(tx, GROUP, user_id, guest.id)) is not None

    assert [await asked(user_id) for user_id in (1, 2, 3)] == [False, True, False]
    for user_id in (1, 3, 4):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.guests.tell(user_id, guest.id, GuestState.CAME)
    assert (await services.guests.tell(2, guest.id, GuestState.CAME)).contact == ROSA.contact
    held = await services.guests.held(GROUP, guest.id)
    assert held is not None
    assert (held.guest.name, held.contact) == ("Rosa Lima", ""), "moderators read no contact"
    assert await services.guests.told(GROUP, meeting.id, 2) is not None
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    assert await services.guests.told(GROUP, meeting.id, 2) is None
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.guests.tell(2, guest.id, GuestState.APPLIED)


async def test_of_a_guest_who_is_erased_nothing_is_asked_or_said(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    first, second, _ = await meet(services, people)
    came, taken_back = [(await invite(services, people.bruno, meeting)).guest for meeting in (first, second)]
    await services.guests.withdraw(people.bruno, taken_back.id)
    with pytest.raises(Refused, match="was taken back"):
        await services.guests.welcome(people.ana, taken_back.id)
    come(clock, first)
    await services.guests.mark(people.ana, came.id, came=True)
    clock.now = first.ends_at + KEPT
    await run_jobs(services)
    assert await database.read(lambda tx: following_up.read(tx, GROUP, 2, came.id)) is None
    with pytest.raises(Refused, match="name was deleted by now"):
        await services.guests.tell(2, came.id, GuestState.APPLIED)
    with pytest.raises(Refused, match="was taken back"):
        await services.guests.welcome(people.ana, came.id)


async def test_the_log_tells_what_was_done_and_names_no_guest(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    first, second, _ = await meet(services, people)
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), 0)
    held = (await invite(services, people.bruno, first, replace(ROSA, trade="trade 3", held=True))).guest
    await services.guests.welcome(people.ana, held.id)
    taken_back = (await invite(services, people.bruno, second)).guest
    await services.guests.withdraw(people.bruno, taken_back.id)
    come(clock, first)
    await services.guests.mark(people.ana, held.id, came=True)
    entries = [each.entry for each in (await services.moderation.log(people.ana, 2, 30, 20)).entries]
    assert [(each.action, each.actor_id) for each in reversed(entries) if each.action.startswith("guest.")] == [
        ("guest.invite", 2),
        ("guest.welcome", 1),
        ("guest.invite", 2),
        ("guest.withdraw", 2),
        ("guest.mark", 1),
    ]
    assert "Rosa" not in str(entries)


async def test_what_comes_of_a_visit(services: Services, database: Database, people: People, clock: Clock) -> None:
    meeting, *_ = await meet(services, people)
    rosa, pia = [
        (await invite(services, people.bruno, meeting, each, each.name)).guest
        for each in (ROSA, replace(ROSA, name="Pia", contact=""))
    ]
    with pytest.raises(Refused, match="has not begun"):
        await services.guests.tell(2, rosa.id, GuestState.CAME)
    come(clock, meeting)
    await services.guests.mark(people.ana, rosa.id, came=True)

    async def due() -> list[int]:
        group = await database.read(lambda tx: groups_store.get(tx, GROUP))
        items = await database.read(lambda tx: following_up.due(tx, group, tx.now, 0, 25))
        assert {item.user_id for item in items} <= {2}
        return [item.record_id for item in items]

    clock.pass_by(hours=2)
    assert await due() == [], "not on the day itself"
    clock.pass_by(days=1)
    assert await due() == [rosa.id, pia.id]
    with pytest.raises(Refused, match="Say first whether"):
        await services.guests.tell(2, pia.id, GuestState.AGAIN)
    assert (await services.guests.tell(2, pia.id, GuestState.DID_NOT_COME)).guest.state is GuestState.DID_NOT_COME
    told = await services.guests.tell(2, rosa.id, GuestState.APPLIED)
    assert told.guest.state is GuestState.APPLIED
    assert await due() == []
    visit = await database.read(lambda tx: following_up.read(tx, GROUP, 2, rosa.id))
    assert visit is None, "an answered one leaves the list"
    assert (await services.guests.tell(2, rosa.id, GuestState.NOT_NOW)).guest.state is GuestState.NOT_NOW, (
        "they may change their mind"
    )


async def test_only_the_first_visit_is_asked_about(services: Services, database: Database, people: People, clock: Clock) -> None:
    first, second, _ = await meet(services, people)
    for meeting in (first, second):
        guest = (await invite(services, people.bruno, meeting)).guest
        come(clock, meeting)
        await services.guests.mark(people.ana, guest.id, came=True)
    clock.pass_by(days=1)
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))
    items = await database.read(lambda tx: following_up.due(tx, group, tx.now, 0, 25))
    assert [item.record_id for item in items] == [1]


async def test_the_digest_counts_guests_and_names_members(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting, *_ = await meet(services, people)
    names = ["Rosa Lima", "Pia", "Tom", "Sub"]
    for number, name in enumerate(names):
        kind = "substitute" if name == "Sub" else "guest"
        inviter = people.caio if number == 1 else people.bruno
        guest = (await invite(services, inviter, meeting, replace(ROSA, name=name, contact="", kind=kind), name)).guest
        if name != "Tom":
            come(clock, meeting)
            await services.guests.mark(people.ana, guest.id, came=True)
            come(clock, meeting, hours=-2)
    await database.write(lambda tx: tx.run("UPDATE members SET name = 'Ávila' WHERE user_id = ?", people.caio.user_id))
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))
    span = Period(meeting.starts_at - WEEK, meeting.starts_at + WEEK)
    block = await database.read(lambda tx: compose(tx, group, span))
    assert block is not None
    assert block.facts == {"came": 2, "by": ["Ávila"], "more": 0}, "Bruno sent somebody in his place: he was not there"
    assert await database.read(lambda tx: compose(tx, group, Period(span.end, span.end + WEEK))) is None


@pytest.mark.parametrize(
    ("known", "is_named"),
    [("nothing", True), ("coming", True), ("cannot", False), ("here", True), ("excused", False), ("another is here", False)],
)
async def test_who_brought_a_guest_is_named_if_they_came(
    services: Services, database: Database, people: People, clock: Clock, known: str, is_named: bool
) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    if known in {"coming", "cannot"}:
        await services.attendance.answer(people.bruno, meeting.id, Answer(known))
    come(clock, meeting)
    if known == "excused":
        await services.marking.mark(people.ana, meeting.id, 0, [2], State.EXCUSED)
    elif "here" in known:
        await services.attendance.here(people.caio if "another" in known else people.bruno, meeting.id)
    await services.guests.mark(people.ana, guest.id, came=True)
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))
    block = await database.read(lambda tx: compose(tx, group, Period(meeting.starts_at - WEEK, meeting.starts_at + WEEK)))
    assert block is not None
    assert block.facts == {"came": 1, "by": ["Bruno"] if is_named else [], "more": 0}


async def test_taken_back_everything_of_the_guest_is_gone(services: Services, database: Database, people: People) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    for _ in range(2):
        assert (await services.guests.withdraw(people.bruno, guest.id)).brought == ()
    assert not await all_of(database, meeting)
    assert [tuple(row) for row in await database.read(lambda tx: tx.all("SELECT name, trade, contact, state FROM guests"))] == [
        ("", "", "", "withdrawn")
    ]
    assert not await database.read(lambda tx: tx.all("SELECT * FROM guest_prints"))
    assert (await invite(services, people.bruno, meeting, key="m")).guest.visit == 1


async def test_thirty_days_after_the_meeting_they_are_erased(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    clock.now = meeting.ends_at
    await run_jobs(services)
    clock.now = meeting.ends_at + KEPT - timedelta(seconds=1)
    await run_jobs(services)
    assert (await services.guests.mine(people.bruno, guest.id)).contact == ROSA.contact
    clock.now = meeting.ends_at + KEPT
    await run_jobs(services)
    gone = await services.guests.mine(people.bruno, guest.id)
    assert (gone.guest.name, gone.guest.trade, gone.contact) == ("", "", "")
    assert not await database.read(lambda tx: tx.all("SELECT * FROM guest_prints"))
    await run_jobs(services)
    wiped = "SELECT target, member_id FROM log WHERE action = 'guest.wipe'"
    assert [tuple(row) for row in await database.read(lambda tx: tx.all(wiped))] == [(meeting.label, None)]


async def test_many_are_erased_in_slices(
    services: Services, database: Database, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.meetings.guests.erasing.SLICE", 2)
    meeting, *_ = await meet(services, people)
    for number in range(5):
        await invite(services, people.bruno, meeting, replace(ROSA, name=f"Guest {number}", contact=""), str(number))
    clock.now = meeting.ends_at
    await run_jobs(services)
    clock.now = meeting.ends_at + KEPT
    for left in (3, 1, 0, 0):
        await run_jobs(services)
        kept = await database.read(lambda tx: tx.all("SELECT id FROM guests WHERE wiped_at IS NULL"))
        assert len(kept) == left
        clock.pass_by(minutes=3)


async def test_a_moved_meeting_moves_the_term_and_tells_the_inviter(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    await services.meetings.move(
        people.ana, meeting.day.isoformat(), f"{(meeting.day + timedelta(days=1)).isoformat()} 07:30", "i:move"
    )
    told = await database.read(lambda tx: tx.all("SELECT user_id, detail, facts FROM outbox WHERE kind = 'guest.meeting'"))
    assert [tuple(row) for row in told] == [(2, "", "")]
    for passed, is_kept in ((timedelta(0), True), (KEPT, True), (KEPT + timedelta(days=1), False)):
        clock.now = meeting.ends_at + passed
        await run_jobs(services)
        clock.pass_by(minutes=3)
        await run_jobs(services)
        assert bool((await services.guests.mine(people.bruno, guest.id)).guest.name) is is_kept


@pytest.mark.parametrize("came", [True, False])
async def test_what_was_noted_before_a_move_does_not_stand(
    services: Services, database: Database, people: People, clock: Clock, came: bool
) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    come(clock, meeting, minutes=-20)
    await services.guests.mark(people.ana, guest.id, came=came)
    await services.meetings.move(
        people.ana, meeting.day.isoformat(), f"{(meeting.day + timedelta(days=1)).isoformat()} 07:30", "i:move"
    )
    (moved,) = await all_of(database, meeting)
    assert moved.state is GuestState.INVITED
    told = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'guest.meeting'"))
    assert [row["user_id"] for row in told] == [2]


async def test_the_clock_must_be_trusted_to_erase(services: Services, database: Database, people: People, clock: Clock) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    database.trusts_clock = lambda: False
    for passed in (timedelta(0), KEPT, KEPT + timedelta(days=1)):
        clock.now = meeting.ends_at + passed
        await run_jobs(services)
    assert (await services.guests.mine(people.bruno, guest.id)).guest.name == "Rosa Lima"


@pytest.mark.parametrize("contact", ["11 98888-1234", "ROSA@Example.org"])
async def test_a_moderator_has_a_guest_forgotten(
    services: Services, database: Database, people: People, clock: Clock, contact: str
) -> None:
    meeting, following, *_ = await meet(services, people)
    reached = replace(ROSA, contact="+55 11 98888-1234, rosa@example.org")
    past = (await invite(services, people.bruno, meeting, reached)).guest
    other = (await invite(services, people.bruno, meeting, replace(ROSA, name="Pia", contact="pia@example.org"), "p")).guest
    come(clock, meeting, hours=2)
    ahead = (await invite(services, people.caio, following, reached)).guest
    await services.drafts.keep(GROUP, 3, "guest:form:2:n:", {"name": "ROSA LIMA", "contact": ""})
    await services.drafts.keep(GROUP, 3, "guest:form:2:m:", {"name": "Rosinha", "contact": reached.contact})
    await services.drafts.keep(GROUP, 3, "guest:form:2:o:", {"name": "Pia", "contact": "pia@example.org"})
    log = "SELECT action FROM log ORDER BY id"
    before = await database.read(lambda tx: tx.all(log))
    await forget_contact(services, people.ana, contact)
    after = await database.read(lambda tx: tx.all(log))
    assert [row["action"] for row in after[len(before) :]] == ["client.forget"], "nobody reads whether there was anybody"
    states = {}
    for guest in (past, other, ahead):
        found = await database.read(lambda tx, guest=guest: guests_store.get(tx, GROUP, guest.id))
        assert found is not None
        states[guest.id] = (found.name, found.state)
    assert states == {
        past.id: ("", GuestState.INVITED),
        other.id: ("Pia", GuestState.INVITED),
        ahead.id: ("", GuestState.WITHDRAWN),
    }
    drafts = await database.read(lambda tx: drafts_store.kept(tx, GROUP))
    assert [draft.typed["name"] for draft in drafts] == ["Pia"]


async def test_another_region_reads_numbers_anew(services: Services, database: Database, people: People) -> None:
    meeting, *_ = await meet(services, people)
    await invite(services, people.bruno, meeting, replace(ROSA, contact="020 7946 0958"))
    found = lambda: database.read(lambda tx: prints.with_contact(tx, GROUP, "+44 20 7946 0958", "GB"))  # noqa: E731
    assert await found() == []
    await services.setup.set_up(people.ana, Changes(time_zone="Europe/London", currency="GBP"), 0)
    assert await found() == [1]


async def test_who_leaves_takes_their_invitations_along(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    first, second, _ = await meet(services, people)
    await invite(services, people.bruno, first)
    come(clock, first, hours=2)
    await invite(services, people.bruno, second, replace(ROSA, name="Pia", contact=""))
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    rows = await database.read(lambda tx: tx.all("SELECT state, wiped_at IS NULL AS kept FROM guests ORDER BY id"))
    assert [tuple(row) for row in rows] == [("invited", 1), ("withdrawn", 0)]


async def test_a_new_member_whom_they_brought_has_applied(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    meeting, *_ = await meet(services, people)
    duda, pia = [
        (await invite(services, people.bruno, meeting, replace(ROSA, name=name, contact=""), name)).guest
        for name in ("Duda Reis", "Pia Reis")
    ]
    come(clock, meeting)
    for guest in (duda, pia):
        await services.guests.mark(people.ana, guest.id, came=True)
    await services.applications.apply(people.duda, BAKER, "f:join:form:4:n")
    await services.roster.decide(people.ana, someone(4), Step.APPROVE)
    states = [guest.state for guest in await all_of(database, meeting)]
    assert states == [GuestState.APPLIED, GuestState.CAME]


async def test_two_at_once_see_each_other(services: Services, database: Database, people: People) -> None:
    """The same guest by two members, and a second substitute of one."""
    meeting, *_ = await meet(services, people)
    found = await asyncio.gather(
        invite(services, people.bruno, meeting), invite(services, people.caio, meeting), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in found) == ["Brought", "Expected"]
    subs = [replace(ROSA, name=name, contact="", kind="substitute") for name in ("Pia", "Tom")]
    found = await asyncio.gather(
        *(invite(services, people.ana, meeting, each, each.name) for each in subs), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in found) == ["Brought", "Refused"]


async def test_without_a_moderators_channel_who_set_up_is_asked(services: Services, database: Database, people: People) -> None:
    meeting, *_ = await meet(services, people)
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE, cleared=frozenset({"moderators_channel_id"})), 0)
    await invite(services, people.bruno, meeting, replace(ROSA, trade="Trade 3", held=True))
    held = await database.read(lambda tx: tx.all("SELECT user_id, channel_id FROM outbox WHERE kind = 'guest.held'"))
    assert [tuple(row) for row in held] == [(1, None)]
    await services.setup.set_up(people.ana, Changes(moderators_channel_id=MODERATORS), 0)
    held = await database.read(lambda tx: tx.all("SELECT channel_id FROM outbox WHERE kind = 'guest.held' ORDER BY id"))
    assert [row["channel_id"] for row in held] == [None, MODERATORS], "asked once there is a channel"


async def test_the_day_before_their_inviter_is_reminded_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    first, second, _ = await meet(services, people)
    guest = (await invite(services, people.bruno, first)).guest
    await invite(services, people.bruno, second)
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))

    async def due() -> list[int]:
        items = await database.read(lambda tx: following_up.due_before(tx, group, tx.now, 0, 25))
        return [item.record_id for item in items]

    for hours, reminded in ((-48, []), (-22, [guest.id]), (1, [])):
        come(clock, first, hours=hours)
        assert await due() == reminded, hours
    come(clock, first, hours=-22)
    await database.write(lambda tx: morning_items.name(tx, GROUP, 2, tx.now, [(COMING, guest.id)]))
    assert await due() == []
    await services.meetings.move(people.ana, first.day.isoformat(), f"{first.day + timedelta(days=1)} 07:00", "c:later")
    clock.pass_by(days=1)
    assert await due() == [guest.id], "before the day to which it was moved"
    await database.write(lambda tx: morning_items.name(tx, GROUP, 2, tx.now, [(COMING, guest.id)]))
    await services.guests.withdraw(people.bruno, guest.id)
    assert await database.read(lambda tx: following_up.read_before(tx, GROUP, 2, guest.id)) is None
    edits = "SELECT subject FROM outbox WHERE kind = 'reminder' AND only_edit = 1"
    assert len(await database.read(lambda tx: tx.all(edits))) == 1, "what names them is rendered anew"


async def test_who_goes_on_leave_still_takes_an_invitation_back(services: Services, people: People) -> None:
    meeting, *_ = await meet(services, people)
    guest = (await invite(services, people.bruno, meeting)).guest
    await services.leave.go(people.bruno, "2026-12-24", "")
    with pytest.raises(Refused, match="You are on leave"):
        await invite(services, people.bruno, meeting, replace(ROSA, name="Pia"), "p")
    assert (await services.guests.mine(people.bruno, guest.id)).contact == ROSA.contact
    assert (await services.guests.withdraw(people.bruno, guest.id)).brought == ()
