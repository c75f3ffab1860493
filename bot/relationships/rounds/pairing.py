"""Who talks to whom in a round: the least acquainted first, nobody with whom they rather do not, and three for the odd one.

Up to WINDOW people are matched exactly, by dynamic programming over the sets of those who are left (Held and Karp's principle of 1962). Of more
people each first takes whom they know least; then windows of several teams are matched exactly again, as long as that improves them.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Pair = tuple[int, int]
"""Two ids, the smaller first."""
Team = tuple[int, ...]

WINDOW = 8
"""People who are matched exactly. One more, where they are odd: half a millisecond and five."""
THREE = 3
TRIES, TURNS = 6, 2
"""The windows in which a team is matched again, and how often all teams have their turn."""
MET = 1_000
"""Cost of a pair who met, to which the recency of their meeting is added; less than RECENT is added."""
RECENT = 400
ALONE = 1_000_000
"""Cost of one who is left alone: more than that of any pairs."""


class Acquaintance(Struct, frozen=True):
    """How well people know each other: `days_ago` since the last contact of a pair, for those who had one; `apart` are not to be paired.

    `choosy` are those who have somebody on their own list: where one has to be left alone, they rather than whom they do not want.
    """

    days_ago: Mapping[Pair, int] = field(default_factory=dict[Pair, int])
    apart: frozenset[Pair] = frozenset()
    choosy: frozenset[int] = frozenset()

    @classmethod
    def of(cls, contacts: Collection[tuple[int, int, str]], apart: Collection[Pair], today: date) -> Acquaintance:
        """From pairs with the day of a contact, several of one pair among them, and who does not want to be paired with whom."""
        ago = {day: (today - date.fromisoformat(day)).days for day in {day for *_, day in contacts}}
        last: dict[Pair, int] = {}
        for low, high, day in contacts:
            last[low, high] = min(ago[day], last.get((low, high), ago[day]))
        return cls(last, frozenset((min(pair), max(pair)) for pair in apart), frozenset(one for one, _ in apart))

    def of_pair(self, one: int, other: int) -> int:
        """The cost of pairing two: 0 where they had no contact, more the shorter ago that was."""
        pair = (one, other) if one < other else (other, one)
        if pair in self.apart:
            return 3 * ALONE
        ago = self.days_ago.get(pair)
        return 0 if ago is None else MET + max(RECENT - max(ago, 0), 0)

    def of_team(self, team: Sequence[int]) -> int:
        """The cost of a team of one, two or three."""
        if len(team) == 1:
            return ALONE if team[0] in self.choosy else ALONE + 1
        return sum(self.of_pair(*pair) for pair in combinations(team, 2))


def exactly(people: Sequence[int], known: Acquaintance) -> list[Team]:
    """The best teams of few people: pairs, and one of three where they are odd in number."""
    count = len(people)
    alone = [known.of_team((one,)) for one in people]
    two = [[known.of_pair(one, other) if one != other else 0 for other in people] for one in people]

    @cache
    def best(left: int, may_be_three: bool) -> tuple[int, tuple[Team, ...]]:
        """The cost and teams of those whose bits are in `left`."""
        if not left:
            return 0, ()
        first, *rest = [number for number in range(count) if left >> number & 1]
        left ^= 1 << first
        teams: list[tuple[int, Team]] = [(alone[first], (first,)), *((two[first][each], (first, each)) for each in rest)]
        if may_be_three:
            pairs = combinations(rest, 2)
            teams += [(two[first][one] + two[first][each] + two[one][each], (first, one, each)) for one, each in pairs]
        found: tuple[int, tuple[Team, ...]] | None = None
        for cost, team in teams:
            more, others = best(left & ~sum(1 << number for number in team), may_be_three and len(team) < THREE)
            if found is None or cost + more < found[0]:
                found = cost + more, (team, *others)
        assert found is not None, "one may be alone"
        return found

    _, teams = best((1 << count) - 1, count % 2 == 1)
    return [tuple(people[number] for number in team) for team in teams]


class Pairing:
    """The teams of a round, improved step by step. `people` are in the order in which they choose, which decides between equals."""

    def __init__(self, people: Sequence[int], known: Acquaintance) -> None:
        self._known = known
        self.teams = exactly(people, known) if len(people) <= WINDOW + 1 else self._greedy(people)
        self._costs = [known.of_team(team) for team in self.teams]
        self._at = 0
        self._left = TURNS * len(self.teams)

    def _greedy(self, people: Sequence[int]) -> list[Team]:
        left, teams = list(people), list[Team]()
        while len(left) > THREE:
            one = left.pop(0)
            costs = _costs(one, left, self._known)
            teams.append((one, left.pop(costs.index(min(costs)))))
        return [*teams, *exactly(left, self._known)]

    def improve(self) -> bool:
        """Match the next team that costs something together with others; returns whether there is more to do."""
        number = self._at % len(self.teams) if self.teams else 0
        self._at, self._left = number + 1, self._left - 1
        for turn in range(TRIES if self._costs and self._costs[number] and len(self.teams) > 1 else 0):
            window = self._window(number, turn)
            people = [person for each in window for person in self.teams[each]]
            teams = exactly(people, self._known)
            costs = [self._known.of_team(team) for team in teams]
            if sum(costs) < sum(self._costs[each] for each in window):
                self._put(window, teams, costs)
                break
        return self._left > 0

    def _window(self, number: int, turn: int) -> list[int]:
        """The team `number` and others, by their places, with WINDOW people or one more; those who are alone before all others."""
        count, window, size = len(self.teams), [number], len(self.teams[number])
        around = [(number + each * (turn + 1)) % count for each in range(1, min(count, WINDOW + 1))]
        alone = [each for each, team in enumerate(self.teams) if len(team) == 1] if size == 1 else []
        for other in (*alone, *around):
            if other not in window and size + len(self.teams[other]) <= WINDOW + 1:
                window.append(other)
                size += len(self.teams[other])
        return window

    def _put(self, window: list[int], teams: list[Team], costs: list[int]) -> None:
        for each in sorted(window, reverse=True):
            del self.teams[each], self._costs[each]
        self.teams += teams
        self._costs += costs


def _costs(one: int, others: Sequence[int], known: Acquaintance) -> list[int]:
    """The costs of pairing one with each of the others, up to the first who costs nothing."""
    costs: list[int] = []
    for other in others:
        costs.append(known.of_pair(one, other))
        if not costs[-1]:
            break
    return costs
