"""The sample group meets every Tuesday morning; one meeting was skipped, and one moved to a Thursday evening."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.demo.people import MODERATOR, Text
from bot.demo.simulator import find_button, newest_with_button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    import simcord

TUESDAY = 1
"""By `date.weekday`."""
AT, EVENING = time(7, 30), time(18, 30)
PLACE = Text("Café Consolação, upstairs", "Café Consolação, no andar de cima")
HOLIDAY = Text("A holiday. Sleep in!", "Feriado. Durmam até mais tarde!")
SKIPPED, MOVED = 3, 6
"""Which of the Tuesdays, counted from 0."""
SAID_BEFORE = timedelta(days=6)
"""How long before a meeting the moderator skips or moves it, and plans who presents."""
ANSWERED_BEFORE, MARKED_BEFORE = timedelta(hours=13), timedelta(minutes=5)
ANSWERS = ("coming", "coming", "coming", "late", "cannot", "coming", "coming")
"""What those who answer press on a card, each time by another of them."""
ANSWERING = ("ana", "bruno", "camila", "diego", "elisa", "felipe", "gabriela")
SPEAKERS = {
    1: ("elisa", Text("The sentence that spares you the court", "A frase que poupa o tribunal")),
    4: ("camila", Text("What your accountant wants to know in December", "O que a contadora quer saber em dezembro")),
    7: ("diego", Text("Three questions before you rent a shop", "Três perguntas antes de alugar uma loja")),
    8: ("isabela", Text("A party for forty in a flat for four", "Uma festa para quarenta num apartamento para quatro")),
}
GUESTS = {
    2: ("felipe", "Patrícia Alves", Text("Bookbinder", "Encadernadora"), "patricia.alves@example.org"),
    5: ("gabriela", "Rogério Pires", Text("Piano tuner", "Afinador de pianos"), "+55 11 98888-0142"),
    8: ("bruno", "Sônia Amaral", Text("Locksmith", "Chaveira"), "sonia@example.org"),
}
"""Who presents, and who brings whom, by the number of the meeting."""
ANNOUNCED = Text(
    "The circle's summer lunch is on the second Saturday of the month. Bring somebody.",
    "O almoço de verão do círculo é no segundo sábado do mês. Tragam alguém.",
)

Act = tuple[datetime, "Callable[[], Awaitable[None]]"]


class Meetings(Struct, frozen=True):
    """What people do about the meetings by commands and buttons; moderators `apart` from the others. `first` is the day from which on they meet."""

    env: simcord.Env
    people: Mapping[str, simcord.MemberActor]
    channel: simcord.ChannelHandle
    apart: simcord.ChannelHandle
    first: date
    zone: ZoneInfo
    language: str

    async def schedule(self, start: date) -> None:
        """Set the series, which begins with the first Tuesday from `start` on."""
        when = {"day": "tuesday", "time": AT.isoformat("minutes"), "start": start.isoformat()}
        await self.moderate("schedule", **when, minutes=75, place=PLACE.of(self.language))

    def acts(self, now: datetime) -> Iterator[Act]:
        """What is done until `now`, with its times; about the meeting that comes next too."""
        number = 0
        while self.starts(number - 1) <= now:
            yield from self._about(number, now)
            number += 1

    def _about(self, number: int, now: datetime) -> Iterator[Act]:
        before = self.starts_by_series(number) - SAID_BEFORE
        if number == SKIPPED:
            yield before, self._skip
            return
        if number == MOVED:
            yield before, self._move
        starts, lately = self.starts(number), now - timedelta(hours=2)
        if number in SPEAKERS:
            yield min(before + timedelta(hours=3), lately), lambda: self._plan_speaker(number)
        if number in GUESTS:
            yield min(before + timedelta(days=3), lately), lambda: self._bring(number)
        yield min(starts - ANSWERED_BEFORE, lately + timedelta(minutes=20)), lambda: self._answer(number)
        if starts <= now:
            yield starts - MARKED_BEFORE, lambda: self._mark(number)
        else:
            yield lately, lambda: self.moderate("announce", text=ANNOUNCED.of(self.language))

    async def _skip(self) -> None:
        await self.moderate("skip", date=self._day(SKIPPED), reason=HOLIDAY.of(self.language))

    async def _move(self) -> None:
        to = f"{self.starts(MOVED).date().isoformat()} {EVENING.isoformat('minutes')}"
        await self.moderate("move", date=self.starts_by_series(MOVED).date().isoformat(), time=to)

    async def _plan_speaker(self, number: int) -> None:
        key, topic = SPEAKERS[number]
        await self.moderate("speaker", member=self.people[key], date=self._day(number), topic=topic.of(self.language))

    async def _bring(self, number: int) -> None:
        key, name, trade, contact = GUESTS[number]
        form = await self.people[key].slash(self.channel, "meeting guest", date=self._day(number))
        typed = {"name": name, "trade": trade.of(self.language), "contact": contact, "as": "guest", "agreed": "yes"}
        await self.people[key].submit_modal(form, typed)

    async def _answer(self, number: int) -> None:
        """Those who answer press a button of the next meeting, as /meeting next shows it."""
        for place, key in enumerate(ANSWERING):
            card = await self._next(key)
            verb = ANSWERS[(place + number) % len(ANSWERS)]
            await self.people[key].click(card, custom_id=find_button(card, f"meeting:{verb}:"))

    async def _mark(self, number: int) -> None:
        """The moderator opens the list at the door: all who are ticked are here, and so is the guest."""
        moderator = self.people[MODERATOR]
        card = newest_with_button(self.env, self.channel, "meeting:here:")
        await moderator.click(card, custom_id=find_button(card, "meeting:here:"))
        listed = (await moderator.click(card, custom_id=find_button(card, "meeting:door:"))).response
        assert listed is not None
        await moderator.click(listed, custom_id=find_button(listed, "meeting:ticked:"))
        if number in GUESTS:
            await moderator.click(listed, custom_id=find_button(listed, "meeting:guest_here:"))

    async def _next(self, key: str) -> simcord.ResponseMessage:
        shown = (await self.people[key].slash(self.channel, "meeting next")).response
        assert shown is not None
        return shown

    async def moderate(self, command: str, **options: object) -> None:
        """The moderator uses one of the commands of /meeting."""
        await self.people[MODERATOR].slash(self.apart, f"meeting {command}", **options)

    def starts_by_series(self, number: int) -> datetime:
        day = self.first + timedelta(days=(TUESDAY - self.first.weekday()) % 7, weeks=number)
        return datetime.combine(day, AT, tzinfo=self.zone)

    def starts(self, number: int) -> datetime:
        """When the meeting takes place."""
        given = self.starts_by_series(number)
        return datetime.combine(given.date() + timedelta(days=2), EVENING, tzinfo=self.zone) if number == MOVED else given

    def _day(self, number: int) -> str:
        """The day on which it takes place, as it is typed."""
        return self.starts(number).date().isoformat()
