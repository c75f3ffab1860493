"""What may be told of the trades that pass business to one another, and of those that a group lacks.

Most trades have one holder, so whatever is told of a trade is told of a person. Of partner trades therefore no number is told, no order and no
“less than”: only that business was passed several times, which the public lines of referrals told everybody when it was. Of missing trades a
number is told, of which no part is fewer than FEWEST people.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.core.calendar import week_start
from bot.weekly.business.model import FEWEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.core.calendar import WeekRules

OFTEN = 3
"""Referrals of a quarter from the holders of one trade to those of another, from which on the one is a partner of the other."""


class Passed(NamedTuple):
    """How many referrals of a quarter, less reversals, one member passed to another."""

    giver_id: int
    receiver_id: int
    n: int


class Seeker(NamedTuple):
    """A member who needed a trade that nobody held; `is_public` where they asked the group for it, which all read."""

    trade: str
    user_id: int
    is_public: bool


def partners(passed: Iterable[Passed], trade_of: Mapping[int, str]) -> dict[str, frozenset[str]]:
    """{trade: trades that passed to it OFTEN}, by their keys. `trade_of` has whoever may be named on boards; of others nothing is counted.

    All that passed often are named and not the foremost, so that of no two trades it can be told which passed less.
    """
    sums: Counter[tuple[str, str]] = Counter()
    for each in passed:
        giver, receiver = trade_of.get(each.giver_id), trade_of.get(each.receiver_id)
        if giver is not None and receiver is not None and giver != receiver:
            sums[receiver, giver] += each.n
    found: dict[str, set[str]] = {}
    for (receiver, giver), n in sums.items():
        if n >= OFTEN:
            found.setdefault(receiver, set()).add(giver)
    return {receiver: frozenset(givers) for receiver, givers in found.items()}


def month_of(now: datetime, rules: WeekRules) -> str:
    """The month in which the running week ends, such as 2026-11: months consist of whole weeks, as the totals of closed business have them."""
    return f"{week_start(now, rules.zone, rules.week_starts) + timedelta(days=6):%Y-%m}"


def how_many(seekers: Collection[Seeker], members: int) -> int | None:
    """How many people needed one trade, each counted once; None where it may not be told.

    Who asked the group for it is known to all, so whoever subtracts them is left with those who only searched. Where these are fewer than
    FEWEST, or fewer than FEWEST of the `members` are left who did neither, they are not counted: of four members three are everybody but
    the reader.
    """
    asked = {each.user_id for each in seekers if each.is_public}
    searched = {each.user_id for each in seekers} - asked
    others = members - len(asked) - len(searched)
    told = len(asked) + (len(searched) if len(searched) >= FEWEST and others >= FEWEST else 0)
    return told if told >= FEWEST else None


def closed(seekers: Iterable[Seeker], members: int) -> dict[str, int]:
    """{trade: how many people needed it} of a closed month, where that may be told in a group of so many active members."""
    by_trade: dict[str, list[Seeker]] = {}
    for each in seekers:
        by_trade.setdefault(each.trade, []).append(each)
    counts = {trade: how_many(those, members) for trade, those in by_trade.items()}
    return {trade: n for trade, n in counts.items() if n is not None}
