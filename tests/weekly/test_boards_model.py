"""Ranks: equal numbers share one, names then stand in alphabetical order."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.weekly.boards.model import Active, BoardName, People, Standing, Tally, place_among, ranked

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


def test_of_one_pair_so_many_count_in_a_week_as_the_group_chose() -> None:
    tally = Tally()
    tally.add([(1, 2, 0, 1)] * 5 + [(1, 2, 1, 1)] * 2 + [(1, 3, 0, 1), (1, 3, 0, 1), (1, 3, 0, -1), (2, 1, 0, 1), (2, 1, 0, -1)])
    people = People({each: Active("Name", "", on_boards=True) for each in (1, 2, 3)}, {})
    (one,) = tally.standings(people, 3)
    assert (one.user_id, one.people, one.times) == (1, 2, 3 + 2 + 1)
    assert [each.times for each in tally.standings(people, 1)] == [1 + 1 + 1]


def test_the_thanked_are_ranked_by_how_often() -> None:
    board = ranked(BoardName.THANKED, [Standing(1, "Ana", people=1, times=3), Standing(2, "Bruno", people=2, times=2)])
    assert [rank.standing.name for rank in board] == ["Ana", "Bruno"]


@given(standings)
def test_a_rank_is_one_more_than_how_many_are_better(given_standings: list[Standing]) -> None:
    for rank in ranked(BoardName.GIVERS, given_standings):
        mine = (rank.standing.people, rank.standing.times)
        assert rank.rank == 1 + sum((other.people, other.times) > mine for other in given_standings)


@given(standings, st.builds(Standing, st.just(0), st.just("I"), st.integers(0, 4), st.integers(0, 4)))
def test_so_many_more_lead_to_the_next_place_and_no_fewer(others: list[Standing], own: Standing) -> None:
    for name in (BoardName.GIVERS, BoardName.THANKED):
        ranks = ranked(name, others)

        def rank_with(more: int, name: BoardName = name, ranks: object = ranks) -> int:
            people = own.people + (more if name is BoardName.GIVERS else 0)
            return place_among(name, ranks, replace(own, people=people, times=own.times + more)).rank  # pyright: ignore[reportArgumentType]

        place = place_among(name, ranks, own)
        assert place.rank == 1 + sum(rank.standing.user_id != 0 and rank_beats(name, rank.standing, own) for rank in ranks)
        assert (place.to_next is None) == (place.rank == 1)
        if place.to_next is not None:
            assert rank_with(place.to_next) < place.rank
            assert rank_with(place.to_next - 1) == place.rank


def rank_beats(name: BoardName, one: Standing, other: Standing) -> bool:
    if name is BoardName.GIVERS:
        return (one.people, one.times) > (other.people, other.times)
    return (one.times, one.people) > (other.times, other.people)
