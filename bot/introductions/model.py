"""The record of an introduction, and its rules."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Refused, not_found
from bot.core.text import LINE, PARAGRAPH, Field
from bot.membership.members.model import Addressee

if TYPE_CHECKING:
    from datetime import datetime

ANSWER_WITHIN = timedelta(days=14)
"""How long the two may answer. A no is held as long, so that it looks like silence to the connector."""
PAIR_AGAIN = timedelta(days=90)
"""How long after a proposal nobody can propose the same two again, whatever they said."""
FOLLOWS_WITHIN = timedelta(days=90)
"""How long after it was made a referral between the two is taken for one that followed from it."""
MOST_OPEN = 5
"""Maximum number of a connector's proposals that are not ended. A no keeps its place until ANSWER_WITHIN is over, as silence does."""

WHY = Field(N_("Why should they meet?"), PARAGRAPH, multiline=True)
NOTE = Field(N_("A word for one of them"), LINE, required=False)
"""What only one of the two reads of the other."""

OUTSIDER = Field(N_("Somebody outside"), 60)
"""The name of somebody who is no member, which is not kept."""


class State(StrEnum):
    PROPOSED = "proposed"
    MADE = "made"
    ENDED = "ended"
    VOIDED = "voided"


class Answer(IntEnum):
    """What one of the two said; the numbers are stored."""

    NOTHING = 0
    YES = 1
    NO = 2


class Candidate(Addressee, frozen=True):
    """What is read of each of the three before a proposal."""

    seat: str
    wants_introductions: bool
    has_closed_messages: bool
    """Discord refused the last direct message to them, in any group."""


class Introduction(Struct, frozen=True):
    """`connector_id` introduces `one_id` and `two_id`, of whom `one_id` is the smaller id.

    `note_one` is about the first and for the second to read, `note_two` the reverse; `why` is for both. `counts` where it stands in
    the ledger. An answer is told to nobody before both have said yes.
    """

    id: int
    group_id: int
    number: int
    connector_id: int
    one_id: int
    two_id: int
    why: str
    note_one: str
    note_two: str
    said_one: Answer
    said_two: Answer
    state: State
    counts: bool
    proposed_at: datetime
    until: datetime
    ended_at: datetime | None = None
    """When it reached its present state; None while it is proposed."""
    version: int = 1

    @property
    def label(self) -> str:
        return f"I-{self.number}"

    @property
    def two(self) -> tuple[int, int]:
        return self.one_id, self.two_id

    def other(self, user_id: int) -> int:
        """The one to whom `user_id` is introduced. Raises Refused for everybody but the two, the connector too."""
        if user_id not in self.two:
            raise not_found()
        return self.two_id if user_id == self.one_id else self.one_id

    def said(self, user_id: int) -> Answer:
        return self.said_one if user_id == self.one_id else self.said_two

    def note_for(self, reader_id: int) -> str:
        """The connector's word about the other, which `reader_id` alone reads."""
        return self.note_two if reader_id == self.one_id else self.note_one

    def source(self, user_id: int) -> str:
        """The `source` of the ledger's entry for one of the two: each has an entry of their own."""
        return f"I:{self.id}:{user_id}"

    def is_open(self, now: datetime) -> bool:
        """Whether the two may still answer; at `until` it is over, also before the daily run has ended it."""
        return self.state is State.PROPOSED and now < self.until


def check_answer(introduction: Introduction, user_id: int, now: datetime) -> None:
    """Raise Refused where `user_id` is none of the two, or it is over."""
    introduction.other(user_id)
    if not introduction.is_open(now):
        raise Refused(N_("That introduction is over by now. If you want to meet them all the same, write to them."))
