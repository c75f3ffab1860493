"""Whatever people do, in whatever order: the boards equal a plain model of it, and the ledger its own sum."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.admin.setup import Changes
from bot.core.calendar import PeriodName
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.core.errors import Refused
from bot.referrals.model import MOVES, Kind, State
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import Clock
from tests.fuzz import examples
from tests.people import CHANNEL, NAMES, actor, someone

MEMBERS = (1, 2, 3)
people = st.sampled_from(MEMBERS)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("give"), people, people, st.sampled_from(["direct", "lead", "own"])),
        st.tuples(st.just("move"), people, st.integers(1, 6), st.sampled_from(list(MOVES))),
        st.tuples(st.just("thank"), people, st.integers(1, 6)),
        st.tuples(st.just("unthank"), people, st.integers(1, 6)),
    ),
    max_size=25,
)


@dataclass
class Told:
    """A referral as the model knows it."""

    giver: int
    receiver: int
    counts: bool


async def act(services: Services, told: dict[int, Told], step: int, what: tuple) -> None:
    """Do it, and note in the model what it should count for."""
    kind, who, *rest = what
    if kind == "give":
        receiver, chosen = rest
        typed = Typed("Maria", "m@example.org", "", chosen, "1", sure=True)
        given_referral = (await services.referrals.give(actor(who), someone(receiver), typed, f"f:{step}")).referral
        told[given_referral.id] = Told(who, receiver, given_referral.kind is not Kind.LEAD)
    elif kind == "move":
        moved = (await services.referrals.move(who, rest[0], rest[1])).referral
        told[moved.id].counts = moved.kind is not Kind.LEAD and moved.state not in {State.DECLINED, State.WITHDRAWN}
    elif kind == "thank":
        await services.thanks.give(actor(who), someone(told[rest[0]].giver), rest[0], ThanksTyped("Thanks"), f"t:{step}")
    else:
        await services.thanks.undo(who, rest[0])


async def play(folder: Path, script: list[tuple]) -> None:
    database = await SqliteDatabase.open(folder / "g.db", Cipher(b"k" * KEY_BYTES), Clock())
    try:
        services = Services(database)
        await services.setup.set_up(actor(1), Changes(), CHANNEL)
        for member in MEMBERS:
            await services.roster.add(actor(1), someone(member), f"Trade {member}")
        told: dict[int, Told] = {}
        for step, what in enumerate(script):
            try:
                await act(services, told, step, what)
            except (Refused, KeyError):
                continue
        pairs = Counter((each.giver, each.receiver) for each in told.values() if each.counts)
        expected = {
            NAMES[member]: (
                sum(giver == member for giver, _ in pairs),
                sum(min(n, 3) for (giver, _), n in pairs.items() if giver == member),
            )
            for member in {giver for giver, _ in pairs}
        }
        board = await services.boards.board(actor(1), BoardName.GIVERS, PeriodName.THIS_WEEK)
        assert {rank.standing.name: (rank.standing.people, rank.standing.times) for rank in board.ranks} == expected
        for row in await database.read(
            lambda tx: tx.all("SELECT SUM(sign) AS n, COUNT(*) AS c FROM entries GROUP BY source, kind, round")
        ):
            assert (row["n"], row["c"]) in {(1, 1), (0, 2)}
        for member in MEMBERS:
            mine = await services.activity.mine(actor(member))
            assert mine.given == sum(n for (giver, _), n in pairs.items() if giver == member)
            assert mine.received == sum(n for (_, receiver), n in pairs.items() if receiver == member)
    finally:
        await database.close()


@examples(25)
@given(acts)
def test_boards_and_activities_equal_the_model(script: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), script))
