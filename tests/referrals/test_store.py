"""A page of one's referrals is a slice of one order, whatever is asked for; of clients it shows the name alone."""

import random
from itertools import product

from msgspec.structs import replace

from bot.core.db.database import Database, Tx
from bot.groups import store as groups_store
from bot.groups.model import Group
from bot.referrals import store as referrals_store
from bot.referrals.model import WAITING, Box, Client, Kind, Referral, State, Warmth
from tests.conftest import Clock

ME, GROUP = 1, 100
CLIENT = Client("Maria Souza", "maria@example.org", "A cake")


async def _given(tx: Tx, number: int, giver: int, receiver: int, state: State) -> Referral:
    new = referrals_store.NewReferral(giver, receiver, Kind.DIRECT, Warmth.MAY_CALL, CLIENT)
    referral = replace(await referrals_store.add(tx, GROUP, number, new, "BR"), state=state)
    await referrals_store.change(tx, referral)
    return referral


async def _history(database: Database, clock: Clock) -> list[Referral]:
    """Sixty referrals among three people, some given in the same moment."""
    chance, made = random.Random(7), []
    await database.write(lambda tx: groups_store.save(tx, Group(GROUP)))
    for number in range(1, 61):
        clock.pass_by(minutes=chance.choice((0, 1)))
        giver, receiver = chance.sample((1, 2, 3), 2)
        state = chance.choice(list(State))
        made.append(await database.write(lambda tx: _given(tx, number, giver, receiver, state)))  # noqa: B023
    return made


def _expected(made: list[Referral], box: Box, state: State | None) -> list[int]:
    sides = {Box.ALL: ("giver_id", "receiver_id"), Box.GIVEN: ("giver_id",), Box.RECEIVED: ("receiver_id",)}[box]
    mine = [each for each in made if any(getattr(each, side) == ME for side in sides) and state in {None, each.state}]
    return [
        each.number
        for each in sorted(
            mine, key=lambda each: (each.receiver_id == ME and each.state in WAITING, each.given_at, each.id), reverse=True
        )
    ]


async def test_every_page_is_a_slice_of_one_order(database: Database, clock: Clock) -> None:
    made = await _history(database, clock)
    for box, state in product(Box, (None, State.OPEN, State.WON)):
        expected = _expected(made, box, state)
        for offset, limit in ((0, 9), (5, 4), (len(expected) - 1, 9), (100, 9)):
            found = await database.read(lambda tx: referrals_store.page(tx, GROUP, ME, box, state, limit, offset))  # noqa: B023
            assert [each.number for each in found] == expected[offset:][:limit], (box, state, offset)
    assert len(_expected(made, Box.ALL, None)) > len(_expected(made, Box.GIVEN, None)) > 9


async def test_a_list_opens_nothing_but_names(database: Database, clock: Clock) -> None:
    await _history(database, clock)
    listed = await database.read(lambda tx: referrals_store.page(tx, GROUP, ME, Box.ALL, None, 9))
    listed += await database.read(lambda tx: referrals_store.waiting(tx, GROUP, ME, 9))
    assert {each.client for each in listed} == {Client("Maria Souza")}
    whole = await database.read(lambda tx: referrals_store.get(tx, GROUP, listed[0].id))
    assert whole is not None
    assert whole.client == CLIENT
