"""The ledger: whatever counts on a board is one entry, and what is taken back is its mirror image."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class EntryKind(StrEnum):
    REFERRAL = "referral"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Entry:
    """`member_id` did something for `counterpart_id` (or was thanked by them) at `at`.

    `sign` is 1, or -1 for the reversal, which keeps the `at` of what it reverses so that no week goes negative.
    """

    group_id: int
    member_id: int
    kind: EntryKind
    sign: int
    counterpart_id: int
    at: datetime
    source: str
