"""Executes what the year has besides the plan: who joins and leaves, and the meetings with their guests."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from bot.demo import opening, places
from bot.demo.meetings import SKIPPED
from bot.demo.people import MODERATOR, Text
from bot.demo.places import ZONE
from bot.demo.pressing import press_told, pressable
from bot.demo.simulator import find_button, newest_with_button, options_of
from bot.demo.year import texts
from bot.demo.year.people import FOUNDERS, NEWCOMERS
from bot.demo.year.plan import CLOSED, SEED, Stay, year

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    import simcord

    from bot.demo.meetings import Meetings
    from bot.demo.people import Someone
    from bot.demo.places import Place
    from bot.demo.plan import Plan

NEW_YEAR = (1, 7)
"""Month and day of the demo's present: the year before it is over, and so is its last week."""
MORNING = time(10)
HOLIDAYS = Text("Holidays. See you in August!", "Férias. Até agosto!")
"""Why there is no meeting on the last Tuesday of July."""
REASON = Text("Moves to another city. All the best!", "Vai para outra cidade. Tudo de bom!")
SAID_BEFORE, BROUGHT_BEFORE, MARKED_AFTER = timedelta(days=6), timedelta(days=3), timedelta(minutes=5)
ASKED_AFTER = timedelta(days=1, hours=4)
"""The morning list of the next day asks who brought a guest what comes of it."""
WEEK = timedelta(weeks=1)
GUESTS, COMING = 0.8, 0.85
"""At how many of the meetings without a newcomer there is another guest, and how many of these guests come."""

Act = tuple[datetime, "Callable[[], Awaitable[None]]"]


def present(now: datetime) -> datetime:
    """The last 7 January at 10:00 in the group's zone: the demo's present, from which on the whole of the last year is told."""
    local = now.astimezone(ZONE)
    found = datetime(local.year, *NEW_YEAR, MORNING.hour, tzinfo=ZONE)
    return found if found <= local else found.replace(year=local.year - 1)


def first_day(now: datetime) -> int:
    """The day of the plan on which the week begins that holds the last year's 1 January; day 56 is the present."""
    today = now.astimezone(ZONE).date()
    new_year = today.replace(year=today.year - 1, month=1, day=1)
    return 56 - (today - new_year).days - new_year.weekday()


class Guest(NamedTuple):
    """Somebody who is brought to a meeting; `newcomer` where they join afterwards."""

    inviter: str
    name: str
    trade: Text
    contact: str
    comes: bool
    newcomer: bool


class Evening(Struct, frozen=True):
    """What is decided by chance about a meeting: the keys of who is there, and the guests."""

    number: int
    there: frozenset[str]
    guests: tuple[Guest, ...]


