"""Records and rules of leaderboards: the numbers that a board ranks by, shared ranks, and the distance to the next rank."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from bot.core.lookalikes import told_apart
from bot.core.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.core.calendar import Period, PeriodName


class BoardName(StrEnum):
    """The boards that people choose."""

    GIVERS = "givers"
    CONNECTORS = "connectors"
    HELPERS = "helpers"
    THANKED = "thanked"


BY_PEOPLE = frozenset({BoardName.GIVERS, BoardName.CONNECTORS, BoardName.HELPERS})
"""Boards that rank by how many different members were helped or introduced; the other ranks by how often somebody was thanked."""


class Standing(Struct, frozen=True):
    """One member's numbers: distinct members helped (or thanking them), and how often, capped per pair and week."""

    user_id: int
    name: str
    people: int
    times: int
    on_boards: bool = True


class Active(NamedTuple):
    """What a board tells of an active member."""

    name: str
    seat: str
    on_boards: bool


class People(Struct, frozen=True):
    """Some people of a group: the active members by id, and whose business somebody shares in an exclusive trade.

    `last` is the id after which the next ones follow, None at the end.
    """

    active: Mapping[int, Active]
    partners: Mapping[int, int]
    last: int | None = None


class Tally:
    """Sums of entries of the ledger by member, counterpart and week: the week stands apart, since the cap is per pair and week."""

    def __init__(self) -> None:
        self._sums: defaultdict[tuple[int, int, int], int] = defaultdict(int)

    def add(self, entries: Iterable[Iterable[int]]) -> None:
        """Add entries, each as (member id, counterpart id, week, sign)."""
        sums = self._sums
        for member_id, counterpart_id, week, sign in entries:
            sums[member_id, counterpart_id, week] += sign

    def standings(self, people: People, pair_cap: int) -> list[Standing]:
        """The standings of the active members who have an entry that is not reversed."""
        times: defaultdict[int, int] = defaultdict(int)
        counterparts: defaultdict[int, set[int]] = defaultdict(set)
        for (member_id, counterpart_id, _), number in self._sums.items():
            if number > 0 and member_id in people.active:
                times[member_id] += min(number, pair_cap)
                counterparts[member_id].add(people.partners.get(counterpart_id, counterpart_id))
        active = people.active
        names = told_apart((member_id, active[member_id].name, active[member_id].seat) for member_id in times)
        return [
            Standing(member_id, names[member_id], len(counterparts[member_id]), number, active[member_id].on_boards)
            for member_id, number in times.items()
        ]


class Rank(Struct, frozen=True):
    """A member's rank, counted from 1; those with the same numbers share one."""

    rank: int
    standing: Standing


class Place(Struct, frozen=True):
    """One member's rank, shown to them alone. `to_next` is what their first number lacks for the next rank; None at the top."""

    rank: int
    standing: Standing
    to_next: int | None


class Board(Struct, frozen=True):
    """`ranks` holds the members who allow to be named; `unnamed` is the number of the others.

    `own` is the actor's place; None where they are no active member. `pair_cap` is how often one pair counts in a week; `zone`
    is the group's time zone, in which the period's days are shown.
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
    """Standings in order; equal numbers share a rank (1, 2, 2, 4) and are sorted by name.

    Givers and connectors are ranked by members helped or introduced, then by how often; the thanked by how often they were
    thanked, then by how many.
    """
    # The user id comes last, so that the order is the same each time, also of members with equal names.
    in_order = sorted(standings, key=lambda s: (tuple(-n for n in numbers(name, s)), sort_key(s.name), s.user_id))
    ranks: list[Rank] = []
    for place, standing in enumerate(in_order, start=1):
        same = bool(ranks) and numbers(name, ranks[-1].standing) == numbers(name, standing)
        ranks.append(Rank(ranks[-1].rank if same else place, standing))
    return tuple(ranks)


def numbers(name: BoardName, standing: Standing) -> tuple[int, int]:
    """The two numbers that a board ranks by: the second decides where the first is equal."""
    people, times = standing.people, standing.times
    return (people, times) if name in BY_PEOPLE else (times, people)


def place_among(name: BoardName, ranks: Sequence[Rank], own: Standing) -> Place:
    """The place of `own` among `ranks`, or that which they would have, where they are not named.

    On the boards of BY_PEOPLE each further member is a further entry too, so both numbers grow; on the others one more entry may be
    with a member who is counted already, so only the first grows for sure.
    """
    mine, beside = numbers(name, own)
    better = [numbers(name, rank.standing) for rank in ranks if numbers(name, rank.standing) > (mine, beside)]
    if not better:
        return Place(1, own, None)
    next_mine, next_beside = better[-1]
    # With `more` the first numbers are equal, and the second decides; still behind in that, one more is needed.
    more = next_mine - mine
    if beside + (more if name in BY_PEOPLE else 0) < next_beside:
        more += 1
    return Place(len(better) + 1, own, more)
