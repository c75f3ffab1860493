"""Records of the ledger: each thing that counts on a leaderboard is an entry, and its reversal an entry of the opposite sign."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime


class EntryKind(StrEnum):
    """What an entry counts: REFERRAL one that a member gave, ANSWER a member whom one helped, THANKS thanks that a member received."""

    REFERRAL = "referral"
    INTRODUCTION = "introduction"
    ANSWER = "answer"
    THANKS = "thanks"


class Entry(Struct, frozen=True):
    """`member_id` did something for `counterpart_id`, or was thanked by them, at `at`. `source` names the record, such as `R-7`.

    `sign` is 1, or -1 for a reversal. A reversal keeps the `at` of what it reverses, so that no week's total becomes negative.
    """

    group_id: int
    member_id: int
    kind: EntryKind
    sign: int
    counterpart_id: int
    at: datetime
    source: str
