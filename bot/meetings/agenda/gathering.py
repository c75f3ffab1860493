"""Reads an agenda from all that the group did since it met last."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.asks import offers_store
from bot.asks import store as asks_store
from bot.asks.model import NeedKind
from bot.core.calendar import PeriodName, period
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.meetings import store as meetings_store
from bot.meetings.agenda import store as agenda_store
from bot.meetings.agenda.model import (
    MOST_TRADES,
    Agenda,
    Announcement,
    ClosedWeek,
    Exchanged,
    Lesson,
    Person,
    Said,
    Talk,
    Turn,
    Visitor,
    since,
)
from bot.meetings.attendance import store as attendance_store
from bot.meetings.guests import store as guests_store
from bot.meetings.speakers import store as speakers_store
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import SEATED
from bot.membership.profiles import store as profiles_store
from bot.membership.seats import store as seats_store
from bot.membership.seats.service import unheld
from bot.membership.trades import seat_key
from bot.referrals.thanks import store as thanks_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting

AHEAD = 20
"""More than the meetings that may be planned before the one of an agenda and that after it."""
MOST_THANKS = 200
"""Maximum number of thanks that are read."""


async def gather(tx: Tx, group: Group, meeting: Meeting) -> Agenda:
    """Read the agenda as it is now."""
    here = await _here(tx, meeting)
    before = await meetings_store.previous(tx, group.group_id, min(meeting.starts_at, tx.now))
    span = since(before, meeting, tx.now)
    following = await _following(tx, meeting)
    return Agenda(
        group,
        meeting,
        tx.now,
        await _visitors(tx, meeting, here),
        await _round(tx, group, here, span),
        await _lesson(tx, group, here, span),
        await _talks(tx, meeting, here),
        await _exchanged(tx, group, here, span),
        await _week(tx, group),
        await _announcements(tx, meeting, here),
        await _open_trades(tx, group),
        following,
        await _next_talks(tx, following),
    )


async def _here(tx: Tx, meeting: Meeting) -> dict[int, Person]:
    """Who is there or expected, by id, in the order of their names."""
    people = await _people(tx, meeting.group_id, await attendance_store.expected(tx, meeting))
    return dict(sorted(people.items(), key=lambda each: (sort_key(each[1].name), each[0])))


async def _people(tx: Tx, group_id: int, ids: Sequence[int]) -> dict[int, Person]:
    """Those of the people who belong to the group, by id."""
    seats = {line.user_id: line.seat for line in await profiles_store.lines(tx, group_id, ids)}
    names = await members_store.names(tx, group_id, seats)
    return {user_id: Person(names[user_id], seat, is_associate=not seat) for user_id, seat in seats.items()}


async def _following(tx: Tx, meeting: Meeting) -> Meeting | None:
    """The first planned meeting after this one."""
    planned = await meetings_store.upcoming(tx, meeting.group_id, AHEAD)
    return next((each for each in planned if each.starts_at > meeting.starts_at), None)


async def _visitors(tx: Tx, meeting: Meeting, here: Mapping[int, Person]) -> tuple[Visitor, ...]:
    """The guests and substitutes who are there or expected, and who are not erased."""
    found = [guest for guest in await guests_store.of_meeting(tx, meeting) if guest.name and guest.is_awaited]
    return tuple(
        Visitor(
            Person(guest.name, guest.public_trade),
            # A substitute's inviter is absent by what it says.
            here[guest.inviter_id].name if guest.inviter_id in here and not guest.is_substitute else "",
            guest.is_substitute,
        )
        for guest in found
    )


async def _round(tx: Tx, group: Group, here: Mapping[int, Person], span: Period) -> tuple[Turn, ...]:
    looking = await agenda_store.looked_for(tx, group.group_id)
    wanted = {line.user_id: line.ideal_referral for line in await profiles_store.lines(tx, group.group_id, list(here))}
    days = await roll.days(tx, group.group_id, list(here))
    return tuple(
        Turn(
            person, looking.get(user_id, ""), wanted[user_id], (joined := days[user_id].joined_at) is not None and joined in span
        )
        for user_id, person in here.items()
    )


async def _lesson(tx: Tx, group: Group, here: Mapping[int, Person], span: Period) -> Lesson | None:
    found = await agenda_store.most_helpful(tx, group.group_id, span, here)
    if found is None:
        return None
    need_id, helper_id, helped = found
    need = await asks_store.get(tx, group.group_id, need_id)
    assert need is not None, "the query joins it"
    if need.kind is NeedKind.TIP:
        return Lesson(need.text, need.title, here[helper_id].name, helped, is_tip=True) if need.text else None
    said = [offer.text for offer in await offers_store.by_person(tx, need, helper_id) if offer.text]
    return Lesson(said[0], need.text, here[helper_id].name, helped, is_tip=False) if said else None


async def _talks(tx: Tx, meeting: Meeting, here: Mapping[int, Person]) -> tuple[Talk, ...]:
    found = await speakers_store.of_meeting(tx, meeting)
    return tuple(Talk(here[each.user_id], each.topic) for each in found if each.user_id in here)


async def _next_talks(tx: Tx, following: Meeting | None) -> tuple[Talk, ...]:
    """Who speaks at the meeting after this one, which everybody may know, whether they are here or not."""
    if following is None:
        return ()
    found = await speakers_store.of_meeting(tx, following)
    people = await _people(tx, following.group_id, [each.user_id for each in found])
    return tuple(Talk(people[each.user_id], each.topic) for each in found if each.user_id in people)


async def _announcements(tx: Tx, meeting: Meeting, here: Mapping[int, Person]) -> tuple[Announcement, ...]:
    found = await speakers_store.announcements_of(tx, meeting)
    return tuple(Announcement(here[each.author_id].name if each.author_id in here else "", each.text) for each in found)


async def _exchanged(tx: Tx, group: Group, here: Mapping[int, Person], span: Period) -> tuple[Exchanged, ...]:
    """Who of those present gave something, in their order. Thanks to somebody who is not here are left to the weekly news."""
    passed: defaultdict[int, list[int]] = defaultdict(list)
    for giver_id, receiver_id, _ in await ledger_store.done_between(tx, group.group_id, EntryKind.REFERRAL, span):
        passed[giver_id].append(receiver_id)
    thanks: defaultdict[int, list[Said]] = defaultdict(list)
    for said in await thanks_store.in_period(tx, group.group_id, span, MOST_THANKS):
        if said.thanked_id in here:
            thanks[said.author_id].append(Said(here[said.thanked_id].name, "" if said.for_act else said.message))
    return tuple(
        Exchanged(person, *_receivers(passed[user_id], here), tuple(thanks[user_id]))
        for user_id, person in here.items()
        if passed[user_id] or thanks[user_id]
    )


def _receivers(ids: Sequence[int], here: Mapping[int, Person]) -> tuple[tuple[str, ...], int]:
    """The names of those who are here, as often as they were passed one, and how many the others got."""
    named = [here[user_id].name for user_id in ids if user_id in here]
    return tuple(sorted(named, key=sort_key)), len(ids) - len(named)


async def _week(tx: Tx, group: Group) -> ClosedWeek:
    week = period(PeriodName.LAST_WEEK, tx.now, group.zone, group.week_starts)
    referrals, _ = await ledger_store.totals(tx, group.group_id, EntryKind.REFERRAL, week)
    return ClosedWeek(week, referrals, await thanks_store.count_in(tx, group.group_id, week))


async def _open_trades(tx: Tx, group: Group) -> tuple[str, ...]:
    """The trades that the group looks for, then those that clients need, then popular ones: all that nobody holds."""
    held = {seat_key(each.seat) for each in await roll.listed(tx, group.group_id, SEATED) if each.seat}
    asked_for = [*await seats_store.wanted(tx, group.group_id), *await asks_store.open_trades(tx, group.group_id, MOST_TRADES)]
    wanted, popular = unheld(asked_for, held)
    return (*wanted, *popular)[:MOST_TRADES]
