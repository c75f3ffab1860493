"""The record of what a person says and what is noted of them at one meeting, and its rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Day, Refused, When
from bot.meetings.model import CORRECTED_WITHIN, DOOR_AFTER, DOOR_BEFORE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.meetings.model import Meeting

LATE_FROM = timedelta(minutes=10)
"""How long after the beginning whoever says that they are there is noted as late."""
LATELY = 9
"""Over how many of the last meetings a member's own attendance is counted."""


class Answer(StrEnum):
    """What a person says beforehand; the values are stored, and are the verbs of custom ids."""

    NONE = ""
    COMING = "coming"
    LATE = "late"
    CANNOT = "cannot"


class State(StrEnum):
    """What is noted of a person; the values are stored."""

    NONE = "none"
    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    SUBSTITUTE = "substitute"
    """A guest stood in for them."""


ATTENDED = frozenset({State.PRESENT, State.LATE})
COMING = frozenset({Answer.COMING, Answer.LATE})


class Presence(Struct, frozen=True):
    """One person and one meeting. `marked_by` is who noted `state`: the person, or whoever leads the meeting; None before that."""

    user_id: int
    answer: Answer = Answer.NONE
    state: State = State.NONE
    marked_by: int | None = None

    @property
    def attended(self) -> bool:
        return self.state in ATTENDED

    @property
    def is_expected(self) -> bool:
        """Whether they are there or awaited."""
        return self.attended or self.is_awaited

    @property
    def is_awaited(self) -> bool:
        """Whether they said that they come, and nothing else was noted."""
        return self.state is State.NONE and self.marked_by is None and self.answer in COMING

    @property
    def is_away(self) -> bool:
        """Whether it was noted that they are not there, or somebody comes in their place."""
        return self.state in {State.EXCUSED, State.SUBSTITUTE} or (self.state is State.NONE and self.marked_by is not None)

    @property
    def shown_state(self) -> State:
        """The state in which moderators read it: who said that they can't come is excused, unless something else was noted."""
        is_excused = self.state is State.NONE and self.answer is Answer.CANNOT
        return State.EXCUSED if is_excused else self.state

    @property
    def is_decided(self) -> bool:
        """Whether somebody else noted that they are there, or that they are not."""
        return self.marked_by not in {None, self.user_id} and self.state in {State.NONE, *ATTENDED}


def check_answer(meeting: Meeting, now: datetime) -> None:
    """Raise Refused where nobody can say any more whether they come."""
    check_takes_place(meeting)
    if meeting.is_over(now):
        raise Refused(N_("{meeting} is over. Look at the next one with /meeting next."), meeting=meeting.label)


def check_here(meeting: Meeting, now: datetime) -> None:
    """Raise Refused, with the time, where one can't say now that one is there."""
    check_takes_place(meeting)
    opens, closes = meeting.starts_at - DOOR_BEFORE, meeting.starts_at + DOOR_AFTER
    if now < opens:
        raise Refused(
            N_("That works from {minutes} minutes before the meeting begins: {when}. Press it again then."),
            minutes=DOOR_BEFORE // timedelta(minutes=1),
            when=When(opens),
        )
    if now >= closes:
        raise Refused(
            N_(
                "That worked until {minutes} minutes after the meeting began: {when}. If you were there, tell a moderator or"
                " the meeting's host, who can note it."
            ),
            minutes=DOOR_AFTER // timedelta(minutes=1),
            when=When(closes),
        )


def check_marks(meeting: Meeting, following: datetime | None, now: datetime) -> None:
    """Raise Refused where whoever leads the meeting can't note now who is there: before the door opens, or from the next one on."""
    check_not_closed(meeting, following, now)
    opens = meeting.starts_at - DOOR_BEFORE
    if now < opens:
        raise Refused(
            N_("Who is there can be noted from {minutes} minutes before the meeting begins: {when}."),
            minutes=DOOR_BEFORE // timedelta(minutes=1),
            when=When(opens),
        )


def check_not_closed(meeting: Meeting, following: datetime | None, now: datetime) -> None:
    """Raise Refused for a meeting that can't be corrected any more, and for one that is skipped."""
    check_takes_place(meeting)
    closes = corrected_until(meeting, following)
    if now >= closes:
        raise Refused(
            N_("{meeting} could be corrected until {when}, and stays as it is now."), meeting=meeting.label, when=When(closes)
        )


def check_takes_place(meeting: Meeting) -> None:
    """Raise Refused for a meeting that is skipped."""
    if not meeting.is_planned:
        raise Refused(
            N_("The meeting on {day} does not take place. Look at the next one with /meeting next."), day=Day(meeting.starts_at)
        )


def corrected_until(meeting: Meeting, following: datetime | None) -> datetime:
    """When the meeting can't be corrected any more: once the next one begins, at `following`."""
    return meeting.ends_at + CORRECTED_WITHIN if following is None else following


def state_at(meeting: Meeting, now: datetime) -> State:
    """PRESENT or LATE, of somebody who says now that they are there."""
    return State.PRESENT if now < meeting.starts_at + LATE_FROM else State.LATE
