"""Ranks: equal numbers share one, names then stand in alphabetical order."""

from hypothesis import given
from hypothesis import strategies as st

from bot.model.boards import BoardName, Standing, ranked

standings = st.lists(
    st.builds(
        Standing,
        user_id=st.integers(1, 10**6),
        name=st.text(min_size=1, max_size=5),
        people=st.integers(1, 4),
        times=st.integers(1, 4),
    ),
    unique_by=lambda standing: standing.user_id,
)


def test_equal_numbers_share_a_rank_and_the_next_one_is_skipped() -> None:
    board = ranked(
        BoardName.GIVERS,
        [Standing(1, "Bruno", 2, 2), Standing(2, "ana", 2, 2), Standing(3, "Caio", 3, 3), Standing(4, "Duda", 1, 9)],
    )
    assert [(rank.rank, rank.standing.name) for rank in board] == [(1, "Caio"), (2, "ana"), (2, "Bruno"), (4, "Duda")]


def test_the_thanked_are_ranked_by_how_often() -> None:
    board = ranked(BoardName.THANKED, [Standing(1, "Ana", people=1, times=3), Standing(2, "Bruno", people=2, times=2)])
    assert [rank.standing.name for rank in board] == ["Ana", "Bruno"]


@given(standings)
def test_a_rank_is_one_more_than_how_many_are_better(given_standings: list[Standing]) -> None:
    for rank in ranked(BoardName.GIVERS, given_standings):
        mine = (rank.standing.people, rank.standing.times)
        assert rank.rank == 1 + sum((other.people, other.times) > mine for other in given_standings)
