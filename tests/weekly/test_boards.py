"""The leaderboard: who is named on it, and where one stands oneself."""

from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.core.db.database import Database
from bot.membership.members import store as members_store
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import Clock
from tests.passing import MARIA, give
from tests.people import People, someone


async def test_whoever_wants_no_name_is_counted_and_sees_their_own_place(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people)
    await services.referrals.give(people.ana, someone(3), replace(MARIA, contact="other@example.org"), "f:1:m")
    await services.referrals.give(people.caio, someone(2), replace(MARIA, contact="third@example.org"), "f:3:n")
    ana = await services.roster.get(100, 1)
    assert ana is not None
    await database.write(lambda tx: members_store.save(tx, replace(ana, on_boards=False)))

    board = await services.boards.board(people.ana, BoardName.GIVERS, PeriodName.MONTH)
    assert [(rank.rank, rank.standing.name) for rank in board.ranks] == [(1, "Caio")], "no gap tells where the others are"
    assert board.unnamed == 1
    assert board.own is not None
    assert (board.own.rank, board.own.standing.people, board.own.to_next) == (1, 2, None)
    seen = (await services.boards.board(people.bruno, BoardName.GIVERS, PeriodName.QUARTER)).own
    assert seen is not None
    assert (seen.rank, seen.standing.times, seen.to_next) == (2, 0, 1), "one more reaches Caio; nothing is told of Ana"

    clock.pass_by(days=7)
    assert (await services.boards.board(people.bruno, BoardName.GIVERS, PeriodName.LAST_WEEK)).unnamed == 1
    for empty, name in ((PeriodName.THIS_WEEK, BoardName.GIVERS), (PeriodName.YEAR, BoardName.CONNECTORS)):
        board = await services.boards.board(people.bruno, name, empty)
        assert (board.ranks, board.unnamed) == ((), 0)
