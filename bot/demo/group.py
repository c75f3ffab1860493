"""Composes the sample group: its people execute the plan by the bot's own commands, while simulated time passes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from bot.demo import neighbours, opening, places
from bot.demo.asking import Asking
from bot.demo.asks import ASKS
from bot.demo.history import REFERRALS, THANKS
from bot.demo.introductions import INTRODUCTIONS
from bot.demo.knowing import Knowing
from bot.demo.meetings import Meetings
from bot.demo.neighbours import Neighbours
from bot.demo.network import look_ahead
from bot.demo.own_people import OwnPeople
from bot.demo.people import APPLICANT, FRIEND, MEMBERS, MODERATOR, SPONSOR
from bot.demo.places import ZONE
from bot.demo.plan import Plan
from bot.demo.pressing import press_told
from bot.demo.referring import Referring
from bot.demo.simulator import forget_private_replies

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import simcord

    from bot.demo.places import Place
    from bot.demo.plan import Introduction, Press, Referral
    from bot.demo.year.life import Life

WEEKS = 8
EIGHT_WEEKS = Plan(REFERRALS, THANKS, INTRODUCTIONS, ASKS)
GOALS = "give_first"
"""The scheme that the sample group follows."""


def beginning(now: datetime, *, day: int = 0) -> datetime:
    """The start of the simulated time, the morning of a day of the plan; day 0 is WEEKS weeks before `now`."""
    return _at(now, day, time(7))


def build(env: simcord.Env, language: str) -> Place:
    """Make both servers before anybody has used the bot: that of the sample group, and its neighbours' beside it."""
    place = places.build(env, language)
    return replace(place, beside=neighbours.build(place))


class Event(NamedTuple):
    """An action at a time; `rank` orders actions at the same time."""

    at: datetime
    rank: int
    do: Callable[[], Awaitable[None]]


async def live(place: Place, now: datetime, life: Life | None = None) -> None:
    """Execute the plan up to `now`, and that of the group of sixty where a `life` is given."""
    past = _Past(place, now, life)
    await past.open()
    if life is not None:
        await life.begin()
    await look_ahead(place, now)
    events = sorted(past.events())
    for event in events:
        await place.env.advance_time(max(0.0, (event.at - place.env.now()).total_seconds()))
        await event.do()
    await place.env.advance_time(max(0.0, (now - place.env.now()).total_seconds()))
    # Else the page would begin with eight weeks of private answers.
    for each in filter(None, (place, place.beside)):
        for channel in (each.channel, each.moderators):
            forget_private_replies(place.env, channel)


