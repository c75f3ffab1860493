"""Boards: who stands where, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from bot.core.calendar import Period, PeriodName


class BoardName(StrEnum):
    GIVERS = "givers"
    CONNECTORS = "connectors"
    HELPERS = "helpers"
    THANKED = "thanked"


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's numbers: distinct members helped (or thanking them), and how often, capped per pair and week."""

    user_id: int
    name: str
    people: int
    times: int
    on_boards: bool = True


@dataclass(frozen=True, slots=True)
class Rank:
    rank: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where one member stands, for them alone. `to_next` more of what ranks lead to the next place; None at the top."""

    rank: int
    standing: Standing
    to_next: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """`ranks` are those who may be named, and `unnamed` how many others there are.

    `own` is the place of who looks, None where they are no member. `pair_cap` is how often one pair counts in a week; `zone`
    the group's own, in which the period's days are counted.
    """

    name: BoardName
    period_name: PeriodName
    period: Period
    ranks: tuple[Rank, ...]
    pair_cap: int
    unnamed: int
    own: Place | None
    zone: ZoneInfo


def ranked(name: BoardName, standings: Iterable[Standing]) -> tuple[Rank, ...]:
    """Standings in order; equal numbers share a rank (1, 2, 2, 4), and then names stand in alphabetical order.

    Givers are ranked by members helped, then by referrals; the thanked by how often they were thanked, then by how many.
    """
    in_order = sorted(standings, key=lambda s: (tuple(-n for n in numbers(name, s)), sort_key(s.name), s.user_id))
    ranks: list[Rank] = []
    for place, standing in enumerate(in_order, start=1):
        same = bool(ranks) and numbers(name, ranks[-1].standing) == numbers(name, standing)
        ranks.append(Rank(ranks[-1].rank if same else place, standing))
    return tuple(ranks)


def numbers(name: BoardName, standing: Standing) -> tuple[int, int]:
    """What a board ranks by, and what decides between two who are equal in that."""
    people, times = standing.people, standing.times
    return (people, times) if name is BoardName.GIVERS else (times, people)


def place_among(name: BoardName, ranks: Sequence[Rank], own: Standing) -> Place:
    """Where `own` stands, or would stand, among those who are named.

    Whoever helps one more member has given one more referral too; one more thank-you may come from the same member.
    """
    mine, beside = numbers(name, own)
    better = [numbers(name, rank.standing) for rank in ranks if numbers(name, rank.standing) > (mine, beside)]
    if not better:
        return Place(1, own, None)
    next_mine, next_beside = better[-1]
    more = next_mine - mine
    if beside + (more if name is BoardName.GIVERS else 0) < next_beside:
        more += 1
    return Place(len(better) + 1, own, more)
