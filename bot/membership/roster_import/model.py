"""Records of a roll's import: the upload, whom its rows mean, the plan with an outcome for each row, and the applied import."""

from __future__ import annotations

import hashlib
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.dates import DayOrder, TwoWays
    from bot.core.errors import Sentence
    from bot.membership.import_sessions.model import Meant
    from bot.membership.members.model import Member
    from bot.membership.roster_import.columns import Column, Row


class RowOutcome(StrEnum):
    """What the import does with a row."""

    REFUSE = "refuse"
    ASK = "ask"
    ADD = "add"
    EXPECT = "expect"
    RECOGNISE = "recognise"
    CHANGE = "change"
    REMOVE = "remove"
    """Delete an expected member whose row says that they are no member."""
    SAME = "same"


WRITTEN = (RowOutcome.ADD, RowOutcome.EXPECT, RowOutcome.RECOGNISE, RowOutcome.CHANGE, RowOutcome.REMOVE)


class Answer(StrEnum):
    """What a moderator answered that a value of a status column means."""

    MEMBER = "member"
    LEAVE = "leave"
    ASSOCIATE = "associate"
    OUT = "out"
    SKIP = "skip"
    """The rows with that value are left out."""


class Asked(Struct, frozen=True):
    """A value of a status column that is not understood: its index among these values, its text, and how many rows have it."""

    place: int
    text: str
    rows: int


class Found(Struct, frozen=True):
    """A person in the server: the name that is shown there, and their other names in Discord."""

    user_id: int
    name: str
    others: tuple[str, ...] = ()
    is_bot: bool = False


class Upload(Struct, frozen=True):
    """A parsed file, the people of the server who may be meant in it, and the moderator's answers."""

    rows: tuple[Row, ...]
    people: Mapping[int, Found]
    meant: Mapping[int, Meant]
    unread: tuple[str, ...] = ()
    """The headings of columns that hold text and are not read."""
    answers: Mapping[int, Answer] = field(default_factory=dict[int, Answer])
    """{index of the value, as in `Asked.place`: answer}"""
    order: DayOrder | None = None


class Entry(Struct, frozen=True):
    """The outcome of one row. `after` is the record that would be written; a provisional id stands for an id that is not assigned yet."""

    row: int
    name: str
    outcome: RowOutcome
    before: Member | None = None
    after: Member | None = None
    changed: tuple[Column, ...] = ()
    why: Sentence | None = None
    notes: tuple[Sentence, ...] = ()
    candidates: tuple[int, ...] = ()


class Change(Struct, frozen=True):
    """A person's records before an import, None where they were not on the roll, and after it."""

    before: Member | None
    after: Member


class RollImport(Struct, frozen=True):
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
        """The target of its entries in the audit log."""
        return f"roll:{self.id}"


class Plan(Struct, frozen=True):
    """What would be written; `entries` are in the order of the rows."""

    entries: tuple[Entry, ...]
    people: Mapping[int, Found]
    roll: Mapping[int, Member]
    asked: tuple[Asked, ...] = ()
    two_ways: TwoWays | None = None
    unread: tuple[str, ...] = ()

    def count(self, *outcomes: RowOutcome) -> int:
        """The number of rows with one of these outcomes."""
        counts = Counter(entry.outcome for entry in self.entries)
        return sum(counts[outcome] for outcome in outcomes)

    @property
    def fingerprint(self) -> str:
        """A hash that is equal for two plans whose previews look the same."""
        told = [
            (each.row, each.outcome.value, _stands(each.before), _stands(each.after), each.changed, each.why, each.notes)
            for each in self.entries
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def _stands(member: Member | None) -> tuple[int, str, str] | None:
    """The fields of a record that a preview shows of every row; other changed fields are in `Entry.changed`."""
    return (member.user_id, member.status.value, member.seat) if member else None
