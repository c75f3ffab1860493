"""Boards: who stands where, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model.texts import key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model.weeks import Period, PeriodName


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
class Board:
    """`pair_cap` is how often one pair counts in a week."""

    name: BoardName
    period_name: PeriodName
    period: Period
    ranks: tuple[Rank, ...]
    pair_cap: int


def ranked(name: BoardName, standings: Iterable[Standing]) -> tuple[Rank, ...]:
    """Standings in order; equal numbers share a rank (1, 2, 2, 4), and then names stand in alphabetical order.

    Givers are ranked by members helped, then by referrals; the thanked by how often they were thanked, then by how many.
    """

    def numbers(standing: Standing) -> tuple[int, int]:
        people, times = standing.people, standing.times
        return (people, times) if name is BoardName.GIVERS else (times, people)

    in_order = sorted(standings, key=lambda s: (tuple(-n for n in numbers(s)), key(s.name), s.user_id))
    ranks: list[Rank] = []
    for place, standing in enumerate(in_order, start=1):
        same = bool(ranks) and numbers(ranks[-1].standing) == numbers(standing)
        ranks.append(Rank(ranks[-1].rank if same else place, standing))
    return tuple(ranks)
