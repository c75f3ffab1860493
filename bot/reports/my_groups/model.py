"""Records of a member's own numbers in several groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from bot.core.calendar import Period, PeriodName
    from bot.core.money import Money

MOST = 10
"""Maximum number of groups that are shown."""


class OwnNumbers(Struct, frozen=True):
    """A member's numbers in one group, as that group's ledger counts them; `brought` are the amounts that they entered themselves.

    `introduced` and `helped` count members, `thanked` and `thanks_given` thanks. `period` is None for all time.
    """

    group_id: int
    period: Period | None
    given: int
    given_won: int
    received: int
    won: int
    introduced: int
    helped: int
    thanked: int
    thanks_given: int
    brought: tuple[Money, ...]
    linked_given: int = 0
    linked_received: int = 0
    """Referrals to and from members of groups that are linked with it, which are in no other number but `brought`."""


class OwnGroups(Struct, frozen=True):
    """The group in which it was asked for, the others, and how many more there are than MOST."""

    period_name: PeriodName
    here: OwnNumbers
    others: tuple[OwnNumbers, ...]
    more: int