class Life:
    """The year of the group of sixty."""

    def __init__(self, place: Place, now: datetime, share: float = 1, first: int | None = None) -> None:
        """`share` is how much of what the members do is done, `first` the day on which it begins where that is later."""
        self._place = place
        self._now = now
        self.first = first_day(now) if first is None else first
        self._year = year(self.first, share)
        self._chance = Random(SEED + 1)  # noqa: S311 - it makes up a story
        self._sponsors: dict[str, str] = {}
        """Who brought a newcomer to their first meeting, by the newcomer's key."""

    @property
    def plan(self) -> Plan:
        return self._year.plan

    async def begin(self) -> None:
        """Those who are there from the beginning are added and write their profiles."""
        for each in FOUNDERS:
            places.join(self._place, each.someone)
            await opening.enrol(self._place, each.someone)

    def acts(self, meetings: Meetings, moment: Callable[[int, int], datetime]) -> Iterator[Act]:
        """Everything with its times; `moment` gives the time of a day, by a number."""
        number = -1
        while meetings.starts(number - 1).date() > moment(self.first, 0).date():
            number -= 1
        evenings: list[Evening] = []
        while meetings.starts(number) <= self._now:
            if number != SKIPPED:
                evenings.append(self._evening(number, meetings.starts(number), moment))
            number += 1
        for evening in evenings:
            yield from self._meets(evening, meetings)
        for stay in self._year.stays:
            if stay.leaves is not None:
                yield moment(stay.leaves, 1), partial(self._leave, stay.key)
        for number, each in enumerate(NEWCOMERS):
            joins = next(stay.joins for stay in self._year.stays if stay.key == each.someone.key)
            applies = moment(joins, number)
            yield applies - timedelta(days=1), partial(self._apply, each.someone)
            yield applies, partial(self._approve, each.someone)

    def _evening(self, number: int, starts: datetime, moment: Callable[[int, int], datetime]) -> Evening:
        chance = self._chance
        here = [stay for stay in self._year.stays if _belongs(stay, starts, moment)]
        there = frozenset(stay.key for nth, stay in enumerate(here) if chance.random() < 0.6 + 0.035 * (nth % 10))
        brought = starts - BROUGHT_BEFORE - timedelta(days=1)
        inviters = [stay.key for stay in here if stay.key in there - {CLOSED, MODERATOR} and moment(stay.joins, 0) < brought]
        guests = [
            self._guest(inviters, number, each.someone)
            for each, stay in zip(NEWCOMERS, self._newcomers(), strict=True)
            if inviters and timedelta(days=3) <= moment(stay.joins, 0) - starts < timedelta(days=10)
        ]
        if number < 0 and inviters and not guests and chance.random() < GUESTS:
            guests.append(self._guest(inviters, number))
        return Evening(number, there | {MODERATOR}, tuple(guests))

    def _newcomers(self) -> Sequence[Stay]:
        keys = {each.someone.key for each in NEWCOMERS}
        return [stay for stay in self._year.stays if stay.key in keys]

    def _guest(self, inviters: list[str], number: int, newcomer: Someone | None = None) -> Guest:
        # Whoever brings a guest stands at the end of the row, and is taken again after all others.
        inviter = inviters.pop((number * 7) % len(inviters))
        if newcomer is not None:
            self._sponsors[newcomer.key] = inviter
            return Guest(inviter, newcomer.name, newcomer.trade, newcomer.contact, comes=True, newcomer=True)
        chance = self._chance
        name = f"{chance.choice(texts.FIRST_NAMES)} {chance.choice(texts.LAST_NAMES)}"
        contact = f"(11) 95552-{-number:04}"
        return Guest(inviter, name, chance.choice(texts.TRADES_OF_GUESTS), contact, chance.random() < COMING, newcomer=False)

    def _meets(self, evening: Evening, meetings: Meetings) -> Iterator[Act]:
        starts = meetings.starts(evening.number)
        if (starts.month, (starts + WEEK).month) == (7, 8):
            reason = HOLIDAYS.of(self._place.language)
            yield starts - SAID_BEFORE, partial(meetings.moderate, "skip", date=starts.date().isoformat(), reason=reason)
            return
        for guest in evening.guests:
            yield starts - BROUGHT_BEFORE, partial(self._bring, guest, starts)
        yield starts + MARKED_AFTER, partial(self._mark, evening)
        for guest in evening.guests:
            if guest.comes and starts + ASKED_AFTER < self._now:
                yield starts + ASKED_AFTER, partial(self._tell, guest)

    async def _bring(self, guest: Guest, starts: datetime) -> None:
        person = self._place.people[guest.inviter]
        form = await person.slash(self._place.channel, "meeting guest", date=starts.date().isoformat())
        typed = {"name": guest.name, "trade": guest.trade.of(self._place.language), "contact": guest.contact}
        await person.submit_modal(form, typed | {"as": "guest", "agreed": "yes"})

    async def _mark(self, evening: Evening) -> None:
        """The moderator ticks who is there on each page of the list at the door, and says of each guest whether they came."""
        place = self._place
        moderator = place.people[MODERATOR]
        card = newest_with_button(place.env, place.channel, "meeting:door:")
        listed = _shown(await moderator.click(card, custom_id=find_button(card, "meeting:door:")))
        there = {str(place.people[key].id) for key in evening.there if key in place.people}
        for page in count(1):
            menu = find_button(listed, "meeting:tick:")
            await moderator.select(listed, [each for each, _ in options_of(listed, menu) if each in there], custom_id=menu)
            if page == 1:
                came = "guest_here" if all(guest.comes for guest in evening.guests) else "guest_missed"
                for button in pressable(listed, f"meeting:{came}:"):
                    await moderator.click(listed, custom_id=button)
            following = pressable(listed, f"meeting:page:{page}:")
            if not following:
                break
            await moderator.click(listed, custom_id=following[0])

    async def _tell(self, guest: Guest) -> None:
        verb = "applied" if guest.newcomer else "not_now"
        with suppress(LookupError):  # a full morning list leaves the question to a later day
            await press_told(self._place.env, self._place.people[guest.inviter], f"guest:{verb}:")

    async def _apply(self, someone: Someone) -> None:
        place = self._place
        places.join(place, someone)
        person = place.people[someone.key]
        form = await person.slash(place.channel, "join", seat=someone.trade.of(place.language))
        sponsor = {"sponsor": [place.people[self._sponsors[someone.key]]]} if someone.key in self._sponsors else {}
        await person.submit_modal(form, opening.profile_of(someone, place.language) | sponsor)

    async def _approve(self, someone: Someone) -> None:
        place = self._place
        await place.people[MODERATOR].slash(place.moderators, "member approve", member=place.people[someone.key])

    async def _leave(self, key: str) -> None:
        place = self._place
        reason = REASON.of(place.language)
        await place.people[MODERATOR].slash(place.moderators, "member remove", member=place.people[key], reason=reason)


def _belongs(stay: Stay, starts: datetime, moment: Callable[[int, int], datetime]) -> bool:
    return moment(stay.joins, 0) < starts and (stay.leaves is None or starts < moment(stay.leaves, 0))


def _shown(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response