class _Past:
    """The execution of the plan."""

    def __init__(self, place: Place, now: datetime, life: Life | None) -> None:
        self._place = place
        self._now = now
        self._life = life
        self._asking = Asking(place.env, place.channel, place.people, ZONE, place.language)
        first = beginning(now).date() + timedelta(days=1)
        self._meetings = Meetings(place.env, place.people, place.channel, place.moderators, first, ZONE, place.language)
        self._own_people = OwnPeople(place.channel, place.people, place.language)
        self._referring = Referring(place)

    async def open(self) -> None:
        """The moderator sets the group up and adds the members, who write their profiles."""
        place = self._place
        await opening.set_up(place, f"{self._now.astimezone(ZONE) + timedelta(days=1):%A}".lower())
        # Without a year before it the first meeting is on the day that the plan counts from, not on that of the set-up.
        await self._meetings.schedule(self._meetings.first if self._life is None else place.env.now().astimezone(ZONE).date())
        await place.people[MODERATOR].slash(place.moderators, "group goals", scheme=GOALS)
        for someone in (*MEMBERS, FRIEND):
            await opening.enrol(place, someone)
        opening.keep_apart(place)

    def events(self) -> list[Event]:
        """The plan as actions with their times."""
        events: list[Event] = []
        self._add(events, EIGHT_WEEKS, 0)
        knowing = Knowing(self._place.env, self._place.channel, self._place.people)
        beside = [] if self._place.beside is None else Neighbours(self._place, self._place.beside).acts()
        for acts in (*knowing.acts(), *beside):
            after: datetime | None = None
            for day, act in acts:
                after = self._moment(day, len(events), after)
                events.append(Event(after, len(events), act))
        acts = [*self._meetings.acts(self._now), *self._own_people.acts(self._moment)]
        acts += [] if self._life is None else self._life.acts(self._meetings, self._moment)
        events += [Event(at, number, act) for number, (at, act) in enumerate(acts, start=len(events))]
        events.append(Event(self._now - timedelta(minutes=25), len(events), self._apply))
        if self._life is not None:  # last, so that the eight weeks have the same times with it and without
            self._add(events, self._life.plan, len(REFERRALS))
        return events

    def _add(self, events: list[Event], plan: Plan, first: int) -> None:
        """Add what a plan has; `first` is the number of its first referral."""
        for number, referral in enumerate(plan.referrals, start=first):
            at = self._moment(referral.day, number)
            events.append(Event(at, len(events), lambda n=number, r=referral: self._refer(n, r)))
            for step in referral.steps:
                at = self._moment(referral.day + step.after, number + len(events), at)
                events.append(Event(at, len(events), lambda n=number, r=referral, s=step: self._referring.step(n, r, s)))
        for number, thanks in enumerate(plan.thanks):
            events.append(Event(self._moment(thanks.day, number), len(events), lambda t=thanks: self._referring.thank(t)))
        for number, introduction in enumerate(plan.introductions):
            at = self._moment(introduction.day, number)
            events.append(Event(at, len(events), lambda i=introduction: self._introduce(i)))
            for press in introduction.presses:
                at = self._moment(introduction.day + press.after, number + len(events), at)
                events.append(Event(at, len(events), partial(self._press, press)))
        for number, ask in enumerate(plan.asks):
            at = self._moment(ask.day, number)
            events.append(Event(at, len(events), lambda a=ask: self._asking.post(a)))
            for move in ask.moves:
                at = self._moment(ask.day + move.after, number + len(events), at)
                events.append(Event(at, len(events), lambda a=ask, m=move: self._asking.move(a, m)))

    def _moment(self, day: int, number: int, after: datetime | None = None) -> datetime:
        """A time between 09:00 and 18:00 of a day, not in the future, and the same at each start; five minutes past `after` at the earliest."""
        minutes = (number * 97) % 540
        planned = _at(self._now, day, time(9)) + timedelta(minutes=minutes)
        moment = min(planned, self._now - timedelta(minutes=40))
        return moment if after is None else max(moment, after + timedelta(minutes=5))

    async def _refer(self, number: int, referral: Referral) -> None:
        form = await self._asking.refer(referral) if referral.ask else None
        await self._referring.refer(number, referral, form)

    async def _press(self, press: Press) -> None:
        await press_told(self._place.env, self._place.people[press.by], f"intro:{press.verb}:")

    async def _introduce(self, introduction: Introduction) -> None:
        place = self._place
        connector, one, two = (place.people[key] for key in (introduction.connector, introduction.one, introduction.two))
        form = await connector.slash(place.channel, "introduce", one=one, two=two)
        words = {"why": introduction.why.of(place.language), "note_one": introduction.note.of(place.language), "note_two": ""}
        await connector.submit_modal(form, words)

    async def _apply(self) -> None:
        place = self._place
        applicant = place.people[APPLICANT.key]
        form = await applicant.slash(place.channel, "join", seat=APPLICANT.trade.of(place.language))
        await applicant.submit_modal(form, opening.profile_of(APPLICANT, place.language) | {"sponsor": [place.people[SPONSOR]]})


def _at(now: datetime, day: int, clock: time) -> datetime:
    today = now.astimezone(ZONE).date()
    return datetime.combine(today - timedelta(weeks=WEEKS) + timedelta(days=day), clock, tzinfo=ZONE)
