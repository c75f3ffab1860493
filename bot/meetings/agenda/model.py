"""What an agenda says, in the order in which it is read aloud. It has no contact of a guest, no client, and nobody who is absent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import Period

if TYPE_CHECKING:
    from datetime import datetime

    from bot.groups.model import Group
    from bot.meetings.model import Meeting

FIRST_TIME = timedelta(weeks=4)
"""How far an agenda looks back where the group did not meet before, and no further than this where its last meeting is longer ago."""
MOST_TRADES = 12
"""Maximum number of open trades that are read aloud."""


class Person(Struct, frozen=True):
    """Somebody who speaks, as they are announced; an associate has no trade, and a guest's may be untold."""

    name: str
    trade: str
    is_associate: bool = False


class Visitor(Struct, frozen=True):
    """A guest or, where `stands_in`, a substitute. `brought_by` is empty where that member is not here, and for a substitute."""

    person: Person
    brought_by: str
    stands_in: bool


class Turn(Struct, frozen=True):
    """A member's turn in the round: what they are `looking` for at present, and whom one should send them."""

    person: Person
    looking: str
    ideal_referral: str
    is_new: bool

    @property
    def asks_for(self) -> str:
        return self.looking or self.ideal_referral


class Lesson(Struct, frozen=True):
    """The tip or answer that helped most. `asked` is a tip's title or the question; `helped` how many it helped."""

    text: str
    asked: str
    author: str
    helped: int
    is_tip: bool


class Talk(Struct, frozen=True):
    person: Person
    topic: str


class Said(Struct, frozen=True):
    """Thanks to `thanked`; `message` is empty where it was one press (`for_act`)."""

    thanked: str
    message: str


class Exchanged(Struct, frozen=True):
    """What a member gave since the last meeting: to whom they passed referrals, to how many `others` who are not here, and their thanks."""

    person: Person
    passed_to: tuple[str, ...]
    others: int
    thanks: tuple[Said, ...]

    @property
    def referrals(self) -> int:
        return len(self.passed_to) + self.others


class Announcement(Struct, frozen=True):
    """`author` is empty where that moderator is not here."""

    author: str
    text: str


class ClosedWeek(Struct, frozen=True):
    """The numbers of the last closed week, whose days are `period`."""

    period: Period
    referrals: int
    thanks: int


class Agenda(Struct, frozen=True):
    """All of it, as the store has it at `read_at`. `following` is the meeting after this one, with whoever speaks there."""

    group: Group
    meeting: Meeting
    read_at: datetime
    visitors: tuple[Visitor, ...]
    round: tuple[Turn, ...]
    lesson: Lesson | None
    talks: tuple[Talk, ...]
    exchanged: tuple[Exchanged, ...]
    week: ClosedWeek
    announcements: tuple[Announcement, ...]
    trades: tuple[str, ...]
    following: Meeting | None
    next_talks: tuple[Talk, ...]

    @property
    def newcomers(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.round if turn.is_new)


def since(last: Meeting | None, meeting: Meeting, now: datetime) -> Period:
    """From the end of the meeting before, at most FIRST_TIME back, until now (included): what is new in the agenda of `meeting`."""
    earliest = min(meeting.starts_at, now) - FIRST_TIME
    return Period(earliest if last is None else max(last.ends_at, earliest), now + timedelta(microseconds=1))
