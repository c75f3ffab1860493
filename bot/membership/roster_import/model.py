"""A roll that was uploaded: whom its rows mean, and what would become of each."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.errors import Sentence
    from bot.membership.import_sessions.model import Meant
    from bot.membership.members.model import Member
    from bot.membership.roster_import.columns import Column, Row


class Deed(StrEnum):
    """What becomes of a row."""

    REFUSE = "refuse"
    ASK = "ask"
    ADD = "add"
    EXPECT = "expect"
    RECOGNISE = "recognise"
    CHANGE = "change"
    SAME = "same"


WRITTEN = (Deed.ADD, Deed.EXPECT, Deed.RECOGNISE, Deed.CHANGE)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom Discord found in the server: the name the group calls them by, and all others they have."""

    user_id: int
    name: str
    others: tuple[str, ...] = ()
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read, and who of the server may be meant in it."""

    rows: tuple[Row, ...]
    people: Mapping[int, Found]
    meant: Mapping[int, Meant]


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one row: `after` is what would be written, with NOBODY's negative number where no id is given yet."""

    row: int
    name: str
    deed: Deed
    before: Member | None = None
    after: Member | None = None
    changed: tuple[Column, ...] = ()
    why: Sentence | None = None
    notes: tuple[Sentence, ...] = ()
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, in the order of the rows."""

    entries: tuple[Entry, ...]
    people: Mapping[int, Found]
    roll: Mapping[int, Member]

    def count(self, *deeds: Deed) -> int:
        counts = Counter(entry.deed for entry in self.entries)
        return sum(counts[deed] for deed in deeds)

    @property
    def fingerprint(self) -> str:
        """The same for two plans which say the same to whoever reads them."""
        told = [
            (each.row, each.deed.value, _stands(each.before), _stands(each.after), each.changed, each.why, each.notes)
            for each in self.entries
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def _stands(member: Member | None) -> tuple[int, str, str] | None:
    return (member.user_id, member.status.value, member.seat) if member else None
