"""Reads from a row's status columns whether its person is a member; each value that is not understood is asked about once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bot.core.text import compared
from bot.membership.members.model import Status
from bot.membership.roster_import.columns import STANDING, Column, names_associate, read_standing
from bot.membership.roster_import.model import Answer, Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.membership.roster_import.columns import Row

OUTSIDE = (Status.APPLICANT, Status.DECLINED, Status.FORMER, Status.LEFT, Status.LINKED)
"""Statuses of people who are no members."""
_ANSWERED = {
    Answer.MEMBER: Status.ACTIVE,
    Answer.LEAVE: Status.PAUSED,
    Answer.ASSOCIATE: Status.ACTIVE,
    Answer.OUT: Status.FORMER,
}


class Standing(NamedTuple):
    """What a row says: a status, None where it says nothing; whether a moderator must be asked, or the row is left out.

    `is_associate`: it says of a member that they have no trade.
    """

    status: Status | None = None
    is_asked: bool = False
    is_left_out: bool = False
    is_associate: bool = False


class Standings:
    """The status columns of all rows of a file, with the moderator's answers."""

    def __init__(self, rows: Sequence[Row], answers: Mapping[int, Answer]) -> None:
        self._answers = answers
        self._has_active = any(row.text(Column.ACTIVE) for row in rows)
        self._texts: dict[tuple[Column, str], str] = {}
        self._rows: Counter[tuple[Column, str]] = Counter()
        for row in rows:
            for key, text in self._not_understood(row).items():
                self._texts.setdefault(key, text)
                self._rows[key] += 1
        self._places = {key: place for place, key in enumerate(self._texts)}

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The values that are not answered yet, each once."""
        return tuple(
            Asked(place, self._texts[key], self._rows[key]) for key, place in self._places.items() if place not in self._answers
        )

    def of(self, row: Row) -> Standing:
        """What the row says. One column that says that the person is out decides, whatever the others say."""
        said = [self._answers.get(self._places[key]) for key in self._not_understood(row)]
        if Answer.SKIP in said:
            return Standing(is_left_out=True)
        read = [read_standing(row.text(column), column) for column in STANDING if row.text(column)]
        statuses = [status for status in read if status is not None]
        statuses += [_ANSWERED[answer] for answer in said if answer is not None]
        out = next((status for status in statuses if status in OUTSIDE), None)
        if out is not None:
            return Standing(out)
        if None in said:
            return Standing(is_asked=True)
        is_associate = Answer.ASSOCIATE in said or names_associate(row)
        return Standing(statuses[-1] if statuses else None, is_associate=is_associate)

    def _not_understood(self, row: Row) -> dict[tuple[Column, str], str]:
        """{(column, compared text): text} of the row's values that are not understood.

        An empty cell of ACTIVE is one where other rows have a value: in a column of ticks it may mean no.
        """
        found: dict[tuple[Column, str], str] = {}
        for column in STANDING:
            text = row.text(column).strip()
            if (text and read_standing(text, column) is None) or (not text and column is Column.ACTIVE and self._has_active):
                found[column, compared(text) or text] = text
        return found
