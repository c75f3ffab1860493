"""The records of keep-in-touch, and their rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.errors import N_
from bot.core.text import LINE, PARAGRAPH, Field
from bot.relationships.touches.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.core.ledger.model import EntryKind

ITEM = "keep_in_touch"
"""The kind of the item in the morning list, as it is stored."""
MOST = 150
"""Maximum number of people whom one member has on their list."""
MOST_DUE = 5
"""Maximum number of people whom the list of a day names."""
MOST_NAMED = 10
"""How many of those who are due the morning list names, one a day, until there was a contact with some of them."""
MOST_OWED = 2
"""How many of these are members to whom one owes a word, where more others are due."""
OWED_FOR = timedelta(days=30)
"""How long the list says that one owes somebody a word."""

NAME = Field(N_("Name"), LINE)
RELATION = Field(N_("How you know them"), LINE, required=False)
NOTE = Field(N_("Note"), PARAGRAPH, required=False, multiline=True)


class Every(StrEnum):
    """How often one wants to hear from somebody; the values are stored."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"

    @property
    def days(self) -> int:
        return _DAYS[self]

    @property
    def later(self) -> int:
        """For how many days *Later* puts somebody off."""
        return 2 if self is Every.WEEK else 7

    def after(self, day: date) -> date:
        """The due day after a contact of that day."""
        return day + timedelta(days=self.days)


_DAYS = {Every.WEEK: 7, Every.MONTH: 30, Every.QUARTER: 91, Every.HALF_YEAR: 182}


class Last(StrEnum):
    """What the last contact was; the values are stored. What one notes has the values of a touch's kind."""

    TALKED = Kind.TALKED.value
    MET = Kind.MET.value
    CALLED = Kind.CALLED.value
    WROTE = Kind.WROTE.value
    VISITED = Kind.VISITED.value
    ASKED = Kind.ASKED.value
    THANKED = Kind.THANKED.value
    REFERRED = "referred"
    """One of the two referred somebody to the other."""


DONE = (Kind.CALLED, Kind.WROTE, Kind.VISITED, Kind.ASKED, Kind.THANKED)
"""The contacts that are noted by one press."""


class Acquaintance(Struct, frozen=True):
    """One of a member's own people. `due_on` is the day from which the list names them.

    `member_id` is set where that is a member of the group. `last_on` and `last_kind` are of the last contact; None before the first.
    `received` counts the clients whom they sent from outside the group, the last on `received_on`; `owes_thanks` from then until the next
    contact.
    """

    id: int
    group_id: int
    owner_id: int
    name: str
    every: Every
    due_on: date
    relation: str = ""
    note: str = ""
    member_id: int | None = None
    last_on: date | None = None
    last_kind: Last | None = None
    received: int = 0
    received_on: date | None = None
    owes_thanks: bool = False

    def shown_on(self, day: date) -> Acquaintance:
        """The same as it is shown on a day: of whom it was time for before, nobody is told since when."""
        return self if self.due_on >= day else replace(self, due_on=day)


class Owed(Struct, frozen=True):
    """A member to whom one owes a word: what they last did for one, and when."""

    user_id: int
    name: str
    kind: EntryKind
    at: datetime


class Today(Struct, frozen=True):
    """Whom the list names on a day: members to whom one owes a word, then those who are due. `count` is how many one has in all."""

    group_id: int
    owed: Sequence[Owed]
    due: Sequence[Acquaintance]
    count: int


def shared_out(owed: Sequence[Owed], due: Sequence[Acquaintance]) -> tuple[Sequence[Owed], Sequence[Acquaintance]]:
    """At most MOST_DUE of both; where there are more, MOST_OWED of the first or what the others leave."""
    words = owed[: max(MOST_OWED, MOST_DUE - len(due))]
    return words, due[: MOST_DUE - len(words)]


def spread(today: date, every: Every, count: int) -> list[date]:
    """The due days of `count` people who are added at once: spread over the time between two contacts, so that not all are due on one day."""
    return [today + timedelta(days=1 + number * every.days // count) for number in range(count)]
