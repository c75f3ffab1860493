"""The upload and the plan of a roll's import: whom its rows mean, and what becomes of each."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.dates import DayOrder, TwoWays
    from bot.core.errors import Sentence
    from bot.membership.import_sessions.model import Meant
    from bot.membership.members.model import Member
    from bot.membership.roster_import.columns import Column, Row


class RowOutcome(StrEnum):
    """What becomes of a row."""

    REFUSE = "refuse"
    ASK = "ask"
    ADD = "add"
    EXPECT = "expect"
    RECOGNISE = "recognise"
    CHANGE = "change"
    REMOVE = "remove"
    """Somebody expected whom the file says to be out."""
    SAME = "same"


WRITTEN = (RowOutcome.ADD, RowOutcome.EXPECT, RowOutcome.RECOGNISE, RowOutcome.CHANGE, RowOutcome.REMOVE)


class Answer(StrEnum):
    """What a moderator says that a value means of whoever it stands beside."""

    MEMBER = "member"
    LEAVE = "leave"
    OUT = "out"
    SKIP = "skip"
    """Their rows are left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that may say whether somebody is a member, and is not understood: its place among these, and its rows."""

    place: int
    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class Found:
    """A person in the server: the name by which the group knows them, and their other names."""

    user_id: int
    name: str
    others: tuple[str, ...] = ()
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read, who of the server may be meant in it, and what was answered."""

    rows: tuple[Row, ...]
    people: Mapping[int, Found]
    meant: Mapping[int, Meant]
    unread: tuple[str, ...] = ()
    """The headings of columns that hold text and are not read."""
    answers: Mapping[int, Answer] = field(default_factory=dict[int, Answer])
    """By the place of the value, as in `Asked`."""
    order: DayOrder | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one row. `after` is what would be written; a provisional negative id stands for a number not given yet."""

    row: int
    name: str
    outcome: RowOutcome
    before: Member | None = None
    after: Member | None = None
    changed: tuple[Column, ...] = ()
    why: Sentence | None = None
    notes: tuple[Sentence, ...] = ()
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A person as they were before an import, None where they were not on the roll, and after it."""

    before: Member | None
    after: Member


@dataclass(frozen=True, slots=True)
class RollImport:
    """An import that was applied. `stayed` counts, once it is undone, the people who had changed since."""

    id: int
    group_id: int
    moderator_id: int
    at: datetime
    written: int
    undone_at: datetime | None = None
    stayed: int = 0
    can_be_undone: bool = True

    @property
    def target(self) -> str:
        """What the group's log calls it."""
        return f"roll:{self.id}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written; `entries` are in the order of the rows."""

    entries: tuple[Entry, ...]
    people: Mapping[int, Found]
    roll: Mapping[int, Member]
    asked: tuple[Asked, ...] = ()
    two_ways: TwoWays | None = None
    unread: tuple[str, ...] = ()

    def count(self, *outcomes: RowOutcome) -> int:
        counts = Counter(entry.outcome for entry in self.entries)
        return sum(counts[outcome] for outcome in outcomes)

    @property
    def fingerprint(self) -> str:
        """Equal for two plans that a reader could not tell apart."""
        told = [
            (each.row, each.outcome.value, _stands(each.before), _stands(each.after), each.changed, each.why, each.notes)
            for each in self.entries
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def _stands(member: Member | None) -> tuple[int, str, str] | None:
    return (member.user_id, member.status.value, member.seat) if member else None
