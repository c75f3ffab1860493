"""How often a group has rounds, and one's place in one."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.errors import N_

if TYPE_CHECKING:
    from bot.groups.model import PublicLanguage

FIRST_AFTER = timedelta(days=7)
"""How long after rounds are switched on the first is: until then people count themselves in."""
TWO_WEEKS = timedelta(days=14)
ASKED_BEFORE = timedelta(days=3)
"""How long before the next round those of the last are asked whether they met."""
REMEMBERED = timedelta(days=366)
"""How long a round is kept: a pair that had one is the better acquainted for it."""


class Every(StrEnum):
    """How often a group has rounds; the values are stored, and are the command's choices."""

    OFF = "off"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"

    def after(self, day: date, month_day: int) -> date:
        """The day of the round that follows one on `day`: two weeks later, or on the `month_day` of the next month, or on its last day."""
        if self is Every.TWO_WEEKS:
            return day + TWO_WEEKS
        year, month = day.year + day.month // 12, day.month % 12 + 1
        return date(year, month, min(month_day, monthrange(year, month)[1]))


EVERY = {
    Every.OFF: N_("No rounds"),
    Every.TWO_WEEKS: N_("Every two weeks"),
    Every.MONTH: N_("Every month"),
}


class Answer(IntEnum):
    """Whether somebody met whom they were paired with; the numbers are stored. Not yet is told to nobody."""

    NOTHING = 0
    MET = 1
    NOT_YET = 2


class Schedule(Struct, frozen=True):
    """The rounds of a group: `next_on` is the local day of the next one.

    `month_day` is the day of the month of the first one. Those of each month keep to it, also after a shorter month.
    """

    group_id: int
    every: Every
    next_on: date
    month_day: int

    def following(self, today: date) -> Schedule:
        """The schedule after the round that is due, with the next one after `today`: the process may not have run for long."""
        next_on = self.every.after(self.next_on, self.month_day)
        while next_on <= today:
            next_on = self.every.after(next_on, self.month_day)
        return replace(self, next_on=next_on)


class Rounds(Struct, frozen=True):
    """The rounds of a group as a moderator sees them: `schedule` is None where it has none. `language` is that of public posts."""

    schedule: Schedule | None
    language: PublicLanguage


class Place(Struct, frozen=True):
    """One's place in a round. `others` are those of the same team who belong to the group, by id with their names.

    They are nobody where too few counted themselves in, or the others left.
    """

    id: int
    group_id: int
    user_id: int
    day: date
    ask_on: date
    answer: Answer = Answer.NOTHING
    others: tuple[tuple[int, str], ...] = ()


class Mine(Struct, frozen=True):
    """The rounds of a group as one member sees them: whether they count themselves in, and their place in the last round, if any."""

    schedule: Schedule
    is_in: bool
    place: Place | None = None
