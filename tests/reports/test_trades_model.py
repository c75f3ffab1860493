"""What may be told of trades: whatever is told shows nobody's own number, and nobody who passed less."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.reports.trades.model import OFTEN, Passed, Seeker, closed, how_many, partners
from tests.fuzz import examples

PEOPLE = st.integers(1, 8)
PASSED = st.lists(st.builds(Passed, PEOPLE, PEOPLE, st.integers(1, 6)), max_size=20)
TRADES = st.dictionaries(PEOPLE, st.sampled_from("abcd"), max_size=8)
SEEKERS = st.lists(st.builds(Seeker, st.just("painter"), PEOPLE, st.booleans()), max_size=12).map(
    lambda found: [*{each.user_id: each for each in sorted(found)}.values()]
)


def test_partners_are_those_who_passed_often_in_no_order() -> None:
    trades = {1: "lawyer", 2: "baker", 3: "florist", 4: "baker"}
    passed = [Passed(1, 2, 2), Passed(1, 4, 1), Passed(3, 2, 3), Passed(2, 4, 9), Passed(2, 1, OFTEN - 1), Passed(9, 2, 9)]
    assert partners(passed, trades) == {"baker": frozenset({"lawyer", "florist"})}
    assert partners(passed, {}) == {}


@examples(200)
@given(PASSED, TRADES, PEOPLE, PASSED)
def test_nothing_is_told_of_whom_no_board_names(
    passed: list[Passed], trades: dict[int, str], person: int, theirs: list[Passed]
) -> None:
    """Of two groups that differ by what one passes or gets who opted out, left, or holds no trade, the same is told."""
    assume(person not in trades)
    more = [each for each in theirs if person in {each.giver_id, each.receiver_id}]
    less = [each for each in passed if person not in {each.giver_id, each.receiver_id}]
    assert partners(less, trades) == partners([*less, *more], trades)


@examples(200)
@given(PASSED, TRADES, st.integers(1, 50))
def test_how_much_was_passed_beyond_often_is_not_told(passed: list[Passed], trades: dict[int, str], more: int) -> None:
    """Who passed most can't be found: from OFTEN on more changes nothing, so that neither order nor number is told."""
    told = partners(passed, trades)
    sums: Counter[tuple[str, str]] = Counter()
    for each in passed:
        if each.giver_id in trades and each.receiver_id in trades:
            sums[trades[each.receiver_id], trades[each.giver_id]] += each.n
    grown = [
        each._replace(n=each.n + more) if sums[trades.get(each.receiver_id, ""), trades.get(each.giver_id, "")] >= OFTEN else each
        for each in passed
    ]
    assert partners(grown, trades) == told
    for receiver, givers in told.items():
        assert receiver not in givers
        assert all(sums[receiver, giver] >= OFTEN for giver in givers)


@examples(300)
@given(SEEKERS, st.integers(0, 8))
def test_whoever_subtracts_those_who_asked_in_public_is_left_with_three_or_none(seekers: list[Seeker], others: int) -> None:
    """And with three at least who did not, so that nobody learns by elimination that a certain one did."""
    told = how_many(seekers, len(seekers) + others)
    in_public = len([each for each in seekers if each.is_public])
    if told is not None:
        assert told >= 3
        assert told in {in_public, len(seekers)}
        assert told - in_public == 0 or (told - in_public >= 3 and others >= 3)


@examples(300)
@given(SEEKERS, PEOPLE)
def test_one_search_more_changes_nothing_that_shows_fewer_than_three(seekers: list[Seeker], person: int) -> None:
    """Two months that differ by one person: the numbers differ by nothing, by that one among three others, or by three at least."""
    assume(person not in {each.user_id for each in seekers})
    before, after = how_many(seekers, 30) or 0, how_many([*seekers, Seeker("painter", person, is_public=False)], 30) or 0
    searched = len([each for each in seekers if not each.is_public])
    assert after - before in {0, 1} or after - before >= 3
    assert after - before != 1 or searched >= 3


def test_a_person_counts_once_a_trade() -> None:
    assert how_many([Seeker("painter", 1, is_public=False)] * 5, 30) is None
    found = [Seeker(trade, person, is_public=False) for trade in ("painter", "tiler") for person in (1, 2, 3)]
    assert closed([*found, Seeker("baker", 1, is_public=True)], 6) == {"painter": 3, "tiler": 3}
    assert closed(found, 5) == {}, "two others are left, and one of them reads it"
