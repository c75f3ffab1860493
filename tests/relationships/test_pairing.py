"""Who is paired with whom: nobody twice or left out, nobody apart, the least acquainted first."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.relationships.rounds.pairing import WINDOW, Acquaintance, Pair, Pairing, Team
from tests.fuzz import examples


def paired(people: list[int], known: Acquaintance) -> list[Team]:
    pairing = Pairing(people, known)
    while pairing.improve():
        pass
    return pairing.teams


def cost(teams: list[Team], known: Acquaintance) -> int:
    return sum(known.of_team(team) for team in teams)


def met(*pairs: Pair, ago: int = 10) -> Acquaintance:
    return Acquaintance(dict.fromkeys(pairs, ago))


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, []), (1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (9, [2, 2, 2, 3]), (10, [2] * 5), (31, [2] * 14 + [3])],
)
def test_pairs_and_three_for_the_odd_one(count: int, sizes: list[int]) -> None:
    teams = paired(list(range(1, count + 1)), Acquaintance())
    assert sorted(map(len, teams)) == sizes
    assert sorted(person for team in teams for person in team) == list(range(1, count + 1))


def test_the_least_acquainted_first() -> None:
    assert cost(paired([1, 2, 3, 4], met((1, 2), (3, 4), (1, 3))), met((1, 2), (3, 4), (1, 3))) == 0, "1 with 4, 2 with 3"
    ago = Acquaintance({pair: sum(pair) for pair in combinations((1, 2, 3, 4), 2)} | {(1, 4): 300, (2, 3): 200})
    assert {frozenset(team) for team in paired([1, 2, 3, 4], ago)} == {frozenset({1, 4}), frozenset({2, 3})}, "longest ago"


def test_one_perfect_way_among_many_people_is_found() -> None:
    people = list(range(1, 13))
    strangers = {(number, number + 1) for number in range(1, 12, 2)}
    known = met(*(pair for pair in combinations(people, 2) if pair not in strangers))
    assert cost(paired(people[:WINDOW], known), known) == 0


def test_suggest_others_holds_both_ways_and_the_choosy_one_is_left_alone() -> None:
    for apart in ((1, 2), (1, 3), (2, 3)):
        known = Acquaintance(apart=frozenset({apart}), choosy=frozenset({apart[0]}))
        teams = paired([3, 1, 2], known)
        assert (apart[0],) in teams, "of the two whoever rather has others suggested"
        assert tuple(sorted(next(team for team in teams if len(team) == 2))) == tuple(sorted({1, 2, 3} - {apart[0]}))
    assert sorted(paired([1, 2], Acquaintance(apart=frozenset({(1, 2)})))) == [(1,), (2,)]


PAIRS = st.sets(st.tuples(st.integers(1, 24), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1]), max_size=120)


@examples(60)
@given(st.permutations(range(1, 25)), st.integers(0, 24), PAIRS, PAIRS, st.integers(0, 500))
def test_any_group(people: list[int], count: int, known: set[Pair], apart: set[Pair], ago: int) -> None:
    present = people[:count]
    acquaintance = Acquaintance(dict.fromkeys(known, ago), frozenset(apart))
    teams = paired(present, acquaintance)
    assert sorted(person for team in teams for person in team) == sorted(present)
    assert all(1 <= len(team) <= 3 for team in teams)
    assert not [pair for team in teams for pair in combinations(sorted(team), 2) if pair in apart]
    assert sum(len(team) == 3 for team in teams) <= sum(len(team) % 2 for team in teams)
    alone = [team[0] for team in teams if len(team) == 1]
    assert all(tuple(sorted(pair)) in apart for pair in combinations(alone, 2)), "two who are alone would be a pair"
