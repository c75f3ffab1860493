"""How a long digest is split, and what may be told of sums."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Period
from bot.core.money import Money
from bot.weekly.business.model import FEWEST, rounded, total_of
from bot.weekly.digest.model import AROUND_BLOCK, MOST_PARTS, in_parts, longest_thanks
from tests.conftest import NOON

said = st.lists(
    st.builds(lambda text: {"author": "Ana", "thanked": "Bruno", "message": text}, st.text(max_size=300)), max_size=80
)


@given(said, st.integers(0, 1000), st.integers(1000, 4000))
def test_parts_hold_a_beginning_of_what_was_said_in_order_and_in_bounds(
    words: list[dict[str, str]], first: int, room: int
) -> None:
    parts = in_parts(words, first, room)
    together = [each for part in parts for each in part]
    assert together == words[: len(together)]
    assert 1 <= len(parts) <= MOST_PARTS
    for number, part in enumerate(parts):
        assert not part or AROUND_BLOCK + sum(map(longest_thanks, part)) <= (room if number else first)
    if len(parts) < MOST_PARTS:
        assert together == words, "what is left out is left out for want of messages alone"


@given(st.integers(1, 10**15))
def test_two_digits_are_left_of_a_sum(minor: int) -> None:
    told = rounded(minor)
    assert len(str(told).rstrip("0")) <= 2
    assert abs(told - minor) * 20 <= minor


def test_some_sums() -> None:
    assert [rounded(minor) for minor in (0, 7, 99, 123_456, 125_000, 995)] == [0, 7, 99, 120_000, 130_000, 1000]


@given(st.integers(0, 10), st.integers(1, 10**9))
def test_fewer_than_three_are_never_told_of(people: int, minor: int) -> None:
    total = total_of(Period(NOON, NOON), [minor] * people, "BRL")
    assert total.money == (Money(rounded(minor * people), "BRL") if people >= FEWEST else None)
