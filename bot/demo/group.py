"""Composes the sample group: its people execute the plan by the bot's own commands, while simulated time passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import discord

from bot.demo import avatars
from bot.demo.asking import Asking
from bot.demo.asks import ASKS
from bot.demo.history import REFERRALS, THANKS
from bot.demo.introductions import INTRODUCTIONS
from bot.demo.knowing import Knowing
from bot.demo.meetings import Meetings
from bot.demo.network import look_ahead
from bot.demo.own_people import OwnPeople
from bot.demo.people import APPLICANT, FRIEND, MEMBERS, MODERATOR, SPONSOR, Someone, Text
from bot.demo.pressing import press_told
from bot.demo.preview import Seat
from bot.demo.simulator import (
    close_messages,
    find_button,
    forget_private_replies,
    make_private,
    newest_message,
    restrict_commands,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import simcord

    from bot.demo.plan import Introduction, Referral, Step, Thanks

ZONE = ZoneInfo("America/Sao_Paulo")
WEEKS = 8
GROUP = Text("Paulista Circle", "Círculo Paulista")
CHANNEL = Text("good-words", "boas-indicações")
TOPIC = Text("Who helped whom, and thank you.", "Quem ajudou quem, e os agradecimentos.")
MODERATORS = Text("Moderators", "Moderação")
MODERATORS_CHANNEL = Text("moderators", "moderação")
MODERATORS_COMMANDS = ("digest", "group", "member", "moderate")
DIRECT = Text("direct messages", "mensagens diretas")
CLOSED = frozenset({"heitor"})
"""Keys of the people who accept no direct messages."""
DIGEST_AT = "09:00"


def beginning(now: datetime) -> datetime:
    """The start of the simulated time: WEEKS weeks before `now`, in the morning."""
    return _at(now, 0, time(7))


@dataclass(frozen=True, slots=True)
class Place:
    """The simulated server with its channels and people; `moderators` is the channel that only moderators can read."""

    env: simcord.Env
    channel: simcord.ChannelHandle
    moderators: simcord.ChannelHandle
    role: simcord.RoleHandle
    people: dict[str, simcord.MemberActor]
    language: str

    @property
    def viewers(self) -> list[simcord.MemberActor]:
        """The people as whom the page can show the server."""
        return list(self.people.values())

    def seats(self) -> list[Seat]:
        """Each person in the channels that they can read, their direct messages with the bot included."""
        seats: list[Seat] = []
        for key, person in self.people.items():
            name = person.user.global_name or person.name
            seats.append(Seat(name, person, self.channel))
            if key == MODERATOR:
                seats.append(Seat(f"{name} · #{self.moderators.name}", person, self.moderators, counts=True))
            seats.append(Seat(f"{name} · {DIRECT.of(self.language)}", person.user, person.user.dm_channel, counts=True))
        return seats


def build(env: simcord.Env, language: str) -> Place:
    """Make the server before anybody has used the bot."""
    guild = env.create_guild(GROUP.of(language), preferred_locale=language if language == "pt-BR" else "en-US")
    role = guild.create_role(MODERATORS.of(language), permissions=discord.Permissions(manage_guild=True))
    channel = guild.create_text_channel(CHANNEL.of(language), topic=TOPIC.of(language))
    moderators = guild.create_text_channel(MODERATORS_CHANNEL.of(language))
    make_private(env, moderators, role)
    people: dict[str, simcord.MemberActor] = {}
    for someone in (*MEMBERS, FRIEND, APPLICANT):
        user = env.create_user(someone.key, global_name=someone.name, avatar=avatars.HASH)
        if someone.key in CLOSED:
            close_messages(env, user)
        people[someone.key] = guild.add_member(user, roles=[role] if someone.key == MODERATOR else [])
    return Place(env, channel, moderators, role, people, language)


class Event(NamedTuple):
    """An action at a time; `rank` orders actions at the same time."""

    at: datetime
    rank: int
    do: Callable[[], Awaitable[None]]


async def live(place: Place, now: datetime) -> None:
    """Execute the plan up to `now`."""
    past = _Past(place, now)
    await past.open()
    await look_ahead(place.people, place.channel, place.moderators, now)
    events = sorted(past.events())
    for event in events:
        await place.env.advance_time(max(0.0, (event.at - place.env.now()).total_seconds()))
        await event.do()
    await place.env.advance_time(max(0.0, (now - place.env.now()).total_seconds()))
    # Else the page would begin with eight weeks of private answers.
    for channel in (place.channel, place.moderators):
        forget_private_replies(place.env, channel)


class _Past:
    """The execution of the plan."""

    def __init__(self, place: Place, now: datetime) -> None:
        self._place = place
        self._now = now
        self._asking = Asking(place.env, place.channel, place.people, ZONE, place.language)
        first = beginning(now).date() + timedelta(days=1)
        self._meetings = Meetings(place.env, place.people, place.channel, place.moderators, first, ZONE, place.language)
        self._own_people = OwnPeople(place.channel, place.people, place.language)
        self._given: dict[int, str] = {}
        """The label that the bot gave each referral of the plan, by its index."""
        self._cards: dict[tuple[int, str], simcord.ResponseMessage] = {}
        """The card that a person has open, by the referral's index and the person; its buttons follow the state."""

    async def open(self) -> None:
        """The moderator sets the group up and adds the members, who write their profiles.

        Then the server's Integrations page offers the moderators' commands to moderators, outside everybody's channel.
        """
        place, channel, apart = self._place, self._place.channel, self._place.moderators
        moderator = place.people[MODERATOR]
        await moderator.slash(
            apart,
            "group setup",
            referrals_channel=channel,
            digest_channel=channel,
            moderators_channel=apart,
            time_zone=ZONE.key,
            language=place.language,
            currency="BRL",
        )
        tomorrow = (self._now.astimezone(ZONE) + timedelta(days=1)).strftime("%A").lower()
        await moderator.slash(apart, "digest schedule", day=tomorrow, time=DIGEST_AT)
        await self._meetings.schedule()
        for someone in (*MEMBERS, FRIEND):
            person = place.people[someone.key]
            seat = {"seat": trade} if (trade := someone.trade.of(place.language)) else {}
            await moderator.slash(apart, "member add" if seat else "member associate", member=person, **seat)
            form = await person.slash(channel, "profile edit")
            await person.submit_modal(form, self._about(someone) | {"links": someone.links})
        assert channel.guild is not None
        restrict_commands(place.env, channel.guild, MODERATORS_COMMANDS, place.role, channel)

    def events(self) -> list[Event]:
        """The plan as actions with their times."""
        events: list[Event] = []
        for number, referral in enumerate(REFERRALS):
            at = self._moment(referral.day, number)
            events.append(Event(at, len(events), lambda n=number, r=referral: self._refer(n, r)))
            for step in referral.steps:
                at = self._moment(referral.day + step.after, number + len(events), at)
                events.append(Event(at, len(events), lambda n=number, r=referral, s=step: self._step(n, r, s)))
        for number, thanks in enumerate(THANKS):
            events.append(Event(self._moment(thanks.day, number), len(events), lambda t=thanks: self._thank(t)))
        for number, introduction in enumerate(INTRODUCTIONS):
            at = self._moment(introduction.day, number)
            events.append(Event(at, len(events), lambda i=introduction: self._introduce(i)))
            for press in introduction.presses:
                at = self._moment(introduction.day + press.after, number + len(events), at)
                person = self._place.people[press.by]
                events.append(Event(at, len(events), partial(press_told, self._place.env, person, f"intro:{press.verb}:")))
        for number, ask in enumerate(ASKS):
            at = self._moment(ask.day, number)
            events.append(Event(at, len(events), lambda a=ask: self._asking.post(a)))
            for move in ask.moves:
                at = self._moment(ask.day + move.after, number + len(events), at)
                events.append(Event(at, len(events), lambda a=ask, m=move: self._asking.move(a, m)))
        for acts in Knowing(self._place.env, self._place.channel, self._place.people).acts():
            after: datetime | None = None
            for day, act in acts:
                after = self._moment(day, len(events), after)
                events.append(Event(after, len(events), act))
        acts = [*self._meetings.acts(self._now), *self._own_people.acts(self._moment)]
        events += [Event(at, number, act) for number, (at, act) in enumerate(acts, start=len(events))]
        events.append(Event(self._now - timedelta(minutes=25), len(events), self._apply))
        return events

    def _moment(self, day: int, number: int, after: datetime | None = None) -> datetime:
        """A time between 09:00 and 18:00 of a day, not in the future, and the same at each start; five minutes past `after` at the earliest."""
        minutes = (number * 97) % 540
        planned = _at(self._now, day, time(9)) + timedelta(minutes=minutes)
        moment = min(planned, self._now - timedelta(minutes=40))
        return moment if after is None else max(moment, after + timedelta(minutes=5))

    def _about(self, someone: Someone) -> dict[str, Any]:
        language = self._place.language
        return {
            "business": someone.business.of(language),
            "offer": someone.offer.of(language),
            "ideal_referral": someone.ideal.of(language),
            "contact": someone.contact,
        }

    async def _refer(self, number: int, referral: Referral) -> None:
        place = self._place
        giver, receiver = place.people[referral.giver], place.people[referral.receiver]
        if referral.ask:
            form = await self._asking.refer(referral)
        else:
            form = await giver.slash(place.channel, "refer", member=receiver)
        filled = {
            "prospect": referral.client or giver.user.global_name or "",
            "contact": referral.contact,
            "need": referral.need.of(place.language),
            "kind": referral.kind,
            "warmth": str(referral.warmth),
        }
        await giver.submit_modal(form, filled)
        self._given[number] = f"R-{len(self._given) + 1}"

    async def _step(self, number: int, referral: Referral, step: Step) -> None:
        """The giver or receiver, whoever may make the move, opens the card, presses the button, and submits the form, if any."""
        place = self._place
        by = referral.giver if step.verb in {"withdraw", "agreed"} else referral.receiver
        person = place.people[by]
        card = self._cards.get((number, by))
        if card is None:
            card = (await person.slash(place.channel, "referral", id=self._given[number])).response
            assert card is not None
            self._cards[number, by] = card
        pressed = await person.click(card, custom_id=find_button(card, f"referral:{step.verb}:"))
        if pressed.modal is None:
            return
        if step.verb in {"won", "more"}:
            assert step.words is not None
            del self._cards[number, by]  # the answer is a new message; the old card's buttons stay
            await person.submit_modal(
                pressed, {"message": step.words.of(place.language), "amount": self._amount(step.amount), "business": "new"}
            )
        else:
            await person.submit_modal(pressed, {"reason": step.words.of(place.language) if step.words else ""})
        if step.answered:
            await self._answer(place.people[referral.giver])

    async def _answer(self, person: simcord.MemberActor) -> None:
        said = newest_message(self._place.env, self._place.channel)
        await person.click(said, custom_id=find_button(said, "thanks:pleasure:"))

    async def _thank(self, thanks: Thanks) -> None:
        place = self._place
        author = place.people[thanks.author]
        form = await author.slash(place.channel, "thank", member=place.people[thanks.thanked])
        if (asked := form.response) is not None and form.modal is None:  # it asks whether it is for a referral that is under way
            form = await author.click(asked, custom_id=find_button(asked, "thank:other:"))
        await author.submit_modal(form, {"message": thanks.words.of(place.language), "amount": ""})

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
        await applicant.submit_modal(form, self._about(APPLICANT) | {"sponsor": [place.people[SPONSOR]]})

    def _amount(self, amount: int | None) -> str:
        written = "" if amount is None else f"{amount:,}.00"
        return written.translate(str.maketrans(",.", ".,")) if self._place.language == "pt-BR" else written


def _at(now: datetime, day: int, clock: time) -> datetime:
    today = now.astimezone(ZONE).date()
    return datetime.combine(today - timedelta(weeks=WEEKS) + timedelta(days=day), clock, tzinfo=ZONE)
