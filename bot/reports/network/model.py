"""Records and rules of the network: dots for people who want to be seen, or for their trades, and lines between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from bot.core.lookalikes import told_apart
from bot.core.text import sort_key
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.calendar import Period, PeriodName

MOST_DOTS = 40
"""Maximum number of dots: of more people than that the picture shows trades, and of more trades those that most of them hold."""


class Seen(NamedTuple):
    """A member who wants to be seen in the picture."""

    user_id: int
    name: str
    seat: str


class Dot(Struct, frozen=True):
    """A member by their name, or a trade by one of its names and the number of its `people`; an empty name is that of no trade."""

    name: str
    people: int = 1


class Graph(Struct, frozen=True):
    """Dots in the order of their names, and lines as pairs of their indexes, the lower first, in order.

    `dotless` is how many of those who want to be seen are in no dot, since there are more trades than dots.
    """

    dots: tuple[Dot, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    is_by_trade: bool = False
    dotless: int = 0


class Network(Struct, frozen=True):
    """The network of a period. `others` is the number of members who are in no dot; `shows_reader`: the reader wants to be seen."""

    graph: Graph
    others: int
    period_name: PeriodName
    period: Period
    shows_reader: bool


class Tally:
    """Sums of entries of one kind by who did something for whom."""

    def __init__(self, seen: Iterable[int]) -> None:
        self._seen = frozenset(seen)
        self._sums: Counter[tuple[int, int]] = Counter()

    def add(self, entries: Iterable[Iterable[int]]) -> None:
        """Add entries, each as (member id, counterpart id, week, sign), of which both want to be seen."""
        for member_id, counterpart_id, _, sign in entries:
            if member_id in self._seen and counterpart_id in self._seen:
                self._sums[member_id, counterpart_id] += sign

    def pairs(self) -> set[tuple[int, int]]:
        """The pairs with an entry that is not reversed, the lower id first: which of the two did it is not told."""
        return {(min(pair), max(pair)) for pair, number in self._sums.items() if number > 0}


def graph(people: Sequence[Seen], pairs: Iterable[tuple[int, int]]) -> Graph:
    """The picture of people and of pairs of their ids."""
    if len(people) <= MOST_DOTS:
        names = told_apart(people)
        of_person = {each.user_id: each.user_id for each in people}
        return _graph({user_id: Dot(name) for user_id, name in names.items()}, of_person, pairs)
    held: defaultdict[str, list[Seen]] = defaultdict(list)
    for each in people:
        held[seat_key(each.seat)].append(each)
    kept = sorted(held, key=lambda key: (-len(held[key]), key))[:MOST_DOTS]
    dots = {key: Dot(min((each.seat for each in held[key]), key=sort_key), len(held[key])) for key in kept}
    of_trade = {each.user_id: key for key in kept for each in held[key]}
    return _graph(dots, of_trade, pairs, dotless=len(people) - len(of_trade), is_by_trade=True)


def _graph(
    dots: Mapping[int, Dot] | Mapping[str, Dot],
    dot_of: Mapping[int, int | str],
    pairs: Iterable[tuple[int, int]],
    *,
    dotless: int = 0,
    is_by_trade: bool = False,
) -> Graph:
    listed = sorted(dots.items(), key=lambda item: (sort_key(item[1].name), str(item[0])))
    places: dict[int | str, int] = {key: place for place, (key, _) in enumerate(listed)}
    ends = (sorted(places[dot_of[user_id]] for user_id in pair) for pair in pairs if all(user_id in dot_of for user_id in pair))
    lines = sorted({(one, other) for one, other in ends if one != other})
    return Graph(tuple(dot for _, dot in listed), tuple(lines), is_by_trade, dotless)
